"""The gamma model of costs, ours on cells and statsmodels' on every resident and year: a row of `estimators.py`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from made_people import AREAS, People

from wijklab.stats.skewed.changes import cost_cells, gamma_difference

FIRST = np.arange(AREAS) < 11


def ours(of: People) -> Callable[[], object]:
    """From costs of either year, the neighbourhood and a group of six, all per person."""
    before, after = _costs(of)
    return lambda: gamma_difference(cost_cells(before, after, of.area, of.level, FIRST))


def statsmodels_glm(of: People) -> Callable[[], object]:
    """The same model with every person's two years as rows."""
    import statsmodels.api as sm

    y, late = np.concatenate(_costs(of)), np.repeat([0.0, 1.0], of.area.size)
    first = np.tile(FIRST[of.area], 2).astype(float)
    groups = [np.tile(of.level == level, 2) for level in range(1, 6)]
    X = np.column_stack([np.ones(y.size), late, first, late * first, *groups])
    weight = np.tile((1 / np.bincount(of.area))[of.area], 2)
    family = sm.families.Gamma(sm.families.links.Log())
    return lambda: sm.GLM(y, X, family=family, var_weights=weight).fit()


def _costs(of: People) -> tuple[np.ndarray, np.ndarray]:
    """Three in ten have none in a year; the others skewed ones."""
    has = [of.covariates[:, k] > -0.5 for k in (1, 2)]
    return np.where(has[0], 900 * np.exp(of.covariates[:, 0]), 0.0), np.where(has[1], 900 * np.exp(of.change), 0.0)
