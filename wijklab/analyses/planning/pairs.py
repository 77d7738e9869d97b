"""What each comparison of the study can find: the smallest difference, the chance of the one wished, the lowest p."""

from __future__ import annotations

from typing import Final

from wijklab.analyses.arms.panel import pair_id
from wijklab.analyses.planning.assumed import Pair, Plan, designed
from wijklab.contract.answers import Exhibit, Finding, Label, Quantity, Row
from wijklab.stats.few.randomisation import attainable_p
from wijklab.stats.planning.power import (
    approximate_ratio,
    detectable,
    detectable_ratio,
    least_detectable,
    normal_ratio,
    power_for,
)

ICCS: Final = (0.01, 0.05, 0.15)
"""How alike neighbours may be: little, as is usual, and much."""

_LOWEST_P: Final = 0.01
"""A lowest p under this is given as less than it: how much less no longer matters."""


def pair_quantities(plan: Plan) -> list[Quantity]:
    """All numbers of every comparison of two arms."""
    return [quantity for pair in plan.pairs() for quantity in (*_of_pair(pair, plan), *_by_icc(pair, plan))]


def _of_pair(pair: Pair, plan: Plan) -> list[Quantity]:
    (first, second), id = plan.sizes(pair), pair_id(pair)
    chance = power_for(plan.wish, plan.sampling, first, second, plan.demand.confidence)
    floor = attainable_p(first + second, first)
    least = least_detectable(plan.sampling, first, second, plan.demand)
    low = floor < _LOWEST_P
    return [
        designed(f"power.first.{id}", first, "neighbourhoods"),
        designed(f"power.second.{id}", second, "neighbourhoods"),
        designed(
            f"power.detectable.{id}",
            detectable(plan.sampling, first, second, plan.demand),
            "points",
            method=f"noncentral_t{first + second - 2}",
            confidence=plan.demand.confidence,
        ),
        designed(f"power.chance.{id}", None if chance is None else 100 * chance, "percent"),
        designed(f"power.least.{id}", least, "points"),
        designed(f"power.floor.{id}", _LOWEST_P if low else floor, "index", bound="less_than" if low else "exactly"),
        *_of_formulas(id, first + second - 2, plan),
    ]


def _of_formulas(id: str, df: int, plan: Plan) -> list[Quantity]:
    """What two shorter formulas make of the smallest difference, in percent of the exact one."""
    exact = detectable_ratio(df, plan.demand) if df > 0 else None
    sums = {"sum_of_t": approximate_ratio(df, plan.demand) if exact else 0.0, "normal": normal_ratio(plan.demand)}
    return [designed(f"power.{name}.{id}", 100 * it / exact if exact else None, "percent") for name, it in sums.items()]


def _by_icc(pair: Pair, plan: Plan) -> list[Quantity]:
    first, second = plan.sizes(pair)
    return [
        designed(
            _by_icc_id(pair, icc),
            detectable(plan.with_icc(icc), first, second, plan.demand),
            "points",
        )
        for icc in ICCS
    ]


def _by_icc_id(pair: Pair, icc: float) -> str:
    return f"power.icc_{round(100 * icc)}.{pair_id(pair)}"


def pair_exhibits(plan: Plan) -> tuple[Exhibit, ...]:
    """The comparisons of the study; none where fewer than two arms are declared."""
    return (_found(plan), _alike(plan), _formulas(plan)) if plan.pairs() else ()


def _found(plan: Plan) -> Exhibit:
    columns = ("first", "second", "detectable", "chance", "floor")
    says = [Finding("power.finding.detectable", _facts(pair)) for pair in _distinct(plan)]
    says += [Finding("power.finding.chance", _facts(pair, "chance")) for pair in _distinct(plan)]
    says += [
        Finding(_floor_key(plan, pair), _facts(pair, "floor")) for pair in _distinct(plan) if _has_margin(plan, pair)
    ]
    return Exhibit("power-pairs", "values", _columns("planned", columns), _rows(plan, columns), tuple(says))


def _has_margin(plan: Plan, pair: Pair) -> bool:
    """One neighbourhood against one gives nothing at all, and has been told so."""
    return sum(plan.sizes(pair)) > 2


def _floor_key(plan: Plan, pair: Pair) -> str:
    """Whether randomisation can come below what the interval asks, 5 % at 95 %."""
    first, second = plan.sizes(pair)
    reaches = attainable_p(first + second, first) <= 1 - plan.demand.confidence + 1e-9
    return "power.finding.floor_low" if reaches else "power.finding.floor"


def _alike(plan: Plan) -> Exhibit:
    columns = tuple(Label("icc", f"{icc:.2f}") for icc in ICCS)
    rows = tuple(
        Row(
            Label("pair", pair_id(pair)),
            tuple(_by_icc_id(pair, icc) for icc in ICCS),
        )
        for pair in plan.pairs()
    )
    return Exhibit("power-icc", "values", columns, rows, (Finding("power.finding.icc"),))


def _formulas(plan: Plan) -> Exhibit:
    columns = ("sum_of_t", "normal")
    says = (Finding("power.finding.formulas", _facts(plan.pairs()[0], "normal")),)
    return Exhibit("power-formulas", "values", _columns("planned", columns), _rows(plan, columns), says)


def _distinct(plan: Plan) -> tuple[Pair, ...]:
    """The first pair of each size: what is true of three against three need not be said three times."""
    return tuple({plan.sizes(pair): pair for pair in reversed(plan.pairs())}.values())[::-1]


def _facts(pair: Pair, main: str = "detectable") -> dict[str, str]:
    """The numbers of a pair that a sentence may cite, the main one first."""
    names = dict.fromkeys((main, "first", "second", "detectable", "chance", "least", "floor"))
    cited = {name: f"power.{name}.{pair_id(pair)}" for name in names}
    return cited | {"wish": "power.assumed.smallest_difference_points", "asked": "power.assumed.power"}


def _columns(kind: str, names: tuple[str, ...]) -> tuple[Label, ...]:
    return tuple(Label(kind, name) for name in names)


def _rows(plan: Plan, columns: tuple[str, ...]) -> tuple[Row, ...]:
    return tuple(
        Row(Label("pair", pair_id(pair)), tuple(f"power.{name}.{pair_id(pair)}" for name in columns))
        for pair in plan.pairs()
    )
