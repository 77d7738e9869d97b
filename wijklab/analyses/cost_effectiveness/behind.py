"""What the page on costs has of the same money: here so that whatever is hidden there is hidden here too."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from wijklab.analyses.arms.panel import Measure
from wijklab.analyses.arms.quantities import compared_in, euro_changes
from wijklab.contract.answers import Quantity

DOTS: Final = "cost_effectiveness.costs_in"
MEAN: Final = "cost_effectiveness.costs"


def costs_behind(change: Measure, effects: tuple[str, ...], withheld: frozenset[str]) -> list[Quantity]:
    """The mean change of each arm and neighbourhood, with the lines and the largest contributors that the page on costs
    gives them; the mean of the arms in `withheld` is hidden."""
    panel = change.panel
    lines = {
        arm: tuple(line for name in effects for line in compared_in(cost_stem(name), panel, arm))
        for arm in panel.present()
    }
    means, dots = euro_changes(MEAN, change, lines, dots=DOTS)
    hidden = [replace(mean, value=None, missing="suppressed_secondary") for mean in means]
    shown = [no if arm in withheld else yes for arm, yes, no in zip(lines, means, hidden, strict=True)]
    return [*shown, *dots]


def behind_pair(change: Measure, pair: tuple[str, str]) -> tuple[str, ...]:
    """Everything behind a comparison: effect and cost of neighbourhoods together tell more of a neighbourhood than its
    mean and its spread do, so what is made of both goes with any of them."""
    codes = (code for arm in pair for code in change.panel.codes_of(arm))
    return (*(f"{MEAN}.{arm}" for arm in pair), *(f"{DOTS}.{code}" for code in codes))


def cost_stem(effect: str) -> str:
    """How the ids of the differences in cost beside that effect begin."""
    return f"cost_effectiveness.cost.{effect}"
