"""One delivered table on its way through the check: headers matched, cells typed, faults named by row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from wijklab.contract.columns import TABLES
from wijklab.contract.headers import match_headers
from wijklab.contract.intake import refuse_personal_data
from wijklab.contract.schemas import CellFault, failures
from wijklab.contract.study import Study
from wijklab.contract.table_shapes import Column, Table
from wijklab.contract.tables import RawTable
from wijklab.contract.values import DTYPES, Parsed, parse
from wijklab.contract.vocabulary import INSTRUMENTS
from wijklab.errors import Problem


@dataclass(frozen=True, slots=True)
class Delivered:
    """A table after its own check. `frame` has every column of the contract, indexed by row number; a refused cell is
    missing in it. `refused` names rows, `problems` concern the table as a whole; `headers` are the delivered ones."""

    table: Table
    where: str
    frame: pd.DataFrame
    headers: Mapping[str, str]
    problems: tuple[Problem, ...] = ()
    refused: tuple[Problem, ...] = ()
    notices: tuple[Problem, ...] = ()

    def header(self, column: str) -> str:
        """The column as its deliverer calls it; one that was not delivered by the Dutch name to add it under."""
        dutch = {known.name: known.dutch for known in self.table.columns}
        return self.headers.get(column, dutch.get(column, column))


def read_delivery(study: Study, raw: RawTable) -> Delivered:
    """Check one table by itself: personal data, headers, cells, ranges, choices, keys."""
    table = TABLES[raw.name]
    matched = match_headers(table, list(raw.frame.columns), study.data.columns.get(raw.name, {}), raw.where)
    personal = tuple(refuse_personal_data(raw, matched.places))
    headers = {name: str(raw.frame.columns[place]) for name, place in matched.places.items()}
    notices = (*raw.notices, *matched.notices)
    problems = (*matched.problems, *personal)
    if problems:
        return Delivered(table, raw.where, empty_frame(table), headers, problems, raw.refused, notices)
    return _typed(study, raw, table, matched.places, headers, notices)


def _typed(
    study: Study,
    raw: RawTable,
    table: Table,
    places: Mapping[str, int],
    headers: Mapping[str, str],
    notices: tuple[Problem, ...],
) -> Delivered:
    filled, rows, blank = _without_blank_rows(raw)
    parsed = {
        column.name: parse(filled.iloc[:, places[column.name]], _coded(column, filled, places), study.data.missing)
        for column in table.columns
        if column.name in places
    }
    frame = _frame(table, parsed, rows)
    unread = [
        (name, fault, tuple(rows[p] for p in where))
        for name, part in parsed.items()
        for fault, where in part.faults.items()
    ]
    broken = _not_told(list(failures(table, frame[list(parsed)])), unread)
    frame = _blanked(frame, broken, table)
    refused = tuple(_problem(raw.where, headers, fault) for fault in (*unread, *broken))
    return Delivered(table, raw.where, frame, headers, (), (*raw.refused, *refused), (*notices, *blank))


def _frame(table: Table, parsed: Mapping[str, Parsed], rows: tuple[int, ...]) -> pd.DataFrame:
    """Every column of the contract, delivered or not; beside each that may be missing, the reason why it is."""
    columns: dict[str, pd.Series] = {}
    for column in table.columns:
        part = parsed.get(column.name) or _absent(column, len(rows))
        columns[column.name] = part.values
        if column.nullable:
            columns[f"{column.name}_missing"] = part.reasons
    return pd.DataFrame(columns).set_axis(pd.Index(rows, dtype="int64"), axis=0)


def _absent(column: Column, length: int) -> Parsed:
    values = pd.Series([None] * length, dtype=DTYPES[column.kind])
    return Parsed(values, pd.Series(["not_given"] * length, dtype="str"), {})


def empty_frame(table: Table) -> pd.DataFrame:
    """The table with all its columns and no row."""
    return _frame(table, {}, ())


def _without_blank_rows(raw: RawTable) -> tuple[pd.DataFrame, tuple[int, ...], tuple[Problem, ...]]:
    """The rows that hold anything, their row numbers, and a notice of those that hold nothing at all."""
    blank = np.ones(len(raw.frame), dtype=bool)
    for place in range(raw.frame.shape[1]):
        cells = raw.frame.iloc[:, place]
        blank &= np.fromiter(
            (cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells), bool, len(cells)
        )
        if not blank.any():  # most often so after the first column: it holds the ids
            return raw.frame, raw.rows, ()
    if not blank.any():
        return raw.frame, raw.rows, ()
    empty = tuple(row for row, nothing in zip(raw.rows, blank, strict=True) if nothing)
    notice = Problem(
        raw.where, "holds rows without anything: not read", "remove them, or leave them", "", empty, "notice"
    )
    kept = tuple(row for row, nothing in zip(raw.rows, blank, strict=True) if not nothing)
    return raw.frame[~blank], kept, (notice,)


def _coded(column: Column, frame: pd.DataFrame, places: Mapping[str, int]) -> Column:
    """A score has no range of its own: lend it that of the delivered instruments, against missing codes inside it."""
    if column.name != "score" or "instrument" not in places:
        return column
    choice = TABLES["wellbeing"].column("instrument")
    present = parse(frame.iloc[:, places["instrument"]], choice).values.dropna().unique()
    scales = [INSTRUMENTS[id] for id in present]
    if not scales:
        return column
    low, high = min(scale.low for scale in scales), max(scale.high for scale in scales)
    return Column(column.name, column.kind, column.dutch, nullable=True, minimum=low, maximum=high)


def _not_told(broken: list[CellFault], unread: list[CellFault]) -> list[CellFault]:
    """Faults without the cells that were refused already because they could not be read."""
    told = {(name, row) for name, _, rows in unread for row in rows}
    left = [(name, fault, tuple(row for row in rows if (name, row) not in told)) for name, fault, rows in broken]
    return [(name, fault, rows) for name, fault, rows in left if rows]


def _blanked(frame: pd.DataFrame, broken: list[CellFault], table: Table) -> pd.DataFrame:
    """The frame with refused cells missing, so that no rule tells of them again; keys stay, as others refer to them."""
    frame = frame.copy()
    for name, _, rows in broken:
        if name not in table.key:
            frame.loc[list(rows), name] = None
    return frame


def _problem(where: str, headers: Mapping[str, str], fault: CellFault) -> Problem:
    name, said, rows = fault
    return Problem(where, said.what, said.todo, headers.get(name, name), tuple(sorted(rows)))
