"""The cost-effectiveness plane: better to the right, dearer upwards; a mark for what was found, ellipses for how sure.

Columns are effect, cost and their correlation; a row of a pair is a point, and the rows `region50` and `region95` under
it hold how far its regions go: with the correlation that is all an ellipse needs, drawn from released numbers.
`exhibit.texts` may hold `willingness`: an amount per unit of effect, drawn as a line.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap

from wijklab.contract.answers import Exhibit, Quantity, Row
from wijklab.disclosure import Released
from wijklab.report import labels
from wijklab.report.figures.plane_frame import Frame, corners, make_frame, scales
from wijklab.report.figures.svg import LETTER, WIDTH, Drawing, Part, line, mark, named, tag, text, tone
from wijklab.text import phrase, quantity

TOP, LINE, SWATCH = 4.0, 21.0, 26.0
"""The first line, a line of the key, and room for its marks."""

REGIONS = {"region95": "outer", "region50": "inner"}
STEPS = 72
"""Corners of an ellipse: enough to look round."""


@dataclass(frozen=True, slots=True)
class Point:
    """A pair: where it lies, and half the width and height of each region by its name."""

    row: Row
    effect: Quantity
    cost: Quantity
    correlation: float
    reach: dict[str, tuple[float, float]]

    @property
    def arm(self) -> str:
        """The way of working whose colour and mark it has: the first of the pair."""
        return self.row.label.id.partition("-")[0]


def draw(exhibit: Exhibit, shown: Released) -> Drawing | None:
    """All pairs on one plane; None where no pair has both numbers that may be shown."""
    points = list(_points(exhibit, shown))
    if not points:
        return None
    key, top = _key(exhibit, points, shown)
    spans, like = [_span(points, side) for side in (0, 1)], (points[0].effect, points[0].cost)
    frame = make_frame(spans[0], spans[1], top + LINE, like, shown.card.language)
    regions = [part for i, point in enumerate(points) for part in _regions(point, frame, i)]
    marks = [_mark(point, frame) for point in points]
    parts = [*key, *scales(frame), *_willing(exhibit, frame), *regions, *corners(frame), *marks]
    return Drawing(tuple(parts), frame.edges[3] + 46)


def _points(exhibit: Exhibit, shown: Released) -> Iterator[Point]:
    for row in exhibit.rows:
        effect, cost, correlation = (shown.quantities[id] if id else None for id in row.cells[:3])
        if row.label.kind != "pair" or not effect or not cost or effect.value is None or cost.value is None:
            continue
        known = None if correlation is None else correlation.value
        beside = [other for other in exhibit.rows if other.label.id == row.label.id and other.label.kind in REGIONS]
        reach = {other.label.kind: _reach(other, shown) for other in beside} if known is not None else {}
        told = {name: size for name, size in reach.items() if size is not None}
        yield Point(row, effect, cost, known or 0.0, told)


def _reach(row: Row, shown: Released) -> tuple[float, float] | None:
    ends = [shown.quantities[id] for id in row.cells[:2] if id]
    sizes = [(end.high - end.low) / 2 for end in ends if end.low is not None and end.high is not None]
    return (sizes[0], sizes[1]) if len(sizes) == 2 else None


def _span(points: list[Point], side: int) -> tuple[float, float]:
    """From the lowest to the highest place of any point or region on one axis, with nought in it."""
    middles = [(point.effect, point.cost)[side].value or 0.0 for point in points]
    sizes = [max((size[side] for size in point.reach.values()), default=0.0) for point in points]
    low = min(0.0, *(m - s for m, s in zip(middles, sizes, strict=True)))
    high = max(0.0, *(m + s for m, s in zip(middles, sizes, strict=True)))
    return (low, high) if high > low else (-1.0, 1.0)


def _willing(exhibit: Exhibit, frame: Frame) -> list[Part]:
    """The line of that many euro per unit of effect, as far as it lies in the plot."""
    if not exhibit.texts.get("willingness"):
        return []
    slope = float(exhibit.texts["willingness"])
    low, high = frame.across[0], frame.across[-1]
    if slope:
        low, high = max(low, frame.up[0] / slope), min(high, frame.up[-1] / slope)
    return [line(frame.x(low), frame.y(slope * low), frame.x(high), frame.y(slope * high), "zero")]


def _regions(point: Point, frame: Frame, place: int) -> list[Part]:
    """The wide region behind the narrow one."""
    style = f"region {tone(point.arm)}{' dashed' if place else ''}"
    return [
        _ellipse(point, point.reach[name], frame, f"{style} {cls}")
        for name, cls in REGIONS.items()
        if name in point.reach
    ]


def _ellipse(point: Point, size: tuple[float, float], frame: Frame, cls: str) -> Part:
    """All points at one distance, as a polygon: width x cos t, and height x (r cos t + sqrt(1 - r^2) sin t)."""
    r, aside = point.correlation, math.sqrt(max(0.0, 1 - point.correlation**2))
    middle = (point.effect.value or 0.0, point.cost.value or 0.0)
    angles = (2 * math.pi * i / STEPS for i in range(STEPS))
    places = (
        (
            frame.x(middle[0] + size[0] * math.cos(t)),
            frame.y(middle[1] + size[1] * (r * math.cos(t) + aside * math.sin(t))),
        )
        for t in angles
    )
    return tag("polygon", cls=cls, points=" ".join(f"{x:.1f},{y:.1f}" for x, y in places))


def _mark(point: Point, frame: Frame) -> Part:
    return mark(point.arm, frame.x(point.effect.value or 0.0), frame.y(point.cost.value or 0.0), 7)


def _key(exhibit: Exhibit, points: list[Point], shown: Released) -> tuple[list[Part], float]:
    """Whose mark is whose, what the regions are, and what the line means; and where the next thing may begin."""
    language, y = shown.card.language, TOP
    parts: list[Part] = []
    for point in points:
        lines, cls = named(labels.heading(point.row.label, shown.card), WIDTH - SWATCH)
        parts.append(mark(point.arm, 10, y + 10, 6.5))
        parts += [text(SWATCH, y + 15 + LINE * i, said, cls) for i, said in enumerate(lines)]
        y += LINE * len(lines)
    said = [phrase(language, "page.plane.regions")] if any(point.reach for point in points) else []
    if exhibit.texts.get("willingness"):
        amount = quantity(float(exhibit.texts["willingness"]), "eur", language)
        one = phrase(language, f"units.{points[0].effect.unit}.one", value="1")
        said.append(phrase(language, "page.plane.line", amount=amount, one=one))
    lines = [part for words in said for part in wrap(words, int(WIDTH / LETTER))]
    return [*parts, *(text(0, y + 15 + LINE * i, words, "quiet") for i, words in enumerate(lines))], y + LINE * len(
        lines
    ) + 8
