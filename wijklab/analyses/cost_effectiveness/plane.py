"""The numbers of the plane: both differences, how they go together, and where both may lie at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from wijklab.analyses.arms.panel import Measure, pair_id
from wijklab.analyses.arms.quantities import difference_quantity
from wijklab.analyses.cost_effectiveness.behind import DOTS, MEAN, behind_pair, cost_stem
from wijklab.analyses.cost_effectiveness.measured import Both, Money
from wijklab.contract.answers import Quantity
from wijklab.contract.tables import OpenStudy
from wijklab.stats.decision.region import Joint, weigh_jointly

Pair = tuple[str, str]
LEVELS: Final = (50, 95)
"""The regions that are drawn, in percent."""


def plane_quantities(study: OpenStudy, both: Both, money: Money) -> list[Quantity]:
    """The points and regions of all pairs."""
    return [number for pair in both.pairs() for number in _of_pair(study, both, money, pair)]


def plane_id(part: str, both: Both, pair: Pair) -> str:
    """`cost_effectiveness.<part>.<effect>.<pair>`."""
    return f"cost_effectiveness.{part}.{both.name}.{pair_id(pair)}"


def _of_pair(study: OpenStudy, both: Both, money: Money, pair: Pair) -> list[Quantity]:
    effect = _effect(study, both, pair)
    cost = _cost(study, both, money, pair)
    weighed = weigh_jointly(both.of(pair[0]), both.of(pair[1]))
    rests = (effect.id, cost.id, *behind_pair(money.change, pair))
    return [
        effect,
        cost,
        *_parts(study, both, money, pair, cost),
        *_regions(both, pair, weighed, replace(effect, rests_on=rests)),
    ]


def _effect(study: OpenStudy, both: Both, pair: Pair) -> Quantity:
    number = difference_quantity(plane_id("effect", both, pair), both.effect, pair, study)
    hide = both.name == "ladder" and few_moved(both.effect, pair, study.asked.privacy.threshold)
    return replace(number, value=None, missing="suppressed_small") if hide else number


def few_moved(rungs: Measure, pair: Pair, threshold: int) -> bool:
    """Whether fewer people than the threshold rose, stayed or fell in one of the arms, or in one of the two
    neighbourhoods of an arm: the page on the ladder hides who did, and a mean of rungs would tell. That of two
    neighbourhoods follows from the intervals: net benefit at two amounts gives their spread, and how it goes with the
    costs that are known."""
    panel = rungs.panel
    two = [codes for arm in pair if len(codes := panel.codes_of(arm)) == 2]
    groups = [panel.in_arm(arm) for arm in pair]
    groups += [panel.area == panel.codes.index(code) for codes in two for code in codes]
    steps = [np.sign(panel.after - panel.before)[group] for group in groups]
    return any((step == way).sum() < threshold for step in steps for way in (-1, 0, 1))


def _cost(study: OpenStudy, both: Both, money: Money, pair: Pair) -> Quantity:
    """The difference of the page on costs, with the investments in it; it goes with the mean of either arm. In other
    neighbourhoods than there it would give a hidden one away by subtraction, so then it goes with any of them."""
    number = difference_quantity(f"{cost_stem(both.name)}.{pair_id(pair)}", both.cost, pair, study, dots=DOTS)
    rests = behind_pair(money.change, pair) if both.elsewhere else tuple(f"{MEAN}.{arm}" for arm in pair)
    return replace(number, rests_on=rests)


def _parts(study: OpenStudy, both: Both, money: Money, pair: Pair, cost: Quantity) -> list[Quantity]:
    """How much of the difference in cost is help and how much was invested, where anything was."""
    if money.invested is None:
        return []
    helped = difference_quantity(plane_id("help", both, pair), both.help_only, pair, study, dots=DOTS)
    extra = [float(both.cost.of(arm).mean() - both.help_only.of(arm).mean()) for arm in pair]
    put_in = Quantity(
        plane_id("invested", both, pair), extra[0] - extra[1], "eur", "organisation", method="difference_of_investments"
    )
    return [replace(helped, rests_on=(cost.id, *cost.rests_on)), put_in]


def _regions(both: Both, pair: Pair, weighed: Joint | None, like: Quantity) -> list[Quantity]:
    """The correlation and the ends of both regions, as strong as `like` and resting on the same."""
    if weighed is None or (found := weighed.reach(0.95)) is None or not np.isfinite(found).all():
        return []
    method = f"hotelling_region_df{round(weighed.df, 1):g}"
    correlation = Quantity(
        plane_id("correlation", both, pair),
        weighed.correlation,
        "index",
        "people",
        n=both.people(pair),
        method=method,
        strength=like.strength,
        rests_on=like.rests_on,
    )
    return [correlation, *(_region(both, pair, weighed, correlation, level, i) for level in LEVELS for i in (0, 1))]


def _region(both: Both, pair: Pair, weighed: Joint, like: Quantity, level: int, side: int) -> Quantity:
    """How far the region goes on one axis: its ends, around the estimate."""
    value, unit = ((weighed.effect, both.effect.unit), (weighed.cost, "eur"))[side]
    reach = (weighed.reach(level / 100) or (0.0, 0.0))[side]
    return replace(
        like,
        id=plane_id(f"region{level}_{('effect', 'cost')[side]}", both, pair),
        value=value,
        unit=unit,
        low=value - reach,
        high=value + reach,
        confidence=level / 100,
    )
