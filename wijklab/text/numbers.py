"""Numbers and dates as Dutch and English readers write them (CLDR, through Babel)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Final

from babel.dates import format_date
from babel.numbers import format_decimal, get_decimal_symbol, get_group_symbol

MINUS: Final = "\N{MINUS SIGN}"
_SPACE: Final = "\N{NO-BREAK SPACE}"

DECIMALS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "points": 1,
        "grade": 1,
        "level": 1,
        "rungs": 2,
        "ratio": 1,
        "percent": 0,
        "percentage_points": 0,
        "eur": 0,
        "eur_thousand": 1,
        "eur_cent": 2,
        "persons": 0,
        "dwellings": 0,
        "count": 0,
        "months": 0,
        "neighbourhoods": 0,
        "index": 2,
    }
)
"""How many decimals a reader sees, by unit: no more than the data carry."""

MOST_EXACT: Final = 1e12
"""Below this, Python writes a rounded number digit for digit as Babel does; above it, and for what is no number, Babel
is asked itself. A page holds hundreds of numbers, and Babel reads its pattern anew for each."""


def decimal(value: float, decimals: int, language: str) -> str:
    """`1234.5, 1, "nl"` -> `1.234,5`; a true minus sign; no negative zero."""
    rounded = round(value, decimals) + 0.0
    if not abs(rounded) < MOST_EXACT:
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        return format_decimal(rounded, format=pattern, locale=language).replace("-", MINUS)
    return f"{rounded:,.{decimals}f}".translate(_signs(language))


@cache
def _signs(language: str) -> dict[int, str]:
    """From Python's own signs in a number to those of a language, as CLDR has them."""
    return {
        ord(","): get_group_symbol(language),
        ord("."): get_decimal_symbol(language),
        ord("-"): MINUS,
    }


def signed(value: float, decimals: int, language: str) -> str:
    """As `decimal`, with a plus before what is positive: for changes."""
    text = decimal(value, decimals, language)
    return f"+{text}" if round(value, decimals) > 0 else text


def euro(value: float, language: str, decimals: int = 0) -> str:
    """`-5025` -> `−€ 5.025` with a no-break space in Dutch, `−€5,025` in English."""
    gap = _SPACE if language == "nl" else ""
    sign = MINUS if round(value, decimals) < 0 else ""
    return f"{sign}\N{EURO SIGN}{gap}{decimal(abs(value), decimals, language)}"


def percent(value: float, language: str, decimals: int = 0) -> str:
    """`12.34` (already in percent) -> `12%`."""
    return f"{decimal(value, decimals, language)}%"


@lru_cache(maxsize=10_000)  # a page says many a number three times: in a sentence, a figure and a table
def quantity(value: float, unit: str, language: str, *, change: bool = False, decimals: int | None = None) -> str:
    """A value in its unit's own notation; `change` puts a plus before a rise. Words (`punten`) are the caller's."""
    places = DECIMALS[unit] if decimals is None else decimals
    plus = "+" if change and round(value, places) > 0 else ""
    if unit in ("eur", "eur_thousand", "eur_cent"):
        amount = value * 1000 if unit == "eur_thousand" else value
        return plus + euro(amount, language, 0 if unit == "eur_thousand" else places)
    if unit == "percent":
        return plus + percent(value, language, places)
    return plus + decimal(value, places, language)


def quantity_range(low: float, high: float, unit: str, language: str, *, change: bool = False) -> str:
    """`1.2, 2.8` -> `1,2 tot 2,8`."""
    join = {"nl": "tot", "en": "to"}[language]
    return f"{quantity(low, unit, language, change=change)} {join} {quantity(high, unit, language, change=change)}"


@lru_cache(maxsize=10_000)
def date(day: dt.date, language: str) -> str:
    """`2016-01-31` -> `31 januari 2016`."""
    return format_date(day, format="d MMMM y", locale=language)


@lru_cache(maxsize=10_000)
def month(day: dt.date, language: str) -> str:
    """`2016-01-31` -> `januari 2016`."""
    return format_date(day, format="MMMM y", locale=language)
