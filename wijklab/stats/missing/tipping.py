"""Tipping points: how different must the people be who were not measured again, before the answer changes?

Imputation takes those who left to be like those who stayed with the same answers before. Here they are `delta` points
higher (or lower) than that: a pattern-mixture model (Rubin 1987, chapter 6; Cro et al. 2020). An area's mean then moves
by delta times the share of its people who left, alike in every completed set.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from wijklab.stats.missing.pooling import Pooled, pool_area_differences
from wijklab.stats.sums import Floats

_SCAN, _HALVINGS = 64, 60


@dataclass(frozen=True, slots=True)
class Completed:
    """The neighbourhood means of one arm over completed sets, shape (m, n_areas), in points, and the share (0-1) of
    people in each neighbourhood whose value was imputed, shape (n_areas,)."""

    means: Floats
    gone: Floats

    def moved(self, delta: float) -> Floats:
        """The means, had those who left scored `delta` points more than was imputed."""
        return self.means + delta * self.gone


def difference_at(
    first: Completed, second: Completed, delta: float, delta_second: float = 0.0, *, confidence: float = 0.95
) -> Pooled:
    """First arm minus second, had those who left scored `delta` (first) and `delta_second` points more than imputed."""
    return pool_area_differences(first.moved(delta), second.moved(delta_second), confidence=confidence)


def vanishing_delta(first: Completed, second: Completed) -> float | None:
    """The delta in the first arm at which the difference is nought; None where nobody left there. Closed form: the
    difference moves by delta times the mean share that left."""
    share = float(first.gone.mean())
    return -float(first.means.mean() - second.means.mean()) / share if share > 0 else None


def tipping_delta(first: Completed, second: Completed, *, confidence: float = 0.95) -> float | None:
    """The delta in the first arm, nearest to 0, at which the interval of the difference begins to hold zero.

    0 where it holds zero already; None where nobody left in the first arm, or there is no interval. The estimate moves
    in a straight line, its standard error does not: both sides are looked at in steps of a 64th of the way to where the
    difference vanishes, then halved.
    """
    end, start = vanishing_delta(first, second), difference_at(first, second, 0.0, confidence=confidence)
    if end is None or start.low is None or start.high is None:
        return None
    if start.low <= 0 <= start.high:
        return 0.0

    def clear(delta: float) -> bool:
        found = difference_at(first, second, delta, confidence=confidence)
        return found.low is not None and found.high is not None and (found.low > 0 or found.high < 0)

    steps = np.linspace(0, end, _SCAN + 1)
    tried = ((sign * step, sign * before) for before, step in pairwise(steps) for sign in (1.0, -1.0))
    outside, inside = next((each for each in tried if not clear(each[0])), (end, float(steps[-2])))
    for _ in range(_HALVINGS):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if clear(middle) else (inside, middle)
    return outside


def two_way_grid(
    first: Completed, second: Completed, deltas: Floats, *, confidence: float = 0.95
) -> tuple[tuple[Pooled, ...], ...]:
    """The difference for every pair of deltas: a row for each delta in the first arm, a column for the second."""
    return tuple(
        tuple(difference_at(first, second, float(one), float(two), confidence=confidence) for two in deltas)
        for one in deltas
    )
