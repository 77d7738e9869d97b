"""A released quantity as a reader sees it: its value with its unit, its interval, its n, or why it is not there."""

from __future__ import annotations

import re
from typing import Final

from wijklab.contract.answers import Quantity
from wijklab.text import decimal, has_phrase, phrase, quantity, quantity_range
from wijklab.text.numbers import DECIMALS

CHANGES: Final = ("points", "rungs", "percentage_points")
"""Units that are always a change or a difference, so that a rise gets a plus in a table."""

_AS_GIVEN: Final = ("case", "published")
"""What a source or one person gave is shown as it was given: no decimals added, none taken away up to two."""

BOUND_MARKS: Final = {"exactly": "", "less_than": "<", "more_than": ">"}

_SIGNED_EURO: Final = re.compile("([+\N{MINUS SIGN}])(?=\N{EURO SIGN})")
_EURO: Final = "\N{EURO SIGN}"
_BEFORE_NUMBER: Final = re.compile(r"([<>]) (?=[-+\N{MINUS SIGN}\N{EURO SIGN}\d])")

HIDDEN: Final = "\N{MULTIPLICATION SIGN}"
"""The mark of a number that is hidden with others, of which it does not say whether it is small itself."""


def decimals(number: Quantity) -> int:
    """How many decimals a reader sees of it: what its basis carries."""
    as_given = number.basis in _AS_GIVEN or (number.basis == "design" and number.method == "assumed")
    if as_given and number.value is not None and number.unit != "eur_thousand":
        return next((places for places in (0, 1) if round(number.value, places) == round(number.value, 2)), 2)
    if number.basis in ("area", "organisation") and number.unit == "percent":
        return 1
    return DECIMALS[number.unit]


def cell(number: Quantity, language: str, threshold: int, *, change: bool = False) -> str:
    """The value for a table or a figure: `+2,2`, `€ 1.240`, `34%`, `< +2`, `<10`, `×` or a word such as `onbekend`."""
    if number.value is None:
        return missing(number, language, threshold)
    plus = change or is_signed(number)
    return _bound(number) + quantity(number.value, number.unit, language, change=plus, decimals=decimals(number))


def saying(number: Quantity, language: str, *, size: bool = False) -> str:
    """The value inside a sentence, with its unit in words: `2,2 punten`, `minder dan 2 punten`.

    `size` drops the sign, for a sentence that says itself which way it went.
    """
    if number.value is None:
        return phrase(language, "page.not_shown")
    value = abs(number.value) if size else number.value
    shown = quantity(value, number.unit, language, decimals=decimals(number))
    key = f"units.{number.unit}.{'one' if shown == '1' else 'other'}"
    return phrase(language, f"page.bound.{number.bound}", value=phrase(language, key, value=shown))


def bare(number: Quantity, language: str) -> str:
    """The value inside a sentence without its unit, where the next number has it: `1,8` of `1,8 en 2,4 punten`."""
    if number.value is None:
        return phrase(language, "page.not_shown")
    return quantity(number.value, number.unit, language, decimals=decimals(number))


def interval(number: Quantity, language: str, *, change: bool = False) -> str:
    """`+1,2 tot +2,8`; empty where the quantity has no interval."""
    if number.low is None or number.high is None:
        return ""
    plus = change or is_signed(number)
    return quantity_range(number.low, number.high, number.unit, language, change=plus)


def spoken_interval(number: Quantity, language: str) -> str:
    """The interval inside a sentence, where a rise needs no plus: `1,2 tot 2,8`; empty where there is none."""
    return interval(number, language).replace("+", "")


def people(number: Quantity, language: str) -> str:
    """The n beside a number; `onbekend` for a published figure that does not give it; empty where n means nothing."""
    if number.n is not None:
        return decimal(number.n, 0, language)
    return phrase(language, "page.unknown") if number.basis == "published" and number.value is not None else ""


def chance(number: Quantity, language: str) -> str:
    """The p-value as text: `0,03`, `<0,001`, or that there are too few neighbourhoods to give one."""
    if number.p is None:
        return phrase(language, "page.p_not_possible") if number.p_floor is not None else ""
    return _written_p(number.p, language)


def family_chance(number: Quantity, language: str) -> str:
    """The p-value adjusted for all comparisons of its family; empty where there is none."""
    return "" if number.p_family is None else _written_p(number.p_family, language)


def missing(number: Quantity, language: str, threshold: int) -> str:
    """The mark of a number that is not there: `<10` where it is small, `×` where it is that or hides a small one, a
    word for any other reason."""
    reason = number.missing or "not_computable"
    marks = {"suppressed_small": f"<{threshold}", "suppressed_secondary": HIDDEN}
    return marks[reason] if reason in marks else phrase(language, f"labels.missing.{reason}")


def why_hidden(number: Quantity, language: str, threshold: int) -> str:
    """The reason in a sentence, for who listens instead of looks; empty where the mark itself is the reason."""
    key = f"page.why.{number.missing}"
    return phrase(language, key, threshold=str(threshold)) if has_phrase(language, key) else ""


def is_hidden(number: Quantity) -> bool:
    """Whether it is known and may not be shown, which is another thing than not being known."""
    return (number.missing or "").startswith("suppressed")


def is_signed(number: Quantity) -> bool:
    """Whether a rise of it gets a plus: changes and differences do, the size that a design can find does not."""
    return number.unit in CHANGES and number.basis != "design"


def has_interval(number: Quantity) -> bool:
    """Whether both ends of an interval may be shown."""
    return number.low is not None and number.high is not None


def unbroken(text: str) -> str:
    """A text with every amount on one line: a sign stays at its euro, and `>` at its number.

    A browser may break a line between two signs; a word joiner or a no-break space forbids it. Figures break no lines.
    """
    if _EURO not in text and "<" not in text and ">" not in text:
        return text  # nearly every text: a page has thousands
    return _BEFORE_NUMBER.sub("\\1\N{NO-BREAK SPACE}", _SIGNED_EURO.sub("\\1\N{WORD JOINER}", text))


def _written_p(p: float, language: str) -> str:
    return f"<{decimal(0.001, 3, language)}" if p < 0.001 else decimal(p, 3 if p < 0.1 else 2, language)


def _bound(number: Quantity) -> str:
    mark = BOUND_MARKS[number.bound]
    return f"{mark} " if mark else ""
