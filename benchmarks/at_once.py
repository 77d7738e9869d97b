"""The methods of `wijklab.stats.few.evidence`, and their rivals, over all runs of a cell at once.

Held against `weigh_evidence` itself by `calibrate.agree`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from scipy.special import stdtrit
from simulated import Floats, Sums

from wijklab.stats.few.evidence import choose_method, p_given
from wijklab.stats.few.randomisation import assignments
from wijklab.stats.few.sampling import ENOUGH

MOST_DEALT: Final = 2_000
"""Assignments per randomisation test here; more would only make the count slower."""


def wrong(sums: Sums, treated: int, truth: float = 0.0) -> dict[str, Floats]:
    """Of each method, in which runs it misses `truth` (interval) or rejects it (p): shape (RUNS,), True is wrong."""
    first, second = arm(sums, slice(None, treated)), arm(sums, slice(treated, None))
    found = {"t": _pooled(first, second, truth), "sized t": _pooled(first, second, truth, sized=True)}
    if treated > 1:
        found["Welch"] = _welch(first, second, truth)
    found |= _rivals(first, second, truth)
    found["interval"] = LEADS[choose_method(treated, sums.mean.shape[1] - treated)](found)
    if p_given(treated, sums.mean.shape[1] - treated) and truth == 0.0:
        found["p"] = (_randomisation_p(sums, treated) <= 0.05) & found["interval"]
    return found


def arm(sums: Sums, places: slice) -> Sums:
    """The neighbourhoods of one arm."""
    return Sums(sums.people[:, places], sums.mean[:, places], sums.squares[:, places])


LEADS: Final[Mapping[str, Callable[[dict[str, Floats]], Floats]]] = {
    "t_on_means": lambda found: found["sized t"],
    "one_against_many": lambda found: found["sized t"],
    "wider_on_means": lambda found: found["sized t"] & found["Welch"],
    "welch_on_means": lambda found: found["Welch"],
}
"""When the leading interval misses: the wider of two around one estimate misses where both do. The printed p is never
smaller than the interval's own, so it is at most .05 only where the interval misses too."""


def _pooled(first: Sums, second: Sums, truth: float, *, sized: bool = False) -> Floats:
    n, df = (first.mean.shape[1], second.mean.shape[1]), first.mean.shape[1] + second.mean.shape[1] - 2
    variance = (_squares(first) + _squares(second)) / df * (1 / n[0] + 1 / n[1])
    if sized and n[0] != n[1]:
        variance = variance + np.maximum(0.0, _left_out(first, second))
    return np.abs(_difference(first, second) - truth) > stdtrit(df, 0.975) * np.sqrt(variance)


def _left_out(first: Sums, second: Sums) -> Floats:
    n = (first.mean.shape[1], second.mean.shape[1])
    both = Sums(*(np.concatenate([getattr(own, name) for own in (first, second)], axis=1) for name in Sums.__slots__))
    own = _sampling(both)
    mean = [own[:, : n[0]].mean(axis=1), own[:, n[0] :].mean(axis=1)]
    told = ((n[0] - 1) * mean[0] + (n[1] - 1) * mean[1]) / (sum(n) - 2) * (1 / n[0] + 1 / n[1])
    return mean[0] / n[0] + mean[1] / n[1] - told


def _welch(first: Sums, second: Sums, truth: float) -> Floats:
    n = [own.mean.shape[1] for own in (first, second)]
    parts = [_squares(arm) / (m - 1) / m for arm, m in zip((first, second), n, strict=True)]
    spread = parts[0] ** 2 / (n[0] - 1) + parts[1] ** 2 / (n[1] - 1)
    df = np.divide((parts[0] + parts[1]) ** 2, spread, out=np.ones_like(spread), where=spread > 0)
    return np.abs(_difference(first, second) - truth) > stdtrit(df, 0.975) * np.sqrt(parts[0] + parts[1])


def _rivals(first: Sums, second: Sums, truth: float) -> dict[str, Floats]:
    """Least squares on people, and the same with CR1S and z (statsmodels `cov_type="cluster"`)."""
    arms, areas = (first, second), first.mean.shape[1] + second.mean.shape[1]
    n = [arm.people.sum(axis=1) for arm in arms]
    mean = [(arm.people * arm.mean).sum(axis=1) / m for arm, m in zip(arms, n, strict=True)]
    away = [arm.people * (arm.mean - own[:, None]) for arm, own in zip(arms, mean, strict=True)]
    left = sum(arm.squares.sum(axis=1) + (a**2 / arm.people).sum(axis=1) for arm, a in zip(arms, away, strict=True))
    people = left / (n[0] + n[1] - 2) * (1 / n[0] + 1 / n[1])
    cluster = sum((a**2).sum(axis=1) / m**2 for a, m in zip(away, n, strict=True))
    cluster = cluster * areas / (areas - 1) * (n[0] + n[1] - 1) / (n[0] + n[1] - 2)
    size = np.abs(mean[0] - mean[1] - truth)
    return {"people": size > 1.96 * np.sqrt(people), "cluster z": size > 1.96 * np.sqrt(cluster)}


def _randomisation_p(sums: Sums, treated: int) -> Floats:
    """The larger p of plain and scaled randomisation, over the first `MOST_DEALT` assignments (drawn where many)."""
    areas = sums.mean.shape[1]
    dealt = assignments(np.arange(areas) < treated, np.random.default_rng(3))[:MOST_DEALT]
    weight = np.full((areas, len(dealt)), -1 / (areas - treated))
    weight[dealt.T, np.arange(len(dealt))] = 1 / treated
    own = _sampling(sums)
    between = np.maximum(0.0, sums.mean.var(axis=1, ddof=1) - own.mean(axis=1))
    plain = np.abs(sums.mean @ weight)
    scaled = plain / np.sqrt((between[:, None] + own) @ weight**2)
    return np.maximum(*((each >= each[:, :1] * (1 - 1e-9)).mean(axis=1) for each in (plain, scaled)))


def _difference(first: Sums, second: Sums) -> Floats:
    return first.mean.mean(axis=1) - second.mean.mean(axis=1)


def _squares(arm: Sums) -> Floats:
    return ((arm.mean - arm.mean.mean(axis=1, keepdims=True)) ** 2).sum(axis=1)


def _sampling(own: Sums) -> Floats:
    pooled = own.squares.sum(axis=1, keepdims=True) / (own.people - 1).sum(axis=1, keepdims=True)
    return np.where(own.people >= ENOUGH, own.squares / (own.people - 1), pooled) / own.people
