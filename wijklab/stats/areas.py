"""Inference on neighbourhood means: each neighbourhood is one observation, however many people live there.

People of one neighbourhood resemble each other, so treating them as independent finds effects that are not there: with
6 neighbourhoods, three on each side, the person-level test at 5% is wrong in 19% of the cases and the clustered z-test
in 15%; the t(G-2) on neighbourhood means in 5% (Donald & Lang 2007; Cameron & Miller 2015).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

from wijklab.stats.randomisation import attainable_p, randomisation_test

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

HIGHEST_FLOOR: Final = 0.05
"""A p-value is given only where exact randomisation could have come below this: else the test cannot reject at all."""


@dataclass(frozen=True, slots=True)
class AreaMean:
    """A mean of neighbourhood means, in their unit. `low` and `high` are None where they cannot be computed."""

    estimate: float
    low: float | None
    high: float | None
    df: int


@dataclass(frozen=True, slots=True)
class AreaDifference:
    """First arm minus second arm, in the unit of the means.

    `low`, `high` and `p_t` follow t(G-2); `p` is that of exact randomisation and None where `p_floor`, the smallest it
    could have been, exceeds `HIGHEST_FLOOR`.
    """

    estimate: float
    low: float | None
    high: float | None
    df: int
    p_t: float | None
    p: float | None
    p_floor: float


def area_means(values: Floats, area: Ints, n_areas: int) -> Floats:
    """Mean of `values` per area, shape (n_areas,); nan where nobody was measured.

    `values` and `area` have shape (n_people,); `area` counts from 0.
    """
    people = np.bincount(area, minlength=n_areas)
    sums = np.bincount(area, weights=values, minlength=n_areas)
    return np.divide(sums, people, out=np.full(n_areas, np.nan), where=people > 0)


def mean_of_areas(means: Floats, confidence: float = 0.95) -> AreaMean:
    """Mean of neighbourhood means with its t(G-1) interval; no interval for one neighbourhood or no spread at all."""
    estimate, df = float(means.mean()), means.size - 1
    error = float(means.std(ddof=1) / np.sqrt(means.size)) if df > 0 else 0.0
    return AreaMean(estimate, *_interval(estimate, error, df, confidence), df)


def difference_of_areas(
    first: Floats, second: Floats, *, confidence: float = 0.95, chance: np.random.Generator | None = None
) -> AreaDifference:
    """Difference between the means of two arms' neighbourhood means, with a pooled-variance t(G-2) interval.

    `first` and `second` have shape (areas of that arm,), at least one each. `chance` is needed only where there are
    too many assignments to enumerate.
    """
    estimate, df = float(first.mean() - second.mean()), first.size + second.size - 2
    error = _pooled_error(first, second) if df > 0 else 0.0
    low, high = _interval(estimate, error, df, confidence)
    p_t = None if low is None else float(2 * stdtr(df, -abs(estimate) / error))
    floor = attainable_p(first.size + second.size, first.size)
    return AreaDifference(estimate, low, high, df, p_t, _randomisation_p(first, second, floor, chance), floor)


def adjusted_means(values: Floats, start: Floats, area: Ints, n_areas: int) -> Floats:
    """Neighbourhood means of `values` as if every neighbourhood had the same mean `start` (analysis of covariance).

    The slope is the one within neighbourhoods, so a difference between neighbourhoods cannot feed it. Shapes as in
    `area_means`; the means are unchanged where nobody's start differs from the neighbours'.
    """
    means, starts = area_means(values, area, n_areas), area_means(start, area, n_areas)
    away = start - starts[area]
    spread = float(away @ away)
    slope = float(away @ (values - means[area])) / spread if spread > 0 else 0.0
    return means - slope * (starts - np.nanmean(starts))


def _pooled_error(first: Floats, second: Floats) -> float:
    squares = float(((first - first.mean()) ** 2).sum() + ((second - second.mean()) ** 2).sum())
    return float(np.sqrt(squares / (first.size + second.size - 2) * (1 / first.size + 1 / second.size)))


def _interval(estimate: float, error: float, df: int, confidence: float) -> tuple[float | None, float | None]:
    # No spread between neighbourhoods is an accident of few of them, not certainty: an interval of width 0 would lie.
    if df < 1 or error <= 1e-12 * max(1.0, abs(estimate)):
        return None, None
    reach = float(stdtrit(df, (1 + confidence) / 2)) * error
    return estimate - reach, estimate + reach


def _randomisation_p(first: Floats, second: Floats, floor: float, chance: np.random.Generator | None) -> float | None:
    if floor > HIGHEST_FLOOR:
        return None
    treated = np.arange(first.size + second.size) < first.size
    return randomisation_test(np.concatenate([first, second]), treated, chance=chance).p_two_sided
