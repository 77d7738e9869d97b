"""A Parquet file as it was delivered: its values as Parquet types them, rows numbered as if there were a header."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as arrow_parquet

from wijklab.contract.tables import RawTable
from wijklab.errors import Problem, SourceError
from wijklab.sources.csv_file import refuse_double_headers


def read_parquet(path: Path, where: str) -> list[RawTable]:
    """The table of a Parquet file, named after the file; SourceError where it is none, or holds lists or structures."""
    try:
        table = _read(path)
    except (pa.ArrowException, OSError):
        raise SourceError(
            Problem(where, "cannot be read as a Parquet file", "write it again as Parquet, or as CSV")
        ) from None
    refuse_double_headers(table.column_names, where)
    unfit = [field.name for field in table.schema if holds_no_values(field.type)]
    if unfit:
        what, todo = "holds lists, structures or bytes", "one cell holds one value: text, a number or a date"
        raise SourceError([Problem(where, what, todo, name) for name in unfit])
    cells = [_cells(column, name, where) for name, column in zip(table.column_names, table.columns, strict=True)]
    frame = pd.DataFrame(dict(enumerate(cells)), dtype=object)
    frame.columns = pd.Index(table.column_names, dtype=object)
    return [RawTable(path.stem, where, frame, tuple(range(2, len(frame) + 2)))]


def _read(path: Path) -> pa.Table:
    """Read without starting a thread: a process that has one cannot be forked any more (`batch.warm`)."""
    with pa.memory_map(str(path)) as mapped:
        return arrow_parquet.ParquetFile(mapped, pre_buffer=False).read(use_threads=False)


def holds_no_values(kind: pa.DataType) -> bool:
    """Whether a column of that type has cells that are no text, number or date: lists, structures, bytes."""
    binary = (pa.types.is_binary, pa.types.is_large_binary, pa.types.is_fixed_size_binary)
    return pa.types.is_nested(kind) or any(is_kind(kind) for is_kind in binary)


def _cells(column: pa.ChunkedArray, name: str, where: str) -> pd.Series:
    """Python values, None where there is none: an integer beside a gap stays an integer."""
    try:
        return pd.Series(column.to_pylist(), dtype=object)
    except (OverflowError, ValueError):  # a date after the year 9999, or text that is not UTF-8
        what = "holds values that cannot be read, such as a date after the year 9999 or text that is not UTF-8"
        raise SourceError(Problem(where, what, "write the column again", name)) from None
