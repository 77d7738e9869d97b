"""A CSV file as it was delivered: cells as text, encoding and delimiter found, broken rows refused by number.

Rows are numbered as a spreadsheet shows them: the header is row 1, a row with a line break inside quotes counts once.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Final

import pandas as pd
import pyarrow as pa
import pyarrow.csv as arrow_csv

from wijklab.contract.tables import RawTable
from wijklab.errors import Problem, SourceError

DELIMITERS: Final = (";", ",", "\t")


def read_csv(path: Path, where: str) -> list[RawTable]:
    """The one table of a CSV file, named after the file; SourceError where it cannot be read as a table at all."""
    raw = path.read_bytes()
    text, notices = decode(raw, where)
    if not text.strip():
        raise SourceError(Problem(where, "is empty", "deliver a header and rows, or remove the file"))
    delimiter = delimiter_of(text)
    _refuse_broken_quotes(text, delimiter, where)
    headers = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    if not any(header.strip() for header in headers):
        raise SourceError(Problem(where, "has no header in its first row", "put the names of the columns in row 1"))
    refuse_double_headers(headers, where)
    frame, broken = _cells(text, delimiter, len(headers))
    rows = [row for row in range(2, len(frame) + len(broken) + 2) if row not in broken]
    frame.columns = pd.Index(headers, dtype=object)
    return [RawTable(path.stem, where, frame, tuple(rows), notices, _refused(broken, len(headers), where))]


def decode(raw: bytes, where: str) -> tuple[str, tuple[Problem, ...]]:
    """The text of a file: UTF-8 with or without BOM, UTF-16 with BOM, else Windows-1252 or Latin-1 with a notice."""
    not_text = Problem(where, "is not a text file", "save it as CSV in UTF-8, or give it the ending of what it is")
    wide = raw[:2] in (b"\xff\xfe", b"\xfe\xff")
    if not wide and b"\x00" in raw:
        raise SourceError(not_text)
    try:
        text = raw.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        if wide:
            raise SourceError(not_text) from None
        return _western(raw, where)
    if "\x00" in text:  # UTF-32, of which the first two bytes are those of UTF-16
        raise SourceError(not_text)
    return text, ()


def _western(raw: bytes, where: str) -> tuple[str, tuple[Problem, ...]]:
    """As Windows wrote Western European text; Latin-1, which gives every byte a sign, where that has no such sign."""
    try:
        text, said = raw.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:
        text, said = raw.decode("latin-1"), "Latin-1"
    notice = Problem(where, f"is not UTF-8: read as {said}", "look whether accents came through", severity="notice")
    return text, (notice,)


def delimiter_of(text: str) -> str:
    """The delimiter that stands most often in the header, outside quotes; a semicolon where there is one column."""
    header = text.lstrip("\r\n").split("\n", 1)[0]
    bare = "".join(header.split('"')[::2])
    return max(DELIMITERS, key=bare.count)


def refuse_double_headers(headers: list[str], where: str) -> None:
    """SourceError where two columns have the same header: nobody can tell which is meant."""
    named = [header.strip() for header in headers if header.strip()]
    double = sorted({header for header in named if named.count(header) > 1})
    if double:
        raise SourceError(
            [Problem(where, "stands twice in the header", "rename or remove one", header) for header in double]
        )


def _refuse_broken_quotes(text: str, delimiter: str, where: str) -> None:
    """A quote that never closes would swallow the rows after it in silence; so the file's quotes are read strictly."""
    if '"' not in text:
        return
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    whole = 0
    try:
        while next(rows, None) is not None:
            whole += 1
    except csv.Error:
        what = "has a quotation mark that does not close, or text after one that does"
        todo = 'close the quote, or write a quotation mark inside a text twice ("")'
        raise SourceError(Problem(where, what, todo, rows=(whole + 1,))) from None


def _cells(text: str, delimiter: str, width: int) -> tuple[pd.DataFrame, dict[int, int]]:
    """All cells as text, shape (n_rows, width), and the rows of another width: row number -> fields found."""
    broken: dict[int, int] = {}

    def set_aside(row: arrow_csv.InvalidRow) -> str:
        broken[row.number] = row.actual_columns
        return "skip"

    names = [str(place) for place in range(width)]
    encoded = (text if text.endswith(("\n", "\r")) else f"{text}\n").encode("utf-8")
    table = arrow_csv.read_csv(
        io.BytesIO(encoded),
        read_options=arrow_csv.ReadOptions(
            use_threads=False, column_names=names, skip_rows_after_names=1, block_size=min(len(encoded) + 1, 2**31 - 1)
        ),
        parse_options=arrow_csv.ParseOptions(
            delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=set_aside
        ),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, quoted_strings_can_be_null=False
        ),
    )
    columns = {name: table.column(name).to_numpy(zero_copy_only=False) for name in names}
    return pd.DataFrame(columns, dtype=object), broken


def _refused(broken: dict[int, int], width: int, where: str) -> tuple[Problem, ...]:
    todo = "put fields that hold the delimiter between quotes, and give every row as many fields as the header"
    many = tuple(sorted(row for row, found in broken.items() if found > width))
    few = tuple(sorted(row for row, found in broken.items() if found < width))
    told = ((many, f"has more fields than the header ({width})"), (few, f"has fewer fields than the header ({width})"))
    return tuple(Problem(where, what, todo, rows=rows) for rows, what in told if rows)
