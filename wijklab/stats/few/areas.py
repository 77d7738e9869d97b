"""Inference on neighbourhood means: each neighbourhood is one observation, however many people live there.

People of one neighbourhood resemble each other, so treating them as independent finds effects that are not there: with
6 neighbourhoods, three on each side, the person-level test at 5% is wrong in 19% of the cases and the clustered z-test
in 15%; the t(G-2) on neighbourhood means in 5% (Donald & Lang 2007; Cameron & Miller 2015).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wijklab.stats.few.method import HIGHEST_FLOOR, p_given
from wijklab.stats.few.randomisation import attainable_p, randomisation_test
from wijklab.stats.few.two_arms import student, t_on_means
from wijklab.stats.sums import Floats, Ints, about_mean, area_sums, beyond_rounding

__all__ = ["HIGHEST_FLOOR", "AreaDifference", "AreaMean", "Floats", "Ints", "adjusted_means", "area_means",
           "difference_of_areas", "mean_of_areas", "slope_within"]  # fmt: skip


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
    return area_sums(values, area, n_areas).mean


def mean_of_areas(means: Floats, confidence: float = 0.95) -> AreaMean:
    """Mean of neighbourhood means with its t(G-1) interval; no interval for one neighbourhood or no spread at all."""
    estimate, df = float(means.mean()), means.size - 1
    error = float(about_mean(means).std(ddof=1) / np.sqrt(means.size)) if df > 0 else 0.0
    found = student(estimate, error, df, confidence)
    return AreaMean(estimate, found.low, found.high, df)


def difference_of_areas(
    first: Floats, second: Floats, *, confidence: float = 0.95, chance: np.random.Generator | None = None
) -> AreaDifference:
    """Difference between the means of two arms' neighbourhood means, with a pooled-variance t(G-2) interval.

    `first` and `second` have shape (areas of that arm,), at least one each. `chance` is needed only where there are
    too many assignments to enumerate.
    """
    found, df = t_on_means(first, second, confidence), first.size + second.size - 2
    floor, p = attainable_p(first.size + second.size, first.size), _randomisation_p(first, second, chance)
    return AreaDifference(found.estimate, found.low, found.high, df, found.p, p, floor)


def adjusted_means(values: Floats, start: Floats, area: Ints, n_areas: int) -> Floats:
    """Neighbourhood means of `values` as if every neighbourhood had the same mean `start` (analysis of covariance).

    The slope is the one within neighbourhoods, so a difference between neighbourhoods cannot feed it. Shapes as in
    `area_means`; the means are unchanged where nobody's start differs from the neighbours'.
    """
    means, starts = area_means(values, area, n_areas), area_means(start, area, n_areas)
    return means - slope_within(values, start, area, n_areas) * (starts - np.nanmean(starts))


def slope_within(values: Floats, start: Floats, area: Ints, n_areas: int) -> float:
    """How much `values` rise with one unit of `start` among people of one area; 0 where nobody's start differs."""
    means, starts = area_means(values, area, n_areas), area_means(start, area, n_areas)
    away = beyond_rounding(start - starts[area], start)
    spread = float(away @ away)
    return float(away @ (values - means[area])) / spread if spread > 0 else 0.0


def _randomisation_p(first: Floats, second: Floats, chance: np.random.Generator | None) -> float | None:
    if not p_given(first.size, second.size):
        return None
    treated = np.arange(first.size + second.size) < first.size
    return randomisation_test(np.concatenate([first, second]), treated, chance=chance).p_two_sided
