"""One-way sensitivity: an outcome at the lowest and the highest value of each input, all others at their own."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from wijklab.stats.sums import Floats

Outcome = Callable[[Floats], float]


def one_way(outcome: Outcome, base: Floats, low: Floats, high: Floats) -> Floats:
    """The outcome at both ends of each input, shape (n_inputs, 2), in the unit of `outcome`.

    `base`, `low` and `high` have shape (n_inputs,). An end that is nan is not known: there the input keeps its own
    value. An input without either end gives the outcome of the base twice.
    """
    ends = (np.where(np.isnan(end), base, end) for end in (low, high))
    return np.array([[outcome(_with(base, i, end[i])) for i in range(base.size)] for end in ends]).reshape(2, -1).T


def widest_first(ends: Floats) -> list[int]:
    """The inputs from the widest range of the outcome to the narrowest, equals in their own order; `ends` as above."""
    return sorted(range(len(ends)), key=lambda i: (-abs(float(ends[i, 1] - ends[i, 0])), i))


def _with(base: Floats, place: int, value: float) -> Floats:
    changed = base.copy()
    changed[place] = value
    return changed
