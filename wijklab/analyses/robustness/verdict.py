"""Whether the difference holds: in how many ways it points the same way, and where another way says another thing."""

from __future__ import annotations

from typing import Final

from wijklab.analyses.arms.panel import pair_id
from wijklab.analyses.robustness.ways import DOTS, Pair
from wijklab.contract.answers import Exhibit, Finding, Label, Quantity, Row

SUMMED: Final = ("ways", "same_way")


def verdict(quantity: Quantity) -> str | None:
    """What an interval says: more, less or unclear; None without one."""
    if quantity.low is None or quantity.high is None:
        return None
    return "more" if quantity.low > 0 else "less" if quantity.high < 0 else "unclear"


def counts(ways: list[Quantity], pair: Pair, codes: tuple[str, ...]) -> list[Quantity]:
    """How many ways there are, and in how many the difference points the same way as on the page on wellbeing."""
    known = [quantity for quantity in ways if quantity.value is not None]
    headline = known[0].value or 0.0
    same = sum((quantity.value or 0.0) * headline > 0 for quantity in known)
    n, rests_on = known[0].n, tuple(f"{DOTS}.{code}" for code in codes)
    return [
        Quantity(
            f"robustness.{name}.{pair_id(pair)}",
            float(number),
            "count",
            "people",
            n=n,
            method="count_of_ways",
            rests_on=rests_on,
        )
        for name, number in zip(SUMMED, (len(known), same), strict=True)
    ]


def ways_exhibit(ways: list[Quantity], pair: Pair) -> Exhibit:
    """A row per way, the published one first, with what they say together."""
    name = pair_id(pair)
    rows = tuple(Row(Label("way", quantity.id.rpartition(".")[2]), (quantity.id,)) for quantity in ways)
    id = f"robustness-ways-{name}"
    return Exhibit(id, "intervals", (Label("measure", "difference"),), rows, tuple(_findings(ways, name)))


def _findings(ways: list[Quantity], name: str) -> list[Finding]:
    label = {"pair": Label("pair", name)}
    facts = {fact: f"robustness.{fact}.{name}" for fact in SUMMED}
    published = verdict(ways[0])
    others = {quantity.id.rpartition(".")[2]: verdict(quantity) for quantity in ways[1:] if verdict(quantity)}
    changed = {way: said for way, said in others.items() if published and said != published}
    closing = "no_verdict" if published is None else "changes" if changed else "holds"
    return [
        Finding(f"robustness.finding.{closing}", facts, {**label, "verdict": _said(published, name)}),
        Finding("robustness.finding.same_way", facts),
        *(
            Finding("robustness.finding.changed", names={"way": Label("way", way), "verdict": _said(said, name)})
            for way, said in changed.items()
        ),
    ]


def _said(of: str | None, name: str) -> Label:
    """A verdict in words, which names both arms."""
    return Label("verdict", f"{of}.{name}" if of else "none")
