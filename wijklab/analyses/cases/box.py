"""The box of a micro-analysis: the person's own words, marks, money, and what its source leaves out."""

from __future__ import annotations

from wijklab.analyses.cases.case import Case
from wijklab.analyses.cases.money import MONEY, not_stated
from wijklab.analyses.cases.wellbeing import SCORES
from wijklab.contract.answers import Exhibit, Finding, Label, Row

_TEXTS = ("title", "wants", "can", "needs", "actions", "source")


def box(case: Case) -> Exhibit:
    """The exhibit of one case."""
    names = [f"wellbeing_{when}" for when in SCORES]
    names += MONEY if case.result is not None else ("cost", "avoided", "saving")
    rows = tuple(Row(Label("measure", name), (f"cases.{name}.{case.slug}",)) for name in names)
    texts = {name: case.text(name) for name in _TEXTS}
    return Exhibit(f"case-{case.slug}", "case", (Label("measure", "value"),), rows, _findings(case), texts)


def not_stated_limits(cases: list[Case]) -> list[Finding]:
    """What sources leave out, as a limit of the page as large as its results."""
    silent = any(case.result is not None and not_stated(case) for case in cases)
    return [Finding("cases.finding.certainty")] if silent else []


def _findings(case: Case) -> tuple[Finding, ...]:
    found = case.result
    if found is None:
        return (Finding("cases.finding.mixed_prices"),) if len(case.costs) else ()
    fact = {name: f"cases.{name}.{case.slug}" for name in MONEY}
    pays = "saving" if found.saving >= 0 else "no_saving"
    says = [Finding(f"cases.finding.{pays}", {name: fact[name] for name in ("saving", "cost", "avoided")})]
    if found.break_even is not None and found.break_even <= 1:
        says.append(Finding("cases.finding.break_even", {"break_even": fact["break_even"]}))
    if found.expected_saving is not None:
        says.append(Finding("cases.finding.expected", {"expected": fact["expected_saving"]}))
    return (*says, *(Finding(f"cases.finding.not_stated_{what}") for what in not_stated(case)))
