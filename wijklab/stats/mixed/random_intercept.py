"""Two arms under a random intercept per neighbourhood: the model of persons, a cross-check of the analysis of means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import stdtrit

from wijklab.stats.few.two_arms import t_on_means
from wijklab.stats.mixed.fitting import GroupSums, fit_mixed
from wijklab.stats.sums import AreaSums, together

ALIKE: Final = 1e-4
"""Neighbours who make up a smaller share than this of all squares leave the analysis of means, which is the limit."""


@dataclass(frozen=True, slots=True)
class MixedDifference:
    """First arm minus second under a random intercept per neighbourhood, in the unit of the values.

    `error`, `low` and `high` are None on the boundary, where the model takes neighbours for strangers, and where the
    search did not end. `df` is groups minus two, the between-within rule: never a z. `icc` is the share of the variance
    that lies between groups.
    """

    estimate: float
    error: float | None
    low: float | None
    high: float | None
    df: int
    icc: float
    on_boundary: bool


def random_intercept(first: AreaSums, second: AreaSums, *, confidence: float = 0.95) -> MixedDifference:
    """First arm minus second by REML with a random intercept per neighbourhood, from the sums of one value per person.

    With neighbourhoods of one size it is the difference of their means with its pooled error; with unequal ones large
    neighbourhoods count for more, the less neighbourhoods differ. A cross-check of the analysis of means, never the
    headline (Donald & Lang 2007).
    """
    df = first.size + second.size - 2
    if _all_alike(first, second):
        found = t_on_means(first.mean, second.mean, confidence)
        return MixedDifference(found.estimate, found.error, found.low, found.high, df, 1.0, False)
    fit = fit_mixed(_two_arms(first, second))
    estimate = float(fit.coefficients[1])
    between, within = float(fit.sd_random[0] ** 2), fit.sd_residual**2
    icc = between / (between + within) if between + within > 0 else 0.0
    if fit.on_boundary or not fit.converged or df < 1:
        return MixedDifference(estimate, None, None, None, df, icc, fit.on_boundary)
    error = float(fit.errors[1])
    reach = float(stdtrit(df, (1 + confidence) / 2)) * error
    return MixedDifference(estimate, error, estimate - reach, estimate + reach, df, icc, False)


def _all_alike(first: AreaSums, second: AreaSums) -> bool:
    """Whether neighbours hardly differ, so that only means are left: there the criterion has no end to search for."""
    within = float(first.squares.sum() + second.squares.sum())
    return within <= ALIKE * float(_two_arms(first, second).yy.sum())


def _two_arms(first: AreaSums, second: AreaSums) -> GroupSums:
    """Columns: one, and in the first arm. Values are taken about their overall mean, so that no digits are lost."""
    both = together(first, second)
    n = both.people.astype(float)
    away = both.mean - np.average(both.mean, weights=n)
    design = np.column_stack([np.ones(both.size), np.arange(both.size) < first.size])
    xx = n[:, None, None] * design[:, :, None] * design[:, None, :]
    return GroupSums(n, xx, (n * away)[:, None] * design, both.squares + n * away**2)
