"""Starts against changes: a numbered mark per case, within the lines beyond which a mark of 1 to 10 cannot move."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from wijklab.contract.answers import Exhibit, Row
from wijklab.disclosure import Released
from wijklab.report import labels
from wijklab.report.figures.svg import WIDTH, Drawing, Part, line, mark, scale, tag, text
from wijklab.text import decimal, phrase, signed

LEFT, RIGHT, TOP, HIGH, LINE = 40.0, 14.0, 30.0, 230.0, 21.0
"""Room for the marks of the scale, at the right, for the name of the axis, the height of the plot, a line of text."""

LOWEST, HIGHEST = 1.0, 10.0
"""The ends of the scale that both the start and the end lie on."""

STARTS: Final = (1, 4, 7, 10)
NAMED: Final = 12
"""With more cases than this their names stand in the table only."""


@dataclass(frozen=True, slots=True)
class Plot:
    """Where starts and changes lie in the figure, and the lowest change that it shows."""

    x: Callable[[float], float]
    y: Callable[[float], float]
    floor: float

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y(self.floor)


def draw(exhibit: Exhibit, shown: Released) -> Drawing | None:
    """A mark per row; None where no row has both numbers that may be shown."""
    points = _points(exhibit, shown)
    if not points:
        return None
    floor = 3.0 * min(-1, math.floor(min(change for _, _, change in points) / 3))
    top = HIGHEST - LOWEST
    plot = Plot(scale(LOWEST, HIGHEST, LEFT, WIDTH - RIGHT), scale(floor, top, TOP + HIGH, TOP), floor)
    under, height = _under(exhibit, points, plot, shown)
    parts = [*_scales(plot, shown), *_limits(plot), *_chance(plot), *_marks(points, plot), *under]
    return Drawing(tuple(parts), height)


def _points(exhibit: Exhibit, shown: Released) -> list[tuple[int, float, float]]:
    """Number, start and change of every row of which both may be shown."""
    found = [(i, *(_value(id, shown) for id in row.cells)) for i, row in enumerate(exhibit.rows, 1)]
    return [(i, start, change) for i, start, change in found if start is not None and change is not None]


def _value(id: str | None, shown: Released) -> float | None:
    return shown.quantities[id].value if id else None


def _scales(plot: Plot, shown: Released) -> list[Part]:
    """Both scales with their names; the line of no change is the strong one."""
    language = shown.card.language
    rises = [value for value in range(-9, 10, 3) if plot.floor <= value]
    return [
        text(0, 15, labels.capital(phrase(language, "page.scatter.y_axis")), "axis"),
        *(line(LEFT - 6, plot.y(v), WIDTH, plot.y(v), "base" if v == 0 else "grid") for v in rises),
        *(text(LEFT - 12, plot.y(v) + 5, signed(v, 0, language), "tick", "end") for v in rises),
        *(text(plot.x(v), plot.bottom + 24, decimal(v, 0, language), "tick", "middle") for v in STARTS),
        text(WIDTH / 2, plot.bottom + 46, labels.capital(phrase(language, "page.scatter.x_axis")), "axis", "middle"),
    ]


def _limits(plot: Plot) -> list[Part]:
    """Where the end would be a 10, and where it would be a 1: no case lies outside these lines."""
    lowest = min(HIGHEST, LOWEST - plot.floor)
    return [
        line(plot.x(LOWEST), plot.y(HIGHEST - LOWEST), plot.x(HIGHEST), plot.y(0), "zero"),
        line(plot.x(LOWEST), plot.y(0), plot.x(lowest), plot.y(LOWEST - lowest), "zero"),
    ]


def _chance(plot: Plot) -> list[Part]:
    """Which way chance alone pulls: a low start up, a high start down. The arrows follow no data."""
    return [_arrow(plot.x(LOWEST) + 9, plot.y(0) - 8, -1), _arrow(plot.x(HIGHEST) - 3, plot.y(0) + 8, 1)]


def _arrow(x: float, y: float, way: int) -> Part:
    return tag("path", cls="arrow", d=f"M{x:.1f} {y:.1f}v{34 * way}m-5 {-6 * way}l5 {6 * way}l5 {-6 * way}")


def _marks(points: list[tuple[int, float, float]], plot: Plot) -> list[Part]:
    """A mark at each place, with the numbers of all cases that lie there."""
    there: dict[tuple[float, float], list[int]] = {}
    for number, start, change in points:
        there.setdefault((start, change), []).append(number)
    parts: list[Part] = []
    for (start, change), numbers in there.items():
        x, y = plot.x(start), plot.y(change)
        parts += [mark("proeftuin", x, y, 6.5), *_numbers(numbers, x, y, len(points))]
    return parts


def _numbers(numbers: list[int], x: float, y: float, among: int) -> list[Part]:
    if among > NAMED:
        return []
    side, anchor = (11, "start") if x < LEFT + 20 else (-11, "end")  # the line of what is possible is at the right
    return [text(x + side, y + 6, ", ".join(map(str, numbers)), "value", anchor)]


def _under(
    exhibit: Exhibit, points: list[tuple[int, float, float]], plot: Plot, shown: Released
) -> tuple[list[Part], float]:
    """What the lines and arrows mean, and which case has which number, each on a line of its own."""
    language, y = shown.card.language, plot.bottom + 78
    meaning = [
        phrase(language, "page.scatter.limit"),
        f"\N{UPWARDS ARROW} {phrase(language, 'page.scatter.low')}",
        f"\N{DOWNWARDS ARROW} {phrase(language, 'page.scatter.high')}",
    ]
    named = [_name(i, exhibit.rows[i - 1], shown) for i, _, _ in points] if len(points) <= NAMED else []
    parts = [text(0, y + LINE * i, said, "quiet") for i, said in enumerate(meaning)]
    y += LINE * len(meaning) + 8
    parts += [text(0, y + LINE * i, said, "long" if len(said) > 40 else "") for i, said in enumerate(named)]
    return parts, y + LINE * len(named) - 8


def _name(number: int, row: Row, shown: Released, at_most: int = 46) -> str:
    """`1  De fiets`; a title that is too long for a line ends in an ellipsis, the table has all of it."""
    said = f"{number}\N{NO-BREAK SPACE} {labels.heading(row.label, shown.card)}"
    return said if len(said) <= at_most else said[: at_most - 1].rstrip() + "\N{HORIZONTAL ELLIPSIS}"
