"""Rows of checked tables, one at a time, and what stands in their cells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from wijklab.contract.tables import Tables

Row = Mapping[str, Any]


def rows(tables: Tables, name: str) -> Iterator[Row]:
    """Every row of a table by column; none where it was not delivered."""
    yield from tables[name].to_dict("records") if name in tables else ()  # type: ignore[misc]


def words(row: Row, column: str) -> str:
    """The text of a cell; "" where it is empty or its column was not delivered."""
    value = row.get(column)
    return "" if pd.isna(value) else str(value)


def whole(row: Row, column: str) -> int | None:
    """The whole number in a cell; None where it is empty or its column was not delivered."""
    value = row.get(column)
    return None if pd.isna(value) else int(value)


def day(row: Row, column: str) -> dt.date | None:
    """The day in a cell; None where it is empty or its column was not delivered."""
    value = row.get(column)
    return None if pd.isna(value) else pd.Timestamp(value).date()
