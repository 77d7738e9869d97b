"""What the difference is without each neighbourhood in turn: whether one of them makes it."""

from __future__ import annotations

import numpy as np

from wijklab.analyses.arms.panel import Measure, pair_id
from wijklab.analyses.arms.quantities import evidence
from wijklab.analyses.robustness.ways import DOTS, Pair
from wijklab.contract.answers import Exhibit, Finding, Label, Quantity, Row
from wijklab.contract.tables import OpenStudy


def left_out(study: OpenStudy, change: Measure, pair: Pair) -> list[Quantity]:
    """`robustness.without.<pair>.<neighbourhood>`, and the lowest and the highest of them; none where only one is left.

    They follow from the neighbourhood means, and are hidden with any of them.
    """
    codes = [code for arm in pair for code in change.panel.codes_of(arm)]
    values = evidence(change, pair, study).without
    rests_on = tuple(f"{DOTS}.{code}" for code in codes)
    n = min(change.people(arm) for arm in pair)

    def quantity(id: str, value: float) -> Quantity:
        method = "difference_of_neighbourhood_means_without_one"
        return Quantity(id, value, "points", "people", n=n, method=method, rests_on=rests_on)

    name = pair_id(pair)
    found = [(code, float(value)) for code, value in zip(codes, values, strict=True) if not np.isnan(value)]
    if not found:
        return []
    ends = {"lowest": min(value for _, value in found), "highest": max(value for _, value in found)}
    return [
        *(quantity(f"robustness.without.{name}.{code}", value) for code, value in found),
        *(quantity(f"robustness.without_{end}.{name}", value) for end, value in ends.items()),
    ]


def left_out_exhibit(found: list[Quantity]) -> tuple[Exhibit, ...]:
    """The difference as a mark, and as dots what it is without each neighbourhood."""
    names = list(dict.fromkeys(quantity.id.split(".")[2] for quantity in found))
    rows = tuple(
        Row(
            Label("pair", name),
            (f"robustness.way.{name}.means",),
            tuple(quantity.id for quantity in found if quantity.id.startswith(f"robustness.without.{name}.")),
        )
        for name in names
    )
    by_id = {quantity.id: quantity.value for quantity in found}
    says = tuple(_finding(name, by_id) for name in names)
    return (Exhibit("robustness-without", "intervals", (Label("measure", "difference"),), rows, says),) if rows else ()


def _finding(name: str, values: dict[str, float | None]) -> Finding:
    ends = {end: f"robustness.without_{end}.{name}" for end in ("lowest", "highest")}
    lowest, highest = (values[id] or 0.0 for id in ends.values())
    key = "without_turns" if lowest < 0 < highest else "without"
    return Finding(f"robustness.finding.{key}", ends, {"pair": Label("pair", name)})
