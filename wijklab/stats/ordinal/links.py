"""Links: from a place on the line to the chance of standing at or below it, with the two derivatives of that chance."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, ndtr, ndtri

Floats = NDArray[np.float64]
LinkName = Literal["logit", "probit"]


@dataclass(frozen=True, slots=True)
class Link:
    """A symmetric distribution on the line: its cumulative chance, density, slope of the density, and inverse."""

    cumulative: Callable[[Floats], Floats]
    density: Callable[[Floats], Floats]
    slope: Callable[[Floats], Floats]
    inverse: Callable[[Floats], Floats]


def _logit_density(place: Floats) -> Floats:
    return expit(place) * expit(-place)


def _logit_slope(place: Floats) -> Floats:
    return _logit_density(place) * (expit(-place) - expit(place))


def _logit(chance: Floats) -> Floats:
    return np.log(chance / (1 - chance))


def _normal_density(place: Floats) -> Floats:
    return np.exp(-0.5 * place**2) / np.sqrt(2 * np.pi)


def _normal_slope(place: Floats) -> Floats:
    return -place * _normal_density(place)


LINKS: Final[Mapping[str, Link]] = MappingProxyType(
    {
        "logit": Link(expit, _logit_density, _logit_slope, _logit),
        "probit": Link(ndtr, _normal_density, _normal_slope, ndtri),
    }
)
"""Both have a log-concave density, so that the likelihood has one maximum (Pratt 1981)."""


def between(link: Link, edges: Floats) -> Floats:
    """The chance between neighbouring `edges` (last axis, in order; the ends may be infinite), exact in both tails."""
    lower, upper = edges[..., :-1], edges[..., 1:]
    right = lower > 0
    low, high = np.where(right, -upper, lower), np.where(right, -lower, upper)
    return link.cumulative(high) - link.cumulative(low)
