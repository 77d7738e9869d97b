"""Westfall-Young over arms and outcomes: what is the largest of all t statistics when arms are dealt out by chance?

The labels of the arms are dealt out to the neighbourhoods in every way (or drawn), the outcomes of a neighbourhood
staying together, so that what outcomes share is used rather than paid for (Westfall & Young 1993, algorithm 4.1, free
step-down). Exact where no arm differs in any outcome. For one pair while a third arm differs it is approximate: each
statistic is therefore divided by the spread within its own two arms.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from math import factorial, prod
from typing import Final

import numpy as np

from wijklab.stats.sums import ROUNDING, Floats, Ints

MOST_DEALS: Final = 20_000
"""Enumerate up to here (three arms of three: 1,680; of four: 34,650 are drawn)."""

DRAWS: Final = 9_999
_TOLERANCE: Final = 1e-9
_NO_SPREAD: Final = 1e-7
"""The root of a sum of squares less another is as sure as this: a smaller share of an outcome's spread is none."""

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class MaxT:
    """Per pair of arms and outcome, each of shape (n_pairs, n_outcomes): difference, its t statistic, the p of that one
    comparison, and the familywise adjusted p; nan where a comparison has no spread or too few neighbourhoods.

    `p_floor` is the smallest that an adjusted p can be; `deals` how many ways of dealing were looked at, `exact`
    whether those were all.
    """

    difference: Floats
    statistic: Floats
    p: Floats
    p_family: Floats
    p_floor: float
    deals: int
    exact: bool


def max_t(values: Floats, arm: Ints, pairs: Sequence[Pair], *, chance: np.random.Generator | None = None) -> MaxT:
    """Compare arms in pairs (first minus second) on all outcomes together.

    `values` has shape (n_areas, n_outcomes): neighbourhood means, nan where not measured. `arm`, shape (n_areas,),
    counts from 0. ValueError where assignments must be drawn and there is no Generator.
    """
    deals = every_deal(arm, chance)
    difference, statistic = _statistics(values, deals, pairs)
    observed = statistic[0]
    others = np.where(np.isnan(statistic), np.inf, statistic)
    p, family = np.full(observed.size, np.nan), np.full(observed.size, np.nan)
    known = ~np.isnan(observed)
    p[known] = _share(others[:, known], observed[known])
    family[known] = _step_down(others[:, known], observed[known])
    shape = (len(pairs), values.shape[1])
    return MaxT(
        difference=difference[0].reshape(shape),
        statistic=observed.reshape(shape),
        p=p.reshape(shape),
        p_family=family.reshape(shape),
        p_floor=attainable_family_p(arm, pairs),
        deals=len(deals),
        exact=n_deals(arm) <= MOST_DEALS,
    )


def n_deals(arm: Ints) -> int:
    """In how many ways labels can be dealt out, arms keeping their size."""
    return factorial(arm.size) // prod(factorial(int(n)) for n in np.bincount(arm))


def attainable_family_p(arm: Ints, pairs: Sequence[Pair]) -> float:
    """The smallest adjusted p that the design allows.

    Arms of one size may be named anew; each such way that compares the same two groups somewhere ties with the largest
    statistic, so it counts against every deal.
    """
    if n_deals(arm) > MOST_DEALS:
        return 1 / (DRAWS + 1)
    sizes, asked = np.bincount(arm), [frozenset(pair) for pair in pairs]
    anew = [n for n in permutations(range(sizes.size)) if all(sizes[a] == sizes[b] for a, b in enumerate(n))]
    compared = [{frozenset(names[a] for a in pair) for pair in asked} for names in anew]
    return min(sum(pair in each for each in compared) for pair in asked) / n_deals(arm)


def every_deal(arm: Ints, chance: np.random.Generator | None = None) -> Ints:
    """The arm of each neighbourhood in each way of dealing, shape (deals, n_areas); the observed one comes first."""
    if n_deals(arm) > MOST_DEALS:
        if chance is None:
            raise ValueError(f"more than {MOST_DEALS} ways of dealing: give a Generator to draw from")
        return np.vstack([arm[None, :], chance.permuted(np.tile(arm, (DRAWS, 1)), axis=1)])
    every = np.array(list(_deal(np.bincount(arm).tolist(), arm.size)))
    first = int(np.flatnonzero((every == arm).all(axis=1))[0])
    every[[0, first]] = every[[first, 0]]
    return every


def _deal(sizes: list[int], n_areas: int) -> Iterator[Ints]:
    if len(sizes) == 1:
        yield np.zeros(n_areas, dtype=np.int64)
        return
    last = len(sizes) - 1
    for places in combinations(range(n_areas), sizes[last]):
        rest = np.ones(n_areas, dtype=bool)
        rest[list(places)] = False
        for deal in _deal(sizes[:last], n_areas - len(places)):
            whole = np.full(n_areas, last, dtype=np.int64)
            whole[rest] = deal
            yield whole


def _statistics(values: Floats, deals: Ints, pairs: Sequence[Pair]) -> tuple[Floats, Floats]:
    """Differences and |t| of all comparisons, each of shape (deals, n_pairs * n_outcomes)."""
    known = np.isfinite(values)
    plain = np.where(known, values, 0.0)
    centred = np.where(known, plain - plain.sum(axis=0) / np.maximum(1, known.sum(axis=0)), 0.0)
    none = np.abs(centred).max(axis=0) * _NO_SPREAD + np.abs(plain).max(axis=0) * ROUNDING
    per_arm = [(deals == arm).astype(float) for arm in range(int(deals.max()) + 1)]
    n, total, squares = (np.stack([own @ each for own in per_arm]) for each in (known * 1.0, centred, centred**2))
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = total / n
        within = np.maximum(squares - n * mean**2, 0.0)
        found = [_pair(mean, within, n, pair, none) for pair in pairs]
    return np.concatenate([one for one, _ in found], axis=1), np.concatenate([one for _, one in found], axis=1)


def _pair(mean: Floats, within: Floats, n: Floats, pair: Pair, none: Floats) -> tuple[Floats, Floats]:
    """Difference and |t|, each of shape (deals, n_outcomes); an error up to `none`, (n_outcomes,), is nought."""
    first, second = pair
    difference = mean[first] - mean[second]
    variance = (within[first] + within[second]) / (n[first] + n[second] - 2) * (1 / n[first] + 1 / n[second])
    enough = (variance > none**2) & np.isfinite(variance)
    statistic = np.where(enough, np.abs(difference) / np.sqrt(np.where(enough, variance, 1.0)), np.nan)
    return difference, statistic


def _share(others: Floats, observed: Floats) -> Floats:
    return np.mean(others >= observed * (1 - _TOLERANCE) - _TOLERANCE, axis=0)


def _step_down(others: Floats, observed: Floats) -> Floats:
    order = np.argsort(-observed, kind="stable")
    largest = np.maximum.accumulate(others[:, order][:, ::-1], axis=1)[:, ::-1]
    found = np.empty(observed.size)
    found[order] = np.maximum.accumulate(_share(largest, observed[order]))
    return found
