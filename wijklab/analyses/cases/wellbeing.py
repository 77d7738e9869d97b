"""The mark of a case before, shortly after and later; its change; and all starts against all changes."""

from __future__ import annotations

from wijklab.analyses.cases.case import Case, quantity
from wijklab.contract.answers import Exhibit, Finding, Label, Quantity, Row

SCORES = {"before": "wellbeing_before", "short": "wellbeing_short", "long": "wellbeing_long"}


def score_quantities(case: Case) -> list[Quantity]:
    """The three marks, and the change from the first to the last where both are there."""
    marks = [quantity(case, f"wellbeing_{when}", case.number(column), "grade") for when, column in SCORES.items()]
    changed = change_of(case)
    change = [] if changed is None else [quantity(case, "change", changed, "points", method="long_term_minus_before")]
    return marks + change


def change_of(case: Case) -> float | None:
    """The mark on the long term minus that before, in points; None where one of the two is not there."""
    before, after = case.number(SCORES["before"]), case.number(SCORES["long"])
    return None if before is None or after is None else after - before


def starts_exhibit(cases: list[Case]) -> tuple[Exhibit, ...]:
    """Every case as a point: where it started and how far it moved; none where there is nothing to lay beside it."""
    both = [case for case in cases if change_of(case) is not None]
    if len(both) < 2:
        return ()
    columns = (Label("measure", "wellbeing_before"), Label("measure", "change_long"))
    rows = tuple(
        Row(Label("text", case.text("title")), (f"cases.wellbeing_before.{case.slug}", f"cases.change.{case.slug}"))
        for case in both
    )
    return (Exhibit("cases-starts", "scatter", columns, rows, (Finding("cases.finding.starts"),)),)
