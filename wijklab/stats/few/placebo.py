"""One neighbourhood against many: how extreme is it among neighbourhoods where nothing was done?

Each neighbourhood takes its turn as if it were the one, against all the rest (Abadie, Diamond & Hainmueller 2010,
section 3.4, with equal weights). The real one stays among the rest of each turn: only then is its rank uniform where
nothing happened, and its p that of exact randomisation.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wijklab.stats.few.randomisation import slack_of
from wijklab.stats.sums import Floats, about_mean


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Placebo:
    """The one, and all that took its turn; differences in the unit of the means, signed as first arm minus second.

    `differences` has shape (n_many,), `real` is that of the one. `rank` 1 is the largest in size of all n_many + 1;
    `p` = rank / (n_many + 1), and `p_floor` the smallest it could be. Ties count against the one.
    """

    real: float
    differences: Floats
    rank: int
    p: float
    p_floor: float


def one_against_many(first: Floats, second: Floats) -> Placebo | None:
    """The placebo distribution where one arm has one neighbourhood and the other at least two; else None.

    `first` and `second` are neighbourhood means, shape (neighbourhoods of that arm,).
    """
    if min(first.size, second.size) != 1 or first.size == second.size:
        return None
    sign, one, many = (1.0, first, second) if first.size == 1 else (-1.0, second, first)
    values = np.concatenate([one, many])
    both = about_mean(values)
    turns = sign * (both - (both.sum() - both) / (both.size - 1))
    rank = int((np.abs(turns) >= abs(turns[0]) - slack_of(both, values)).sum())
    return Placebo(float(turns[0]), turns[1:], rank, rank / both.size, 1 / both.size)
