"""The plane: a mark to a pair, regions drawn from released numbers only, quadrants in words, and what it leaves out."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.report.samples import CARD, in_english, people, released
from wijklab.contract.answers import Estimates, Exhibit, Finding, Label, Quantity, Row
from wijklab.disclosure import Released
from wijklab.report.views import exhibit_view

PAIR = "proeftuin-traditional"
OTHER = "samenwerkwijze-traditional"


def region(part: str, value: float, reach: float, unit: str, level: float) -> Quantity:
    own = people(
        f"cost_effectiveness.region{level:g}_{part}", value, unit, n=400, low=value - reach, high=value + reach
    )
    return replace(own, confidence=level / 100)


def plane(
    effect: float = 1.0, cost: float = -500.0, *, n: int = 400, correlation: float | None = 0.5, **texts: str
) -> Released:
    """One pair with a region of 50 % and one of 95 %, and a second one without any."""
    made = [
        people("cost_effectiveness.effect.x", effect, "points", n=n),
        people("cost_effectiveness.cost.x", cost, "eur", n=n),
        people("cost_effectiveness.effect.y", 0.2, "points", n=400),
        people("cost_effectiveness.cost.y", 100.0, "eur", n=400),
        region("effect", effect, 0.4, "points", 50),
        region("cost", cost, 300.0, "eur", 50),
        region("effect", effect, 1.6, "points", 95),
        region("cost", cost, 900.0, "eur", 95),
    ]
    if correlation is not None:
        made.append(people("cost_effectiveness.correlation", correlation, "index", n=n))
    known = "cost_effectiveness.correlation" if correlation is not None else None
    rows = (
        Row(Label("pair", PAIR), ("cost_effectiveness.effect.x", "cost_effectiveness.cost.x", known)),
        *(
            Row(
                Label(f"region{level}", PAIR),
                (f"cost_effectiveness.region{level}_effect", f"cost_effectiveness.region{level}_cost", None),
            )
            for level in (50, 95)
        ),
        Row(Label("pair", OTHER), ("cost_effectiveness.effect.y", "cost_effectiveness.cost.y", None)),
    )
    columns = tuple(Label("plane", name) for name in ("effect", "cost", "correlation"))
    says = (Finding("cost_effectiveness.finding.parts"),)
    exhibit = Exhibit("cost_effectiveness-plane-wellbeing", "plane", columns, rows, says, texts)
    return released(Estimates("cost_effectiveness", CARD, {own.id: own for own in made}, (exhibit,)))


def drawn(shown: Released) -> str:
    return str(exhibit_view(shown.exhibits[0], shown).svg)


def corners(svg: str, cls: str) -> list[tuple[float, float]]:
    (found,) = re.findall(rf'<polygon class="[^"]*{cls}[^"]*" points="([^"]*)"', svg)
    return [tuple(float(x) for x in pair.split(",")) for pair in found.split()]  # type: ignore[misc]


def test_each_pair_has_its_mark_and_the_regions_of_who_has_any() -> None:
    svg = drawn(plane())
    assert svg.count("mark arm-proeftuin") == svg.count("mark arm-samenwerkwijze") == 2  # one of them in the key
    assert re.findall(r'class="region ([^"]+)"', svg) == ["arm-proeftuin outer", "arm-proeftuin inner"]


def test_quadrants_are_named_where_there_is_room() -> None:
    svg = drawn(plane(effect=-0.2, cost=100.0))
    for word in ("beter", "slechter", "duurder", "goedkoper"):
        assert svg.count(f">{word}<") == 2


@pytest.mark.parametrize("correlation", [-0.9, 0.0, 0.5])
def test_a_region_is_as_wide_and_as_high_as_its_numbers_say(correlation: float) -> None:
    """95 % reaches three and four times as far as 50 %, and leans as the two differences go together."""
    svg = drawn(plane(correlation=correlation))
    wide, narrow = corners(svg, "outer"), corners(svg, "inner")
    spans = [[max(p[i] for p in own) - min(p[i] for p in own) for i in (0, 1)] for own in (wide, narrow)]
    assert spans[0][0] / spans[1][0] == pytest.approx(4, rel=0.02)  # coordinates have one decimal
    assert spans[0][1] / spans[1][1] == pytest.approx(3, rel=0.02)
    right = max(wide, key=lambda p: p[0])
    middle = (max(p[1] for p in wide) + min(p[1] for p in wide)) / 2
    assert (middle - right[1]) / (spans[0][1] / 2) == pytest.approx(correlation, abs=0.02)


def test_a_hidden_pair_leaves_no_mark_and_a_region_without_correlation_is_not_drawn() -> None:
    hidden = drawn(plane(n=5))
    assert "arm-proeftuin" not in hidden
    assert "arm-samenwerkwijze" in hidden
    assert "region arm" not in drawn(plane(correlation=None))


def test_nothing_is_drawn_where_nothing_may_be_shown() -> None:
    shown = plane()
    nothing = {id: replace(own, value=None, missing="suppressed_small") for id, own in shown.quantities.items()}
    assert drawn(replace(shown, quantities=nothing)) == ""


@pytest.mark.parametrize(("amount", "said"), [("2000", "€\N{NO-BREAK SPACE}2.000"), ("0", "€\N{NO-BREAK SPACE}0")])
def test_the_line_of_what_a_unit_may_cost_is_named(amount: str, said: str) -> None:
    svg = drawn(plane(willingness=amount))
    assert svg.count('class="zero"') == 1
    assert f"streepjeslijn: {said} voor 1 " in svg
    assert 'class="zero"' not in drawn(plane())


def test_everything_lies_within_the_figure_and_the_table_holds_every_number() -> None:
    shown = plane(effect=3.0, cost=12_000.0, willingness="4000")
    svg = drawn(shown)
    height = int(re.findall(r'viewBox="0 0 400 (\d+)"', svg)[0])
    for x, y in [*corners(svg, "outer"), *corners(svg, "inner")]:
        assert 0 <= x <= 400
        assert 0 <= y <= height
    lines = exhibit_view(shown.exhibits[0], shown).table.lines
    assert [line.header for line in lines[:3]] == [
        "Proeftuin vergeleken met traditioneel",
        "Gebied van 50%, proeftuin en traditioneel",
        "Gebied van 95%, proeftuin en traditioneel",
    ]
    assert "<desc" in svg


def test_words_follow_the_language() -> None:
    svg = drawn(in_english(plane(effect=-0.2, cost=100.0)))
    assert ">better<" in svg
    assert ">dearer<" in svg
