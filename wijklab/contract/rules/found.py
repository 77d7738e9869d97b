"""What a rule is, what it finds, and which rows it means."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from wijklab.contract.study import Study
from wijklab.errors import Severity

Frames = Mapping[str, pd.DataFrame]


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule found in a table: rows to refuse, or (no rows) something wrong with the table as a whole."""

    table: str
    what: str
    todo: str
    column: str = ""
    rows: tuple[int, ...] = ()
    severity: Severity = "refusal"


Rule = Callable[[Study, Frames], Iterator[Found]]


def refused(table: str, column: str, wrong: pd.Series, what: str, todo: str) -> Iterator[Found]:
    """What is wrong with that column, where any row is."""
    if wrong.any():
        yield Found(table, what, todo, column, rows_of(wrong))


def rows_of(wrong: pd.Series) -> tuple[int, ...]:
    """The numbers of the rows that are wrong; a missing answer is not wrong."""
    return tuple(int(row) for row in wrong.index[wrong.fillna(False).astype(bool)])


def as_dates(days: pd.Series) -> pd.Series:
    """Days in the unit of delivered ones, also where there is none."""
    return pd.to_datetime(days).astype("datetime64[us]")
