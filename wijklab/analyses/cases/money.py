"""What a micro-analysis cost and may have avoided, with the break-even probability next to every bare saving."""

from __future__ import annotations

import numpy as np

from wijklab.analyses.cases.case import Case, numbers, quantity
from wijklab.contract.answers import Quantity

MONEY = ("cost", "avoided", "saving", "ratio", "break_even", "probability", "expected_saving")


def money_quantities(case: Case) -> list[Quantity]:
    """Cost, avoided cost, saving, ratio and break-even; the expected saving only where the source gives the chance."""
    if case.result is None:
        why = "not_computable" if len(case.costs) else "not_stated"
        return [quantity(case, name, None, "eur", missing=why) for name in ("cost", "avoided", "saving")]
    found = case.result
    return [
        quantity(case, "cost", found.cost, "eur"),
        quantity(case, "avoided", found.avoided, "eur"),
        quantity(case, "saving", found.saving, "eur", method="if_certainly_avoided"),
        quantity(case, "ratio", found.ratio, "ratio", missing="not_computable", method="avoided_per_euro"),
        quantity(
            case,
            "break_even",
            _percent(found.break_even),
            "percent",
            missing="not_computable",
            method="cost_over_avoided",
        ),
        quantity(case, "probability", _percent(_shared_probability(case)), "percent"),
        quantity(case, "expected_saving", found.expected_saving, "eur", method="probability_weighted"),
    ]


def not_stated(case: Case) -> list[str]:
    """What the source leaves out about the money: the chance that it would happen, how long, whose, of which year."""
    avoided = case.costs[case.costs["what"] == "avoided"]
    silent = {
        "probability": avoided["probability"].isna().any(),
        "horizon": case.costs["years"].isna().any(),
        "price_year": case.costs["price_year"].isna().any(),
        "bearer": case.costs["bearer"].isna().any(),
    }
    return [name for name, left_out in silent.items() if left_out]


def _percent(probability: float | None) -> float | None:
    return None if probability is None else 100 * probability


def _shared_probability(case: Case) -> float | None:
    """The chance that the source gives to what is avoided, if it gives one and the same to all of it."""
    given = set(numbers(case.costs, "probability")[(case.costs["what"] == "avoided").to_numpy(dtype=bool)])
    return given.pop() if len(given) == 1 and not any(np.isnan(list(given))) else None
