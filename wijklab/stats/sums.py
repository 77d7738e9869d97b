"""What a comparison needs of each neighbourhood: how many people, their mean, and how far they lie from it.

A million measurements become three numbers per neighbourhood in one pass; everything after that costs what the
neighbourhoods cost.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

ROUNDING: Final = 64 * np.finfo(float).eps
"""What is left of values after a fit and is a smaller share of them than this, is how they were rounded."""


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class AreaSums:
    """Per neighbourhood, each of shape (n_areas,): people measured, their mean, and the sum of squared deviations
    from that mean (in the square of the unit). Without anyone measured: 0, nan, 0."""

    people: Ints
    mean: Floats
    squares: Floats

    @property
    def size(self) -> int:
        """The number of neighbourhoods."""
        return int(self.mean.size)

    def of(self, areas: Bools | Ints) -> AreaSums:
        """Only these neighbourhoods: a mask of shape (n_areas,), or their positions."""
        return AreaSums(self.people[areas], self.mean[areas], self.squares[areas])


def area_sums(values: Floats, area: Ints, n_areas: int) -> AreaSums:
    """Sums of `values` per neighbourhood; `values` and `area` have shape (n_people,), `area` counts from 0."""
    people = np.bincount(area, minlength=n_areas)
    total = np.bincount(area, weights=values, minlength=n_areas)
    mean = np.divide(total, people, out=np.full(n_areas, np.nan), where=people > 0)
    away = values - mean[area]
    rounded = np.bincount(area, weights=away, minlength=n_areas) / np.maximum(1, people)
    squares = np.bincount(area, weights=away * away, minlength=n_areas) - people * rounded**2
    return AreaSums(people, mean + rounded, np.maximum(squares, 0.0))


def beyond_rounding(away: Floats, values: Floats) -> Floats:
    """`away`, what a fit leaves of `values`; all nought where it is no more than how the values were rounded."""
    return np.zeros_like(away) if largest(away) <= ROUNDING * largest(values) else away


def about_mean(values: Floats) -> Floats:
    """`values` less their mean: scores around a million keep the digits of their spread, equal ones have none."""
    return beyond_rounding(values - values.mean(), values)


def largest(values: Floats) -> float:
    """The largest size of any value, 0 without values."""
    return float(np.abs(values).max(initial=0.0))


def together(first: AreaSums, second: AreaSums) -> AreaSums:
    """The neighbourhoods of two arms in one, those of the first arm in front."""
    return AreaSums(
        np.concatenate([first.people, second.people]),
        np.concatenate([first.mean, second.mean]),
        np.concatenate([first.squares, second.squares]),
    )
