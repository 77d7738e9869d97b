"""Which of several strategies are worth considering at all: dominance, extended dominance and the frontier.

A strategy is dominated where another has at least its effect for at most its cost, and is better in one of them; it is
dominated by extension where a mix of two others does so (Weinstein 1990; Drummond et al. 2015). What is left, in order
of cost, is the frontier: each next strategy buys more effect at a ratio that never falls.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from wijklab.stats.sums import Floats

Standing = Literal["frontier", "dominated", "extended"]

_SAME: Final = 1e-9
"""Ratios that differ by a smaller share than this differ by rounding."""


@dataclass(frozen=True, slots=True, eq=False)
class Frontier:
    """`standing` has one word for each strategy in the order given; `order` are those on the frontier, cheapest first;
    `ratios`, shape (len(order) - 1,), what one more unit of effect costs from each to the next (above nought, never
    falling: a strategy that a mix of two others only equals stays).
    """

    standing: tuple[Standing, ...]
    order: tuple[int, ...]
    ratios: Floats


def efficient_frontier(effects: Floats, costs: Floats) -> Frontier:
    """The frontier of strategies with these effects and costs, each of shape (n_strategies,); ValueError without any.

    Of two strategies that are alike in both the first stays.
    """
    if not effects.size or effects.shape != costs.shape:
        raise ValueError("effects and costs must have one shape, with at least one strategy")
    standing: list[Standing] = ["frontier"] * effects.size
    left = [int(i) for i in np.lexsort((np.arange(effects.size), -effects, costs))]
    for i, best in zip(left, _best_before(effects[left]), strict=True):
        if effects[i] <= best:
            standing[i] = "dominated"
    order = [i for i in left if standing[i] == "frontier"]
    while (worse := _beyond(_ratios(effects, costs, order))) is not None:
        standing[order.pop(worse)] = "extended"
    return Frontier(tuple(standing), tuple(order), _ratios(effects, costs, order))


def _best_before(ordered: Floats) -> Floats:
    """The highest effect of any cheaper strategy."""
    return np.concatenate([[-np.inf], np.maximum.accumulate(ordered)[:-1]])


def _ratios(effects: Floats, costs: Floats, order: list[int]) -> Floats:
    return np.diff(costs[order]) / np.diff(effects[order])


def _beyond(ratios: Floats) -> int | None:
    """The first place in the order of which the ratio is higher than the next one; None where none falls."""
    falls = np.flatnonzero(ratios[:-1] > ratios[1:] * (1 + _SAME))
    return int(falls[0]) + 1 if falls.size else None
