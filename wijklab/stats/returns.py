"""What a micro-analysis costs, what it may avoid, and how likely avoiding must be before it pays.

A saving that is stated without a probability takes the avoided cost for certain. The break-even probability turns that
round: from which chance on does it pay?
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Return:
    """In euro, except `ratio` (avoided per euro spent) and `break_even` (a probability; above 1 it never pays)."""

    cost: float
    avoided: float
    saving: float
    ratio: float | None
    break_even: float | None
    expected_saving: float | None


def micro_return(costs: Floats, avoided: Floats, probability: Floats) -> Return:
    """Cost against avoided cost, in euro of one price year.

    `costs` has shape (n_costs,); `avoided` and `probability` have shape (n_avoided,), with nan for a probability that
    the source does not state: then no saving can be expected, only reckoned.
    """
    cost, total = float(costs.sum()), float(avoided.sum())
    stated = avoided.size > 0 and not np.isnan(probability).any()
    return Return(
        cost=cost,
        avoided=total,
        saving=total - cost,
        ratio=total / cost if cost > 0 else None,
        break_even=cost / total if total > 0 else None,
        expected_saving=float(avoided @ probability) - cost if stated else None,
    )
