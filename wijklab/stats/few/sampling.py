"""How surely each neighbourhood was measured: few people make a mean that wanders by itself.

A neighbourhood mean varies by the spread between neighbourhoods (tau^2) and by that among its own people divided by how
many were measured (s^2 / n); under a ceiling people differ less, so s^2 is each neighbourhood's own. A comparison of
means that forgets the second is wrong in up to 20 % of the cases where it says 5 %, when the smaller arm has the
smaller samples (`benchmarks/README.md`).
"""

from __future__ import annotations

from typing import Final

import numpy as np

from wijklab.stats.sums import AreaSums, Floats, about_mean, together

ENOUGH: Final = 30
"""With fewer people than this a neighbourhood's own variance says too little (from ten people the interval of one
against 22 misses in 7 %): the pooled one is taken."""


def sampling_variances(areas: AreaSums) -> Floats:
    """s^2 / n of each neighbourhood mean, shape (n_areas,), in the square of the unit; 0 with one person in each."""
    left = areas.people - 1
    pooled = float(areas.squares.sum()) / max(1, int(left.sum()))
    own = np.divide(areas.squares, left, out=np.full(areas.size, pooled), where=areas.people >= ENOUGH)
    return own / areas.people


def mean_variances(areas: AreaSums) -> Floats:
    """tau^2 + s^2 / n of each neighbourhood mean where arms do not differ, shape (n_areas,); tau^2 by moments, never
    below 0. It knows no arms, so that a randomisation test may use it."""
    own = sampling_variances(areas)
    between = float(about_mean(areas.mean).var(ddof=1)) if areas.size > 1 else 0.0
    return max(0.0, between - float(own.mean())) + own


def sampling_excess(first: AreaSums, second: AreaSums) -> float:
    """What the pooled variance of the difference leaves out, in the square of the unit; never below 0.

    The pooled variance takes all means to be equally sure. Its expectation misses what sampling adds to the difference,
    less what sampling adds to the pooled variance itself. Exactly nought where arms have as many neighbourhoods.
    """
    if first.size == second.size:
        return 0.0
    n, own = np.array([first.size, second.size]), sampling_variances(together(first, second))
    mean = np.array([own[: first.size].mean(), own[first.size :].mean()])
    told = float((n - 1) @ mean) / (n.sum() - 2) * float((1 / n).sum())
    return max(0.0, float((mean / n).sum()) - told)
