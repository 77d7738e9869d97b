"""Least squares with clustered rows, and every covariance that a reviewer may ask for, by its own name.

| name | what it is |
|---|---|
| iid | every row a stranger to every other, as in a textbook: for contrast, never with neighbours |
| CR0 | the sandwich of Liang & Zeger (1986), no correction |
| CR1 | CR0 times G/(G-1) |
| CR1S | CR0 times G/(G-1) (n-1)/(n-k): Stata, statsmodels |
| CR2 | Bell & McCaffrey (2002), as clubSandwich |
| CR3 | residuals divided by 1 - H, as clubSandwich (the bias-reduced GEE of statsmodels) |
| CV3 | the jackknife over clusters of summclust: CR3 times (G-1)/G |
| CRV3_pyfixest | CR3 times G/(G-1) (n-1)/(n-k), the default of pyfixest |

CR2 and CR3 come with Satterthwaite's degrees of freedom per coefficient under an identity working model (Pustejovsky &
Tipton 2018, section 4), the rest with G-1 (iid: n-k). All from sums per cluster: k by k, however many rows there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import stdtr

from wijklab.stats.cluster_sums import ClusterSums, cluster_sums
from wijklab.stats.sums import Floats, Ints

_SINGULAR: Final = 1e-10
"""Eigenvalues below this share count as nought: 1 - H of a cluster that has a dummy of its own is singular."""

POWER: Final[Mapping[str, float]] = {"CR2": -0.5, "CR3": -1.0, "CV3": -1.0, "CRV3_pyfixest": -1.0}
"""To which power 1 - H of a cluster is taken before its residuals count; 0 for names that are not here."""

SATTERTHWAITE: Final = ("CR2", "CR3")
NAMES: Final = ("iid", "CR0", "CR1", "CR1S", "CR2", "CR3", "CV3", "CRV3_pyfixest")


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Covariance:
    """One covariance: matrix, shape (k, k); standard errors, df and two-sided p of t(df), each of shape (k,)."""

    name: str
    matrix: Floats
    errors: Floats
    df: Floats
    p: Floats


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class ClusteredFit:
    """Coefficients, shape (k,), the inverse of X'X, and the sums they come from."""

    coefficients: Floats
    bread: Floats
    sums: ClusterSums

    @property
    def scores(self) -> Floats:
        """X'e of each cluster, shape (G, k)."""
        return self.sums.xy - self.sums.xx @ self.coefficients

    def covariance(self, name: str = "CR2", *, counted: int | None = None) -> Covariance:
        """The covariance of that name (`NAMES`). KeyError for another name.

        `counted` is how many coefficients (n-1)/(n-k) counts where that is not all of them: fixest and pyfixest count
        fixed effects that are nested in clusters as one.
        """
        if name not in NAMES:
            raise KeyError(name)
        if name == "iid":
            return _independent(self)
        adjust = _adjustments(self.sums.xx, self.bread, POWER.get(name, 0.0))
        adjusted = np.einsum("gij,gj->gi", adjust.scores, self.scores)
        meat = adjusted.T @ adjusted * _factor(name, self.sums, counted or self.sums.columns)
        matrix = self.bread @ meat @ self.bread
        errors = np.sqrt(np.maximum(np.diag(matrix), 0.0))
        df = _satterthwaite(self, adjust) if name in SATTERTHWAITE else np.full(errors.size, self.sums.clusters - 1.0)
        return Covariance(name, matrix, errors, df, _p_values(self.coefficients, errors, df))


def fit_clustered(y: Floats, X: Floats, cluster: Ints) -> ClusteredFit:
    """Least squares of `y`, shape (n,), on `X`, shape (n, k), its rows clustered by `cluster`, shape (n,).

    `X` holds its own constant. ValueError where a column depends on the others.
    """
    return fit_sums(cluster_sums(y, X, cluster))


def fit_sums(sums: ClusterSums) -> ClusteredFit:
    """The same from sums. ValueError where a column depends on the others or there are fewer than two clusters."""
    if sums.clusters < 2:
        raise ValueError("one cluster: no spread between clusters can be seen")
    total = sums.xx.sum(axis=0)
    scale = np.sqrt(np.diag(total))
    if not (scale > 0).all() or np.linalg.cond(total / np.outer(scale, scale)) > 1 / _SINGULAR:
        raise ValueError("a column of X depends on the others: leave it out")
    bread = np.linalg.inv(total / np.outer(scale, scale)) / np.outer(scale, scale)
    return ClusteredFit(bread @ sums.xy.sum(axis=0), bread, sums)


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class _Adjusted:
    """What a power of 1 - H does, per cluster, each (G, k, k): to scores X'e; X'AX; and X'AAX."""

    scores: Floats
    xax: Floats
    xaax: Floats


def _adjustments(xx: Floats, bread: Floats, power: float) -> _Adjusted:
    """With X = Q R for an orthonormal Q, (1 - H)^power = 1 + Q [(1 - R M R')^power - 1] Q', so k by k is enough."""
    parts = [_adjust_one(one, bread, power) for one in xx]
    return _Adjusted(*(np.stack([part[i] for part in parts]) for i in range(3)))


def _adjust_one(xx: Floats, bread: Floats, power: float) -> tuple[Floats, Floats, Floats]:
    scale = np.sqrt(np.where(np.diag(xx) > 0, np.diag(xx), 1.0))
    values, vectors = np.linalg.eigh(xx / np.outer(scale, scale))
    kept = values > _SINGULAR * values.max()
    root = (vectors[:, kept] * np.sqrt(values[kept])).T * scale
    back = (vectors[:, kept] / np.sqrt(values[kept])).T / scale
    inner = _power(np.eye(len(root)) - root @ bread @ root.T, power)
    return root.T @ inner @ back, root.T @ inner @ root, root.T @ inner @ inner @ root


def _power(matrix: Floats, power: float) -> Floats:
    """A power of a symmetric matrix between 0 and 1, its null space left out (as clubSandwich does)."""
    if power == 0:
        return np.eye(len(matrix))
    values, vectors = np.linalg.eigh(matrix)
    raised = np.where(values > _SINGULAR, np.maximum(values, _SINGULAR) ** power, 0.0)
    return (vectors * raised) @ vectors.T


def _independent(fit: ClusteredFit) -> Covariance:
    """The textbook covariance: one residual variance times the inverse of X'X, with t(n-k)."""
    df = float(fit.sums.rows.sum() - fit.sums.columns)
    left = float(fit.sums.yy.sum() - fit.coefficients @ fit.sums.xy.sum(axis=0))
    matrix = fit.bread * (left / df)
    errors, freedom = np.sqrt(np.diag(matrix)), np.full(fit.coefficients.size, df)
    return Covariance("iid", matrix, errors, freedom, _p_values(fit.coefficients, errors, freedom))


def _factor(name: str, sums: ClusterSums, k: int) -> float:
    g, n = sums.clusters, int(sums.rows.sum())
    few, stata = g / (g - 1), (n - 1) / (n - k)
    return {"CR1": few, "CR1S": few * stata, "CV3": 1 / few, "CRV3_pyfixest": few * stata}.get(name, 1.0)


def _satterthwaite(fit: ClusteredFit, adjust: _Adjusted) -> Floats:
    """(trace P)^2 / trace(P P) per coefficient, P the covariance of its adjusted scores when errors are independent."""
    return np.array([_freedom(fit.bread[:, j], fit, adjust) for j in range(fit.sums.columns)])


def _freedom(column: Floats, fit: ClusteredFit, adjust: _Adjusted) -> float:
    across = adjust.xax @ column
    own = np.einsum("i,gij,j->g", column, adjust.xaax, column)
    spread = np.diag(own) - across @ fit.bread @ across.T
    return float(np.trace(spread) ** 2 / (spread**2).sum())


def _p_values(coefficients: Floats, errors: Floats, df: Floats) -> Floats:
    ratio = np.divide(np.abs(coefficients), errors, out=np.full(errors.size, np.inf), where=errors > 0)
    return 2 * stdtr(df, -ratio)
