"""Does the difference hold when costs are taken for what they are: nothing for some, and much for a few?

Beside the plain difference in change stand a gamma model with log link and a two-part model
(`stats/skewed/changes.py`), which take what the second arm did as a share, and allow for age bands where they were
delivered. Their intervals leave each neighbourhood out in turn. They rest on all means and neighbourhoods that the page
shows, and hide with any of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from wijklab.analyses.arms.amounts import WHEN
from wijklab.analyses.arms.panel import Measure, Panel, pair_id
from wijklab.analyses.arms.quantities import evidence, method_name
from wijklab.analyses.arms.strength import strength_of
from wijklab.analyses.costs.totals import DOTS
from wijklab.contract.answers import Quantity
from wijklab.contract.tables import OpenStudy
from wijklab.disclosure.secondary import TOLD
from wijklab.stats.few.two_arms import Compared
from wijklab.stats.skewed.changes import MODELS, CostCells, cost_cells
from wijklab.stats.skewed.left_out import left_out_interval, without_each
from wijklab.stats.skewed.park import park_power
from wijklab.stats.sums import Floats, Ints, area_sums, together

Pair = tuple[str, str]

WAYS: Final = tuple(way for way in MODELS if way != "plain")
"""The models beside the plain difference, which is the page's own."""

PARK: Final = "costs.park"


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Modelled:
    """What all models of one pair share: its residents in cells, first arm in front, and their change in euro."""

    study: OpenStudy
    change: Measure
    pair: Pair
    cells: CostCells

    def quantity(self, way: str) -> Quantity:
        """`costs.model.<pair>.<way>`: first arm minus second, in euro per resident per year.

        n is the fewest residents with costs in either arm and year; for two parts also the fewest without.
        """
        n = self._fewest(way)
        if n < self.study.asked.privacy.threshold:
            return self._without_value(way, "suppressed_small")
        try:
            found = self._found(way)
        except ArithmeticError:
            return self._without_value(way, "not_computable")
        floor = evidence(self.change, self.pair, self.study).p_floor
        return Quantity(
            id=self._id(way),
            value=found.estimate,
            unit="eur",
            basis="people",
            n=n,
            low=found.low,
            high=found.high,
            method=method_name(f"difference_in_change_{way}_left_out", found),
            strength=strength_of(self.study.asked.design, has_interval=found.low is not None, p_floor=floor),
            sums_in=tuple(f"{TOLD}{DOTS}.{arm}" for arm in self.pair),
            rests_on=self._rests_on(),
        )

    def _found(self, way: str) -> Compared:
        model, first = MODELS[way], self.cells.first
        without = without_each(lambda area: model(self.cells.without(area)), first)
        sampled = together(*(self.change.sums_of(arm) for arm in self.pair))
        return left_out_interval(model(self.cells), without, first, sampled)

    def _fewest(self, way: str) -> int:
        own = self.cells.first[self.cells.area]
        having = np.array([self.cells.having[own == first].sum(axis=0) for first in (True, False)])
        people = np.array([[self.cells.people[own == first].sum()] for first in (True, False)])
        return int(min(having.min(), (people - having).min()) if way == "two_part" else having.min())

    def _without_value(self, way: str, why: str) -> Quantity:
        return Quantity(self._id(way), None, "eur", "people", missing=why, rests_on=self._rests_on())

    def _id(self, way: str) -> str:
        return f"costs.model.{pair_id(self.pair)}.{way}"

    def _rests_on(self) -> tuple[str, ...]:
        panel = self.change.panel
        return (
            f"costs.total_difference.{pair_id(self.pair)}",
            *(f"costs.total.{arm}.{when}" for arm in self.pair for when in WHEN),
            *(f"{DOTS}.{code}" for arm in self.pair for code in panel.codes_of(arm)),
        )


def modelled(study: OpenStudy, change: Measure) -> dict[Pair, list[Quantity]]:
    """The models of every pair of arms that can be compared."""
    groups = age_groups(study, change.panel)
    return {
        pair: [of.quantity(way) for way in WAYS]
        for pair in change.panel.pairs()
        for of in (Modelled(study, change, pair, pair_cells(change.panel, pair, groups)),)
    }


def pair_cells(panel: Panel, pair: Pair, groups: Ints) -> CostCells:
    """The residents of two arms in cells of neighbourhood and group, the neighbourhoods of the first arm in front."""
    first, second = (np.flatnonzero(panel.areas_of(arm)) for arm in pair)
    place = np.full(len(panel.codes), -1)
    place[np.concatenate([first, second])] = np.arange(first.size + second.size)
    area = place[panel.area]
    own = area >= 0
    return cost_cells(
        panel.before[own], panel.after[own], area[own], groups[own], np.arange(first.size + second.size) < first.size
    )


def age_groups(study: OpenStudy, panel: Panel) -> Ints:
    """The age band of each resident as a number, shape (n_people,); one for who has none, and for all without bands."""
    residents = study.tables["residents"]
    if "age_band" not in residents:
        return np.zeros(panel.area.size, dtype=np.int64)
    bands = pd.Series(residents["age_band"].to_numpy(dtype=object), index=residents["resident"].to_numpy(dtype=object))
    return pd.factorize(bands.reindex(panel.resident).fillna("").astype(str), sort=True)[0]


def park_quantity(panel: Panel) -> list[Quantity]:
    """By which power of the mean the spread of costs grows, over the neighbourhoods and both years; none where costs of
    a neighbourhood are nought, or all alike, or alike in all but a few: no power is then steep enough."""
    areas = len(panel.codes)
    sums = [area_sums(year, panel.area, areas) for year in (panel.before, panel.after)]
    mean, squares, people = (_both(sums, name) for name in ("mean", "squares", "people"))
    if not (mean > 0).all() or not squares.any() or np.ptp(np.log(mean)) == 0:
        return []
    try:
        power = park_power(mean, mean, squares / people, people)
    except ArithmeticError:
        return []
    totals = (f"costs.total.{arm}.{when}" for arm in panel.present() for when in WHEN)
    rests_on = (*totals, *(f"{DOTS}.{code}" for code in panel.codes))
    having = int(min((panel.before > 0).sum(), (panel.after > 0).sum()))
    return [Quantity(PARK, power, "ratio", "people", n=having, method="modified_park_test", rests_on=rests_on)]


def _both(sums: list, name: str) -> Floats:
    return np.concatenate([getattr(each, name) for each in sums]).astype(float)
