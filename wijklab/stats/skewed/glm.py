"""Generalised linear models for costs: a gamma with log link, and a logit, of rows that may be means of many people.

A mean of n people with weight n gives the coefficients that its n people give, since only sums enter the score: ten
million amounts cost one scan, and every fit afterwards costs the cells. Held against statsmodels `GLM`, and against R's
`glm` and `sandwich` on MEPS (`tests/stats/test_skewed.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import expit

from wijklab.stats.sums import Floats, Ints

MOST_STEPS: Final = 100
TOLERANCE: Final = 1e-12
"""Relative to the largest fitted mean: where all of a group have costs, or nobody of it, its coefficient goes on for
ever, but what is fitted does not change any more."""


@dataclass(frozen=True, slots=True)
class Family:
    """`loss` is what a fit makes smallest, minus the log likelihood of (eta, y) up to a constant; `mean` is of eta;
    `slope` is d mean / d eta, `variance` that of y, both of the mean."""

    loss: Callable[[Floats, Floats], Floats]
    mean: Callable[[Floats], Floats]
    link: Callable[[Floats], Floats]
    slope: Callable[[Floats], Floats]
    variance: Callable[[Floats], Floats]


GAMMA: Final = Family(
    loss=lambda eta, y: eta + y * np.exp(-eta),
    mean=lambda eta: np.exp(eta),
    link=np.log,
    slope=lambda mean: mean,
    variance=lambda mean: mean**2,
)
"""Euro, 0 or more: the mean is exp(eta), the spread grows with the mean. Nought is allowed (quasi-likelihood)."""

LOGIT: Final = Family(
    loss=lambda eta, y: np.logaddexp(0.0, eta) - y * eta,
    mean=lambda eta: expit(eta),
    link=lambda mean: np.log(mean / (1 - mean)),
    slope=lambda mean: mean * (1 - mean),
    variance=lambda mean: mean * (1 - mean),
)
"""Whether there are any costs: a share from 0 to 1."""


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Fit:
    """Coefficients, shape (k,), the rows they were fitted to, and the fitted means, shape (n,)."""

    family: Family
    coefficients: Floats
    X: Floats
    y: Floats
    weights: Floats
    fitted: Floats

    def expected(self, X: Floats) -> Floats:
        """The mean that the model expects of rows `X`, shape (rows, k)."""
        return self.family.mean(np.asarray(X @ self.coefficients))

    @property
    def dispersion(self) -> float:
        """Pearson's: the weighted sum of squared residuals over variance, over n - k."""
        away = (self.y - self.fitted) ** 2 / self.family.variance(self.fitted)
        return float(self.weights @ away) / (self.y.size - self.coefficients.size)

    def model_errors(self) -> Floats:
        """Standard errors if the family's variance is the true one, shape (k,): R's `summary(glm)`."""
        return np.sqrt(self.dispersion * np.diag(self._bread()))

    def robust_errors(self, cluster: Ints | None = None) -> Floats:
        """Sandwich errors, shape (k,), by expected information as R's `sandwich` (statsmodels takes the observed one).

        HC0, or CR0 by `cluster`, shape (n,): many clusters are needed for either.
        """
        pull = self.weights * self.family.slope(self.fitted) / self.family.variance(self.fitted)
        score = (pull * (self.y - self.fitted))[:, None] * self.X
        if cluster is not None:
            names, place = np.unique(cluster, return_inverse=True)
            score = np.stack([np.bincount(place, part, names.size) for part in score.T], axis=1)
        bread = self._bread()
        return np.sqrt(np.diag(bread @ (score.T @ score) @ bread))

    def _bread(self) -> Floats:
        working = self.weights * self.family.slope(self.fitted) ** 2 / self.family.variance(self.fitted)
        return np.linalg.inv((self.X * working[:, None]).T @ self.X)


def fit(family: Family, y: Floats, X: Floats, weights: Floats | None = None) -> Fit:
    """Maximum likelihood by Fisher scoring with halved steps; the loss is convex, so there is one answer.

    `y` has shape (n,), `X` shape (n, k), `weights` shape (n,), such as people per row. A column that other columns make
    up shares its coefficient with them (least norm). ArithmeticError where it does not settle, or nobody has costs.
    """
    taken = np.ones(y.size) if weights is None else weights
    start = (y + np.average(y, weights=taken)) / 2
    if not start.min() > 0 or not np.isfinite(family.link(start)).all():
        raise ArithmeticError("nobody has costs, or everybody does: there is nothing to model")
    coefficients = np.linalg.lstsq(X, family.link(start), rcond=None)[0]
    fitted = family.mean(X @ coefficients)
    for _ in range(MOST_STEPS):
        coefficients = _step(family, y, X, taken, coefficients)
        before, fitted = fitted, family.mean(X @ coefficients)
        if np.abs(fitted - before).max() <= TOLERANCE * fitted.max():
            return Fit(family, coefficients, X, y, taken, fitted)
    raise ArithmeticError("the model does not settle")


def _step(family: Family, y: Floats, X: Floats, weights: Floats, now: Floats) -> Floats:
    """One step of weighted least squares on the working residual, halved until the loss does not rise."""
    eta = X @ now
    mean = family.mean(eta)
    slope = np.maximum(family.slope(mean), np.finfo(float).tiny)
    root = np.sqrt(weights * slope**2 / np.maximum(family.variance(mean), np.finfo(float).tiny))
    move = np.linalg.lstsq(X * root[:, None], root * (y - mean) / slope, rcond=None)[0]
    loss = float(weights @ family.loss(eta, y))
    for _ in range(50):
        if float(weights @ family.loss(X @ (now + move), y)) <= loss + 1e-12 * abs(loss):
            return now + move
        move = move / 2
    return now
