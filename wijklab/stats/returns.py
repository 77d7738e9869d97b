"""What a micro-analysis costs, what it may avoid, and how likely avoiding must be before it pays.

A saving that is stated without a probability takes the avoided cost for certain. The break-even probability turns that
round: from which chance on does it pay?
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wijklab.stats.discounting import annuity
from wijklab.stats.sums import Bools, Floats


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


def saving(euro: Floats, probability: Floats, avoided: Bools) -> float:
    """What is left in euro: avoided rows times their probability, less the other rows, which were spent.

    All have shape (n_rows,). A probability that is nan counts as 1, as the bare saving takes it.
    """
    chance = np.where(avoided, np.where(np.isnan(probability), 1.0, probability), -1.0)
    return float(euro @ chance)


def present_share(years: Floats, rate: float) -> Floats:
    """For which part an amount counts now that falls evenly over so many years; shape as `years`.

    The annuity over those years divided by their number; the first year is not discounted. 1 where no years are stated
    (nan), and up to one year.
    """
    return np.array([annuity(rate, each) / each if each > 1 and rate else 1.0 for each in np.asarray(years)])


def wrong_pockets(paid: Floats, gained: Floats) -> Floats:
    """Who pays against who gains, shape (n_payers, n_gainers): each gain shared by the part that each paid.

    `paid` has shape (n_payers,) and `gained` (n_gainers,), in euro. Columns add up to what each gains; where nobody
    paid there is nothing to share by, and all is nan.
    """
    total = paid.sum()
    share = paid / total if total > 0 else np.full(paid.shape, np.nan)
    return np.outer(share, gained)
