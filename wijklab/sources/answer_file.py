"""A sheet that came back from a speaker, as Excel, LibreOffice or another program saved it: its cells and its mark."""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from python_calamine import CalamineWorkbook, PasswordError

from wijklab.errors import Problem, SourceError
from wijklab.sources.workbook import DAMAGED, unreadable_cells

MOST_BYTES: Final = 5_000_000
MOST_UNPACKED: Final = 50_000_000
_OLD_OR_LOCKED: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How an Excel file begins that is locked with a password, or of the kind before .xlsx."""

_FORMULA: Final = re.compile(rb"<f[\s/>]")
_ANOTHER = "send the file that 'wijklab quotes' made, saved as an Excel workbook (.xlsx)"


@dataclass(frozen=True, slots=True, repr=False)
class AnswerFile:
    """The file's name, what its hidden sheet says of it, and the cells of the other sheet, row by row."""

    where: str
    mark: Mapping[str, str]
    grid: tuple[tuple[Any, ...], ...]


def read_answer_file(path: Path, mark: str) -> AnswerFile:
    """The cells of an answered sheet; `mark` is the name of the hidden sheet. SourceError where it is no such file, is
    far too large, or holds a formula."""
    where = path.name
    _refuse_strange(path, where)
    try:
        if problems := unreadable_cells(path, where):
            raise SourceError(problems)
        return _read(CalamineWorkbook.from_path(path), where, mark)
    except PasswordError:
        raise SourceError(Problem(where, "is locked with a password", "save it without a password")) from None
    except DAMAGED:
        raise _not_one(where) from None


def _read(book: CalamineWorkbook, where: str, mark: str) -> AnswerFile:
    pages = [name for name in book.sheet_names if name != mark]
    if mark not in book.sheet_names or not pages:
        raise _not_one(where)
    hidden = book.get_sheet_by_name(mark).to_python(skip_empty_area=False)
    grid = book.get_sheet_by_name(pages[0]).to_python(skip_empty_area=False)
    return AnswerFile(where, {str(row[0]): str(row[1]) for row in hidden if len(row) > 1}, tuple(map(tuple, grid)))


def _refuse_strange(path: Path, where: str) -> None:
    """Before anything is unpacked: is it a workbook, of a size that a person fills in, without formulas."""
    if not os.path.lexists(path):
        raise SourceError(Problem(where, "does not exist", "look whether its name and folder are right"))
    if path.suffix.lower() != ".xlsx" or not path.is_file():
        raise _not_one(where)
    try:
        with path.open("rb") as file:
            _refuse_locked(file.read(len(_OLD_OR_LOCKED)), where)
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
            if path.stat().st_size > MOST_BYTES or unpacked > MOST_UNPACKED:
                raise SourceError(Problem(where, "is far larger than a sheet with quotes", _ANOTHER))
            names = [name for name in archive.namelist() if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name)]
            calculated = any(_FORMULA.search(archive.read(name)) for name in names)
    except DAMAGED:
        raise _not_one(where) from None
    if calculated:
        raise SourceError(Problem(where, "holds a formula", "write the words themselves in that cell"))


def _refuse_locked(start: bytes, where: str) -> None:
    if start == _OLD_OR_LOCKED:
        what = "is locked with a password, or of an old kind of Excel"
        raise SourceError(Problem(where, what, "save it without a password, as an Excel workbook (.xlsx)"))


def _not_one(where: str) -> SourceError:
    return SourceError(Problem(where, "is not a sheet with quotes of 'wijklab quotes'", _ANOTHER))
