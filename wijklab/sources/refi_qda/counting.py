"""Ways of counting the signs of a text: the standard's own, and those of programs that depart from it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Final, Literal


@dataclass(frozen=True, slots=True)
class Counting:
    """A way of counting. `ends` is what a line end counts for: as it stands (`kept`), one sign, or two."""

    ends: Literal["kept", "one", "two"] = "kept"
    wide: bool = False
    bom: bool = False
    form: Literal["", "NFC", "NFD"] = ""

    def __str__(self) -> str:
        return ", ".join(words for words, departs in self._departures() if departs) or "the standard's own"

    def _departures(self) -> Iterator[tuple[str, bool]]:
        yield f"line ends count for {self.ends}", self.ends != "kept"
        yield "emoji count for two", self.wide
        yield "the mark that opens the file counts", self.bom
        yield "accents are composed first", self.form == "NFC"
        yield "accents are taken apart first", self.form == "NFD"

    def laid(self, text: str, bom: bool) -> str:
        """The text as this way counts it; `bom` is whether a mark opened its file."""
        text = _with_ends(text, self.ends)
        text = unicodedata.normalize(self.form, text) if self.form else text
        return f"\ufeff{text}" if self.bom and bom else text

    @property
    def departures(self) -> int:
        """In how many ways it departs from the standard."""
        return sum(departs for _, departs in self._departures())


STANDARD: Final = Counting()
COUNTINGS: Final = tuple(
    sorted(
        (Counting(*ways) for ways in product(("kept", "one", "two"), (False, True), (False, True), ("", "NFC", "NFD"))),
        key=lambda counting: counting.departures,
    )
)
"""Every way of counting that is known, the standard's first, then those that depart from it least."""


def _with_ends(text: str, ends: str) -> str:
    if ends == "kept":
        return text
    single = text.replace("\r\n", "\n").replace("\r", "\n")
    return single if ends == "one" else single.replace("\n", "\r\n")
