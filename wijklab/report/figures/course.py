"""A course over ordered positions, such as years: a line to a row, whiskers for intervals, gaps where nothing is known.

Columns are the positions. `exhibit.texts` may hold `start` (the column before which something began; more of them
separated by commas), `shaded` (columns in another light, such as the corona years), `shaded_name` (what they are) and
`span` (values that the scale must hold: `0,100`).
Rows of areas are drawn thin and quiet, as company for the others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from wijklab.contract.answers import Exhibit, Quantity
from wijklab.disclosure import Released
from wijklab.report import labels, words
from wijklab.report.exhibits import is_change, numbers
from wijklab.report.figures.course_looks import KEY_LINE, Look, key, looks
from wijklab.report.figures.svg import WIDTH, Drawing, Part, line, mark, rect, scale, tag, text, ticks, wide
from wijklab.text import has_phrase, phrase, quantity

TOP, HIGH, RIGHT, GAP = 6.0, 190.0, 6.0, 7.0
"""The first line, the height of the plot, the margin on the right, and how far apart whiskers of one position stand."""

Cells = list[Quantity | None]


@dataclass(frozen=True, slots=True)
class Frame:
    """Where things stand: columns from left to right, values from bottom to top."""

    exhibit: Exhibit
    shown: Released
    left: float
    top: float
    y: Callable[[float], float]
    marks: tuple[float, ...]
    change: bool

    @property
    def step(self) -> float:
        """From one position to the next."""
        return (WIDTH - RIGHT - self.left) / len(self.exhibit.columns)

    def x(self, place: float) -> float:
        """The middle of the position `place`, counted from 0."""
        return self.left + (place + 0.5) * self.step

    def places(self, name: str) -> list[int]:
        """The positions that a text of the exhibit names."""
        named = [part.strip() for part in self.exhibit.texts.get(name, "").split(",")]
        return [i for i, column in enumerate(self.exhibit.columns) if column.id in named]


def draw(exhibit: Exhibit, shown: Released) -> Drawing | None:
    """The lines of all rows on one scale; None where every number is hidden."""
    known = [number for number in numbers(exhibit, shown) if number.value is not None]
    if not known or not exhibit.columns:
        return None
    drawn = looks(exhibit)
    legend, top = key(exhibit, shown, drawn, TOP)
    frame = _frame(exhibit, shown, known, top)
    rows = [[shown.quantities[id] if id else None for id in row.cells] for row in exhibit.rows]
    lines = [part for look, cells in _back_to_front(drawn, rows) for part in _series(look, cells, frame)]
    parts = (*legend, *_behind(known[0], frame), *lines, *_hidden(rows, frame), *_below(frame))
    return Drawing(parts, frame.top + HIGH + (44 if _axis_words(frame) else 26))


def _room(exhibit: Exhibit) -> float:
    """The height of the line on which the word for a start stands."""
    return 18.0 if exhibit.texts.get("start") else 0.0


def _frame(exhibit: Exhibit, shown: Released, known: list[Quantity], top: float) -> Frame:
    change = is_change(exhibit) or all(number.unit in words.CHANGES for number in known)
    ends = [end for number in known for end in (number.value, number.low, number.high) if end is not None]
    ends += [float(end) for end in exhibit.texts.get("span", "").split(",") if end]
    low, high = (min(0.0, *ends), max(0.0, *ends)) if change else (min(ends), max(ends))
    marks = tuple(ticks(low, high if high > low else low + 1, about=4))
    widest = max(wide(_amount(value, known[0], change, marks, shown)) for value in marks)
    plot = top + KEY_LINE + _room(exhibit)
    return Frame(exhibit, shown, widest + 13, plot, scale(marks[0], marks[-1], plot + HIGH, plot), marks, change)


def _amount(value: float, example: Quantity, change: bool, marks: tuple[float, ...], shown: Released) -> str:
    places = next((p for p in (0, 1) if all(abs(round(m, p) - m) < 1e-9 for m in marks)), 2)
    signed = change and example.basis != "design"
    return quantity(value, example.unit, shown.card.language, change=signed, decimals=places)


def _back_to_front(drawn: list[Look], rows: list[Cells]) -> list[tuple[Look, Cells]]:
    return sorted(zip(drawn, rows, strict=True), key=lambda pair: not pair[0].quiet)


def _behind(example: Quantity, frame: Frame) -> list[Part]:
    """Shade, grid with its amounts, the unit above it, and where something began."""
    shade = [rect(frame.x(i) - frame.step / 2, frame.top, frame.step, HIGH, "shade") for i in frame.places("shaded")]
    grid = []
    for value in frame.marks:
        y, zero = frame.y(value), frame.change and value == 0
        words_of_mark = _amount(value, example, frame.change, frame.marks, frame.shown)
        grid.append(line(frame.left, y, WIDTH - RIGHT, y, "zero" if zero else "grid"))
        grid.append(text(frame.left - 5, y + 5, words_of_mark, "tick zero-tick" if zero else "tick", "end"))
    unit = phrase(frame.shown.card.language, f"units.{example.unit}.axis")
    return [*shade, *grid, text(0, frame.top - 9 - _room(frame.exhibit), unit, "axis"), *_starts(frame)]


def _starts(frame: Frame) -> list[Part]:
    """A line before each position that something began with, and the word for it above the first."""
    places = [frame.x(i) - frame.step / 2 for i in frame.places("start")]
    lines = [line(x, frame.top - 5, x, frame.top + HIGH, "began") for x in places]
    said = phrase(frame.shown.card.language, "page.course_start")
    return [*lines, *(text(min(x, WIDTH - wide(said) / 2), frame.top - 9, said, "tick", "middle") for x in places[:1])]


def _series(look: Look, cells: Cells, frame: Frame) -> list[Part]:
    """The runs of known values as lines, and at each value its interval and its mark."""
    known = [(i, number, number.value) for i, number in enumerate(cells) if number and number.value is not None]
    apart = any(number.low is not None for _, number, _ in known)
    shift = look.shift * min(GAP, frame.step / 4) if apart else 0.0
    points = [(frame.x(i) + shift, frame.y(value)) for i, _, value in known]
    runs = groupby(range(len(known)), key=lambda at: known[at][0] - at)
    lines = [_path([points[at] for at in run], look) for _, run in runs]
    if look.quiet:
        return lines
    spans = [
        part for (x, _), (_, number, _) in zip(points, known, strict=True) for part in _whisker(x, number, look, frame)
    ]
    return [*lines, *spans, *(mark(look.arm, x, y, 5, look.mark) for x, y in points)]


def _path(points: list[tuple[float, float]], look: Look) -> Part:
    """A line through points; a single one is a short dash, so that it does not vanish where there is no mark."""
    if len(points) == 1:
        ((x, y),) = points
        points = [(x - 3, y), (x + 3, y)]
    return tag("path", cls=look.line, d="M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points))


def _whisker(x: float, number: Quantity, look: Look, frame: Frame) -> list[Part]:
    if number.low is None or number.high is None:
        return []
    low, high = frame.y(number.low), frame.y(number.high)
    caps = [line(x - 3, y, x + 3, y, f"whisker {look.tone}") for y in (low, high)]
    return [line(x, low, x, high, f"whisker {look.tone}"), *caps]


def _hidden(rows: list[Cells], frame: Frame) -> list[Part]:
    """The mark of what may not be shown, once to a position, above the bottom of the plot."""
    parts = []
    for i, column in enumerate(zip(*rows, strict=True)):
        hidden = next((number for number in column if number is not None and words.is_hidden(number)), None)
        if hidden is not None:
            said = words.missing(hidden, frame.shown.card.language, frame.shown.threshold)
            parts.append(text(frame.x(i), frame.top + HIGH - 6, said, "quiet", "middle"))
    return parts


def _below(frame: Frame) -> list[Part]:
    """The names of positions, as many as fit beside each other, and what they are."""
    names = [labels.words(column, frame.shown.card) for column in frame.exhibit.columns]
    every = next(
        n for n in (*range(1, len(names)), len(names)) if max(map(wide, names)) + 5 <= n * frame.step or n == len(names)
    )
    bottom = frame.top + HIGH
    said = [text(frame.x(i), bottom + 19, names[i], "tick", "middle") for i in range(0, len(names), every)]
    axis = _axis_words(frame)
    return [*said, *([text(frame.left, bottom + 38, axis, "axis")] if axis else [])]


def _axis_words(frame: Frame) -> str:
    """What the positions are, where the catalogue says so: `axis` beside the title of the exhibit or of its kind."""
    stem, language = f"{frame.shown.question}.exhibit", frame.shown.card.language
    keys = (f"{stem}.{frame.exhibit.id}.axis", f"{stem}.{frame.exhibit.kind}.axis")
    return next((phrase(language, key) for key in keys if has_phrase(language, key)), "")
