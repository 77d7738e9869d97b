"""Changes since each neighbourhood's own start, and what if the starts had been dealt out to them in another way?

With a handful of neighbourhoods a standard error from influence functions is not to be trusted. Here each neighbourhood
gives one number: its change since the last period before its start; a never-treated one gives its change over the same
periods, averaged over the treated. The difference between the two means is the group-time estimate in which every
treated unit counts once (`staggered.by_group`), and goes with a t(G-2) interval and an exact randomisation test.

Arrays: `outcome` (n_units, n_periods), nan where not measured; `first` (n_units,) the first treated period, 0 where
never; `periods` (n_periods,) rising. A unit that begins after the last period counts as never treated.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import factorial, prod
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_DEALINGS: Final = 20_000
"""Enumerate up to here (9 units, of which 3 began in one year and 3 in another, have 1,680); beyond it, draw."""

DRAWS: Final = 9_999
_TOLERANCE: Final = 1e-9


@dataclass(frozen=True, slots=True)
class StartTest:
    """The overall effect, how often a dealing of the starts does as well on either side, and the least that could be.

    `dealings` is how many were looked at, the observed one among them; `exact` whether that was all of them.
    """

    effect: float
    p: float
    p_floor: float
    dealings: int
    exact: bool


def changes_at(outcome: Floats, first: Ints, periods: Ints, since: int) -> tuple[Floats, Floats]:
    """Change from the last measured period before the start to the period `since` after it, per unit.

    The first array holds the treated units that were measured at both; the second the never-treated ones measured at
    all of these periods, each with its mean change over them. Both are empty where there is nothing to compare.
    """
    never, own, others = _never(first, periods), [], []
    for unit in np.flatnonzero(~never & (first > periods[0])):
        at, base = _place(periods, first[unit] + since), _last_before(outcome[unit], periods, int(first[unit]))
        if at is not None and base is not None and np.isfinite(outcome[unit, at]):
            own.append(outcome[unit, at] - outcome[unit, base])
            others.append(outcome[never, at] - outcome[never, base])
    if not own or not never.any():
        return np.empty(0), np.empty(0)
    mean = np.mean(others, axis=0)
    return np.array(own), mean[np.isfinite(mean)]


def overall_changes(outcome: Floats, first: Ints, periods: Ints) -> tuple[Floats, Floats]:
    """Mean change since the start per treated unit, and over the same periods per never-treated one. No gaps allowed.

    Units treated from the first period on have no before, and are left out.
    """
    starts, change = _changes_by_start(outcome, first, periods)
    treated = np.isin(first, starts)
    place = np.searchsorted(starts, first[treated])
    counts = np.bincount(place, minlength=starts.size) / max(1, place.size)
    return change[treated, place], change[_never(first, periods)] @ counts


def deal_starts(
    outcome: Floats, first: Ints, periods: Ints, *, chance: np.random.Generator | None = None
) -> StartTest | None:
    """Exact randomisation of the starting years over the units, on the overall effect of `overall_changes`.

    None where there is nothing to compare, or too much to enumerate and no Generator to draw with.
    """
    never = _never(first, periods)
    outcome, first = (part[never | (first > periods[0])] for part in (outcome, np.where(never, 0, first)))
    starts, change = _changes_by_start(outcome, first, periods)
    place = np.where(first == 0, 0, 1 + np.searchsorted(starts, first))
    counts = np.bincount(place, minlength=starts.size + 1)
    number = _dealings(counts)
    if not counts[0] or counts[0] == first.size or (number > MOST_DEALINGS and chance is None):
        return None
    treated = first.size - counts[0]
    weight = np.column_stack([-(change @ (counts[1:] / treated)) / counts[0], change / treated])
    dealt = _every(counts) if number <= MOST_DEALINGS else _drawn(place, chance)
    effects = weight[np.arange(first.size), dealt].sum(axis=1)
    observed = float(weight[np.arange(first.size), place].sum())
    slack = _TOLERANCE * max(1e-300, float(np.abs(outcome).max()))
    p = float(np.mean(np.abs(effects) >= abs(observed) - slack))
    return StartTest(observed, p, _floor(counts, number), len(dealt), number <= MOST_DEALINGS)


def _floor(counts: Ints, number: int) -> float:
    """One dealing of all; two where a single start stands against as many never-treated, as its mirror counts too."""
    if number > MOST_DEALINGS:
        return 1 / (DRAWS + 1)
    mirrored = counts.size == 2 and counts[0] == counts[1]
    return (2 if mirrored else 1) / number


def _never(first: Ints, periods: Ints) -> NDArray[np.bool_]:
    return (first == 0) | (first > periods[-1])


def _changes_by_start(outcome: Floats, first: Ints, periods: Ints) -> tuple[Ints, Floats]:
    """The starts that have a before and an after, and each unit's mean change had it begun then, a column each."""
    starts = np.unique(first[(first > periods[0]) & (first <= periods[-1])])
    change = [outcome[:, periods >= s].mean(axis=1) - outcome[:, periods < s][:, -1] for s in starts]
    return starts, np.column_stack(change) if change else np.empty((first.size, 0))


def _place(periods: Ints, period: int) -> int | None:
    found = np.flatnonzero(periods == period)
    return int(found[0]) if found.size else None


def _last_before(row: Floats, periods: Ints, start: int) -> int | None:
    found = np.flatnonzero((periods < start) & np.isfinite(row))
    return int(found[-1]) if found.size else None


def _dealings(counts: Ints) -> int:
    return factorial(int(counts.sum())) // prod(factorial(int(count)) for count in counts)


def _every(counts: Ints) -> Ints:
    """Every way of giving `counts[k]` units the label k, shape (n_dealings, n_units)."""
    dealt = [np.zeros(int(counts.sum()), dtype=np.int64)]
    for label in range(1, counts.size):
        dealt = [_labelled(one, chosen, label) for one in dealt for chosen in _choices(one, int(counts[label]))]
    return np.array(dealt)


def _choices(dealt: Ints, number: int) -> combinations[int]:
    return combinations(np.flatnonzero(dealt == 0).tolist(), number)


def _labelled(dealt: Ints, chosen: tuple[int, ...], label: int) -> Ints:
    again = dealt.copy()
    again[list(chosen)] = label
    return again


def _drawn(place: Ints, chance: np.random.Generator | None) -> Ints:
    if chance is None:
        raise ValueError("too many dealings to enumerate: give a Generator to draw from")
    return np.vstack([place, chance.permuted(np.tile(place, (DRAWS, 1)), axis=1)])
