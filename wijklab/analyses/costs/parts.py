"""What costs consist of: euro per resident of each category and of each bearer, per arm and year."""

from __future__ import annotations

from collections.abc import Iterable
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
    lines = _lines_of(amounts)
    return [
        _part(panel, amounts, Part(column, value, arm, when), lines[column, value])
        for column in SPLITS
        for value in amounts.used(column)
        for when in WHEN
        for arm in panel.present()
    ]


def _part(panel: Panel, amounts: Amounts, part: Part, lines: tuple[str, ...]) -> Quantity:
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
        sums_in=(
            f"costs.{part.column}.{part.arm}.{part.when}",
            *(f"costs.{line}.{part.arm}.{part.when}" for line in lines),
        ),
        dominance=top_two(euro[panel.in_arm(part.arm)]),
    )


def _lines_of(amounts: Amounts) -> dict[tuple[str, str], tuple[str, ...]]:
    """In which sums a category or a bearer stands, besides the total of its arm: that of a bearer with the categories
    that it pays; of bearers who pay categories together that of all of them (`apart.py` solves those further)."""
    payers = amounts.payers()
    payers_of = {("category", name): own for name, own in payers.items()}
    payers_of |= {("bearer", name): (name,) for name in amounts.used("bearer")}
    return {part: _lines(own, purse_of(own[0], payers.values())) for part, own in payers_of.items()}


def _lines(payers: tuple[str, ...], purse: tuple[str, ...]) -> tuple[str, ...]:
    return (f"purse.{purse[0]}",) if len(purse) > 1 else (f"bearer.{payers[0]}",)


def purse_of(bearer: str, shared: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """The bearers who pay a category with this one, directly or through each other, sorted, itself included."""
    found, others = {bearer}, [set(payers) for payers in shared]
    while more := set().union(*(own for own in others if own & found)) - found:
        found |= more
    return tuple(sorted(found))
