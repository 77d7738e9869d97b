"""Where a way of working lies, in words: from what may be shown, so that no word tells of a hidden number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from wijklab.analyses.arms.panel import pair_id
from wijklab.analyses.cost_effectiveness.behind import cost_stem
from wijklab.analyses.cost_effectiveness.measured import Both
from wijklab.analyses.cost_effectiveness.plane import Pair, plane_id
from wijklab.contract.answers import Finding, Label, Quantity
from wijklab.contract.vocabulary import ARMS
from wijklab.stats.decision.frontier import Frontier, efficient_frontier

Shown = Mapping[str, Quantity]
FINDING: Final = "cost_effectiveness.finding"
_EFFECT: Final = {"more": "better", "less": "worse", "unclear": "unclear"}
_COST: Final = {"more": "dearer", "less": "cheaper", "unclear": "unclear"}


def place_of(effect: Quantity, cost: Quantity) -> str:
    """`better_dearer`, `worse_unclear` and so on by the released intervals; `hidden`, or `bare` without intervals."""
    signs = [sign_of(number) for number in (effect, cost)]
    if "hidden" in signs:
        return "hidden"
    return "bare" if "bare" in signs else f"{_EFFECT[signs[0]]}_{_COST[signs[1]]}"


def sign_of(number: Quantity) -> str:
    """What its interval says: more, less or unclear; `bare` where it has none, `hidden` where it may not be shown."""
    if number.value is None:
        return "hidden"
    if number.low is None or number.high is None:
        return "bare"
    return "more" if number.low > 0 else "less" if number.high < 0 else "unclear"


def pair_place(both: Both, pair: Pair, shown: Shown) -> str:
    """The place of one pair."""
    return place_of(shown[plane_id("effect", both, pair)], shown[f"{cost_stem(both.name)}.{pair_id(pair)}"])


def place_finding(both: Both, pair: Pair, place: str, price: Quantity | None) -> Finding:
    """Where one pair lies, with its price where it has one."""
    facts = {"effect": plane_id("effect", both, pair), "cost": f"{cost_stem(both.name)}.{pair_id(pair)}"}
    priced = {} if price is None else {"price": price.id}
    said = f"{place}_about" if price is not None and price.low is None and place == "better_dearer" else place
    return Finding(f"{FINDING}.{said}", {} if place == "hidden" else facts | priced, names_of(both, pair))


def names_of(both: Both, pair: Pair) -> dict[str, Label]:
    """The names that every sentence on a pair may use."""
    return {
        "first": Label("arm", pair[0]),
        "second": Label("arm", pair[1]),
        "outcome": Label("outcome_change", both.name),
        "one": Label("one_more", both.name),
        "units": Label("effect_units", both.name),
    }


def frontier_findings(both: Both, shown: Shown) -> list[Finding]:
    """Which ways of working the middle estimates leave to choose from, where three can be compared."""
    arms = both.panel.present()
    if len(arms) < 3:
        return []
    points = [_point(both, arm, shown) for arm in arms]
    if any(point is None for point in points):
        return []
    effects, costs = np.array(points, dtype=float).T
    found = efficient_frontier(effects, costs)
    out = _out(arms, found) if len(found.order) > 1 else []
    return [*out, _left([arms[i] for i in found.order])]


def _point(both: Both, arm: str, shown: Shown) -> tuple[float, float] | None:
    """Effect and cost beside the traditional way, as released: (0, 0) for that way itself."""
    if arm == ARMS[-1]:
        return 0.0, 0.0
    pair = (arm, ARMS[-1])
    effect, cost = shown[plane_id("effect", both, pair)].value, shown[plane_id("cost", both, pair)].value
    return None if effect is None or cost is None else (effect, cost)


def _out(arms: tuple[str, ...], found: Frontier) -> list[Finding]:
    return [
        Finding(f"{FINDING}.{word}", names={"arm": Label("arm", arm)})
        for arm, word in zip(arms, found.standing, strict=True)
        if word != "frontier"
    ]


def _left(arms: list[str]) -> Finding:
    names = dict(zip(("first", "second", "third"), (Label("arm", arm) for arm in arms), strict=False))
    return Finding(f"{FINDING}.frontier_{len(arms)}", names=names)
