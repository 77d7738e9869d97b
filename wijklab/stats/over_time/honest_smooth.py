"""Honest bounds under smoothness (Rambachan & Roth 2023): the slope between two groups may bend, but not sharply.

Delta^SD(m): from one year to the next the slope of the difference in trends may change by at most `m`. A linear
difference in trends (m = 0) is taken out; the rest is bias that the interval allows for. The interval has a fixed
length: that of the affine estimator for which the worst bias and the spread together give the shortest one (Donoho
1994; Armstrong & Kolesar 2018).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, pi, sqrt

import numpy as np
from scipy.special import ndtr, ndtri

from wijklab.stats.over_time.coefficients import EventStudy, Floats


@dataclass(frozen=True, slots=True)
class SmoothBound:
    """A fixed-length interval, in the unit of the outcome; `before` are the weights of the years before the start."""

    low: float
    high: float
    before: Floats
    worst_bias: float
    error: float


def smoothness(study: EventStudy, m: float, *, weights: Floats | None = None, alpha: float = 0.05) -> SmoothBound:
    """The shortest fixed-length interval that holds with probability 1 - alpha for every trend in Delta^SD(m).

    `m` is in the unit of the outcome per year per year. ValueError where it is negative, or where no estimator was
    found, which a covariance without spread may cause.
    """
    if m < 0:
        raise ValueError("m must not be negative")
    after = study.weights(weights)
    best = _shortest(study, _unbiased_for_lines(study, after), after, m, alpha)
    row = np.concatenate([best, after])
    error, bias = _error(study, row), m * float(np.abs(_bends(study) @ row).sum())
    reach, estimate = _half_length(bias, error, alpha)[0], float(row @ study.values)
    return SmoothBound(estimate - reach, estimate + reach, best, bias, error)


def folded_quantile(mean: float, alpha: float = 0.05) -> float:
    """The 1 - alpha quantile of |N(mean, 1)|, by Newton's method from above."""
    at = abs(mean) + float(ndtri(1 - alpha / 2))
    for _ in range(50):
        excess = float(ndtr(at - mean) - ndtr(-at - mean)) - (1 - alpha)
        step = excess / (_density(at - mean) + _density(at + mean))
        at -= step
        if abs(step) < 1e-13:
            break
    return at


def _density(x: float) -> float:
    return exp(-x * x / 2) / sqrt(2 * pi)


def _years(study: EventStudy) -> Floats:
    return np.concatenate([np.arange(-study.n_pre, 0), np.arange(1, study.n_post + 1)]).astype(float)


def _bends(study: EventStudy) -> Floats:
    """What one unit of bend at each year does to each coefficient, shape (n_bends, n_coefficients).

    The slope is the one just before the start, so a bend at or after it lifts later years and one before it lifts
    earlier years.
    """
    years, at = _years(study), np.arange(-study.n_pre + 1, study.n_post)[:, None]
    return np.where(at >= 0, np.maximum(years - at, 0) * (years > 0), np.maximum(at - years, 0) * (years < 0))


def _unbiased_for_lines(study: EventStudy, after: Floats) -> tuple[Floats, Floats]:
    """Weights before the start under which any straight difference in trends drops out: `certain + ways @ z`.

    z, shape (n_pre - 1,), is free: it is what each bend before the start adds to the estimator.
    """
    years = _years(study)
    rows = np.vstack([_bends(study)[: study.n_pre - 1, : study.n_pre], years[: study.n_pre]])
    back = np.linalg.inv(rows)
    return back[:, -1] * -float(years[study.n_pre :] @ after), back[:, :-1]


def _shortest(study: EventStudy, free: tuple[Floats, Floats], after: Floats, m: float, alpha: float) -> Floats:
    """The weights before the start that give the shortest interval, shape (n_pre,).

    Half the length is convex in the free part z, whose sum of sizes makes up the bias: z is split in what is above and
    below zero, so that the length is smooth, and sequential quadratic programming finds the only minimum.
    """
    from scipy.optimize import minimize

    certain, ways = free
    n = ways.shape[1]
    if n == 0:
        return certain
    start = _steadiest(study, certain, ways, after)
    constant = float(np.abs(_bends(study)[n:] @ np.concatenate([np.zeros(study.n_pre), after])).sum())

    def length(split: Floats, unit: float = 1.0) -> tuple[float, Floats]:
        row = np.concatenate([certain + ways @ (split[:n] - split[n:]), after])
        error = _error(study, row)
        wide, by_bias, by_error = _half_length(m * (constant + float(split.sum())), error, alpha)
        slope = by_error * (ways.T @ (study.covariance @ row)[: study.n_pre]) / error
        return wide / unit, np.concatenate([slope + by_bias * m, by_bias * m - slope]) / unit

    split = np.concatenate([np.maximum(start, 0), np.maximum(-start, 0)])
    found = minimize(
        length,
        split,
        args=(length(split)[0],),
        jac=True,
        bounds=[(0, None)] * (2 * n),
        method="SLSQP",
        options={"ftol": 1e-12, "maxiter": 500},
    )
    if not np.isfinite(found.fun):
        raise ValueError("no interval of a fixed length: the covariance has no spread, or is not one")
    return certain + ways @ (found.x[:n] - found.x[n:])


def _steadiest(study: EventStudy, certain: Floats, ways: Floats, after: Floats) -> Floats:
    """The free part that gives the smallest standard error, bias or not."""
    inside = study.covariance[: study.n_pre, : study.n_pre]
    across = study.covariance[: study.n_pre, study.n_pre :] @ after
    return -np.linalg.pinv(ways.T @ inside @ ways) @ (ways.T @ (inside @ certain + across))


def _half_length(bias: float, error: float, alpha: float) -> tuple[float, float, float]:
    """Half the length of the interval, and how it grows with the bias and with the standard error."""
    if not error > 0:
        raise ValueError("no interval of a fixed length: the covariance has no spread, or is not one")
    mean = bias / error
    at = folded_quantile(mean, alpha)
    near, far = _density(at - mean), _density(at + mean)
    by_bias = (near - far) / (near + far)
    return error * at, by_bias, at - mean * by_bias


def _error(study: EventStudy, row: Floats) -> float:
    return float(np.sqrt(max(row @ study.covariance @ row, 0.0)))
