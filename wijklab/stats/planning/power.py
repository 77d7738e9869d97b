"""Power before data come in: which difference between two arms a design with a few neighbourhoods can find.

Neighbourhoods are the observations, so the test is t(G-2), G the neighbourhoods of both arms, and power is that of the
noncentral t. `people` is the number of residents per neighbourhood with a value, `icc` the share (0-1) of all variance
that lies between neighbourhoods, `ratio` a difference divided by its standard error.

Sources: Donner & Klar (2000), Design and analysis of cluster randomization trials; Teerenstra et al. (2012), Statistics
in Medicine 31:2169 (two measurements); Bloom (1995), Evaluation Review 19:547 (the sum of two t quantiles).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import sqrt
from types import MappingProxyType
from typing import Final, Literal

from scipy.special import ndtri, stdtrit

from wijklab.stats.planning.noncentral import power_of

Analysis = Literal["change", "same_start", "follow_up"]

MOST_AREAS: Final = 500
"""Neighbourhoods per arm: a design that needs more is said to need more than this."""

MOST_PEOPLE: Final = 10_000
"""Residents per neighbourhood: who would need more has met the limit of what residents can bring."""

_FACTORS: Final[Mapping[str, Callable[[float], float]]] = MappingProxyType(
    {"change": lambda r: 2 * (1 - r), "same_start": lambda r: 1 - r * r, "follow_up": lambda r: 1.0}
)
"""The variance of what is compared, per variance of one measurement, at correlation r between two of them."""


@dataclass(frozen=True, slots=True)
class Sampling:
    """Who is measured in one neighbourhood, and how alike they are.

    `sd` is that of one measurement over all residents, in the unit of the outcome. `correlation` is that between the
    two measurements of a resident, `between` that of the neighbourhood's own part of them (cluster autocorrelation).
    """

    people: float
    sd: float
    icc: float
    correlation: float = 0.0
    between: float = 0.0
    analysis: Analysis = "follow_up"


@dataclass(frozen=True, slots=True)
class Demand:
    """What is asked of a design: to find a true difference with chance `power`, two-sided at `confidence`."""

    power: float = 0.80
    confidence: float = 0.95

    @property
    def tail(self) -> float:
        """The chance below the upper critical value."""
        return (1 + self.confidence) / 2


def design_effect(people: float, icc: float) -> float:
    """How many times larger the variance of a mean is than with as many strangers: 1 + (people - 1) icc."""
    return 1 + (people - 1) * icc


def correlation_of_means(sampling: Sampling) -> float:
    """The correlation between the two means of a neighbourhood, when the same residents are measured twice.

    Teerenstra et al. (2012): the neighbourhood's own part weighs people x icc, that of its residents 1 - icc.
    """
    people, icc = sampling.people, sampling.icc
    shared = people * icc * sampling.between + (1 - icc) * sampling.correlation
    return shared / design_effect(people, icc)


def area_variance(sampling: Sampling) -> float:
    """The variance of what is compared of one neighbourhood: its mean change, or its mean at one moment."""
    once = sampling.sd**2 * design_effect(sampling.people, sampling.icc) / sampling.people
    return once * _FACTORS[sampling.analysis](correlation_of_means(sampling))


def standard_error(sampling: Sampling, first: int, second: int) -> float:
    """That of the difference between arms of `first` and `second` neighbourhoods, in the unit of `sd`."""
    return sqrt(area_variance(sampling) * (1 / first + 1 / second))


def detectable_ratio(df: float, demand: Demand) -> float:
    """The smallest true difference, in standard errors, that is found with the power asked. Exact: noncentral t."""
    return where_reached(lambda ratio: power_of(ratio, df, demand.confidence), demand.power)


def approximate_ratio(df: float, demand: Demand) -> float:
    """The usual approximation of it: the sum of two quantiles of t. Too small by 5 % at 2 df, by 0.2 % at 8.

    At power .80 and confidence .95.
    """
    return float(stdtrit(df, demand.tail) + stdtrit(df, demand.power))


def normal_ratio(demand: Demand) -> float:
    """The sum of two normal quantiles, which forgets that there are few neighbourhoods: shown to warn of it."""
    return float(ndtri(demand.tail) + ndtri(demand.power))


def detectable(sampling: Sampling, first: int, second: int, demand: Demand) -> float | None:
    """The smallest difference between two arms that is found with the power asked, in the unit of `sd`.

    None with one neighbourhood against one: nothing is left to tell how much neighbourhoods differ by themselves.
    """
    df = first + second - 2
    return detectable_ratio(df, demand) * standard_error(sampling, first, second) if df > 0 else None


def power_for(effect: float, sampling: Sampling, first: int, second: int, confidence: float = 0.95) -> float | None:
    """The chance of finding a true difference `effect`; None where no t test exists."""
    df = first + second - 2
    return power_of(effect / standard_error(sampling, first, second), df, confidence) if df > 0 else None


def needed_areas(effect: float, sampling: Sampling, demand: Demand) -> int | None:
    """Neighbourhoods per arm, both arms alike, at which `effect` is found; None beyond `MOST_AREAS`."""
    return _first_whole(lambda n: (detectable(sampling, n, n, demand) or 0.0) <= effect, 2, MOST_AREAS)


def needed_people(effect: float, sampling: Sampling, first: int, second: int, demand: Demand) -> int | None:
    """Residents per neighbourhood with a value at which `effect` is found with these neighbourhoods.

    None where it is not found however many residents are measured, or only with more than `MOST_PEOPLE`.
    """
    if first + second <= 2:
        return None

    def enough(people: int) -> bool:
        return (detectable(replace(sampling, people=people), first, second, demand) or 0.0) <= effect

    return _first_whole(enough, 1, MOST_PEOPLE)


def least_detectable(sampling: Sampling, first: int, second: int, demand: Demand) -> float | None:
    """What is found with endlessly many residents: only the differences between neighbourhoods are left."""
    return detectable(replace(sampling, people=1e12), first, second, demand)


def people_for_effect(d: float, demand: Demand) -> float:
    """Persons per group, no neighbourhoods at all, to find a difference of `d` sd: t test with 2n - 2 df."""
    return where_reached(lambda n: power_of(d * sqrt(n / 2), 2 * n - 2, demand.confidence), demand.power, low=1.001)


def where_reached(rising: Callable[[float], float], level: float, low: float = 0.0) -> float:
    """Where a rising function reaches a level: doubling to enclose it, then halving to the last bit."""
    high = max(1.0, 2 * low)
    while rising(high) < level:
        low, high = high, 2 * high
    while low < (middle := (low + high) / 2) < high:
        low, high = (middle, high) if rising(middle) < level else (low, middle)
    return high


def _first_whole(enough: Callable[[int], bool], least: int, most: int) -> int | None:
    """The smallest whole number from `least` to `most` that is enough, where every larger one is too."""
    if not enough(most):
        return None
    low, high = least - 1, most
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high
