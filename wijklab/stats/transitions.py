"""Movement between ordered levels: who went where, and whether as many went one way as the other.

Bowker's test asks it of each pair of levels, Stuart and Maxwell's of each level as a whole. Both take people as
independent. Neighbours are not: with neighbourhoods that differ, their p is too small. So a report shows the two
statistics for who wants to check them, gives no p with them, and answers the question by the share that rose less the
share that fell, neighbourhood by neighbourhood (`stats/few/areas.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SymmetryTest:
    """A chi-square statistic, its degrees of freedom, and p as if people were independent; no p where df is 0."""

    statistic: float
    df: int
    p: float | None


def transition_counts(before: Ints, after: Ints, n_levels: int) -> Ints:
    """People by level before (rows) and after (columns), shape (n_levels, n_levels); levels count from 1."""
    cells = np.bincount((before - 1) * n_levels + (after - 1), minlength=n_levels * n_levels)
    return cells.reshape(n_levels, n_levels).astype(np.int64)


def transitions_by_area(before: Ints, after: Ints, area: Ints, n_areas: int, n_levels: int) -> Ints:
    """The same for each area, shape (n_areas, n_levels, n_levels); `area` counts from 0."""
    size = n_levels * n_levels
    cells = np.bincount(area * size + (before - 1) * n_levels + (after - 1), minlength=n_areas * size)
    return cells.reshape(n_areas, n_levels, n_levels).astype(np.int64)


def row_shares(counts: Ints) -> Floats:
    """The share (0-1) of each row that stands in each column; nan in a row without anyone."""
    people = counts.sum(axis=1, keepdims=True)
    return np.divide(counts, people, out=np.full(counts.shape, np.nan), where=people > 0)


def bowker(counts: Ints) -> SymmetryTest:
    """Symmetry of a square table: as many from i to j as from j to i, for every pair (Bowker 1948).

    The test is conditional on how many moved between the two levels of each pair, so a pair between which nobody moved
    says nothing and takes no degree of freedom.
    """
    there, back = _pairs(counts)
    moved = there + back
    used = moved > 0
    statistic = float((((there - back) ** 2)[used] / moved[used]).sum())
    return _test(statistic, int(used.sum()))


def stuart_maxwell(counts: Ints) -> SymmetryTest:
    """Marginal homogeneity of a square table: as many at each level after as before (Stuart 1955; Maxwell 1970).

    Degrees of freedom are the rank of the covariance of the differences between the margins: one less than the levels,
    and fewer where nobody left or reached a level, or where groups of levels are closed to each other.
    """
    table = counts.astype(float)
    change = table.sum(axis=1) - table.sum(axis=0)
    spread = np.diag(table.sum(axis=1) + table.sum(axis=0)) - table - table.T
    values, vectors = np.linalg.eigh(spread)
    used = values > 1e-10 * max(1.0, float(values.max(initial=0.0)))
    along = vectors[:, used].T @ change
    return _test(float((along**2 / values[used]).sum()), int(used.sum()))


def _pairs(counts: Ints) -> tuple[Floats, Floats]:
    """Who went from the lower to the higher level of each pair, and who went back."""
    low, high = np.triu_indices(len(counts), k=1)
    return counts[low, high].astype(float), counts[high, low].astype(float)


def _test(statistic: float, df: int) -> SymmetryTest:
    return SymmetryTest(statistic, df, float(chdtrc(df, statistic)) if df else None)
