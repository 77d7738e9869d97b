"""Primary suppression: one gate for each thing that a number can rest on.

Defaults after CBS, OpenSAFELY and ACRO: a number over fewer than 10 people is hidden, and so is a percentage that
stands for fewer than 10 people or for all but fewer than 10; a count is rounded to 5; zero counts as small; a
sum of which two contributors make up more than 90 % is hidden.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from wijklab.contract.answers import Quantity
from wijklab.contract.study_parts import Privacy

DOMINANCE_LIMIT: Final = 0.90
"""The (n, k) rule of ACRO: two contributors may make up at most this share of a sum."""

_FREEDOM: Final = re.compile(r"_(t|df)\d+(\.\d+)?(?=_|$)")

Gate = Callable[[Quantity, Privacy], Quantity]


def hidden(quantity: Quantity, reason: str) -> Quantity:
    """The same quantity with everything that could betray its value taken out."""
    return replace(
        quantity,
        value=None,
        n=None,
        low=None,
        high=None,
        p=None,
        p_floor=None,
        p_family=None,
        dominance=None,
        part=None,
        method=without_freedom(quantity.method),
        missing=reason,
    )


def without_freedom(method: str) -> str:
    """A method without its degrees of freedom: where they follow from data they tell of the spread behind them."""
    return _FREEDOM.sub("", method)


def round_to(value: float, base: int) -> int:
    """To the nearest multiple of `base`, halves up: 12 -> 10, 12.5 -> 15 (base 5)."""
    return base * int((value + base / 2) // base)


def people(quantity: Quantity, privacy: Privacy) -> Quantity:
    """A mean, share or difference over people: at least the threshold behind it, on both sides of a share."""
    if quantity.share_of:
        return quantity
    if quantity.value is None:
        return hidden(quantity, quantity.missing or "not_computable")
    if quantity.n is None or _fewest(quantity, quantity.n) < privacy.threshold:
        return hidden(quantity, "suppressed_small")
    if quantity.dominance is not None and quantity.dominance > DOMINANCE_LIMIT:
        return hidden(quantity, "suppressed_dominance")
    return replace(quantity, n=round_to(quantity.n, privacy.rounding), dominance=None, part=None)


def count(quantity: Quantity, privacy: Privacy) -> Quantity:
    """A number of people: at least the threshold, then rounded."""
    if quantity.value is None:
        return hidden(quantity, quantity.missing or "not_computable")
    if quantity.value < privacy.threshold:
        return hidden(quantity, "suppressed_small")
    rounded = round_to(quantity.value, privacy.rounding)
    return replace(quantity, value=float(rounded), n=rounded)


def public(quantity: Quantity, privacy: Privacy) -> Quantity:
    """An area figure, an amount of an organisation, a quoted figure, or one of the design alone: published already, or
    resting on nobody."""
    return quantity


def case(quantity: Quantity, privacy: Privacy) -> Quantity:
    """One person's micro-analysis: shown with that person's consent, or because it was published."""
    return quantity if quantity.consent != "no" else hidden(quantity, "suppressed_no_consent")


GATES: Final[Mapping[str, Gate]] = MappingProxyType(
    {
        "people": people,
        "count": count,
        "area": public,
        "organisation": public,
        "case": case,
        "published": public,
        "design": public,
    }
)


def _fewest(quantity: Quantity, n: int) -> float:
    """The fewest people that the number singles out: for a percentage the smaller of its two sides."""
    if quantity.unit != "percent" or quantity.value is None:
        return n
    part = quantity.value * n / 100 if quantity.part is None else quantity.part
    return min(part, n - part)
