"""Coefficients of an event study: the difference between two groups in each year, and their covariance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class EventStudy:
    """Differences between two groups by year, against the last year before the start (which is left out, being 0).

    `values` has shape (n_pre + n_post,), years before the start first, and `covariance` fits it; both in the unit of
    the outcome. Honest bounds need as much time between each year and the next.
    """

    values: Floats
    covariance: Floats
    n_pre: int

    def __post_init__(self) -> None:
        n = self.values.size
        if self.covariance.shape != (n, n) or not 0 < self.n_pre < n:
            raise ValueError("an event study needs a square covariance, a coefficient before and one after the start")
        if not (np.isfinite(self.values).all() and np.isfinite(self.covariance).all()):
            raise ValueError("an event study has a coefficient and a covariance for every year: leave out the others")

    @property
    def n_post(self) -> int:
        """How many years after the start."""
        return self.values.size - self.n_pre

    def weights(self, weights: Floats | None) -> Floats:
        """Weights of the years after the start, shape (n_post,): the first of them unless told otherwise."""
        return np.eye(self.n_post)[0] if weights is None else np.asarray(weights, dtype=float)

    def effect(self, weights: Floats | None = None) -> tuple[float, float]:
        """The weighted difference after the start, and its standard error."""
        row = np.concatenate([np.zeros(self.n_pre), self.weights(weights)])
        return float(row @ self.values), float(np.sqrt(row @ self.covariance @ row))


def original_interval(study: EventStudy, weights: Floats | None = None, alpha: float = 0.05) -> tuple[float, float]:
    """The usual interval, which takes parallel trends for granted."""
    estimate, error = study.effect(weights)
    reach = float(ndtri(1 - alpha / 2)) * error
    return estimate - reach, estimate + reach
