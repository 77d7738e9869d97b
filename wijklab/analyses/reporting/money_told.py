"""What a study says of its euro: whose they are, over how long, of which year, how valued and discounted, how sure."""

from __future__ import annotations

from typing import Final

import pandas as pd

from wijklab.analyses.planning.assumed import designed
from wijklab.analyses.reporting.told import Tell, Told, pages, told
from wijklab.contract.answers import Finding, Label, Quantity
from wijklab.contract.tables import OpenStudy
from wijklab.contract.vocabulary import BEARERS

MONEY: Final = ("costs", "cost_effectiveness", "social_return", "budget", "cases")
"""The pages on money: CHEERS is asked where a study has one of them."""

VALUED: Final = ("costs", "service_use", "prices", "investments", "social_returns", "case_costs")
"""The tables that hold amounts or prices."""


def money_pages(study: OpenStudy) -> tuple[str, ...]:
    """The pages on money that the study asks; micro-analyses only where they come with amounts."""
    return tuple(page for page in pages(study, *MONEY) if _is_asked(study, page))


def _is_asked(study: OpenStudy, page: str) -> bool:
    if page == "cases":
        return "case_costs" in study.tables
    return getattr(study.asked.outcomes, page) is not None


def discount_quantities(study: OpenStudy) -> list[Quantity]:
    """The two rates per year, in percent, where the study declares them."""
    declared = study.asked.economics.discount
    if declared is None or not money_pages(study):
        return []
    rates = (("costs", declared.costs), ("effects", declared.effects))
    return [designed(f"reporting.discount.{name}", 100 * rate, "percent", method="assumed") for name, rate in rates]


def perspective(study: OpenStudy) -> Told:
    """Item 8: whose costs and savings count."""
    costs = study.asked.outcomes.costs if "costs" in money_pages(study) else None
    if costs is None:
        return Told(see=money_pages(study))
    if set(costs.bearers) == set(BEARERS):
        return told([Finding("reporting.cheers.8.society")], *pages(study, "costs"))
    some = [Finding("reporting.cheers.8.bearer", names={"bearer": Label("bearer", each)}) for each in costs.bearers]
    return told([Finding("reporting.cheers.8.some"), *some], *pages(study, "costs"))


def horizon(study: OpenStudy) -> Told:
    """Item 9: over which years costs were compared, and how far a page looks ahead."""
    asked, says = study.asked, []
    outcomes, shown = asked.outcomes, money_pages(study)
    if "costs" in shown and outcomes.costs:
        says.append(_years("costs", outcomes.costs.baseline_year, outcomes.costs.follow_up_year))
    if asked.economics.horizon_years:
        says.append(Finding("reporting.cheers.9.ahead", names={"years": _plain(asked.economics.horizon_years)}))
    if "budget" in shown and outcomes.budget:
        says.append(_years("budget", outcomes.budget.first_year, outcomes.budget.last_year))
    return told(says)


def discounting(study: OpenStudy) -> Told:
    """Item 10: the rates with their source, or that nothing was discounted."""
    declared = study.asked.economics.discount
    if declared is None:
        return told([Finding("reporting.cheers.10.none")])
    rates = {"costs": "reporting.discount.costs", "effects": "reporting.discount.effects"}
    names = {"source": Label("text", declared.source), "day": Label("day", str(declared.date))}
    return told([Finding("reporting.cheers.10.rates", rates, names)], whole=True)


def valued(study: OpenStudy) -> Told:
    """Item 14: where amounts come from. A table of amounts does not tell its own source: that the authors do."""
    there = [name for name in VALUED if name in study.tables]
    own = ["costs"] if "costs" in there else []
    return told((Finding(f"reporting.cheers.14.{name}") for name in there), *money_pages(study), whole=not own)


def currency(study: OpenStudy) -> Told:
    """Item 15: euro of which year, and by which index others were brought there."""
    year = study.asked.price_year
    if year is None:
        return told([Finding("reporting.cheers.15.euro")])
    says = [Finding("reporting.cheers.15.year", names={"year": _plain(year)}), *_index(study)]
    return told(says, whole=True)


def distribution(study: OpenStudy) -> Told:
    """Item 19: who pays and who gains; not which residents."""
    by_bearer = [Finding("reporting.cheers.19.bearers")] if "costs" in money_pages(study) else []
    costs = study.asked.outcomes.costs
    shared = [Finding("reporting.cheers.19.sharing")] if by_bearer and costs and costs.sharing else []
    return told([*by_bearer, *shared], *(pages(study, "costs") if by_bearer else ()))


def uncertainty(item: str) -> Tell:
    """Items 20 and 24: how uncertainty was reckoned, and what it does to the findings; a sentence per page."""

    def tell(study: OpenStudy) -> Told:
        shown = money_pages(study)
        return told((Finding(f"reporting.cheers.{item}.{page}") for page in shown), *shown, whole=True)

    return tell


def _index(study: OpenStudy) -> list[Finding]:
    name = study.asked.economics.price_index
    if name is None or "price_index" not in study.tables:
        return []
    rows = study.tables["price_index"]
    last = pd.Timestamp(rows.loc[rows["index"] == name, "published"].max()).date()
    names = {"index": Label("text", name), "day": Label("day", str(last))}
    return [Finding("reporting.cheers.15.index", names=names)]


def _years(name: str, first: int, last: int) -> Finding:
    return Finding(f"reporting.cheers.9.{name}", names={"first": _plain(first), "last": _plain(last)})


def _plain(number: int) -> Label:
    return Label("text", str(number))
