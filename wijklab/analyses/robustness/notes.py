"""What the ways of reckoning may not be taken for, and which of them could not be walked."""

from __future__ import annotations

from collections.abc import Iterable

from wijklab.analyses.arms.scores import WellbeingSpec
from wijklab.contract.answers import Finding, Label, Quantity
from wijklab.contract.tables import OpenStudy


def robustness_limits(study: OpenStudy, spec: WellbeingSpec, ways: Iterable[list[Quantity]]) -> list[Finding]:
    """How to read the ways, and why some are not there."""
    found = [quantity for own in ways for quantity in own]
    taken = {quantity.id.rpartition(".")[2] for quantity in found}
    notes = [Finding("robustness.finding.all_ways")]
    if study.asked.shocks and "no_shock" not in taken:
        shocks = ", ".join(shock.name for shock in study.asked.shocks)
        notes.append(Finding("robustness.finding.no_shock", names={"shocks": Label("text", shocks)}))
    if any(quantity.missing == "suppressed_secondary" for quantity in found):
        notes.append(Finding("robustness.finding.too_alike"))
    if any("on_boundary" in quantity.method for quantity in found):
        notes.append(Finding("robustness.finding.on_boundary"))
    if study.asked.outcomes.wellbeing and study.asked.outcomes.wellbeing.placebo_instrument is None:
        notes.append(Finding("robustness.finding.no_placebo"))
    return notes
