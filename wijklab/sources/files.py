"""The files of a study: which reader each takes, which table each holds, and what is absent, unknown or there twice."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Final

from wijklab.contract.columns import TABLES
from wijklab.contract.headers import normal
from wijklab.contract.study import Study, StudyPlace
from wijklab.contract.tables import InputFile, RawTable
from wijklab.errors import Problem, SourceError
from wijklab.sources.csv_file import read_csv
from wijklab.sources.large import LargeFile, large_file
from wijklab.sources.parquet import read_parquet
from wijklab.sources.remote import on_disk, url_of
from wijklab.sources.workbook import read_workbook

Reader = Callable[[Path, str], list[RawTable]]
"""A file and how messages call it in; its tables, named as the file or its sheets are, out."""

READERS: Final[Mapping[str, Reader]] = MappingProxyType(
    {
        ".csv": read_csv,
        ".txt": read_csv,
        ".tsv": read_csv,
        ".xlsx": read_workbook,
        ".xlsm": read_workbook,
        ".parquet": read_parquet,
    }
)

NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {normal(word): table.name for table in TABLES.values() for word in (table.dutch, table.name)}
)
"""What a file or sheet may be called, Dutch or by id, and the table that it then holds."""


STAY_IN_THEIR_FILE: Final = ("costs",)
"""The tables that may have more rows than fit in memory."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What stood on disk: raw tables, the files they came from, and what is wrong with them or worth knowing."""

    tables: list[RawTable | LargeFile] = field(default_factory=list)
    inputs: list[InputFile] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def find_tables(study: Study, place: StudyPlace) -> Delivery:
    """Every table that the study delivers: in its folder, in its workbook, and the files it names one by one."""
    delivery = Delivery()
    for path in _in_folder(study, place, delivery):
        _take(delivery, place, path, lambda name: NAMES.get(normal(name)))
    if study.data.workbook:
        _take(delivery, place, on_disk(study.data.workbook, place), lambda name: NAMES.get(normal(name)))
    for table, file in study.data.tables.items():
        _take_one(delivery, place, on_disk(file, place), table)
    _leave_out_empty(delivery, place)
    delivery.problems.extend(_twice(delivery.tables))
    return delivery


def read_table(path: Path, name: str, where: str) -> RawTable:
    """The table of that name in a file: its only table, or of a workbook the sheet that is called so."""
    tables = _read(path, where)
    fitting = tables if len(tables) == 1 else [table for table in tables if NAMES.get(normal(table.name)) == name]
    if len(fitting) != 1:
        todo = f"give the sheet the name '{TABLES[name].dutch}'"
        raise SourceError(Problem(where, f"has no single sheet with the table {name}", todo))
    return replace(fitting[0], name=name)


def from_root(path: Path, place: StudyPlace) -> str:
    """The path as a study writes it: from its root, with forward slashes; of a copy its URL."""
    return url_of(path) or Path(os.path.relpath(path, place.root)).as_posix()


def input_file(path: Path, place: StudyPlace) -> InputFile:
    """The file for the manifest."""
    with path.open("rb") as file:
        return InputFile(from_root(path, place), hashlib.file_digest(file, "sha256").hexdigest())


def _read(path: Path, where: str) -> list[RawTable]:
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise SourceError(Problem(where, "is of a kind that cannot be read", f"deliver {', '.join(READERS)}"))
    try:
        return reader(path, where)
    except FileNotFoundError:
        raise SourceError(
            Problem(where, "does not exist", "put the file there, or correct its path in the study")
        ) from None
    except OSError:
        raise SourceError(Problem(where, "cannot be opened", "look whether it is a file that you may read")) from None


def _large(path: Path, name: str | None, where: str) -> LargeFile | None:
    """The table, where it has so many rows that it stays in its file."""
    return large_file(path, name, where) if name in STAY_IN_THEIR_FILE else None


def _take(delivery: Delivery, place: StudyPlace, path: Path, named: Callable[[str], str | None]) -> None:
    """Add the tables of one file that the contract knows; a sheet that it does not know is worth knowing."""
    where = from_root(path, place)
    try:
        large = _large(path, named(path.stem), where)
        tables = _read(path, where) if large is None else []
    except SourceError as error:
        delivery.problems.extend(error.problems)
        return
    if large is not None:
        delivery.tables.append(large)
    for raw in tables:
        name = named(raw.name)
        if name is None:
            delivery.problems.append(_unknown(raw.where, raw.name))
        else:
            delivery.tables.append(replace(raw, name=name))
    delivery.inputs.append(input_file(path, place))


def _take_one(delivery: Delivery, place: StudyPlace, path: Path, table: str) -> None:
    try:
        where = from_root(path, place)
        large = _large(path, table, where)
        delivery.tables.append(read_table(path, table, where) if large is None else large)
        delivery.inputs.append(input_file(path, place))
    except SourceError as error:
        delivery.problems.extend(error.problems)


def files_in_folder(study: Study, place: StudyPlace) -> list[Path]:
    """What stands in the study's folder and may be a table, by name; not what the study names elsewhere."""
    folder = on_disk(study.data.folder, place) if study.data.folder else None
    if folder is None or not folder.is_dir():
        return []
    elsewhere = {os.path.realpath(on_disk(file, place)) for file in _named_elsewhere(study)}
    return [
        path
        for path in sorted(folder.iterdir())
        if not path.name.startswith((".", "~$"))
        and path.suffix != ".md"
        and not path.is_dir()
        and os.path.realpath(path) not in elsewhere
    ]


def _in_folder(study: Study, place: StudyPlace, delivery: Delivery) -> Iterator[Path]:
    """The table files in the study's folder, except those that the study names elsewhere; others are told of."""
    if study.data.folder and not on_disk(study.data.folder, place).is_dir():
        what, todo = "does not exist as a folder", "make it, or correct data.folder in the study"
        delivery.problems.append(Problem(study.data.folder, what, todo))
    for path in files_in_folder(study, place):
        if path.suffix.lower() not in READERS and normal(path.stem) in NAMES:
            delivery.problems.append(_unreadable(from_root(path, place)))
        elif normal(path.stem) in NAMES:
            yield path
        else:
            delivery.problems.append(_unknown(from_root(path, place), path.stem))


def _named_elsewhere(study: Study) -> Iterator[str]:
    data = study.data
    yield from data.tables.values()
    yield from (source.file for source in data.context)
    yield from (file for file in (data.workbook, data.context_fallback) if file)


def _unreadable(where: str) -> Problem:
    todo = f"deliver {', '.join(READERS)}, or leave it if it is no table"
    return Problem(where, "has the name of a table, but is of a kind that cannot be read", todo, severity="notice")


def _unknown(where: str, name: str) -> Problem:
    near = get_close_matches(normal(name), NAMES, n=1)
    hint = f"is it '{near[0]}'? " if near else ""
    todo = f"{hint}tables are called {', '.join(table.dutch for table in TABLES.values())}"
    return Problem(where, "is not a table of the contract: not read", todo, severity="notice")


def _leave_out_empty(delivery: Delivery, place: StudyPlace) -> None:
    """A table with headers only, as `wijklab init` lays it down, counts as not delivered: worth knowing, not wrong."""
    empty = [raw for raw in delivery.tables if _has_headers_only(raw)]
    if empty:
        names = ", ".join(sorted({TABLES[raw.name].dutch for raw in empty}))
        delivery.tables[:] = [raw for raw in delivery.tables if not _has_headers_only(raw)]
        what, todo = f"tables with headers only count as not delivered: {names}", "fill them, or leave them as they are"
        delivery.problems.append(Problem(place.file.name, what, todo, severity="notice"))


def _has_headers_only(raw: RawTable | LargeFile) -> bool:
    return isinstance(raw, RawTable) and raw.frame.empty and not raw.refused


def _twice(tables: Iterable[RawTable | LargeFile]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for raw in tables:
        if raw.name in first:
            what = f"holds the table {raw.name}, which {first[raw.name]} holds too"
            yield Problem(raw.where, what, "deliver each table once: remove or rename one of the two")
        first.setdefault(raw.name, raw.where)
