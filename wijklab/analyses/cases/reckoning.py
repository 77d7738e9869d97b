"""How the money of cases was reckoned: by which index to one price year, and discounted at which rate."""

from __future__ import annotations

from collections.abc import Iterator

from wijklab.analyses.cases.amounts import Amounts
from wijklab.analyses.cases.case import Case, quantity
from wijklab.analyses.cases.money import percent
from wijklab.analyses.money import discount_rate
from wijklab.contract.answers import Finding, Label, Quantity
from wijklab.contract.tables import OpenStudy

RATE = "cases.discount_rate"
PRESENT = ("worth_now", "break_even_now")
"""What a case has besides, where amounts fall over more years and the study discounts."""


def discount_quantities(study: OpenStudy, cases: list[Case]) -> list[Quantity]:
    """The yearly rate in percent, where any amount falls later and the study declares one."""
    declared = study.asked.economics.discount
    if declared is None or not any(case.amounts and case.amounts.has_later for case in cases):
        return []
    percent = round(100 * discount_rate(study, "costs"), 10)
    return [Quantity(RATE, percent, "percent", "design", method="assumed", source=declared.source)]


def present_names(case: Case) -> tuple[str, ...]:
    """The rows of the box that tell what the money of a case is worth now; none where all of it falls within a year."""
    return PRESENT if case.amounts is not None and case.amounts.has_later else ()


def present_quantities(case: Case) -> list[Quantity]:
    """The outcome and the break-even probability with later euro discounted."""
    if case.amounts is None or not case.amounts.has_later:
        return []
    outcome, chance = present_values(case.amounts)
    worth, break_even = PRESENT
    return [
        quantity(case, worth, outcome, "eur", method="present_value"),
        quantity(case, break_even, chance, "percent", missing="not_computable", method="cost_over_avoided"),
    ]


def present_values(amounts: Amounts) -> tuple[float, float | None]:
    """What is left now in whole euro, and the break-even probability in percent (None where nothing was avoided)."""
    now = amounts.discounted()
    return float(round(now.saving())), percent(now.result.break_even)


def present_findings(case: Case) -> Iterator[Finding]:
    """What is left where later euro count for less."""
    if present_names(case):
        yield Finding("cases.finding.worth_now", {"outcome": f"cases.{PRESENT[0]}.{case.slug}", "rate": RATE})


def reckoning_notes(study: OpenStudy, cases: list[Case]) -> Iterator[Finding]:
    """Discounted at which rate, or not at all; and by which index amounts of another year were converted."""
    economics = study.asked.economics
    discount = economics.discount
    if _over_years(cases) and discount is None:
        yield Finding("cases.finding.not_discounted")
    if discount is not None and discount_quantities(study, cases):
        names = {"source": Label("text", discount.source), "day": Label("day", discount.date.isoformat())}
        yield Finding("cases.finding.discounted", {"rate": RATE}, names)
    if any(case.amounts and case.amounts.converted for case in cases):
        yield Finding("cases.finding.by_index", names={"index": Label("text", str(economics.price_index))})


def _over_years(cases: list[Case]) -> bool:
    """Whether any amount of a shown case falls over more than one year."""
    return any(bool((case.costs["years"] > 1).any()) for case in cases if len(case.costs))
