"""The wild cluster bootstrap with the null imposed (WCR; Cameron, Gelbach & Miller 2008), from sums per cluster.

Signs of +1 and -1 are dealt to clusters. With few clusters all 2^G are tried: the draw of only +1 (or only -1) repeats
the observed statistic, so p can never be below 2 / 2^G. Ties count, with a tolerance: one bit of rounding once decided
between p = 0 and p = .125.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from wijklab.stats.clusters.cluster_sums import ClusterSums
from wijklab.stats.clusters.clustered import fit_sums
from wijklab.stats.sums import Floats, beyond_rounding

MOST_CLUSTERS: Final = 12
"""All 2^G draws up to here (4,096); beyond it, `DRAWS` are drawn with a Generator."""

DRAWS: Final = 9_999
_TOLERANCE: Final = 1e-9


@dataclass(frozen=True, slots=True)
class WildTest:
    """Two-sided `p` with ties counted and `p_strict` without; `p_floor` is the smallest that `p` can be.

    `draws` is how many were looked at, `exact` whether those were all.
    """

    p: float
    p_strict: float
    p_floor: float
    draws: int
    exact: bool


def wild_bootstrap(
    sums: ClusterSums, coefficient: int, *, value: float = 0.0, chance: np.random.Generator | None = None
) -> WildTest:
    """Test that one coefficient of a least-squares fit is `value`: restricted residuals, Rademacher signs, t statistic.

    ValueError above `MOST_CLUSTERS` clusters without a Generator, and where `fit_sums` cannot fit.
    """
    exact = sums.clusters <= MOST_CLUSTERS
    if not exact and chance is None:
        raise ValueError(f"more than {MOST_CLUSTERS} clusters: give a Generator to draw from")
    signs = _every_sign(sums.clusters) if exact or chance is None else _drawn_signs(sums.clusters, chance)
    statistic = _statistics(sums, coefficient, value, signs)
    observed = statistic[0]
    slack = _TOLERANCE * max(1.0, observed) if np.isfinite(observed) else 0.0
    floor = 2 / 2**sums.clusters if exact else 1 / (DRAWS + 1)
    p, strict = float(np.mean(statistic >= observed - slack)), float(np.mean(statistic > observed + slack))
    return WildTest(p, strict, floor, len(signs), exact)


def _statistics(sums: ClusterSums, j: int, value: float, signs: Floats) -> Floats:
    """|t| of each row of `signs`, shape (draws, G); signs of +1 only give the observed one."""
    fit = fit_sums(sums)
    row, qq = fit.basis[j], fit.left.xx
    away = (fit.coefficients[j] - value) / float(row @ row) * row
    scores = beyond_rounding(fit.left.xy + qq @ away, np.sqrt(sums.yy))
    own, moved = scores @ row, signs @ scores
    error = np.sqrt(((signs * own - moved @ (qq @ row).T) ** 2).sum(axis=1))
    size = np.abs(moved @ row)
    seen = error > _TOLERANCE * np.sqrt(own @ own)
    return np.divide(size, error, out=np.where(size > 0, np.inf, 0.0), where=seen)


def _every_sign(clusters: int) -> Floats:
    """All 2^G rows of signs, the first of them +1 only."""
    bits = (np.arange(2**clusters)[:, None] >> np.arange(clusters)) & 1
    return 1.0 - 2.0 * bits


def _drawn_signs(clusters: int, chance: np.random.Generator) -> Floats:
    drawn = 1.0 - 2.0 * chance.integers(0, 2, (DRAWS, clusters))
    return np.vstack([np.ones((1, clusters)), drawn])
