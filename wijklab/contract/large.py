"""A table that stays in its file on its way through the check: the same faults, from the cells that occur in it.

Each text that occurs is read by the contract's own readers, once. The rules between tables then see one row for all
rows that are alike to them: those of one year, category, bearer and price year of residents of one neighbourhood.
Residents of whom another table of costs tells the same cost keep rows of their own, for a rule can tell them apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wijklab.contract.cells import MOST, Fault
from wijklab.contract.columns import TABLES
from wijklab.contract.delivered import Delivered, empty_frame
from wijklab.contract.headers import Matched, match_headers
from wijklab.contract.intake import as_text, looks_like, personal
from wijklab.contract.large_columns import Column, Read, fault_of_number, read_amounts, read_cells
from wijklab.contract.large_kinds import alike_to_rules, standing_frame
from wijklab.contract.large_shapes import LargeAmounts, LargeTable, Rows
from wijklab.contract.study import Study
from wijklab.errors import Problem

NAMED: Final = 1_000
"""How many rows a message names; more are counted."""

_LOOKED_THROUGH: Final = 100_000
"""Different cells of a column that nobody asked for: more cannot be looked through for personal data."""


@dataclass(frozen=True, slots=True)
class LargeDelivered:
    """A large table after its own check.

    `standing` has one row for all rows that are alike, so that rules see a table as any other; `refused` names rows of
    the file. `amounts` is None where something is wrong with the table as a whole.
    """

    standing: Delivered
    refused: tuple[Problem, ...] = ()
    out: Rows | None = None
    amounts: LargeAmounts | None = None
    alike: NDArray[np.int64] | None = None
    kinds: pd.DataFrame | None = None

    def rows_of(self, standing: tuple[int, ...]) -> Rows:
        """The rows of the file that these rows of `standing` stand for."""
        if self.amounts is None or self.alike is None or self.kinds is None or not standing:
            return np.empty(0, np.int64)
        return self.amounts.rows_of(self.alike, self.kinds.loc[list(standing)])

    def spread(self, problem: Problem) -> Problem:
        """What a rule found in `standing`, with the rows of the file."""
        return in_rows(problem, self.rows_of(problem.rows)) if problem.rows else problem

    @property
    def rows_read(self) -> int:
        """The rows that hold anything."""
        return 0 if self.amounts is None else len(self.amounts)

    def left(self, standing: pd.DataFrame) -> LargeAmounts:
        """The table without its refused rows, and without those that are no longer in `standing`.

        Only for a table with which nothing is wrong as a whole; ValueError for any other.
        """
        if self.amounts is None or self.kinds is None or self.out is None:
            raise ValueError("a table that is refused as a whole has no rows left")
        gone = tuple(int(row) for row in self.kinds.index.difference(standing.index))
        return self.amounts.without(np.union1d(self.out, self.rows_of(gone)))


def in_rows(problem: Problem, rows: Rows) -> Problem:
    """The problem with its rows: the first so many are named, all are counted."""
    what = problem.what
    if len(rows) > NAMED:
        what += f" in {len(rows)} rows, of which the first {NAMED} are named"
    return replace(problem, what=what, rows=tuple(int(row) for row in rows[:NAMED]))


def read_large(study: Study, table: LargeTable, others: Mapping[str, Delivered]) -> LargeDelivered:
    """Check a large table by itself, as `delivered.read_delivery` does a small one; `others` are read already."""
    shape = TABLES[table.name]
    matched = match_headers(shape, list(table.headers), study.data.columns.get(table.name, {}), table.where)
    headers = {name: table.headers[place] for name, place in matched.places.items()}
    nothing = Delivered(shape, table.where, empty_frame(shape), headers, table.refused, (), matched.notices)
    if table.refused:
        return LargeDelivered(nothing)
    read = {name: _read(study, table, shape.column(name), place) for name, place in matched.places.items()}
    unread = (part.problem for part in read.values() if part.problem)
    problems = (*matched.problems, *_personal(table, matched, read), *unread)
    if problems:
        return LargeDelivered(replace(nothing, problems=problems))
    return _checked(table, nothing, read, others)


def _read(study: Study, table: LargeTable, column: Column, place: int) -> Read:
    reader = read_amounts if column.kind == "number" else read_cells
    return reader(table, column, place, study.data.missing)


def _checked(
    table: LargeTable, nothing: Delivered, read: Mapping[str, Read], others: Mapping[str, Delivered]
) -> LargeDelivered:
    unnamed = any(not text.strip() for text in read["resident"].texts)
    blank = table.blank() if unnamed else np.empty(0, np.int64)
    lookups = {name: part.lookup for name, part in read.items() if part.lookup is not None}
    notations = next(part.notations for part in read.values() if part.notations is not None)
    amounts = table.read(lookups, notations, blank)
    alike = alike_to_rules(amounts, others)
    kinds = amounts.kinds(alike)
    refused = list(_refused(table, nothing, read, amounts, kinds, blank))
    standing = replace(
        nothing, frame=standing_frame(kinds, lookups), notices=(*nothing.notices, *_blank(nothing, blank))
    )
    out = [rows for _, rows in refused]
    every = np.unique(np.concatenate([*out, np.empty(0, np.int64)]))
    return LargeDelivered(
        standing, tuple(in_rows(problem, rows) for problem, rows in refused), every, amounts, alike, kinds
    )


def _refused(
    table: LargeTable,
    nothing: Delivered,
    read: Mapping[str, Read],
    amounts: LargeAmounts,
    kinds: pd.DataFrame,
    blank: Rows,
) -> Iterator[tuple[Problem, Rows]]:
    """What is wrong with cells and rows of the table itself, and in which rows of the file."""

    def problem(name: str, fault: Fault) -> Problem:
        return Problem(nothing.where, fault.what, fault.todo, nothing.header(name))

    for name, part in read.items():
        for fault, texts in part.faults.items():
            rows = np.setdiff1d(part.rows(table, texts), blank)
            if len(rows):
                yield problem(name, fault), rows
    column = nothing.table.column("amount_eur")
    least, most = kinds["least"].min(), kinds["most"].max()
    for number, bounds in ((least, (column.minimum or 0.0, float("inf"))), (most, (float("-inf"), MOST))):
        fault = fault_of_number(nothing.table, column, number)
        if fault:
            yield problem("amount_eur", fault), amounts.rows_outside(*bounds)
    double = amounts.double()
    if len(double):
        named = " + ".join(nothing.table.key)
        fault = Fault(f"has the same {named} as another row", f"keep one row for each {named}")
        yield problem(nothing.table.key[0], fault), double


def _personal(table: LargeTable, matched: Matched, read: Mapping[str, Read]) -> Iterator[Problem]:
    """Columns that look like personal data, and columns of nobody that hold too much to look through for them."""
    kinds = {place: TABLES[table.name].column(name).kind for name, place in matched.places.items()}
    ids = {place: read[name].texts for name, place in matched.places.items() if kinds[place] == "id"}
    for place, header in enumerate(table.headers):
        kind = kinds.get(place, "unknown")
        cells = table.cells(place, _LOOKED_THROUGH) if kind == "unknown" else ids.get(place, {})
        if cells is None:
            what = f"is no column of the contract, and holds more than {_LOOKED_THROUGH} different cells"
            yield Problem(table.where, what, "take the column out", header)
            continue
        counts = Counter[str]()
        for cell, number in cells.values():
            counts[as_text(cell)] += number
        found = looks_like(table.name, header, kind, counts)
        if found:
            texts = [text for text, (cell, _) in cells.items() if as_text(cell) in found[1]]
            yield in_rows(personal(table.where, found[0], header, ()), table.rows_with(place, texts))


def _blank(nothing: Delivered, blank: Rows) -> Iterator[Problem]:
    if len(blank):
        notice = Problem(nothing.where, "holds rows without anything: not read", "remove them, or leave them")
        yield replace(in_rows(notice, blank), severity="notice")
