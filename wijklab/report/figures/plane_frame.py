"""The two scales of a cost-effectiveness plane: where values lie, no difference, and the names of quadrants."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from wijklab.contract.answers import Quantity
from wijklab.report.figures.svg import WIDTH, Part, line, scale, text, ticks, wide
from wijklab.text import phrase, quantity

HIGH, RIGHT = 290.0, 8.0
"""The height of the plot, and the margin at the right."""

CORNER = (84.0, 46.0)
"""A quadrant smaller than this has no room for its name."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Where values lie, the marks of both scales, and a number of each for its unit."""

    x: Callable[[float], float]
    y: Callable[[float], float]
    across: tuple[float, ...]
    up: tuple[float, ...]
    effect: Quantity
    cost: Quantity
    language: str

    @property
    def edges(self) -> tuple[float, float, float, float]:
        """Left, right, top, bottom."""
        return self.x(self.across[0]), self.x(self.across[-1]), self.y(self.up[-1]), self.y(self.up[0])


def make_frame(
    across: tuple[float, float], up: tuple[float, float], top: float, like: tuple[Quantity, Quantity], language: str
) -> Frame:
    """The scales over both spans, with `top` the upper edge and `like` an effect and a cost."""
    marks = [tuple(ticks(*span, about=4)) for span in (across, up)]
    left = max(wide(_written(value, like[1], marks[1], language)) for value in marks[1]) + 8
    x = scale(marks[0][0], marks[0][-1], left, WIDTH - RIGHT)
    y = scale(marks[1][0], marks[1][-1], top + HIGH, top)
    return Frame(x, y, marks[0], marks[1], like[0], like[1], language)


def _written(value: float, example: Quantity, marks: tuple[float, ...], language: str) -> str:
    places = next((p for p in (0, 1) if all(abs(round(m, p) - m) < 1e-9 for m in marks)), 2)
    return quantity(value, example.unit, language, change=True, decimals=places)


def scales(frame: Frame) -> list[Part]:
    """The grid, its amounts, the strong lines of no difference, and what the axes are."""
    left, right, top, bottom = frame.edges
    parts: list[Part] = []
    for value in frame.up:
        strong, said = value == 0, _written(value, frame.cost, frame.up, frame.language)
        parts.append(line(left, frame.y(value), right, frame.y(value), "base" if strong else "grid"))
        parts.append(text(left - 5, frame.y(value) + 5, said, "tick zero-tick" if strong else "tick", "end"))
    for value in frame.across:
        strong = value == 0
        parts.append(line(frame.x(value), top, frame.x(value), bottom, "base" if strong else "grid"))
    parts += _below(frame)
    unit = phrase(frame.language, f"units.{frame.effect.unit}.axis")
    parts.append(text(0, top - 9, phrase(frame.language, "page.plane.y_axis"), "axis"))
    parts.append(text(right, bottom + 40, phrase(frame.language, "page.plane.x_axis", unit=unit), "axis", "end"))
    return parts


def _below(frame: Frame) -> list[Part]:
    """The amounts under the plot: all of them where they fit, else nought and the ends."""
    said = {value: _written(value, frame.effect, frame.across, frame.language) for value in frame.across}
    step = abs(frame.x(frame.across[1]) - frame.x(frame.across[0]))
    roomy = max(wide(words) for words in said.values()) + 4 < step
    shown = [v for v in said if roomy or v in (0, frame.across[0], frame.across[-1])]
    ends = {frame.across[-1]: "end"} if not roomy else {}
    return [
        text(frame.x(v), frame.edges[3] + 19, said[v], "tick zero-tick" if v == 0 else "tick", ends.get(v, "middle"))
        for v in shown
    ]


def corners(frame: Frame) -> list[Part]:
    """The four quadrants by name, each in its corner, where there is room."""
    left, right, top, bottom = frame.edges
    x, y = frame.x(0), frame.y(0)
    sides = (("better", x, right, right - 5, "end"), ("worse", left, x, left + 5, "start"))
    heights = (("dearer", top, y, top + 16), ("cheaper", y, bottom, bottom - 24))
    parts = []
    for effect, first, last, at, anchor in sides:
        for cost, above, below, begin in heights:
            if last - first >= CORNER[0] and below - above >= CORNER[1]:
                words = [phrase(frame.language, f"page.plane.{name}") for name in (effect, cost)]
                parts += [text(at, begin + 17 * i, said, "quiet halo", anchor) for i, said in enumerate(words)]
    return parts
