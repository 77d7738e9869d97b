"""A table of so many rows that it stays in its file: what the check and the questions may ask of it.

Nobody gets its rows. Before the check it tells which cells occur; after the check it adds up, by codes that the check
gave to those cells. `wijklab/sources/large` answers with DuckDB; the check knows nothing of that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wijklab.errors import Problem

Rows = NDArray[np.int64]
"""Row numbers as a spreadsheet shows them, ascending, shape (n_rows,)."""


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Lookup:
    """How a column is read: the code of each delivered text, and of a code the value that it stands for.

    A text that is not among them has no value: it is missing or refused. `values` has shape (n_codes,).
    """

    place: int
    codes: Mapping[str, int]
    values: NDArray[Any]


@dataclass(frozen=True, slots=True)
class Notations:
    """How a column of numbers is read: of each form of its cells the mark that it takes.

    "" is a form that reads as it stands, "," one with a decimal comma, "." one whose commas part thousands. `unread`
    are the forms without a value: missing or refused. `codes` are the cells that were looked at one by one.
    """

    place: int
    codes: tuple[str, ...]
    marks: Mapping[str, str]
    unread: tuple[str, ...]

    @property
    def sole(self) -> str | None:
        """The mark by which every cell of the column reads, None where it takes several or where cells do not read."""
        marks = set(self.marks.values())
        if self.unread or "." in marks:
            return None
        pointed = any("." in form for form, mark in self.marks.items() if not mark)
        return "" if marks <= {""} else None if pointed else ","


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class LargePart:
    """Amounts of one year, category and bearer in prices of one year: whose (shape (n,), counting into `residents` of
    the table, each at most once) and how much, euro as delivered, shape (n,)."""

    year: int
    category: str
    bearer: str
    price_year: int
    who: NDArray[np.int32]
    euro: NDArray[np.float64]


class LargeTable(Protocol):
    """A delivered table in its file, before the check. Columns go by their place among the headers."""

    @property
    def name(self) -> str:
        """The table that it is, by the id of the contract."""

    @property
    def where(self) -> str:
        """The file as messages call it."""

    @property
    def headers(self) -> tuple[str, ...]:
        """The delivered headers."""

    @property
    def refused(self) -> tuple[Problem, ...]:
        """What is wrong with the file itself: rows with a field too many, lines without anything."""

    def __len__(self) -> int:
        """How many rows it has."""

    def cells(self, place: int, at_most: int) -> Mapping[str, tuple[Any, int]] | None:
        """Each text that occurs, with the cell itself and in how many rows; None where there are more than that."""

    def forms(self, place: int, codes: Collection[str]) -> Mapping[str, Any] | None:
        """Each form that numbers are written in, with a cell as example; a cell among `codes` is a form of its own."""

    def rows_with(self, place: int, texts: Collection[str]) -> Rows:
        """The rows whose cell is one of these texts."""

    def rows_in_form(self, place: int, codes: Collection[str], forms: Collection[str]) -> Rows:
        """The rows whose cell has one of these forms."""

    def blank(self) -> Rows:
        """The rows that hold nothing at all."""

    def read(self, lookups: Mapping[str, Lookup], amounts: Notations, out: Rows) -> LargeAmounts:
        """The table as the check reads it, without the rows `out`."""


class LargeAmounts(Protocol):
    """A table of amounts in its file, after the check: what each resident cost, by year, category and bearer."""

    @property
    def residents(self) -> NDArray[np.object_]:
        """The pseudonyms that occur, sorted, shape (n_residents,)."""

    @property
    def price_years(self) -> tuple[int, ...]:
        """The price years that occur, sorted."""

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""

    def __len__(self) -> int:
        """How many rows it has."""

    def kinds(self, alike: NDArray[np.int64]) -> pd.DataFrame:
        """One row for all rows of the same resident, year, category, bearer and price year, where `alike` (shape
        (n_residents,)) gives residents the same number: those values (a missing one where a cell was refused), the
        `least` and `most` euro, and how many are `unread`. Sorted, with an index from 0."""

    def rows_of(self, alike: NDArray[np.int64], kinds: pd.DataFrame) -> Rows:
        """The rows that those rows of `kinds` stand for."""

    def residents_with(self, costs: pd.DataFrame) -> NDArray[np.int64]:
        """Who has one of these costs (resident, year, category, bearer), counting into `residents`."""

    def rows_outside(self, least: float, below: float) -> Rows:
        """The rows whose amount is less than `least`, or not less than `below`."""

    def double(self) -> Rows:
        """The rows of every cost that stands there more than once: same resident, year, category and bearer."""

    def without(self, rows: Rows) -> LargeAmounts:
        """The table without these rows, and without rows of which a cell was refused."""

    def parts(self, years: Collection[int]) -> Iterator[LargePart]:
        """The amounts of these years, in the order of year, category, bearer and price year."""
