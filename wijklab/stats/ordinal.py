"""Proportional odds (cumulative logit) by maximum likelihood on cell counts.

    logit P(Y <= level j | x) = threshold_j - x . coefficient        (McCullagh 1980; MASS::polr, ordinal::clm)

A positive coefficient shifts the whole line of levels upwards. The likelihood is concave in thresholds and coefficients
(Pratt 1981), so damped Newton steps from any ordered start reach the one maximum; a second start and the score at the
end check that they did. Counts instead of persons: the cost does not grow with the number of people.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

Floats = NDArray[np.float64]

_SCORE_TOLERANCE: Final = 1e-8
_MOST_STEPS: Final = 100


@dataclass(frozen=True, slots=True)
class OrdinalFit:
    """Log odds ratios with their standard errors, plain thresholds, and what shows that this is the maximum.

    `score` is the largest slope left per observation; `dropped` holds the positions of levels that nobody was in.
    """

    coefficients: tuple[float, ...]
    standard_errors: tuple[float, ...]
    thresholds: tuple[float, ...]
    log_likelihood: float
    score: float
    converged: bool
    dropped: tuple[int, ...]


def fit_proportional_odds(counts: Floats, design: Floats) -> OrdinalFit:
    """Fit to `counts`, shape (n_cells, n_levels), with covariates `design`, shape (n_cells, n_covariates), no constant.

    ValueError where fewer than two levels hold anyone. Standard errors come from the observed information.
    """
    held = counts.sum(axis=0) > 0
    if held.sum() < 2:
        raise ValueError("an ordinal model needs at least two levels that hold anyone")
    model = _Model(counts[:, held].astype(float), design.astype(float))
    best, again = _climb(model, _start(model)), _climb(model, _start(model, stretch=3.0))
    agree = abs(model.value(best) - model.value(again)) <= 1e-6 * (1 + abs(model.value(best)))
    return _result(model, best, agree, tuple(int(level) for level in np.flatnonzero(~held)))


@dataclass(frozen=True, slots=True)
class _Model:
    """Counts and design; parameters are thresholds first, coefficients after them."""

    counts: Floats
    design: Floats

    @property
    def n_thresholds(self) -> int:
        return self.counts.shape[1] - 1

    def chances(self, parameters: Floats) -> tuple[Floats, Floats]:
        """P(Y <= j) with 0 and 1 at the ends, (n_cells, n_levels + 1), and P(Y = j), (n_cells, n_levels)."""
        shift = self.design @ parameters[self.n_thresholds :]
        below = expit(parameters[None, : self.n_thresholds] - shift[:, None])
        edge = np.ones((len(below), 1))
        cumulative = np.hstack([0 * edge, below, edge])
        return cumulative, np.diff(cumulative, axis=1)

    def value(self, parameters: Floats) -> float:
        """Log-likelihood; minus infinity where thresholds are out of order."""
        chance = self.chances(parameters)[1]
        used = self.counts > 0
        if (chance[used] <= 0).any() or (np.diff(parameters[: self.n_thresholds]) <= 0).any():
            return -np.inf
        return float(self.counts[used] @ np.log(chance[used]))

    def slopes(self, parameters: Floats) -> tuple[Floats, Floats]:
        """Gradient, shape (n_parameters,), and Hessian of the log-likelihood."""
        cumulative, chance = self.chances(parameters)
        density = cumulative * (1 - cumulative)
        curve = density * (1 - 2 * cumulative)
        chance = np.maximum(chance, 1e-300)
        upper, lower = density[:, 1:] / chance, density[:, :-1] / chance
        sides = self._sides()
        weights = self.counts
        gradient = np.einsum("cj,cjp->p", weights * upper, sides[:, 1:]) - np.einsum(
            "cj,cjp->p", weights * lower, sides[:, :-1]
        )
        both = np.einsum("cj,cjp,cjq->pq", weights * upper * lower, sides[:, 1:], sides[:, :-1])
        hessian = (
            np.einsum("cj,cjp,cjq->pq", weights * (curve[:, 1:] / chance - upper**2), sides[:, 1:], sides[:, 1:])
            - np.einsum("cj,cjp,cjq->pq", weights * (curve[:, :-1] / chance + lower**2), sides[:, :-1], sides[:, :-1])
            + both
            + both.T
        )
        return gradient, hessian

    def _sides(self) -> Floats:
        """How each cumulative logit moves with each parameter, shape (n_cells, n_levels + 1, n_parameters)."""
        n_cells, n_covariates = self.design.shape
        sides = np.zeros((n_cells, self.n_thresholds + 2, self.n_thresholds + n_covariates))
        inner = np.arange(self.n_thresholds)
        sides[:, inner + 1, inner] = 1.0
        sides[:, 1:-1, self.n_thresholds :] = -self.design[:, None, :]
        return sides


def _start(model: _Model, stretch: float = 1.0) -> Floats:
    """Thresholds at the marginal log odds (stretched, for a second start), coefficients at zero."""
    share = np.cumsum(model.counts.sum(axis=0))[:-1] / model.counts.sum()
    return np.concatenate([stretch * np.log(share / (1 - share)), np.zeros(model.design.shape[1])])


def _climb(model: _Model, parameters: Floats) -> Floats:
    """Newton steps, halved until the likelihood does not fall."""
    for _ in range(_MOST_STEPS):
        gradient, hessian = model.slopes(parameters)
        if np.abs(gradient).max() <= _SCORE_TOLERANCE * model.counts.sum():
            break
        step = np.linalg.lstsq(-hessian, gradient, rcond=None)[0]
        parameters = _halved(model, parameters, step)
    return parameters


def _halved(model: _Model, parameters: Floats, step: Floats) -> Floats:
    here = model.value(parameters)
    for halving in range(40):
        there = parameters + step * 0.5**halving
        if model.value(there) >= here:
            return there
    return parameters


def _result(model: _Model, parameters: Floats, agree: bool, dropped: tuple[int, ...]) -> OrdinalFit:
    gradient, hessian = model.slopes(parameters)
    score = float(np.abs(gradient).max() / model.counts.sum())
    errors = np.sqrt(np.maximum(np.diag(np.linalg.pinv(-hessian)), 0.0))
    split = model.n_thresholds
    return OrdinalFit(
        coefficients=tuple(map(float, parameters[split:])),
        standard_errors=tuple(map(float, errors[split:])),
        thresholds=tuple(map(float, parameters[:split])),
        log_likelihood=model.value(parameters),
        score=score,
        converged=agree and score <= 1e-6,
        dropped=dropped,
    )
