"""A small good study with its tables, as text that a test may spoil on purpose: no chance, no clock, no real person."""

from __future__ import annotations

from collections.abc import Iterator

GOOD_STUDY = """\
id: klein
title: Een kleine studie
language: nl
edition: "2024"
period: {from: 2017-01-01, to: 2023-12-31}
cutoff: 2024-06-30
data:
  folder: params/klein
arms:
  proeftuin:
    neighbourhoods: [WK999901, WK999902]
    start: 2018-01-01
  samenwerkwijze:
    neighbourhoods: [WK999903, WK999904]
    start: 2018-07-01
  traditional:
    neighbourhoods: [WK999905, WK999906]
moments:
  baseline: {from: 2017-01-01, to: 2017-12-31}
  long_term: {from: 2023-01-01, to: 2023-12-31}
outcomes:
  wellbeing: {instrument: rapportcijfer, baseline: baseline, follow_up: long_term}
  ladder: {baseline: baseline, follow_up: long_term}
  costs: {baseline_year: 2017, follow_up_year: 2023, price_year: 2023}
notebooks: [wellbeing, ladder, costs]
"""
"""A study in which everything is right: three arms of two invented neighbourhoods, two moments."""

ARMS = GOOD_STUDY.partition("arms:\n")[2].partition("moments:")[0]
"""What it says of its arms, for a test that puts others in their place."""

AREAS = tuple(f"WK99990{number}" for number in range(1, 7))


def good_tables(residents_per_area: int = 12) -> dict[str, str]:
    """The tables of the small study as CSV text with Dutch headers, by Dutch name: no chance, no clock.

    Resident i of area a starts at 3 + (i mod 3) and rises by 4, 4, 3, 3, 2, 2 in areas 1..6; the ladder rises by one.
    """
    people = [(area, a, i) for a, area in enumerate(AREAS) for i in range(residents_per_area)]
    return {
        "wijken": _csv(
            "wijkcode;wijknaam;gemeente", (f"{area};Wijk {a + 1};Voorbeeldstad" for a, area in enumerate(AREAS))
        ),
        "bewoners": _csv("bewoner;wijkcode", (f"{_pseudonym(a, i)};{area}" for area, a, i in people)),
        "welbevinden": _csv("bewoner;datum;meetmoment;instrument;welbevinden", _scores(people)),
        "participatieladder": _csv("bewoner;datum;meetmoment;trede", _levels(people)),
        "kosten": _csv("bewoner;jaar;kostensoort;betaler;bedrag;prijsjaar", _amounts(people)),
    }


def edited(text: str, *edits: tuple[str, str]) -> str:
    """The text with each old piece replaced once by a new one; a piece that is not there is a mistake of the test."""
    for old, new in edits:
        assert old in text, f"{old!r} does not stand in the text to be edited"
        text = text.replace(old, new, 1)
    return text


def _csv(header: str, lines: Iterator[str]) -> str:
    return "\n".join([header, *lines, ""])


def _pseudonym(area: int, number: int) -> str:
    return f"r{area + 1}-{number + 1:03d}"


def _scores(people: list[tuple[str, int, int]]) -> Iterator[str]:
    for _, a, i in people:
        start = 3 + i % 3
        yield f"{_pseudonym(a, i)};2017-06-01;nulmeting;rapportcijfer;{start}"
        yield f"{_pseudonym(a, i)};2023-06-01;lange termijn;rapportcijfer;{start + 4 - a // 2}"


def _levels(people: list[tuple[str, int, int]]) -> Iterator[str]:
    for _, a, i in people:
        yield f"{_pseudonym(a, i)};2017-06-01;nulmeting;{1 + i % 4}"
        yield f"{_pseudonym(a, i)};2023-06-01;lange termijn;{2 + i % 4}"


def _amounts(people: list[tuple[str, int, int]]) -> Iterator[str]:
    for _, a, i in people:
        yield f"{_pseudonym(a, i)};2017;huisarts;zorgverzekeraar;{100 + 10 * i},50;2023"
        yield f"{_pseudonym(a, i)};2023;huisarts;zorgverzekeraar;{90 + 10 * i},50;2023"
