"""The amounts that a study asks for, as euro per resident by year, category and bearer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from wijklab.analyses.arms.panel import Panel
from wijklab.analyses.money import price_factors, unit_prices
from wijklab.contract.outcomes import CostsOutcome
from wijklab.contract.tables import OpenStudy
from wijklab.contract.vocabulary import BEARERS, COST_CATEGORIES
from wijklab.stats.few.areas import Floats

WHEN: Final = ("baseline", "follow_up")
"""The two years, as fact ids write them."""

SPLITS: Final = {"category": COST_CATEGORIES, "bearer": BEARERS}
"""What amounts are split by, and the parts in the order of the vocabulary."""


_PLACE: Final = ["resident", "year", "category", "bearer"]


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

    def weighted(self, panel: Panel, year: int, weights: Mapping[tuple[str, str], float]) -> Floats:
        """Euro per resident in one year, shape (n_people,), each amount times the weight of its (category, bearer)."""
        rows = self.frame[self.frame["year"] == year]
        pairs = zip(rows["category"], rows["bearer"], strict=True)
        euro = rows["amount_eur"] * np.array([weights.get(pair, 0.0) for pair in pairs])
        return euro.groupby(rows["resident"]).sum().reindex(panel.resident, fill_value=0.0).to_numpy(dtype=float)

    def payers(self) -> dict[str, tuple[str, ...]]:
        """Who bears the costs of each category, sorted."""
        pairs = self.frame[["category", "bearer"]].drop_duplicates().sort_values("bearer")
        return {category: tuple(own) for category, own in pairs.groupby("category")["bearer"]}

    def used(self, column: str) -> tuple[str, ...]:
        """The categories or bearers that occur, in the order of the vocabulary."""
        held = set(self.frame[column])
        return tuple(value for value in SPLITS[column] if value in held)


def asked_amounts(study: OpenStudy, asked: CostsOutcome) -> Amounts:
    """The amounts of the two years and the bearers asked for, in prices of the study's year.

    Delivered as amounts (`costs`), as help that was used times its price (`service_use`), or both. The check has
    refused prices that no index of the study turns into those of its year.
    """
    years = (asked.baseline_year, asked.follow_up_year)
    frame = pd.concat([_delivered(study), _priced(study)])
    rows = frame[frame["year"].isin(years) & frame["bearer"].isin(asked.bearers)]
    rows = rows.astype({"amount_eur": float, "category": object, "bearer": object})
    return Amounts(rows.sort_values([*_PLACE, "amount_eur"], kind="stable"), years)


def _delivered(study: OpenStudy) -> pd.DataFrame:
    rows = study.tables["costs"]
    factors = price_factors(study, rows["price_year"].to_numpy(dtype=float))
    return rows[_PLACE].assign(amount_eur=rows["amount_eur"].to_numpy(dtype=float) * factors)


def _priced(study: OpenStudy) -> pd.DataFrame:
    if "service_use" not in study.tables:
        return pd.DataFrame(columns=[*_PLACE, "amount_eur"])
    rows, prices = study.tables["service_use"], unit_prices(study)
    each = np.array([prices[code].euro for code in rows["price"]])
    return rows[_PLACE].assign(amount_eur=rows["number"].to_numpy(dtype=float) * each)
