"""An Excel workbook as it was delivered: one table per sheet, cells as Excel types them, rows as Excel numbers them."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
import zlib
from pathlib import Path
from typing import Any, Final

import pandas as pd
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from wijklab.contract.tables import RawTable
from wijklab.errors import Problem, SourceError
from wijklab.sources.csv_file import refuse_double_headers

MOST_CELLS: Final = 30_000_000
DAMAGED: Final = (
    CalamineError,
    OSError,
    EOFError,
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
"""What reading a workbook raises that is cut off, damaged, locked or no workbook at all."""

_ERROR_CELL: Final = re.compile(rb'<c r="[A-Z]+(\d+)"[^>]*\bt="e"')
_NOT_CALCULATED: Final = re.compile(
    rb'<c r="[A-Z]+(\d+)"(?![^>]*\bt="str")[^>]*>\s*<f(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)
_LAST_ROW: Final = re.compile(rb'<c r="[A-Z]+(\d+)"[^>/]*>')
_WIDE_CELL: Final = re.compile(rb'<c r="([A-Z]{2,3})\d+"[^>/]*>')
_SIGNS: Final = (
    (_ERROR_CELL, "holds errors of Excel (such as #N/A)", "correct the formulas, or empty the cells"),
    (_NOT_CALCULATED, "holds formulas without a result", "open the workbook in Excel and save it, or write the values"),
)
"""What the reader gives as an empty cell though something stands there: pattern of its row, fault, remedy."""


def read_workbook(path: Path, where: str) -> list[RawTable]:
    """Every sheet that holds anything, named after the sheet; SourceError with what is wrong in any of them."""
    try:
        problems = unreadable_cells(path, where)
        workbook = CalamineWorkbook.from_path(path)
        sheets = [(workbook.get_sheet_by_name(name), f"{where}, sheet '{name}'") for name in workbook.sheet_names]
    except PasswordError:
        raise SourceError(Problem(where, "is locked with a password", "save it without a password")) from None
    except DAMAGED:
        raise SourceError(
            Problem(where, "cannot be read as an Excel workbook", "open it in Excel and save it as .xlsx")
        ) from None
    tables = []
    for sheet, place in sheets:
        try:
            tables += _table(sheet, place)
        except SourceError as error:
            problems += error.problems
    if problems:
        raise SourceError(problems)
    return tables


def _table(sheet: CalamineSheet, where: str) -> list[RawTable]:
    grid = sheet.to_python(skip_empty_area=False)
    if not any(cell != "" for row in grid for cell in row):
        return []
    headers = [_as_text(cell) for cell in grid[0]]
    width = max((place + 1 for place, header in enumerate(headers) if header.strip()), default=0)
    if not width:
        raise SourceError(Problem(where, "has no header in its first row", "put the names of the columns in row 1"))
    refuse_double_headers(headers, where)
    wide = tuple(row for row, cells in enumerate(grid[1:], start=2) if any(cell != "" for cell in cells[width:]))
    frame = pd.DataFrame({place: pd.Series([row[place] for row in grid[1:]], dtype=object) for place in range(width)})
    frame.columns = pd.Index(headers[:width], dtype=object)
    sound = [row not in set(wide) for row in range(2, len(grid) + 1)]
    rows = tuple(row for row, kept in zip(range(2, len(grid) + 1), sound, strict=True) if kept)
    return [RawTable(sheet.name, where, frame.loc[sound].reset_index(drop=True), rows, (), _too_wide(where, wide))]


def _too_wide(where: str, rows: tuple[int, ...]) -> tuple[Problem, ...]:
    what, todo = "has cells to the right of the last header", "give the column a header in row 1, or empty the cells"
    return (Problem(where, what, todo, rows=rows),) if rows else ()


def _as_text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, (dt.date, dt.datetime)) else str(cell)


def unreadable_cells(path: Path, where: str) -> list[Problem]:
    """Cells that the reader would give as empty are sought in the file; SourceError for a sheet that is too large.

    The reader makes room for every cell up to the farthest one: one stray cell in the last row and column of a sheet
    would take all memory.
    """
    found = []
    with zipfile.ZipFile(path) as archive:
        sheets = sorted(name for name in archive.namelist() if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name))
        for number, name in enumerate(sheets, start=1):
            text, place = archive.read(name), f"{where}, worksheet {number}"
            _refuse_too_large(text, place)
            for sign, what, todo in _SIGNS:
                rows = tuple(sorted({int(row) for row in sign.findall(text)}))
                found += [Problem(place, what, todo, rows=rows)] if rows else []
    return found


def _refuse_too_large(text: bytes, where: str) -> None:
    height = max((int(row) for row in _LAST_ROW.findall(text)), default=0)
    width = max((_number_of(column) for column in _WIDE_CELL.findall(text)), default=26)
    if height * width > MOST_CELLS:
        what = f"has cells as far as row {height} and column {width}"
        raise SourceError(Problem(where, what, "empty the cells that lie far from the table, or deliver it as CSV"))


def _number_of(column: bytes) -> int:
    """`AA` -> 27."""
    number = 0
    for letter in column:
        number = 26 * number + letter - ord("A") + 1
    return number
