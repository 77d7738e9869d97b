"""SVG by hand: text stays text, looks come from classes, and the same figure is the same bytes.

Every figure is `WIDTH` units wide. On a phone of 320 px a unit is about three quarters of a pixel, on a desk one and a
half; the style sheet chooses the size of type by the width there is, and the layout leaves room for the largest.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from textwrap import wrap
from typing import Final

from markupsafe import Markup, escape

WIDTH: Final = 400.0
LETTER: Final = 9.0
"""The width that a letter takes at the largest type, in units, on the safe side."""

BOLD: Final = 10.5
"""The same for a name, which is bold."""

BOLD_LONG: Final = 8.8
"""The same for a name in the smaller type of the class `long`."""

Part = Markup


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is inside a figure, and its height in units."""

    parts: tuple[Part, ...]
    height: float


def tag(name: str, *children: Markup | str, cls: str = "", **attributes: float | str) -> Markup:
    """An element; children that are text are escaped, numbers are written with at most one decimal."""
    classes = f' class="{escape(cls)}"' if cls else ""
    written = "".join([f' {_spelled(key)}="{_attribute(value)}"' for key, value in attributes.items()])
    if not children:
        return Markup(f"<{name}{classes}{written}/>")
    inside = "".join([escape(child) for child in children])  # a page has thousands: Markup.format takes ten times this
    return Markup(f"<{name}{classes}{written}>{inside}</{name}>")


def text(x: float, y: float, words: str, cls: str = "", anchor: str = "start") -> Markup:
    """A line of text that starts, centres (`middle`) or ends (`end`) at x."""
    return tag("text", words, cls=cls, x=x, y=y, text_anchor=anchor)


def line(x1: float, y1: float, x2: float, y2: float, cls: str) -> Markup:
    """A straight line."""
    return tag("line", cls=cls, x1=x1, y1=y1, x2=x2, y2=y2)


def rect(x: float, y: float, width: float, height: float, cls: str, rx: float = 0) -> Markup:
    """A rectangle; one of no width is drawn as a hair, so that nothing vanishes."""
    return tag("rect", cls=cls, x=x, y=y, width=max(width, 0.8), height=height, rx=rx)


def svg(drawing: Drawing, id: str, title: str, description: str) -> Markup:
    """The figure as an image with its words: `title` states the finding, `description` the numbers."""
    return tag(
        "svg",
        tag("title", title, id=f"{id}-svg-title"),
        tag("desc", description, id=f"{id}-svg-desc"),
        *drawing.parts,
        cls="fig",
        viewBox=f"0 0 {WIDTH:g} {math.ceil(drawing.height)}",
        role="img",
        aria_labelledby=f"{id}-svg-title {id}-svg-desc",
    )


def _circle(x: float, y: float, r: float, cls: str) -> Markup:
    return tag("circle", cls=cls, cx=x, cy=y, r=r)


def _diamond(x: float, y: float, r: float, cls: str) -> Markup:
    points = ((x, y - r * 1.25), (x + r * 1.25, y), (x, y + r * 1.25), (x - r * 1.25, y))
    return tag("polygon", cls=cls, points=" ".join(f"{_number(a)},{_number(b)}" for a, b in points))


def _square(x: float, y: float, r: float, cls: str) -> Markup:
    return rect(x - r * 0.92, y - r * 0.92, r * 1.84, r * 1.84, cls, rx=1)


def _lozenge(x: float, y: float, r: float, cls: str) -> Markup:
    return rect(x - r * 0.55, y - r * 1.3, r * 1.1, r * 2.6, cls, rx=r * 0.55)


def _triangle(x: float, y: float, r: float, cls: str) -> Markup:
    points = ((x, y - r * 1.2), (x + r * 1.2, y + r), (x - r * 1.2, y + r))
    return tag("polygon", cls=cls, points=" ".join(f"{_number(a)},{_number(b)}" for a, b in points))


MARKS: Final[dict[str | None, Callable[[float, float, float, str], Markup]]] = {
    "proeftuin": _circle,
    "samenwerkwijze": _diamond,
    "traditional": _square,
    None: _lozenge,
    "second": _square,
    "third": _triangle,
}
"""The shape of a mark by way of working, so that colour is never alone; None: a difference, or another thing, with a
`second` and a `third` beside it."""


def mark(arm: str | None, x: float, y: float, r: float, cls: str = "") -> Markup:
    """The mark of a way of working, in its shape and colour."""
    return MARKS.get(arm, _lozenge)(x, y, r, f"mark {tone(arm)} {cls}".strip())


def tone(arm: str | None) -> str:
    """The class that gives a way of working its colour."""
    return f"arm-{arm}" if arm in MARKS and arm else "arm-none"


def wide(words: str, letter: float = LETTER) -> float:
    """How wide a line of text may become, in units."""
    return len(words) * letter


def named(words: str, width: float) -> tuple[list[str], str]:
    """A name as lines of at most `width` units, and its class: smaller type where that keeps it on one line."""
    if wide(words, BOLD) <= width:
        return [words], "name"
    return wrap(words, int(width / BOLD_LONG)) or [words], "name long"


def scale(low: float, high: float, first: float, last: float) -> Callable[[float], float]:
    """From a value between `low` and `high` to a place between `first` and `last`."""
    span = high - low or 1.0
    return lambda value: first + (value - low) / span * (last - first)


def ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Round values that cover low..high, about so many: 1, 2, 2.5 or 5 times a power of ten apart."""
    raw = (high - low or 1.0) / about
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * times for times in (1, 2, 2.5, 5, 10) if power * times >= raw * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(step * i, 10) + 0.0 for i in range(first, last + 1)]


@cache
def _spelled(key: str) -> str:
    """An attribute's name as SVG spells it: `text_anchor` is `text-anchor`, `in_` is `in`."""
    return str(escape(key.rstrip("_").replace("_", "-")))


def _attribute(value: float | str) -> str:
    return escape(value) if isinstance(value, str) else _number(value)


def _number(value: float) -> str:
    return f"{round(value, 1) + 0.0:g}"
