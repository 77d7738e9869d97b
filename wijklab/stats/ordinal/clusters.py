"""Covariance of an ordinal fit when people within a cluster resemble each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from wijklab.stats.ordinal.climbing import information
from wijklab.stats.ordinal.fitting import OrdinalFit, held_model
from wijklab.stats.ordinal.likelihood import Floats

Ints = NDArray[np.int64]
Convention = Literal["CR0", "CR1"]
_FACTORS: Final = {"CR0": lambda n_clusters: 1.0, "CR1": lambda n_clusters: n_clusters / (n_clusters - 1)}


@dataclass(frozen=True, slots=True)
class ClusterCovariance:
    """`covariance`, shape (n_parameters, n_parameters), in the order of the fit's `parameters`, and how it was made.

    `df` is the number of clusters less one: intervals are by t with those degrees of freedom, never by z.
    """

    covariance: Floats
    convention: Convention
    df: int

    def reach(self, position: int, confidence: float = 0.95) -> float:
        """Half the width of the t interval of the parameter at that position."""
        return float(stdtrit(self.df, (1 + confidence) / 2) * np.sqrt(self.covariance[position, position]))


def cluster_covariance(
    fit: OrdinalFit,
    counts: Floats,
    design: Floats,
    cluster: Ints,
    *,
    shifting: Floats | None = None,
    scale: Floats | None = None,
    convention: Convention = "CR1",
) -> ClusterCovariance:
    """Sandwich of the observed information and the scores added up by cluster (Liang & Zeger 1986).

    Arguments are those of the fit, each cell within one cluster; `cluster`, shape (n_cells,), counts from 0. CR1 is
    CR0 times G / (G - 1), without a factor for the number of parameters. Below some forty clusters it still errs on the
    narrow side (size .08 at six clusters for nominal .05, .12 at four), also with t(G-1): the reports therefore leave
    out one neighbourhood at a time instead (`stats/few/leave_one_out.py`). ValueError with fewer than two clusters.
    """
    n_clusters = int(np.unique(cluster).size)
    if n_clusters < 2:
        raise ValueError("a cluster-robust covariance needs at least two clusters")
    model, _ = held_model(counts, design, shifting, scale, fit.link)
    bread, _ = information(model, fit.parameters)
    sums = np.zeros((int(cluster.max()) + 1, fit.parameters.size))
    np.add.at(sums, cluster, model.scores(fit.parameters))
    covariance = _FACTORS[convention](n_clusters) * bread @ (sums.T @ sums) @ bread
    return ClusterCovariance(covariance, convention, n_clusters - 1)
