"""Of which savings the interval may be shown: it tells of the neighbourhoods behind it, of which no party has a dot.

From the intervals of a party in all pairs of arms the spread of each arm follows, and in an arm of two neighbourhoods
both of them. So a party has an interval only where its costs in every neighbourhood could be shown themselves. Where an
arm has two neighbourhoods or one, the dots of the total less all other parties would give a single party without an
interval away, or what several of them have together: then one more goes without, until those are enough residents.
"""

from __future__ import annotations

import numpy as np

from wijklab.analyses.arms.panel import Panel
from wijklab.analyses.arms.quantities import top_two
from wijklab.analyses.costs.blocks import Flow, kept_by
from wijklab.disclosure.gates import DOMINANCE_LIMIT
from wijklab.stats.sums import Floats

_SOLVED = 2
"""A mean and its spread give this many neighbourhoods."""


def known_spreads(
    panel: Panel, flowing: tuple[Flow, ...], pair: tuple[str, str], parties: tuple[str, ...], threshold: int
) -> frozenset[str]:
    """The parties whose saving may have an interval."""
    least = {party: _fewest(panel, [flow for flow, _ in kept_by(party, flowing)], pair) for party in parties}
    known = {party for party in parties if least[party] >= threshold}
    if min(len(panel.codes_of(arm)) for arm in pair) <= _SOLVED:
        while known and _tells(panel, flowing, pair, [party for party in parties if party not in known], threshold):
            known.discard(min(known, key=lambda party: (least[party], party)))
    return frozenset(known)


def _tells(panel: Panel, flowing: tuple[Flow, ...], pair: tuple[str, str], bare: list[str], threshold: int) -> bool:
    """Whether the parties without an interval are one, or have costs of few residents of a neighbourhood together."""
    own = [flow for flow in flowing if any(flow.block.parts.get(party) for party in bare)]
    return len(bare) == 1 or (bool(own) and _together(panel, own, pair) < threshold)


def _together(panel: Panel, own: list[Flow], pair: tuple[str, str]) -> int:
    """The fewest residents who have any of these costs in a neighbourhood and year; 0 where two make up nearly all."""
    areas = [i for i, arm in enumerate(panel.arms) if arm in pair]
    years = [np.sum([flow.years[when] for flow in own], axis=0) for when in (0, 1)]
    return min(_behind(euro[panel.area == i]) for euro in years for i in areas)


def _fewest(panel: Panel, own: list[Flow], pair: tuple[str, str]) -> int:
    """The fewest residents with such a cost in any neighbourhood and year; 0 where two of them make up nearly all."""
    areas = [i for i, arm in enumerate(panel.arms) if arm in pair]
    return min(_behind(euro[panel.area == i]) for flow in own for euro in flow.years for i in areas)


def _behind(euro: Floats) -> int:
    return 0 if top_two(euro) > DOMINANCE_LIMIT else int((euro > 0).sum())
