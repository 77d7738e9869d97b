"""Who pays against who gains: a cell for every two parties, with its sign, its frame and its number.

A row has its name above its cells, so that these are as wide as the figure allows on a phone. A cell with a whole frame
is sure of its sign; in one with a broken frame the interval holds zero, or there is none. A party in its own row and
column has a thick frame. Colour never stands alone: the number has its sign.
"""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap
from typing import Final

from wijklab.contract.answers import Exhibit, Label, Quantity, Row
from wijklab.disclosure import Released
from wijklab.report import labels, words
from wijklab.report.figures.svg import BOLD, WIDTH, Drawing, Part, named, rect, tag, text, wide
from wijklab.text import has_phrase, phrase, signed

MARGIN: Final = "pocket"
"""The kind of label of a margin: all together, or what stands at the name of a row."""

GAP, CELL, NAME, BETWEEN, KEY = 4.0, 38.0, 22.0, 12.0, 24.0
"""Between cells, their height, the line of a name, the space below a row, and a line of the key."""

_HEAD_LETTER: Final = 8.4
_KEYS: Final = ("less", "more", "unsure", "own")
_LOOKS: Final = {"less": "gain", "more": "loss", "unsure": "unsure", "own": "own"}


@dataclass(frozen=True, slots=True)
class Frame:
    """The columns that have cells, how wide each is, and which column, if any, stands at the name of a row."""

    shown: Released
    columns: tuple[Label, ...]
    width: float
    aside: int | None

    @property
    def language(self) -> str:
        """The language of the study."""
        return self.shown.card.language

    def left(self, index: int) -> float:
        """Where a column begins."""
        return index * (self.width + GAP)

    def say(self, key: str) -> str:
        """A phrase of the question itself, or the one of every matrix."""
        own = f"{self.shown.question}.matrix.{key}"
        return phrase(self.language, own if has_phrase(self.language, own) else f"page.matrix_{key}")


def draw(exhibit: Exhibit, shown: Released) -> Drawing | None:
    """Rows of cells under their heads; None where every number is hidden."""
    cells = [shown.quantities[id] for row in exhibit.rows for id in row.cells if id]
    if not any(number.value is not None for number in cells):
        return None
    aside = next((i for i, column in enumerate(exhibit.columns) if column == Label(MARGIN, "invests")), None)
    columns = tuple(column for i, column in enumerate(exhibit.columns) if i != aside)
    frame = Frame(shown, columns, (WIDTH - GAP * (len(columns) - 1)) / len(columns), aside)
    parts, y = _heads(frame)
    for row in exhibit.rows:
        drawn, y = _row(row, frame, y)
        parts += drawn
    key, y = _key(frame, y, _meanings(exhibit, frame))
    return Drawing((*parts, *key), y)


def _heads(frame: Frame) -> tuple[list[Part], float]:
    """The names of the columns: upright where they fit beside each other, else read from below."""
    names = [labels.heading(column, frame.shown.card) for column in frame.columns]
    title = text(0, 14, frame.say("columns"), "axis")
    if all(wide(name, _HEAD_LETTER) <= frame.width for name in names):
        return [title, *(text(_middle(frame, i), 38, name, "tick", "middle") for i, name in enumerate(names))], 44.0
    high = 30 + max(wide(name, _HEAD_LETTER) for name in names)
    return [title, *(_upright(name, _middle(frame, i) + 5, high - 6) for i, name in enumerate(names))], high


def _upright(name: str, x: float, y: float) -> Part:
    return tag("text", name, cls="tick", x=x, y=y, transform=f"rotate(-90 {x:.1f} {y:.1f})")


def _middle(frame: Frame, index: int) -> float:
    return frame.left(index) + frame.width / 2


def _row(row: Row, frame: Frame, y: float) -> tuple[list[Part], float]:
    """The name with what stands beside it, and the cells beneath."""
    ids = [id for i, id in enumerate(row.cells) if i != frame.aside]
    head, y = _name(row, frame, y)
    parts = [part for i, id in enumerate(ids) if id for part in _cell(frame.shown.quantities[id], row, i, frame, y)]
    return [*head, *parts], y + CELL + BETWEEN


def _name(row: Row, frame: Frame, y: float) -> tuple[list[Part], float]:
    beside = _beside(row, frame)
    lines, cls = named(labels.heading(row.label, frame.shown.card), WIDTH)
    one_line = wide(lines[0], BOLD) + wide(beside, _HEAD_LETTER) + 12 <= WIDTH
    below = y + NAME * (len(lines) - 1) + (0 if one_line else NAME - 2)
    left = [text(0, y + NAME * (i + 1) - 5, said, cls) for i, said in enumerate(lines)]
    right = [text(WIDTH, below + NAME - 5, beside, "quiet", "end")] if beside else []
    return [*left, *right], below + NAME + 2


def _beside(row: Row, frame: Frame) -> str:
    id = row.cells[frame.aside] if frame.aside is not None else None
    if id is None:
        return ""
    value = words.cell(frame.shown.quantities[id], frame.language, frame.shown.threshold)
    return f"{frame.say('beside')} {value}"


def _cell(number: Quantity, row: Row, index: int, frame: Frame, y: float) -> list[Part]:
    column = frame.columns[index]
    own = " own" if row.label == column and row.label.kind != MARGIN else ""
    margin = " margin" if MARGIN in (row.label.kind, column.kind) else ""
    box = rect(frame.left(index) + 1, y, frame.width - 2, CELL, f"pocket {_look(number)}{own}{margin}", rx=4)
    said = _said(number, frame)
    cls = "value" if wide(said, BOLD) <= frame.width else "value tight"
    return [box, text(_middle(frame, index), y + CELL / 2 + 6, said, cls, "middle")]


def _said(number: Quantity, frame: Frame) -> str:
    """The amount with its sign and without its unit, which the foot of the figure names once."""
    if number.value is None:
        return words.cell(number, frame.language, frame.shown.threshold)
    return signed(number.value, 0, frame.language)


def _look(number: Quantity) -> str:
    """Whether a cell is a gain or a loss, and whether its interval is sure of that."""
    if number.value is None:
        return "hidden"
    way = "gain" if number.value > 0 else "loss" if number.value < 0 else "even"
    sure = words.has_interval(number) and ((number.low or 0) > 0 or (number.high or 0) < 0)
    return way if sure else f"{way} unsure"


def _meanings(exhibit: Exhibit, frame: Frame) -> list[str]:
    """Which signs and frames there are to explain, in the order of the key."""
    boxed = [id for row in exhibit.rows for i, id in enumerate(row.cells) if id and i != frame.aside]
    looks = {word for id in boxed for word in _look(frame.shown.quantities[id]).split()}
    looks |= {"own"} if any(row.label in frame.columns for row in exhibit.rows) else set()
    return [name for name in _KEYS if _LOOKS[name] in looks]


def _key(frame: Frame, y: float, meanings: list[str]) -> tuple[list[Part], float]:
    """What frames and signs mean, and the unit of all numbers."""
    parts: list[Part] = [text(0, y + 12, frame.say("unit"), "axis")]
    y += KEY
    for name in meanings:
        parts.append(rect(1, y + 1, 24, 15, f"pocket {_LOOKS[name]}", rx=3))
        for said in _wrapped(frame.say(name)):
            parts.append(text(34, y + 14, said, "tick"))
            y += KEY
    return parts, y + 2


def _wrapped(said: str) -> list[str]:
    return wrap(said, int((WIDTH - 34) / _HEAD_LETTER)) or [said]
