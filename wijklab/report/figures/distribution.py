"""How people are spread over ordered levels: a bar of 100 % per group, six tones in order, each part labelled."""

from __future__ import annotations

from wijklab.contract.answers import Exhibit, Quantity, Row
from wijklab.disclosure import Released
from wijklab.report import labels, words
from wijklab.report.figures.svg import WIDTH, Drawing, Part, rect, tag, text
from wijklab.text import phrase

BAR, LEVEL_LINE, LABEL_LINE = 34.0, 18.0, 19.0
EDGE = 0.0
NARROW = 34.0
"""A part narrower than this shows no percentage: the table does."""


def draw(exhibit: Exhibit, shown: Released) -> Drawing | None:
    """A bar to a row; rows of one way of working stand close together. None where every share is hidden."""
    if not any(shown.quantities[id].value is not None for row in exhibit.rows for id in row.cells if id):
        return None
    parts: list[Part] = []
    y, before = 2.0, None
    for row in exhibit.rows:
        group = labels.arm_of(row.label)
        y += 0 if before is None else 12 if group == before else 26
        parts += _bar(row, exhibit, shown, y)
        y, before = y + LABEL_LINE + LEVEL_LINE + BAR, group or row.label.id
    return Drawing((*parts, *_ends(exhibit, shown, y)), y + 46)


def _bar(row: Row, exhibit: Exhibit, shown: Released, y: float) -> list[Part]:
    cells = [shown.quantities[id] if id else None for id in row.cells]
    known = [number.value for number in cells if number is not None and number.value is not None]
    hidden = [number for number in cells if number is not None and number.value is None]
    whole = max(sum(known), 100.0) if hidden else sum(known) or 100.0
    parts, x = [*_name(row, cells, shown, y)], EDGE
    top = y + LABEL_LINE + LEVEL_LINE
    for level, (column, number) in enumerate(zip(exhibit.columns, cells, strict=True), start=1):
        if number is not None and number.value is not None:
            width = number.value / whole * (WIDTH - 2 * EDGE)
            parts += _part(x, top, width, level, column.id, words.cell(number, shown.card.language, shown.threshold))
            x += width
    marks = {words.missing(number, shown.card.language, shown.threshold) for number in hidden}
    return parts + (_rest(x, top, ", ".join(sorted(marks))) if hidden else [])


def _name(row: Row, cells: list[Quantity | None], shown: Released, y: float) -> list[Part]:
    n = next((words.people(number, shown.card.language) for number in cells if number is not None and number.n), "")
    name = tag("tspan", labels.heading(row.label, shown.card), cls="name")
    count = tag("tspan", f"  n\N{NO-BREAK SPACE}{n}" if n else "", cls="quiet")
    return [tag("text", name, count, x=EDGE, y=y + 14)]


def _part(x: float, y: float, width: float, level: int, id: str, share: str) -> list[Part]:
    parts = [rect(x, y, width, BAR, f"step step-{level}")]
    middle = x + width / 2
    if width >= 13:
        parts.append(text(middle, y - 4, id, "tick", "middle"))
    if width >= NARROW:
        parts.append(text(middle, y + BAR / 2 + 5, share, f"on-step-{level}", "middle"))
    return parts


def _rest(x: float, y: float, mark: str) -> list[Part]:
    """Levels that are hidden, together: a hatched part, drawn as lines so that it needs no id."""
    width = WIDTH - EDGE - x
    if width < 1:
        return []
    hatch = "".join(
        f"M{place:.1f} {y + BAR:.1f}l{min(12.0, x + width - place):.1f} -{BAR:.1f}" for place in _every(x, x + width, 7)
    )
    parts = [rect(x, y, width, BAR, "rest"), tag("path", cls="hatch", d=hatch)]
    return [*parts, text(min(x + width / 2, WIDTH - EDGE - 12), y - 4, mark, "tick", "middle")]


def _every(first: float, last: float, step: float) -> list[float]:
    return [first + i * step for i in range(int((last - first) / step) + 1)]


def _ends(exhibit: Exhibit, shown: Released, y: float) -> list[Part]:
    """What the lowest and the highest level mean: the tones between them need no more."""
    first, last = (labels.heading(exhibit.columns[i], shown.card) for i in (0, -1))
    share = phrase(shown.card.language, "page.share_of_people")
    low = [rect(EDGE, y + 12, 11, 11, "step step-1"), text(EDGE + 16, y + 22, first, "tick")]
    right = WIDTH - EDGE
    high = [
        rect(right - 11, y + 12, 11, 11, f"step step-{len(exhibit.columns)}"),
        text(right - 16, y + 22, last, "tick", "end"),
    ]
    return [*low, *high, text(EDGE, y + 41, share, "axis")]
