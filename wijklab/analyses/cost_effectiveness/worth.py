"""What it is worth at what a reader would pay: net benefit, the chance that it is above nought, and that of knowing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from wijklab.analyses.arms.panel import pair_id
from wijklab.analyses.arms.quantities import method_name
from wijklab.analyses.arms.strength import strength_of
from wijklab.analyses.cost_effectiveness.behind import behind_pair, cost_stem
from wijklab.analyses.cost_effectiveness.measured import Both, Money
from wijklab.analyses.cost_effectiveness.plane import Pair, plane_id
from wijklab.contract.answers import Bound, Quantity
from wijklab.contract.economics import Willingness
from wijklab.contract.tables import OpenStudy
from wijklab.stats.decision.few import chance_above_nought, net_benefit, worth_of_certainty
from wijklab.stats.decision.region import weigh_jointly
from wijklab.stats.few.evidence import choose_method
from wijklab.stats.few.two_arms import Compared

WORTHS = ("benefit", "chance", "information")
"""The three courses over willingness, as ids write them."""


def amounts_of(asked: Willingness) -> tuple[float, ...]:
    """The amounts at which everything is reckoned, from the lowest to the highest: whole euro where they lie apart."""
    given = np.linspace(asked.lowest, asked.highest, asked.steps + 1)
    digits = 0 if (asked.highest - asked.lowest) / asked.steps >= 1 else 2
    return tuple(dict.fromkeys(float(round(x, digits)) for x in given))


def written(amount: float) -> str:
    """An amount as labels take it: `500`, `0.25`."""
    return f"{amount:.2f}".removesuffix(".00")


def worth_id(part: str, both: Both, pair: Pair, amount: float) -> str:
    """`cost_effectiveness.benefit.wellbeing.<pair>.<amount>`, a point in the amount as `_`."""
    return f"{plane_id(part, both, pair)}.{written(amount).replace('.', '_')}"


def worth_quantities(study: OpenStudy, both: Both, money: Money, amounts: tuple[float, ...]) -> list[Quantity]:
    """Net benefit, chance and worth of certainty of all pairs at all amounts."""
    return [number for pair in both.pairs() for at in amounts for number in _at(study, both, money, pair, at)]


def _at(study: OpenStudy, both: Both, money: Money, pair: Pair, amount: float) -> list[Quantity]:
    found = net_benefit(both.of(pair[0]), both.of(pair[1]), amount)
    own = (plane_id("effect", both, pair), f"{cost_stem(both.name)}.{pair_id(pair)}")
    base = Quantity(
        worth_id("benefit", both, pair, amount),
        found.estimate,
        "eur",
        "people",
        n=both.people(pair),
        low=found.low,
        high=found.high,
        method=_method("net_benefit_of_neighbourhood_means", found, both, pair),
        strength=strength_of(study.asked.design, has_interval=found.low is not None, p_floor=None),
        rests_on=(*own, *behind_pair(money.change, pair)),
    )
    return [base, *_sure(base, found, both, pair, amount)]


def _sure(base: Quantity, found: Compared, both: Both, pair: Pair, amount: float) -> list[Quantity]:
    """A chance stands for nobody, so it is no share of people; it is as coarse as one all the same."""
    bare, chance = replace(base, low=None, high=None), chance_above_nought(found)
    ids = {part: worth_id(part, both, pair, amount) for part in WORTHS}
    value, bound = nearly_sure(chance, base.n or 0)
    share = replace(
        bare,
        id=ids["chance"],
        value=value,
        bound=bound,
        unit="percent",
        part=(base.n or 0) // 2,
        method=_method("chance_of_net_benefit", found, both, pair),
    )
    worth = replace(
        bare,
        id=ids["information"],
        value=worth_of_certainty(found),
        method=_method("expected_value_of_perfect_information", found, both, pair),
    )
    return [share, worth]


def nearly_sure(chance: float | None, people: int) -> tuple[float | None, Bound]:
    """A chance in percent, never more than 99 or less than 1: so few neighbourhoods make nothing certain. Over fewer
    than 100 people, where a released percentage goes by steps of 5, never more than 95 or less than 5."""
    if chance is None:
        return None, "exactly"
    percent, edge = 100 * chance, 1.0 if people >= 100 else 5.0
    if edge <= percent <= 100 - edge:
        return percent, "exactly"
    return (edge, "less_than") if percent < edge else (100 - edge, "more_than")


def _method(stem: str, found: Compared, both: Both, pair: Pair) -> str:
    return method_name(stem, found, choose_method(both.of(pair[0]).size, both.of(pair[1]).size))


def price_quantity(both: Both, money: Money, pair: Pair, place: str) -> Quantity | None:
    """Euro per unit of effect: what one more costs where both differences are clearly above nought, with its interval;
    what each that is lost saves where both are clearly below it. None anywhere else: there a ratio says nothing."""
    joint = weigh_jointly(both.of(pair[0]), both.of(pair[1]))
    if joint is None or place not in PRICED:
        return None
    low, high = (joint.price() or (None, None)) if place == "better_dearer" else (None, None)
    return Quantity(
        plane_id(PRICED[place], both, pair),
        joint.cost / joint.effect,
        "eur",
        "people",
        n=both.people(pair),
        low=low,
        high=high,
        method=f"ratio_of_differences{'' if low is None else f'_fieller_t{round(joint.df, 1):g}'}",
        strength="descriptive" if low is None else "comparative",
        rests_on=(plane_id("effect", both, pair), plane_id("cost", both, pair), *behind_pair(money.change, pair)),
    )


PRICED = {"better_dearer": "price", "worse_cheaper": "saved_per_lost"}
"""Where a ratio has a meaning, and under which id: both are above nought."""
