"""A CSV or Parquet file with very many rows: opened without reading it, and looked through where it lies."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa

from wijklab.contract.large_shapes import Lookup, Notations, Rows
from wijklab.errors import Problem
from wijklab.sources.large.amounts import DeliveredAmounts
from wijklab.sources.large.forms import form
from wijklab.sources.large.scan import Scan, answers, literal, row_numbers
from wijklab.sources.large.scans import csv_scan, parquet_scan

LARGE: Final = 1_000_000
"""A table of more rows than this stays in its file."""


@dataclass(frozen=True, slots=True, repr=False)
class LargeFile:
    """A delivered table in its file, before the check (`contract.large_shapes.LargeTable`)."""

    name: str
    where: str
    headers: tuple[str, ...]
    length: int
    scan: Scan
    refused: tuple[Problem, ...] = ()

    def __len__(self) -> int:
        return self.length

    def __repr__(self) -> str:
        return f"LargeFile({self.name!r} from {self.where!r}: {self.length} rows x {len(self.headers)} columns)"

    def cells(self, place: int, at_most: int) -> Mapping[str, tuple[Any, int]] | None:
        """Each text that occurs, with the cell itself and in how many rows; None where there are more than that."""
        several = f"SELECT {self.scan.text(place)} AS text, {self.scan.columns[place]} AS cell FROM {self.scan.source}"
        sql = f"SELECT text, any_value(cell), count(*) FROM ({several}) GROUP BY text LIMIT {at_most + 1}"
        found = answers(sql)
        return None if len(found) > at_most else {text: (cell, int(n)) for text, cell, n in sorted(found, key=_text)}

    def forms(self, place: int, codes: Collection[str]) -> Mapping[str, Any] | None:
        """Each form that numbers are written in, with a cell as example; None where they are too many."""
        several = f"SELECT {form(self.scan, place, codes)} AS form, {self.scan.columns[place]} AS cell"
        sql = f"SELECT form, min(cell) FROM ({several} FROM {self.scan.source}) GROUP BY form LIMIT {_FORMS + 1}"
        found = answers(sql)
        return None if len(found) > _FORMS else dict(sorted(found, key=_text))

    def rows_with(self, place: int, texts: Collection[str]) -> Rows:
        """The rows whose cell is one of these texts."""
        return self._rows(self.scan.text(place), texts)

    def rows_in_form(self, place: int, codes: Collection[str], forms: Collection[str]) -> Rows:
        """The rows whose cell has one of these forms."""
        return self._rows(form(self.scan, place, codes), forms)

    def blank(self) -> Rows:
        """The rows that hold nothing at all."""
        bare = [f"trim({self.scan.text(place)}, {_SPACES}) = ''" for place in range(len(self.headers))]
        return self._rows(f"CASE WHEN {' AND '.join(bare)} THEN 'blank' END", ("blank",))

    def read(self, lookups: Mapping[str, Lookup], amounts: Notations, out: Rows) -> DeliveredAmounts:
        """The table as the check reads it, without the rows `out`."""
        return DeliveredAmounts(self.scan, lookups, amounts, self.length - len(out), out)

    def _rows(self, said: str, wanted: Collection[str]) -> Rows:
        if not wanted:
            return np.empty(0, np.int64)
        rows = f"SELECT {self.scan.row} AS row, {said} AS said FROM {self.scan.source}"
        sql = f"SELECT row FROM ({rows}) WHERE said IN (SELECT text FROM wanted)"
        return row_numbers(sql, {"wanted": pa.table({"text": pa.array(sorted(wanted), pa.string())})})


_FORMS: Final = 100_000
_SPACES: Final = literal("".join(sign for sign in map(chr, range(0x3001)) if sign.isspace()))
"""Every sign that is only space, as SQL writes it."""


def _text(row: tuple[Any, ...]) -> str:
    return str(row[0])


def large_file(path: Path, name: str, where: str, more_than: int = LARGE) -> LargeFile | None:
    """The table `name` in that file, where it has more rows than that; else None, and it is read as any other.

    SourceError where a file with so many rows cannot be read as a table at all.
    """
    opened = _SCANS[path.suffix.lower()](path, where, more_than) if path.suffix.lower() in _SCANS else None
    if opened is None:
        return None
    return LargeFile(name, where, opened.headers, opened.length, opened.scan, opened.refused)


_SCANS: Final = {".csv": csv_scan, ".txt": csv_scan, ".tsv": csv_scan, ".parquet": parquet_scan}
