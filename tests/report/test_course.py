"""The course: a line to a row, gaps where nothing may be shown, marks besides colours, and words for who listens."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.report.samples import CARD, in_english, people, released
from wijklab.contract.answers import Estimates, Exhibit, Finding, Label, Quantity, Row
from wijklab.disclosure import Released
from wijklab.report.views import exhibit_view

YEARS = ("2016", "2017", "2018", "2019", "2020")


def course(
    values: dict[str, list[float | None]], *, unit: str = "grade", reach: float = 0.0, n: int = 450, **texts: str
) -> Released:
    """A line for each label `kind:id` over the years; `reach` is how far each interval goes either way."""
    quantities: dict[str, Quantity] = {}
    rows = []
    for name, series in values.items():
        ids: list[str | None] = []
        for year, value in zip(YEARS, series, strict=False):
            id = f"wellbeing.year.{name.partition(':')[2].lower()}.{year}"
            ends = {"low": value - reach, "high": value + reach} if reach and value is not None else {}
            if value is not None:
                quantities[id] = people(id, value, unit, n=n, **ends)
            ids.append(id if value is not None else None)
        rows.append(Row(Label(*name.split(":")), tuple(ids)))
    columns = tuple(Label("text", year) for year in YEARS)
    says = (Finding("wellbeing.finding.published"),)
    exhibit = Exhibit("wellbeing-levels", "course", columns, tuple(rows), says, texts)
    return released(Estimates("wellbeing", CARD, quantities, (exhibit,)))


def drawn(shown: Released) -> str:
    return str(exhibit_view(shown.exhibits[0], shown).svg)


ARMS = {"arm:proeftuin": [3.0, 3.1, 4.0, 5.0, 5.2], "arm:traditional": [3.1, 3.2, 3.3, 3.6, 3.7]}


def test_each_row_is_a_line_in_its_colour_and_with_its_mark() -> None:
    svg = drawn(course(ARMS))
    assert re.findall(r'class="course (arm-\w+)" d', svg) == ["arm-proeftuin", "arm-traditional"]
    assert svg.count('class="mark arm-proeftuin"') == 5 + 1  # and one in the key
    assert "<desc" in svg
    assert "3,0" in svg


def test_a_missing_cell_is_a_gap_in_the_line_and_a_lone_value_is_still_seen() -> None:
    svg = drawn(course({"arm:proeftuin": [3.0, 3.1, None, 5.0, None]}))
    assert svg.count('class="course arm-proeftuin"') == 2


def test_what_may_not_be_shown_leaves_its_mark_and_no_place() -> None:
    shown = course(ARMS)
    small = {
        id: (replace(q, value=None, n=None, missing="suppressed_small") if id.endswith("2018") else q)
        for id, q in shown.quantities.items()
    }
    svg = drawn(replace(shown, quantities=small))
    assert svg.count("&lt;10") >= 1
    assert svg.count(' d="M') == 4


def test_nothing_to_show_is_no_figure() -> None:
    assert drawn(course(ARMS, n=4)) == ""


@pytest.mark.parametrize(("unit", "zero"), [("points", 1), ("grade", 0)])
def test_only_changes_stand_on_a_zero_line(unit: str, zero: int) -> None:
    assert drawn(course(ARMS, unit=unit)).count('class="zero"') == zero


def test_intervals_are_whiskers_that_stand_beside_each_other() -> None:
    svg = drawn(course(ARMS, reach=0.5))
    first = re.search(r'class="whisker arm-proeftuin" x1="([\d.]+)"', svg)
    second = re.search(r'class="whisker arm-traditional" x1="([\d.]+)"', svg)
    assert first
    assert second
    assert float(first[1]) < float(second[1])


def test_starts_and_shades_stand_at_the_columns_that_are_named() -> None:
    svg = drawn(course(ARMS, start="2018", shaded="2019, 2020", shaded_name="corona"))
    assert svg.count('class="began"') == 1
    assert svg.count('class="shade"') == 2 + 1  # and one in the key
    assert "Corona" in svg
    assert ">start<" in svg


def test_one_row_needs_no_key_and_lines_of_one_colour_differ_in_dash() -> None:
    assert "Proeftuin</text>" not in drawn(course({"arm:proeftuin": [3.0, 3.1, 4.0, 5.0, 5.2]}))
    two = drawn(course({"text:een": [1.0, 2, 3, 4, 5], "text:twee": [2.0, 2, 3, 4, 5]}))
    assert 'class="course arm-none"' in two
    assert 'class="course arm-second dashed"' in two


def test_lines_of_no_way_of_working_differ_in_colour_dash_and_mark() -> None:
    """Spent, to spend and expected must not look alike, in colour or without."""
    svg = drawn(course({f"text:{name}": [1.0, 2, 3, 4, 5] for name in ("een", "twee", "drie")}))
    assert re.findall(r'class="(course [^"]+)" d', svg) == [
        "course arm-none",
        "course arm-second dashed",
        "course arm-third dotted",
    ]
    marks = {cls: shape for shape, cls in re.findall(r'<(\w+) class="mark (arm-\w+)', svg)}
    assert marks == {"arm-none": "rect", "arm-second": "rect", "arm-third": "polygon"}
    sides = re.findall(r'class="mark arm-(?:none|second)[^"]*"[^>]* width="([\d.]+)" height="([\d.]+)"', svg)
    assert len(set(sides)) == 2, "a lozenge and a square"


def test_neighbourhoods_among_arms_are_quiet_company() -> None:
    svg = drawn(course({"arm:proeftuin": [3.0, 3, 4, 5, 5], "area:WK999901": [3.0, 3, 3, 4, 4]}))
    assert 'class="course company"' in svg
    assert "wijken apart" in svg


def test_it_is_said_in_english_too() -> None:
    assert "separate neighbourhoods" in drawn(
        in_english(course({"arm:proeftuin": [3.0, 3, 4, 5, 5], "area:WK999901": [3.0, 3, 3, 4, 4]}))
    )


def test_everything_stays_within_the_figure() -> None:
    svg = drawn(course({**ARMS, "pair:proeftuin-traditional": [0.1, -0.2, 0.7, 1.4, 1.5]}, start="2016", reach=0.3))
    places = [float(x) for x in re.findall(r'\b(?:x|x1|x2|cx)="(-?[\d.]+)"', svg)]
    assert min(places) >= 0
    assert max(places) <= 400


def test_a_scale_holds_what_it_must() -> None:
    """Chances between 80 and 95 on a scale from 0 to 100, so that a steep line is steep."""
    made = course({"arm:proeftuin": [82.0, 85.0, 90.0, 93.0, 95.0]}, unit="percent", span="0,100")
    ticks = re.findall(r'class="tick[^"]*"[^>]*>(\d+)%<', drawn(made))
    assert (ticks[0], ticks[-1]) == ("0", "100")
