"""The difference in change of costs between two arms by three models, from sums per neighbourhood.

Each asks what residents of the first arm would have cost later had their costs changed as in the second arm: by as many
euro (plain), by the same share (gamma with log link), or by the same odds of having any costs and the same share of the
amount of who has them (two-part). The answer is what they did cost minus that, in euro per resident per year. Every
neighbourhood counts once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from wijklab.stats.skewed.glm import GAMMA, LOGIT, Fit, fit
from wijklab.stats.skewed.recycled import marginal_effect, switched
from wijklab.stats.sums import Bools, Floats, Ints

_FIRST_LATER: Final = 3
"""The column of the design that is 1 for the first arm in the later year: what is between the arms beside the year."""


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class CostCells:
    """Residents of one neighbourhood and one group (such as an age band) are a cell.

    `area`, `group` and `people` have shape (n_cells,); `having` (how many of them have any costs) and `euro` (the sum
    of their costs) have shape (n_cells, 2), the first year and the later one. `first` tells of each neighbourhood
    whether it is of the first arm, shape (n_areas,).
    """

    area: Ints
    group: Ints
    people: Floats
    having: Floats
    euro: Floats
    first: Bools

    def without(self, area: int) -> CostCells:
        """The same without one neighbourhood."""
        return self.of(self.area != area)

    def of(self, cells: Bools) -> CostCells:
        """Only these cells, a mask of shape (n_cells,)."""
        return CostCells(self.area[cells], self.group[cells], self.people[cells],
                         self.having[cells], self.euro[cells], self.first)  # fmt: skip

    @property
    def weights(self) -> Floats:
        """People of each cell as a share of their neighbourhood, shape (n_cells,)."""
        return self.people / np.bincount(self.area, self.people)[self.area]

    def arm_means(self, first: bool) -> Floats:
        """Euro per resident in either year, shape (2,): the mean of neighbourhood means of that arm."""
        return self._mean(self.euro, first)

    def shares(self, first: bool) -> Floats:
        """The share who have any costs in either year, shape (2,), of that arm."""
        return self._mean(self.having, first)

    def _mean(self, sums: Floats, first: bool) -> Floats:
        own = self.first[self.area] == first
        return (self.weights / self.people)[own] @ sums[own] / self.weights[own].sum()


def cost_cells(before: Floats, after: Floats, area: Ints, group: Ints, first: Bools) -> CostCells:
    """Cells of people, all of shape (n_people,): euro in either year, the neighbourhood and the group, from 0 up."""
    groups = int(group.max()) + 1
    cell, place = np.unique(area * groups + group, return_inverse=True)
    euro = np.stack([np.bincount(place, year) for year in (before, after)], axis=1)
    having = np.stack([np.bincount(place, year > 0) for year in (before, after)], axis=1)
    people = np.bincount(place).astype(float)
    return CostCells(cell // groups, cell % groups, people, having.astype(float), euro, first)


def plain_difference(cells: CostCells) -> float:
    """Change in euro of the first arm minus that of the second."""
    one, other = cells.arm_means(True), cells.arm_means(False)
    return float(one[1] - one[0] - (other[1] - other[0]))


def gamma_difference(cells: CostCells) -> float:
    """By one gamma model with log link. Without groups it is the mean later less the mean at first times the growth of
    the second arm, in closed form. ArithmeticError where there are no costs at all to grow from, or in the second arm.
    """
    if min(cells.arm_means(True)[0], *cells.arm_means(False)) <= 0:
        raise ArithmeticError("there are no costs at all to grow from, or in the second arm")
    X, euro, weights = _rows(cells)
    model = fit(GAMMA, euro / np.tile(cells.people, 2), X, weights)
    return _effect((model,), X, weights)


def two_part_difference(cells: CostCells) -> float:
    """By a logit of having any costs, times a gamma with log link of the costs of who has them. ArithmeticError where
    all of the second arm have costs in a year, or of the first arm in the first year, or nobody: odds are then without
    end."""
    if not all(_mixed(cells, first, year) for first, year in ((True, 0), (False, 0), (False, 1))):
        raise ArithmeticError("all of an arm have costs in a year, or nobody has")
    X, euro, weights = _rows(cells)
    having = cells.having.T.ravel()
    any_costs = fit(LOGIT, having / np.tile(cells.people, 2), X, weights)
    has = having > 0
    share = weights * having / np.tile(cells.people, 2)
    how_much = fit(GAMMA, euro[has] / having[has], X[has], share[has])
    return _effect((any_costs, how_much), X, weights)


def _mixed(cells: CostCells, first: bool, year: int) -> bool:
    """Whether in that year some of that arm have costs and some have none."""
    own = cells.first[cells.area] == first
    return bool(0 < cells.having[own, year].sum() < cells.people[own].sum())


MODELS: Final[Mapping[str, Callable[[CostCells], float]]] = MappingProxyType(
    {"plain": plain_difference, "gamma": gamma_difference, "two_part": two_part_difference}
)
"""By the name that they have in fact ids and labels."""


def _rows(cells: CostCells) -> tuple[Floats, Floats, Floats]:
    """The design, the sums of euro and the weights of all cells in the first year, then of all in the later one."""
    first = cells.first[cells.area].astype(float)
    groups = np.unique(cells.group)[1:]
    own = (cells.group[:, None] == groups).astype(float)
    ones, none = np.ones(first.size), np.zeros(first.size)
    earlier, later = ([ones, year, first, year * first, *own.T] for year in (none, ones))
    X = np.vstack([np.column_stack(earlier), np.column_stack(later)])
    return X, cells.euro.T.ravel(), np.tile(cells.weights, 2)


def _effect(parts: tuple[Fit, ...], X: Floats, weights: Floats) -> float:
    """Mean over the first arm in the later year, with and without what is between the arms."""
    own = X[:, _FIRST_LATER] == 1
    return marginal_effect(parts, X[own], switched(X[own], _FIRST_LATER, 0.0), weights[own])
