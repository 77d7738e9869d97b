"""Several comparisons at once: the more one looks, the sooner chance shows something.

Adjusted p-values keep the chance of even one false finding in a family at the stated level (Holm 1979; Westfall & Young
1993), or the share of false ones among the findings (Benjamini & Hochberg 1995).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.special import stdtrit

from wijklab.stats.few.max_t import MaxT, max_t
from wijklab.stats.sums import Floats

__all__ = ["MaxT", "benjamini_hochberg", "bonferroni", "holm", "max_t", "simultaneous_reach"]


def holm(p: Floats) -> Floats:
    """Holm's step-down adjusted p of each, shape (m,) as `p`; nan (no p given) stays nan and is no member."""
    return _by_rank(p, lambda sorted_p, m: np.maximum.accumulate(sorted_p * (m - np.arange(m))))


def bonferroni(p: Floats) -> Floats:
    """Each p times the number of members, at most 1; nan stays nan and is no member."""
    return _by_rank(p, lambda sorted_p, m: sorted_p * m)


def benjamini_hochberg(p: Floats) -> Floats:
    """The smallest false discovery rate at which each is a finding; nan stays nan and is no member."""

    def step_up(sorted_p: Floats, m: int) -> Floats:
        return np.minimum.accumulate((sorted_p * m / np.arange(1, m + 1))[::-1])[::-1]

    return _by_rank(p, step_up)


def simultaneous_reach(df: float, comparisons: int, confidence: float = 0.95) -> float:
    """How many standard errors each of so many t intervals must reach for all of them to hold together (Bonferroni).

    With one comparison it is the usual t quantile.
    """
    return float(stdtrit(df, 1 - (1 - confidence) / (2 * comparisons)))


def _by_rank(p: Floats, adjust: Callable[[Floats, int], Floats]) -> Floats:
    found = np.full(p.shape, np.nan)
    members = np.flatnonzero(~np.isnan(p))
    order = members[np.argsort(p[members], kind="stable")]
    if order.size:
        found[order] = np.minimum(1.0, adjust(p[order], order.size))
    return found
