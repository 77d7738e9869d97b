"""What publishers' files share: text cells, stems of headers, marks for what is missing, codes of areas and years."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

import pandas as pd

from wijklab.contract.columns import TABLES
from wijklab.errors import Problem, SourceError

COLUMNS: Final = tuple(column.name for column in TABLES["context"].columns)
MISSING_MARKS: Final[Mapping[str, str]] = MappingProxyType({".": "unknown", "": "cannot_occur"})
"""StatLine: a dot is unknown, unreliable or secret; an empty cell cannot occur. Neither is 0."""

_AREA: Final = r"GM\d{4}|WK\d{4}[0-9A-Z]{2}|BU\d{4}[0-9A-Z]{4}|NL\d{2}"
_YEAR: Final = r"\d{4}JJ00"
_SUFFIX: Final = re.compile(r"_\d+$")
_AGAIN: Final = "download the file again from its publisher, as docs/open-data.md tells"
_OTHER_HEADERS: Final = (
    "check that this is the file for which the reader in params is made (docs/open-data.md); if its publisher changed "
    "the headers, use an earlier copy, or deliver the figures as a table of your own (reader: table)"
)


def read_cells(path: Path, separator: str, stems: tuple[str, ...]) -> pd.DataFrame:
    """The named columns of a delimited text file: cells without surrounding space, rows numbered as in the file.

    UTF-8 with or without BOM; what is not UTF-8 is Latin-1. Columns are found by stem (`ScoreGeluk` is `ScoreGeluk_1`),
    for StatLine changes the number. SourceError where the file is no such table.
    """
    header, rows = _records(path, separator)
    places = _places(header, stems, path)
    frame = pd.DataFrame({name: [row[place] for row in rows.values()] for name, place in places.items()}, dtype="str")
    frame.index = pd.Index(rows)
    return frame.apply(lambda cells: cells.str.strip())


def stem(key: str) -> str:
    """`AantalInwoners_5` -> `AantalInwoners`: the number changes, even between snapshots of one table."""
    return _SUFFIX.sub("", key)


def figures(cells: pd.Series, path: Path, decimal: str = ".") -> tuple[pd.Series, pd.Series]:
    """Of each text cell the value (NaN where missing), and the reason why it is missing (None where it is not)."""
    reason = cells.map(MISSING_MARKS).astype(object)
    missing = reason.notna()
    number = cells.str.replace(decimal, ".", regex=False) if decimal != "." else cells
    wrong = ~missing & ~number.str.fullmatch(r"-?\d+(\.\d+)?")
    _refuse_rows(path, cells.index[wrong], "neither a number nor one of the marks '.' and empty", str(cells.name))
    return number.where(~missing, "nan").astype(float), reason.where(missing, None)


def areas(codes: pd.Series, path: Path) -> pd.Series:
    """The same codes, all of them of the country, a municipality, a wijk or a buurt; SourceError for any other."""
    other = codes.index[~codes.str.fullmatch(_AREA)]
    _refuse_rows(path, other, "no code of a municipality, wijk or buurt", str(codes.name))
    return codes


def years(periods: pd.Series, path: Path) -> pd.Series:
    """`2022JJ00` -> `2022`; SourceError for a quarter, a month or anything else."""
    other = periods.index[~periods.str.fullmatch(_YEAR)]
    _refuse_rows(path, other, "no calendar year such as 2022JJ00", str(periods.name))
    return periods.str[:4]


def long_table(
    area: pd.Series,
    indicator: str,
    period: pd.Series | str,
    figure: tuple[pd.Series, pd.Series],
    unit: str,
    source: str,
    name: pd.Series | None = None,
) -> pd.DataFrame:
    """One row per area of one indicator, with the columns of table `context`; the index of `area` is kept."""
    value, reason = figure
    columns = {
        "area": area,
        "name": None if name is None else name.astype(object),
        "indicator": indicator,
        "period": period,
        "value": value,
        "unit": unit,
        "missing_reason": reason,
        "source": source,
    }
    return pd.DataFrame(columns, index=area.index)[list(COLUMNS)]


def stacked(parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """The long tables of several indicators below each other; rows keep their number in the file."""
    return pd.concat([part.astype({"name": object, "missing_reason": object}) for part in parts])


def not_this_file(path: Path, what: str, todo: str) -> SourceError:
    """The refusal of a file that is not what its reader knows. Never names a cell, for it may be a person's."""
    return SourceError(Problem(where=path.name, what=what, todo=todo))


def _records(path: Path, separator: str) -> tuple[list[str], dict[int, list[str]]]:
    """The header, and every row that is not blank by its number in the file."""
    try:
        lines = list(csv.reader(io.StringIO(_text(path), newline=""), delimiter=separator, strict=True))
    except csv.Error as fault:
        raise not_this_file(path, f"is no table with '{separator}' between its cells", _AGAIN) from fault
    header, rows = lines[0] if lines else [], {number: row for number, row in enumerate(lines[1:], start=2) if row}
    if not rows:
        raise not_this_file(path, "has no rows", _AGAIN)
    ragged = [number for number, row in rows.items() if len(row) != len(header)]
    _refuse_rows(path, ragged, "not as many cells as the header has")
    return header, rows


def _text(path: Path) -> str:
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("iso-8859-1")


def _places(header: list[str], stems: tuple[str, ...], path: Path) -> dict[str, int]:
    """Where each stem stands in the header; SourceError where one is absent, or there twice."""
    found = [stem(name.strip()) for name in header]
    faults = [f"no column '{name}'" for name in stems if name not in found]
    faults += [f"more than one column '{name}'" for name in stems if found.count(name) > 1]
    if faults:
        raise not_this_file(path, f"has {', '.join(faults)}", _OTHER_HEADERS)
    return {name: found.index(name) for name in stems}


def _refuse_rows(path: Path, rows: Iterable[int], what: str, column: str = "") -> None:
    numbers = tuple(int(row) for row in rows)
    if numbers:
        raise SourceError(Problem(path.name, what, _AGAIN, column=column, rows=numbers))
