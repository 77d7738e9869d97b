"""Ordered levels: cumulative link models by maximum likelihood on cell counts.

    link P(Y <= level j | x) = threshold_j - x . coefficient        (McCullagh 1980; MASS::polr, ordinal::clm)

Counts instead of persons: what a fit costs grows with the number of cells, not with the number of people.
"""

from __future__ import annotations

from wijklab.stats.ordinal.assumptions import (
    LikelihoodRatio,
    PartialFit,
    fit_partial_odds,
    nominal_test,
    scale_test,
)
from wijklab.stats.ordinal.clusters import ClusterCovariance, cluster_covariance
from wijklab.stats.ordinal.fitting import OrdinalFit, fit_cumulative_link, fit_proportional_odds
from wijklab.stats.ordinal.likelihood import Floats
from wijklab.stats.ordinal.prediction import level_chances
from wijklab.stats.ordinal.random_intercept import RandomInterceptFit, fit_random_intercept
from wijklab.stats.ordinal.same_start import SameStart, SameStartComparison, compare_at_same_start

__all__ = [
    "ClusterCovariance",
    "Floats",
    "LikelihoodRatio",
    "OrdinalFit",
    "PartialFit",
    "RandomInterceptFit",
    "SameStart",
    "SameStartComparison",
    "cluster_covariance",
    "compare_at_same_start",
    "fit_cumulative_link",
    "fit_partial_odds",
    "fit_proportional_odds",
    "fit_random_intercept",
    "level_chances",
    "nominal_test",
    "scale_test",
]
