"""What do residents cost society per year, who bears it, and did that change more in one way of working than another?

Estimand: mean cost per resident per year in prices of one year. The denominator is every resident of the table
`residents`; who has no row in a year had no costs in that year, unless nothing of that year was delivered for the whole
neighbourhood: then it takes no part. Each neighbourhood counts once.
"""

from __future__ import annotations

from wijklab.analyses.answering import by_id, has_tables, no_data
from wijklab.analyses.arms.amounts import asked_amounts
from wijklab.analyses.arms.panel import measure
from wijklab.analyses.arms.residents import every_resident
from wijklab.analyses.costs.exhibits import answer_exhibits, consists_exhibits
from wijklab.analyses.costs.later import later_exhibit, later_quantities
from wijklab.analyses.costs.models import modelled, park_quantity
from wijklab.analyses.costs.parts import all_parts
from wijklab.analyses.costs.pocket_exhibits import pocket_exhibits, pocket_notes
from wijklab.analyses.costs.pockets import pockets_of, with_pockets
from wijklab.analyses.costs.prices import price_limits, price_quantities
from wijklab.analyses.costs.residents import residents_limits
from wijklab.analyses.costs.totals import total_changes, total_differences, yearly_totals
from wijklab.analyses.costs.verdict import model_limits, models_exhibits
from wijklab.analyses.limits import calendar_years, design_limits, divided_limits, method_limits, shock_limits
from wijklab.contract.answers import Estimates, Finding
from wijklab.contract.tables import OpenStudy
from wijklab.contract.vocabulary import BEARERS

QUESTION = "costs"


def compare_costs(study: OpenStudy) -> Estimates:
    """Mean cost per resident by category and bearer, before and after, and the change between arms."""
    asked = study.asked.outcomes.costs
    if asked is None or not has_tables(study, "residents", "costs"):
        return no_data(study, QUESTION)
    amounts = asked_amounts(study, asked)
    panel = every_resident(study, amounts)
    if not panel.codes:
        return no_data(study, QUESTION)
    change = measure(panel, panel.after - panel.before, "eur")
    differences = total_differences(change, study)
    models, prices = modelled(study, change), price_quantities(study)
    quantities = [
        *yearly_totals(panel),
        *total_changes(change),
        *differences,
        *all_parts(panel, amounts),
        *later_quantities(study, panel, differences),
        *(model for own in models.values() for model in own),
        *park_quantity(panel),
        *prices,
    ]
    pockets = pockets_of(study, asked, panel, amounts)
    front, behind = pocket_exhibits(pockets)
    exhibits = (
        *answer_exhibits(panel),
        *front,
        *later_exhibit(study, panel),
        *consists_exhibits(panel, amounts),
        *models_exhibits(models, differences),
        *behind,
    )
    notes = (
        *price_limits(study, prices),
        *residents_limits(study, amounts),
        *pocket_notes(pockets),
        *([] if pockets.investments is None else divided_limits(study)),
        *([] if set(asked.bearers) == set(BEARERS) else [Finding("costs.finding.some_bearers")]),
        *method_limits(panel, differences),
        *model_limits(models, quantities),
        *shock_limits(study, calendar_years(amounts.years)),
        *design_limits(study),
    )
    return Estimates(QUESTION, study.card, with_pockets(by_id(quantities), pockets), exhibits, notes)
