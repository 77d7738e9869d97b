"""Rubin's rules: one answer from several completed data sets, as unsure as the gaps make it.

Rubin (1987), with the degrees of freedom of Barnard & Rubin (1999), which never exceed those of complete data. With
few neighbourhoods that is what counts: complete data have G-2 of them, however many people were measured.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr, stdtrit

from wijklab.stats.sums import Floats, about_mean


@dataclass(frozen=True, slots=True)
class Pooled:
    """An estimate over m completed data sets, in its own unit.

    `riv` is the relative increase in variance by the gaps, `gap_share` (lambda) the share of the total variance that is
    between completed sets, `fmi` the fraction of missing information. `low`, `high` and `p` follow t(df); they are None
    where there are no degrees of freedom or no spread at all.
    """

    estimate: float
    error: float
    df: float
    riv: float
    gap_share: float
    fmi: float
    low: float | None
    high: float | None
    p: float | None


def pool(estimates: Floats, variances: Floats, *, df_complete: float, confidence: float = 0.95) -> Pooled:
    """Rubin's rules for one number: `estimates` and their squared standard errors, each shape (m,), m at least 2.

    `df_complete` are the degrees of freedom that complete data would give (with neighbourhoods: G-2). Where the sets
    do not differ at all, nothing was missing that mattered, and those are the degrees of freedom. ValueError for fewer
    than two sets, and where a number is not finite.
    """
    if estimates.ndim != 1 or estimates.shape != variances.shape or estimates.size < 2:
        raise ValueError("pooling needs two or more estimates, and as many variances")
    if not (np.isfinite(estimates).all() and np.isfinite(variances).all()):
        raise ValueError("an estimate or variance is not a finite number")
    sets, within = estimates.size, float(variances.mean())
    between = (1 + 1 / sets) * float(about_mean(estimates).var(ddof=1))
    total = within + between
    share = between / total if total > 0 else 0.0
    riv = between / within if within > 0 else np.inf * between if between > 0 else 0.0
    df = barnard_rubin(share, sets, df_complete)
    fmi = (riv + 2 / (df + 3)) / (riv + 1) if np.isfinite(riv) else 1.0
    estimate, error = float(estimates.mean()), float(np.sqrt(total))
    return Pooled(estimate, error, df, riv, share, fmi if share > 0 else 0.0, *_tested(estimate, error, df, confidence))


def barnard_rubin(gap_share: float, sets: int, df_complete: float) -> float:
    """Degrees of freedom of a pooled number; `gap_share` is lambda, 0 to 1.

    Barnard & Rubin (1999), equation 3. At most `df_complete`, which they are where `gap_share` is 0.
    """
    if gap_share <= 0 or df_complete <= 0:
        return df_complete
    old = (sets - 1) / gap_share**2
    if np.isinf(df_complete):
        return old
    observed = (1 - gap_share) * df_complete * (df_complete + 1) / (df_complete + 3)
    return 1 / (1 / old + 1 / observed) if observed > 0 else 0.0


def pool_area_differences(first: Floats, second: Floats, *, confidence: float = 0.95) -> Pooled:
    """Difference between two arms over completed sets, on neighbourhood means.

    `first` and `second` have shape (m, neighbourhoods of that arm): per set a difference of means with its
    pooled-variance t(G-2), and over the sets Rubin's rules with G-2 as the degrees of freedom of complete data.
    """
    estimates = first.mean(axis=1) - second.mean(axis=1)
    df = first.shape[1] + second.shape[1] - 2
    return pool(estimates, _area_variances(first, second, df), df_complete=df, confidence=confidence)


def _area_variances(first: Floats, second: Floats, df: int) -> Floats:
    """Squared standard error of the difference in each set, shape (m,); 0 where both arms are one neighbourhood."""
    if df < 1:
        return np.zeros(first.shape[0])
    squares = sum(((means - means.mean(axis=1, keepdims=True)) ** 2).sum(axis=1) for means in (first, second))
    return np.asarray(squares / df * (1 / first.shape[1] + 1 / second.shape[1]))


def _tested(
    estimate: float, error: float, df: float, confidence: float
) -> tuple[float | None, float | None, float | None]:
    if df <= 0 or error <= 1e-12 * abs(estimate):
        return None, None, None
    reach = float(stdtrit(df, (1 + confidence) / 2)) * error
    return estimate - reach, estimate + reach, float(2 * stdtr(df, -abs(estimate) / error))
