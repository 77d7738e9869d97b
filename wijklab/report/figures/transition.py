"""Who moved from which level to which: a grid of counts, darker where more people are; small counts are hidden."""

from __future__ import annotations

from wijklab.contract.answers import Exhibit, Quantity
from wijklab.disclosure import Released
from wijklab.report import words
from wijklab.report.figures.svg import WIDTH, Drawing, Part, line, rect, tag, text
from wijklab.text import phrase

LEFT, TOP, HIGH, GAP = 34.0, 46.0, 42.0, 3.0
TONES = 5


def draw(exhibit: Exhibit, shown: Released) -> Drawing | None:
    """Rows are the level before, columns the level after; who stayed is outlined. None if all is hidden."""
    grid = [[shown.quantities[id] if id else None for id in row.cells] for row in exhibit.rows]
    most = max((number.value or 0 for row in grid for number in row if number is not None), default=0)
    if not most:
        return None
    wide = (WIDTH - LEFT - 2) / len(exhibit.columns)
    parts: list[Part] = []
    for i, (row, cells) in enumerate(zip(exhibit.rows, grid, strict=True)):
        y = TOP + i * (HIGH + GAP)
        parts.append(text(LEFT - 12, y + HIGH / 2 + 5, row.label.id, "name", "end"))
        for j, (column, number) in enumerate(zip(exhibit.columns, cells, strict=True)):
            parts += _cell(LEFT + j * wide, y, wide - GAP, number, most, row.label.id == column.id, shown)
    bottom = TOP + len(grid) * (HIGH + GAP)
    return Drawing((*_heads(exhibit, shown, wide), *parts, *_key(shown, bottom)), bottom + 54)


def _heads(exhibit: Exhibit, shown: Released, wide: float) -> list[Part]:
    language = shown.card.language
    heads = [
        text(LEFT + j * wide + (wide - GAP) / 2, TOP - 8, column.id, "name", "middle")
        for j, column in enumerate(exhibit.columns)
    ]
    axes = [
        text(LEFT, 15, phrase(language, "page.transition_to"), "axis"),
        text(2, TOP - 8, phrase(language, "page.transition_from_mark"), "axis"),
    ]
    return [*axes, *heads]


def _cell(
    x: float, y: float, width: float, number: Quantity | None, most: float, stayed: bool, shown: Released
) -> list[Part]:
    edge = [rect(x + 1.2, y + 1.2, width - 2.4, HIGH - 2.4, "stayed", rx=3)] if stayed else []
    if number is None or number.value is None:
        label = words.cell(number, shown.card.language, shown.threshold) if number is not None else ""
        return [
            rect(x, y, width, HIGH, "small", rx=4),
            *edge,
            text(x + width / 2, y + HIGH / 2 + 5, label, "quiet", "middle"),
        ]
    tone = 1 + min(TONES - 1, int(number.value / most * TONES))
    count = words.cell(number, shown.card.language, shown.threshold)
    middle = text(x + width / 2, y + HIGH / 2 + 5, count, f"on-heat-{tone}", "middle")
    return [rect(x, y, width, HIGH, f"heat heat-{tone}", rx=4), *edge, middle]


def _key(shown: Released, y: float) -> list[Part]:
    """How to read the grid: outlined is the same level, right of it is up, left of it is down."""
    language = shown.card.language
    up = tag("path", cls="arrow", d=f"M{WIDTH - 2:.1f} {y + 42:.1f}m-7 -5l6 5l-6 5m6 -5h-22")
    return [
        line(LEFT, y + 5, WIDTH - 5, y + 5, "grid"),
        rect(LEFT, y + 14, 13, 13, "stayed", rx=2),
        text(LEFT + 20, y + 25, phrase(language, "page.transition_same"), "tick"),
        text(LEFT, y + 46, phrase(language, "page.transition_down"), "tick"),
        text(WIDTH - 32, y + 46, phrase(language, "page.transition_up"), "tick", "end"),
        up,
    ]
