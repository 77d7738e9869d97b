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
        table = arrow_parquet.read_table(path, use_threads=False)
    except (pa.ArrowException, OSError):
        raise SourceError(
            Problem(where, "cannot be read as a Parquet file", "write it again as Parquet, or as CSV")
        ) from None
    refuse_double_headers(table.column_names, where)
    nested = [field.name for field in table.schema if pa.types.is_nested(field.type)]
    if nested:
        problems = [Problem(where, "holds lists or structures", "one cell holds one value", name) for name in nested]
        raise SourceError(problems)
    frame = pd.DataFrame({place: _cells(column) for place, column in enumerate(table.columns)}, dtype=object)
    frame.columns = pd.Index(table.column_names, dtype=object)
    return [RawTable(path.stem, where, frame, tuple(range(2, len(frame) + 2)))]


def _cells(column: pa.ChunkedArray) -> pd.Series:
    """Python values, None where there is none: an integer beside a gap stays an integer."""
    return pd.Series(column.to_pylist(), dtype=object)
