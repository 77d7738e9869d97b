"""Which savings by party may be shown: those from which, with all else on the page, nothing hidden follows.

A cell is what residents of one arm have in one year of one category that one bearer pays. Every number of the page that
is a sum of cells is a vector over them (`disclosure/solving.py`). Hidden must stay: every number that the page hides;
every cell, category, bearer and block of costs that rests on a few residents or on two of them, and how it changed; and
every saving that does so itself. Numbers of the page go before savings, and large parties before small ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from wijklab.analyses.arms.amounts import WHEN
from wijklab.analyses.arms.panel import pair_id
from wijklab.analyses.arms.quantities import top_two
from wijklab.analyses.costs.blocks import Paid, Years, together
from wijklab.analyses.costs.savings import ALL, Pair, Savings, pools, saves_id, shared_id
from wijklab.contract.answers import Quantity
from wijklab.contract.study_parts import Privacy
from wijklab.disclosure.gates import DOMINANCE_LIMIT, GATES, hidden
from wijklab.disclosure.release import safe_to_show
from wijklab.disclosure.solving import harmless
from wijklab.stats.sums import Floats

_SIGNS = {WHEN[0]: 1.0, WHEN[1]: -1.0}
"""A saving is what it was before less what it is after."""


@dataclass(frozen=True, slots=True, repr=False)
class Cells:
    """The places of the cells (category, bearer, arm, when) in a vector."""

    paid: tuple[Paid, ...]
    arms: tuple[str, ...]

    def vector(self, weights: Mapping[Paid, float], arms: Mapping[str, float], when: Mapping[str, float]) -> Floats:
        """The sum of cells with those weights, one for each of what a cell is."""
        grid = np.einsum("p,a,w->paw", *(_dense(*each) for each in self._sides(weights, arms, when)))
        return grid.ravel()

    def _sides(self, weights: Mapping, arms: Mapping, when: Mapping) -> Iterator[tuple[tuple, Mapping]]:
        yield from ((self.paid, weights), (self.arms, arms), (WHEN, when))

    def saving(self, weights: Mapping[Paid, float], pair: Pair) -> Floats:
        """A saving: the first arm less the second, before less after."""
        return self.vector(weights, {pair[0]: 1.0, pair[1]: -1.0}, _SIGNS)

    def of_page(self) -> dict[str, Floats]:
        """Every sum of cells that the page shows, by its id."""
        every = dict.fromkeys(self.paid, 1.0)
        found = {f"costs.total_change.{arm}": self.vector(every, {arm: -1.0}, _SIGNS) for arm in self.arms}
        for arm in self.arms:
            for when in WHEN:
                found[f"costs.total.{arm}.{when}"] = self.vector(every, {arm: 1.0}, {when: 1.0})
                for (column, value), own in self.parts().items():
                    id = f"costs.{column}.{arm}.{value}.{when}"
                    found[id] = self.vector(dict.fromkeys(own, 1.0), {arm: 1.0}, {when: 1.0})
        return found

    def parts(self) -> dict[tuple[str, str], tuple[Paid, ...]]:
        """What every category and every bearer consists of."""
        sides = {"category": 0, "bearer": 1}
        return {
            (column, value): tuple(pair for pair in self.paid if pair[side] == value)
            for column, side in sides.items()
            for value in sorted({pair[side] for pair in self.paid})
        }


def _dense(names: Iterable, weights: Mapping) -> Floats:
    return np.array([weights.get(name, 0.0) for name in names])


def may_be_known(page: Mapping[str, Quantity], saved: dict[str, Quantity], savings: Savings) -> dict[str, Quantity]:
    """The savings, and what is shared of them, of all pairs; with those hidden that would give something away."""
    privacy, cells = savings.study.asked.privacy, Cells(tuple(savings.paid), savings.panel.present())
    vectors = cells.of_page() | _totals(cells, savings)
    released = safe_to_show(page, privacy)
    wanted = _wanted(cells, savings)
    few = {id for id in wanted if GATES["people"](saved[id], privacy).value is None}
    shown = [vector for id, vector in vectors.items() if released[id].value is not None]
    protected = [
        *(vector for id, vector in vectors.items() if released[id].value is None),
        *(wanted[id] for id in few),
        *_small(cells, savings, privacy),
    ]
    order = sorted((id for id in wanted if id not in few), key=lambda id: _goes_first(saved[id]))
    allowed = harmless(shown, protected, {id: wanted[id] for id in order})
    return {id: own if id in allowed else hidden(own, "suppressed_secondary") for id, own in saved.items()}


def _goes_first(saving: Quantity) -> tuple[bool, int, str]:
    """What is shared last, and what rests on many people first."""
    return saving.id.startswith("costs.shared."), -(saving.n or 0), saving.id


def _totals(cells: Cells, savings: Savings) -> dict[str, Floats]:
    every = dict.fromkeys(cells.paid, -1.0)
    pairs = savings.panel.pairs()
    return {f"costs.total_difference.{pair_id(pair)}": cells.saving(every, pair) for pair in pairs}


def _wanted(cells: Cells, savings: Savings) -> dict[str, Floats]:
    """The vectors of all that this page would show of savings."""
    found = {}
    for pair in savings.panel.pairs():
        found[saves_id(pair, ALL)] = cells.saving(dict.fromkeys(cells.paid, 1.0), pair)
        for party in savings.parties():
            found[saves_id(pair, party)] = cells.saving(savings.weights(party), pair)
        for flow, place in pools(savings.flowing):
            found[shared_id(pair, flow, place)] = cells.saving(dict.fromkeys(flow.block.paid(), 1.0), pair)
    return found


def _small(cells: Cells, savings: Savings, privacy: Privacy) -> Iterator[Floats]:
    """Cells, categories, bearers and blocks that rest on few: in one year, how they changed, and how differently."""
    groups = {(pair,) for pair in cells.paid} | set(cells.parts().values())
    groups |= {flow.block.paid() for flow in savings.flowing}
    for own in sorted(groups):
        weights, euro = dict.fromkeys(own, 1.0), together(savings.paid, own)
        small = {(arm, when) for arm in cells.arms for when in WHEN if _rests_on_few(savings, euro, arm, when, privacy)}
        for arm, when in sorted(small):
            yield cells.vector(weights, {arm: 1.0}, {when: 1.0})
            yield cells.vector(weights, {arm: 1.0}, _SIGNS)
        for pair in savings.panel.pairs():
            if any(arm in pair for arm, _ in small):
                yield cells.saving(weights, pair)


def _rests_on_few(savings: Savings, euro: Years, arm: str, when: str, privacy: Privacy) -> bool:
    own = euro[WHEN.index(when)][savings.panel.in_arm(arm)]
    return int((own > 0).sum()) < privacy.threshold or top_two(own) > DOMINANCE_LIMIT
