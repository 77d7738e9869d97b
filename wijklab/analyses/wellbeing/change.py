"""How much wellbeing changed, per arm and neighbourhood, and had every neighbourhood started at the same score."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from wijklab.analyses.arms.panel import Measure, Panel
from wijklab.analyses.arms.quantities import compared_in, difference_quantities, dot_quantities, mean_quantity
from wijklab.analyses.arms.same_start import at_same_start
from wijklab.contract.answers import Quantity
from wijklab.contract.tables import OpenStudy

DOTS: Final = "wellbeing.neighbourhood"


def mean_changes(change: Measure) -> list[Quantity]:
    """The mean change in points per arm, and that of each of its neighbourhoods."""
    arms = change.panel.present()
    means = [
        mean_quantity(
            f"wellbeing.change.{arm}",
            change,
            arm,
            dots=DOTS,
            sums_in=(change_line(arm), *compared_in("wellbeing.difference", change.panel, arm)),
        )
        for arm in arms
    ]
    return [*means, *(dot for arm in arms for dot in dot_quantities(DOTS, change, arm))]


def same_start_differences(study: OpenStudy, panel: Panel) -> list[Quantity]:
    """The differences in change between arms, had every neighbourhood started at the same score."""
    found = difference_quantities("wellbeing.adjusted_difference", at_same_start(panel, "points"), study)
    return [replace(quantity, method=f"{quantity.method}_same_start") for quantity in found]


def change_line(arm: str) -> str:
    """The line of a change: itself, the level before and the level after."""
    return f"line.wellbeing.change.{arm}"
