"""The micro-analyses that may be shown, each with its cost rows, and how one of its numbers becomes a quantity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from wijklab.analyses.cases.amounts import Amounts, amounts_of
from wijklab.contract.answers import Basis, Label, Quantity, Unit
from wijklab.contract.cells import slug
from wijklab.contract.tables import OpenStudy

_CONSENTED = ("yes", "published")


@dataclass(frozen=True, slots=True, repr=False)
class Case:
    """One micro-analysis with consent, its cost rows as delivered, and in euro (None: no rows, or mixed prices)."""

    id: str
    row: dict[str, Any]
    costs: pd.DataFrame
    amounts: Amounts | None

    @property
    def slug(self) -> str:
        """The case's id as fact ids write it."""
        return slug(self.id)

    @property
    def name(self) -> Label:
        """What the case is called by who told it."""
        return Label("text", self.text("title"))

    def number(self, column: str) -> float | None:
        """A cell of its row as a number; None where it is empty."""
        return None if pd.isna(self.row[column]) else float(self.row[column])

    def text(self, column: str) -> str:
        """A cell of its row as text; empty where it is missing."""
        value = self.row.get(column)
        return "" if value is None or value is pd.NA or value != value else str(value)


def consenting(study: OpenStudy) -> list[Case]:
    """The cases that were published, which anyone can look up, then those of people who agreed; each by their ids."""
    frame = study.tables["cases"].sort_values("case", kind="stable")
    rows = [row for row in frame.to_dict("records") if row["consent"] in _CONSENTED]
    return [_case(study, row) for row in sorted(rows, key=lambda row: row["consent"] != "published")]


def quantity(
    case: Case,
    name: str,
    value: float | None,
    unit: Unit,
    *,
    missing: str = "not_stated",
    method: str = "observed",
    basis: Basis = "case",
    part: str = "",
    n: int | None = 1,
    **more: Any,
) -> Quantity:
    """One number of a case, under `cases.<name>.<case>` or, for one of many, `cases.<name>.<case>.<part>`."""
    return Quantity(
        id=".".join(filter(None, ("cases", name, case.slug, part))),
        value=value,
        unit=unit,
        basis=basis,
        n=n,
        method=method,
        missing=missing if value is None else None,
        consent=case.row["consent"],
        source=case.text("source"),
        **more,
    )


def _case(study: OpenStudy, row: dict[str, Any]) -> Case:
    costs = study.tables["case_costs"] if "case_costs" in study.tables else pd.DataFrame({"case": []})
    own = costs[costs["case"] == row["case"]]
    return Case(str(row["case"]), row, own, amounts_of(study, own) if len(own) else None)
