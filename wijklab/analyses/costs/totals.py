"""What a resident costs in all, before and after, and how that changed, per arm."""

from __future__ import annotations

from typing import Final

from wijklab.analyses.arms.amounts import SPLITS, WHEN
from wijklab.analyses.arms.panel import Measure, Panel, measure
from wijklab.analyses.arms.quantities import compared_in, dot_quantities, mean_quantity, top_two
from wijklab.contract.answers import Quantity

DOTS: Final = "costs.neighbourhood"


def yearly_totals(panel: Panel) -> list[Quantity]:
    """Euro per resident per arm in each of the two years."""
    return [
        mean_quantity(
            f"costs.total.{arm}.{when}",
            measure(panel, euro, "eur"),
            arm,
            dominance=top_two(euro[panel.in_arm(arm)]),
            sums_in=(_change_line(arm), *(f"costs.{column}.{arm}.{when}" for column in SPLITS)),
        )
        for when, euro in zip(WHEN, (panel.before, panel.after), strict=True)
        for arm in panel.present()
    ]


def total_changes(change: Measure) -> list[Quantity]:
    """The mean change in euro per arm, and that of each of its neighbourhoods."""
    panel = change.panel
    arms, step = panel.present(), panel.after - panel.before
    means = [
        mean_quantity(
            f"costs.total_change.{arm}",
            change,
            arm,
            dots=DOTS,
            dominance=top_two(step[panel.in_arm(arm)]),
            sums_in=(_change_line(arm), *compared_in("costs.total_difference", panel, arm)),
        )
        for arm in arms
    ]
    return [*means, *(dot for arm in arms for dot in dot_quantities(DOTS, change, arm, per_person=step))]


def _change_line(arm: str) -> str:
    """The line of a change: itself, the total before and the total after."""
    return f"line.costs.total_change.{arm}"
