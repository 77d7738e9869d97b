"""Decisions under uncertainty, from draws of effect and cost: any number of strategies, one column each.

All willingnesses are euro per unit of effect. Net benefit is willingness x effect - cost, in euro (Stinnett & Mullahy
1998); the acceptability curve is the share of draws in which a strategy has the highest (Van Hout et al. 1994; Fenwick,
Claxton & Sculpher 2001); perfect information is worth what choosing best in every draw adds. As BCEA reckons them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wijklab.stats.sums import Floats, Ints


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Draws:
    """Effects and costs of strategies, each of shape (n_draws, n_strategies), a draw being one possible truth."""

    effects: Floats
    costs: Floats

    def __post_init__(self) -> None:
        if self.effects.ndim != 2 or self.effects.shape != self.costs.shape or not self.effects.size:
            raise ValueError("effects and costs must have one shape, draws by strategies")

    def net_benefit(self, willingness: float) -> Floats:
        """In euro, shape (n_draws, n_strategies)."""
        return willingness * self.effects - self.costs


def increments(draws: Draws, first: int, second: int) -> tuple[Floats, Floats]:
    """Effect and cost of one strategy minus those of another, each of shape (n_draws,)."""
    effects, costs = draws.effects, draws.costs
    return effects[:, first] - effects[:, second], costs[:, first] - costs[:, second]


def ratio_of_means(effect: Floats, cost: Floats) -> float:
    """The incremental cost-effectiveness ratio: mean cost by mean effect. Nan without any mean effect.

    Never to be shown by itself where either mean is below nought: `quadrants` says where it lies.
    """
    mean = float(effect.mean())
    return float(cost.mean()) / mean if mean else float("nan")


def quadrants(effect: Floats, cost: Floats) -> Floats:
    """Shares of draws (0-1) that are better and dearer, better and cheaper, worse and cheaper, worse and dearer.

    Shape (4,), clockwise from the north-east. A draw on a line counts with what is not better, or not dearer.
    """
    better, dearer = effect > 0, cost > 0
    parts = (better & dearer, better & ~dearer, ~better & ~dearer, ~better & dearer)
    return np.array([part.mean() for part in parts])


def incremental_benefit(draws: Draws, willingness: Floats, first: int, second: int) -> Floats:
    """Expected net benefit of one strategy minus that of another at each willingness, in euro, shape as given."""
    effect, cost = (float(each.mean()) for each in increments(draws, first, second))
    return np.asarray(willingness, dtype=float) * effect - cost


def expected_benefits(draws: Draws, willingness: Floats) -> Floats:
    """Expected net benefit of each strategy, in euro, shape (n_willingness, n_strategies)."""
    return np.outer(willingness, draws.effects.mean(axis=0)) - draws.costs.mean(axis=0)


def best_strategies(draws: Draws, willingness: Floats) -> Ints:
    """The strategy with the highest expected net benefit at each willingness, shape (n_willingness,)."""
    return expected_benefits(draws, willingness).argmax(axis=1)


def acceptability(draws: Draws, willingness: Floats) -> Floats:
    """The share of draws (0-1) in which each strategy is best, shape (n_willingness, n_strategies); ties share."""
    return np.array([_shares_best(draws.net_benefit(each)) for each in np.asarray(willingness, dtype=float)])


def _shares_best(benefit: Floats) -> Floats:
    best = benefit == benefit.max(axis=1, keepdims=True)
    return (best / best.sum(axis=1, keepdims=True)).mean(axis=0)


def perfect_information(draws: Draws, willingness: Floats) -> Floats:
    """What knowing the truth before choosing is worth at each willingness, in euro, shape as given; never below 0."""
    found = [_worth_knowing(draws.net_benefit(each)) for each in np.asarray(willingness, dtype=float)]
    return np.array(found)


def _worth_knowing(benefit: Floats) -> float:
    return max(0.0, float(benefit.max(axis=1).mean() - benefit.mean(axis=0).max()))


def turning_points(draws: Draws, willingness: Floats) -> Floats:
    """The willingnesses, of those given in rising order, from which another strategy is best than just before."""
    best = best_strategies(draws, willingness)
    return np.asarray(willingness, dtype=float)[1:][best[1:] != best[:-1]]
