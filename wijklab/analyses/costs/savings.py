"""Lower costs by party: how much less the costs of each rose, or more they fell, in one arm than in another.

A saving at a party is minus the difference in change of the costs that it keeps, after the key by which savings are
shared. It is a difference of neighbourhood means with the interval that leads for arms of that size.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from wijklab.analyses.arms.panel import Panel, measure, pair_id
from wijklab.analyses.arms.quantities import difference_quantity, top_two, with_family
from wijklab.analyses.costs.blocks import Flow, Paid, Years, kept_by
from wijklab.analyses.costs.spread import known_spreads
from wijklab.analyses.costs.totals import DOTS
from wijklab.contract.answers import Quantity
from wijklab.contract.tables import OpenStudy
from wijklab.contract.vocabulary import BEARERS
from wijklab.disclosure.gates import without_freedom
from wijklab.disclosure.secondary import TOLD
from wijklab.stats.sums import Floats

ALL: Final = "all"
"""All parties together, as fact ids write it."""

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, repr=False)
class Savings:
    """What savings are reckoned from: the study, its residents, and their costs by category and
    bearer, and block by block."""

    study: OpenStudy
    panel: Panel
    paid: Mapping[Paid, Years]
    flowing: tuple[Flow, ...]

    def parties(self) -> tuple[str, ...]:
        """Who keeps a part of any cost, in the order of the vocabulary."""
        return tuple(party for party in BEARERS if kept_by(party, self.flowing))

    def less(self, party: str) -> Floats:
        """How much lower the costs that a party keeps are for each resident, shape (n_people,)."""
        return sum((part * flow.less for flow, part in kept_by(party, self.flowing)), np.zeros(self.panel.area.size))

    def weights(self, party: str) -> dict[Paid, float]:
        """The part (0-1) that a party keeps of each category that a bearer pays."""
        return {pair: part for flow, part in kept_by(party, self.flowing) for pair in flow.block.paid()}


def saves_id(pair: Pair, party: str) -> str:
    """The fact of a saving."""
    return f"costs.saves.{pair_id(pair)}.{party}"


def shared_id(pair: Pair, flow: Flow, place: int) -> str:
    """The fact of a saving that is shared by a key; `place` counts the keys of one bearer."""
    return f"costs.shared.{pair_id(pair)}.{flow.block.bearer}" + (f".{place}" if place else "")


def pools(flowing: tuple[Flow, ...]) -> Iterator[tuple[Flow, int]]:
    """The blocks that are shared by a key, each with its place among those of its bearer."""
    seen: list[str] = []
    for flow in flowing:
        if flow.block.shared:
            yield flow, seen.count(flow.block.bearer)
            seen.append(flow.block.bearer)


def savings_of(savings: Savings, pair: Pair, total: Quantity) -> list[Quantity]:
    """Of every party, of what is shared, and of all together: minus `total`, the difference in change of all costs."""
    parties = savings.parties()
    threshold = savings.study.asked.privacy.threshold
    known = known_spreads(savings.panel, savings.flowing, pair, parties, threshold)
    each = with_family(_saving(savings, pair, party, party in known) for party in parties)
    return [_together(total, pair), *each, *(_pool(savings, pair, *pool) for pool in pools(savings.flowing))]


def _together(total: Quantity, pair: Pair) -> Quantity:
    return replace(
        total,
        id=saves_id(pair, ALL),
        value=_minus(total.value),
        low=_minus(total.high),
        high=_minus(total.low),
        p_family=None,
        sums_in=told_in(pair),
    )


def told_in(pair: Pair) -> tuple[str, ...]:
    """The lines of the neighbourhoods that an interval of any saving tells of: it goes where one or two are hidden."""
    return tuple(f"{TOLD}{DOTS}.{arm}" for arm in pair)


def _minus(value: float | None) -> float | None:
    return None if value is None else 0.0 - value


def _saving(savings: Savings, pair: Pair, party: str, with_interval: bool) -> Quantity:
    of = measure(savings.panel, savings.less(party), "eur")
    found = difference_quantity(saves_id(pair, party), of, pair, savings.study)
    own = _weighted(kept_by(party, savings.flowing))
    n, most = fewest(savings.panel, own, pair), largest(savings.panel, own, pair)
    found = replace(found, n=n, dominance=most, sums_in=told_in(pair))
    return found if with_interval else _bare(found)


def _weighted(kept: tuple[tuple[Flow, float], ...]) -> Years:
    """The euro of each resident that a party keeps or bears, in either year."""
    first, last = (np.sum([part * flow.years[when] for flow, part in kept], axis=0) for when in (0, 1))
    return first, last


def _bare(found: Quantity) -> Quantity:
    """The same without all that tells of the spread between neighbourhoods."""
    method = without_freedom(found.method)
    return replace(found, low=None, high=None, p=None, p_floor=None, method=method, strength="descriptive")


def _pool(savings: Savings, pair: Pair, flow: Flow, place: int) -> Quantity:
    """What a key is about; it needs no interval, since every party that keeps a part of it has its own."""
    means = measure(savings.panel, flow.less, "eur")
    return Quantity(
        id=shared_id(pair, flow, place),
        value=float(means.of(pair[0]).mean() - means.of(pair[1]).mean()),
        unit="eur",
        basis="people",
        n=fewest(savings.panel, flow.years, pair),
        dominance=largest(savings.panel, flow.years, pair),
        method="difference_of_neighbourhood_means",
    )


def fewest(panel: Panel, years: Years, pair: Pair) -> int:
    """The fewest residents who have such a cost in either arm and year."""
    return min(int((euro[panel.in_arm(arm)] > 0).sum()) for arm in pair for euro in years)


def largest(panel: Panel, years: Years, pair: Pair) -> float:
    """The largest share of two residents in the sum of either arm and year."""
    return max(top_two(euro[panel.in_arm(arm)]) for arm in pair for euro in years)
