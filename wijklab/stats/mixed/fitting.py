"""Linear mixed models from sums per group: a random intercept, or a random intercept with slopes, by REML or ML.

y_g = X_g beta + Z_g b_g + e_g, with b_g ~ N(0, s^2 L L') and e_g ~ N(0, s^2 I), Z_g some columns of X_g. Beta and s^2
are profiled out, so that only the relative covariance factor L is searched for (Bates, Maechler, Bolker & Walker 2015,
section 3.4; what lme4 does). The likelihood needs X'X, X'y and y'y of each group and nothing else, so a million
residents cost one scan, and every step of the search costs groups and not people. statsmodels `MixedLM` keeps the rows
and grows with their square (40,000 people: 462 s), and it only warns where a variance ends at nought.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from wijklab.stats.sums import Floats, Ints, beyond_rounding

BOUNDARY: Final = 1e-4
"""A standard deviation smaller than this share of the residual one is nought: the search can come no nearer (lme4)."""

_ALL_GROUP: Final = np.pi / 2 - 1e-6
"""At this angle a group's mean is wholly reliable: values do not differ within groups, and the search has no end."""

_PLACES: Final = 17


@dataclass(frozen=True, slots=True, repr=False)
class GroupSums:
    """What a mixed model needs of its rows: `n` and `yy` of shape (groups,), `xx` (groups, p, p), `xy` (groups, p).

    `start` are coefficients, shape (p,), of which the fit was taken from y before, so that no digits are lost.
    """

    n: Floats
    xx: Floats
    xy: Floats
    yy: Floats
    start: Floats | float = 0.0


@dataclass(frozen=True, slots=True)
class MixedFit:
    """A fitted linear mixed model.

    `coefficients` and `errors` have shape (p,); `covariance` that of the coefficients. `sd_random` has shape (q,) and
    `correlation` (q, q), in the units of y per unit of Z; `sd_residual` in the unit of y. `criterion` is -2 times the
    profiled log (restricted) likelihood. `on_boundary`: a variance is nought or a correlation is one, so that the
    errors are those of a smaller model and too small to rely on.
    """

    coefficients: Floats
    errors: Floats
    covariance: Floats
    sd_random: Floats
    correlation: Floats
    sd_residual: float
    criterion: float
    on_boundary: bool
    converged: bool


def group_sums(design: Floats, values: Floats, group: Ints, n_groups: int) -> GroupSums:
    """Two scans: `design` has shape (n, p), `values` and `group` (n,); `group` counts from 0 and any may be empty."""
    columns = design.shape[1]
    start = np.linalg.lstsq(design.T @ design, design.T @ values)[0]
    away = beyond_rounding(values - design @ start, values)

    def total(weights: Floats) -> Floats:
        return np.bincount(group, weights=weights, minlength=n_groups).astype(float)

    xx = np.empty((n_groups, columns, columns))
    for i in range(columns):
        for j in range(i + 1):
            xx[:, i, j] = xx[:, j, i] = total(design[:, i] * design[:, j])
    xy = np.stack([total(design[:, i] * away) for i in range(columns)], axis=1)
    return GroupSums(total(np.ones_like(away)), xx, xy, total(away * away), start)


def fit_mixed(sums: GroupSums, random: tuple[int, ...] = (0,), *, method: Literal["reml", "ml"] = "reml") -> MixedFit:
    """The model whose random effects are the columns `random` of the design (0: an intercept in the first column).

    ValueError where there are no more rows than coefficients, or no more than random effects (one row in each group),
    where the design is not of full rank, and where the design leaves nothing of the values.
    """
    _check(sums, len(random))
    scale, free = _scales(sums, random), float(sums.n.sum()) - (sums.xy.shape[1] if method == "reml" else 0)

    def criterion(theta: Floats) -> float:
        return _profiled(sums, random, _factor(theta, scale), free, method == "reml").criterion

    theta, converged = _search_one(criterion, sums) if len(random) == 1 else _search(criterion, len(random))
    return _fitted(_profiled(sums, random, _factor(theta, scale), free, method == "reml"), sums.start, scale, converged)


def _check(sums: GroupSums, q: int) -> None:
    rows, rank, groups = float(sums.n.sum()), sums.xy.shape[1], int((sums.n > 0).sum())
    total = sums.xx.sum(axis=0)
    size = np.sqrt(np.where(np.diag(total) > 0, np.diag(total), 1.0))
    if rows <= rank or np.linalg.matrix_rank(total / np.outer(size, size)) < rank:
        raise ValueError("a mixed model needs more rows than coefficients and a design of full rank")
    if groups < 2 or rows <= groups * q:
        raise ValueError("a mixed model needs two groups and more rows than random effects: else these are residuals")
    if not sums.yy.sum() > 0:
        raise ValueError("the values do not differ beyond the design: nothing is left to be random")


@dataclass(frozen=True, slots=True)
class _Profile:
    """The criterion at one relative covariance factor, and what beta and s^2 are there."""

    criterion: float
    coefficients: Floats
    unscaled: Floats
    variance: float
    factor: Floats


def _profiled(sums: GroupSums, random: tuple[int, ...], factor: Floats, free: float, reml: bool) -> _Profile:
    """V^-1 = I - Z L (I + L'Z'Z L)^-1 L'Z', in every group at once; log|V| is log|I + L'Z'Z L|."""
    z = list(random)
    inner = np.eye(len(z)) + factor.T @ sums.xx[np.ix_(range(sums.n.size), z, z)] @ factor
    zx, zy = factor.T @ sums.xx[:, z, :], sums.xy[:, z] @ factor
    solved = np.linalg.solve(inner, np.concatenate([zx, zy[:, :, None]], axis=2))
    xvx = (sums.xx - np.swapaxes(zx, 1, 2) @ solved[:, :, :-1]).sum(axis=0)
    xvy = (sums.xy - (np.swapaxes(zx, 1, 2) @ solved[:, :, -1:])[:, :, 0]).sum(axis=0)
    yvy = float(sums.yy.sum() - (zy * solved[:, :, -1]).sum())
    coefficients = np.linalg.solve(xvx, xvy)
    variance = max((yvy - float(coefficients @ xvy)) / free, np.finfo(float).tiny)
    criterion = np.linalg.slogdet(inner)[1].sum() + free * (1 + np.log(2 * np.pi * variance))
    criterion += np.linalg.slogdet(xvx)[1] if reml else 0.0
    return _Profile(float(criterion), coefficients, np.linalg.inv(xvx), variance, factor)


def _scales(sums: GroupSums, random: tuple[int, ...]) -> Floats:
    """The root mean square of each random column, so that theta has the same size whatever unit a slope has."""
    squares = np.array([sums.xx[:, i, i].sum() for i in random]) / sums.n.sum()
    return np.sqrt(np.where(squares > 0, squares, 1.0))


def _factor(theta: Floats, scale: Floats) -> Floats:
    """Theta, row by row, as a lower triangular factor, in the units of the columns."""
    factor = np.zeros((scale.size, scale.size))
    factor[np.tril_indices(scale.size)] = theta
    return factor / scale[:, None]


def _search_one(criterion: Callable[[Floats], float], sums: GroupSums) -> tuple[Floats, bool]:
    """The lowest criterion around the lowest of `_PLACES` angles: sine squared is the reliability of a group's mean."""
    from scipy.optimize import minimize_scalar

    size = float(sums.n.sum()) / sums.n.size

    def theta(angle: float) -> Floats:
        return np.array([np.tan(angle) / np.sqrt(size)])

    places, options = np.linspace(0.0, np.pi / 2 - 1e-7, _PLACES), {"xatol": 1e-10, "maxiter": 500}
    near = int(np.argmin([criterion(theta(place)) for place in places]))
    bounds = (places[max(0, near - 1)], places[min(_PLACES - 1, near + 1)])
    found = minimize_scalar(lambda place: criterion(theta(place)), bounds=bounds, method="bounded", options=options)
    best = min((0.0, float(found.x)), key=lambda place: criterion(theta(place)))
    return theta(best), bool(found.success) and best < _ALL_GROUP


def _search(criterion: Callable[[Floats], float], q: int) -> tuple[Floats, bool]:
    """The lowest criterion from a large and a small start, from where no other search finds a lower one; a diagonal
    element is never negative."""
    from scipy.optimize import minimize

    places = list(zip(*np.tril_indices(q), strict=True))
    bounds = [(0.0 if i == j else None, None) for i, j in places]
    starts = [np.array([size if i == j else 0.0 for i, j in places]) for size in (1.0, 0.1)]
    options = {"ftol": 1e-15, "gtol": 1e-7}

    def lowest(start: Floats) -> tuple[float, Floats]:
        found = minimize(criterion, start, method="L-BFGS-B", jac="3-point", bounds=bounds, options=options)
        return float(found.fun), np.asarray(found.x, dtype=float)

    best = min((lowest(start) for start in starts), key=lambda found: found[0])
    again = lowest(best[1])
    return again[1], best[0] - again[0] <= 1e-6


def _fitted(at: _Profile, start: Floats | float, scale: Floats, converged: bool) -> MixedFit:
    relative = at.factor @ at.factor.T
    sd = np.sqrt(np.diag(relative))
    outer, covariance = np.outer(sd, sd), at.variance * at.unscaled
    correlation = np.divide(relative, outer, out=np.full_like(relative, np.nan), where=outer > 0)
    return MixedFit(
        coefficients=start + at.coefficients,
        errors=np.sqrt(np.diag(covariance)),
        covariance=covariance,
        sd_random=sd * np.sqrt(at.variance),
        correlation=correlation,
        sd_residual=float(np.sqrt(at.variance)),
        criterion=at.criterion,
        on_boundary=bool((np.diag(at.factor) * scale < BOUNDARY).any()),
        converged=converged,
    )
