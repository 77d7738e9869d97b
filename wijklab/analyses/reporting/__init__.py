"""Accounting for a study: the checklists by which readers of journals judge it, filled as far as the study tells.

TREND is for studies without lots, TIDieR for the way of working. What no study file can tell stays open for the
authors, who answer it under `reporting:`.
"""

from __future__ import annotations

from wijklab.analyses.answering import by_id
from wijklab.analyses.reporting.design import design_quantities
from wijklab.analyses.reporting.exhibits import checklist_exhibit, count_exhibit, count_quantities, fill
from wijklab.analyses.reporting.people import people_quantities
from wijklab.analyses.reporting.told import CHECKLISTS
from wijklab.contract.answers import Estimates, Finding
from wijklab.contract.tables import OpenStudy

QUESTION = "reporting"


def account_for_study(study: OpenStudy) -> Estimates:
    """Every item of every checklist: what it asks, what the study says, and whether it is filled."""
    filled = {name: fill(study, name) for name in CHECKLISTS}
    quantities = [*count_quantities(filled), *design_quantities(study), *people_quantities(study)]
    exhibits = (count_exhibit(), *(checklist_exhibit(study, name, items) for name, items in filled.items()))
    notes = tuple(Finding(f"reporting.limit.{name}") for name in ("not_quality", "own_words"))
    return Estimates(QUESTION, study.card, by_id(quantities), exhibits, notes)
