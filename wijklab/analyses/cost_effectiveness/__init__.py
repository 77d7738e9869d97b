"""What one more point of wellbeing, or one rung of the ladder, costs, and how sure that is."""

from __future__ import annotations

from wijklab.analyses.answering import no_data
from wijklab.contract.answers import Estimates
from wijklab.contract.tables import OpenStudy

QUESTION = "cost_effectiveness"


def weigh_cost_effectiveness(study: OpenStudy) -> Estimates:
    """The answer without numbers."""
    return no_data(study, QUESTION)
