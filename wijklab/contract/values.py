"""Delivered cells of one column in, typed values out: each is accepted by rule, missing with a reason, or a fault.

Accepted: surrounding space and padded codes, decimal comma or point, ISO and Dutch dates, yes/no in Dutch and English,
a choice by its id or its Dutch spelling. Missing, never 0: an empty cell (`not_given`), the publisher's `.`
(`unknown`), and the codes that the study declares under `data.missing`. All else is a fault, named by its row.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import pandas as pd

from wijklab.contract.cells import READERS, Fault, Reader
from wijklab.contract.table_shapes import Column, Kind


@dataclass(frozen=True, slots=True)
class Missing:
    """A cell without a value, and its reason from `vocabulary.MISSING_REASONS`."""

    reason: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """A column after reading: typed values, the reason of each missing cell (else None), and the places of each fault.

    `values` and `reasons` have shape (n_rows,); a faulty cell is missing in `values` and has no reason.
    """

    values: pd.Series
    reasons: pd.Series
    faults: Mapping[Fault, tuple[int, ...]]


_Key = tuple[type, Any]
"""A delivered cell with its type: True, 1 and 1.0 are equal, and no column may take one for another."""

EMPTY: Final = Missing("not_given")
UNKNOWN: Final = Missing("unknown")
DTYPES: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        "id": "str",
        "area": "str",
        "text": "str",
        "choice": "str",
        "date": "datetime64[us]",
        "number": "float64",
        "whole": "Int64",
        "year": "Int64",
        "yesno": "boolean",
    }
)

_EXCEL = Fault("is an error of Excel (such as a division by zero)", "correct the formula, or leave the cell empty")
_CODED = Fault(
    "is declared as a missing code in the study, but is also a possible value of this column",
    "use a code that cannot be a value, such as -99, and declare it under data.missing",
)

_EXCEL_ERRORS: Final = frozenset(
    "#N/A #N/B #VALUE! #WAARDE! #REF! #VERW! #DIV/0! #DEEL/0! #NAME? #NAAM? #NUM! #GETAL! #NULL! #LEEG!".split()
)


def parse(cells: Sequence[Any], column: Column, missing: Mapping[str, str] = MappingProxyType({})) -> Parsed:
    """Read the cells of one column by its kind. `missing` maps the study's own missing codes to their reasons."""
    delivered = cells.tolist() if isinstance(cells, pd.Series) else cells
    keys = [(type(cell), cell) for cell in delivered]
    distinct = {key: _clean(key[1]) for key in dict.fromkeys(keys)}
    read = READERS[column.kind](column, distinct.values())
    outcome = {key: _outcome(cell, column, missing, read) for key, cell in distinct.items()}
    return _collected(keys, outcome, column)


def _collected(keys: list[_Key], outcome: Mapping[_Key, Any], column: Column) -> Parsed:
    """The column put together: what each different cell came to is looked at once, however often it stands there."""
    value = {key: None if isinstance(came, (Fault, Missing)) else came for key, came in outcome.items()}
    reason = {key: came.reason for key, came in outcome.items() if isinstance(came, Missing)}
    faulty = {key: came for key, came in outcome.items() if isinstance(came, Fault)}
    faults: dict[Fault, list[int]] = {}
    for place, key in enumerate(keys if faulty else ()):
        if key in faulty:
            faults.setdefault(faulty[key], []).append(place)
    reasons = [reason.get(key) for key in keys] if reason else None
    return Parsed(
        values=pd.Series([value[key] for key in keys], dtype=DTYPES[column.kind]),
        reasons=pd.Series(reasons, index=range(len(keys)), dtype="str"),
        faults={fault: tuple(places) for fault, places in faults.items()},
    )


def _clean(cell: Any) -> Any:
    """Text without the space around it (no-break space too) and in one Unicode form; None for what holds nothing."""
    if isinstance(cell, str):
        return unicodedata.normalize("NFC", cell.strip("\ufeff \t\r\n\v\f\N{NO-BREAK SPACE}")) or None
    if cell is None or cell is pd.NaT or cell is pd.NA or (isinstance(cell, float) and math.isnan(cell)):
        return None
    return cell.item() if hasattr(cell, "item") else cell


def _outcome(cell: Any, column: Column, missing: Mapping[str, str], read: Reader) -> Any:
    if cell is None:
        return EMPTY
    if cell == ".":
        return UNKNOWN
    if isinstance(cell, str) and cell.upper() in _EXCEL_ERRORS:
        return _EXCEL
    code = _code(cell, missing) if column.kind not in ("id", "area") else None
    if code is not None:
        return _CODED if _possible(code, column) else Missing(missing[code])
    return read(cell)


def _code(cell: Any, missing: Mapping[str, str]) -> str | None:
    """The study's missing code that this cell holds, as text or as a number of Excel (99.0 for 99)."""
    if isinstance(cell, bool):
        return None
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
    return text if text in missing else None


def _possible(code: str, column: Column) -> bool:
    """Whether a numeric missing code lies inside the range of its column: then nobody can tell it from a value."""
    if column.kind not in ("number", "whole", "year") or (column.minimum is None and column.maximum is None):
        return False
    try:
        number = float(code)
    except ValueError:
        return False
    low = -math.inf if column.minimum is None else column.minimum
    high = math.inf if column.maximum is None else column.maximum
    return low <= number <= high
