"""What stands against the investments of a way of working, in euro per euro: a range, never a point.

Estimand: the present value of all returns that were stated, after deadweight, displacement, attribution and drop-off,
over the sum of what was invested in the neighbourhoods of one arm. The lowest takes every input at the end that leaves
least, the highest at the end that leaves most: bounds on what was stated, no interval.
"""

from __future__ import annotations

from wijklab.analyses.answering import by_id, has_tables, no_data
from wijklab.analyses.social_return.exhibits import social_return_exhibits
from wijklab.analyses.social_return.limits import social_return_limits
from wijklab.analyses.social_return.quantities import all_quantities
from wijklab.analyses.social_return.reckoning import reckon
from wijklab.contract.answers import Estimates
from wijklab.contract.tables import OpenStudy

QUESTION = "social_return"


def reckon_social_return(study: OpenStudy) -> Estimates:
    """The social return of one arm: per euro invested, by who gains, by return, and what it hangs on."""
    asked = study.asked.outcomes.social_return
    if asked is None or not has_tables(study, "social_returns", "investments", "prices"):
        return no_data(study, QUESTION)
    found = reckon(study, asked)
    if found is None:
        return no_data(study, QUESTION, "not_comparable")
    quantities = by_id(all_quantities(found, study.asked.privacy))
    notes = tuple(social_return_limits(study, found))
    return Estimates(QUESTION, study.card, quantities, social_return_exhibits(found, quantities), notes)
