"""What happens to the answer when people who were not measured again count too: a finding for each pair of arms."""

from __future__ import annotations

from collections.abc import Mapping

from wijklab.analyses.missing.answers import Case, Pair
from wijklab.contract.answers import Finding, Label, Quantity
from wijklab.disclosure.precision import at_released_precision

WAYS = ("complete", "imputed", "weighted")


def verdict_finding(case: Case, pair: Pair, quantities: Mapping[str, Quantity]) -> Finding:
    """The sentence on a pair: the answer stays, becomes unsure or clear, turns round, or has no interval;
    judged at the precision that a reader sees."""
    found = {way: at_released_precision(quantities[case.id(way, pair)]) for way in WAYS}
    facts = {way: case.id(way, pair) for way in ("imputed", "complete")}
    return Finding(f"missing.finding.answer_{case.cohort.outcome.id}_{happened(**found)}", facts, named(pair))


def named(pair: Pair) -> dict[str, Label]:
    """The names of a pair in a sentence."""
    return {"first": Label("arm", pair[0]), "second": Label("arm", pair[1])}


def happened(complete: Quantity, imputed: Quantity, weighted: Quantity) -> str:
    """From the verdict on who was measured twice to those of the others; a missing one is passed over.

    `wider`: the filled-in difference would still be clear with the margin of who was measured twice, so that it is the
    margin that became unsure and not the difference.
    """
    first, *others = (_sign(number) for number in (complete, imputed, weighted) if number.value is not None)
    if first is None or None in others:
        return "plain"
    if all(other == first for other in others):
        return "same_clear" if first else "same_unclear"
    if first == 0:
        return "clearer"
    if -first in others:
        return "turned"
    return "wider" if _only_wider(complete, imputed) and _sign(weighted) in (None, first) else "unsure"


def _only_wider(complete: Quantity, imputed: Quantity) -> bool:
    if None in (complete.low, complete.high, complete.value, imputed.value):
        return False
    moved = imputed.value - complete.value  # type: ignore[operator]
    return (complete.low + moved) * (complete.high + moved) > 0  # type: ignore[operator]


def _sign(quantity: Quantity) -> int | None:
    """On which side of nought the interval lies; 0 where it holds nought, None where there is none."""
    if quantity.low is None or quantity.high is None:
        return None
    return 1 if quantity.low > 0 else -1 if quantity.high < 0 else 0
