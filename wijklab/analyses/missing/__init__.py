"""Who was not measured again, were they different from who was, and what does that do to the answer?

Complete cases are set beside two answers that let leavers count: multiple imputation pooled by Rubin's rules, and
stayers weighted by their chance of staying. Both take it that leavers changed like people with the same start, age and
neighbourhood; the tipping point says how wrong that may be before the answer changes.
"""

from __future__ import annotations

from collections.abc import Mapping

from wijklab.analyses.answering import by_id, no_data
from wijklab.analyses.arms.panel import Panel
from wijklab.analyses.limits import declared, design_limits, method_limits, shock_limits
from wijklab.analyses.missing.answers import Case, complete_quantities, imputed_quantities, weighted_quantities
from wijklab.analyses.missing.cohort import Outcome, Values, asked_outcomes, make_cohort, values_of
from wijklab.analyses.missing.counts import count_exhibit, drop_out_counts, share_exhibit
from wijklab.analyses.missing.exhibits import answer_exhibits, reviewer_exhibits
from wijklab.analyses.missing.filled import fill
from wijklab.analyses.missing.leavers import age_quantities, leaver_exhibits, start_quantities
from wijklab.analyses.missing.tips import tip_quantities
from wijklab.analyses.missing.weighted import effective_quantities, stay_weights
from wijklab.contract.answers import Estimates, Exhibit, Finding, Quantity
from wijklab.contract.tables import OpenStudy

QUESTION = "missing"

Measured = dict[str, Values]


def examine_missing(study: OpenStudy) -> Estimates:
    """Drop-out per arm, leavers beside stayers, and the differences with leavers filled in or weighted for."""
    outcomes = asked_outcomes(study) if "residents" in study.tables and study.asked.arms else []
    measured = {outcome.id: values_of(study, outcome) for outcome in outcomes}
    cohorts = [cohort for outcome in outcomes if (cohort := make_cohort(study, outcome, measured[outcome.id]))]
    if not cohorts:
        return no_data(study, QUESTION)
    cases = [Case(study, cohort, fill(cohort, study), stay_weights(cohort)) for cohort in cohorts]
    counts = by_id(_counts(study, outcomes, measured))
    quantities = counts | by_id(quantity for case in cases for quantity in _answers(case, counts))
    exhibits = (*_left(study, cases, outcomes, measured), *_answered(cases, quantities), *reviewer_exhibits(cases))
    return Estimates(QUESTION, study.card, quantities, exhibits, _notes(study, cases, quantities))


def _counts(study: OpenStudy, outcomes: list[Outcome], measured: Measured) -> list[Quantity]:
    return [quantity for outcome in outcomes for quantity in drop_out_counts(study, outcome, measured[outcome.id])]


def _answers(case: Case, counts: Mapping[str, Quantity]) -> list[Quantity]:
    """All numbers of one outcome that are not counts of who left."""
    pairs = case.cohort.everyone.pairs()
    compared = [*complete_quantities(case), *imputed_quantities(case), *weighted_quantities(case)] if pairs else []
    return compared if case.cohort.outcome.ordinal else [*compared, *_about_scores(case, counts)]


def _about_scores(case: Case, counts: Mapping[str, Quantity]) -> list[Quantity]:
    """What only a score has: how high leavers started, tipping points in points, and people by weight."""
    cohort, arms = case.cohort, case.cohort.everyone.present()
    tips = tip_quantities(case) if cohort.everyone.pairs() else []
    told = {arm: case.told(arm) for arm in arms}
    kish = effective_quantities(cohort, case.weights, told) if case.weights is not None else []
    left = {arm: counts[id].value or 0.0 for arm, (id,) in told.items()}
    return [*start_quantities(case, left), *age_quantities(case), *tips, *kish]


def _left(study: OpenStudy, cases: list[Case], outcomes: list[Outcome], measured: Measured) -> tuple[Exhibit, ...]:
    """Who left, and whether they were alike."""
    tables = tuple(count_exhibit(study, outcome, measured[outcome.id]) for outcome in outcomes)
    alike = tuple(
        exhibit for case in cases if not case.cohort.outcome.ordinal for exhibit in leaver_exhibits(case.cohort)
    )
    return (share_exhibit(study, [case.cohort.outcome for case in cases]), *tables, *alike)


def _answered(cases: list[Case], quantities: dict[str, Quantity]) -> tuple[Exhibit, ...]:
    return tuple(exhibit for case in cases for exhibit in answer_exhibits(case, quantities))


def _notes(study: OpenStudy, cases: list[Case], quantities: dict[str, Quantity]) -> tuple[Finding, ...]:
    own = ("assumption", "imputed", "wide", "weighted", "only_started")
    panel: Panel = cases[0].cohort.stayers
    complete = [quantity for id, quantity in quantities.items() if "_complete." in id]
    moments = {moment for case in cases for moment in (case.cohort.outcome.baseline, case.cohort.outcome.follow_up)}
    return (
        *(Finding(f"missing.finding.{name}") for name in own),
        *method_limits(panel, complete),
        *shock_limits(study, declared(study, [moment for moment in study.asked.moments if moment in moments])),
        *design_limits(study),
    )
