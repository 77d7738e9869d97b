"""The tables of the contract as an Excel workbook: a sheet per table, a note per header, a list per choice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import xlsxwriter

from wijklab.contract.columns import TABLES
from wijklab.contract.table_shapes import Column, Table
from wijklab.contract.vocabulary import SPELLINGS

ROWS: Final = 2000
"""How far down the lists and formats reach."""

KINDS: Final = MappingProxyType(
    {
        "id": "een code zonder namen, zoals a-001",
        "area": "een CBS-code, zoals WK082806",
        "text": "tekst",
        "date": "een datum, zoals 2023-12-31",
        "number": "een getal; een komma of een punt mag",
        "whole": "een heel getal",
        "year": "een jaar, zoals 2023",
        "yesno": "ja of nee",
        "choice": "kies uit de lijst",
    }
)
"""What a kind of column asks of whoever fills it in."""

DUTCH: Final = frozenset({"samenwerkwijze"})
"""Ids that are the Dutch word already, though other spellings are known too."""

FORMATS: Final = MappingProxyType(
    {"date": "yyyy-mm-dd", "whole": "0", "year": "0", "text": "@", "id": "@", "area": "@"}
)
OPTIONS: Final = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


Rows = Sequence[Mapping[str, str]]
"""Rows of one table, by Dutch header."""


def write_workbook(path: Path, first: Mapping[str, Rows] = MappingProxyType({})) -> Path:
    """Write the workbook, empty but for the rows of `first`, by id of the table. What is text stays text: no formula
    and no link is made of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(path), dict(OPTIONS)) as book:
        book.set_properties({"created": dt.datetime(2026, 1, 1)})  # the same bytes every time
        bold = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E8EEF2"})
        for table in TABLES.values():
            sheet = _sheet(book, table, bold)
            _fill(sheet, table, first.get(table.name, ()))
    return path


def _sheet(book: Any, table: Table, bold: Any) -> Any:
    sheet = book.add_worksheet(table.dutch)
    sheet.freeze_panes(1, 0)
    for number, column in enumerate(table.columns):
        form = book.add_format({"num_format": FORMATS[column.kind]}) if column.kind in FORMATS else None
        sheet.set_column(number, number, max(14, len(column.dutch) + 4), form)
        sheet.write_string(0, number, column.dutch, bold)
        sheet.write_comment(0, number, note(column), {"author": "wijklab"})
        if words := choices(column):
            sheet.data_validation(1, number, ROWS, number, _rule(words, column))
    return sheet


def _fill(sheet: Any, table: Table, rows: Rows) -> None:
    """Cells in the format of their column, so that a filled row looks like one that is typed under it."""
    for line, row in enumerate(rows, 1):
        for number, column in enumerate(table.columns):
            if value := row.get(column.dutch):
                sheet.write(line, number, _typed(value, column))


def _typed(value: str, column: Column) -> str | int | dt.date:
    if column.kind == "date":
        return dt.date.fromisoformat(value)
    return int(value) if column.kind == "whole" else value


def note(column: Column) -> str:
    """What a column asks, in plain Dutch."""
    must = "mag leeg" if column.nullable else "moet gevuld"
    limits = [f"minstens {column.minimum:g}"] if column.minimum is not None else []
    limits += [f"hoogstens {column.maximum:g}"] if column.maximum is not None else []
    meaning = [column.meaning] if column.meaning else []
    return "; ".join([KINDS[column.kind], *meaning, *limits, must])


def choices(column: Column) -> tuple[str, ...]:
    """The words of a column of choices as a Dutch reader knows them; none for another column."""
    if column.kind == "yesno":
        return ("ja", "nee")
    spellings = SPELLINGS.get(column.name, {})
    return tuple(
        spellings[choice][0] if choice in spellings and choice not in DUTCH else choice for choice in column.choices
    )


def _rule(words: tuple[str, ...], column: Column) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": list(words),  # 255 characters at most, says Excel; xlsxwriter warns of more
        "ignore_blank": True,
        "error_title": column.dutch,
        "error_message": "Kies een woord uit de lijst.",
    }
