"""Is the odds ratio the same at every threshold, and the spread the same in every group? Likelihood-ratio tests.

They take people as independent. Neighbours are not, so they reject too often; the fallback that follows is then a
richer model than was needed, which errs on the safe side.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import chdtrc

from wijklab.stats.ordinal.fitting import OrdinalFit, fit_cumulative_link
from wijklab.stats.ordinal.likelihood import Floats
from wijklab.stats.ordinal.links import LinkName

REJECTED_BELOW: Final = 0.05
"""A covariate whose test has a smaller p gets a coefficient at each threshold."""


@dataclass(frozen=True, slots=True)
class LikelihoodRatio:
    """Twice the difference in log-likelihood, its degrees of freedom, and p by chi-square.

    `separated` is whether the richer model has parameters without bound: then the chi-square is a rough guide only.
    """

    df: int
    statistic: float
    p: float
    separated: bool


def nominal_test(
    counts: Floats, design: Floats, columns: tuple[int, ...], *, link: LinkName = "logit"
) -> LikelihoodRatio:
    """Proportional odds for the covariate in those columns of `design`, against one coefficient per threshold.

    As `nominal_test` of R's ordinal (Christensen 2023): df is columns x (thresholds - 1).
    """
    plain = fit_cumulative_link(counts, design, link=link)
    return _ratio(plain, _shifted(counts, design, columns, link))


def scale_test(
    counts: Floats, design: Floats, columns: tuple[int, ...], *, link: LinkName = "logit"
) -> LikelihoodRatio:
    """The same spread everywhere, against a spread that the covariate in those columns changes; as R's ordinal."""
    plain = fit_cumulative_link(counts, design, link=link)
    return _ratio(plain, fit_cumulative_link(counts, design, scale=design[:, list(columns)], link=link))


@dataclass(frozen=True, slots=True)
class PartialFit:
    """The model that the tests leave standing: `failed` names the covariates with a coefficient at each threshold.

    `kept` and `shifting` are the columns of the design with one coefficient, and with one per threshold.
    """

    fit: OrdinalFit
    tests: Mapping[str, LikelihoodRatio]
    failed: tuple[str, ...]
    kept: tuple[int, ...]
    shifting: tuple[int, ...]


def fit_partial_odds(
    counts: Floats, design: Floats, covariates: Mapping[str, tuple[int, ...]], *, level: float = REJECTED_BELOW
) -> PartialFit:
    """Test each covariate (a name and its columns) for proportional odds; let thresholds shift for those that fail.

    With nothing to shift, or only two levels, it is the proportional-odds model. Whether thresholds of the fallback
    cross somewhere is told by `fit.crossing`.
    """
    n_levels = int((counts.sum(axis=0) > 0).sum())
    tests = {name: nominal_test(counts, design, own) for name, own in covariates.items() if own and n_levels > 2}
    failed = tuple(name for name, test in tests.items() if test.p < level)
    shifting = tuple(column for name in failed for column in covariates[name])
    kept = tuple(column for column in range(design.shape[1]) if column not in shifting)
    return PartialFit(_shifted(counts, design, shifting, "logit"), tests, failed, kept, shifting)


def _shifted(counts: Floats, design: Floats, columns: tuple[int, ...], link: LinkName) -> OrdinalFit:
    kept = [column for column in range(design.shape[1]) if column not in columns]
    return fit_cumulative_link(counts, design[:, kept], shifting=design[:, list(columns)], link=link)


def _ratio(plain: OrdinalFit, richer: OrdinalFit) -> LikelihoodRatio:
    df = richer.parameters.size - plain.parameters.size
    statistic = max(0.0, 2 * (richer.log_likelihood - plain.log_likelihood))
    return LikelihoodRatio(df, statistic, float(chdtrc(df, statistic)) if df else np.nan, richer.separated)
