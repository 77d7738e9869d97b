"""What a resident costs in all, before and after, and how that changed, per arm."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from wijklab.analyses.arms.amounts import SPLITS, WHEN
from wijklab.analyses.arms.panel import Measure, Panel, measure
from wijklab.analyses.arms.quantities import (
    compared_in,
    difference_quantities,
    euro_changes,
    mean_quantity,
    of_those_with,
)
from wijklab.contract.answers import Quantity
from wijklab.contract.tables import OpenStudy

DOTS: Final = "costs.neighbourhood"


def yearly_totals(panel: Panel) -> list[Quantity]:
    """Euro per resident per arm in each of the two years."""
    return [
        of_those_with(
            mean_quantity(
                f"costs.total.{arm}.{when}",
                measure(panel, euro, "eur"),
                arm,
                sums_in=(_change_line(arm), *(f"costs.{column}.{arm}.{when}" for column in SPLITS)),
            ),
            euro[panel.in_arm(arm)],
        )
        for when, euro in zip(WHEN, (panel.before, panel.after), strict=True)
        for arm in panel.present()
    ]


def total_changes(change: Measure) -> list[Quantity]:
    """The mean change in euro per arm, and that of each of its neighbourhoods."""
    panel = change.panel
    lines = {arm: (_change_line(arm), *compared_in("costs.total_difference", panel, arm)) for arm in panel.present()}
    means, dots = euro_changes("costs.total_change", change, lines, dots=DOTS)
    return [*means, *dots]


def total_differences(change: Measure, study: OpenStudy) -> list[Quantity]:
    """The difference in change of every pair of arms: hidden with either change, also where both are."""
    found = difference_quantities("costs.total_difference", change, study, dots=DOTS)
    pairs = zip(change.panel.pairs(), found, strict=True)
    return [replace(one, rests_on=tuple(f"costs.total_change.{arm}" for arm in pair)) for pair, one in pairs]


def _change_line(arm: str) -> str:
    """The line of a change: itself, the total before and the total after."""
    return f"line.costs.total_change.{arm}"
