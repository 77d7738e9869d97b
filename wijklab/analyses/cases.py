"""Micro-analyses: one person's story in numbers, with the break-even probability next to every bare saving.

A saving without a stated probability takes the avoided cost for certain; what the source leaves out is said out loud.
Only cases with consent (or published ones) take part, in their own box and in the mean over all: beside the boxes, a
mean that held one case more would give that case away.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from wijklab.analyses.answering import by_id, has_tables, no_data
from wijklab.contract.answers import Estimates, Exhibit, Finding, Label, Quantity, Row, Unit
from wijklab.contract.cells import slug
from wijklab.contract.tables import OpenStudy
from wijklab.stats.returns import Return, micro_return

QUESTION = "cases"
_CONSENTED = ("yes", "published")
_TEXTS = ("title", "wants", "can", "needs", "actions", "source")
_SCORES = {"before": "wellbeing_before", "short": "wellbeing_short", "long": "wellbeing_long"}
_MONEY = ("cost", "avoided", "saving", "ratio", "break_even", "probability", "expected_saving")


@dataclass(frozen=True, slots=True, repr=False)
class Case:
    """One micro-analysis with consent, its cost rows, and what they add up to (None: no rows, or mixed prices)."""

    id: str
    row: dict[str, Any]
    costs: pd.DataFrame
    result: Return | None

    @property
    def slug(self) -> str:
        """The case's id as fact ids write it."""
        return slug(self.id)


def analyse_cases(study: OpenStudy) -> Estimates:
    """Each consenting micro-analysis as a box, what its source does not state, and the mean change over all of them."""
    if not has_tables(study, "cases"):
        return no_data(study, QUESTION)
    frame = study.tables["cases"].sort_values("case", kind="stable")
    cases = [_case(study, row) for row in frame.to_dict("records") if row["consent"] in _CONSENTED]
    if not cases:
        return no_data(study, QUESTION, "no_consent")
    own = [quantity for case in cases for quantity in (*_scores(case), *_money(case))]
    pooled, silent = _pooled(cases), _without_consent(frame, len(cases))
    exhibits = (*(_box(case) for case in cases), _pooled_exhibit(pooled))
    notes = (
        *_not_stated_limits(cases),
        Finding("cases.finding.chosen"),
        Finding("cases.finding.one_person"),
        *(Finding("cases.finding.without_consent", {"silent": quantity.id}) for quantity in silent),
    )
    return Estimates(QUESTION, study.card, by_id([*own, pooled, *silent]), exhibits, notes)


def _case(study: OpenStudy, row: dict[str, Any]) -> Case:
    costs = study.tables["case_costs"] if "case_costs" in study.tables else pd.DataFrame({"case": []})
    own = costs[costs["case"] == row["case"]]
    return Case(str(row["case"]), row, own, _return(own) if len(own) and not _mixed_prices(own) else None)


def _return(costs: pd.DataFrame) -> Return:
    number = _numbers(costs, "number") if "number" in costs else np.ones(len(costs))
    euro = _numbers(costs, "amount_eur") * np.where(np.isnan(number), 1.0, number)
    avoided = (costs["what"] == "avoided").to_numpy(dtype=bool)
    return micro_return(euro[~avoided], euro[avoided], _numbers(costs, "probability")[avoided])


def _mixed_prices(costs: pd.DataFrame) -> bool:
    return len(set(costs["price_year"].dropna())) > 1


def _numbers(frame: pd.DataFrame, column: str) -> np.ndarray:
    return pd.to_numeric(frame[column]).to_numpy(dtype=float, na_value=np.nan)


def _scores(case: Case) -> list[Quantity]:
    return [
        _quantity(case, f"wellbeing_{when}", None if pd.isna(case.row[column]) else float(case.row[column]), "grade")
        for when, column in _SCORES.items()
    ]


def _money(case: Case) -> list[Quantity]:
    """Cost, avoided cost, saving, ratio and break-even; the expected saving only where the source gives the chance."""
    if case.result is None:
        why = "not_computable" if len(case.costs) else "not_stated"
        return [_quantity(case, name, None, "eur", missing=why) for name in ("cost", "avoided", "saving")]
    found = case.result
    return [
        _quantity(case, "cost", found.cost, "eur"),
        _quantity(case, "avoided", found.avoided, "eur"),
        _quantity(case, "saving", found.saving, "eur", method="if_certainly_avoided"),
        _quantity(case, "ratio", found.ratio, "ratio", missing="not_computable", method="avoided_per_euro"),
        _quantity(
            case,
            "break_even",
            _percent(found.break_even),
            "percent",
            missing="not_computable",
            method="cost_over_avoided",
        ),
        _quantity(case, "probability", _percent(_shared_probability(case)), "percent"),
        _quantity(case, "expected_saving", found.expected_saving, "eur", method="probability_weighted"),
    ]


def _quantity(
    case: Case, name: str, value: float | None, unit: Unit, *, missing: str = "not_stated", method: str = "observed"
) -> Quantity:
    return Quantity(
        id=f"cases.{name}.{case.slug}",
        value=value,
        unit=unit,
        basis="case",
        n=1,
        method=method,
        missing=missing if value is None else None,
        consent=case.row["consent"],
        source=_text(case.row.get("source")),
    )


def _percent(probability: float | None) -> float | None:
    return None if probability is None else 100 * probability


def _shared_probability(case: Case) -> float | None:
    """The chance that the source gives to what is avoided, if it gives one and the same to all of it."""
    given = set(_numbers(case.costs, "probability")[(case.costs["what"] == "avoided").to_numpy(dtype=bool)])
    return given.pop() if len(given) == 1 and not any(np.isnan(list(given))) else None


def _pooled(cases: list[Case]) -> Quantity:
    """Mean change from before to the long term over all cases with both scores: people who were chosen, not drawn."""
    pairs = [(case.row["wellbeing_before"], case.row["wellbeing_long"]) for case in cases]
    changes = [float(after) - float(before) for before, after in pairs if not (pd.isna(before) or pd.isna(after))]
    value = float(np.mean(changes)) if changes else None
    missing = None if changes else "not_stated"
    return Quantity(
        "cases.mean_change", value, "points", "people", len(changes), method="mean_of_cases", missing=missing
    )


def _without_consent(frame: pd.DataFrame, n_consented: int) -> list[Quantity]:
    silent = len(frame) - n_consented
    return [Quantity("cases.without_consent", float(silent), "persons", "count")] if silent else []


def _box(case: Case) -> Exhibit:
    names = [f"wellbeing_{when}" for when in _SCORES]
    names += _MONEY if case.result is not None else ("cost", "avoided", "saving")
    rows = tuple(Row(Label("measure", name), (f"cases.{name}.{case.slug}",)) for name in names)
    texts = {name: _text(case.row.get(name)) for name in _TEXTS}
    return Exhibit(f"case-{case.slug}", "case", (Label("measure", "value"),), rows, _box_findings(case), texts)


def _box_findings(case: Case) -> tuple[Finding, ...]:
    found = case.result
    if found is None:
        return (Finding("cases.finding.mixed_prices"),) if len(case.costs) else ()
    fact = {name: f"cases.{name}.{case.slug}" for name in _MONEY}
    pays = "saving" if found.saving >= 0 else "no_saving"
    says = [Finding(f"cases.finding.{pays}", {name: fact[name] for name in ("saving", "cost", "avoided")})]
    if found.break_even is not None and found.break_even <= 1:
        says.append(Finding("cases.finding.break_even", {"break_even": fact["break_even"]}))
    if found.expected_saving is not None:
        says.append(Finding("cases.finding.expected", {"expected": fact["expected_saving"]}))
    return (*says, *(Finding(f"cases.finding.not_stated_{what}") for what in _not_stated(case)))


def _not_stated(case: Case) -> list[str]:
    """What the source leaves out about the money: the chance that it would happen, how long, whose, of which year."""
    avoided = case.costs[case.costs["what"] == "avoided"]
    silent = {
        "probability": avoided["probability"].isna().any(),
        "horizon": case.costs["years"].isna().any(),
        "price_year": case.costs["price_year"].isna().any(),
        "bearer": case.costs["bearer"].isna().any(),
    }
    return [name for name, left_out in silent.items() if left_out]


def _not_stated_limits(cases: list[Case]) -> list[Finding]:
    """The same, as a limit of the page as large as its results."""
    silent = any(case.result is not None and _not_stated(case) for case in cases)
    return [Finding("cases.finding.certainty")] if silent else []


def _pooled_exhibit(pooled: Quantity) -> Exhibit:
    says = (Finding("cases.finding.mean_change", {"change": pooled.id}),)
    row = Row(Label("measure", "mean_change"), (pooled.id,))
    return Exhibit("cases-mean-change", "values", (Label("measure", "change"),), (row,), says)


def _text(value: object) -> str:
    return "" if value is None or value is pd.NA or value != value else str(value)
