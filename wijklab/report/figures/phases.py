"""One person measured often: marks over time, hollow before the start and filled after it, and the middle of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Final

from wijklab.contract.answers import Exhibit
from wijklab.disclosure import Released
from wijklab.report import labels, words
from wijklab.report.figures.svg import WIDTH, Drawing, Part, line, mark, scale, tag, text, ticks
from wijklab.text import decimal, phrase

LEFT, RIGHT, TOP, HIGH = 34.0, 12.0, 56.0, 168.0
"""Room for the marks of the scale, right of the last measurement, for the phases' names, and the height of the plot."""

GRADES: Final = (1, 4, 7, 10)
_LOOK: Final = {"before": "hollow", "after": ""}


@dataclass(frozen=True, slots=True)
class Phase:
    """The measurements of one phase as places in the figure, and the place of their middle mark."""

    id: str
    x: tuple[float, ...]
    y: tuple[float, ...]

    @property
    def middle(self) -> float:
        """How high the middle mark is drawn."""
        return median(self.y)


def draw(exhibit: Exhibit, shown: Released) -> Drawing | None:
    """Both phases on one scale of time; None where either has no mark that may be shown."""
    points = _points(exhibit, shown)
    if {phase for phase, _, _ in points} != set(_LOOK):
        return None
    marks = ticks(0, max(month for _, month, _ in points), about=6)
    across, high = scale(marks[0], marks[-1], LEFT, WIDTH - RIGHT), scale(1, 10, TOP + HIGH, TOP)
    phases = [_phase(id, points, across, high) for id in _LOOK]
    bottom = TOP + HIGH
    parts = [
        *(line(LEFT - 8, high(grade), WIDTH, high(grade), "grid") for grade in GRADES),
        *(text(LEFT - 14, high(grade) + 5, str(grade), "tick", "end") for grade in GRADES),
        *_start(phases, bottom),
        *(part for phase in phases for part in _drawn(phase)),
        *_names(exhibit, shown),
        *_axis(marks, across, bottom, shown),
    ]
    return Drawing(tuple(parts), bottom + 60)


def _points(exhibit: Exhibit, shown: Released) -> list[tuple[str, float, float]]:
    """Phase, month and mark of every measurement that may be shown, in order of time."""
    rows = [(row.label.id, row.cells) for row in exhibit.rows if row.label.kind == "phase"]
    found = [(phase, *(shown.quantities[id].value if id else None for id in cells[:2])) for phase, cells in rows]
    return [(phase, month, score) for phase, month, score in found if month is not None and score is not None]


def _phase(
    id: str,
    points: list[tuple[str, float, float]],
    across: Callable[[float], float],
    high: Callable[[float], float],
) -> Phase:
    own = [(across(month), high(score)) for phase, month, score in points if phase == id]
    return Phase(id, tuple(x for x, _ in own), tuple(y for _, y in own))


def _start(phases: list[Phase], bottom: float) -> list[Part]:
    """The line between the phases, halfway between the last measurement before and the first after."""
    x = (phases[0].x[-1] + phases[1].x[0]) / 2
    return [line(x, TOP - 8, x, bottom + 6, "zero")]


def _drawn(phase: Phase) -> list[Part]:
    """The way from mark to mark, the middle as a line over the whole phase, and the marks on top."""
    way = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in zip(phase.x, phase.y, strict=True))
    return [
        tag("path", cls="path thin", d=way),
        line(phase.x[0] - 6, phase.middle, phase.x[-1] + 6, phase.middle, "span"),
        *(mark("proeftuin", x, y, 4.6, _LOOK[phase.id]) for x, y in zip(phase.x, phase.y, strict=True)),
    ]


def _names(exhibit: Exhibit, shown: Released) -> list[Part]:
    """The first phase named at the left and the second at the right, each with its middle mark under it."""
    language, parts = shown.card.language, []
    sides = {"before": (0.0, "start"), "after": (WIDTH, "end")}
    for row in (row for row in exhibit.rows if row.label.kind == "phase_median"):
        x, anchor = sides[row.label.id]
        parts.append(text(x, 15, phrase(language, f"labels.phase.{row.label.id}"), "name", anchor))
        number = shown.quantities[row.cells[-1] or ""]
        value = words.cell(number, language, shown.threshold)
        parts.append(text(x, 35, phrase(language, "page.phases.middle", value=value), "quiet", anchor))
    return parts


def _axis(marks: list[float], across: Callable[[float], float], bottom: float, shown: Released) -> list[Part]:
    language = shown.card.language
    places = 0 if all(value == round(value) for value in marks) else 1
    said = [
        text(
            across(value),
            bottom + 24,
            decimal(value, places, language),
            "tick",
            "end" if value == marks[-1] else "middle",
        )
        for value in marks
    ]
    axis = labels.capital(phrase(language, "page.phases.axis"))
    return [*said, text(WIDTH / 2, bottom + 48, axis, "axis", "middle")]
