"""What a page on an area budget cannot carry, and how it was reckoned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import numpy as np
import pandas as pd

from wijklab.analyses.budget.ahead import WITH_MARGIN, to_come
from wijklab.analyses.budget.term import Term
from wijklab.analyses.limits import calendar_years, overlap
from wijklab.contract.answers import Finding, Label
from wijklab.contract.tables import OpenStudy


def budget_limits(study: OpenStudy, term: Term) -> tuple[Finding, ...]:
    """Whose budget and by which index; years that are absent, special or not over; people; and how years go on."""
    return (
        _whose(term),
        *_index(study, term),
        Finding("budget.finding.no_row"),
        *_years("gap", term.gaps),
        *_not_over(study, term),
        *_shocks(study, term),
        *_people(term),
        Finding("budget.finding.one_area"),
        *_ahead(term),
    )


def _whose(term: Term) -> Finding:
    asked = term.asked
    names = {
        "area": Label("area", asked.area),
        "source": Label("text", asked.source),
        "first": Label("text", str(asked.first_year)),
        "last": Label("text", str(asked.last_year)),
    }
    return Finding("budget.finding.whose", {"amount": f"budget.amount.{asked.first_year}"}, names)


def _index(study: OpenStudy, term: Term) -> list[Finding]:
    if not term.asked.price_index:
        return [Finding("budget.finding.not_indexed")]
    rows = study.tables["price_index"]
    rows = rows[(rows["index"] == term.asked.price_index) & rows["year"].isin(term.years)]
    names = {
        "index": Label("text", term.asked.price_index),
        "published": Label("day", pd.Timestamp(rows["published"].max()).date().isoformat()),
        "source": Label("text", "; ".join(sorted(set(map(str, rows["source"]))))),
    }
    return [Finding("budget.finding.indexed", names=names), *_years("carried", term.carried)]


def _years(key: str, years: Iterable[int], **names: Label) -> list[Finding]:
    listed = ",".join(map(str, years))
    return [Finding(f"budget.finding.{key}", names={"years": Label("listed", listed), **names})] if listed else []


def _not_over(study: OpenStudy, term: Term) -> list[Finding]:
    """Years of which the data cannot be complete: those that were not over when the study closed."""
    return _years("not_over", [year for year in term.known if study.asked.cutoff < dt.date(year, 12, 31)])


def _shocks(study: OpenStudy, term: Term) -> list[Finding]:
    periods = calendar_years(term.known)
    return [
        finding
        for shock in study.asked.shocks
        for finding in _years(
            "shock",
            [int(label.id) for label, period in periods.items() if overlap(period, shock.period)],
            shock=Label("text", shock.name),
        )
    ]


def _people(term: Term) -> list[Finding]:
    lacking = np.isnan(term.spent.people)
    notes = [Finding("budget.finding.people_not_given")] if lacking.any() else []
    alone = "individual" in term.spent.provision[lacking]
    return [*notes, Finding("budget.finding.individual_not_given")] if alone else notes


def _ahead(term: Term) -> list[Finding]:
    if not to_come(term):
        return []
    n = Label("text", str(len(term.known)))
    key = "how_line" if len(term.known) >= WITH_MARGIN else "how_bare"
    return [Finding(f"budget.finding.{key}", names={"n": n, "first": Label("text", str(term.asked.first_year))})]
