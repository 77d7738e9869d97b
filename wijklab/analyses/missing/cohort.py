"""Who was measured at the start, who of them was measured again, and what is known of those who were not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wijklab.analyses.arms.ladder_people import set_apart
from wijklab.analyses.arms.panel import Panel, at_moment, make_panel, neighbourhood_of
from wijklab.contract.answers import Unit
from wijklab.contract.tables import OpenStudy
from wijklab.contract.vocabulary import INSTRUMENTS, LADDER_LEVELS, MOMENTS

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Values = Mapping[str, pd.Series]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was measured and between which moments; `moments` are those at which people could be measured again.

    `gain` turns a value before and after into what is compared, in `unit`. `low` and `high` are the ends of its scale.
    """

    id: str
    baseline: str
    follow_up: str
    moments: tuple[str, ...]
    low: float
    high: float
    unit: Unit
    gain: Callable[[Floats, Floats], Floats]
    ordinal: bool


@dataclass(frozen=True, slots=True, repr=False)
class Cohort:
    """Everyone measured at the start in the neighbourhoods that take part, ordered by neighbourhood and pseudonym.

    `everyone.after` is nan for who was not measured again; `stayers` are the others, in the same order. `between` has
    shape (n_people, n_other_moments), nan where not measured; `age` holds the age band of each, empty where unknown
    or where an arm has too few people of that band.
    """

    outcome: Outcome
    everyone: Panel
    stayers: Panel
    between: Floats
    age: NDArray[np.object_]

    @property
    def gone(self) -> Bools:
        """Who was not measured again, shape (n_people,)."""
        return np.isnan(self.everyone.after)

    def gone_in(self, arm: str) -> int:
        """How many people of an arm were not measured again."""
        return int((self.gone & self.everyone.in_arm(arm)).sum())


def asked_outcomes(study: OpenStudy) -> list[Outcome]:
    """The outcomes with a start and a later moment that the study asks and delivered."""
    asked, found = study.asked.outcomes, []
    if asked.wellbeing and len(study.tables.frames.get("wellbeing", ())):
        scale, own = INSTRUMENTS[asked.wellbeing.instrument], asked.wellbeing
        span = (scale.low, scale.high, "points")
        found.append(
            Outcome("wellbeing", own.baseline, own.follow_up, _later(study, own), *span, _change, ordinal=False)  # type: ignore[arg-type]
        )
    if asked.ladder and len(study.tables.frames.get("ladder", ())):
        rungs = (float(LADDER_LEVELS[0]), float(LADDER_LEVELS[-1]), "percent")
        own = asked.ladder  # type: ignore[assignment]
        found.append(Outcome("ladder", own.baseline, own.follow_up, _later(study, own), *rungs, _rose, ordinal=True))  # type: ignore[arg-type]
    return found


def _later(study: OpenStudy, asked: object) -> tuple[str, ...]:
    """The moments after the start, and the one that is compared wherever it lies."""
    first, follow_up = MOMENTS.index(asked.baseline), asked.follow_up  # type: ignore[attr-defined]
    return tuple(m for i, m in enumerate(MOMENTS) if m in study.asked.moments and (i > first or m == follow_up))


def _change(before: Floats, after: Floats) -> Floats:
    return after - before


def _rose(before: Floats, after: Floats) -> Floats:
    """100 for who stands higher and 0 for who does not, so that a mean is a percentage."""
    return np.where(after > before, 100.0, 0.0)


def values_of(study: OpenStudy, outcome: Outcome) -> Values:
    """What was measured at the start and at each later moment, indexed by resident; moments without anyone left out."""
    frame = study.tables[outcome.id]
    if outcome.id == "wellbeing":
        frame = frame[frame["instrument"] == study.asked.outcomes.wellbeing.instrument]  # type: ignore[union-attr]
    if outcome.ordinal:  # the people of the page on the ladder: with pensioners beside without, those few would show
        frame = frame[~frame["resident"].isin(set_apart(study, study.asked.outcomes.ladder))]  # type: ignore[arg-type]
    column = "level" if outcome.ordinal else "score"
    found = {moment: at_moment(frame, moment, column) for moment in (outcome.baseline, *outcome.moments)}
    return {moment: series for moment, series in found.items() if len(series)}


def make_cohort(study: OpenStudy, outcome: Outcome, values: Values) -> Cohort | None:
    """Everyone with a value at the start; None where no neighbourhood has enough people measured twice."""
    empty = pd.Series(dtype=float)
    before, after = values.get(outcome.baseline, empty), values.get(outcome.follow_up, empty)
    stayers = make_panel(study, before, after)
    if not stayers.codes:
        return None
    frame = pd.DataFrame({"resident": before.index, "before": before.to_numpy(dtype=float)})
    frame["code"] = frame["resident"].map(neighbourhood_of(study))
    frame = frame[frame["code"].isin(stayers.codes)].sort_values(["code", "resident"], kind="stable")
    resident = frame["resident"].to_numpy(dtype=object)
    everyone = replace(
        stayers,
        resident=resident,
        area=frame["code"].map({code: i for i, code in enumerate(stayers.codes)}).to_numpy(dtype=np.int64),
        before=frame["before"].to_numpy(dtype=float),
        after=after.reindex(resident).to_numpy(dtype=float),
    )
    arm = np.array(stayers.arms, dtype=object)[everyone.area]
    ages = _told(_ages(study, resident), arm, study.asked.privacy.threshold)
    others = [moment for moment in values if moment not in (outcome.baseline, outcome.follow_up)]
    between = np.column_stack([np.empty((resident.size, 0)), *(values[m].reindex(resident).to_numpy() for m in others)])
    return Cohort(outcome, everyone, stayers, between, ages)


def _ages(study: OpenStudy, resident: NDArray[np.object_]) -> NDArray[np.object_]:
    frame = study.tables["residents"]
    if "age_band" not in frame:
        return np.full(resident.size, "", dtype=object)
    bands = pd.Series(frame["age_band"].to_numpy(dtype=object), index=frame["resident"].to_numpy(dtype=object))
    return bands.reindex(resident).fillna("").to_numpy(dtype=object)


def _told(age: NDArray[np.object_], arm: NDArray[np.object_], threshold: int) -> NDArray[np.object_]:
    """The age bands that every arm has enough people of; any other becomes empty."""
    counts = pd.crosstab(age, arm)
    kept = {band for band, people in counts.iterrows() if (people >= threshold).all()}
    return np.array([band if band in kept else "" for band in age], dtype=object)


def predictors(cohort: Cohort) -> Floats:
    """What is known of everyone at the start, shape (n_people, n_predictors): the start itself (a rung is a category,
    a score a number) and the age band."""
    start = cohort.everyone.before
    rungs = np.unique(start)[1:] if cohort.outcome.ordinal else ()
    own = [start == rung for rung in rungs] if cohort.outcome.ordinal else [start]
    bands = sorted(set(cohort.age))[1:]
    return np.column_stack([*own, *(cohort.age == band for band in bands), np.empty((start.size, 0))]).astype(float)
