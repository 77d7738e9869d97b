"""Changes and differences: a line for the interval, a mark for the estimate, dots for neighbourhoods, and zero."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from wijklab.contract.answers import Exhibit, Quantity, Row
from wijklab.disclosure import Released
from wijklab.report import labels, words
from wijklab.report.exhibits import is_change
from wijklab.report.figures.svg import (
    BOLD,
    WIDTH,
    Drawing,
    Part,
    line,
    mark,
    named,
    rect,
    scale,
    tag,
    text,
    ticks,
    wide,
)
from wijklab.text import phrase, quantity

EDGE, TOP, LINE, DOTS, GAP = 9.0, 2.0, 18.0, 15.0, 16.0
"""Margins left and right, the first line, a line of text, from a track to its dots, and the space below a row."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The one scale of a figure, and whether a rise is written with a plus."""

    shown: Released
    place: Callable[[float], float]
    change: bool
    marks: tuple[float, ...]

    @property
    def language(self) -> str:
        """The language of the study."""
        return self.shown.card.language


def draw(exhibit: Exhibit, shown: Released) -> Drawing | None:
    """One row under the other on one scale; None where every number is hidden."""
    numbers = _numbers(exhibit, shown)
    if not numbers:
        return None
    marks = tuple(ticks(*_reach(numbers), about=4))
    frame = Frame(shown, scale(marks[0], marks[-1], EDGE, WIDTH - EDGE), is_change(exhibit), marks)
    parts: list[Part] = []
    y = TOP
    for row in exhibit.rows:
        drawn, y = _row(row, frame, y)
        parts += drawn
    return Drawing((*parts, *_axis(numbers[0], frame, y - GAP)), y - GAP + 54)


def _numbers(exhibit: Exhibit, shown: Released) -> list[Quantity]:
    found = [shown.quantities[id] for row in exhibit.rows for id in (*row.cells, *row.dots) if id]
    return [number for number in found if number.value is not None]


def _reach(numbers: list[Quantity]) -> tuple[float, float]:
    """From the lowest to the highest end, with zero in it; something wide where every end is zero."""
    ends = [end for number in numbers for end in (number.value, number.low, number.high) if end is not None]
    low, high = min(0.0, *ends), max(0.0, *ends)
    return (low, high) if high > low else (-1.0, 1.0)


def _row(row: Row, frame: Frame, y: float) -> tuple[list[Part], float]:
    number = frame.shown.quantities[row.cells[0]] if row.cells and row.cells[0] else None
    head, y = _head(row, number, frame, y)
    track = y + LINE + 12
    dots = [value for id in row.dots if (value := frame.shown.quantities[id].value) is not None]
    bottom = track + (DOTS if dots else 0) + 8
    parts = [*head, rect(0, track - 5, WIDTH, 10, "track", rx=5), *_grid(frame, track - 9, bottom)]
    if number is not None and number.value is not None:
        parts += _estimate(number, number.value, labels.arm_of(row.label), frame, track)
    parts += [tag("circle", cls="dot", cx=frame.place(value), cy=track + DOTS, r=3.4) for value in dots]
    return parts, bottom + GAP


def _grid(frame: Frame, top: float, bottom: float) -> list[Part]:
    """The scale behind one row: a line at each mark, and a stronger one at zero."""
    places = [(frame.place(value), "zero" if value == 0 else "grid") for value in frame.marks]
    return [line(x, top, x, bottom, cls) for x, cls in places]


def _head(row: Row, number: Quantity | None, frame: Frame, y: float) -> tuple[list[Part], float]:
    """Label and n left, value and interval right; the numbers on a line below where one is too short for all of it."""
    name = labels.heading(row.label, frame.shown.card)
    n, value, spread = _said(number, frame)
    lines, cls = named(name, WIDTH)
    one_line = wide(name, BOLD) + wide(n + value + spread) + 12 <= WIDTH
    below = y if one_line else y + LINE * len(lines)
    left = [
        tag("text", tag("tspan", said, cls=cls), *_quiet(f"  {n}", one_line), x=0, y=y + LINE * i + 14)
        for i, said in enumerate(lines)
    ]
    under = [tag("text", *_quiet(n, True), x=0, y=below + 14)] if not one_line and n else []
    right = tag(
        "text",
        tag("tspan", value, cls="value"),
        *_quiet(spread, bool(spread)),
        x=WIDTH,
        y=below + 14,
        text_anchor="end",
    )
    return [*left, *under, right], below


def _said(number: Quantity | None, frame: Frame) -> tuple[str, str, str]:
    """The n, the value and the interval of a row as text; empty where it has none."""
    if number is None:
        return "", "", ""
    n = words.people(number, frame.language)
    value = words.cell(number, frame.language, frame.shown.threshold, change=frame.change)
    spread = words.interval(number, frame.language, change=frame.change)
    return f"n\N{NO-BREAK SPACE}{n}" if n else "", value, f" ({spread})" if spread else ""


def _quiet(words: str, wanted: bool) -> list[Part]:
    return [tag("tspan", words, cls="quiet")] if wanted and words.strip() else []


def _estimate(number: Quantity, value: float, arm: str | None, frame: Frame, y: float) -> list[Part]:
    parts: list[Part] = []
    if number.low is not None and number.high is not None:
        first, last = frame.place(number.low), frame.place(number.high)
        caps = [line(x, y - 5, x, y + 5, "cap") for x in (first, last)]
        parts = [line(first, y, last, y, "span"), *caps]
    hollow = "hollow" if number.basis == "published" or number.bound != "exactly" else ""
    return [*parts, *_bound_arrow(number, frame.place(value), y), mark(arm, frame.place(value), y, 6.5, hollow)]


def _bound_arrow(number: Quantity, x: float, y: float) -> list[Part]:
    """`less than 2` is everything left of 2: a short arrow that way."""
    if number.bound == "exactly":
        return []
    way = -1 if number.bound == "less_than" else 1
    return [tag("path", cls="arrow", d=f"M{x:.1f} {y:.1f}h{24 * way}m{-6 * way} -5l{6 * way} 5l{-6 * way} 5")]


def _axis(example: Quantity, frame: Frame, bottom: float) -> list[Part]:
    places = 0 if all(value == round(value) for value in frame.marks) else 1
    said = {
        value: quantity(value, example.unit, frame.language, change=frame.change, decimals=places)
        for value in frame.marks
    }
    labels_of_marks = [
        _tick(said[value], frame.place(value), bottom + 18, "tick zero-tick" if value == 0 else "tick")
        for value in _worth_a_label(said, frame)
    ]
    unit = phrase(frame.language, f"units.{example.unit}.axis")
    return [*labels_of_marks, text(WIDTH / 2, bottom + 38, unit, "axis", "middle")]


def _worth_a_label(said: dict[float, str], frame: Frame) -> list[float]:
    """Every mark where all labels fit beside each other; else zero, and the outermost two that stay clear of it."""
    widest = max(wide(label, BOLD) for label in said.values())
    if widest * len(said) < WIDTH:
        return list(said)
    ends = (frame.marks[0], frame.marks[-1])
    return [0.0, *(end for end in ends if end and abs(frame.place(end) - frame.place(0)) > 1.5 * widest)]


def _tick(label: str, x: float, y: float, cls: str) -> Part:
    """A tick's label under it; the outermost two stay within the figure."""
    if x < 2 * EDGE:
        return text(0, y, label, cls)
    if x > WIDTH - 2 * EDGE:
        return text(WIDTH, y, label, cls, "end")
    return text(x, y, label, cls, "middle")
