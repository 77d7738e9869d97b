"""What the page on costs has of the same money: here so that whatever is hidden there is hidden here too."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from wijklab.analyses.arms.panel import Measure
from wijklab.analyses.arms.quantities import compared_in, dot_quantities, mean_quantity, of_those_with
from wijklab.contract.answers import Quantity

DOTS: Final = "cost_effectiveness.costs_in"
MEAN: Final = "cost_effectiveness.costs"


def costs_behind(change: Measure, effects: tuple[str, ...], withheld: frozenset[str]) -> list[Quantity]:
    """The mean change of each arm and neighbourhood, with the lines and the largest contributors that the page on costs
    gives them; the mean of the arms in `withheld` is hidden."""
    panel = change.panel
    arms, step = panel.present(), panel.after - panel.before
    means = [
        of_those_with(
            mean_quantity(
                f"{MEAN}.{arm}",
                change,
                arm,
                dots=DOTS,
                sums_in=tuple(line for name in effects for line in compared_in(cost_stem(name), panel, arm)),
            ),
            step[panel.in_arm(arm)],
        )
        for arm in arms
    ]
    hidden = [replace(mean, value=None, missing="suppressed_secondary") for mean in means]
    shown = [no if arm in withheld else yes for arm, yes, no in zip(arms, means, hidden, strict=True)]
    return [*shown, *(dot for arm in arms for dot in dot_quantities(DOTS, change, arm, per_person=step))]


def behind_pair(change: Measure, pair: tuple[str, str]) -> tuple[str, ...]:
    """Everything behind a comparison: effect and cost of neighbourhoods together tell more of a neighbourhood than its
    mean and its spread do, so what is made of both goes with any of them."""
    codes = (code for arm in pair for code in change.panel.codes_of(arm))
    return (*(f"{MEAN}.{arm}" for arm in pair), *(f"{DOTS}.{code}" for code in codes))


def cost_stem(effect: str) -> str:
    """How the ids of the differences in cost beside that effect begin."""
    return f"cost_effectiveness.cost.{effect}"
