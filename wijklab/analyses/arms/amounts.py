"""The amounts that a study asks for, as euro per resident by year, category and bearer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd

from wijklab.analyses.arms.panel import Panel
from wijklab.contract.outcomes import CostsOutcome
from wijklab.contract.tables import OpenStudy
from wijklab.contract.vocabulary import BEARERS, COST_CATEGORIES
from wijklab.stats.few.areas import Floats

WHEN: Final = ("baseline", "follow_up")
"""The two years, as fact ids write them."""

SPLITS: Final = {"category": COST_CATEGORIES, "bearer": BEARERS}
"""What amounts are split by, and the parts in the order of the vocabulary."""


@dataclass(frozen=True, slots=True, repr=False)
class Amounts:
    """Cost rows of the two years, of the bearers asked for, ordered so that delivery cannot change a sum."""

    frame: pd.DataFrame
    years: tuple[int, int]

    def per_resident(self, panel: Panel, year: int, column: str = "", value: str = "") -> Floats:
        """Euro per resident in one year, of one category or bearer if named, shape (n_people,); no row is 0 euro."""
        rows = self.frame[self.frame["year"] == year]
        rows = rows[rows[column] == value] if column else rows
        return (
            rows.groupby("resident")["amount_eur"].sum().reindex(panel.resident, fill_value=0.0).to_numpy(dtype=float)
        )

    def payers(self) -> dict[str, tuple[str, ...]]:
        """Who bears the costs of each category, sorted."""
        pairs = self.frame[["category", "bearer"]].drop_duplicates().sort_values("bearer")
        return {category: tuple(own) for category, own in pairs.groupby("category")["bearer"]}

    def used(self, column: str) -> tuple[str, ...]:
        """The categories or bearers that occur, in the order of the vocabulary."""
        held = set(self.frame[column])
        return tuple(value for value in SPLITS[column] if value in held)


def asked_amounts(study: OpenStudy, asked: CostsOutcome) -> Amounts:
    """The amounts of the two years and the bearers asked for.

    The check has refused amounts in prices of another year: without an index they cannot be added up.
    """
    years = (asked.baseline_year, asked.follow_up_year)
    frame = study.tables["costs"]
    rows = frame[frame["year"].isin(years) & frame["bearer"].isin(asked.bearers)]
    rows = rows.astype({"amount_eur": float, "category": object, "bearer": object})
    return Amounts(rows.sort_values(["resident", "year", "category", "bearer"], kind="stable"), years)
