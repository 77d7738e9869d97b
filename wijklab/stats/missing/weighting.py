"""Inverse-probability-of-staying weights: people who resemble those who left count for them as well.

Each stayer is weighted by one over the chance of staying that a logistic regression gives them (Robins, Rotnitzky &
Zhao 1995). The weights are stabilised by the share that stayed in one's own group, so that they lie around 1, and
truncated at their 1st and 99th percentile, so that nobody counts for very many (Cole & Hernan 2008).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.special import expit

from wijklab.stats.sums import Bools, Floats, Ints

CUT: Final = (0.01, 0.99)
"""The percentiles at which weights are truncated."""

_STEPS, _SCORE = 50, 1e-10


def logistic_slopes(predictors: Floats, happened: Bools) -> Floats:
    """Maximum-likelihood coefficients, shape (n_predictors + 1,): the intercept first, in log odds.

    `predictors` has shape (n_people, n_predictors), `happened` (n_people,). Newton's steps until the score is nought;
    a kind of people that all stayed has a slope that grows on, and a chance of 1. ValueError where there is no such
    point: the predictors repeat each other.
    """
    mean, size = predictors.mean(axis=0), predictors.std(axis=0)
    size = np.where(size > 0, size, 1.0)
    x = np.column_stack([np.ones(happened.size), (predictors - mean) / size])
    slopes = np.zeros(x.shape[1])
    for _ in range(_STEPS):
        chance = expit(x @ slopes)
        score = x.T @ (happened - chance)
        if np.abs(score).max() <= _SCORE * happened.size:
            return np.concatenate([[slopes[0] - mean @ (slopes[1:] / size)], slopes[1:] / size])
        information = (x * (chance * (1 - chance))[:, None]).T @ x
        if np.linalg.cond(information) > 1e13:
            break
        slopes = slopes + np.linalg.solve(information, score)
    raise ValueError("the logistic regression has no single solution: the predictors repeat each other")


def chance_of_staying(predictors: Floats, stayed: Bools) -> Floats:
    """The chance (0-1) that each person stays, shape (n_people,). Predictors that say nothing, or what others say
    already, are left out. ValueError where they tell exactly who stayed: then no stayer resembles a leaver; and where
    nobody stayed."""
    if not stayed.any():
        raise ValueError("nobody stayed: there is nobody to weight")
    told = predictors[:, _independent(predictors)]
    slopes = logistic_slopes(told, stayed)
    odds = slopes[0] + told @ slopes[1:]
    if not stayed.all() and odds[stayed].min() > odds[~stayed].max():
        raise ValueError("the predictors tell exactly who stayed: no stayer can stand for a leaver")
    return np.asarray(expit(odds))


def _independent(predictors: Floats) -> list[int]:
    """Columns that are not a sum of a constant and earlier columns."""
    apart = predictors - predictors.mean(axis=0)
    squares = apart.T @ apart
    kept: list[int] = []
    for column in range(predictors.shape[1]):
        tried = [*kept, column]
        size = np.sqrt(np.diag(squares)[tried])
        if (size > 0).all() and np.linalg.cond(squares[np.ix_(tried, tried)] / np.outer(size, size)) < 1e10:
            kept = tried
    return kept


def staying_weights(chance: Floats, stayed: Bools, group: Ints, cut: tuple[float, float] = CUT) -> Floats:
    """Stabilised, truncated weights of those who stayed, shape (n_stayers,), without unit.

    The weight is the share that stayed in one's `group`, shape (n_people,) counting from 0, over one's own `chance`;
    what lies outside the percentiles `cut` is put at them.
    """
    share = np.bincount(group, stayed) / np.maximum(1, np.bincount(group))
    weights = share[group[stayed]] / chance[stayed]
    return np.clip(weights, *np.quantile(weights, cut))


def effective_people(weights: Floats) -> float:
    """How many people of equal weight would know as much (Kish 1965): the square of the sum over the sum of squares."""
    return float(weights.sum() ** 2 / (weights @ weights))


def weighted_area_means(values: Floats, weights: Floats, area: Ints, n_areas: int) -> Floats:
    """Weighted mean of `values` per area, shape (n_areas,); nan where nobody was measured. Shapes (n_people,)."""
    total = np.bincount(area, weights, n_areas)
    sums = np.bincount(area, weights * values, n_areas)
    return np.divide(sums, total, out=np.full(n_areas, np.nan), where=total > 0)
