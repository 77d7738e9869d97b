"""The streams: released counts only, nothing drawn of what is hidden, and the table behind them kept."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from samples import in_english, ladder

from wijklab.contract.answers import Exhibit
from wijklab.disclosure import Released
from wijklab.disclosure.gates import hidden
from wijklab.report.figures import figure
from wijklab.report.figures.svg import WIDTH
from wijklab.report.tables import table
from wijklab.report.views import exhibit_view

ID = "ladder-transition-proeftuin"


def streams() -> tuple[Exhibit, Released]:
    shown = ladder()
    exhibit = next(one for one in shown.exhibits if one.id == ID)
    return replace(exhibit, kind="alluvial"), shown


def drawn(exhibit: Exhibit, shown: Released) -> str:
    return str(figure(exhibit, shown, "titel", "omschrijving"))


def ways(svg: str) -> list[str]:
    return re.findall(r'<path class="stream stream-(\w+)"', svg)


def test_one_stream_to_each_released_count_and_none_to_a_hidden_one() -> None:
    exhibit, shown = streams()
    ids = [
        (row.label.id, column.id, id)
        for row in exhibit.rows
        for column, id in zip(exhibit.columns, row.cells, strict=True)
    ]
    known = [(a, b) for a, b, id in ids if id and shown.quantities[id].value]
    found = ways(drawn(exhibit, shown))
    assert len(found) == len(known) < len(ids)
    assert found.count("up") == sum(b > a for a, b in known)
    assert found.count("same") == sum(b == a for a, b in known)


def test_hiding_a_count_takes_its_stream_away_and_says_so() -> None:
    exhibit, shown = streams()
    id = "ladder.transition.proeftuin.1.3"
    less = replace(shown, quantities=shown.quantities | {id: hidden(shown.quantities[id], "suppressed_secondary")})
    assert len(ways(drawn(exhibit, less))) == len(ways(drawn(exhibit, shown))) - 1
    assert "Verborgen groepen zijn niet getekend." in drawn(exhibit, less)


def test_a_hidden_count_leaves_no_width_behind() -> None:
    """Hiding what is hidden already, or making it larger, changes no byte: the figure holds released counts only."""
    exhibit, shown = streams()
    gone = {id: q for id, q in shown.quantities.items() if q.value is None and id.startswith("ladder.transition")}
    assert gone
    other = {id: replace(q, n=None, low=None) for id, q in gone.items()}
    assert drawn(exhibit, replace(shown, quantities=shown.quantities | other)) == drawn(exhibit, shown)


def test_nothing_to_draw_where_all_is_hidden() -> None:
    exhibit, shown = streams()
    gone = {id: hidden(number, "suppressed_small") for id, number in shown.quantities.items()}
    assert drawn(exhibit, replace(shown, quantities=gone)) == ""


def test_everything_stays_within_the_figure() -> None:
    svg = drawn(*streams())
    height = float(re.search(r'viewBox="0 0 400 (\d+)"', svg).group(1))  # type: ignore[union-attr]
    for x, y, wide, high in re.findall(r'<rect[^>]* x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"', svg):
        assert 0 <= float(x) <= float(x) + float(wide) <= WIDTH
        assert 0 <= float(y) <= float(y) + float(high) <= height
    assert "style=" not in svg


def test_streams_leave_and_arrive_as_wide_as_their_count() -> None:
    exhibit, shown = streams()
    widths = {round(float(v), 1) for v in re.findall(r'class="stream[^"]*" d="[^"]*v([\d.]+)C', drawn(exhibit, shown))}
    counts = {q.value for id, q in shown.quantities.items() if id.startswith("ladder.transition") and q.value}
    total = sum(q.value or 0 for id, q in shown.quantities.items() if id.startswith("ladder.transition"))
    assert widths == {round(300 * float(count or 0) / total, 1) for count in counts}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_figure_travels_with_its_words_and_its_table(language: str) -> None:
    exhibit, shown = streams()
    shown = in_english(shown) if language == "en" else shown
    view = exhibit_view(exhibit, shown)
    assert "<title" in view.svg
    assert "<desc" in view.svg
    made = table(exhibit, shown)
    assert len(made.lines) == len(made.headers) == 6
    assert (
        made.corner
        == {"nl": "Van trede (eerst) naar trede (later)", "en": "From level (first) to level (later)"}[language]
    )
    assert view.marks
