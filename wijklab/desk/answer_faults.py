"""What is wrong with an answer by itself, and when two texts are the same words."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Final

from wijklab.contract.cells import Fault
from wijklab.contract.intake import looks_like

MOST_SIGNS: Final = 3000
STEERING: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
"""Signs that cannot be seen and that steer a terminal or turn the direction in which a line is read."""


def faults_of(status: str | None, words: str, new: str, last: dt.date | Fault | None, on: dt.date) -> Iterator[Fault]:
    """What is wrong with an answer. To who withdraws nothing else is asked: what stands beside it does not count."""
    if status is None:
        yield Fault("has no answer that is one of the list", "choose akkoord, gewijzigd or ingetrokken")
    elif status != "withdrawn":
        yield from _faults_of_words(status, words, new)
        if isinstance(last, Fault):
            yield Fault(f"has a last day that {last.what}", last.todo)
        elif last is not None and last < on:
            yield Fault("has a last day before the day of the answer", "correct it; or withdraw the quote")


def _faults_of_words(status: str, words: str, new: str) -> Iterator[Fault]:
    if status == "changed" and not new:
        yield Fault("says changed, without new words", "write the new words beside it, or choose another answer")
    if status == "changed" and new and same(new, words):
        yield Fault("says changed, but the new words are the old ones", "choose akkoord, or write other words")
    if status == "agreed" and new:
        yield Fault("says agreed, and new words stand beside it", "ask which it is: agreed, or changed")
    if STEERING.search(new):
        yield Fault(
            "has new words with signs that cannot be seen or that turn the reading direction", "type them again"
        )
    if len(new) > MOST_SIGNS:
        yield Fault(f"has new words of more than {MOST_SIGNS} signs", "shorten them")
    if sign := looks_like("quote_life", "tekst", "text", Counter([new])):
        todo = "take it out: no name, number or address of a person goes into a study"
        yield Fault(f"has new words with what looks like {sign[0].name}", todo)


def same(one: str, other: str) -> bool:
    """Whether two texts have the same words: space, and the sign that keeps a formula text, do not matter."""
    return _bare(one) == _bare(other)


def _bare(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split()).removeprefix("'")
