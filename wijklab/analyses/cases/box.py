"""The box of a micro-analysis: the person's own words, marks, money, and what its source leaves out."""

from __future__ import annotations

from wijklab.analyses.cases.case import Case
from wijklab.analyses.cases.money import MONEY, money_findings, not_stated
from wijklab.analyses.cases.pockets import pocket_findings
from wijklab.analyses.cases.ranges import chance_range_findings, range_names
from wijklab.analyses.cases.reckoning import present_findings, present_names
from wijklab.analyses.cases.wellbeing import SCORES
from wijklab.contract.answers import Exhibit, Finding, Label, Row

_TEXTS = ("title", "wants", "can", "needs", "actions", "source")


def box(case: Case) -> Exhibit:
    """The exhibit of one case."""
    names = [f"wellbeing_{when}" for when in SCORES]
    names += (
        (*MONEY, *present_names(case), *range_names(case))
        if case.amounts is not None
        else ("cost", "avoided", "saving")
    )
    rows = tuple(Row(Label("measure", name), (f"cases.{name}.{case.slug}",)) for name in names)
    texts = {name: case.text(name) for name in _TEXTS}
    return Exhibit(f"case-{case.slug}", "case", (Label("measure", "value"),), rows, _findings(case), texts)


def not_stated_limits(cases: list[Case]) -> list[Finding]:
    """What sources leave out, as a limit of the page as large as its results."""
    silent = any(case.amounts is not None and not_stated(case) for case in cases)
    return [Finding("cases.finding.certainty")] if silent else []


def _findings(case: Case) -> tuple[Finding, ...]:
    """What it cost and may have avoided, how far that may be off, who pays, and what the source leaves out."""
    if case.amounts is None:
        return tuple(money_findings(case))
    says = (*money_findings(case), *present_findings(case), *chance_range_findings(case), *pocket_findings(case))
    return (*says, *(Finding(f"cases.finding.not_stated_{what}") for what in not_stated(case)))
