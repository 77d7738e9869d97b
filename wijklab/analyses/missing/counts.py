"""How many people were measured at the start, measured again and not, per arm and moment: counts that add up.

Where so few people of an arm were not measured again that their number is hidden, all counts of that arm are: the
others are told on other pages, or follow from each other.
"""

from __future__ import annotations

import pandas as pd

from wijklab.analyses.arms.panel import neighbourhood_of
from wijklab.analyses.missing.cohort import Outcome, Values
from wijklab.contract.answers import Exhibit, Finding, Label, Quantity, Row
from wijklab.contract.tables import OpenStudy
from wijklab.contract.vocabulary import ARMS

COLUMNS = ("started", "again", "left", "left_share")


def left_id(outcome: str, arm: str, moment: str) -> str:
    """The id of the number of people of an arm who were measured at the start and not at that moment."""
    return f"missing.{outcome}_left.{arm}.{moment}"


def drop_out_counts(study: OpenStudy, outcome: Outcome, values: Values) -> list[Quantity]:
    """Counts and shares for each arm and later moment, of everyone who was measured at the start."""
    start = values.get(outcome.baseline, pd.Series(dtype=float)).index
    arms = (
        pd.Series(start, index=start, dtype=object)
        .map(neighbourhood_of(study))
        .map(study.asked.arm_of, na_action="ignore")
    )
    moments = [moment for moment in outcome.moments if moment in values]
    return [
        quantity
        for arm in _arms(study)
        for quantity in _of_arm(outcome, arm, pd.Index(arms.index[arms == arm]), {m: values[m].index for m in moments})
    ]


def _of_arm(outcome: Outcome, arm: str, start: pd.Index, later: dict[str, pd.Index]) -> list[Quantity]:
    told = tuple(left_id(outcome.id, arm, moment) for moment in later)
    found = []
    for moment, measured in later.items():
        again = int(start.isin(measured).sum())
        line = f"line.missing.{outcome.id}.{arm}.{moment}"
        counts = {"started": len(start), "again": again, "left": len(start) - again}
        ids = {name: f"missing.{outcome.id}_{name}.{arm}.{moment}" for name in COLUMNS}
        found += [
            Quantity(ids[name], float(n), "persons", "count", sums_in=(line,), rests_on=told)
            for name, n in counts.items()
        ]
        share = 100 * counts["left"] / max(1, len(start))
        pair = (ids["left"], ids["started"])
        found.append(Quantity(ids["left_share"], share, "percent", "people", len(start), share_of=pair))
    return found


def count_exhibit(study: OpenStudy, outcome: Outcome, values: Values) -> Exhibit:
    """The drop-out table of one outcome: a row for each arm and moment."""
    where = [f"{arm}.{moment}" for arm in _arms(study) for moment in outcome.moments if moment in values]
    rows = tuple(
        Row(Label("arm_moment", own), tuple(f"missing.{outcome.id}_{name}.{own}" for name in COLUMNS)) for own in where
    )
    columns = tuple(Label("measure", name) for name in COLUMNS)
    return Exhibit(f"missing-count-{outcome.id}", "values", columns, rows)


def share_exhibit(study: OpenStudy, outcomes: list[Outcome]) -> Exhibit:
    """The share of each arm that was not measured again at the moment that is compared, for each outcome."""
    columns = tuple(Label("question", outcome.id) for outcome in outcomes)
    rows = tuple(
        Row(Label("arm", arm), tuple(f"missing.{o.id}_left_share.{arm}.{o.follow_up}" for o in outcomes))
        for arm in _arms(study)
    )
    says = tuple(Finding("missing.finding.left", *_said(row, columns[0])) for row in rows)
    return Exhibit("missing-share", "bars", columns, rows, says)


def _said(row: Row, outcome: Label) -> tuple[dict[str, str], dict[str, Label]]:
    """The share of the first outcome, and the names in its sentence."""
    return {"share": row.cells[0] or ""}, {"arm": row.label, "outcome": outcome}


def _arms(study: OpenStudy) -> list[str]:
    return [arm for arm in ARMS if arm in study.asked.arms]
