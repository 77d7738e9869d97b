"""Stayers weighted by their chance of staying: who resembles those who left counts for more."""

from __future__ import annotations

import numpy as np

from wijklab.analyses.arms.panel import Measure, measure
from wijklab.analyses.missing.cohort import Cohort, Floats, predictors
from wijklab.contract.answers import Quantity
from wijklab.stats.missing.weighting import chance_of_staying, effective_people, staying_weights, weighted_area_means
from wijklab.stats.sums import AreaSums


def stay_weights(cohort: Cohort) -> Floats | None:
    """Stabilised, truncated weights of the stayers, shape (n_stayers,); each arm has its own logistic regression on
    start and age band. None where start and age tell exactly who stayed in an arm."""
    known, stayed = predictors(cohort), ~cohort.gone
    weights = np.ones(stayed.size)
    for arm in cohort.everyone.present():
        here = cohort.everyone.in_arm(arm)
        if stayed[here].all():
            continue
        try:
            chance = chance_of_staying(known[here], stayed[here])
        except ValueError:
            return None
        own = staying_weights(chance, stayed[here], np.zeros(int(here.sum()), dtype=np.int64))
        weights[here & stayed] = own
    return weights[stayed]


def weighted_measure(cohort: Cohort, weights: Floats) -> Measure:
    """The gain of stayers as weighted neighbourhood means; the weights are taken as known."""
    panel, outcome = cohort.stayers, cohort.outcome
    gain = outcome.gain(panel.before, panel.after)
    plain = measure(panel, gain, outcome.unit)
    means = weighted_area_means(gain, weights, panel.area, len(panel.codes))
    return Measure(panel, AreaSums(plain.sums.people, means, plain.sums.squares), outcome.unit)


def effective_quantities(cohort: Cohort, weights: Floats, rests_on: dict[str, tuple[str, ...]]) -> list[Quantity]:
    """Per arm: how many people were measured twice, and how many equally weighted ones know as much (Kish)."""
    found = []
    for arm in cohort.stayers.present():
        own = weights[cohort.stayers.in_arm(arm)]
        told = rests_on[arm]
        found.append(Quantity(f"missing.twice.{arm}", float(own.size), "persons", "count", rests_on=told))
        effective = effective_people(own)
        found.append(Quantity(f"missing.effective.{arm}", effective, "persons", "count", method="kish", rests_on=told))
    return found
