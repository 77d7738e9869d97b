"""The end of the check: the tables as questions use them, and how many rows were left out of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import pandas as pd

from wijklab.contract.columns import TABLES
from wijklab.contract.delivered import Delivered
from wijklab.contract.large import LargeDelivered
from wijklab.contract.large_shapes import LargeAmounts
from wijklab.contract.leaving_out import Refused
from wijklab.contract.tables import InputFile, Tables
from wijklab.errors import Problem


def table_name(part: str) -> str:
    """The table that a part belongs to: `context` of `context 2`."""
    return part.partition(" ")[0]


def finished_tables(
    frames: Mapping[str, pd.DataFrame | LargeAmounts],
    notices: Sequence[Problem],
    counts: Mapping[str, int],
    inputs: Sequence[InputFile],
) -> Tables:
    """The tables as questions use them; parts of one table together, large ones beside them."""
    parts: dict[str, list[pd.DataFrame]] = {}
    large: dict[str, LargeAmounts] = {}
    for name, frame in frames.items():
        if not isinstance(frame, pd.DataFrame):
            large[name] = frame
        elif not frame.empty:
            parts.setdefault(table_name(name), []).append(frame)
    finished = {name: _finished(name, pd.concat(several)) for name, several in parts.items()}
    return Tables(
        MappingProxyType(finished), tuple(notices), MappingProxyType(counts), tuple(inputs), MappingProxyType(large)
    )


def none_left(part: Delivered) -> Problem:
    """Leaving rows out may not take away a whole table."""
    return Problem(part.where, "has no row that can be used", "correct the rows that refused.csv lists")


def rows_gone(large: Mapping[str, LargeDelivered], kept: Mapping[str, LargeAmounts]) -> dict[str, int]:
    """How many rows of each large table are left out."""
    gone = {name: large[name].rows_read - len(amounts) for name, amounts in kept.items()}
    return {name: number for name, number in gone.items() if number}


def refused_rows(refused: Sequence[Refused]) -> dict[str, int]:
    """How many rows of each table were refused; a row with two faults counts once."""
    rows = {(item.table, row) for item in refused for row in item.problem.rows}
    names = sorted(table_name(table) for table, _ in rows)
    return {name: names.count(name) for name in dict.fromkeys(names)}


def _finished(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Rows numbered from 0; whole numbers that cannot be missing as plain integers; one reason for a missing figure."""
    whole = [column for column in TABLES[name].columns if column.kind in ("whole", "year") and not column.nullable]
    finished = frame.reset_index(drop=True).astype({column.name: "int64" for column in whole})
    return _with_given_reasons(finished) if name == "context" else finished


def _with_given_reasons(frame: pd.DataFrame) -> pd.DataFrame:
    """An area figure's own `missing_reason` is the reason; where it gives none, the reason of the empty cell is."""
    reasons = frame["missing_reason"].where(frame["missing_reason"].notna(), frame["value_missing"])
    reasons = reasons.where(frame["value"].isna())
    return frame.assign(missing_reason=reasons, value_missing=reasons)
