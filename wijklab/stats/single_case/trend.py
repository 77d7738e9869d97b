"""A rise that had begun before the start: trend within a phase, and overlap corrected for it, each variant by name.

`before` has shape (m,) and `after` (n,), in order of time. "Tau-U" has been the name of several numbers (Brossart,
Laird & Armstrong 2018); here each has an id of its own in `TAU_U`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from wijklab.stats.single_case.overlap import Better, Floats, tau, towards_better

_TIES: Final = 10
"""Residuals that agree to so many digits of the largest are ties: the same residual is reckoned in other last bits."""


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line through the measurements before the start: its rise per unit of time, and its level at time 0."""

    slope: float
    intercept: float


@dataclass(frozen=True, slots=True)
class TauBc:
    """Baseline-corrected Tau, -1 to 1; the line that was taken out, if it was; and the p of the trend before."""

    estimate: float
    corrected: bool
    line: Line
    trend_p: float


def kendall_s(values: Floats) -> int:
    """Kendall's S in time: later ones that are higher minus later ones that are lower, over all pairs."""
    return int(np.triu(np.sign(values[None, :] - values[:, None]), 1).sum())


def theil_sen(values: Floats, times: Floats) -> Line:
    """The median of all slopes between two measurements, and the median level with that slope (Theil 1950; Sen 1968).

    Both have shape (m,). ValueError with fewer than 2 measurements, or two at the same time.
    """
    earlier, later = np.triu_indices(values.size, 1)
    apart = times[later] - times[earlier]
    if not apart.size or not apart.all():
        raise ValueError("a line needs two measurements, each at a time of its own")
    slope = float(np.median((values[later] - values[earlier]) / apart))
    return Line(slope, float(np.median(values - slope * times)))


def trend_tau(values: Floats, *, better: Better = "higher") -> float:
    """Trend within one phase, -1 to 1: Kendall's S over its number of pairs (tau-a); needs at least 2 measurements."""
    sign = 1 if better == "higher" else -1
    return sign * kendall_s(values) / _pairs_within(values)


def tau_bc(
    before: Floats,
    after: Floats,
    *,
    times: Floats | None = None,
    better: Better = "higher",
    only_if_p_below: float | None = None,
) -> TauBc:
    """Tau after the trend before the start is taken out of both phases (Tarlow 2017), without a correction for ties.

    `times` has shape (m + n,); without it measurements count as equally far apart. By default the trend is always
    taken out (as in SingleCaseES); `only_if_p_below` takes it out only where Kendall's test (exact without ties, normal
    with them) finds one at that level, as Tarlow proposed. With a handful of measurements that test hardly ever does.
    """
    from scipy.stats import kendalltau

    moments = np.arange(1.0, before.size + after.size + 1) if times is None else times
    line = theil_sen(before, moments[: before.size])
    p = float(kendalltau(moments[: before.size], before).pvalue) if np.ptp(before) > 0 else 1.0
    if only_if_p_below is not None and p >= only_if_p_below:
        return TauBc(tau(before, after, better=better), False, line, p)
    left = _residuals(np.concatenate([before, after]), moments, line)
    return TauBc(tau(left[: before.size], left[before.size :], better=better), True, line, p)


def a_vs_b(before: Floats, after: Floats) -> float:
    """S between the phases over its pairs: Tau itself."""
    return tau(before, after)


def trend_a(before: Floats, after: Floats) -> float:
    """S within the phase before over its pairs."""
    return trend_tau(before)


def trend_b(before: Floats, after: Floats) -> float:
    """S within the phase after over its pairs."""
    return trend_tau(after)


def a_vs_b_minus_trend_a(before: Floats, after: Floats) -> float:
    """Over the pairs between the phases only, as in Parker et al. (2011) and SingleCaseES; it can pass 1 or -1."""
    return (_s_between(before, after) - kendall_s(before)) / (before.size * after.size)


def a_vs_b_minus_trend_a_all_pairs(before: Floats, after: Floats) -> float:
    """Over all pairs that are counted, so that it stays within -1 and 1 (R package scan, method `complete`)."""
    return (_s_between(before, after) - kendall_s(before)) / (before.size * after.size + _pairs_within(before))


def a_vs_b_plus_trend_b(before: Floats, after: Floats) -> float:
    """Between the phases and within the one after, over all pairs that are counted."""
    return (_s_between(before, after) + kendall_s(after)) / (before.size * after.size + _pairs_within(after))


def a_vs_b_plus_trend_b_minus_trend_a(before: Floats, after: Floats) -> float:
    """The full Tau-U of Parker et al. (2011): between, plus within the one after, minus within the one before."""
    total = _s_between(before, after) + kendall_s(after) - kendall_s(before)
    return total / _pairs_within(np.concatenate([before, after]))


TAU_U: Final[Mapping[str, Callable[[Floats, Floats], float]]] = MappingProxyType(
    {
        "a_vs_b": a_vs_b,
        "trend_a": trend_a,
        "trend_b": trend_b,
        "a_vs_b_minus_trend_a": a_vs_b_minus_trend_a,
        "a_vs_b_minus_trend_a_all_pairs": a_vs_b_minus_trend_a_all_pairs,
        "a_vs_b_plus_trend_b": a_vs_b_plus_trend_b,
        "a_vs_b_plus_trend_b_minus_trend_a": a_vs_b_plus_trend_b_minus_trend_a,
    }
)
"""Every number that has been called Tau-U, by what it adds and subtracts."""


def tau_u(variant: str, before: Floats, after: Floats, *, better: Better = "higher") -> float:
    """The variant of Tau-U by that id (KeyError where there is none). Phases of at least 2 measurements."""
    return TAU_U[variant](*towards_better(before, after, better))


def _s_between(before: Floats, after: Floats) -> int:
    return int(np.sign(after[None, :] - before[:, None]).sum())


def _pairs_within(values: Floats) -> int:
    return values.size * (values.size - 1) // 2


def _residuals(values: Floats, times: Floats, line: Line) -> Floats:
    """What is left of the measurements without the line, with ties that are ties."""
    left = values - line.intercept - line.slope * times
    return np.round(left / max(1e-300, float(np.abs(values).max())), _TIES)
