"""A sheet that came back from a speaker, as Excel, LibreOffice or another program saved it: its cells and its mark."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from wijklab.errors import Problem, SourceError
from wijklab.sources.workbook import unreadable_cells

MOST_BYTES: Final = 5_000_000
MOST_UNPACKED: Final = 50_000_000
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
        book = CalamineWorkbook.from_path(path)
    except PasswordError:
        raise SourceError(Problem(where, "is locked with a password", "save it without a password")) from None
    except (CalamineError, OSError, zipfile.BadZipFile):
        raise _not_one(where) from None
    pages = [name for name in book.sheet_names if name != mark]
    if mark not in book.sheet_names or not pages:
        raise _not_one(where)
    hidden = book.get_sheet_by_name(mark).to_python(skip_empty_area=False)
    grid = book.get_sheet_by_name(pages[0]).to_python(skip_empty_area=False)
    return AnswerFile(where, {str(row[0]): str(row[1]) for row in hidden if len(row) > 1}, tuple(map(tuple, grid)))


def _refuse_strange(path: Path, where: str) -> None:
    """Before anything is unpacked: is it a workbook, of a size that a person fills in, without formulas."""
    if path.suffix.lower() != ".xlsx" or not path.is_file():
        raise _not_one(where)
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
            if path.stat().st_size > MOST_BYTES or unpacked > MOST_UNPACKED:
                raise SourceError(Problem(where, "is far larger than a sheet with quotes", _ANOTHER))
            names = [name for name in archive.namelist() if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name)]
            calculated = any(_FORMULA.search(archive.read(name)) for name in names)
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError):
        raise _not_one(where) from None
    if calculated:
        raise SourceError(Problem(where, "holds a formula", "write the words themselves in that cell"))


def _not_one(where: str) -> SourceError:
    return SourceError(Problem(where, "is not a sheet with quotes of 'wijklab quotes'", _ANOTHER))
