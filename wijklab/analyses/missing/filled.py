"""What was not measured again, filled in twenty times over: neighbourhood means of completed data, arm by arm.

Each arm is filled in by itself, so that its own slopes and donors count and no arm is made to look like another. What
is known of a person is the start, the age band, the neighbourhood and any other moment at which that person was
measured.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from wijklab.analyses.missing.cohort import Bools, Cohort, Floats, predictors
from wijklab.contract.tables import OpenStudy
from wijklab.contract.vocabulary import ARMS
from wijklab.stats.few.areas import area_means
from wijklab.stats.missing.imputation import Gaps, completed_sets
from wijklab.stats.missing.tipping import Completed

SETS: Final = 20
"""Completed data sets: the estimate then moves by chance less than a tenth of its standard error at half missing."""

_STREAMS: Final = {"wellbeing": 30, "ladder": 33}


@dataclass(frozen=True, slots=True, repr=False)
class Filled:
    """One arm: its completed neighbourhood means, and the mean of what was filled in after, on the instrument."""

    completed: Completed
    imputed: float


def fill(cohort: Cohort, study: OpenStudy) -> dict[str, Filled]:
    """Every arm of a cohort, filled in by a chance of its own that follows from the study's seed."""
    return {arm: _fill(cohort, arm, _chance(cohort, arm, study)) for arm in cohort.everyone.present()}


def _chance(cohort: Cohort, arm: str, study: OpenStudy) -> np.random.Generator:
    stream = _STREAMS[cohort.outcome.id] + ARMS.index(arm)
    return np.random.default_rng(np.random.SeedSequence([study.asked.seed, stream]))


def _fill(cohort: Cohort, arm: str, chance: np.random.Generator) -> Filled:
    here, gain = cohort.everyone.in_arm(arm), cohort.outcome.gain
    before, gone = cohort.everyone.before[here], cohort.gone[here]
    gaps = _gaps(cohort, here)
    means, imputed = [], []
    for columns in completed_sets(gaps, SETS, chance):
        after = columns[:, -1]
        means.append(area_means(gain(before, after), gaps.area, gaps.n_areas))
        imputed.append(float(after[gone].mean()) if gone.any() else np.nan)
    share = area_means(gone.astype(float), gaps.area, gaps.n_areas)
    return Filled(Completed(np.array(means), share), float(np.mean(imputed)))


def _gaps(cohort: Cohort, here: Bools) -> Gaps:
    """The people of one arm: other moments and the follow-up as columns to fill, what is known of all as given."""
    area = np.unique(cohort.everyone.area[here], return_inverse=True)[1].astype(np.int64)
    n_areas = int(area.max()) + 1
    between = cohort.between[here]
    told = [column for column in between.T if _everywhere(column, area, n_areas)]
    columns = np.column_stack([*told, cohort.everyone.after[here]])
    return Gaps(columns, predictors(cohort)[here], area, n_areas)


def _everywhere(column: Floats, area: np.ndarray, n_areas: int) -> bool:
    """Whether two people at least were measured at a moment in every neighbourhood: else nothing can be filled in."""
    return bool((np.bincount(area[~np.isnan(column)], minlength=n_areas) > 1).all())
