"""All comparisons of the study at once: intervals that hold together, and p-values adjusted for each other."""

from __future__ import annotations

from dataclasses import replace

from wijklab.analyses.arms.panel import Measure, pair_id
from wijklab.analyses.arms.quantities import (
    compared_in,
    difference_quantity,
    dot_quantities,
    evidence,
    mean_quantity,
    of_those_with,
    with_family,
)
from wijklab.analyses.robustness.ways import DOTS, Pair
from wijklab.contract.answers import Exhibit, Finding, Label, Quantity, Row
from wijklab.contract.tables import OpenStudy
from wijklab.stats.few.families import simultaneous_reach

Comparison = tuple[str, Measure, Pair]


def comparisons(outcomes: dict[str, Measure]) -> list[Comparison]:
    """Every outcome in every pair of arms."""
    return [(name, of, pair) for name, of in outcomes.items() for pair in of.panel.pairs()]


def together(study: OpenStudy, outcomes: dict[str, Measure]) -> list[Quantity]:
    """`robustness.together.<outcome>.<pair>` of all comparisons, and the means and neighbourhoods that they rest on, so
    that they are hidden here wherever their own page hides them."""
    asked = comparisons(outcomes)
    with_interval = sum(evidence(of, pair, study).headline.low is not None for _, of, pair in asked)
    found = with_family(_simultaneous(study, comparison, with_interval) for comparison in asked)
    return [*found, *(quantity for name, of in outcomes.items() for quantity in _behind(name, of))]


def together_exhibit(outcomes: dict[str, Measure]) -> tuple[Exhibit, ...]:
    """One row to a comparison, as a table: their units differ."""
    rows = tuple(
        Row(Label("comparison", f"{name}.{pair_id(pair)}"), (_id(name, pair),))
        for name, _, pair in comparisons(outcomes)
    )
    says = (Finding("robustness.finding.together"),)
    return (Exhibit("robustness-together", "values", (Label("measure", "difference"),), rows, says),) if rows else ()


def _simultaneous(study: OpenStudy, comparison: Comparison, how_many: int) -> Quantity:
    """The difference with the interval that holds together with those of all other comparisons (Bonferroni t)."""
    name, of, pair = comparison
    single = difference_quantity(_id(name, pair), of, pair, study, dots=_dots(name))
    if name == "costs":
        single = replace(single, rests_on=tuple(_mean(name, arm) for arm in pair))
    found = evidence(of, pair, study).headline
    if found.low is None or found.df is None or found.error is None:
        return single
    reach = simultaneous_reach(found.df, how_many) * found.error
    method = f"{single.method}_simultaneous_{how_many}"
    return replace(single, low=found.estimate - reach, high=found.estimate + reach, method=method)


def _behind(name: str, of: Measure) -> list[Quantity]:
    """The means of arms and neighbourhoods, with the lines in which their own page has them."""
    change = of.panel.after - of.panel.before
    dominated = name == "costs"
    means = [
        mean_quantity(
            _mean(name, arm),
            of,
            arm,
            dots=_dots(name),
            sums_in=compared_in(f"robustness.together.{name}", of.panel, arm),
        )
        for arm in of.panel.present()
    ]
    if dominated:
        means = [
            of_those_with(mean, change[of.panel.in_arm(arm)])
            for mean, arm in zip(means, of.panel.present(), strict=True)
        ]
    dots = (
        dot_quantities(_dots(name), of, arm, per_person=change if dominated else None) for arm in of.panel.present()
    )
    return [*means, *(dot for own in dots for dot in own)]


def _mean(name: str, arm: str) -> str:
    return f"robustness.mean.{name}.{arm}"


def _dots(name: str) -> str:
    return DOTS if name == "wellbeing" else f"robustness.neighbourhood_{name}"


def _id(name: str, pair: Pair) -> str:
    return f"robustness.together.{name}.{pair_id(pair)}"
