"""An ordered model in which each group has a level of its own: a cumulative link model with a random intercept.

    edge_j = threshold_j - x . coefficient - sd * u_group,    u_group ~ N(0, 1)

The integral over u is by adaptive Gauss-Hermite quadrature around each group's own mode; one node is Laplace's
approximation (Liu & Pierce 1994; Tutz & Hennevogl 1996; ordinal::clmm). With few groups the variance is too small on
average and its edge at nought is often reached: a cross-check, never a headline.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.polynomial.hermite import hermgauss
from numpy.typing import NDArray
from scipy.special import logsumexp

from wijklab.stats.ordinal.fitting import OrdinalFit, fit_cumulative_link, held_model
from wijklab.stats.ordinal.likelihood import CellModel, Floats, edge_slopes, with_ends
from wijklab.stats.ordinal.links import LinkName, between

Ints = NDArray[np.int64]
Objective = Callable[[Floats], float]

_STEP: Final = 1e-3
"""Width of the central differences that the slopes are taken by: errors of some 1e-6 in a standard error."""

_NOUGHT: Final = 1e-3
"""A standard deviation below this, on the scale of the link, is nought."""


@dataclass(frozen=True, slots=True)
class RandomInterceptFit:
    """As `OrdinalFit`, within a group; `variance` is that between groups, on the scale of the link.

    `boundary` is whether that variance is nought, so that the model is the one without groups. `score` is the largest
    slope left per observation, by central differences.
    """

    coefficients: tuple[float, ...]
    standard_errors: tuple[float, ...]
    thresholds: tuple[float, ...]
    variance: float
    log_likelihood: float
    score: float
    converged: bool
    boundary: bool
    dropped: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Grouped:
    """Cells with the group of each, and the nodes of the quadrature."""

    cells: CellModel
    group: Ints
    nodes: Floats
    weights: Floats

    @property
    def n_groups(self) -> int:
        """How many groups there are."""
        return int(self.group.max()) + 1

    def value(self, parameters: Floats) -> float:
        """Log-likelihood with u integrated out; the last parameter is the log of the standard deviation."""
        edges, sd = self.cells.edges(parameters[:-1]), float(np.exp(parameters[-1]))
        if not (np.diff(edges, axis=1) > 0).all():
            return -np.inf
        mode, width = self._mode(edges, sd)
        at = mode[:, None] + np.sqrt(2) * width[:, None] * self.nodes
        heights = np.stack([self._height(edges, sd, u) for u in at.T], axis=1)
        inside = logsumexp(heights + self.nodes**2, axis=1, b=self.weights)
        return float((inside + np.log(width) - 0.5 * np.log(np.pi)).sum())

    def _height(self, edges: Floats, sd: float, u: Floats) -> Floats:
        """Log-likelihood of each group at its `u` plus the log-density of u, without constant; shape (n_groups,)."""
        chance = between(self.cells.link, with_ends(edges - sd * u[self.group, None]))
        counts = self.cells.counts
        logs = (counts * np.log(np.maximum(chance, 1e-300))).sum(axis=1)
        return np.bincount(self.group, weights=logs, minlength=self.n_groups) - 0.5 * u**2

    def _mode(self, edges: Floats, sd: float) -> tuple[Floats, Floats]:
        """Where each group's height is largest, and its width there, by Newton: the height is concave in u."""
        u = np.zeros(self.n_groups)
        for _ in range(50):
            slope, bend = self._by_u(edges, sd, u)
            step = np.clip(-slope / bend, -2.0, 2.0)
            u = u + step
            if np.abs(step).max() < 1e-11:
                break
        return u, 1 / np.sqrt(-self._by_u(edges, sd, u)[1])

    def _by_u(self, edges: Floats, sd: float, u: Floats) -> tuple[Floats, Floats]:
        pull, bend = edge_slopes(self.cells.counts, edges - sd * u[self.group, None], self.cells.link)
        slope = np.bincount(self.group, weights=-sd * pull.sum(axis=1), minlength=self.n_groups) - u
        curve = np.bincount(self.group, weights=sd**2 * bend.sum(axis=(1, 2)), minlength=self.n_groups) - 1.0
        return slope, curve


def fit_random_intercept(
    counts: Floats, design: Floats, group: Ints, *, nodes: int = 1, link: LinkName = "logit"
) -> RandomInterceptFit:
    """Fit to `counts` (n_cells, n_levels) and `design` (n_cells, n_covariates), each cell in a `group` from 0 upwards.

    `nodes` is the number of quadrature points: 1 is Laplace, 10 is accurate. ValueError where fewer than two levels
    hold anyone.
    """
    from scipy.optimize import minimize

    plain = fit_cumulative_link(counts, design, link=link)
    cells, dropped = held_model(counts, design, None, None, link)
    grouped = _Grouped(cells, group, *hermgauss(nodes))
    start = np.append(plain.parameters, np.log(0.5))
    found = minimize(lambda p: -grouped.value(p), start, method="BFGS", jac=lambda p: -_gradient(grouped.value, p))
    best = _polished(grouped.value, found.x)
    if np.exp(best[-1]) < _NOUGHT or grouped.value(best) < plain.log_likelihood - 1e-8:
        return _without_groups(plain)
    gradient, hessian = _gradient(grouped.value, best), _hessian(grouped.value, best)
    split = cells.counts.shape[1] - 1
    errors = np.sqrt(np.maximum(np.diag(np.linalg.pinv(-hessian)), 0.0))
    score = float(np.abs(gradient).max() / counts.sum())
    return RandomInterceptFit(
        coefficients=tuple(map(float, best[split:-1])),
        standard_errors=tuple(map(float, errors[split:-1])),
        thresholds=tuple(map(float, best[:split])),
        variance=float(np.exp(2 * best[-1])),
        log_likelihood=grouped.value(best),
        score=score,
        converged=score <= 1e-6 and not plain.separated,
        boundary=False,
        dropped=dropped,
    )


def _without_groups(plain: OrdinalFit) -> RandomInterceptFit:
    return RandomInterceptFit(
        coefficients=plain.coefficients,
        standard_errors=plain.standard_errors,
        thresholds=plain.thresholds,
        variance=0.0,
        log_likelihood=plain.log_likelihood,
        score=plain.score,
        converged=plain.converged and not plain.separated,
        boundary=True,
        dropped=plain.dropped,
    )


def _polished(value: Objective, parameters: Floats) -> Floats:
    """Two Newton steps by central differences, each kept only where it does not lead downhill."""
    for _ in range(2):
        step = np.linalg.lstsq(-_hessian(value, parameters), _gradient(value, parameters), rcond=None)[0]
        if value(parameters + step) < value(parameters):
            break
        parameters = parameters + step
    return parameters


def _gradient(value: Objective, at: Floats) -> Floats:
    """Central differences, shape (n_parameters,)."""
    return np.array([value(at + move) - value(at - move) for move in _STEP * np.eye(at.size)]) / (2 * _STEP)


def _hessian(value: Objective, at: Floats) -> Floats:
    """Second central differences, shape (n_parameters, n_parameters)."""
    here, moves, size = value(at), _STEP * np.eye(at.size), at.size
    up, down = (np.array([value(at + sign * move) for move in moves]) for sign in (1, -1))
    bent = np.diag(up + down - 2 * here)
    for i in range(size):
        for j in range(i):
            both = value(at + moves[i] + moves[j]) + value(at - moves[i] - moves[j])
            bent[i, j] = bent[j, i] = (both - up[i] - up[j] - down[i] - down[j] + 2 * here) / 2
    return bent / _STEP**2
