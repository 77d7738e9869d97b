"""How far the outcome of a micro-analysis may be off: one input after the other, all together, and the chance alone.

The outcome is what is left by the stated chances; where a source states none, what was avoided counts as certain, as in
the bare saving. Where it states the ends of a chance only, the figure starts halfway between them, and says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from wijklab.analyses.cases.amounts import Amounts
from wijklab.analyses.cases.case import Case, quantity
from wijklab.contract.answers import Exhibit, Finding, Label, Quantity, Row
from wijklab.stats.one_way import one_way, widest_first
from wijklab.stats.sums import Bools, Floats

ENDS = ("low", "high")
_CHANCES = tuple(f"all_chances_{end}" for end in ENDS)


@dataclass(frozen=True, slots=True)
class Input:
    """An amount or a chance with a range: its place among the rows, and the outcome at its lowest and highest value."""

    kind: str
    place: int
    description: str
    outcome: tuple[float, float]

    def id(self, case: Case, end: str) -> str:
        """The id of the outcome at one of its ends."""
        return f"cases.{self.kind}_{end}.{case.slug}.{self.place}"


def range_names(case: Case) -> tuple[str, ...]:
    """The rows of the box that a case has besides, where its source gives a range."""
    amounts = case.amounts
    if amounts is None or not has_ranges(amounts):
        return ()
    own = ("base",) if base_name(amounts) == "base" else ()
    chances = _CHANCES if _has_chance_range(amounts) else ()
    return (*own, *chances, "worst", "best")


def range_quantities(case: Case) -> list[Quantity]:
    """The outcome at both ends of every input, at all ends together and at the ends of the chances."""
    amounts = case.amounts
    if amounts is None:
        return []
    values = (amounts.saving(chance=_own_chance(amounts)), *_at_chance_ends(amounts), *extremes(amounts))
    together = dict(zip(("base", *_CHANCES, "worst", "best"), values, strict=True))
    return [
        *(quantity(case, name, together[name], "eur", method="all_at_once") for name in range_names(case)),
        *(
            quantity(case, f"{each.kind}_{end}", value, "eur", part=str(each.place), method="one_way")
            for each in inputs(amounts)
            for end, value in zip(ENDS, each.outcome, strict=True)
        ),
    ]


def chance_range_findings(case: Case) -> Iterator[Finding]:
    """Whether it pays over all of the chances that the source gives."""
    amounts = case.amounts
    if amounts is None or not _has_chance_range(amounts):
        return
    low, high = _at_chance_ends(amounts)
    way = "always" if low >= 0 else "never" if high < 0 else "sometimes"
    facts = {end: f"cases.all_chances_{end}.{case.slug}" for end in ENDS}
    yield Finding(f"cases.finding.chances_{way}", facts)


def range_exhibit(case: Case) -> Iterator[Exhibit]:
    """The outcome over the range of each input, the widest first; none where the source gives no range."""
    amounts = case.amounts
    found = inputs(amounts) if amounts else []
    if amounts is None or not found:
        return
    order = widest_first(np.array([each.outcome for each in found]))
    rows = tuple(
        Row(Label(f"{each.kind}_of", each.description), (each.id(case, "low"), each.id(case, "high")))
        for each in (found[i] for i in order)
    )
    base = f"cases.{base_name(amounts)}.{case.slug}"
    texts = {"title": case.text("title"), "base": base}
    says = (
        Finding("cases.finding.one_way", {"base": base}, {"widest": rows[0].label, "case": case.name}),
        Finding("cases.finding.range", {name: f"cases.{name}.{case.slug}" for name in ("worst", "best")}),
        *_silent(amounts, found),
    )
    columns = tuple(Label("end", end) for end in ENDS)
    yield Exhibit(f"case_range-{case.slug}", "tornado", columns, rows, says, texts)


def has_ranges(amounts: Amounts) -> bool:
    """Whether the source gives a lowest or highest value for anything."""
    ends = (*amounts.euro_ends, *amounts.chance_ends)
    return any(bool(np.isfinite(end).any()) for end in ends)


def base_name(amounts: Amounts) -> str:
    """Which number of the box the outcome is with every input at its own value."""
    if not amounts.unstated.any():
        return "expected_saving" if amounts.avoided.any() else "saving"
    plain = (amounts.unstated == amounts.avoided).all() and not _halfway(amounts).any()
    return "saving" if plain else "base"


def extremes(amounts: Amounts) -> tuple[float, float]:
    """The outcome where everything goes against it, and where everything goes its way."""
    (low, high), (least, most) = _filled(amounts)
    away, near = np.where(amounts.avoided, low, high), np.where(amounts.avoided, high, low)
    return amounts.saving(away, least), amounts.saving(near, most)


def inputs(amounts: Amounts) -> list[Input]:
    """Every amount and every chance of which the source gives an end, with the outcome at both."""
    n, base = amounts.euro.size, np.concatenate((amounts.euro, _own_chance(amounts)))
    low, high = (np.concatenate(ends) for ends in zip(amounts.euro_ends, amounts.chance_ends, strict=True))
    outcomes = one_way(lambda values: amounts.saving(values[:n], values[n:]), base, low, high)
    return [
        Input(
            "amount" if i < n else "chance",
            i % n + 1,
            amounts.descriptions[i % n],
            (float(outcomes[i, 0]), float(outcomes[i, 1])),
        )
        for i in range(2 * n)
        if np.isfinite(low[i]) or np.isfinite(high[i])
    ]


def _halfway(amounts: Amounts) -> Bools:
    """The rows of which the source gives both ends of the chance, and no chance itself."""
    least, most = amounts.chance_ends
    return amounts.unstated & np.isfinite(least) & np.isfinite(most)


def _own_chance(amounts: Amounts) -> Floats:
    """The chance of each row from which the others are moved: stated, halfway between its ends, or certain."""
    middle = np.where(_halfway(amounts), sum(amounts.chance_ends) / 2, 1.0)
    return np.where(np.isnan(amounts.chance), middle, amounts.chance)


def _filled(amounts: Amounts) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
    """Both ends of amounts and of chances, with the own value where an end is not stated."""
    own = _own_chance(amounts)
    euro, chance = (
        tuple(np.where(np.isnan(end), value, end) for end in ends)
        for ends, value in ((amounts.euro_ends, amounts.euro), (amounts.chance_ends, own))
    )
    return (euro[0], euro[1]), (chance[0], chance[1])


def _has_chance_range(amounts: Amounts) -> bool:
    return any(bool(np.isfinite(end).any()) for end in amounts.chance_ends)


def _at_chance_ends(amounts: Amounts) -> tuple[float, float]:
    _, (least, most) = _filled(amounts)
    return amounts.saving(chance=least), amounts.saving(chance=most)


def _silent(amounts: Amounts, found: list[Input]) -> Iterator[Finding]:
    """That the figure starts halfway between ends, and that inputs without a range were kept, where there are any."""
    if _halfway(amounts).any():
        yield Finding("cases.finding.one_way_halfway")
    if len(found) < amounts.euro.size + int(amounts.avoided.sum()):
        yield Finding("cases.finding.one_way_silent")
