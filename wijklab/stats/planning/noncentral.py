"""The power of a two-sided t test: how often it finds a true difference of so many standard errors."""

from __future__ import annotations

from functools import cache, lru_cache
from math import sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammainccinv, gammaincinv, ndtr, stdtrit

Floats = NDArray[np.float64]

_NODES: Final = 200
_FAR: Final = 1e-18
"""Power is a mean over the spread that a sample may show: so many nodes, between quantiles this far out."""


def power_of(ratio: float, df: float, confidence: float = 0.95) -> float:
    """The chance that a two-sided t test finds a true difference of `ratio` standard errors (noncentral t).

    Both tails, by quadrature over the spread: scipy's noncentral t gives nan from a ratio of 6 on.
    """
    spread, chance = _spreads(df)
    reach = stdtrit(df, (1 + confidence) / 2) * spread
    return float(chance @ (ndtr(ratio - reach) + ndtr(-ratio - reach)))


@lru_cache(maxsize=256)
def _spreads(df: float) -> tuple[Floats, Floats]:
    """A sample's standard deviation as a share of the true one, and the chance of it, both of shape (_NODES,).

    Gauss-Legendre on the density of sqrt(chi-square / df), made to sum to 1.
    """
    low, high = (sqrt(2 / df * edge) for edge in (gammaincinv(df / 2, _FAR), gammainccinv(df / 2, _FAR)))
    nodes, weights = _legendre()
    spread = low + (high - low) * (nodes + 1) / 2
    log_density = (df - 1) * np.log(spread) - df / 2 * (spread**2 - 1)
    chance = weights * np.exp(log_density)
    return spread, chance / chance.sum()


@cache
def _legendre() -> tuple[Floats, Floats]:
    return np.polynomial.legendre.leggauss(_NODES)
