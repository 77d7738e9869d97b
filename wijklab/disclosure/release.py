"""`release`: raw estimates in, numbers that may be shown out; what may not is a typed missing with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from wijklab.contract.answers import Estimates, Exhibit, Finding, Quantity, StudyCard
from wijklab.contract.study_parts import Privacy
from wijklab.contract.tables import OpenStudy
from wijklab.disclosure.gates import GATES, hidden
from wijklab.disclosure.precision import at_released_precision
from wijklab.disclosure.secondary import hide_what_sums_give_away


@dataclass(frozen=True, slots=True)
class Released:
    """An answer that may be shown. Only `release` makes one from estimates."""

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
        quantities=safe_to_show(estimates.quantities, privacy),
        exhibits=estimates.exhibits,
        notes=estimates.notes,
        threshold=privacy.threshold,
        rounding=privacy.rounding,
    )


def safe_to_show(quantities: Mapping[str, Quantity], privacy: Privacy) -> dict[str, Quantity]:
    """The same ids: each through the gate of what it rests on, then what sums give away, then what was reckoned from
    what is hidden by now, then shares of the rest."""
    gated = {id: GATES[quantity.basis](quantity, privacy) for id, quantity in quantities.items()}
    apart = hide_what_sums_give_away(gated, quantities, privacy.threshold)
    apart = _with_what_rests_on_hidden(apart)
    shared = {id: _share(quantity, apart) if quantity.share_of else quantity for id, quantity in apart.items()}
    return {id: at_released_precision(quantity) for id, quantity in shared.items()}


def _with_what_rests_on_hidden(quantities: dict[str, Quantity]) -> dict[str, Quantity]:
    """Hide every number that was reckoned from a hidden one, and what was reckoned from that in turn. One that could
    not be reckoned is hidden too: why it could not would tell of the hidden one."""
    safe = dict(quantities)
    while given_away := [
        id for id, quantity in safe.items() if not _is_suppressed(quantity) and _told_by(quantity, safe)
    ]:
        safe |= {id: hidden(safe[id], "suppressed_secondary") for id in given_away}
    return safe


def _told_by(quantity: Quantity, among: Mapping[str, Quantity]) -> bool:
    return any(_is_suppressed(among[id]) for id in quantity.rests_on)


def _is_suppressed(quantity: Quantity) -> bool:
    return (quantity.missing or "").startswith("suppressed")


def _share(share: Quantity, counted: Mapping[str, Quantity]) -> Quantity:
    part, whole = (counted[id] for id in share.share_of or ())
    if part.value is None or not whole.value:
        return hidden(share, part.missing or whole.missing or "not_computable")
    return replace(share, value=100 * part.value / whole.value, n=int(whole.value), missing=None)
