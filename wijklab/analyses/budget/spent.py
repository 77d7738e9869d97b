"""The rows of what was spent from an area budget, as arrays: which of them a number is about is a mask over rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wijklab.contract.vocabulary import COST_CATEGORIES, PROVISIONS
from wijklab.stats.sums import Bools, Floats, Ints

Words = NDArray[np.object_]

ALL: Final = "all"
"""In the place of a provision: all of them together."""


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Spent:
    """One element a row, all of shape (n_rows,): `euro` as paid in that year; `people` helped, nan where not told."""

    year: Ints
    provision: Words
    category: Words
    euro: Floats
    people: Floats
    source: Words

    def where(self, year: int | None = None, provision: str = ALL, category: str = "") -> Bools:
        """The rows of a year, a provision and a category, of each that is named."""
        found = np.ones(self.year.size, dtype=bool) if year is None else self.year == year
        found = found if provision == ALL else found & (self.provision == provision)
        return found & (self.category == category) if category else found

    def total(self, rows: Bools) -> float:
        """What was spent in those rows, in euro."""
        return float(self.euro[rows].sum())

    def sources(self, rows: Bools) -> str:
        """Where those rows come from."""
        return "; ".join(sorted(set(map(str, self.source[rows]))))

    def provisions(self) -> tuple[str, ...]:
        """Those that occur, in the order of the vocabulary."""
        return tuple(name for name in PROVISIONS if name in self.provision)

    def categories(self) -> tuple[str, ...]:
        """Those that occur, in the order of the vocabulary."""
        return tuple(name for name in COST_CATEGORIES if name in self.category)


def spent_rows(table: pd.DataFrame) -> Spent:
    """Rows of the table `area_spending`, in an order that delivery cannot change."""
    words = {name: table[name].to_numpy(dtype=object) for name in ("provision", "category", "source")}
    year = table["year"].to_numpy(dtype=np.int64)
    euro = table["amount_eur"].to_numpy(dtype=float)
    people = pd.to_numeric(table["people"]).to_numpy(dtype=float, na_value=np.nan)
    order = sorted(range(year.size), key=lambda row: (year[row], words["provision"][row], words["category"][row]))
    kept = {name: cells[order] for name, cells in words.items()}
    return Spent(year[order], kept["provision"], kept["category"], euro[order], people[order], kept["source"])
