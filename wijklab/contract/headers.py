"""Delivered headers to the contract's columns: the study's own mapping first, then ids, Dutch names and synonyms."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from wijklab.contract.table_shapes import Column, Table
from wijklab.errors import Problem


@dataclass(frozen=True, slots=True)
class Matched:
    """The place of each column among the delivered headers, and what is wrong with or worth knowing of the headers."""

    places: Mapping[str, int]
    problems: tuple[Problem, ...]
    notices: tuple[Problem, ...]


def normal(header: str) -> str:
    """A header as it is compared: without BOM, quotes and outer space, small letters, one underscore between words."""
    bare = header.replace("\ufeff", "").replace("\N{NO-BREAK SPACE}", " ").strip(" \t\r\n\"'")
    return re.sub(r"[\s_.-]+", "_", bare).strip("_").casefold()


def match_headers(table: Table, headers: Sequence[str], own: Mapping[str, str], where: str) -> Matched:
    """Match delivered headers. `own` is the study's `data.columns` for this table: delivered header to column."""
    mapped = {normal(header): column for header, column in own.items()}
    known = {spelling: name for spelling, name in _known(table).items() if name not in mapped.values()} | mapped
    meant: dict[str, list[int]] = {}
    for place, header in enumerate(headers):
        meant.setdefault(known.get(normal(header), ""), []).append(place)
    unknown = [headers[place] for place in meant.pop("", [])]
    problems = [
        *_not_delivered(own, headers, where),
        *_twice(meant, headers, where),
        *_missing(table, meant, unknown, where),
    ]
    return Matched({name: places[0] for name, places in meant.items()}, tuple(problems), _dropped(unknown, where))


def _known(table: Table) -> dict[str, str]:
    """Every spelling of every column; an id or Dutch name wins from another column's synonym."""
    synonyms = {normal(word): column.name for column in table.columns for word in column.synonyms}
    return synonyms | {normal(word): column.name for column in table.columns for word in (column.dutch, column.name)}


def _not_delivered(own: Mapping[str, str], headers: Sequence[str], where: str) -> list[Problem]:
    there = {normal(header) for header in headers}
    return [
        Problem(
            where, "is mapped in the study, but not delivered", "correct the header under data.columns", column=header
        )
        for header in own
        if normal(header) not in there
    ]


def _twice(meant: Mapping[str, list[int]], headers: Sequence[str], where: str) -> list[Problem]:
    return [
        Problem(
            where,
            f"the headers {', '.join(repr(headers[place]) for place in places)} all mean the column '{name}'",
            "keep one of them, or say which under data.columns in the study",
        )
        for name, places in meant.items()
        if len(places) > 1
    ]


def _missing(table: Table, meant: Mapping[str, list[int]], unknown: Sequence[str], where: str) -> list[Problem]:
    return [
        Problem(where, "is missing", _remedy(column, unknown), column=column.dutch)
        for column in table.columns
        if column.required and column.name not in meant
    ]


def _remedy(column: Column, unknown: Sequence[str]) -> str:
    words = (column.dutch, column.name, *column.synonyms)
    spelled = {normal(header): header for header in unknown if normal(header)}
    near = [found for word in words for found in get_close_matches(normal(word), spelled, n=1, cutoff=0.75)]
    hint = f"is it '{spelled[near[0]]}'? " if near else ""
    return f"{hint}add it under one of the headers {', '.join(dict.fromkeys(words))}, or map yours under data.columns"


def _dropped(unknown: Sequence[str], where: str) -> tuple[Problem, ...]:
    named = [header for header in unknown if normal(header)]
    nameless = len(unknown) - len(named)
    notices = [
        Problem(
            where,
            "is not a column of the contract: not read",
            "map it under data.columns, or leave it",
            header,
            (),
            "notice",
        )
        for header in named
    ]
    if nameless:
        what = f"{nameless} column(s) without a header: not read"
        notices.append(Problem(where, what, "give the column a header if it holds something", severity="notice"))
    return tuple(notices)
