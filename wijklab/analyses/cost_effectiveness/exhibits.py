"""What the page shows: a plane for each effect, and over the amounts that the study names three courses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wijklab.analyses.arms.panel import pair_id
from wijklab.analyses.cost_effectiveness.measured import Both
from wijklab.analyses.cost_effectiveness.places import (
    FINDING,
    Shown,
    frontier_findings,
    names_of,
    place_finding,
    sign_of,
)
from wijklab.analyses.cost_effectiveness.plane import LEVELS, Pair, plane_id
from wijklab.analyses.cost_effectiveness.worth import worth_id, written
from wijklab.contract.answers import Exhibit, Finding, Label, Quantity, Row

Amounts = tuple[float, ...]

SPANS: Final[Mapping[str, Mapping[str, str]]] = {
    "benefit": {},
    "chance": {"span": "0,100"},
    "information": {"span": "0"},
}
"""What the scale of each course must hold."""


def plane_exhibit(
    both: Both, shown: Shown, places: Mapping[Pair, str], prices: Mapping[Pair, Quantity | None], amounts: Amounts
) -> Exhibit:
    """The points of all pairs with their regions, a line for the highest amount, and what it comes to in words."""
    rows = [row for pair in both.pairs() for row in _plane_rows(both, shown, pair, prices[pair])]
    columns = tuple(Label("plane", name) for name in ("effect", "cost", "correlation", "price"))
    first, *others = (place_finding(both, pair, places[pair], prices[pair]) for pair in both.pairs())
    reading = Finding(f"{FINDING}.plane_reading", names=names_of(both, both.pairs()[0]))
    texts = {"willingness": written(amounts[-1])} if amounts else {}
    return Exhibit(
        f"cost_effectiveness-plane-{both.name}",
        "plane",
        columns,
        tuple(rows),
        (first, reading, *others, *frontier_findings(both, shown)),
        texts,
    )


def _plane_rows(both: Both, shown: Shown, pair: Pair, price: Quantity | None) -> list[Row]:
    def there(part: str) -> str | None:
        id = plane_id(part, both, pair)
        return id if id in shown else None

    own = pair_id(pair)
    point = Row(Label("pair", own), (there("effect"), there("cost"), there("correlation"), price.id if price else None))
    regions = [
        Row(Label(f"region{level}", own), (there(f"region{level}_effect"), there(f"region{level}_cost"), None, None))
        for level in LEVELS
        if there(f"region{level}_effect")
    ]
    return [point, *regions]


def parts_exhibit(both: Both, shown: Shown) -> tuple[Exhibit, ...]:
    """What the difference in cost is made of, where anything was invested."""
    pairs = both.pairs()
    if not all(plane_id("invested", both, pair) in shown for pair in pairs):
        return ()
    names = ("help", "invested", "cost")
    columns = tuple(Label("pair", pair_id(pair)) for pair in pairs)
    rows = tuple(Row(Label("plane", name), tuple(plane_id(name, both, pair) for pair in pairs)) for name in names)
    id = f"cost_effectiveness-parts-{both.name}"
    return (Exhibit(id, "bars", columns, rows, (Finding(f"{FINDING}.parts"),)),)


def worth_exhibits(both: Both, shown: Shown, amounts: Amounts) -> tuple[Exhibit, ...]:
    """Net benefit, chance and worth of certainty over the amounts; nothing where the study names none."""
    if not amounts:
        return ()
    return (
        _course("benefit", both, amounts, _benefit_findings(both, shown, amounts)),
        _course("chance", both, amounts, _chance_findings(both, amounts)),
        _course("information", both, amounts, _information_findings(both, amounts)),
    )


def _course(part: str, both: Both, amounts: Amounts, says: list[Finding]) -> Exhibit:
    columns = tuple(Label("eur_each", written(amount)) for amount in amounts)
    rows = tuple(
        Row(Label("pair", pair_id(pair)), tuple(worth_id(part, both, pair, at) for at in amounts))
        for pair in both.pairs()
    )
    return Exhibit(f"cost_effectiveness-{part}-{both.name}", "course", columns, rows, tuple(says), SPANS[part])


def _benefit_findings(both: Both, shown: Shown, amounts: Amounts) -> list[Finding]:
    """From which amount on, or up to which, an interval is clear of nought, for each pair; and what is left of what."""
    first, *others = (_benefit_finding(both, pair, shown, amounts) for pair in both.pairs())
    return [first, Finding(f"{FINDING}.benefit_reading", names=names_of(both, both.pairs()[0])), *others]


def _benefit_finding(both: Both, pair: Pair, shown: Shown, amounts: Amounts) -> Finding:
    signs = [sign_of(shown[worth_id("benefit", both, pair, at)]) for at in amounts]
    said, at = turn_of(signs)
    names = names_of(both, pair) | {
        "amount": Label("eur_each", written(amounts[at])),
        "lowest": Label("eur_each", written(amounts[0])),
        "highest": Label("eur_each", written(amounts[-1])),
    }
    facts = {} if said == "hidden" else {"benefit": worth_id("benefit", both, pair, amounts[at])}
    return Finding(f"{FINDING}.benefit_{said}", facts, names)


def turn_of(signs: list[str]) -> tuple[str, int]:
    """What a row of signs over rising amounts comes to, and at which place: `always_more`, `more_from`, `less_until`
    and so on; the last one where nothing is clear."""
    only = set(signs)
    if only & {"hidden", "bare"}:
        return ("hidden" if "hidden" in only else "bare"), len(signs) - 1
    if len(only) == 1 and "unclear" not in only:
        return f"always_{signs[0]}", len(signs) - 1
    if signs[-1] != "unclear":
        start = max(i for i, sign in enumerate(signs) if sign != signs[-1]) + 1
        return f"{signs[-1]}_from", start
    if signs[0] != "unclear":
        end = next(i for i, sign in enumerate(signs) if sign != signs[0]) - 1
        return f"{signs[0]}_until", end
    return "unclear", len(signs) - 1


def _chance_findings(both: Both, amounts: Amounts) -> list[Finding]:
    """The chance at the lowest and at the highest amount, for each pair."""
    return [_at_ends("chance", "chance", both, pair, amounts) for pair in both.pairs()]


def _information_findings(both: Both, amounts: Amounts) -> list[Finding]:
    """What the line is, and what certainty is worth at the lowest and at the highest amount, for each pair."""
    ends = (_at_ends("information", "information_at", both, pair, amounts) for pair in both.pairs())
    return [Finding(f"{FINDING}.information"), *ends]


def _at_ends(part: str, said: str, both: Both, pair: Pair, amounts: Amounts) -> Finding:
    ends = {"lowest": Label("eur_each", written(amounts[0])), "highest": Label("eur_each", written(amounts[-1]))}
    facts = {part: worth_id(part, both, pair, amounts[-1]), "low": worth_id(part, both, pair, amounts[0])}
    return Finding(f"{FINDING}.{said}", facts, names_of(both, pair) | ends)
