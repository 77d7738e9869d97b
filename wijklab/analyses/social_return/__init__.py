"""What the investments of a way of working brought, in euro per euro: a range, never a point."""

from __future__ import annotations

from wijklab.analyses.answering import no_data
from wijklab.contract.answers import Estimates
from wijklab.contract.tables import OpenStudy

QUESTION = "social_return"


def reckon_social_return(study: OpenStudy) -> Estimates:
    """The answer without numbers."""
    return no_data(study, QUESTION)
