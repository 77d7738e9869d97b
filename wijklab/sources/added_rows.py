"""Rows that are to be added: can they be read back, do they point at nobody, and which cell goes where."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from wijklab.contract.cells import Fault
from wijklab.contract.headers import normal
from wijklab.contract.intake import looks_like
from wijklab.contract.study import Study
from wijklab.contract.table_shapes import Column, Table
from wijklab.contract.values import parse
from wijklab.contract.vocabulary import SPELLINGS
from wijklab.errors import Problem, SourceError

MOST_SIGNS: Final = 20_000
"""A cell of Excel holds 32,767 signs; a text of this length is no answer and no note."""

_STEERING: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t")
_UNREADABLE: Final = Fault("holds signs that cannot be seen, or that turn the reading direction", "type it again")
_TOO_LONG: Final = Fault(f"is longer than {MOST_SIGNS} signs", "shorten it")
_EMPTY: Final = Fault("is empty, or reads as a code for nothing", "fill it in")


def checked_rows(study: Study, table: Table, rows: Sequence[Mapping[str, str]], where: str) -> None:
    """SourceError with every cell that would not be read back as it is meant, and every one that looks like personal
    data. Rows are numbered from 1, as they are to be added."""
    for row in rows:
        for name in row:
            table.column(name)
    problems = [problem for column in table.columns for problem in _of_column(study, table, column, rows, where)]
    if problems:
        raise SourceError(problems)


def refuse_known(
    study: Study, table: Table, rows: Sequence[Mapping[str, str]], there: pd.DataFrame, where: str
) -> None:
    """SourceError where a row has the key of one that the table holds already (`there`), or of one before it: with both
    of them the study would be refused."""
    seen = {_key(table, row) for row in there.to_dict("records")}
    double = []
    for number, row in enumerate(rows, 1):
        key = _key(table, {name: _typed(study, table.column(name), row.get(name, "")) for name in table.key})
        double += [number] if key in seen else []
        seen.add(key)
    if double:
        what = f"has the same {' + '.join(table.key)} as a row that is there"
        todo = "add it once; look whether the table holds it already"
        raise SourceError(Problem(f"{where}, to be added", what, todo, rows=tuple(double)))


def laid_out(
    table: Table, headers: Sequence[str], places: Mapping[str, int], rows: Sequence[Mapping[str, str]]
) -> tuple[list[str], list[list[str]]]:
    """The headers that must be added for these rows, and their cells in the order of the file.

    Choices get their Dutch word, unless the file calls the column by its id.
    """
    lacking = [column for column in table.columns if column.name not in places and _given(column, rows)]
    at = {**places, **{column.name: len(headers) + number for number, column in enumerate(lacking)}}
    every = [*headers, *(column.dutch for column in lacking)]
    lines = [[""] * len(every) for _ in rows]
    for line, row in zip(lines, rows, strict=True):
        for name, text in row.items():
            if text.strip():
                line[at[name]] = _harmless(_word(table.column(name), text.strip(), every[at[name]]))
    return [column.dutch for column in lacking], lines


def _key(table: Table, row: Mapping[Any, Any]) -> tuple[str, ...]:
    return tuple(str(row[name]) for name in table.key)


def _typed(study: Study, column: Column, text: str) -> Any:
    return parse([text], column, study.data.missing).values.iloc[0]


def _given(column: Column, rows: Sequence[Mapping[str, str]]) -> bool:
    """Whether any row holds something in that column."""
    return any(row.get(column.name, "").strip() for row in rows)


def _of_column(
    study: Study, table: Table, column: Column, rows: Sequence[Mapping[str, str]], where: str
) -> Iterator[Problem]:
    texts = [row.get(column.name, "") for row in rows]
    faults = [(number, _fault(study, column, text)) for number, text in enumerate(texts, 1)]
    for fault in dict.fromkeys(fault for _, fault in faults if fault):
        numbers = tuple(number for number, found in faults if found == fault)
        yield Problem(f"{where}, to be added", fault.what, fault.todo, column.dutch, numbers)
    if sign := looks_like(table.name, column.dutch, column.kind, Counter(texts)):
        numbers = tuple(number for number, text in enumerate(texts, 1) if text in sign[1])
        todo = "take it out: no name, number or address of a person goes into a study"
        yield Problem(f"{where}, to be added", f"looks like {sign[0].name}", todo, column.dutch, numbers)


def _fault(study: Study, column: Column, text: str) -> Fault | None:
    """Why a cell would not be read back as it is meant, or None."""
    if _STEERING.search(text):
        return _UNREADABLE
    if len(text) > MOST_SIGNS:
        return _TOO_LONG
    read = parse([text], column, study.data.missing)
    if read.faults:
        return next(iter(read.faults))
    lost = bool(read.values.isna().all()) and (bool(text.strip()) or not column.nullable)
    return _EMPTY if lost else None


def _word(column: Column, text: str, header: str) -> str:
    """A choice in Dutch, as its other rows are likely to have it; anything else as it is."""
    by_id = normal(header) == column.name != normal(column.dutch)
    dutch = SPELLINGS.get(column.name, {}).get(text) if column.kind == "choice" and not by_id else None
    return dutch[0] if dutch else text


def _harmless(text: str) -> str:
    """A no-break space before what a spreadsheet would take for a formula; reading takes it off again."""
    return f"\N{NO-BREAK SPACE}{text}" if text.startswith(_FORMULA_STARTS) else text
