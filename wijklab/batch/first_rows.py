"""The invented rows with which a study of one's own begins: enough for a small learning history that runs at once."""

from __future__ import annotations

import csv
from importlib.resources import files
from typing import Final

from wijklab.contract.table_shapes import Table

FILLED: Final = ("fragments", "events", "sessions", "session_notes")
"""Tables that begin with rows, so that a story has something to cite; the other tables begin empty."""


def first_table(table: Table) -> str:
    """A table as CSV: its Dutch headers, and its invented rows if it has any."""
    return _rows_file(table) if table.name in FILLED else header(table)


def first_rows(table: Table) -> tuple[dict[str, str], ...]:
    """The invented rows of a table by Dutch header; none for most."""
    return tuple(csv.DictReader(first_table(table).splitlines(), delimiter=";"))


def header(table: Table) -> str:
    """An empty table: its Dutch headers as one line of CSV, separated as a Dutch spreadsheet does it."""
    return ";".join(column.dutch for column in table.columns) + "\n"


def _rows_file(table: Table) -> str:
    return (files("wijklab.batch") / "blank" / "tabellen" / f"{table.dutch}.csv").read_text("utf-8")
