"""A one-way figure: per input, from where to where the outcome goes between its lowest and its highest value.

Rows are inputs, the widest first; the two columns are the outcome at the lowest and at the highest value of that input,
all others at their own. `exhibit.texts["base"]` may name the quantity that the outcome is with all inputs at their own.
The end of the lowest value is hollow and that of the highest is filled, so that colour is never alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from wijklab.contract.answers import Exhibit, Quantity, Row
from wijklab.disclosure import Released
from wijklab.report import labels, words
from wijklab.report.figures.svg import WIDTH, Drawing, Part, line, named, rect, scale, text, wide
from wijklab.text import phrase

HEAD, LINE, BAR, GAP, KEY = 17.0, 18.0, 16.0, 16.0, 21.0
"""Down to the first line of a name, from line to line, the height of a bar, the space below it, a line of the key."""

BESIDE: Final = 6.0
"""Between the end of a bar and its value."""

ABOVE: Final = 2.0
"""How far a line stands out above its bar: less than would reach the letters of the name."""

_FILLS: Final = ("hollow", "")

Ends = tuple[Quantity | None, Quantity | None]


@dataclass(frozen=True, slots=True)
class Frame:
    """The scale of the figure, the outcome with every input at its own value (None where there is none), and whether
    outcomes fall on both sides of zero."""

    place: Callable[[float], float]
    base: float | None
    zero: bool
    shown: Released


def draw(exhibit: Exhibit, shown: Released) -> Drawing | None:
    """A bar to an input, under its name; None where every number is hidden."""
    rows = [(row, _ends(row, shown)) for row in exhibit.rows]
    known = [end for _, ends in rows for end in ends if end is not None and end.value is not None]
    if not known:
        return None
    base = _base(exhibit, shown)
    frame = Frame(_scale(known, base, shown), base.value if base else None, _crosses_zero(known), shown)
    parts, y = _key(exhibit, frame, base)
    for row, ends in rows:
        drawn, y = _input(row, ends, frame, y)
        parts += drawn
    return Drawing(tuple(parts), y)


def _ends(row: Row, shown: Released) -> Ends:
    low, high = (shown.quantities[id] if id else None for id in row.cells[:2])
    return low, high


def _base(exhibit: Exhibit, shown: Released) -> Quantity | None:
    number = shown.quantities.get(exhibit.texts.get("base", ""))
    return number if number is not None and number.value is not None else None


def _scale(known: list[Quantity], base: Quantity | None, shown: Released) -> Callable[[float], float]:
    """All ends and the base, with room for a value on either side."""
    values = [number.value for number in (*known, *([base] if base else [])) if number.value is not None]
    room = max(wide(words.cell(n, shown.card.language, shown.threshold)) for n in known) + BESIDE
    return scale(min(values), max(values), room, WIDTH - room)


def _key(exhibit: Exhibit, frame: Frame, base: Quantity | None) -> tuple[list[Part], float]:
    """Which end is which, where the base lies and where zero, each on a line of its own."""
    language, y = frame.shown.card.language, 4.0
    parts: list[Part] = []
    for column, fill in zip(exhibit.columns, _FILLS, strict=False):
        name = labels.heading(column, frame.shown.card)
        parts += [rect(1, y, 18, 12, f"bar arm-none {fill}".strip(), rx=2), _said(name, y)]
        y += KEY
    value = words.cell(base, language, frame.shown.threshold) if base else ""
    lines = {"base": phrase(language, "page.tornado.base", value=value)} if base else {}
    lines |= {"zero": phrase(language, "page.tornado.zero")} if frame.zero else {}
    for cls, said in lines.items():
        parts += [line(10, y - 3, 10, y + 15, cls), _said(said, y)]
        y += KEY
    return parts, y + 4


def _said(said: str, y: float) -> Part:
    return text(27, y + 11.5, said, "tick")


def _crosses_zero(known: list[Quantity]) -> bool:
    """Whether outcomes fall on either side of nothing, so that it is worth a line."""
    values = [number.value for number in known if number.value is not None]
    return min(values) < 0 < max(values)


def _input(row: Row, ends: Ends, frame: Frame, y: float) -> tuple[list[Part], float]:
    lines, cls = named(labels.heading(row.label, frame.shown.card), WIDTH)
    parts = [text(0, y + HEAD + LINE * i, said, cls) for i, said in enumerate(lines)]
    y += HEAD + LINE * (len(lines) - 1) + 8
    return [*parts, *_bar(ends, frame, y)], y + BAR + GAP


def _bar(ends: Ends, frame: Frame, y: float) -> list[Part]:
    """From base to either end; without a base in two halves. A word where an end may not be shown."""
    low, high = ends
    if low is None or high is None or low.value is None or high.value is None:
        hidden = next((end for end in ends if end is not None and end.value is None), None)
        return [text(0, y + 13, _cell(hidden, frame), "quiet")] if hidden is not None else []
    middle = (low.value + high.value) / 2 if frame.base is None else frame.base
    bars = [_half(low.value, middle, "hollow", frame, y), _half(high.value, middle, "", frame, y)]
    first, last = frame.place(min(low.value, high.value)), frame.place(max(low.value, high.value))
    left, right = (low, high) if low.value <= high.value else (high, low)
    before, after = _cell(left, frame), _cell(right, frame)
    clear = (first - BESIDE - wide(before), last + BESIDE + wide(after))
    return [
        *bars,
        *_lines(frame, (first, last), clear, y),
        text(first - BESIDE, y + 13, before, "value", "end"),
        text(last + BESIDE, y + 13, after, "value"),
    ]


def _lines(frame: Frame, bar: tuple[float, float], words_end: tuple[float, float], y: float) -> list[Part]:
    """Base and zero beside the bar; zero not where it would run through the values at the ends of the bar."""
    zero = frame.place(0)
    free = bar[0] <= zero <= bar[1] or not words_end[0] <= zero <= words_end[1]
    marks = {"zero": zero} if frame.zero and free else {}
    marks |= {} if frame.base is None else {"base": frame.place(frame.base)}
    return [line(x, y - ABOVE, x, y + BAR + 5, cls) for cls, x in marks.items()]


def _half(value: float, middle: float, fill: str, frame: Frame, y: float) -> Part:
    first, last = sorted((frame.place(value), frame.place(middle)))
    return rect(first, y, last - first, BAR, f"bar arm-none {fill}".strip(), rx=1)


def _cell(number: Quantity, frame: Frame) -> str:
    return words.cell(number, frame.shown.card.language, frame.shown.threshold)
