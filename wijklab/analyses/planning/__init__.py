"""Before data come in: which difference can a study with these neighbourhoods find, and what would help?

Everything here rests on the study file and on stated assumptions, on nobody's data. `wijklab power` shows it.
"""

from __future__ import annotations

from wijklab.analyses.answering import by_id
from wijklab.analyses.planning.assumed import Plan, assumption_exhibit, assumption_quantities, make_plan
from wijklab.analyses.planning.helps import help_exhibits, help_quantities
from wijklab.analyses.planning.pairs import pair_exhibits, pair_quantities
from wijklab.analyses.planning.shares import share_exhibits, share_quantities
from wijklab.contract.answers import Estimates, Finding, StudyCard
from wijklab.contract.study import Study

QUESTION = "power"


def plan_power(asked: Study, card: StudyCard) -> Estimates:
    """What the study can find with t(G-2), in points of its instrument and in shares that rise on the ladder."""
    plan = make_plan(asked)
    quantities = [
        *pair_quantities(plan),
        *help_quantities(plan),
        *share_quantities(plan),
        *assumption_quantities(plan),
    ]
    exhibits = (
        *pair_exhibits(plan)[:1],
        *help_exhibits(plan),
        *share_exhibits(plan),
        *pair_exhibits(plan)[1:],
        assumption_exhibit(plan),
    )
    return Estimates(QUESTION, card, by_id(quantities), exhibits, _notes(plan))


def _notes(plan: Plan) -> tuple[Finding, ...]:
    """What planning does not promise; and that there is nothing to compare, where it is so."""
    names = ("one_outcome", "equal_areas", "not_cause")
    alone = () if plan.pairs() else (Finding("power.finding.no_pairs"),)
    return (*alone, *(Finding(f"power.limit.{name}") for name in names))
