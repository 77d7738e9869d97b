"""One micro-analysis: wellbeing before, shortly after and later; what it cost beside what it may have avoided; and the
chance at which cost and avoided cost are equal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wijklab.contract.answers import Exhibit, Quantity
from wijklab.disclosure import Released
from wijklab.report import words
from wijklab.report.figures.svg import WIDTH, Drawing, Part, line, mark, rect, scale, tag, text
from wijklab.text import phrase

MOMENTS: Final = ("wellbeing_before", "wellbeing_short", "wellbeing_long")
EDGE, HIGH = 0.0, 118.0


def draw(exhibit: Exhibit, shown: Released) -> Drawing | None:
    """The parts that the case has numbers for, under each other; None where it has none that may be shown."""
    found = _by_measure(exhibit, shown)
    parts: list[Part] = []
    y = 0.0
    for section in (_wellbeing, _amounts, _chance):
        drawn, height = section(found, shown, y)
        parts += drawn
        y += height
    return Drawing(tuple(parts), y) if parts else None


def _by_measure(exhibit: Exhibit, shown: Released) -> dict[str, Quantity]:
    """Shown quantities by what they measure, the second part of their id: `cases.break_even.fiets`."""
    numbers = [shown.quantities[id] for row in exhibit.rows for id in row.cells if id]
    return {number.id.split(".")[1]: number for number in numbers if number.value is not None}


def _wellbeing(found: Mapping[str, Quantity], shown: Released, y: float) -> tuple[list[Part], float]:
    points = [(i, found[name]) for i, name in enumerate(MOMENTS) if name in found]
    if len(points) < 2:
        return [], 0.0
    language = shown.card.language
    high = scale(1, 10, y + 40 + HIGH, y + 40)
    across = [(64 + 136.0 * i, high(number.value or 0), number, MOMENTS[i]) for i, number in points]
    path = "M" + "L".join(f"{x:.1f} {top:.1f}" for x, top, _, _ in across)
    parts = [text(EDGE, y + 15, phrase(language, "page.case.wellbeing"), "name")]
    parts += [line(30, high(grade), WIDTH - EDGE, high(grade), "grid") for grade in (1, 4, 7, 10)]
    parts += [text(22, high(grade) + 5, str(grade), "tick", "end") for grade in (1, 4, 7, 10)]
    parts.append(tag("path", cls="path", d=path))
    for x, top, number, name in across:
        parts.append(mark("proeftuin", x, top, 7))
        parts.append(text(x, top - 13, words.cell(number, language, shown.threshold), "value", "middle"))
        parts.append(text(x, y + 40 + HIGH + 22, phrase(language, f"page.case.{name}"), "tick", "middle"))
    return parts, HIGH + 84


def _amounts(found: Mapping[str, Quantity], shown: Released, y: float) -> tuple[list[Part], float]:
    if not {"cost", "avoided"} <= set(found):
        return [], 0.0
    language = shown.card.language
    long = scale(0, max(found["cost"].value or 0, found["avoided"].value or 0), 0, WIDTH - 2 * EDGE)
    parts: list[Part] = []
    for i, name in enumerate(("cost", "avoided")):
        top = y + 4 + i * 46
        said = words.cell(found[name], language, shown.threshold)
        parts += [
            text(EDGE, top + 13, phrase(language, f"page.case.{name}"), "name"),
            text(WIDTH - EDGE, top + 13, said, "value", "end"),
            rect(EDGE, top + 20, WIDTH - 2 * EDGE, 14, "track", rx=3),
            rect(EDGE, top + 20, long(found[name].value or 0), 14, f"bar case-{name}", rx=2),
        ]
    return parts, 108.0


def _chance(found: Mapping[str, Quantity], shown: Released, y: float) -> tuple[list[Part], float]:
    """A scale of 0 to 100 %: from the mark on, what is avoided is worth more than what was spent; no mark where
    it never is."""
    if "break_even" not in found:
        return [], 0.0
    language, number = shown.card.language, found["break_even"]
    place = scale(0, 100, EDGE + 6, WIDTH - EDGE - 6)
    track, attainable = y + 46, (number.value or 0) <= 100
    said = words.cell(number, language, shown.threshold)
    meaning = phrase(language, f"page.case.{'worth' if attainable else 'never_worth'}")
    return [
        text(EDGE, y + 15, phrase(language, "page.case.break_even"), "name"),
        text(WIDTH - EDGE, y + 15, said, "value", "end"),
        rect(place(0), track - 6, place(100) - place(0), 12, "track", rx=6),
        *(_worth(place(number.value or 0), place(100), track) if attainable else []),
        text(place(0), track + 26, "0%", "tick"),
        text(place(100), track + 26, "100%", "tick", "end"),
        text(WIDTH / 2, track + 26, meaning, "tick", "middle"),
    ], 84.0


def _worth(first: float, last: float, track: float) -> list[Part]:
    """From the break-even on; nothing of it is drawn where no chance is large enough."""
    return [
        rect(first, track - 6, last - first, 12, "worth", rx=6),
        line(first, track - 15, first, track + 15, "break-even"),
    ]
