"""How one person's wellbeing went where it was measured often: marks over time, before and after what was done began.

A date would tell too much of one person, so time is months since that person's first measurement.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wijklab.analyses.cases.amounts import numbers
from wijklab.analyses.cases.case import Case, quantity
from wijklab.contract.answers import Finding, Quantity, Unit
from wijklab.contract.tables import OpenStudy
from wijklab.contract.vocabulary import PHASES
from wijklab.stats.single_case.drawn_start import DrawnStart, drawn_start_test

FEWEST: Final = 3
"""Measurements in each phase: with fewer, one odd day decides how far the phases lie apart."""

_DAYS_A_MONTH: Final = 365.25 / 12
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, repr=False)
class Course:
    """The measurements of one case in order of time.

    `start` is the place of the first one after the start; `drawn` says what the lot tells, None where nobody drew.
    """

    case: Case
    months: Floats
    scores: Floats
    start: int
    drawn: DrawnStart | None

    @property
    def before(self) -> Floats:
        """The marks before the start."""
        return self.scores[: self.start]

    @property
    def after(self) -> Floats:
        """The marks after the start."""
        return self.scores[self.start :]

    def id(self, name: str, part: str = "") -> str:
        """The id of one of its quantities."""
        return ".".join(filter(None, ("cases", name, self.case.slug, part)))

    def phases(self) -> tuple[tuple[str, Floats], ...]:
        """The marks of each phase, with the phase's id."""
        return tuple(zip(PHASES, (self.before, self.after), strict=True))

    def quantity(self, name: str, value: float | None, unit: Unit, **more: Any) -> Quantity:
        """One of its numbers. It has no n: that would be taken for the number of measurements."""
        return quantity(self.case, name, value, unit, n=None, **more)


def course_of(study: OpenStudy, case: Case) -> Course | None:
    """The course of a case; None where it was measured fewer than `FEWEST` times before or after the start."""
    if "case_measurements" not in study.tables:
        return None
    frame = study.tables["case_measurements"]
    own = frame[(frame["case"] == case.id) & frame["score"].notna()].sort_values("date", kind="stable")
    start = int((own["phase"] == "before").sum())
    if min(start, len(own) - start) < FEWEST:
        return None
    scores, days = numbers(own, "score"), (own["date"] - own["date"].min()).dt.days.to_numpy(dtype=float)
    return Course(case, days / _DAYS_A_MONTH, scores, start, _drawn(case, own["date"], scores, start))


def course_quantities(course: Course) -> list[Quantity]:
    """Every mark with its month, and the middle mark of each phase."""
    middles = [(f"median_{phase}", float(np.median(marks))) for phase, marks in course.phases()]
    marks = [
        (name, value, unit, str(place), method)
        for place, (month, score) in enumerate(zip(course.months, course.scores, strict=True), 1)
        for name, value, unit, method in (
            ("month", round(float(month), 1), "months", "since_first_measurement"),
            ("score", float(score), "grade", "observed"),
        )
    ]
    return [
        *(course.quantity(name, value, "grade", method="median") for name, value in middles),
        *(course.quantity(name, value, unit, part=part, method=method) for name, value, unit, part, method in marks),
    ]


def course_limits(courses: Collection[Course]) -> list[Finding]:
    """What marks of one person cannot show, as a limit of the page."""
    if not courses:
        return []
    chosen = [Finding("cases.finding.start_chosen")] if any(course.drawn is None for course in courses) else []
    return [Finding("cases.finding.measured_often"), *chosen]


def _drawn(case: Case, dates: pd.Series, scores: Floats, start: int) -> DrawnStart | None:
    """What the lot tells: it could have fallen on every measurement in the window that leaves one before it."""
    if pd.isna(case.row["start_drawn"]) or not case.row["start_drawn"]:
        return None
    within = dates.between(case.row["start_first"], case.row["start_last"]).to_numpy(dtype=bool)
    places = np.flatnonzero(within)
    first, last = max(int(places.min(initial=scores.size)), 1), int(places.max(initial=0))
    return drawn_start_test(scores, start, first, last) if first <= start <= last else None
