"""What costs consist of: euro per resident of each category and of each bearer, per arm and year."""

from __future__ import annotations

from dataclasses import dataclass

from wijklab.analyses.arms.amounts import SPLITS, WHEN, Amounts
from wijklab.analyses.arms.panel import Panel, measure
from wijklab.analyses.arms.quantities import top_two
from wijklab.contract.answers import Quantity


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the cost of an arm at one time: that of one category or of one bearer (`column` says which)."""

    column: str
    value: str
    arm: str
    when: str


def all_parts(panel: Panel, amounts: Amounts) -> list[Quantity]:
    """Every category and every bearer that occurs, per arm and year, in euro per resident."""
    return [
        _part(panel, amounts, Part(column, value, arm, when))
        for column in SPLITS
        for value in amounts.used(column)
        for when in WHEN
        for arm in panel.present()
    ]


def _part(panel: Panel, amounts: Amounts, part: Part) -> Quantity:
    """n is the number of residents who have such a cost, so that a part that rests on a few people is hidden, however
    many neighbours they have."""
    euro = amounts.per_resident(panel, amounts.years[WHEN.index(part.when)], part.column, part.value)
    return Quantity(
        id=f"costs.{part.column}.{part.arm}.{part.value}.{part.when}",
        value=float(measure(panel, euro, "eur").of(part.arm).mean()),
        unit="eur",
        basis="people",
        n=int((euro[panel.in_arm(part.arm)] > 0).sum()),
        method="mean_of_neighbourhood_means",
        sums_in=_sums(amounts, part),
        dominance=top_two(euro[panel.in_arm(part.arm)]),
    )


def _sums(amounts: Amounts, part: Part) -> tuple[str, ...]:
    """The lines of a part: the total of its arm, and that of a bearer with the categories that only this one pays."""
    total = f"costs.{part.column}.{part.arm}.{part.when}"
    payers = amounts.payers(part.value) if part.column == "category" else (part.value,)
    return (total, f"costs.bearer.{part.arm}.{payers[0]}.{part.when}") if len(payers) == 1 else (total,)
