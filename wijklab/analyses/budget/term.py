"""The term of an area budget: its years, what there was to spend in each, and the rows of what was spent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from wijklab.analyses.budget.spent import Spent, spent_rows
from wijklab.analyses.money import index_values
from wijklab.contract.economics import BudgetOutcome
from wijklab.contract.tables import OpenStudy
from wijklab.stats.sums import Floats


@dataclass(frozen=True, slots=True, repr=False)
class Term:
    """`levels`, shape (n_years,), is the price level of each year, 1 in the first; `spent` holds the rows of the area.

    `carried` are the years to come for which the index was not delivered: they have the last level that was.
    A year without any row is not known; a provision or category without a row in a known year cost nothing.
    """

    asked: BudgetOutcome
    levels: Floats
    carried: tuple[int, ...]
    spent: Spent
    threshold: int

    @property
    def years(self) -> tuple[int, ...]:
        """All years of the term."""
        return tuple(range(self.asked.first_year, self.asked.last_year + 1))

    @property
    def known(self) -> tuple[int, ...]:
        """The years of which spending was delivered."""
        held = set(self.spent.year.tolist())
        return tuple(year for year in self.years if year in held)

    @property
    def ahead(self) -> tuple[int, ...]:
        """The years after the last of which spending was delivered."""
        return tuple(year for year in self.years if year > self.known[-1])

    @property
    def gaps(self) -> tuple[int, ...]:
        """The years before it of which nothing was delivered."""
        return tuple(year for year in self.years if year < self.known[-1] and year not in self.known)

    @property
    def unbroken(self) -> tuple[int, ...]:
        """The known years from the first of the term, up to the first that is not known."""
        return tuple(year for year in self.known if not self.gaps or year < self.gaps[0])

    def amounts(self, years: Iterable[int]) -> Floats:
        """What there is to spend in each of those years, in euro of that year."""
        return self.asked.amount_eur * self.level(years)

    def level(self, years: Iterable[int]) -> Floats:
        """The price level of each of those years; 1 in the first year of the term."""
        return self.levels[np.array([year - self.asked.first_year for year in years], dtype=int)]


def term_of(study: OpenStudy, asked: BudgetOutcome) -> Term:
    """The term that is asked for, with what was spent in it in its area."""
    table = study.tables["area_spending"]
    own = table[(table["neighbourhood"] == asked.area) & table["year"].between(asked.first_year, asked.last_year)]
    levels, carried = _levels(study, asked)
    return Term(asked, levels, carried, spent_rows(own), study.asked.privacy.threshold)


def _levels(study: OpenStudy, asked: BudgetOutcome) -> tuple[Floats, tuple[int, ...]]:
    """The level of each year by the index of the study; of years that it does not have, the last one before."""
    years = range(asked.first_year, asked.last_year + 1)
    values = index_values(study, asked.price_index) if asked.price_index else {}
    if asked.first_year not in values:
        return np.ones(len(years)), ()
    given = pd.Series([values.get(year, np.nan) for year in years], dtype=float)
    carried = tuple(year for year, value in zip(years, given, strict=True) if np.isnan(value))
    return given.ffill().to_numpy() / values[asked.first_year], carried
