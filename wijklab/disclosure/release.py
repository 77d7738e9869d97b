"""`release`: raw estimates in, numbers that may be shown out; what may not is a typed missing with its reason.

Defaults after CBS, OpenSAFELY and ACRO: a number over fewer than 10 people is hidden, a count is rounded to 5, zero
counts as small, a count that the rest of its total would give away is hidden too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from wijklab.contract.answers import Estimates, Exhibit, Finding, Quantity, StudyCard
from wijklab.contract.study import Privacy
from wijklab.contract.tables import OpenStudy
from wijklab.disclosure.secondary import hide_what_sums_give_away


@dataclass(frozen=True, slots=True)
class Released:
    """An answer that may be shown. Only this module makes one."""

    question: str
    card: StudyCard
    quantities: Mapping[str, Quantity]
    exhibits: tuple[Exhibit, ...]
    notes: tuple[Finding, ...]
    threshold: int
    rounding: int


def release(estimates: Estimates, study: OpenStudy) -> Released:
    """Let through what may be shown under the study's privacy policy, and replace the rest by its reason."""
    privacy = study.asked.privacy
    return Released(
        question=estimates.question,
        card=estimates.card,
        quantities=MappingProxyType(safe_to_show(estimates.quantities, privacy)),
        exhibits=estimates.exhibits,
        notes=estimates.notes,
        threshold=privacy.threshold,
        rounding=privacy.rounding,
    )


def safe_to_show(quantities: Mapping[str, Quantity], privacy: Privacy) -> dict[str, Quantity]:
    """The same ids, each through the gate of what it rests on; then what sums give away; then shares of what is left."""
    gated = {id: GATES[quantity.basis](quantity, privacy) for id, quantity in quantities.items()}
    counted = hide_what_sums_give_away(gated)
    return {id: _share(quantity, counted) if quantity.share_of else quantity for id, quantity in counted.items()}


def round_to(value: float, base: int) -> float:
    """To the nearest multiple of `base`, halves up: 12 -> 10, 12.5 -> 15 (base 5)."""
    return float(base * int((value + base / 2) // base))


def hidden(quantity: Quantity, reason: str) -> Quantity:
    """The same quantity with everything that could betray its value taken out."""
    return replace(quantity, value=None, n=None, low=None, high=None, p=None, p_floor=None, missing=reason)


def _people(quantity: Quantity, privacy: Privacy) -> Quantity:
    if quantity.value is None:
        return hidden(quantity, quantity.missing or "not_computable")
    if quantity.n is None or quantity.n < privacy.threshold:
        return hidden(quantity, "suppressed_small")
    return replace(quantity, n=int(round_to(quantity.n, privacy.rounding)))


def _count(quantity: Quantity, privacy: Privacy) -> Quantity:
    if quantity.value is None:
        return hidden(quantity, quantity.missing or "not_computable")
    if quantity.value < privacy.threshold:
        return hidden(quantity, "suppressed_small")
    rounded = round_to(quantity.value, privacy.rounding)
    return replace(quantity, value=rounded, n=int(rounded))


def _share(share: Quantity, counted: Mapping[str, Quantity]) -> Quantity:
    part, whole = (counted[id] for id in share.share_of or ())
    if part.value is None or not whole.value:
        return hidden(share, part.missing or whole.missing or "not_computable")
    return replace(share, value=100 * part.value / whole.value, n=int(whole.value), missing=None)


def _area(quantity: Quantity, privacy: Privacy) -> Quantity:
    return quantity


def _case(quantity: Quantity, privacy: Privacy) -> Quantity:
    return quantity if quantity.consent else hidden(quantity, "suppressed_no_consent")


GATES: Mapping[str, Callable[[Quantity, Privacy], Quantity]] = MappingProxyType(
    {"people": _people, "count": _count, "area": _area, "case": _case, "published": _area}
)
"""How a number is let through, by what it rests on."""
