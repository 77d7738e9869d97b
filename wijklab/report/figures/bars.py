"""Amounts by category: horizontal bars from zero; several to a category, or a single one beside its label."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from wijklab.contract.answers import Exhibit, Label, Quantity, Row
from wijklab.disclosure import Released
from wijklab.report import labels, words
from wijklab.report.figures.svg import BOLD, WIDTH, Drawing, Part, line, mark, rect, scale, text, tone, wide

EDGE, BAR, STEP, HEAD, GAP, ROOM = 0.0, 16.0, 20.0, 24.0, 14.0, 84.0
"""Margin, height of a bar, from bar to bar, the category's line, space below a group, room for values at the right."""

MARK_ROOM, ONE_LINE = 18.0, 26.0


@dataclass(frozen=True, slots=True)
class Frame:
    """The scale of a figure and what each bar is compared with."""

    place: Callable[[float], float]
    columns: tuple[Label, ...]
    shown: Released
    marked: str = ""


def draw(exhibit: Exhibit, shown: Released) -> Drawing | None:
    """A group of bars to a row, or one bar to a line where there is one column. None where every number is hidden."""
    values = [shown.quantities[id].value for row in exhibit.rows for id in row.cells if id]
    known = [value for value in values if value is not None]
    if not known:
        return None
    low, high = min(0.0, *known), max(0.0, *known)
    single = len(exhibit.columns) == 1
    place = scale(low, high, _left(exhibit, shown, low, single), WIDTH - EDGE - _room(exhibit, shown))
    frame = Frame(place, exhibit.columns, shown, exhibit.texts.get("marked", ""))
    legend, y = ([], 2.0) if single else _legend(exhibit, shown)
    parts: list[Part] = []
    for row in exhibit.rows:
        drawn, y = _one(row, frame, y) if single else _group(row, frame, y)
        parts += drawn
    return Drawing((*legend, *parts), y - GAP / 2)


def _room(exhibit: Exhibit, shown: Released) -> float:
    """For the widest value at the right; no less than `ROOM`, so that figures of a page are drawn on one width."""
    numbers = (shown.quantities[id] for row in exhibit.rows for id in row.cells if id)
    said = [words.cell(number, shown.card.language, shown.threshold) for number in numbers if number.value is not None]
    return max(ROOM, 6 + max(wide(value, BOLD) for value in said))


def _left(exhibit: Exhibit, shown: Released, low: float, single: bool) -> float:
    if single:
        longest = max(wide(labels.heading(row.label, shown.card), 7.8) for row in exhibit.rows)
        return min(EDGE + longest + 8, WIDTH / 2)
    marked = any(labels.arm_of(column) for column in exhibit.columns)
    return EDGE + (ROOM if low < 0 else MARK_ROOM if marked else 1.0)


def _legend(exhibit: Exhibit, shown: Released) -> tuple[list[Part], float]:
    parts: list[Part] = []
    x, y = EDGE + 7, 12.0
    for index, column in enumerate(exhibit.columns):
        name = labels.heading(column, shown.card)
        if index and x + wide(name) + 16 > WIDTH:
            x, y = EDGE + 7, y + 21
        parts += [_sample(column, index, len(exhibit.columns), x, y), text(x + 13, y + 5, name, "tick")]
        x += wide(name) + 26
    return parts, y + 16


def _sample(column: Label, index: int, of: int, x: float, y: float) -> Part:
    arm = labels.arm_of(column)
    if arm:
        return mark(arm, x, y, 5.5, _fill(column, index, of))
    return rect(x - 6, y - 6, 12, 12, f"bar arm-none {_fill(column, index, of)}".strip(), rx=2)


def _group(row: Row, frame: Frame, y: float) -> tuple[list[Part], float]:
    parts: list[Part] = [text(EDGE, y + 16, labels.heading(row.label, frame.shown.card), "name")]
    y += HEAD
    top = y
    for index, (column, id) in enumerate(zip(frame.columns, row.cells, strict=True)):
        if id:
            fill = _fill(column, index, len(frame.columns))
            arm = labels.arm_of(column)
            parts += [mark(arm, EDGE + 6, y + BAR / 2, 4.2, fill)] if arm else []
            parts += _bar(frame.shown.quantities[id], arm or labels.arm_of(row.label), fill, frame, y)
            y += STEP
    return [*parts, _zero(frame, top, y - STEP + BAR)], y + GAP


def _one(row: Row, frame: Frame, y: float) -> tuple[list[Part], float]:
    """Label left, bar right, on one line; the row that the figure is about stands out, the others recede."""
    id = row.cells[0]
    here = row.label.id == frame.marked
    name = text(
        EDGE, y + 13, labels.heading(row.label, frame.shown.card), "beside-label name" if here else "beside-label"
    )
    fill = "" if here or not frame.marked else "beside"
    bar = _bar(frame.shown.quantities[id], labels.arm_of(row.label), fill, frame, y) if id else []
    return [name, *bar, _zero(frame, y, y + BAR)], y + ONE_LINE


def _bar(number: Quantity, arm: str | None, fill: str, frame: Frame, y: float) -> list[Part]:
    zero = frame.place(0)
    said = words.cell(number, frame.shown.card.language, frame.shown.threshold)
    if number.value is None:
        return [text(zero + 6, y + 13.5, said, "quiet")]
    end = frame.place(number.value)
    bar = rect(min(zero, end), y, abs(end - zero), BAR, f"bar {tone(arm)} {fill}".strip(), rx=2)
    at, anchor = (end + 6, "start") if number.value >= 0 else (end - 6, "end")
    return [bar, text(at, y + 13.5, said, "value", anchor)]


def _zero(frame: Frame, top: float, bottom: float) -> Part:
    return line(frame.place(0), top - 3, frame.place(0), bottom + 3, "base")


def _fill(column: Label, index: int, of: int) -> str:
    """The earlier of two moments is drawn hollow; of two columns that are no ways of working, the first is."""
    if column.kind == "arm_moment":
        return "hollow" if column.id.endswith(".baseline") else ""
    if labels.arm_of(column) or of > 2:
        return "" if labels.arm_of(column) else f"series-{index + 1}"
    return "hollow" if index == 0 else ""
