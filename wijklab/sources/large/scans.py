"""How many rows a file has, and how DuckDB reads it: a CSV strictly, cells as text; a Parquet as it types them."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as arrow_parquet

from wijklab.errors import Problem, SourceError
from wijklab.sources.csv_file import delimiter_of, refuse_double_headers
from wijklab.sources.large.scan import Scan, answers, connected, literal
from wijklab.sources.parquet import holds_no_values

NAMED: Final = 1_000
"""How many rows a message names."""

_CHUNK: Final = 2**22
_LEAST_LINE: Final = 12
"""Bytes: no row of a table of the contract that names a person, a year and an amount is shorter."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that was opened: its headers, how many rows it has, and what is wrong with it."""

    headers: tuple[str, ...]
    length: int
    scan: Scan
    refused: tuple[Problem, ...] = ()


def parquet_scan(path: Path, where: str, more_than: int) -> Opened | None:
    """A Parquet file of more rows than that; None for a smaller one, and where the ordinary reader must refuse."""
    try:
        file = arrow_parquet.ParquetFile(path)
    except (pa.ArrowException, OSError):
        return None
    with file:
        length, schema = file.metadata.num_rows, file.schema_arrow
    if length <= more_than or any(holds_no_values(field.type) for field in schema):
        return None
    refuse_double_headers(schema.names, where)
    names = tuple(f"c{place}" for place in range(len(schema.names)))
    source = f"read_parquet({literal(str(path))}, file_row_number = true) AS rows({', '.join((*names, 'place'))})"
    kinds = answers(f"DESCRIBE SELECT * FROM {source}")
    types = tuple(str(kind[1]) for kind in kinds)[: len(names)]
    return Opened(tuple(schema.names), length, Scan(source, names, types, "place + 2"))


def csv_scan(path: Path, where: str, more_than: int) -> Opened | None:
    """A CSV file of more rows than that; None for a smaller one. SourceError where it is not in UTF-8, or not whole."""
    try:
        if path.stat().st_size <= _LEAST_LINE * more_than:
            return None
    except OSError:
        return None
    lines, empty = _lines(path, where)
    if lines - 1 <= more_than:
        return None
    headers, delimiter = _header(path)
    refuse_double_headers(list(headers), where)
    scan = _scan(path, headers, delimiter)
    length = 0 if empty else _length(scan)
    if empty or length is None:
        return Opened(
            headers, 0, scan, (_empty_lines(where, empty) if empty else _broken(path, where, headers, delimiter),)
        )
    return Opened(headers, length, scan)


def _scan(path: Path, headers: tuple[str, ...], delimiter: str) -> Scan:
    names = tuple(f"c{place}" for place in range(len(headers)))
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names)
    source = (
        f"read_csv({literal(str(path))}, delim = {literal(delimiter)}, header = false, skip = 1, auto_detect = false, "
        f"strict_mode = true, null_padding = false, quote = '\"', escape = '\"', columns = {{{columns}}})"
    )
    return Scan(source, names, ("VARCHAR",) * len(names), "row_number() OVER () + 1")


def _lines(path: Path, where: str) -> tuple[int, tuple[int, ...]]:
    """How many lines the file has, and the first of those that hold nothing; SourceError where it is not UTF-8."""
    lines, empty, decoder = 0, [], codecs.getincrementaldecoder("utf-8")()
    for chunk in _chunks(path):
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError:
            todo = "save it as CSV in UTF-8, or deliver it as Parquet"
            raise SourceError(Problem(where, "has very many rows and is not UTF-8", todo)) from None
        if b"\n\n" in chunk or b"\n\r\n" in chunk or b"\r\r" in chunk or chunk.startswith((b"\n", b"\r\n")):
            empty += _empty_in(chunk, lines)
        lines += max(chunk.count(b"\n"), chunk.count(b"\r"))
    return lines, _before_the_end(empty, lines)


def _before_the_end(empty: list[int], lines: int) -> tuple[int, ...]:
    """Empty lines with something after them: those at the end of a file shift no row number."""
    while empty and empty[-1] == lines:
        empty, lines = empty[:-1], lines - 1
    return tuple(empty)


def _chunks(path: Path) -> Iterator[bytes]:
    """The bytes of a file in pieces that end where a line ends."""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk + file.readline()


def _empty_in(chunk: bytes, before: int) -> list[int]:
    return [before + number for number, line in enumerate(chunk.splitlines(), start=1) if not line]


def _header(path: Path) -> tuple[tuple[str, ...], str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        first = file.readline()
    delimiter = delimiter_of(first)
    return tuple(next(csv.reader([first], delimiter=delimiter))), delimiter


def _empty_lines(where: str, empty: tuple[int, ...]) -> Problem:
    what, todo = "has very many rows, and lines without anything among them", "take those lines out"
    return Problem(where, what, todo, rows=empty[:NAMED])


def _length(scan: Scan) -> int | None:
    """How many rows there are; None where DuckDB cannot read them all."""
    import duckdb

    every = ", ".join(f"count({column})" for column in scan.columns)
    try:
        with connected() as connection:
            found = connection.execute(f"SELECT count(*), {every} FROM {scan.source}").fetchall()
        return int(found[0][0])
    except duckdb.Error:
        return None


def _broken(path: Path, where: str, headers: tuple[str, ...], delimiter: str) -> Problem:
    """What keeps DuckDB from reading every row, and in which rows, as a spreadsheet numbers them."""
    refuse_open_quotes(path, delimiter, where)
    rows = _of_other_width(path, headers, delimiter)
    what = f"has another number of fields than the header ({len(headers)})"
    todo = "put fields that hold the delimiter between quotes, and give every row as many fields as the header"
    if rows:
        return Problem(where, what, todo, rows=rows[:NAMED])
    what = "cannot be read from beginning to end: its lines do not all end alike, or it holds signs of no text"
    return Problem(where, what, "save it again as CSV in UTF-8, or deliver it as Parquet")


def refuse_open_quotes(path: Path, delimiter: str, where: str) -> None:
    """SourceError where a quotation mark does not close, or where text comes after one that does."""
    whole = 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for _ in csv.reader(file, delimiter=delimiter, strict=True):
                whole += 1
    except csv.Error:
        what = "has a quotation mark that does not close, or text after one that does"
        todo = 'close the quote, or write a quotation mark inside a text twice ("")'
        raise SourceError(Problem(where, what, todo, rows=(whole + 1,))) from None


def _of_other_width(path: Path, headers: tuple[str, ...], delimiter: str) -> tuple[int, ...]:
    """The rows with more or fewer fields than the header; none where pyarrow cannot read the file either."""
    broken: list[int] = []

    def set_aside(row: arrow_csv.InvalidRow) -> str:
        broken.append(row.number)
        return "skip"

    parse = arrow_csv.ParseOptions(
        delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=set_aside
    )
    read, convert = arrow_csv.ReadOptions(use_threads=False), _as_text(headers)
    try:
        with arrow_csv.open_csv(path, read, parse, convert) as rows:
            for _ in rows:
                pass
    except pa.ArrowException:
        return ()
    return tuple(broken)


def _as_text(headers: tuple[str, ...]) -> arrow_csv.ConvertOptions:
    return arrow_csv.ConvertOptions(column_types=dict.fromkeys(headers, pa.string()))
