"""An Excel workbook as it was delivered: one table per sheet, cells as Excel types them, rows as Excel numbers them."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from pathlib import Path
from typing import Any, Final

import pandas as pd
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from wijklab.contract.tables import RawTable
from wijklab.errors import Problem, SourceError
from wijklab.sources.csv_file import refuse_double_headers

_ERROR_CELL: Final = re.compile(rb'<c r="[A-Z]+(\d+)"[^>]*\bt="e"')


def read_workbook(path: Path, where: str) -> list[RawTable]:
    """Every sheet that holds anything, named after the sheet; SourceError with what is wrong in any of them."""
    try:
        workbook = CalamineWorkbook.from_path(path)
    except PasswordError:
        raise SourceError(Problem(where, "is locked with a password", "save it without a password")) from None
    except (CalamineError, OSError):
        raise SourceError(
            Problem(where, "cannot be read as an Excel workbook", "open it in Excel and save it as .xlsx")
        ) from None
    sheets = [(workbook.get_sheet_by_name(name), f"{where}, sheet '{name}'") for name in workbook.sheet_names]
    problems = _error_cells(path, where)
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
    return [RawTable(sheet.name, where, frame[sound].reset_index(drop=True), rows, (), _too_wide(where, wide))]


def _too_wide(where: str, rows: tuple[int, ...]) -> tuple[Problem, ...]:
    what, todo = "has cells to the right of the last header", "give the column a header in row 1, or empty the cells"
    return (Problem(where, what, todo, rows=rows),) if rows else ()


def _as_text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, (dt.date, dt.datetime)) else str(cell)


def _error_cells(path: Path, where: str) -> list[Problem]:
    """Cells with an error of Excel, such as #DIV/0!: the reader gives them as empty, so they are sought in the file."""
    found = []
    with zipfile.ZipFile(path) as archive:
        sheets = sorted(name for name in archive.namelist() if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name))
        for number, name in enumerate(sheets, start=1):
            rows = tuple(sorted({int(row) for row in _ERROR_CELL.findall(archive.read(name))}))
            if rows:
                what, todo = "holds errors of Excel (such as #N/A)", "correct the formulas, or empty the cells"
                found.append(Problem(f"{where}, worksheet {number}", what, todo, rows=rows))
    return found
