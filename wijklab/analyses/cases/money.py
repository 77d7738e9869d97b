"""What a micro-analysis cost and may have avoided, with the break-even probability next to every bare saving."""

from __future__ import annotations

import numpy as np

from wijklab.analyses.cases.case import Case, quantity
from wijklab.contract.answers import Finding, Label, Quantity

MONEY = ("cost", "avoided", "saving", "ratio", "break_even", "probability", "expected_saving")


def money_quantities(case: Case) -> list[Quantity]:
    """Cost, avoided cost, saving, ratio and break-even; the expected saving only where the source gives the chance."""
    if case.amounts is None:
        why = "not_computable" if len(case.costs) else "not_stated"
        return [quantity(case, name, None, "eur", missing=why) for name in ("cost", "avoided", "saving")]
    found = case.amounts.result
    return [
        quantity(case, "cost", found.cost, "eur"),
        quantity(case, "avoided", found.avoided, "eur"),
        quantity(case, "saving", found.saving, "eur", method="if_certainly_avoided"),
        quantity(case, "ratio", found.ratio, "ratio", missing="not_computable", method="avoided_per_euro"),
        quantity(
            case,
            "break_even",
            percent(found.break_even),
            "percent",
            missing="not_computable",
            method="cost_over_avoided",
        ),
        quantity(case, "probability", percent(_shared_probability(case)), "percent"),
        quantity(case, "expected_saving", found.expected_saving, "eur", method="probability_weighted"),
    ]


def money_findings(case: Case) -> list[Finding]:
    """What it cost and may have avoided, from which chance on it pays, and in prices of which year."""
    if case.amounts is None:
        return [Finding("cases.finding.mixed_prices")] if len(case.costs) else []
    found, fact = case.amounts.result, {name: f"cases.{name}.{case.slug}" for name in MONEY}
    pays = "saving" if found.saving >= 0 else "no_saving"
    says = [Finding(f"cases.finding.{pays}", {name: fact[name] for name in ("saving", "cost", "avoided")})]
    says.append(_break_even(found.break_even, fact["break_even"]))
    if found.expected_saving is not None:
        way = "expected" if found.expected_saving >= 0 else "expected_loss"
        says.append(Finding(f"cases.finding.{way}", {"expected": fact["expected_saving"]}))
    return [*says, *_prices(case)]


def not_stated(case: Case) -> list[str]:
    """What the source leaves out about the money: the chance that it would happen, how long, whose, of which year."""
    avoided = case.costs[case.costs["what"] == "avoided"]
    silent = {
        "probability": avoided["probability"].isna().any(),
        "horizon": case.costs["years"].isna().any(),
        "price_year": (case.costs["price_year"].isna() & case.costs["price"].isna()).any(),
        "bearer": case.costs["bearer"].isna().any(),
    }
    return [name for name, left_out in silent.items() if left_out]


def percent(probability: float | None) -> float | None:
    """A chance of 0 to 1 in percent; None stays None."""
    return None if probability is None else 100 * probability


def _break_even(chance: float | None, fact: str) -> Finding:
    """The chance from which it pays; in words where no chance is large enough, or there is nothing to avoid."""
    if chance is None:
        return Finding("cases.finding.nothing_avoided")
    return Finding(f"cases.finding.{'break_even' if chance <= 1 else 'never_pays'}", {"break_even": fact})


def _prices(case: Case) -> list[Finding]:
    """Of which year the prices are, where they are not simply those of the study."""
    amounts = case.amounts
    if amounts is None or not amounts.converted:
        return []
    return [Finding("cases.finding.converted", names={"year": Label("text", str(amounts.price_year))})]


def _shared_probability(case: Case) -> float | None:
    """The chance that the source gives to what is avoided, if it gives one and the same to all of it."""
    if case.amounts is None:
        return None
    given = set(case.amounts.chance[case.amounts.avoided])
    return float(given.pop()) if len(given) == 1 and not any(np.isnan(list(given))) else None
