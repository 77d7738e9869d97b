"""All years since the start in one number, also where starts differ, reckoned in several ways beside each other.

The headline lets every neighbourhood count once (group-time effects averaged within and over starts): its interval
follows from neighbourhoods, and its p from dealing out the starting years anew. The other ways stand beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import Final

import numpy as np

from wijklab.analyses.over_time.pairs import YearPair, compared, difference, pairs_of, without_gaps, without_years
from wijklab.analyses.over_time.panel import YearPanel
from wijklab.analyses.over_time.parts import Parts
from wijklab.analyses.over_time.shocks import shaken_years
from wijklab.contract.answers import Exhibit, Finding, Label, Quantity, Row
from wijklab.contract.tables import OpenStudy
from wijklab.stats.few.method import beside_interval, p_given
from wijklab.stats.over_time.aligned import deal_starts, overall_changes
from wijklab.stats.over_time.event_study import (
    imputed_effects,
    interaction_weighted_effect,
    two_way_effect,
    two_way_weights,
)
from wijklab.stats.over_time.staggered import by_group, group_time_effects

Estimator = Callable[[YearPair], float]

ESTIMATORS: Final = MappingProxyType(
    {
        "group_time": lambda of: by_group(group_time_effects(of.outcome, of.first, of.years)).effect,
        "not_yet": lambda of: by_group(group_time_effects(of.outcome, of.first, of.years, control="not_yet")).effect,
        "imputation": lambda of: float(np.nanmean(imputed_effects(of.outcome, of.first, of.years))),
        "interaction_weighted": lambda of: interaction_weighted_effect(of.outcome, of.first, of.years).effect,
        "two_way": lambda of: two_way_effect(of.outcome, of.first, of.years).effect,
    }
)
"""The ways of reckoning that stand beside each other; `two_way` never without its weights."""


def overall_parts(study: OpenStudy, panel: YearPanel) -> Parts:
    """The overall difference of every arm that began, with all years and without those of shocks, in several ways."""
    whole = [pair for given in pairs_of(panel) if (pair := without_gaps(given))]
    if not whole:
        return Parts(notes=_left_out(panel, whole))
    shaken = shaken_years(study, panel)
    calm = [pair for given in pairs_of(panel) if shaken and (pair := without_gaps(without_years(given, shaken)))]
    quantities = [_overall(study, pair, "overall") for pair in whole]
    quantities += [_overall(study, pair, "calm") for pair in calm]
    quantities += [quantity for pair in whole for quantity in _ways(pair)]
    return Parts(quantities, (_intervals(whole, calm), _beside(whole)), _left_out(panel, whole))


def _overall(study: OpenStudy, pair: YearPair, name: str) -> Quantity:
    """The headline: t interval on neighbourhoods, and the p of dealing out the starts where the design allows one.

    That p is never smaller than the interval's own.
    """
    treated, never = overall_changes(pair.outcome, pair.first, pair.years)
    chance = np.random.default_rng(np.random.SeedSequence([study.asked.seed, 21]))
    test = deal_starts(pair.outcome, pair.first, pair.years, chance=chance)
    given = test is not None and p_given(treated.size, never.size)
    found = difference(f"over_time.{name}.{pair.id}", pair, treated, never, "group_time_each_neighbourhood_once", study)
    p = beside_interval(test.p, compared(treated, never).p) if given and test else None
    return replace(found, p=p, p_floor=test.p_floor if test else None)


def _ways(pair: YearPair) -> list[Quantity]:
    """The estimate of each way of reckoning without interval, and the share of negative weights of `two_way`."""
    found = [
        Quantity(
            id=f"over_time.{name}.{pair.id}",
            value=estimate(pair),
            unit="points",
            basis="people",
            n=pair.smallest,
            method=name,
            strength="descriptive",
        )
        for name, estimate in ESTIMATORS.items()
    ]
    weights = two_way_weights(pair.first, pair.years)
    negative = 100 * float((weights[np.isfinite(weights)] < -1e-12).mean())
    return [
        *found,
        Quantity(f"over_time.negative.{pair.id}", negative, "percent", "design", method="weights_of_two_way"),
    ]


def _intervals(whole: list[YearPair], calm: list[YearPair]) -> Exhibit:
    rows = [Row(Label("pair", pair.id), (f"over_time.overall.{pair.id}",)) for pair in whole]
    rows += [Row(Label("calm_pair", pair.id), (f"over_time.calm.{pair.id}",)) for pair in calm]
    says = [_finding("overall", pair) for pair in whole] + [_finding("calm", pair) for pair in calm]
    return Exhibit("over_time-overall", "intervals", (Label("measure", "difference"),), tuple(rows), tuple(says))


def _finding(name: str, pair: YearPair) -> Finding:
    names = {"first": Label("arm", pair.pair[0]), "second": Label("arm", pair.pair[1])}
    return Finding(f"over_time.finding.{name}", {"difference": f"over_time.{name}.{pair.id}"}, names)


def _beside(whole: list[YearPair]) -> Exhibit:
    """A table: a row for each way of reckoning, a column for each pair, and the weights under two-way fixed effects."""
    columns = tuple(Label("pair", pair.id) for pair in whole)
    rows = tuple(
        Row(Label("estimator", name), tuple(f"over_time.{name}.{pair.id}" for pair in whole))
        for name in (*ESTIMATORS, "negative")
    )
    return Exhibit("over_time-ways", "values", columns, rows, (Finding("over_time.finding.ways"),))


def _left_out(panel: YearPanel, whole: list[YearPair]) -> list[Finding]:
    """Neighbourhoods that were not measured in every year, or that began outside the years: they stand in the course,
    not in the overall number."""
    kept = {code for pair in whole for code in pair.codes}
    pairs = {code for pair in pairs_of(panel) for code in pair.codes}
    outside = np.flatnonzero((panel.starts > 0) & ~panel.began_within())
    gone = {"misses_a_year": sorted(pairs - kept), "began_outside": [panel.codes[i] for i in outside]}
    return [
        Finding(f"over_time.finding.{why}", names={"area": Label("area", code)})
        for why, codes in gone.items()
        for code in codes
    ]
