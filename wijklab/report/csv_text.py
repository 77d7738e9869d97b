"""Tables as CSV that a spreadsheet opens as intended: Dutch notation for Dutch studies, and never a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from wijklab.report.records import Value

_NOTATION: Final[Mapping[str, tuple[str, str]]] = MappingProxyType({"nl": (";", ","), "en": (",", ".")})
"""Separator and decimal mark by language, as a spreadsheet in that language reads them."""

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


def csv_bytes(records: Sequence[Mapping[str, Value]], language: str) -> bytes:
    """UTF-8 with BOM, a header, one line per record; text that a spreadsheet would run gets an apostrophe before it."""
    separator, mark = _NOTATION[language]
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    if records:
        writer.writerow([harmless(header) for header in records[0]])
    writer.writerows([_written(value, mark) for value in record.values()] for record in records)
    return text.getvalue().encode("utf-8-sig")


def harmless(text: str) -> str:
    """The text as it is, or with an apostrophe before it where a spreadsheet would read it as a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _written(value: Value, mark: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return harmless(value)
    return f"{value:.10g}".replace(".", mark)
