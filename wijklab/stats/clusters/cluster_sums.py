"""Least squares from sums per cluster: X'X, X'y and y'y of each cluster are all that inference needs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wijklab.stats.sums import Floats, Ints


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class ClusterSums:
    """Per cluster: rows, shape (G,); X'X, shape (G, k, k); X'y, shape (G, k); y'y, shape (G,)."""

    rows: Ints
    xx: Floats
    xy: Floats
    yy: Floats

    @property
    def clusters(self) -> int:
        """How many clusters, G."""
        return int(self.rows.size)

    @property
    def columns(self) -> int:
        """How many coefficients, k."""
        return int(self.xy.shape[1])


def cluster_sums(y: Floats, X: Floats, cluster: Ints) -> ClusterSums:
    """One pass over the rows: `y` shape (n,), `X` shape (n, k), `cluster` shape (n,), any whole numbers.

    Clusters come in ascending order of their number.
    """
    names, place = np.unique(cluster, return_inverse=True)
    size, k = names.size, X.shape[1]
    xy = np.stack([np.bincount(place, X[:, i] * y, size) for i in range(k)], axis=1)
    xx = np.empty((size, k, k))
    for i in range(k):
        for j in range(i + 1):
            xx[:, i, j] = xx[:, j, i] = np.bincount(place, X[:, i] * X[:, j], size)
    return ClusterSums(np.bincount(place, minlength=size), xx, xy, np.bincount(place, y * y, size))
