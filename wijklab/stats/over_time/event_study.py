"""Panels with starts in different years: two-way fixed effects and its weights, and what to use instead.

Two-way fixed effects compares early with later starters, too, so that effects that differ may enter with a negative
weight (de Chaisemartin & D'Haultfoeuille 2020). The interaction-weighted estimator (Sun & Abraham 2021) and imputation
(Borusyak, Jaravel & Spiess 2024) compare with untreated units only. All arrays: `outcome` (n_units, n_periods),
`first` (n_units,) the first treated period and 0 where never, `periods` (n_periods,) rising. A unit that begins after
the last period counts as never treated.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_ROUNDING: Final = 1e-9
_NO_COMPARISON: Final = (
    "treatment cannot be told from unit and period effects: no unit is untreated beside a treated one"
)


@dataclass(frozen=True, slots=True, repr=False)
class Weighed:
    """An effect with its standard error, clustered by unit."""

    effect: float
    error: float


@dataclass(frozen=True, slots=True, repr=False)
class EventStudy:
    """Effects by time since the start, in the unit of the outcome; the period before the start is the reference.

    `times`, shape (n_times,), counts in periods of the panel and leaves the reference (-1) out; `covariance`, shape
    (n_times, n_times), is clustered by unit and counts on many of them.
    """

    times: Ints
    effects: Floats
    covariance: Floats


@dataclass(frozen=True, slots=True, repr=False)
class Cells:
    """The saturated regression: effects of (group, period) cells against never-treated units, and their covariance."""

    group: Ints
    period: Ints
    since: Ints
    units: Ints
    effects: Floats
    covariance: Floats


def treatment(first: Ints, periods: Ints) -> Bools:
    """Which unit is treated in which period, shape (n_units, n_periods)."""
    return (first[:, None] > 0) & (periods >= first[:, None])


def two_way_effect(outcome: Floats, first: Ints, periods: Ints) -> Weighed:
    """The coefficient of treatment beside unit and period effects, clustered by unit (fixest's correction).

    ValueError where the panel has gaps, or where all are treated at the same time: unit and period then tell it all.
    """
    slopes, covariance = _clustered(outcome, treatment(first, periods)[None].astype(float))
    return Weighed(float(slopes[0]), float(np.sqrt(covariance[0, 0])))


def two_way_weights(first: Ints, periods: Ints) -> Floats:
    """The weight with which two-way fixed effects counts the effect on each unit and period, shape of the panel.

    Nan where not treated; the weights sum to 1. De Chaisemartin & D'Haultfoeuille (2020), theorem 1. ValueError where
    there is no such effect, as all are treated at the same time.
    """
    treated = treatment(first, periods)
    left = _within(treated.astype(float))
    if left[treated].sum() <= _ROUNDING * treated.sum():
        raise ValueError(_NO_COMPARISON)
    return np.where(treated, left / left[treated].sum(), np.nan)


def imputed_effects(outcome: Floats, first: Ints, periods: Ints) -> Floats:
    """Outcome less what unit and period effects of the untreated cells foretell, shape of the panel.

    Nan where a cell is not treated or not measured, or where no chain of untreated measurements ties its unit to its
    period. `np.nanmean` of it is the imputation estimate. Gaps (nan) in `outcome` are allowed.
    """
    treated = treatment(first, periods)
    free = ~treated & np.isfinite(outcome)
    of_unit, of_period = _two_way_effects(outcome, free)
    return np.where(treated & _tied(free), outcome - of_unit[:, None] - of_period, np.nan)


def interaction_weighted_effect(outcome: Floats, first: Ints, periods: Ints) -> Weighed:
    """The mean effect over all treated cells from the saturated regression, each weighted by its units."""
    cells = saturated(outcome, first, periods)
    weights = np.where(cells.since >= 0, cells.units, 0.0)
    return _combined(cells, weights / weights.sum())


def event_study(outcome: Floats, first: Ints, periods: Ints) -> EventStudy:
    """Effects by time since the start, groups weighted by their units (Sun & Abraham 2021, equation 27)."""
    cells = saturated(outcome, first, periods)
    times = np.unique(cells.since)
    weights = (cells.since == times[:, None]) * cells.units.astype(float)
    weights /= weights.sum(axis=1, keepdims=True)
    return EventStudy(times, weights @ cells.effects, weights @ cells.covariance @ weights.T)


def saturated(outcome: Floats, first: Ints, periods: Ints) -> Cells:
    """An effect for each group and period but the last one before its start, beside unit and period effects.

    ValueError where no unit is never treated, where nobody has a period before the start, or where the panel has gaps.
    """
    never = (first == 0) | (first > periods[-1])
    kept = never | (first > periods[0])
    groups = np.unique(first[kept & ~never])
    if not never.any() or groups.size == 0:
        raise ValueError("needs units that were never treated, and units with a period before their treatment")
    base = {int(g): periods[periods < g][-1] for g in groups}
    named = [(int(g), int(t)) for g in groups for t in periods if t != base[int(g)]]
    dummies = np.array([(first[kept] == g)[:, None] & (periods == t) for g, t in named], dtype=float)
    effects, covariance = _clustered(outcome[kept], dummies)
    group, period = (np.array(part, dtype=np.int64) for part in zip(*named, strict=True))
    since = np.searchsorted(periods, period) - np.searchsorted(periods, group)
    return Cells(group, period, since, (first[:, None] == group).sum(axis=0), effects, covariance)


def _combined(cells: Cells, weights: Floats) -> Weighed:
    return Weighed(float(weights @ cells.effects), float(np.sqrt(weights @ cells.covariance @ weights)))


def _within(values: Floats) -> Floats:
    """What is left of a balanced panel without unit and period effects, over the last two axes."""
    return (
        values
        - values.mean(axis=-1, keepdims=True)
        - values.mean(axis=-2, keepdims=True)
        + values.mean(axis=(-2, -1), keepdims=True)
    )


def _clustered(outcome: Floats, regressors: Floats) -> tuple[Floats, Floats]:
    """Slopes and covariance, clustered by unit, of regressors of shape (k, n_units, n_periods) in a balanced panel.

    The small-sample factor is fixest's: G / (G-1) x (N-1) / (N-K), K the slopes and the period effects; unit effects
    are nested in the clusters and do not count.
    """
    if not np.isfinite(outcome).all():
        raise ValueError("the panel has gaps: leave out the units or the periods that have them")
    n_units, n_periods = outcome.shape
    within, answer = _within(regressors), _within(outcome)
    flat = within.reshape(len(within), -1)
    gram = flat @ flat.T
    if np.linalg.matrix_rank(gram, tol=_ROUNDING * float((regressors**2).sum()), hermitian=True) < len(gram):
        raise ValueError(_NO_COMPARISON)
    inverse = np.linalg.inv(gram)
    slopes = inverse @ (flat @ answer.ravel())
    residuals = answer - np.tensordot(slopes, within, axes=1)
    scores = (within * residuals).sum(axis=2)
    factor = n_units / (n_units - 1) * (outcome.size - 1) / (outcome.size - slopes.size - n_periods)
    return slopes, factor * inverse @ (scores @ scores.T) @ inverse


def _two_way_effects(outcome: Floats, free: Bools) -> tuple[Floats, Floats]:
    """Unit and period effects fitted on the cells `free`; what they say of a cell holds only where it is `_tied`."""
    known = np.where(free, outcome, 0.0)
    per_unit, per_period = free.sum(axis=1), free.sum(axis=0)
    share = np.divide(free, per_unit[:, None], out=np.zeros(free.shape), where=per_unit[:, None] > 0)
    normal = np.diag(per_period) - share.T @ free
    of_period = np.linalg.lstsq(normal.astype(float), known.sum(axis=0) - share.T @ known.sum(axis=1), rcond=None)[0]
    return (known - free * of_period).sum(axis=1) / np.maximum(per_unit, 1), of_period


def _tied(free: Bools) -> Bools:
    """Which units and periods are tied by cells `free`, directly or through other units, shape of the panel."""
    seen = free.astype(np.int64)
    between = seen.T @ seen > 0
    for _ in range(len(between)):
        between = between.astype(np.int64) @ between > 0
    return seen @ between > 0
