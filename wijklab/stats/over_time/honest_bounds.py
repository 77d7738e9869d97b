"""Honest bounds (Rambachan & Roth 2023): what is left of a difference when trends were not quite parallel.

Relative magnitudes, Delta^RM(Mbar): from one year to the next after the start, the two groups may have drifted apart by
at most `mbar` times the largest such step seen before it. The confidence set is the conditional least-favourable hybrid
of Andrews, Roth & Pakes (2023) with kappa = alpha / 10, united over which step was the largest and over its sign.

Their test is a linear programme per value. Here the steps after the start are the only nuisance, and the vertices of
the dual are known in closed form: the two combinations that bound the parameter from above and below, and one pair of
opposite restrictions for each year. So each test is a maximum over n_post + 2 numbers and nothing is optimised.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from wijklab.stats.over_time.coefficients import EventStudy, Floats

Bools = NDArray[np.bool_]

DRAWS: Final = 20_000
"""Draws behind the least-favourable critical value; its Monte Carlo error is then near 1 %."""

GRID: Final = 1_000
_REACH = 20.0  # the grid reaches so many standard errors to both sides of zero, as that of the authors does
_STRETCHES = 16
_TINY = 1e-9


def relative_magnitudes(
    study: EventStudy,
    mbar: float,
    *,
    chance: np.random.Generator,
    weights: Floats | None = None,
    alpha: float = 0.05,
    points: int = GRID,
) -> tuple[float, float]:
    """The lowest and highest effect that are not rejected under Delta^RM(mbar), on a grid of `points` values.

    The grid reaches 20 standard errors to both sides of zero, and twice as far as often as the set is open there or the
    estimate lies in its outer half. Both are nan where every value is rejected. ValueError without any spread, or where
    `mbar` is negative.
    """
    estimate, error = _with_spread(study, weights)
    draws = standard_draws(study, chance)
    for stretch in range(_STRETCHES):
        grid = np.linspace(-1, 1, points) * (_REACH * error * 2**stretch)
        inside = not_rejected(study, mbar, grid, draws, weights=weights, alpha=alpha)
        if abs(estimate) < grid[-1] / 2 and not (inside[0] or inside[-1]):
            return (float(grid[inside][0]), float(grid[inside][-1])) if inside.any() else (np.nan, np.nan)
    raise ValueError("no bounds: they are still open after a million standard errors")


def breakdown_mbar(
    study: EventStudy,
    *,
    chance: np.random.Generator,
    weights: Floats | None = None,
    alpha: float = 0.05,
    most: float = 10.0,
) -> float | None:
    """The largest mbar, to .01, at which zero is still rejected; `most` where it is rejected there too, and None where
    it is not even rejected at mbar = 0. ValueError without any spread."""
    _with_spread(study, weights)
    draws = standard_draws(study, chance)

    def rejected(mbar: float) -> bool:
        return not not_rejected(study, mbar, np.zeros(1), draws, weights=weights, alpha=alpha)[0]

    if not rejected(0.0):
        return None
    low, high = (most, most) if rejected(most) else (0.0, most)
    while high - low > 0.01:
        middle = (low + high) / 2
        low, high = (middle, high) if rejected(middle) else (low, middle)
    return low


def _with_spread(study: EventStudy, weights: Floats | None) -> tuple[float, float]:
    estimate, error = study.effect(weights)
    if not error > 0:
        raise ValueError("no bounds: the difference after the start has no spread")
    return estimate, error


def standard_draws(study: EventStudy, chance: np.random.Generator) -> Floats:
    """Standard normal draws, shape (n_coefficients, DRAWS), the same for every `mbar`, largest step and sign."""
    return chance.standard_normal((study.values.size, DRAWS))


def not_rejected(
    study: EventStudy,
    mbar: float,
    effects: Floats,
    draws: Floats,
    *,
    weights: Floats | None = None,
    alpha: float = 0.05,
) -> Bools:
    """Which `effects`, shape (n,), stand under Delta^RM(mbar) for at least one year and sign of the largest step."""
    if mbar < 0:
        raise ValueError("mbar must not be negative")
    stand = np.zeros(effects.size, dtype=bool)
    for worst in range(study.n_pre):
        for sign in (1.0, -1.0):
            moments = _moments(study, study.weights(weights), mbar, worst, sign)
            stand |= ~_hybrid_rejects(study, moments, study.weights(weights), effects, draws, alpha)
    return stand


def _moments(study: EventStudy, weights: Floats, mbar: float, worst: int, sign: float) -> Floats:
    """The vertices of the dual as rows over the coefficients, shape (n_moments, n_coefficients): each is to be <= 0."""
    steps = np.delete(np.diff(np.eye(study.values.size + 1), axis=0), study.n_pre, axis=1)
    allowed = np.where(np.arange(len(steps)) < study.n_pre, 1.0, mbar)[:, None] * (sign * steps[worst])
    restrictions = np.vstack([steps - allowed, -steps - allowed])
    error = np.sqrt(np.maximum(np.einsum("ij,jk,ik->i", restrictions, study.covariance, restrictions), 0.0))
    mix = _vertices(weights, study.n_pre)
    scale = mix @ error
    usable = scale > _TINY * float(error.max())
    return (mix @ restrictions)[usable] / scale[usable, None]


def _vertices(weights: Floats, n_pre: int) -> Floats:
    """Non-negative mixtures of the restrictions that hold no nuisance parameter, shape (n_vertices, 2 * n_steps).

    With one year after the start there is none, so each restriction stands by itself, those before the start included.
    With more, the steps before the start take no part, as by default with the authors.
    """
    n_steps = n_pre + weights.size
    if weights.size == 1:
        return np.eye(2 * n_steps)
    carried = np.concatenate([np.zeros(n_pre), np.cumsum(weights[::-1])[::-1]])  # how often the effect holds each step
    up, down = np.maximum(carried, 0.0), np.maximum(-carried, 0.0)
    pairs = np.eye(n_steps)[n_pre:]
    return np.vstack([np.concatenate([up, down]), np.concatenate([down, up]), np.hstack([pairs, pairs])])


def _hybrid_rejects(
    study: EventStudy, moments: Floats, weights: Floats, effects: Floats, draws: Floats, alpha: float
) -> Bools:
    """The conditional test on the largest moment, after a first look at the least-favourable critical value."""
    kappa = alpha / 10
    spread = moments @ study.covariance @ moments.T
    held = moments[:, study.n_pre :] @ weights / (weights @ weights)
    found = (moments @ study.values)[:, None] - held[:, None] * effects
    largest, first = found.max(axis=0), found.argmax(axis=0)
    critical = _least_favourable(spread, draws, 1 - kappa)
    p = _conditional_p(found, largest, spread[:, first], spread[first, first], critical)
    return (largest > critical) | ((largest > 0) & (p < (alpha - kappa) / (1 - kappa)))


def _least_favourable(spread: Floats, draws: Floats, level: float) -> float:
    """The quantile `level` of the largest of the moments, were all of them zero in truth.

    Their covariance has a low rank (two, with more than one year after the start), so few of the draws are needed.
    """
    size, axes = np.linalg.eigh(spread)
    kept = size > _TINY * size[-1]
    root = axes[:, kept] * np.sqrt(size[kept])
    return float(np.quantile((root @ draws[: root.shape[1]]).max(axis=0), level))


def _conditional_p(found: Floats, largest: Floats, shared: Floats, variance: Floats, critical: float) -> Floats:
    """P(a normal at least as large as the largest moment | which moment is largest, and what is independent of it).

    `found` and `shared`, the covariance of each moment with the largest, have shape (n_moments, n); the others (n,).
    """
    error = np.sqrt(np.maximum(variance, 0.0))
    certain = error <= _TINY * max(float(error.max()), 1e-300)
    error = np.where(certain, 1.0, error)
    slope = shared / error**2
    with np.errstate(divide="ignore", invalid="ignore"):
        bound = (found - slope * largest) / (1 - slope)
    low = np.where(slope < 1 - _TINY, bound, -np.inf).max(axis=0)
    high = np.minimum(np.where(slope > 1 + _TINY, bound, np.inf).min(axis=0), critical)
    tail = ndtr(-high / error)
    above, all_of_it = ndtr(-largest / error) - tail, ndtr(-low / error) - tail
    p = np.divide(above, all_of_it, out=np.ones_like(above), where=all_of_it > 0)
    return np.where(certain, 1.0, p)
