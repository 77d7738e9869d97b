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

from wijklab.stats.clusters.cluster_sums import ClusterSums, cluster_sums
from wijklab.stats.sums import Floats, Ints, beyond_rounding

_SINGULAR: Final = 1e-10
"""What is smaller than this counts as nought: 1 - H of a cluster that has a dummy of its own is singular."""

POWER: Final[Mapping[str, float]] = {"CR2": -0.5, "CR3": -1.0, "CV3": -1.0, "CRV3_pyfixest": -1.0}
"""To which power 1 - H of a cluster is taken before its residuals count; 0 for names that are not here."""

SATTERTHWAITE: Final = ("CR2", "CR3")
NAMES: Final = ("iid", "CR0", "CR1", "CR1S", "CR2", "CR3", "CV3", "CRV3_pyfixest")


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Covariance:
    """One covariance: matrix, shape (k, k); standard errors, df and two-sided p of t(df), each of shape (k,). p is nan
    where there is no spread at all."""

    name: str
    matrix: Floats
    errors: Floats
    df: Floats
    p: Floats


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class ClusteredFit:
    """Coefficients, shape (k,), and what inference needs of an orthonormal basis Q = X B of the columns of X.

    `basis` is B, shape (k, k), so that BB' is the inverse of X'X; `left` holds the sums of Q and of the residuals.
    """

    coefficients: Floats
    basis: Floats
    left: ClusterSums

    def covariance(self, name: str = "CR2", *, counted: int | None = None) -> Covariance:
        """The covariance of that name (`NAMES`). KeyError for another name.

        `counted` is how many coefficients (n-1)/(n-k) counts where that is not all of them: fixest and pyfixest count
        fixed effects that are nested in clusters as one.
        """
        if name not in NAMES:
            raise KeyError(name)
        if name == "iid":
            return _independent(self)
        adjust = _adjustments(self.left.xx, POWER.get(name, 0.0))
        scores = np.einsum("gij,gj->gi", adjust.scores, self.left.xy) @ self.basis.T
        matrix = scores.T @ scores * _factor(name, self.left, counted or self.left.columns)
        errors = np.sqrt(np.diag(matrix))
        df = _satterthwaite(self, adjust) if name in SATTERTHWAITE else np.full(errors.size, self.left.clusters - 1.0)
        return Covariance(name, matrix, errors, df, _p_values(self.coefficients, errors, df))


def fit_clustered(y: Floats, X: Floats, cluster: Ints) -> ClusteredFit:
    """Least squares of `y`, shape (n,), on `X`, shape (n, k), its rows clustered by `cluster`, shape (n,).

    `X` holds its own constant. By QR of the rows, so that scores around a million keep their digits. ValueError where
    a column depends on the others, where there are fewer than two clusters or no more rows than columns, and where a
    number is not finite.
    """
    if not (np.isfinite(y).all() and np.isfinite(X).all()):
        raise ValueError("y or X holds a number that is not finite: leave that row out")
    _refuse_few(*X.shape)
    scale = _sizes(X)
    root = np.linalg.qr(X / scale, mode="r")
    _refuse_dependent(root)
    basis = np.linalg.inv(root) / scale[:, None]
    Q = (basis.T @ X.T).T
    start = Q.T @ y
    fit = fit_sums(cluster_sums(beyond_rounding(y - Q @ start, y), Q, cluster))
    return ClusteredFit(basis @ (start + fit.coefficients), basis @ fit.basis, fit.left)


def fit_sums(sums: ClusterSums) -> ClusteredFit:
    """The same from sums. They keep half the digits of the rows, so columns count as dependent sooner: where X'X, its
    columns scaled to one size, has a condition number above 1e10."""
    if sums.clusters < 2:
        raise ValueError("one cluster: no spread between clusters can be seen")
    _refuse_few(int(sums.rows.sum()), sums.columns)
    total = sums.xx.sum(axis=0)
    scale = np.sqrt(np.where(np.diag(total) > 0, np.diag(total), 1.0))
    scaled = total / np.outer(scale, scale)
    _refuse_dependent(scaled)
    basis = np.linalg.inv(np.linalg.cholesky(scaled)).T / scale[:, None]
    xx, xy = basis.T @ sums.xx @ basis, sums.xy @ basis
    found = xy.sum(axis=0)
    left = beyond_rounding(xy - xx @ found, np.sqrt(sums.yy))
    yy = sums.yy - (xy + left) @ found
    return ClusteredFit(basis @ found, basis, ClusterSums(sums.rows, xx, left, yy))


def _sizes(X: Floats) -> Floats:
    size = np.sqrt(np.einsum("ij,ij->j", X, X))
    return np.where(size > 0, size, 1.0)


def _refuse_few(rows: int, columns: int) -> None:
    if rows <= columns:
        raise ValueError("no more rows than columns of X: nothing is left to tell a spread from")


def _refuse_dependent(matrix: Floats) -> None:
    if np.linalg.cond(matrix) > 1 / _SINGULAR:
        raise ValueError("a column of X depends on the others: leave it out")


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class _Adjusted:
    """What A, a power of 1 - H, does per cluster, each (G, k, k): to scores Q'e; Q'AQ; and Q'AAQ."""

    scores: Floats
    qaq: Floats
    qaaq: Floats


def _adjustments(qq: Floats, power: float) -> _Adjusted:
    """H = QQ', so Q'(1 - H)^power = (1 - Q'Q)^power Q', and k by k is enough. The null space of 1 - H is left out, as
    clubSandwich does."""
    values, vectors = np.linalg.eigh(qq)
    raised = np.where(values < 1 - _SINGULAR, np.maximum(1 - values, _SINGULAR) ** power, 0.0 if power else 1.0)
    back = np.swapaxes(vectors, 1, 2)
    return _Adjusted(*((vectors * each[:, None, :]) @ back for each in (raised, raised * values, raised**2 * values)))


def _independent(fit: ClusteredFit) -> Covariance:
    """The textbook covariance: one residual variance times the inverse of X'X, with t(n-k)."""
    df = float(fit.left.rows.sum() - fit.left.columns)
    matrix = fit.basis @ fit.basis.T * (max(0.0, float(fit.left.yy.sum())) / df)
    errors, freedom = np.sqrt(np.diag(matrix)), np.full(fit.coefficients.size, df)
    return Covariance("iid", matrix, errors, freedom, _p_values(fit.coefficients, errors, freedom))


def _factor(name: str, sums: ClusterSums, k: int) -> float:
    g, n = sums.clusters, int(sums.rows.sum())
    few, stata = g / (g - 1), (n - 1) / (n - k)
    return {"CR1": few, "CR1S": few * stata, "CV3": 1 / few, "CRV3_pyfixest": few * stata}.get(name, 1.0)


def _satterthwaite(fit: ClusteredFit, adjust: _Adjusted) -> Floats:
    """(trace P)^2 / trace(P P) per coefficient, P the covariance of its adjusted scores when errors are independent."""
    return np.array([_freedom(row, adjust) for row in fit.basis])


def _freedom(row: Floats, adjust: _Adjusted) -> float:
    """Of the coefficient that is `row` times those of Q; nan where its adjusted scores are nought by design."""
    across = adjust.qaq @ row
    own = np.einsum("i,gij,j->g", row, adjust.qaaq, row)
    spread = np.diag(own) - across @ across.T
    squares = float((spread**2).sum())
    return float(np.trace(spread) ** 2 / squares) if squares > (_SINGULAR * float(row @ row)) ** 2 else np.nan


def _p_values(coefficients: Floats, errors: Floats, df: Floats) -> Floats:
    ratio = np.divide(np.abs(coefficients), errors, out=np.full(errors.size, np.nan), where=errors > 0)
    return 2 * stdtr(df, -ratio)
