"""One column of a table that stays in its file: each text that occurs, read once by the contract's own readers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wijklab.contract.cells import Fault
from wijklab.contract.columns import TABLES
from wijklab.contract.large_shapes import LargeTable, Lookup, Notations, Rows
from wijklab.contract.schemas import broken_cells
from wijklab.contract.table_shapes import Column, Table
from wijklab.contract.values import parse
from wijklab.errors import Problem

MOST_DIFFERENT: Final = {"id": 10_000_000}
"""How many different cells a column of that kind may hold; 10,000 for any other."""

_NO_DIGITS = Fault("is not a number", "write digits with a decimal comma or point, without words or units")


@dataclass(frozen=True, slots=True)
class Read:
    """A column that was read: how to read its rows, or why it cannot be; and what is wrong, with the texts where."""

    lookup: Lookup | None = None
    notations: Notations | None = None
    texts: Mapping[str, Any] = field(default_factory=dict)
    faults: Mapping[Fault, tuple[str, ...]] = field(default_factory=dict)
    problem: Problem | None = None

    def rows(self, table: LargeTable, texts: Sequence[str]) -> Rows:
        """The rows of the file where such a text, or a number of such a form, stands."""
        if self.lookup is not None:
            return table.rows_with(self.lookup.place, texts)
        if self.notations is not None:
            return table.rows_in_form(self.notations.place, self.notations.codes, texts)
        return np.empty(0, np.int64)


def read_cells(table: LargeTable, column: Column, place: int, missing: Mapping[str, str]) -> Read:
    """A column of ids, choices or years."""
    most = MOST_DIFFERENT.get(column.kind, 10_000)
    cells = table.cells(place, most)
    if cells is None:
        return _too_many(table, place, most)
    values, faults = _outcomes(table, column, [cell for cell, _ in cells.values()], missing)
    named = {text: value for text, value in zip(cells, values, strict=True) if value is not None}
    known, code = _coded(column, named)
    lookup = Lookup(place, {text: code[value] for text, value in named.items()}, known)
    return Read(lookup, None, cells, _by_text(faults, list(cells)))


def read_amounts(table: LargeTable, column: Column, place: int, missing: Mapping[str, str]) -> Read:
    """A column of numbers, by the forms that they are written in."""
    codes = tuple(sorted(missing))
    forms = table.forms(place, codes)
    if forms is None:
        return Read(problem=Problem(table.where, _NO_DIGITS.what, _NO_DIGITS.todo, table.headers[place]))
    values, faults = _outcomes(table, column, list(forms.values()), missing, bounded=False)
    marks = {
        form: mark_of(cell, value)
        for (form, cell), value in zip(forms.items(), values, strict=True)
        if value is not None
    }
    unread = tuple(form for form in forms if form not in marks)
    return Read(None, Notations(place, codes, marks, unread), forms, _by_text(faults, list(forms)))


def mark_of(cell: Any, value: float) -> str:
    """By which mark the reader came from that cell to that number; see `Notations`."""
    text = str(cell).strip("\ufeff \t\r\n\v\f\N{NO-BREAK SPACE}").replace("\N{MINUS SIGN}", "-")
    if not isinstance(cell, str) or _number(text) == value:
        return ""
    return "," if _number(text.replace(".", "").replace(",", ".")) == value else "."


def fault_of_number(table: Table, column: Column, number: float) -> Fault | None:
    """What is wrong with a number in that column, None where nothing is, or where there is no number."""
    if np.isnan(number):
        return None
    parsed = parse([float(number)], column)
    frame = pd.DataFrame({column.name: parsed.values})
    faults = [*parsed.faults, *(fault for _, fault, _ in broken_cells(table, frame) if not parsed.faults)]
    return faults[0] if faults else None


def _outcomes(
    table: LargeTable, column: Column, cells: list[Any], missing: Mapping[str, str], *, bounded: bool = True
) -> tuple[list[Any], dict[Fault, tuple[int, ...]]]:
    """The value of each cell, None where it has none, and the places of each fault. Bounds count where `bounded`; what
    is out of bounds keeps its value in a key, as others refer to it."""
    parsed = parse(cells, column, missing)
    shape, faults = TABLES[table.name], dict(parsed.faults)
    told = {place for places in parsed.faults.values() for place in places}
    wrong = set(told)
    for _, fault, places in broken_cells(shape, pd.DataFrame({column.name: parsed.values})):
        left = tuple(place for place in places if place not in told)
        if left and (bounded or pd.isna(parsed.values.iloc[left[0]])):
            faults[fault] = left
            wrong |= set(left) if column.name not in shape.key else set()
    values = [None if at in wrong or pd.isna(value) else value for at, value in enumerate(parsed.values)]
    return values, faults


def _coded(column: Column, named: Mapping[str, Any]) -> tuple[NDArray[Any], dict[Any, int]]:
    """The values that occur and the code of each: a year is its own code, others count from 0 in a fixed order."""
    if column.kind == "year":
        return np.empty(0, dtype=object), {value: int(value) for value in named.values()}
    known = np.array(column.choices or sorted(set(named.values())), dtype=object)
    return known, {value: code for code, value in enumerate(known)}


def _by_text(faults: Mapping[Fault, tuple[int, ...]], texts: list[str]) -> dict[Fault, tuple[str, ...]]:
    return {fault: tuple(texts[place] for place in places) for fault, places in faults.items()}


def _too_many(table: LargeTable, place: int, most: int) -> Read:
    what = f"holds more than {most} different cells, which its column cannot have"
    return Read(
        problem=Problem(table.where, what, "look whether the header is above the right column", table.headers[place])
    )


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
