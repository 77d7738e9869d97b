"""Where a table of the study stands, so that rows can be added to it, and the rows that it has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pandas as pd

from wijklab.contract.columns import TABLES
from wijklab.contract.delivered import empty_frame, read_delivery
from wijklab.contract.headers import normal
from wijklab.contract.study import Study, StudyPlace
from wijklab.contract.tables import RawTable
from wijklab.errors import Problem, SourceError
from wijklab.sources.files import NAMES, READERS, from_root
from wijklab.sources.remote import refuse_to_write

_WORKBOOKS: Final = (".xlsx", ".xlsm")


@dataclass(frozen=True, slots=True, repr=False)
class Standing:
    """A file that holds a table: its bytes, and the table as it was read."""

    path: Path
    before: bytes
    raw: RawTable

    def __repr__(self) -> str:
        return f"Standing({self.raw!r})"


def where_it_stands(study: Study, place: StudyPlace, table: str) -> Standing | None:
    """The one file that holds the table; of several the one that is not empty. None where it stands nowhere.

    SourceError where two files both hold rows of it, or where a file cannot be read.
    """
    found = [held for path in _candidates(study, place, table) if (held := _held(study, place, path, table))]
    filled = [held for held in found if not held.raw.frame.empty]
    if len(filled) > 1:
        what = f"holds the table {table}, which {filled[0].raw.where} holds too"
        raise SourceError(
            Problem(filled[1].raw.where, what, "deliver each table once: remove or rename one of the two")
        )
    return next(iter([*filled, *found]), None)


def standing_rows(study: Study, place: StudyPlace, table: str) -> pd.DataFrame:
    """The rows of one table, typed as the contract types them, without opening the whole study; empty where it stands
    nowhere. SourceError with whatever is wrong in it."""
    standing = where_it_stands(study, place, table)
    if standing is None or standing.raw.frame.empty:
        return empty_frame(TABLES[table])
    return rows_of(study, table, standing)


def rows_of(study: Study, table: str, standing: Standing) -> pd.DataFrame:
    """Its rows, typed; SourceError with whatever is wrong in them, unless the study leaves wrong rows out."""
    read = read_delivery(study, replace(standing.raw, name=table))
    refused = read.refused if study.data.refused_rows == "stop" else ()
    if wrong := [*read.problems, *refused]:
        raise SourceError(wrong)
    return read.frame


def _candidates(study: Study, place: StudyPlace, table: str) -> Iterator[Path]:
    """The files that may hold it: the one named for it, else those of the folder and the workbook."""
    if table in study.data.tables:
        refuse_to_write(study.data.tables[table], table)
        yield place.root / study.data.tables[table]
        return
    for file in (study.data.folder, study.data.workbook):
        refuse_to_write(file, table)
    folder = place.root / study.data.folder if study.data.folder else None
    for path in sorted(folder.iterdir()) if folder and folder.is_dir() else ():
        sheets = path.suffix.lower() in _WORKBOOKS and normal(path.stem) in NAMES
        plain = path.suffix.lower() in READERS and NAMES.get(normal(path.stem)) == table
        if (sheets or plain) and not path.name.startswith((".", "~$")) and path.is_file():
            yield path
    if study.data.workbook:
        yield place.root / study.data.workbook


def _held(study: Study, place: StudyPlace, path: Path, table: str) -> Standing | None:
    """The table in that file, where it holds it."""
    where = from_root(path, place)
    try:
        before, tables = path.read_bytes(), READERS[path.suffix.lower()](path, where)
    except (OSError, KeyError):
        raise SourceError(Problem(where, "cannot be opened", "look whether it is a file that you may read")) from None
    alone = table in study.data.tables and len(tables) == 1
    raw = next((raw for raw in tables if alone or NAMES.get(normal(raw.name)) == table), None)
    return Standing(path, before, raw) if raw else None
