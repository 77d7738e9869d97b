"""Accounting for a study: the checklists by which readers of journals judge it, filled as far as the study tells.

TREND is for studies without lots, TIDieR for the way of working, CHEERS for costs and what they bring. What no study
file can tell stays open for the authors, who answer it under `reporting:`.
"""

from __future__ import annotations

from wijklab.analyses.answering import by_id
from wijklab.analyses.reporting.design import design_quantities
from wijklab.analyses.reporting.exhibits import (
    asked_checklists,
    checklist_exhibit,
    count_exhibit,
    count_quantities,
    fill,
)
from wijklab.analyses.reporting.money_told import discount_quantities
from wijklab.analyses.reporting.people import people_quantities
from wijklab.contract.answers import Estimates, Finding
from wijklab.contract.tables import OpenStudy

QUESTION = "reporting"


def account_for_study(study: OpenStudy) -> Estimates:
    """Every item of every checklist: what it asks, what the study says, and whether it is filled."""
    filled = {name: fill(study, name) for name in asked_checklists(study)}
    numbers = (count_quantities(filled), design_quantities(study), discount_quantities(study), people_quantities(study))
    quantities = [quantity for own in numbers for quantity in own]
    exhibits = (count_exhibit(filled), *(checklist_exhibit(study, name, items) for name, items in filled.items()))
    notes = tuple(Finding(f"reporting.limit.{name}") for name in ("not_quality", "own_words"))
    return Estimates(QUESTION, study.card, by_id(quantities), exhibits, notes)
