"""Numbers as people deliver them: 3,5 and 3.5, 1.234,50 and 1,234.50, and what to do with a bare 1.234.

The rule. A cell with both marks, or with one mark that cannot part thousands (3,5 or 0.125 or 1234.567), says which
mark its writer uses for decimals. `1.234` and `1,234` say nothing: they are read in the notation of the other cells of
their column, and refused where those say nothing or contradict each other. In a column of whole numbers they part
thousands, unless another cell of the column uses that mark for decimals. A publisher's own column is consistent; two
files pasted together are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

Mark = Literal[",", "."]

_PLAIN: Final = re.compile(r"[+-]?\d+(?:[.,]\d+)?", re.ASCII)
_SCIENTIFIC: Final = re.compile(r"[+-]?\d(?:\.\d+)?[eE][+-]?\d{1,2}", re.ASCII)
_GROUPED: Final[dict[Mark, re.Pattern[str]]] = {
    ",": re.compile(r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?", re.ASCII),
    ".": re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?", re.ASCII),
}
_BARE: Final = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)


class NotANumber(ValueError):
    """The text is no number in either notation."""


class Ambiguous(ValueError):
    """The text is a number in both notations, and its column does not tell which."""


@dataclass(frozen=True, slots=True)
class Notation:
    """How a column writes numbers: the marks that its unambiguous cells use for decimals."""

    marks: frozenset[Mark]
    whole: bool = False

    def read(self, text: str) -> float:
        """The number; NotANumber, or Ambiguous where the column does not tell."""
        text = text.replace("\N{MINUS SIGN}", "-")
        if _SCIENTIFIC.fullmatch(text):
            return float(text)
        if not _BARE.fullmatch(text):
            return _with_decimal(text, decimal_mark(text))
        return _with_decimal(text, self._mark_for(text))

    def _mark_for(self, bare: str) -> Mark:
        mark: Mark = "," if "," in bare else "."
        other: Mark = "." if mark == "," else ","
        if self.whole and mark not in self.marks:
            return other
        if len(self.marks) != 1:
            raise Ambiguous
        return next(iter(self.marks))


def notation_of(texts: Iterable[str], *, whole: bool = False) -> Notation:
    """The notation of a column from its distinct cells."""
    marks = {mark for text in texts if not _BARE.fullmatch(text) and (mark := decimal_mark(text))}
    return Notation(frozenset(marks), whole)


def decimal_mark(text: str) -> Mark | None:
    """The decimal mark that this text proves, or None: `3,5` and `1.234,5` prove a comma, `12` proves nothing."""
    for mark, grouped in _GROUPED.items():
        if grouped.fullmatch(text) and not _BARE.fullmatch(text):
            return mark
    if _PLAIN.fullmatch(text):
        return "," if "," in text else "." if "." in text else None
    return None


def _with_decimal(text: str, mark: Mark | None) -> float:
    if mark is None:
        if not re.fullmatch(r"[+-]?\d+", text, re.ASCII):
            raise NotANumber
        return float(text)
    if not (_GROUPED[mark].fullmatch(text) or _PLAIN.fullmatch(text)):
        raise NotANumber
    thousands = "." if mark == "," else ","
    return float(text.replace(thousands, "").replace(mark, "."))
