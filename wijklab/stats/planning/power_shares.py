"""Power for shares of residents, such as those who rise on the ladder: Cohen's h, on neighbourhoods with t(G-2).

On the arcsine scale the variance of a share is 1 / n whatever the share (Cohen 1988, chapter 6), so what holds of means
holds of shares. Names as in `power.py`; shares lie between 0 and 1.
"""

from __future__ import annotations

from math import asin, pi, sin, sqrt

from scipy.special import ndtr, ndtri

from wijklab.stats.planning.power import Demand, design_effect, detectable_ratio, where_reached


def effect_of_shares(first: float, second: float) -> float:
    """Cohen's h: the difference of two shares (0-1) on the arcsine scale, where their variance is 1 / n."""
    return 2 * asin(sqrt(first)) - 2 * asin(sqrt(second))


def share_error(people: float, icc: float, first: int, second: int) -> float:
    """The standard error of h between arms of `first` and `second` neighbourhoods of `people` residents each."""
    return sqrt(design_effect(people, icc) / people * (1 / first + 1 / second))


def detectable_share(share: float, error: float, df: int, demand: Demand) -> float | None:
    """The nearest higher share (0-1) that can be told from `share`; None where even a share of 1 cannot."""
    if df < 1:
        return None
    angle = asin(sqrt(share)) + detectable_ratio(df, demand) * error / 2
    return sin(angle) ** 2 if angle <= pi / 2 else None


def people_for_shares(first: float, second: float, demand: Demand) -> float:
    """Persons per group, no neighbourhoods at all, to tell two shares (0-1) apart, on the arcsine scale."""
    h = abs(effect_of_shares(first, second))
    return where_reached(lambda n: power_of_normal(h * sqrt(n / 2), demand.confidence), demand.power)


def power_of_normal(ratio: float, confidence: float = 0.95) -> float:
    """The same where the standard error is known, as with two shares on the arcsine scale."""
    critical = ndtri((1 + confidence) / 2)
    return float(ndtr(ratio - critical) + ndtr(-ratio - critical))
