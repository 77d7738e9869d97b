"""A (virtual) budget of one area over the years: what was spent of it, on what, and how many people it helped.

Estimand: euro of each year, as paid, beside what there was to spend in that year. Nothing is compared with another
area: what the budget changed is not to be seen here.
"""

from __future__ import annotations

from wijklab.analyses.answering import by_id, has_tables, no_data
from wijklab.analyses.budget.ahead import forecast_quantities
from wijklab.analyses.budget.exhibits import budget_exhibits
from wijklab.analyses.budget.limits import budget_limits
from wijklab.analyses.budget.mix import mix_quantities
from wijklab.analyses.budget.people import people_quantities
from wijklab.analyses.budget.spending import spending_quantities
from wijklab.analyses.budget.term import term_of
from wijklab.contract.answers import Estimates
from wijklab.contract.tables import OpenStudy

QUESTION = "budget"


def follow_budget(study: OpenStudy) -> Estimates:
    """Budget, spending and what is left by year, where the term ends, and how many people were helped with it."""
    asked = study.asked.outcomes.budget
    if asked is None or not has_tables(study, "area_spending"):
        return no_data(study, QUESTION)
    term = term_of(study, asked)
    if not term.known:
        return no_data(study, QUESTION)
    privacy = study.asked.privacy
    spending, people = spending_quantities(term, privacy), people_quantities(term, privacy.rounding)
    quantities = by_id([*spending, *people, *mix_quantities(term, by_id(people)), *forecast_quantities(term)])
    return Estimates(QUESTION, study.card, quantities, budget_exhibits(term, quantities), budget_limits(study, term))
