"""The one-way figure: every bar from base to both ends, hollow and filled, with its values beside it."""

from __future__ import annotations

import pytest

from tests.report.reading import Element, read
from tests.report.samples import CARD, in_english, released
from wijklab.contract.answers import Estimates, Exhibit, Label, Quantity, Row
from wijklab.disclosure import Released
from wijklab.report.figures import figure
from wijklab.report.figures.svg import BOLD, WIDTH, wide

ENDS = tuple(Label("end", end) for end in ("low", "high"))


def tornado(*bars: tuple[float | None, float | None], base: float | None = None, consent: str = "yes") -> Released:
    """An outcome of which each bar gives the ends; `base` is what it is with all inputs at their own value."""
    quantities = [
        Quantity(f"cases.{end}.a.{i}", value, "eur", "case", consent=consent)  # type: ignore[arg-type]
        for i, bar in enumerate(bars)
        for end, value in zip(("low", "high"), bar, strict=True)
    ]
    quantities += [Quantity("cases.base.a", base, "eur", "case", consent="yes")] if base is not None else []
    rows = tuple(
        Row(Label("amount_of", f"post {i}"), (f"cases.low.a.{i}", f"cases.high.a.{i}")) for i in range(len(bars))
    )
    texts = {"base": "cases.base.a"} if base is not None else {}
    exhibit = Exhibit("case_range-a", "tornado", ENDS, rows, (), texts | {"title": "De oprit"})
    return released(Estimates("cases", CARD, {q.id: q for q in quantities}, (exhibit,)))


def drawn(shown: Released) -> Element:
    return read(str(figure(shown.exhibits[0], shown, "titel", "beschrijving")))


def bars(tree: Element) -> list[tuple[bool, float, float]]:
    """Hollow or not, where it begins and where it ends; without those of the key."""
    found = [e.attributes for e in tree.all("rect") if "bar" in e.attributes["class"].split()][2:]
    return [("hollow" in a["class"], float(a["x"]), float(a["x"]) + float(a["width"])) for a in found]


def lines(tree: Element, cls: str) -> list[float]:
    return [float(e.attributes["x1"]) for e in tree.all("line") if e.attributes["class"] == cls]


def test_the_two_halves_of_a_bar_meet_at_the_base() -> None:
    tree = drawn(tornado((-500, 1500), (800, 200), base=500))
    (_, first, middle), (_, again, last), (_, low, high), (_, left, right) = bars(tree)
    assert (middle, again) == (pytest.approx(lines(tree, "base")[1]), pytest.approx(middle))
    assert first < middle < last
    assert (high - low) == pytest.approx(right - left, abs=0.2)
    assert low == pytest.approx(right, abs=0.2), (
        "where the highest value gives the lowest outcome, the filled half is left"
    )


def test_ends_differ_by_more_than_colour_and_have_their_values() -> None:
    tree = drawn(tornado((-500, 1500), base=500))
    assert [hollow for hollow, _, _ in bars(tree)] == [True, False]
    said = {e.text.replace("\N{NO-BREAK SPACE}", " ") for e in tree.all("text")}
    assert {"−€ 500", "€ 1.500", "uitgangspunt: € 500", "Post 0: bedrag"} <= said


def test_zero_is_drawn_only_where_outcomes_fall_on_both_sides_of_it() -> None:
    assert len(lines(drawn(tornado((-500, 1500), base=500)), "zero")) == 2  # in the key, and beside the bar
    assert not lines(drawn(tornado((500, 1500), base=700)), "zero")


def test_zero_never_runs_through_a_value() -> None:
    tree = drawn(tornado((-2000, 2000), (10, 300), base=100))
    assert len(lines(tree, "zero")) == 2


def test_a_line_stays_below_the_letters_of_the_name_above_its_bar() -> None:
    """A letter such as g hangs a quarter of the largest type, 16.5 units, below its line."""
    tree = drawn(tornado((-500, 1500), (800, 200), base=500))
    names = [float(e.attributes["y"]) for e in tree.all("text") if "name" in e.attributes["class"].split()]
    tops = [float(e.attributes["y1"]) for e in tree.all("line")][2:]
    assert len(names) == 2
    assert all(not y - 12 < top < y + 16.5 / 4 for y in names for top in tops)


def test_without_a_base_there_is_a_bar_and_no_line() -> None:
    tree = drawn(tornado((2, 4), (1, 3)))
    assert not lines(tree, "base")
    assert len(bars(tree)) == 4


@pytest.mark.parametrize("values", [((-1_234_567, 7_654_321),), ((0, 0),), ((5, 5), (4, 6)), ((-0.4, 0.3),)])
def test_everything_stays_within_the_figure(values: tuple[tuple[float, float], ...]) -> None:
    tree = drawn(tornado(*values, base=values[0][0]))
    assert all(x >= -0.5 and end <= WIDTH + 1 for _, x, end in bars(tree))
    for element in tree.all("text"):
        x, room = float(element.attributes["x"]), wide(element.text, BOLD - 1.5)
        assert (x - room if element.attributes["text-anchor"] == "end" else x) >= -1
        assert (x if element.attributes["text-anchor"] == "end" else x + room) <= WIDTH + 6 or " " in element.text


def test_what_may_not_be_shown_is_a_word_and_no_bar() -> None:
    shown = tornado((1, 2), consent="no")
    assert not str(figure(shown.exhibits[0], shown, "titel", "beschrijving"))
    known = tornado((None, 2), (1, 3), base=2)
    assert len(bars(drawn(known))) == 2


def test_it_is_in_english_where_the_study_is() -> None:
    assert "starting point: €500" in {e.text for e in drawn(in_english(tornado((1, 900), base=500))).all("text")}
