"""The difference between two arms with its interval, in the ways that few neighbourhoods allow.

Neighbourhood means as observations (Donald & Lang 2007): pooled t(G-2), or Welch, whose error is CR2 on means and whose
degrees of freedom take the variances as estimated (Bell & McCaffrey 2002 take them as equal). Person-weighted: least
squares of people on an arm dummy with CR2, from sums only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import stdtr, stdtrit

from wijklab.stats.clusters.cluster_sums import ClusterSums
from wijklab.stats.clusters.clustered import fit_sums
from wijklab.stats.clusters.wild import WildTest, wild_bootstrap
from wijklab.stats.few.sampling import sampling_excess
from wijklab.stats.sums import AreaSums, Floats, about_mean, together


@dataclass(frozen=True, slots=True)
class Compared:
    """First arm minus second arm, in the unit of the means; what cannot be computed is None. `p` is that of t(df)."""

    estimate: float
    error: float | None
    low: float | None
    high: float | None
    df: float | None
    p: float | None

    @classmethod
    def bare(cls, estimate: float) -> Compared:
        """An estimate without an interval."""
        return cls(estimate, None, None, None, None, None)


def student(estimate: float, error: float, df: float, confidence: float) -> Compared:
    """The t interval and two-sided p of an estimate; none where there is no spread or no degree of freedom.

    No spread between neighbourhoods is an accident of few of them, not certainty: an interval of width 0 would lie.
    """
    if not df > 0 or not error > 1e-12 * abs(estimate):
        return Compared.bare(estimate)
    reach = float(stdtrit(df, (1 + confidence) / 2)) * error
    p = float(2 * stdtr(df, -abs(estimate) / error))
    return Compared(estimate, error, estimate - reach, estimate + reach, df, p)


def t_on_means(first: Floats, second: Floats, confidence: float = 0.95) -> Compared:
    """Difference of the means of neighbourhood means with one pooled variance and t(G-2).

    `first` and `second` have shape (neighbourhoods of that arm,). With one neighbourhood in an arm the variance is that
    of the other arm.
    """
    df = first.size + second.size - 2
    squares = _squares(first) + _squares(second)
    error = float(np.sqrt(squares / df * (1 / first.size + 1 / second.size))) if df else 0.0
    return student(float(first.mean() - second.mean()), error, df, confidence)


def sized_t(first: AreaSums, second: AreaSums, confidence: float = 0.95) -> Compared:
    """The same with t(G-2), its variance made whole where the smaller arm was measured among fewer people.

    See `sampling.sampling_excess`; the same as `t_on_means` for arms of as many neighbourhoods, or people all alike.
    """
    plain = t_on_means(first.mean, second.mean, confidence)
    if plain.error is None or plain.df is None:
        return plain
    return student(
        plain.estimate, float(np.hypot(plain.error, sampling_excess(first, second) ** 0.5)), plain.df, confidence
    )


def welch_on_means(first: Floats, second: Floats, confidence: float = 0.95) -> Compared:
    """The same difference, each arm with a variance of its own (Welch 1947); needs two neighbourhoods in each."""
    estimate = float(first.mean() - second.mean())
    if min(first.size, second.size) < 2:
        return Compared.bare(estimate)
    parts = np.array([_squares(means) / (means.size - 1) / means.size for means in (first, second)])
    freedom = np.array([first.size - 1, second.size - 1])
    total = float(parts.sum())
    df = total**2 / float((parts**2 / freedom).sum()) if total > 0 else 0.0
    return student(estimate, float(np.sqrt(total)), df, confidence)


def leading(method: str, on_means: Compared, welch: Compared) -> Compared:
    """The result that `method.choose_method` chose, of both intervals around one difference of means."""
    return _LEADS[method](on_means, welch)


_LEADS: Final[Mapping[str, Callable[[Compared, Compared], Compared]]] = {
    "t_on_means": lambda on_means, welch: on_means,
    "one_against_many": lambda on_means, welch: on_means,
    "wider_on_means": lambda on_means, welch: wider(on_means, welch),
    "welch_on_means": lambda on_means, welch: welch,
    "no_interval": lambda on_means, welch: Compared.bare(on_means.estimate),
}


def wider(one: Compared, other: Compared) -> Compared:
    """Whichever of two results of one difference has the wider interval; the other where one has none."""
    reach = [-1.0 if each.low is None or each.high is None else each.high - each.low for each in (one, other)]
    return one if reach[0] >= reach[1] else other


def person_weighted(first: AreaSums, second: AreaSums, confidence: float = 0.95) -> Compared:
    """Mean over people of the first arm minus that of the second: y ~ 1 + arm, clustered by neighbourhood, with CR2 and
    Satterthwaite's df (Pustejovsky & Tipton 2018); needs two neighbourhoods in each arm."""
    estimate = float(np.average(first.mean, weights=first.people) - np.average(second.mean, weights=second.people))
    if min(first.size, second.size) < 2:
        return Compared.bare(estimate)
    row = fit_sums(arm_sums(first, second)).covariance("CR2")
    return student(estimate, float(row.errors[1]), float(row.df[1]), confidence)


def wild_test(first: AreaSums, second: AreaSums, chance: np.random.Generator | None) -> WildTest | None:
    """Wild cluster bootstrap p of the person-weighted difference; None where it cannot be drawn.

    With one neighbourhood in an arm its restricted residual decides every draw and the test is void (MacKinnon & Webb
    2017), so it is None there too.
    """
    drawable = chance is not None or first.size + second.size <= 12
    return wild_bootstrap(arm_sums(first, second), 1, chance=chance) if drawable and _two_each(first, second) else None


def arm_sums(first: AreaSums, second: AreaSums) -> ClusterSums:
    """The sums of the regression y ~ 1 + (in the first arm), each neighbourhood a cluster; y less the mean of means."""
    both = together(first, second)
    design = np.column_stack([np.ones(both.size), np.arange(both.size) < first.size])
    xx = both.people[:, None, None] * design[:, :, None] * design[:, None, :]
    mean = about_mean(both.mean)
    xy = (both.people * mean)[:, None] * design
    return ClusterSums(both.people, xx, xy, both.squares + both.people * mean**2)


def _two_each(first: AreaSums, second: AreaSums) -> bool:
    return min(first.size, second.size) >= 2


def _squares(means: Floats) -> float:
    return float((about_mean(means) ** 2).sum())
