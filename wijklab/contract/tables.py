"""What was delivered, before and after the check. None of these prints a row: only names and shapes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import pandas as pd

from wijklab.contract.answers import StudyCard
from wijklab.contract.large_shapes import LargeAmounts
from wijklab.contract.study import Study, StudyPlace
from wijklab.errors import Problem


@dataclass(frozen=True, slots=True, repr=False)
class RawTable:
    """One table as a file gave it: cells untouched (text, or what Excel and Parquet type), a header per column.

    `frame` has shape (n_rows, n_columns), dtype object; `rows` holds the row number of each, as a spreadsheet shows it.
    `refused` tells of rows that no column could be read from, such as a row with a field too many.
    """

    name: str
    where: str
    frame: pd.DataFrame
    rows: tuple[int, ...]
    notices: tuple[Problem, ...] = ()
    refused: tuple[Problem, ...] = ()

    def __repr__(self) -> str:
        n_rows, n_columns = self.frame.shape
        return f"RawTable({self.name!r} from {self.where!r}: {n_rows} rows x {n_columns} columns)"


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file that was read, for the manifest: its path from the study's root and its SHA-256."""

    path: str
    sha256: str


@dataclass(frozen=True, slots=True, repr=False)
class Tables:
    """Checked tables: canonical column names, typed values, ids of the vocabulary.

    A nullable column `score` may come with `score_missing`, the reason of each missing cell. `left_out` counts, by
    table, the refused rows of a study that declares `refused_rows: leave_out`. `large` are tables of so many rows that
    they stay in their file: they count as delivered, and only `large` hands them over.
    """

    frames: Mapping[str, pd.DataFrame]
    notices: tuple[Problem, ...] = ()
    left_out: Mapping[str, int] | None = None
    inputs: tuple[InputFile, ...] = ()
    large: Mapping[str, LargeAmounts] = field(default_factory=lambda: MappingProxyType({}))

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.frames[name]

    def __contains__(self, name: object) -> bool:
        return name in self.frames or name in self.large

    def rows(self) -> dict[str, int]:
        """How many rows each table has, by name."""
        return {name: len(table) for name, table in sorted({**self.frames, **self.large}.items())}

    def __repr__(self) -> str:
        tables = sorted({**self.frames, **self.large}.items())
        shapes = ", ".join(f"{name} {table.shape[0]}x{table.shape[1]}" for name, table in tables)
        return f"Tables({shapes})"


@dataclass(frozen=True, slots=True, repr=False)
class OpenStudy:
    """A checked study with its checked tables: what every question starts from."""

    asked: Study
    tables: Tables
    place: StudyPlace
    card: StudyCard

    def __repr__(self) -> str:
        return f"OpenStudy({self.asked.id!r}, {self.asked.edition!r}: {self.tables!r})"
