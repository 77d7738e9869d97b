"""A frame that is right is passed without pandera; pandera itself says of every frame the same."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pandera.pandas as pa
import pytest

from wijklab.contract.columns import TABLES
from wijklab.contract.schemas import _is_right, broken_cells, schema_of
from wijklab.contract.table_shapes import Column
from wijklab.contract.values import DTYPES

CELLS = {
    "id": ["a-001", "", None],
    "area": ["WK000101", "GM0001", None],
    "text": ["een", "", None],
    "choice": ["proeftuin", "samenwerkwijze", "iets anders", "", None],
    "date": ["2023-01-01", None],
    "number": [-1.0, 0.0, 0.5, 1.0, 10.0, 10.5, 1e9, np.inf, -np.inf, None],
    "whole": [-1, 0, 1, 10, 11, 2017, None],
    "year": [1899, 1900, 2017, 2101, None],
    "yesno": [True, False, None],
}
"""By kind: what may stand in a cell after it was read, on both sides of every limit."""

COLUMNS = [
    pytest.param(table, column, id=f"{table.name}.{column.name}")
    for table in TABLES.values()
    for column in table.columns
]


def passes(column: Column, table: object, cells: pd.Series) -> bool:
    """What pandera says."""
    try:
        schema_of(table, (column.name,)).validate(cells.to_frame(column.name), lazy=True)
    except pa.errors.SchemaErrors:
        return False
    return True


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_every_column_of_the_contract_is_judged_as_pandera_judges_it(table, column) -> None:
    known = [
        *CELLS[column.kind],
        *column.choices[:1],
        *(end for end in (column.minimum, column.maximum) if end is not None),
    ]
    tried = [[cell] for cell in known] + [[*known[:1], cell] for cell in known] + [[]]
    for cells in tried:
        series = pd.Series(cells, dtype=DTYPES[column.kind])
        assert _is_right(column, series) == passes(column, table, series), cells


@pytest.mark.parametrize("kind", ["number", "whole", "date", "choice"])
@pytest.mark.parametrize("dtype", ["object", "int64"])
def test_a_column_of_another_type_is_never_passed_unseen(kind: str, dtype: str) -> None:
    assert not _is_right(Column("x", kind, "x"), pd.Series([1], dtype=dtype))


def test_a_wrong_cell_is_told_with_its_row() -> None:
    table = TABLES["wellbeing"]
    frame = pd.DataFrame({"moment": pd.Series(["baseline", "ooit", None], dtype="str")}).set_axis([4, 7, 9])
    told = [(name, fault.what, rows) for name, fault, rows in broken_cells(table, frame)]
    assert ("moment", "is not one of the choices", (7,)) in told
