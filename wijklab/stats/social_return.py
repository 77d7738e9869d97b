"""Social return on investment (SROI): what is left of a value after what may not be counted, and how unsure that is.

After "A guide to Social Return on Investment" (The SROI Network 2012), stages 3 to 5: number x value, less deadweight
(would have happened anyway), displacement (went at the cost of something elsewhere) and attribution (was done by
others); in later years less drop-off; then discounted. Every input has a low and a high, so that the answer is a range.

Inputs are arrays of shape (n_inputs, n_returns), in the order of `INPUTS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from wijklab.stats.discounting import discount_factors
from wijklab.stats.one_way import one_way
from wijklab.stats.sums import Floats

INPUTS: Final = ("number", "deadweight", "displacement", "attribution", "drop_off")
"""What is unsure of a return: how many there were, and four shares (0-1) that are taken off."""

STEPS: Final = ("gross", "deadweight", "displacement", "attribution", "drop_off", "discount")
"""What is left, in this order: everything that was counted, and then after each thing that is taken off."""


@dataclass(frozen=True, slots=True)
class Valued:
    """What is known of each return, shape (n_returns,): euro per unit and year, and how many years it lasts.

    A part of a year counts for that part. `rate` is the yearly discount rate. `begins` is how many years after the
    start the first year is counted: 0 leaves it undiscounted; 1 discounts it as well, as the guide's example does.
    """

    euro: Floats
    years: Floats
    rate: float = 0.0
    begins: int = 0


def worst_and_best(low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """The inputs at which least is left, and those at which most is: few and much taken off; many and little."""
    worst, best = high.copy(), low.copy()
    worst[0], best[0] = low[0], high[0]
    return worst, best


def left_after(inputs: Floats, valued: Valued) -> Floats:
    """Euro left of each return after each step, shape (n_steps, n_returns), in the order of `STEPS`.

    Shares are taken off what the share before left, so the order of the first three does not change what remains.
    """
    number, *shares, drop_off = inputs
    first_year = np.cumprod([number * valued.euro, *(1.0 - share for share in shares)], axis=0)
    at = np.arange(int(np.ceil(valued.years.max(initial=0.0))))[:, None]
    lasting = np.clip(valued.years - at, 0.0, 1.0)
    dropping = lasting * (1.0 - drop_off) ** at
    now = dropping * discount_factors(at + valued.begins, valued.rate)
    gross = first_year * valued.years
    return np.vstack([gross, first_year[-1] * dropping.sum(axis=0), first_year[-1] * now.sum(axis=0)])


def present_values(inputs: Floats, valued: Valued) -> Floats:
    """Euro left of each return after all steps, shape (n_returns,)."""
    return left_after(inputs, valued)[-1]


def one_at_a_time(worst: Floats, best: Floats, valued: Valued) -> tuple[float, Floats]:
    """The total with every input in the middle of its range; and with one input of one return at either end of it.

    The second has shape (n_inputs, n_returns, 2): euro in all, at the end at which least and at which most is left.
    """

    def total(inputs: Floats) -> float:
        return float(present_values(inputs.reshape(worst.shape), valued).sum())

    middle = (worst + best) / 2
    ends = one_way(total, middle.ravel(), worst.ravel(), best.ravel())
    return total(middle), ends.reshape(*worst.shape, 2)
