"""What a page on costs says of the residents whose costs it compares."""

from __future__ import annotations

from wijklab.analyses.arms.amounts import Amounts
from wijklab.analyses.arms.residents import not_delivered
from wijklab.contract.answers import Finding, Label
from wijklab.contract.tables import OpenStudy


def residents_limits(study: OpenStudy, amounts: Amounts) -> list[Finding]:
    """That no row was taken for no costs, and which neighbourhoods take no part."""
    absent = not_delivered(study, amounts.years)
    return [
        Finding("costs.finding.no_row"),
        *(Finding("costs.finding.not_delivered", names={"area": Label("area", code)}) for code in absent),
    ]
