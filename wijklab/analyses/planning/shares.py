"""The ladder: which difference in the share of residents who rise can be found."""

from __future__ import annotations

from wijklab.analyses.arms.panel import pair_id
from wijklab.analyses.planning.assumed import Pair, Plan, designed
from wijklab.contract.answers import Exhibit, Finding, Label, Quantity, Row
from wijklab.stats.planning.noncentral import power_of
from wijklab.stats.planning.power_shares import detectable_share, effect_of_shares, share_error

COLUMNS = ("share_detectable", "share_chance")


def share_quantities(plan: Plan) -> list[Quantity]:
    """Per pair: the nearest higher share that is found, and the chance of finding the rise worth finding."""
    return [quantity for pair in plan.pairs() for quantity in _of_pair(pair, plan)] if plan.with_ladder else []


def _of_pair(pair: Pair, plan: Plan) -> list[Quantity]:
    (first, second), id, asked = plan.sizes(pair), pair_id(pair), plan.asked
    df = first + second - 2
    error = share_error(plan.sampling.people, asked.icc, first, second)
    found = detectable_share(asked.share_rising, error, df, plan.demand)
    wished = effect_of_shares(asked.share_rising + asked.smallest_difference_share, asked.share_rising)
    chance = 100 * power_of(wished / error, df, plan.demand.confidence) if df > 0 else None
    apart = None if found is None else 100 * (found - asked.share_rising)
    return [
        designed(f"power.share_detectable.{id}", apart, "percentage_points", method=f"arcsine_noncentral_t{df}"),
        designed(f"power.share_chance.{id}", chance, "percent"),
    ]


def share_exhibits(plan: Plan) -> tuple[Exhibit, ...]:
    """The ladder's table; none where the study asks nothing about the ladder."""
    if not plan.with_ladder or not plan.pairs():
        return ()
    rows = tuple(
        Row(Label("pair", pair_id(pair)), tuple(f"power.{name}.{pair_id(pair)}" for name in COLUMNS))
        for pair in plan.pairs()
    )
    facts = {
        "apart": f"power.share_detectable.{pair_id(plan.pairs()[0])}",
        "share": "power.assumed.share_rising",
        "first": f"power.first.{pair_id(plan.pairs()[0])}",
        "second": f"power.second.{pair_id(plan.pairs()[0])}",
        "asked": "power.assumed.power",
    }
    columns = tuple(Label("planned", name) for name in COLUMNS)
    return (Exhibit("power-shares", "values", columns, rows, (Finding("power.finding.shares", facts),)),)
