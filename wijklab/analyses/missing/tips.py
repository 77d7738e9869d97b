"""How different must people of the first arm be who were not measured again, before the difference changes?"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from wijklab.analyses.arms.panel import pair_id
from wijklab.analyses.missing.answers import Case, Pair, pooled_quantity
from wijklab.analyses.missing.verdicts import named
from wijklab.contract.answers import Exhibit, Finding, Label, Quantity, Row
from wijklab.stats.missing.tipping import difference_at, tipping_delta, two_way_grid, vanishing_delta
from wijklab.text.numbers import MINUS

SHIFTS: Final = (-3, -2, -1, 0, 1, 2, 3)
GRID: Final = (-2, 0, 2)
"""By how many steps those who left may differ from what was filled in: along a line, and for both arms at once."""


def step_of(case: Case) -> int:
    """A ninth of the scale in whole points: 1 on a scale of 1 to 10."""
    return max(1, round((case.cohort.outcome.high - case.cohort.outcome.low) / 9))


def tip_quantities(case: Case) -> list[Quantity]:
    """Both tipping points of every pair, and the difference at each shift."""
    pairs = case.cohort.everyone.pairs()
    line = [_shifted(case, pair, shift) for pair in pairs for shift in SHIFTS]
    return [*(quantity for pair in pairs for quantity in _tips(case, pair)), *line, *_grid(case)]


def _tips(case: Case, pair: Pair) -> list[Quantity]:
    first, second = (case.filled[arm].completed for arm in pair)
    return [
        _tip(case, "tip_unclear", pair, tipping_delta(first, second)),
        _tip(case, "tip_gone", pair, vanishing_delta(first, second)),
    ]


def _tip(case: Case, what: str, pair: Pair, delta: float | None) -> Quantity:
    """A tipping point in points; one that the scale does not reach cannot occur."""
    missing = "not_computable" if delta is None else None if reachable(case, pair[0], delta) else "cannot_occur"
    found = Quantity(
        id=case.id(what, pair),
        value=None if missing else delta,
        unit="points",
        basis="people",
        n=case.cohort.gone_in(pair[0]) or None,
        method="delta_adjusted_imputation",
        missing=missing,
        rests_on=(case.id("imputed", pair),),
    )
    return case.guarded(found, *pair)


def reachable(case: Case, arm: str, delta: float) -> bool:
    """Whether the scale leaves room for leavers to score, on average, so much more or less than was filled in."""
    outcome, imputed = case.cohort.outcome, case.filled[arm].imputed
    return bool(outcome.low <= imputed + delta <= outcome.high)


def _shifted(case: Case, pair: Pair, shift: int) -> Quantity:
    first, second = (case.filled[arm].completed for arm in pair)
    found = pooled_quantity(case, f"shift_{_word(shift)}", pair, difference_at(first, second, shift * step_of(case)))
    return _as_coarse_as_leavers(case, found, *pair)


def _grid(case: Case) -> list[Quantity]:
    """Of the first pair only: a shift in each of its two arms."""
    pair = case.cohort.everyone.pairs()[0]
    first, second = (case.filled[arm].completed for arm in pair)
    found = two_way_grid(first, second, np.array(GRID, dtype=float) * step_of(case))
    return [
        _as_coarse_as_leavers(case, pooled_quantity(case, f"grid_{_word(one)}_{_word(two)}", pair, cell), *pair)
        for one, row in zip(GRID, found, strict=True)
        for two, cell in zip(GRID, row, strict=True)
    ]


def _as_coarse_as_leavers(case: Case, quantity: Quantity, *arms: str) -> Quantity:
    """With the leavers as its n. By how much the answer moves with a shift is the share who left: finer than so few
    people allow, it would tell their number. Where nobody left, no shift moves anything."""
    return quantity if quantity.n is None else replace(quantity, n=case.leavers(*arms) or quantity.n)


def _word(shift: int) -> str:
    return f"{'lower' if shift < 0 else 'higher'}{abs(shift)}" if shift else "none"


def tip_exhibits(case: Case, quantities: dict[str, Quantity]) -> tuple[Exhibit, ...]:
    """The tipping points in a sentence for each pair, the course of the difference, and both arms at once."""
    pairs, step = case.cohort.everyone.pairs(), step_of(case)
    tips = ("tip_unclear", "tip_gone")
    points = tuple(Row(_label(pair), tuple(case.id(what, pair) for what in tips)) for pair in pairs)
    course = tuple(Row(_label(pair), tuple(case.id(f"shift_{_word(s)}", pair) for s in SHIFTS)) for pair in pairs)
    grid = tuple(
        Row(_amount(one * step), tuple(case.id(f"grid_{_word(one)}_{_word(two)}", pairs[0]) for two in GRID))
        for one in GRID
    )
    says = tuple(_finding(case, pair, quantities) for pair in pairs)
    return (
        Exhibit("missing-tipping", "values", tuple(Label("measure", what) for what in tips), points, says),
        Exhibit("missing-shift", "course", tuple(_amount(shift * step) for shift in SHIFTS), course),
        Exhibit("missing-grid", "values", tuple(_amount(two * step) for two in GRID), grid, _grid_finding(pairs[0])),
    )


def _grid_finding(pair: Pair) -> tuple[Finding, ...]:
    return (Finding("missing.finding.grid", names=named(pair)),)


def _finding(case: Case, pair: Pair, quantities: dict[str, Quantity]) -> Finding:
    unclear, gone = (quantities[case.id(what, pair)] for what in ("tip_unclear", "tip_gone"))
    if unclear.value:
        way = "lower" if unclear.value < 0 else "higher"
        return Finding(f"missing.finding.tip_{way}", {"tip": unclear.id}, named(pair))
    if unclear.value is None and unclear.missing == "cannot_occur":
        return Finding("missing.finding.tip_never", {"imputed": case.id("imputed", pair)}, named(pair))
    if gone.value is None:
        return Finding("missing.finding.tip_none", {"imputed": case.id("imputed", pair)}, named(pair))
    way = "lower" if gone.value < 0 else "higher"
    return Finding(f"missing.finding.tip_gone_{way}", {"tip": gone.id}, named(pair))


def _label(pair: Pair) -> Label:
    return Label("pair", pair_id(pair))


def _amount(points: int) -> Label:
    return Label("text", f"{MINUS}{-points}" if points < 0 else f"+{points}" if points else "0")
