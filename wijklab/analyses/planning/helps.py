"""What helps: more neighbourhoods, or more residents in each? And how many would be enough?"""

from __future__ import annotations

from math import ceil
from typing import Final

from wijklab.analyses.arms.panel import pair_id
from wijklab.analyses.planning.assumed import Plan, designed
from wijklab.contract.answers import Exhibit, Finding, Label, Quantity, Row
from wijklab.stats.planning.power import detectable, needed_areas, needed_people

PER_ARM: Final = (2, 3, 4, 5, 6, 8, 10, 12, 15, 20)
TIMES: Final = (0.25, 1, 4)
"""A quarter of the residents that were planned, as many, and four times as many."""

WISHES: Final = (0.5, 1.0, 2.0, 3.0)
"""Differences worth finding, in multiples of the study's own."""

NOT_ATTAINABLE: Final = "not_attainable"
"""Why there is no number of residents: with these neighbourhoods no number is enough."""


def help_quantities(plan: Plan) -> list[Quantity]:
    """The curves, what doubling brings, and what each difference would need."""
    return [*_curves(plan), *_doubled(plan), *(quantity for times in WISHES for quantity in _needed(plan, times))]


def help_exhibits(plan: Plan) -> tuple[Exhibit, ...]:
    """The smallest difference by neighbourhoods and residents, and what each difference would need."""
    return _course(plan), _needs(plan)


def _curves(plan: Plan) -> list[Quantity]:
    return [
        designed(
            f"power.curve.{people}.{areas}", detectable(plan.with_people(people), areas, areas, plan.demand), "points"
        )
        for people in _peoples(plan)
        for areas in PER_ARM
    ]


def _peoples(plan: Plan) -> tuple[int, ...]:
    return tuple(dict.fromkeys(max(2, round(times * plan.sampling.people)) for times in TIMES))


def _course(plan: Plan) -> Exhibit:
    columns = tuple(Label("per_arm", str(areas)) for areas in PER_ARM)
    rows = tuple(
        Row(Label("residents_each", str(people)), tuple(f"power.curve.{people}.{areas}" for areas in PER_ARM))
        for people in _peoples(plan)
    )
    facts = {name: f"power.doubled.{name}" for name in ("now", "areas", "residents")}
    return Exhibit("power-course", "course", columns, rows, (Finding("power.finding.doubled", facts),))


def _doubled(plan: Plan) -> list[Quantity]:
    """The smallest difference now, with twice the neighbourhoods, and with twice the residents in each."""
    first, second = plan.sizes(plan.pairs()[0]) if plan.pairs() else (PER_ARM[0], PER_ARM[0])
    people = plan.sampling.people
    now = detectable(plan.sampling, first, second, plan.demand)
    areas = detectable(plan.sampling, 2 * first, 2 * second, plan.demand)
    residents = detectable(plan.with_people(2 * people), first, second, plan.demand)
    found = {"now": now, "areas": areas, "residents": residents}
    return [designed(f"power.doubled.{name}", value, "points") for name, value in found.items()]


def _needed(plan: Plan, times: float) -> list[Quantity]:
    """For one difference: neighbourhoods per arm where any number may be had, and residents with those there are."""
    wish = _wish(plan, times)
    areas = needed_areas(wish, plan.sampling, plan.demand)
    return [
        designed(f"power.wish.{times:g}", wish, "points", method="assumed"),
        designed(f"power.needed_areas.{times:g}", areas, "neighbourhoods"),
        *(_needed_residents(plan, pair, times) for pair in plan.pairs()),
    ]


def _wish(plan: Plan, times: float) -> float:
    """A difference worth finding, in points as a reader sees them."""
    return round(times * plan.wish, 2)


def _needed_residents(plan: Plan, pair: tuple[str, str], times: float) -> Quantity:
    """Residents per neighbourhood at the start, so that enough are left; fewer than may be shown are never enough."""
    twice = needed_people(_wish(plan, times), plan.sampling, *plan.sizes(pair), plan.demand)
    start = None if twice is None else ceil(max(twice, plan.least_people) / (1 - plan.asked.follow_up_loss) - 1e-9)
    id = f"power.needed_residents.{times:g}.{pair_id(pair)}"
    return designed(id, start, "persons", missing=NOT_ATTAINABLE if start is None else None)


def _needs(plan: Plan) -> Exhibit:
    pairs = tuple(pair_id(pair) for pair in plan.pairs())
    columns = (Label("planned", "needed_areas"), *(Label("residents_for", pair) for pair in pairs))
    rows = tuple(
        Row(
            Label("points_apart", f"{_wish(plan, times):g}"),
            (f"power.needed_areas.{times:g}", *(f"power.needed_residents.{times:g}.{pair}" for pair in pairs)),
        )
        for times in WISHES
    )
    facts = {"areas": "power.needed_areas.1", "wish": "power.wish.1", "asked": "power.assumed.power"}
    return Exhibit("power-needed", "values", columns, rows, (Finding("power.finding.needed", facts),))
