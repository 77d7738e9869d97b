"""The forms that numbers are written in: enough to know how each is read, without looking at every number.

Two texts have one form where only digits differ, and 0 stands in the same places: `notation.py` judges a text by its
marks, by the number of its digits and by whether it begins with a 0, so it judges all texts of a form alike. A power of
ten (1e5) stands in the form as it is, for it tells how large the number is.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from wijklab.contract.cells import MOST
from wijklab.contract.large_shapes import Notations
from wijklab.sources.large.scan import Scan, literal

_OUTER: Final = "\ufeff \t\r\n\v\f\N{NO-BREAK SPACE}"
_NUMBERS: Final = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "FLOAT", "DOUBLE", "DECIMAL")
_UNSIGNED: Final = tuple(f"U{name}" for name in _NUMBERS[:5])


def is_number(kind: str) -> bool:
    """Whether a column of that type of DuckDB holds numbers, not texts."""
    return kind.partition("(")[0] in (*_NUMBERS, *_UNSIGNED)


def form(scan: Scan, place: int, codes: Collection[str]) -> str:
    """SQL of the form of a cell."""
    if is_number(scan.types[place]):
        return _form_of_number(scan.columns[place], codes)
    text, own = _bare(scan, place), ", ".join(literal(code) for code in sorted(codes))
    small = f"replace({text}, 'E', 'e')"
    before = f"split_part({small}, 'e', 1)"
    power = f"{_shape(before)} || substr({small}, strpos({small}, 'e'))"
    shape = f"'text ' || CASE WHEN contains({small}, 'e') THEN {power} ELSE {_shape(text)} END"
    return f"CASE WHEN {text} IN ({own}) THEN 'code ' || {text} ELSE {shape} END" if own else shape


def euro(scan: Scan, notations: Notations, mark: str) -> str:
    """SQL of the number of a cell, NULL where it has none. `mark` is SQL of the mark of its form, where needed."""
    if is_number(scan.types[notations.place]):
        every = f"CAST({scan.columns[notations.place]} AS DOUBLE)"
        return every if notations.sole == "" else f"CASE WHEN {mark} IS NOT NULL THEN {every} END"
    text = f"replace({_bare(scan, notations.place)}, '\N{MINUS SIGN}', '-')"
    plain, pointed = f"TRY_CAST({text} AS DOUBLE)", f"TRY_CAST(replace({text}, ',', '') AS DOUBLE)"
    ways = {"": plain, ",": _with_comma(text), ".": pointed}
    if notations.sole is not None:
        return ways[notations.sole]
    return f"CASE {mark} {' '.join(f'WHEN {literal(own)} THEN {way}' for own, way in ways.items())} END"


def _with_comma(text: str) -> str:
    return f"TRY_CAST(replace(replace({text}, '.', ''), ',', '.') AS DOUBLE)"


def _shape(text: str) -> str:
    return f"translate({text}, '123456789', '999999999')"


def _bare(scan: Scan, place: int) -> str:
    return f"trim({scan.text(place)}, {literal(_OUTER)})"


def _form_of_number(column: str, codes: Collection[str]) -> str:
    """Of a typed number only this: none, not finite, one of the codes, too large, or any other."""
    value = f"CAST({column} AS DOUBLE)"
    own = " ".join(f"WHEN {value} = {float(code)!r} THEN {literal('code ' + code)}" for code in _numeric(codes))
    odd = f"WHEN {column} IS NULL OR isnan({value}) THEN 'none' WHEN isinf({value}) THEN 'endless'"
    large = f"WHEN abs({value}) >= {MOST!r} THEN 'too large'"
    return f"CASE {odd} {own} {large} ELSE 'number' END"


def _numeric(codes: Collection[str]) -> list[str]:
    """The codes that a typed number could be, as text of a whole number or with decimals."""
    found = []
    for code in sorted(codes):
        try:
            number = float(code)
        except ValueError:
            continue
        if code in (str(number), str(int(number)) if number.is_integer() else ""):
            found.append(code)
    return found
