"""A (virtual) budget of one area over the years: what was spent of it, on what, and how many people it helped."""

from __future__ import annotations

from wijklab.analyses.answering import no_data
from wijklab.contract.answers import Estimates
from wijklab.contract.tables import OpenStudy

QUESTION = "budget"


def follow_budget(study: OpenStudy) -> Estimates:
    """The answer without numbers."""
    return no_data(study, QUESTION)
