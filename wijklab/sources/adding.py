"""`add_rows`: rows at the foot of a table of the study, in the file where that table stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from wijklab.contract.columns import TABLES
from wijklab.contract.delivered import empty_frame
from wijklab.contract.headers import match_headers
from wijklab.contract.study import Study, StudyPlace
from wijklab.contract.table_shapes import Table
from wijklab.errors import OutputError, Problem, SourceError, StudyError
from wijklab.sources.added_rows import checked_rows, laid_out, refuse_known
from wijklab.sources.adding_csv import csv_with, written
from wijklab.sources.adding_workbook import Unalterable, workbook_with
from wijklab.sources.files import from_root
from wijklab.sources.replacing import replace_file
from wijklab.sources.standing import Standing, rows_of, where_it_stands

Row = Mapping[str, str]
"""A row to add: columns of the contract to text. Choices by their id, days as 2024-09-12; what is left out is empty."""


def add_rows(study: Study, place: StudyPlace, table: str, rows: Sequence[Row]) -> Path:
    """Add rows to the table where it stands, and give the file that was written; no rows change nothing.

    A CSV keeps its delimiter, encoding and headers, a workbook everything else that it holds; a table that stands
    nowhere becomes a CSV with Dutch headers in `data.folder`. Whole or not at all, and text never becomes a formula.
    SourceError where a row could not be read back, is there already or looks like personal data, where the table is
    wrong, and where its file cannot take rows (they are then left as a CSV beside it); StudyError where the study has
    no place for the table; OutputError where it is open elsewhere, changed meanwhile or cannot be written.
    """
    return _added(study, place, table, rows).path


def add_all(study: Study, place: StudyPlace, tables: Mapping[str, Sequence[Row]]) -> tuple[Path, ...]:
    """Add rows to several tables, to all of them or to none; gives every file that was written.

    Everything that `add_rows` may raise; the tables that had their rows by then are as they were.
    """
    written: list[_Change] = []
    try:
        for table, rows in tables.items():
            written.append(_added(study, place, table, rows))
    except BaseException:
        for change in reversed(written):
            _put_back(change, place)
        raise
    return tuple(dict.fromkeys(change.path for change in written))


@dataclass(frozen=True, slots=True, repr=False)
class _Change:
    """A file that was written: what it held before (None: there was none) and what it holds now."""

    path: Path
    before: bytes | None
    after: bytes


def _added(study: Study, place: StudyPlace, table: str, rows: Sequence[Row]) -> _Change:
    checked_rows(study, TABLES[table], rows, TABLES[table].dutch)
    standing = where_it_stands(study, place, table)
    if standing is None:
        return _begun(study, place, TABLES[table], rows)
    after = _extended(study, place, TABLES[table], standing, rows) if rows else standing.before
    return _Change(standing.path, standing.before, after)


def _put_back(change: _Change, place: StudyPlace) -> None:
    """Undo what was written a moment ago, unless somebody changed it since."""
    with suppress(OutputError, OSError):
        if change.before is not None:
            replace_file(change.path, change.after, change.before, from_root(change.path, place))
        elif change.path.read_bytes() == change.after:
            change.path.unlink()


def _extended(study: Study, place: StudyPlace, table: Table, standing: Standing, rows: Sequence[Row]) -> bytes:
    """Write the file with the rows in it; gives what it holds now."""
    where = from_root(standing.path, place)
    headers = [str(header) for header in standing.raw.frame.columns]
    matched = match_headers(table, headers, study.data.columns.get(table.name, {}), standing.raw.where)
    if matched.problems:
        raise SourceError(matched.problems)
    refuse_known(study, table, rows, rows_of(study, table.name, standing), where)
    added, lines = laid_out(table, headers, matched.places, rows)
    try:
        after = WRITERS[standing.path.suffix.lower()](standing, where, added, lines)
    except Unalterable as why:
        raise SourceError(_left_beside(standing.path, place, table, [*headers, *added], lines, str(why))) from None
    replace_file(standing.path, standing.before, after, where)
    return after


def _of_csv(standing: Standing, where: str, added: Sequence[str], lines: Sequence[Sequence[str]]) -> bytes:
    return csv_with(standing.before, where, added, lines)


def _of_workbook(standing: Standing, where: str, added: Sequence[str], lines: Sequence[Sequence[str]]) -> bytes:
    width = standing.raw.frame.shape[1]
    return workbook_with(standing.before, standing.raw.name, width, added, lines)


def _of_parquet(standing: Standing, where: str, added: Sequence[str], lines: Sequence[Sequence[str]]) -> bytes:
    raise Unalterable("is a Parquet file, which another program writes as a whole")


Writer = Callable[[Standing, str, Sequence[str], Sequence[Sequence[str]]], bytes]
WRITERS: Final[Mapping[str, Writer]] = MappingProxyType(
    {
        ".csv": _of_csv,
        ".txt": _of_csv,
        ".tsv": _of_csv,
        ".xlsx": _of_workbook,
        ".xlsm": _of_workbook,
        ".parquet": _of_parquet,
    }
)
"""What makes the new file, by the ending of the old one."""


def _begun(study: Study, place: StudyPlace, table: Table, rows: Sequence[Row]) -> _Change:
    """A new CSV in the study's folder: the study's own headers where it maps them, else the Dutch ones."""
    if not study.data.folder:
        what = f"has no folder in which the table {table.dutch} can be begun"
        todo = f"name one under data.folder, or give the workbook a sheet '{table.dutch}' with headers"
        raise StudyError(Problem(place.file.name, what, todo))
    refuse_known(study, table, rows, empty_frame(table), table.dutch)
    own = {column: header for header, column in study.data.columns.get(table.name, {}).items()}
    headers = [own.get(column.name, column.dutch) for column in table.columns]
    _, lines = laid_out(table, headers, {column.name: at for at, column in enumerate(table.columns)}, rows)
    path = place.root / study.data.folder / f"{table.dutch}.csv"
    content = written([headers, *lines], ";", "\n").encode("utf-8")
    replace_file(path, None, content, from_root(path, place))
    return _Change(path, None, content)


def _left_beside(
    path: Path, place: StudyPlace, table: Table, headers: Sequence[str], lines: Sequence[Sequence[str]], why: str
) -> Problem:
    """The rows as a CSV of their own, for who pastes them in; and what to say."""
    names = (f"{path.stem}-{table.dutch}-erbij{number}.csv" for number in ("", *(f"-{n}" for n in range(2, 1000))))
    beside = next(file for name in names if not (file := path.with_name(name)).exists())
    replace_file(beside, None, written([headers, *lines], ";", "\n").encode("utf-8-sig"), from_root(beside, place))
    return Problem(from_root(path, place), why, f"paste the rows of {beside.name}, which was left beside it, yourself")
