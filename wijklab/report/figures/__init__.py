"""Figures, drawn from released numbers only: one function for each kind of exhibit, in one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from markupsafe import Markup

from wijklab.contract.answers import Exhibit
from wijklab.disclosure import Released
from wijklab.report.figures import (
    alluvial,
    bars,
    case,
    course,
    distribution,
    intervals,
    matrix,
    phases,
    plane,
    scatter,
    tornado,
)
from wijklab.report.figures.svg import Drawing, svg

FIGURES: Final[Mapping[str, Callable[[Exhibit, Released], Drawing | None]]] = MappingProxyType(
    {
        "intervals": intervals.draw,
        "distribution": distribution.draw,
        "alluvial": alluvial.draw,
        "bars": bars.draw,
        "course": course.draw,
        "case": case.draw,
        "phases": phases.draw,
        "scatter": scatter.draw,
        "plane": plane.draw,
        "tornado": tornado.draw,
        "matrix": matrix.draw,
    }
)
"""How an exhibit is drawn, by its kind; a kind that is not here (`values`) is a table only."""


def figure(exhibit: Exhibit, shown: Released, title: str, description: str) -> Markup:
    """The figure of an exhibit with the words that stand for it; empty where there is none to draw."""
    draw = FIGURES.get(exhibit.kind)
    drawing = draw(exhibit, shown) if draw else None
    return svg(drawing, exhibit.id, title, description) if drawing else Markup("")
