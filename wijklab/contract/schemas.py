"""Pandera schemas built from the rows of `columns.py`, and their failures said as problems with row numbers.

Pandera is imported when a table is found that is not right in every cell: it costs some time.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from wijklab.contract.cells import Fault
from wijklab.contract.table_shapes import Column, Table
from wijklab.contract.values import DTYPES

if TYPE_CHECKING:
    import pandera.pandas as pa

CellFault = tuple[str, Fault, tuple[int, ...]]
"""A column, what is wrong with cells of it, and the row numbers (the frame's index) where it is."""

_EMPTY = Fault("is empty, but must be filled", "fill the cell, or take the row out")


def schema_of(table: Table, present: tuple[str, ...]) -> pa.DataFrameSchema:
    """The schema of a table with those columns: dtype, range, choices, and whether a cell may be missing."""
    import pandera.pandas as pa

    return pa.DataFrameSchema(
        {
            column.name: pa.Column(DTYPES[column.kind], _checks(column), nullable=column.nullable)
            for column in table.columns
            if column.name in present
        }
    )


def failures(table: Table, frame: pd.DataFrame) -> Iterator[CellFault]:
    """Cells that break a rule of their column, and rows whose key stands twice. The index is the row number."""
    yield from broken_cells(table, frame)
    yield from _double_keys(table, frame)


def broken_cells(table: Table, frame: pd.DataFrame) -> Iterator[CellFault]:
    """Cells that break a rule of their column, in a frame with any of the table's columns.

    A frame that is right in every cell, as nearly all are, is found so without pandera, which takes a millisecond for
    each column and a third of a second to import.
    """
    if all(_is_right(table.column(str(name)), frame[name]) for name in frame.columns):
        return
    import pandera.pandas as pa

    try:
        schema_of(table, tuple(frame.columns)).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases
        for (name, check), found in cases.groupby(["column", "check"], sort=False):
            yield (
                str(name),
                _fault(table.column(str(name)), str(check)),
                tuple(sorted(int(row) for row in found["index"])),
            )


def _is_right(column: Column, cells: pd.Series) -> bool:
    """Whether no cell breaks what `schema_of` asks of that column; False where that is not certain at once."""
    if str(cells.dtype) != DTYPES[column.kind] or (not column.nullable and cells.isna().any()):
        return False
    there = cells.dropna()
    if column.choices and not there.isin(column.choices).all():
        return False
    low = column.minimum is None or bool((there >= column.minimum).all())
    high = column.minimum is None or column.maximum is None or bool((there <= column.maximum).all())
    return low and high


def _fault(column: Column, check: str) -> Fault:
    if check == "not_nullable":
        return _EMPTY
    if check.startswith("isin"):
        return Fault("is not one of the choices", f"choose from {', '.join(column.choices)}")
    low, high = column.minimum, column.maximum
    if high is None:
        return Fault(f"is less than {low:g}", f"write a number of at least {low:g}")
    if (low, high) == (0, 1):
        return Fault("is outside 0 to 1", "write a part of one, such as 0.4 for 40 %")
    return Fault(f"is outside {low:g} to {high:g}", "correct it, or declare its code in the study under data.missing")


def _checks(column: Column) -> list[Any]:
    import pandera.pandas as pa

    checks = [pa.Check.isin(column.choices)] if column.choices else []
    if column.minimum is not None and column.maximum is not None:
        checks.append(pa.Check.in_range(column.minimum, column.maximum))
    elif column.minimum is not None:
        checks.append(pa.Check.ge(column.minimum))
    return checks


def _double_keys(table: Table, frame: pd.DataFrame) -> Iterator[CellFault]:
    """All rows of every key that stands more than once; a key with a missing part is told of elsewhere."""
    key = [name for name in table.key if name in frame.columns]
    complete = frame.dropna(subset=key)
    double = complete.index[complete.duplicated(key, keep=False)]
    if len(double):
        named = " + ".join(key)
        fault = Fault(f"has the same {named} as another row", f"keep one row for each {named}")
        yield key[0], fault, tuple(int(row) for row in double)
