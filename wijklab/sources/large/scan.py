"""One file as DuckDB reads it, a connection for each question: nothing is left in memory when it was answered.

A connection of our own, without extensions, without a network, with a bound on its memory; what does not fit in that
goes to a folder that only this user may read and that is gone when the question is answered.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryDirectory, gettempdir
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from wijklab.contract.large_shapes import Rows
from wijklab.errors import Problem, SourceError

if TYPE_CHECKING:
    import duckdb

MEMORY: Final = "512MB"
"""What DuckDB may hold at once."""

THREADS: Final = 4
BATCH: Final = 200_000
"""Rows that are handed over at a time."""

_AS_WRITTEN: Final = "join_order,build_side_probe_side,statistics_propagation"
"""DuckDB cannot tell how long a CSV is, and would hold all of it in memory to join a small table to it. And it takes
the least and most that a Parquet file tells of a column at its word, which leave out NaN: it would find none."""

Beside = Mapping[str, pa.Table]
"""Small tables that a question takes along, by the name that its SQL gives them."""


@dataclass(frozen=True, slots=True, repr=False)
class Scan:
    """Where rows lie: what SQL reads them from, the name and the type of each column, and the row number."""

    source: str
    columns: tuple[str, ...]
    types: tuple[str, ...]
    row: str

    def text(self, place: int) -> str:
        """SQL of a cell as text, "" where there is none."""
        return f"coalesce(CAST({self.columns[place]} AS VARCHAR), '')"


def literal(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


@contextmanager
def _told_readably() -> Iterator[None]:
    """What DuckDB cannot do, without its own words: they may hold a cell."""
    import duckdb

    where, todo = "a table with very many rows", "write the file again, as Parquet or as CSV in UTF-8"
    try:
        yield
    except duckdb.OutOfMemoryException:
        what = f"does not fit in {MEMORY} of memory and in what is free in the folder {gettempdir()}"
        raise SourceError(Problem(where, what, "make room there, or name another folder by TMPDIR")) from None
    except duckdb.IOException:
        what = f"cannot be read, or the folder {gettempdir()} has no room left for what is set aside there"
        raise SourceError(Problem(where, what, "look whether the file is there still, and make room")) from None
    except duckdb.Error:
        raise SourceError(Problem(where, "cannot be read from beginning to end", todo)) from None


@contextmanager
def _interrupted() -> Iterator[None]:
    """Ctrl-C as Python says it: DuckDB makes an error of its own of it."""
    try:
        yield
    except RuntimeError as error:
        if str(error) == "Query interrupted":
            raise KeyboardInterrupt from None
        raise


@contextmanager
def connected(beside: Beside | None = None, *, in_order: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection for one question. Rows in the order of the file cost memory: only row numbers need it."""
    import duckdb

    with TemporaryDirectory(prefix="wijklab-") as spill:
        settings: dict[str, Any] = {
            "memory_limit": MEMORY,
            "threads": min(THREADS, os.cpu_count() or 1),
            "temp_directory": spill,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        with duckdb.connect(":memory:", config=settings) as connection:
            connection.execute("SET enable_progress_bar = false")
            connection.execute(f"SET disabled_optimizers = '{_AS_WRITTEN}'")
            connection.execute(f"SET preserve_insertion_order = {'true' if in_order else 'false'}")
            for name, table in (beside or {}).items():
                connection.register(name, table)
            with _interrupted():
                yield connection


def answers(sql: str, beside: Beside | None = None) -> list[tuple[Any, ...]]:
    """All rows of a small answer."""
    with _told_readably(), connected(beside) as connection:
        return connection.execute(sql).fetchall()


def batches(sql: str, beside: Beside | None = None, *, in_order: bool = False) -> Iterator[pa.RecordBatch]:
    """The rows of a large answer, so many at a time."""
    with _told_readably(), connected(beside, in_order=in_order) as connection:
        yield from connection.sql(sql).to_arrow_reader(BATCH)


def row_numbers(sql: str, beside: Beside | None = None) -> Rows:
    """An answer of one column of whole numbers, ascending, shape (n,): of rows in the order of the file."""
    found = batches(sql, beside, in_order=True)
    parts = [batch.column(0).to_numpy(zero_copy_only=False) for batch in found]
    return np.sort(np.concatenate(parts).astype(np.int64)) if parts else np.empty(0, np.int64)
