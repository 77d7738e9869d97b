"""What is left by the chance that it would have come to this, where the source of a micro-analysis gives no chance."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from wijklab.analyses.cases.case import Case, quantity
from wijklab.contract.answers import Exhibit, Finding, Label, Quantity, Row

CHANCES = tuple(range(0, 101, 10))
"""In percent."""

_TOLD = {"none": 0, "ten": 10, "all": 100}


def chance_quantities(case: Case) -> list[Quantity]:
    """What is left at each of `CHANCES`, the same for everything to which the source gives no chance."""
    amounts = case.amounts
    if amounts is None or not amounts.unstated.any():
        return []
    return [
        quantity(
            case,
            "saving_at",
            amounts.saving(chance=np.where(amounts.unstated, chance / 100, amounts.chance)),
            "eur",
            part=str(chance),
            method="saving_at_chance",
        )
        for chance in CHANCES
    ]


def chance_exhibit(case: Case) -> Iterator[Exhibit]:
    """A line over all chances; none where the source gives the chance of everything that was avoided."""
    if case.amounts is None or not case.amounts.unstated.any():
        return
    ids = {chance: f"cases.saving_at.{case.slug}.{chance}" for chance in CHANCES}
    facts = {name: ids[chance] for name, chance in _TOLD.items()}
    yield Exhibit(
        f"case_chance-{case.slug}",
        "course",
        tuple(Label("text", f"{chance}%") for chance in CHANCES),
        (Row(Label("measure", "saving_at"), tuple(ids.values())),),
        (Finding("cases.finding.by_chance", facts, {"case": case.name}),),
        {"title": case.text("title")},
    )
