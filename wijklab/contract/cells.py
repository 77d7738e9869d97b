"""How one cell of each kind is read: its value, or the fault that says why it has none; never the cell itself."""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from wijklab.contract.notation import Ambiguous, NotANumber, Notation, notation_of
from wijklab.contract.table_shapes import Column, Kind
from wijklab.contract.vocabulary import SPELLINGS


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a cell cannot be accepted, and the remedy: never the cell itself."""

    what: str
    todo: str


Reader = Callable[[Any], Any]
"""One cleaned cell in; its value, or a Fault."""

MOST: Final = 1e15
"""A number of this size is a mistake: it has more digits than anything in a neighbourhood can be counted in."""

_NUMBER = Fault("is not a number", "write digits with a decimal comma or point, without words or units")
_PERCENTAGE = Fault("is a percentage", "write a part of one, such as 0.4 for 40 %")
_AMBIGUOUS = Fault(
    "is a number in two ways (1.234 may be a thousand or one and a bit), and the column does not tell which",
    "write the column without thousands separators, or with decimals in every cell",
)
_FINITE = Fault("is not a finite number", "leave the cell empty, or declare its code in the study under data.missing")
_TOO_LARGE = Fault("is too large to be a measured number", "correct it; look for digits that ran together")
_WHOLE = Fault("is not a whole number", "write a whole number; 7 or 7,0, not 7,5")
_YEAR = Fault("is not a year", "write a year of four digits, such as 2017")
_DATE = Fault("is not a date", "write year-month-day (2017-12-31) or day-month-year (31-12-2017)")
_DATE_NUMBER = Fault("is a number, not a date", "format the column as a date in Excel, or write 2017-12-31")
_TIME = Fault("is a date with a time of day", "write the date only, such as 2017-12-31")
_YESNO = Fault("is not yes or no", "write ja or nee (or yes/no, true/false, 1/0)")
_AREA = Fault("is not a CBS area code", "write the whole code with its letters and zeros, such as WK082806 or GM0828")
_AREA_NUMBER = Fault(
    "is a number where an area code is needed: its letters and leading zeros were lost",
    "store the column as text (in Excel: cell format Text) and write the code again, such as WK082806",
)
_ID_NUMBER = Fault(
    "is a number that cannot be a pseudonym: it has decimals, or so many digits that some were lost",
    "store the column as text (in Excel: cell format Text) and deliver the pseudonyms again",
)

_AREA_FORM: Final = re.compile(r"NL\d{2}|GM\d{4}|WK\d{4}[0-9A-Z]{2}|BU\d{4}[0-9A-Z]{4}", re.ASCII)
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?", re.ASCII)
_DUTCH: Final = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})(?: 0?0:00(?::00)?)?", re.ASCII)
_YES: Final = frozenset(("ja", "yes", "true", "waar", "1", "j", "y"))
_NO: Final = frozenset(("nee", "no", "false", "onwaar", "0", "n"))
_MOST_EXACT: Final = 2**53


def canonical(word: str) -> str:
    """A word as it is compared: small letters, one space where spaces, hyphens or underscores stood."""
    return re.sub(r"[\s_-]+", " ", word).strip().casefold()


def slug(id: str) -> str:
    """An id as fact ids and file names write it, `De fiets!` -> `de-fiets`; "" where it holds no letter or digit."""
    plain = unicodedata.normalize("NFKD", id).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9_]+", "-", plain).strip("-")[:60]


def _number_reader(column: Column, cells: Iterable[Any]) -> Reader:
    notation = notation_of((cell for cell in cells if isinstance(cell, str)), whole=column.kind == "whole")
    if (column.minimum, column.maximum) != (0, 1):
        return lambda cell: _number(cell, notation)
    return lambda cell: _part(cell, notation)


def _part(cell: Any, notation: Notation) -> float | Fault:
    """A part of one; what is given in per cent is refused by that name."""
    percentage = isinstance(cell, str) and cell.rstrip().endswith("%")
    return _PERCENTAGE if percentage else _number(cell, notation)


def _number(cell: Any, notation: Notation) -> float | Fault:
    if isinstance(cell, (int, float, Decimal)) and not isinstance(cell, bool):
        if not math.isfinite(cell):
            return _FINITE
        return float(cell) if abs(cell) < MOST else _TOO_LARGE
    if not isinstance(cell, str):
        return _NUMBER
    try:
        number = notation.read(cell)
        return number if abs(number) < MOST else _TOO_LARGE
    except NotANumber:
        return _FINITE if cell.lstrip("+-").lower() in ("inf", "infinity", "nan") else _NUMBER
    except Ambiguous:
        return _AMBIGUOUS


def _whole_reader(column: Column, cells: Iterable[Any]) -> Reader:
    read = _number_reader(column, cells)
    return lambda cell: _as_whole(read(cell), _WHOLE)


def _year_reader(column: Column, cells: Iterable[Any]) -> Reader:
    def read(cell: Any) -> int | Fault:
        if isinstance(cell, str):
            return int(cell) if re.fullmatch(r"\d{4}", cell, re.ASCII) else _YEAR
        return _as_whole(cell, _YEAR) if isinstance(cell, (int, float)) and not isinstance(cell, bool) else _YEAR

    return read


def _as_whole(number: float | Fault, otherwise: Fault) -> int | Fault:
    if isinstance(number, Fault):
        return number
    exact = math.isfinite(number) and number == math.floor(number) and abs(number) < _MOST_EXACT
    return int(number) if exact else otherwise


def _date(cell: Any) -> dt.datetime | Fault:
    if isinstance(cell, dt.datetime):
        return _TIME if cell.time() != dt.time() else dt.datetime(cell.year, cell.month, cell.day)
    if isinstance(cell, dt.date):
        return dt.datetime(cell.year, cell.month, cell.day)
    if not isinstance(cell, str):
        return _DATE_NUMBER
    found = _ISO.fullmatch(cell)
    year, month, day = found.groups() if found else _day_first(cell)
    try:
        return dt.datetime(int(year), int(month), int(day))
    except ValueError:
        return _DATE


def _day_first(text: str) -> tuple[str, str, str]:
    found = _DUTCH.fullmatch(text)
    day, month, year = found.groups() if found else ("0", "0", "0")
    return year, month, day


def _yesno(cell: Any) -> bool | Fault:
    if isinstance(cell, bool):
        return cell
    word = str(int(cell)) if isinstance(cell, (int, float)) and cell in (0, 1) else str(cell).casefold()
    return True if word in _YES else False if word in _NO else _YESNO


def _area(cell: Any) -> str | Fault:
    if not isinstance(cell, str) or re.fullmatch(r"[\d.,]+", cell):
        return _AREA_NUMBER
    code = cell.upper()
    return code if _AREA_FORM.fullmatch(code) else _AREA


def _id(cell: Any) -> str | Fault:
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        whole = _as_whole(cell, _ID_NUMBER)
        return whole if isinstance(whole, Fault) else str(whole)
    return _text(cell)


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, (dt.date, dt.datetime)) else str(cell)


def _choice_reader(column: Column, cells: Iterable[Any]) -> Reader:
    spelled = spellings(column)
    fault = Fault("is not one of the choices", f"choose from {', '.join(column.choices)}, or their Dutch spelling")
    return lambda cell: spelled.get(canonical(str(cell)), fault)


def spellings(column: Column) -> dict[str, str]:
    """Every way to write a choice of this column, as compared (`canonical`), and the id that it means."""
    dutch = SPELLINGS.get(column.name, {})
    return {canonical(way): choice for choice in column.choices for way in (choice, *dutch.get(choice, ()))}


def _each(read: Reader) -> Callable[[Column, Iterable[Any]], Reader]:
    """A reader that needs no other cell of its column."""
    return lambda column, cells: read


READERS: Final[Mapping[Kind, Callable[[Column, Iterable[Any]], Reader]]] = MappingProxyType(
    {
        "id": _each(_id),
        "area": _each(_area),
        "text": _each(_text),
        "date": _each(_date),
        "number": _number_reader,
        "whole": _whole_reader,
        "year": _year_reader,
        "yesno": _each(_yesno),
        "choice": _choice_reader,
    }
)
