"""Who was measured, and who was not measured again: released counts per arm, for the flow of people in a study."""

from __future__ import annotations

from typing import Final

import pandas as pd

from wijklab.analyses.answering import has_tables
from wijklab.analyses.arms.ladder_people import ladder_people
from wijklab.analyses.arms.panel import at_moment, neighbourhood_of
from wijklab.analyses.reporting.told import declared_arms
from wijklab.contract.answers import Finding, Label, Quantity
from wijklab.contract.tables import OpenStudy

MEASURED: Final = ("wellbeing", "ladder")
"""Outcomes that are measured at moments."""


def measured_outcomes(study: OpenStudy) -> tuple[str, ...]:
    """The outcomes that the study asks and that were delivered."""
    return tuple(
        name
        for name in MEASURED
        if getattr(study.asked.outcomes, name) is not None and has_tables(study, "residents", name)
    )


def people_quantities(study: OpenStudy) -> list[Quantity]:
    """Per outcome and arm: measured at the start, at both moments, and not again."""
    return [quantity for outcome in measured_outcomes(study) for quantity in _of_outcome(study, outcome)]


def people_says(study: OpenStudy, key: str, *counts: str) -> list[Finding]:
    """A sentence per outcome and arm that cites those counts: `start`, `twice` or `lost`."""
    return [
        Finding(
            key,
            {count: f"reporting.{outcome}.{count}.{arm}" for count in counts},
            {"arm": Label("arm", arm), "outcome": Label("question", outcome)},
        )
        for outcome in measured_outcomes(study)
        for arm in declared_arms(study)
    ]


def _of_outcome(study: OpenStudy, outcome: str) -> list[Quantity]:
    """Any two of the three tell the third. How many were measured twice stands as n on the outcome's own page, so that
    the start goes where the others are hidden, and not the number measured twice."""
    start, later = _measured(study, outcome)
    groups = {"twice": start.intersection(later), "lost": start.difference(later), "start": start}
    return [
        Quantity(
            f"reporting.{outcome}.{group}.{arm}",
            float(count),
            "persons",
            "count",
            rests_on=tuple(f"reporting.{outcome}.{other}.{arm}" for other in ("twice", "lost")[:place]),
        )
        for place, (group, people) in enumerate(groups.items())
        for arm, count in _by_arm(study, people).items()
    ]


def _measured(study: OpenStudy, outcome: str) -> tuple[pd.Index, pd.Index]:
    """Who was measured at the start, and who later: on the ladder those whom its page compares."""
    asked, frame = getattr(study.asked.outcomes, outcome), study.tables[outcome]
    if outcome == "ladder":
        people = ladder_people(study, asked)
        return people.before.index, people.after.index
    frame = frame[frame["instrument"] == asked.instrument]
    return tuple(at_moment(frame, moment, "score").index for moment in (asked.baseline, asked.follow_up))  # type: ignore[return-value]


def _by_arm(study: OpenStudy, people: pd.Index) -> dict[str, int]:
    codes = pd.Series(people, dtype=object).map(neighbourhood_of(study)).dropna()
    arms = codes.map(study.asked.arm_of, na_action="ignore")
    return {arm: int((arms == arm).sum()) for arm in declared_arms(study)}
