"""Figures of cases: one person measured often, and starts against changes. Every mark stands where its number says."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from reading import Element, read
from samples import CARD, in_english, released

from wijklab.contract.answers import Estimates, Exhibit, Finding, Label, Quantity, Row
from wijklab.disclosure import Released
from wijklab.report.exporter import export
from wijklab.report.figures import figure, phases, scatter
from wijklab.report.figures.svg import LETTER, WIDTH
from wijklab.report.payload import MIME, dump
from wijklab.report.tables import table

COURSE = [
    ("before", 0.0, 4),
    ("before", 1.0, 5),
    ("before", 2.1, 4),
    ("after", 3.0, 7),
    ("after", 4.2, 6),
    ("after", 9, 8),
]


def number(id: str, value: float, unit: str, consent: str = "yes") -> Quantity:
    return Quantity(id, value, unit, "case", consent=consent, source="verzonnen")  # type: ignore[arg-type]


def course(consent: str = "yes", marks: list[tuple[str, float, float]] | None = None) -> Released:
    """One person measured six times, with the middle mark of each phase."""
    points = list(enumerate(marks or COURSE, 1))
    quantities = [
        number("cases.median_before.oprit", 4, "grade", consent),
        number("cases.median_after.oprit", 7, "grade", consent),
        *(number(f"cases.month.oprit.{i}", month, "months", consent) for i, (_, month, _) in points),
        *(number(f"cases.score.oprit.{i}", score, "grade", consent) for i, (_, _, score) in points),
    ]
    rows = (
        *(Row(Label("phase_median", p), (None, None, f"cases.median_{p}.oprit")) for p in ("before", "after")),
        *(
            Row(Label("phase", p), (f"cases.month.oprit.{i}", f"cases.score.oprit.{i}", None))
            for i, (p, _, _) in points
        ),
    )
    columns = tuple(Label("measure", name) for name in ("month", "score", "value"))
    fact = {p: f"cases.median_{p}.oprit" for p in ("before", "after")}
    exhibit = Exhibit(
        "phases-oprit", "phases", columns, rows, (Finding("cases.finding.course", fact),), {"title": "De oprit"}
    )
    return released(Estimates("cases", CARD, {q.id: q for q in quantities}, (exhibit,)))


def starts(points: list[tuple[float, float]], consent: str = "yes", title: str = "Casus") -> Released:
    """Starts against changes."""
    quantities = [
        quantity
        for i, (start, change) in enumerate(points)
        for quantity in (
            number(f"cases.wellbeing_before.c{i}", start, "grade", consent),
            number(f"cases.change.c{i}", change, "points", consent),
        )
    ]
    rows = tuple(
        Row(Label("text", f"{title} {i}"), (f"cases.wellbeing_before.c{i}", f"cases.change.c{i}"))
        for i in range(len(points))
    )
    columns = (Label("measure", "wellbeing_before"), Label("measure", "change_long"))
    exhibit = Exhibit("cases-starts", "scatter", columns, rows, (Finding("cases.finding.starts"),))
    return released(Estimates("cases", CARD, {q.id: q for q in quantities}, (exhibit,)))


def drawn(shown: Released) -> Element:
    return read(str(figure(shown.exhibits[0], shown, "titel", "beschrijving")))


def places(tree: Element) -> list[tuple[float, float]]:
    """Where the marks are drawn."""
    marks = [e for e in tree.all("circle") if "mark" in e.attributes["class"]]
    return [(float(e.attributes["cx"]), float(e.attributes["cy"])) for e in marks]


def export_of(shown: Released) -> str:
    output = new_output("display_data", data={MIME: dump(shown)})
    return export(new_notebook(cells=[new_code_cell("wl.show(shown)", outputs=[output])]))


def test_every_measurement_is_a_mark_in_order_of_time_and_higher_is_higher():
    found = places(drawn(course()))
    assert len(found) == len(COURSE)
    assert [x for x, _ in found] == sorted(x for x, _ in found)
    by_score = sorted(zip((score for _, _, score in COURSE), (-y for _, y in found), strict=True))
    assert [y for _, y in by_score] == sorted(y for _, y in by_score)


def test_time_is_to_scale():
    """Nine months after the first measurement is nine times as far as one month."""
    x = [x for x, _ in places(drawn(course()))]
    assert (x[5] - x[0]) / (x[1] - x[0]) == pytest.approx(9, rel=0.02)  # written with one decimal


def test_phases_differ_by_more_than_colour():
    tree = drawn(course())
    hollow = [e for e in tree.all("circle") if "hollow" in e.attributes["class"]]
    assert len(hollow) == 3
    assert [e for e in tree.all("line") if e.attributes["class"] == "zero"]
    assert {"vóór de start", "na de start", "middelste cijfer 4", "middelste cijfer 7"} <= {
        e.text for e in tree.all("text")
    }


def test_the_line_between_phases_lies_between_their_measurements():
    tree = drawn(course())
    x = [x for x, _ in places(tree)]
    (between,) = [float(e.attributes["x1"]) for e in tree.all("line") if e.attributes["class"] == "zero"]
    assert x[2] < between < x[3]


@pytest.mark.parametrize("shown", [course(consent="no"), starts([(3, 6), (5, 1)], consent="no")])
def test_without_consent_there_is_no_figure(shown):
    assert figure(shown.exhibits[0], shown, "titel", "beschrijving") == ""
    assert not re.search(
        r"[2-9]", " ".join(cell.text for line in table(shown.exhibits[0], shown).lines for cell in line.cells)
    )


def test_one_phase_alone_is_no_course():
    shown = course(marks=[("before", 0, 4), ("before", 1, 5)])
    assert phases.draw(shown.exhibits[0], shown) is None


def test_a_start_and_a_change_decide_the_place_of_a_case():
    (low_rise, high_fall) = places(drawn(starts([(3, 6), (8, -2)])))
    assert low_rise[0] < high_fall[0]
    assert low_rise[1] < high_fall[1]


def test_a_case_that_ends_at_ten_lies_on_the_line_of_what_is_possible():
    tree = drawn(starts([(4, 6), (1, 9), (10, 0)]))
    ceiling = next(e for e in tree.all("line") if e.attributes["class"] == "zero")
    x1, y1, x2, y2 = (float(ceiling.attributes[name]) for name in ("x1", "y1", "x2", "y2"))
    for x, y in places(tree):
        assert y == pytest.approx(y1 + (x - x1) / (x2 - x1) * (y2 - y1), abs=0.2)


def test_the_deepest_fall_is_still_in_the_figure():
    shown = starts([(10, -9), (9, 1)])
    drawing = scatter.draw(shown.exhibits[0], shown)
    assert drawing is not None
    assert all(0 < y < drawing.height for _, y in places(drawn(shown)))


def test_cases_in_one_place_are_named_together():
    tree = drawn(starts([(3, 6), (5, 1), (3, 6)]))
    assert len(places(tree)) == 2
    assert {"1, 3", "2"} <= {e.text for e in tree.all("text")}


def test_many_cases_have_their_names_in_the_table_only():
    shown = starts([(3, 1 + i / 10) for i in range(13)])
    assert not [e for e in drawn(shown).all("text") if "Casus" in e.text]
    assert len(table(shown.exhibits[0], shown).lines) == 13


LONG = "Een casus met een heel erg lange titel die nergens op een regel past en toch ergens moet staan"


@pytest.mark.parametrize("shown", [course(), starts([(3, 6), (8, -2)], title=LONG)])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_line_of_text_is_wider_than_the_figure_at_320_pixels(shown, language):
    """At the largest type a letter takes `LETTER` units; small print and long titles are set a seventh smaller."""
    shown = in_english(shown) if language == "en" else shown
    for e in drawn(shown).all("text"):
        small = e.attributes.get("class", "") in ("tick", "axis", "quiet", "long")
        assert len(e.text) * LETTER * (6 / 7 if small else 1) <= WIDTH + 1, e.text


@pytest.mark.parametrize("shown", [course(), starts([(3, 6), (8, -2)])])
def test_looks_come_from_classes_so_that_dark_mode_and_print_follow(shown):
    svg = str(figure(shown.exhibits[0], shown, "titel", "beschrijving"))
    assert not re.search(r'style=|fill="|stroke="|#[0-9a-f]{3}', svg)
    assert svg == str(figure(shown.exhibits[0], shown, "titel", "beschrijving"))


def test_the_page_states_what_the_course_found_and_holds_its_table():
    tree = read(export_of(course()))
    title = tree.one("svg").one("title").text
    assert title.startswith("Het middelste cijfer was een 4 vóór de start en een 7 erna.")
    assert "Middelste cijfer vóór de start" in tree.one("svg").one("desc").text
    cells = [e.text.strip() for e in tree.one("table").all("th", "td")]
    assert cells.count("Vóór de start") == 3
    assert "2,1" in cells


def test_a_page_in_english_is_in_english():
    assert (
        "Before the start the middle was a score of 4; after it, a score of 7."
        in read(export_of(in_english(course()))).text
    )


def test_a_shown_case_without_a_name_for_its_place_is_a_defect():
    shown = course()
    broken = replace(shown.exhibits[0], rows=(Row(Label("phase_median", "during"), (None, None, None)),))
    with pytest.raises(KeyError):
        table(broken, shown)
