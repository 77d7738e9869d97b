"""What a wijkfoto shows and says: areas beside each other, all wijken in order, and the national yardstick."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

from wijklab.analyses.wijkfoto.asked import THE_NETHERLANDS, Wijkfoto
from wijklab.analyses.wijkfoto.figures import MODELLED, fact_id, value_of
from wijklab.contract.answers import Exhibit, Finding, Label, Quantity, Row

COMPARED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "health_good_percent": "health",
        "income_per_inhabitant_eur_thousand": "income",
        "households_lowest_40_percent": "lowest_incomes",
    }
)
"""Indicators that get a sentence, and its name in the catalogue."""

RANKED: Final[Mapping[str, str]] = MappingProxyType(
    {"health_good_percent": "health", "income_per_inhabitant_eur_thousand": "income"}
)
"""Indicators that are shown for every wijk, and the name of their exhibit and sentence."""

YARDSTICKS: Final = ("life_satisfaction_score", "happiness_score")
"""National marks from 1 to 10, by year: what a change in wellbeing can be held against."""

HARDLY: Final = 0.5
"""A national mean that stays within this many points over the years is said to hardly move: it rounds to one mark."""

Shown: TypeAlias = tuple[Exhibit, list[Quantity]]


def beside_each_other(photo: Wijkfoto) -> Shown:
    """Indicators by areas."""
    table = {indicator: [photo.fact(indicator, area) for area in photo.columns] for indicator in photo.indicators}
    rows = tuple(Row(Label("indicator", indicator), _ids(facts)) for indicator, facts in table.items())
    columns = tuple(Label("area", area) for area in photo.columns)
    exhibit = Exhibit("wijkfoto-profile", "values", columns, rows, findings=(*_size(photo), *_comparisons(photo)))
    return exhibit, [fact for facts in table.values() for fact in facts]


def ranked(photo: Wijkfoto) -> list[str]:
    """The indicators worth an exhibit of all wijken: those that are shown and known for more than one."""
    return [indicator for indicator in RANKED if indicator in photo.indicators and len(photo.wijken(indicator)) > 1]


def all_wijken(photo: Wijkfoto, indicator: str) -> Shown:
    """One indicator over all wijken of the municipality, highest first, the area itself marked."""
    facts = {area: photo.fact(indicator, area) for area in photo.wijken(indicator)}
    exhibit = Exhibit(
        id=f"wijkfoto-all-{RANKED[indicator]}",
        kind="bars",
        columns=(Label("indicator", indicator),),
        rows=tuple(Row(Label("area", area), (fact.id,)) for area, fact in facts.items()),
        findings=_spread(photo, indicator, facts),
        texts={"marked": photo.asked.area},
    )
    return exhibit, list(facts.values())


def yardstick(photo: Wijkfoto) -> list[Shown]:
    """How the Dutch mark their own life, by year; empty where no source gives it."""
    marks = [mark for mark in YARDSTICKS if mark in photo.years]
    periods = sorted({period for mark, area, period in photo.figures if mark in marks and area == THE_NETHERLANDS})
    if not periods:
        return []
    table = {period: [photo.fact_in(mark, THE_NETHERLANDS, period) for mark in marks] for period in periods}
    rows = tuple(Row(Label("text", period), _ids(facts)) for period, facts in table.items())
    columns = tuple(Label("indicator", mark) for mark in marks)
    exhibit = Exhibit("wijkfoto-netherlands", "values", columns, rows, findings=_stable(photo, periods))
    return [(exhibit, [fact for facts in table.values() for fact in facts])]


def notes(photo: Wijkfoto) -> tuple[Finding, ...]:
    """The limits: what a wijkfoto is not, and what its figures do not carry."""
    modelled = [Finding("wijkfoto.note.model")] if MODELLED in photo.indicators else []
    return (Finding("wijkfoto.note.context"), *modelled, Finding("wijkfoto.note.years"))


def _size(photo: Wijkfoto) -> list[Finding]:
    if not {"inhabitants", "dwellings"} <= set(photo.indicators):
        return []
    facts = {indicator: fact_id(indicator, photo.asked.area) for indicator in ("inhabitants", "dwellings")}
    return [Finding("wijkfoto.finding.size", facts, _names(photo, "inhabitants"))]


def _comparisons(photo: Wijkfoto) -> list[Finding]:
    """The area against its municipality, where the municipality has a figure to be held against."""
    return [
        Finding(f"wijkfoto.finding.{name}", _here_and_there(photo, indicator), _names(photo, indicator))
        for indicator, name in COMPARED.items()
        if indicator in photo.indicators and photo.value(indicator, photo.asked.municipality) is not None
    ]


def _spread(photo: Wijkfoto, indicator: str, facts: Mapping[str, Quantity]) -> tuple[Finding, ...]:
    """Where the area stands among the wijken. Nothing where there are no two values that differ."""
    here, given = photo.asked.area, {area: fact.value for area, fact in facts.items() if fact.value is not None}
    if here not in given or len(set(given.values())) < 2:
        return ()
    stands, lowest, highest = _standing(here, given)
    cited = {"here": here, "lowest": lowest, "highest": highest}
    names = {
        "lowest_area": Label("area", lowest),
        "highest_area": Label("area", highest),
        "count": Label("text", str(len(given))),
    }
    return (
        Finding(
            f"wijkfoto.finding.{RANKED[indicator]}_{stands}",
            {name: facts[area].id for name, area in cited.items()},
            _names(photo, indicator) | names,
        ),
    )


def _standing(here: str, given: Mapping[str, float]) -> tuple[str, str, str]:
    """Lowest, highest or between; and which area is lowest and which highest: in a tie, the area itself."""
    lowest, highest = min(given.values()), max(given.values())
    stands = {lowest: "lowest", highest: "highest"}.get(given[here], "between")
    first, last = (next(area for area, value in given.items() if value == end) for end in (lowest, highest))
    return stands, here if stands == "lowest" else first, here if stands == "highest" else last


def _stable(photo: Wijkfoto, periods: list[str]) -> tuple[Finding, ...]:
    """The lowest and the highest year of life satisfaction, where the national mean hardly moves."""
    known = {period: value_of(photo.figures, YARDSTICKS[0], THE_NETHERLANDS, period) for period in periods}
    values = {period: value for period, value in known.items() if value is not None}
    if len(values) < 2 or max(values.values()) - min(values.values()) > HARDLY:
        return ()
    chosen = {"lowest": min(values, key=values.__getitem__), "highest": max(values, key=values.__getitem__)}
    facts = {name: fact_id(YARDSTICKS[0], THE_NETHERLANDS, period) for name, period in chosen.items()}
    years = {"first_year": Label("text", min(values)), "last_year": Label("text", max(values))}
    return (Finding("wijkfoto.finding.stable", facts, years),)


def _here_and_there(photo: Wijkfoto, indicator: str) -> dict[str, str]:
    return {"here": fact_id(indicator, photo.asked.area), "there": fact_id(indicator, photo.asked.municipality)}


def _names(photo: Wijkfoto, indicator: str) -> dict[str, Label]:
    return {
        "area": Label("area", photo.asked.area),
        "municipality": Label("area", photo.asked.municipality),
        "year": Label("text", photo.years[indicator]),
    }


def _ids(facts: list[Quantity]) -> tuple[str, ...]:
    return tuple(fact.id for fact in facts)
