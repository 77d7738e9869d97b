"""Trends before the start: whether two groups already drifted apart, and what drift the test would have missed.

A test that finds nothing is not proof of parallel trends: with few neighbourhoods a drift must be large to be seen
(Roth 2022). So beside each test stands the slope it would have found in half, or in 80 %, of such studies.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import fdtrc, fdtri, ncfdtr, stdtrit

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class JointTest:
    """A Wald test that all coefficients before the start are zero: F(df, df_rest)."""

    statistic: float
    p: float
    df: int
    df_rest: int


def joint_test(values: Floats, covariance: Floats, df_rest: int) -> JointTest:
    """Whether the coefficients before the start, shape (n_pre,), are jointly zero.

    F = b' V^-1 b / n_pre on n_pre and `df_rest` degrees of freedom, as `fixest::wald` gives it. ValueError where the
    covariance cannot be inverted or no degree of freedom is left: then there is nothing to test with.
    """
    n = values.size
    if df_rest < 1 or np.linalg.matrix_rank(covariance, hermitian=True) < n:
        raise ValueError("the covariance of the coefficients is singular: too few neighbourhoods for a joint test")
    statistic = float(values @ np.linalg.solve(covariance, values)) / n
    return JointTest(statistic, float(fdtrc(n, df_rest, statistic)), n, df_rest)


def joint_test_of_areas(values: Floats, covariance: Floats, df: int) -> JointTest:
    """The same for a covariance estimated from neighbourhoods with `df` = G - 2: Hotelling's T-squared, exact for
    normal neighbourhood means. ValueError where there are more coefficients than `df`."""
    n = values.size
    if n > df:
        raise ValueError("more years before the start than degrees of freedom: no joint test")
    wald = joint_test(values, covariance, df)
    rest = df - n + 1
    statistic = wald.statistic * rest / df
    return JointTest(statistic, float(fdtrc(n, rest, statistic)), n, rest)


def detectable_slope(
    covariance: Floats, years: Floats, df_rest: int, *, power: float = 0.5, alpha: float = 0.05
) -> float:
    """The linear drift per year that the joint test would have found with probability `power` (Roth 2022).

    `years` are the years of the coefficients minus the last year before the start, shape (n_pre,), so all below zero.
    Under a drift the statistic is F with noncentrality slope^2 years' V^-1 years.
    """
    n = years.size
    critical = float(fdtri(n, df_rest, 1 - alpha))
    per_unit = float(years @ np.linalg.solve(covariance, years))
    return float(np.sqrt(_root(lambda extra: 1 - float(ncfdtr(n, df_rest, extra, critical)), power) / per_unit))


def detectable_by_t(error: float, df: float, *, power: float = 0.5, alpha: float = 0.05) -> float:
    """The slope that a two-sided t-test with standard error `error` would have found with probability `power`.

    A t-test squared is an F-test on 1 and df degrees of freedom, so its power is that of the noncentral F.
    """
    critical = float(stdtrit(df, 1 - alpha / 2)) ** 2
    return error * float(np.sqrt(_root(lambda extra: 1 - float(ncfdtr(1, df, extra, critical)), power)))


def bias_of_drift(slope: float, years_after: Floats, weights: Floats) -> float:
    """What a drift of `slope` per year adds to the weighted difference after the start, were it to go on.

    `years_after` are years since the last year before the start, shape (n_post,), all above zero.
    """
    return slope * float(years_after @ weights)


def slopes_of_areas(means: Floats, years: Floats) -> Floats:
    """The least-squares slope of each neighbourhood's own means, per year, shape (n_areas,).

    `means` has shape (n_areas, n_years), `years` (n_years,), at least two. One number to a neighbourhood: a comparison
    of two groups of them allows any dependence between the years of a neighbourhood.
    """
    away = years - years.mean()
    slopes: Floats = means @ away / float(away @ away)
    return slopes


def _root(power_at: Callable[[float], float], power: float) -> float:
    """The noncentrality at which the power is as wished, by bisection."""
    low, high = 0.0, 1.0
    while power_at(high) < power:
        high *= 2
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if power_at(middle) < power else (low, middle)
    return (low + high) / 2
