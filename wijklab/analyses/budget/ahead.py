"""The rest of the term: what it may come to in all if the years go on as they went, and the chance that it is enough.

Reckoned in prices of the first year, so that what the index explains is no trend, and turned back into the euro of each
year. Everything follows from the yearly totals of this page, and is hidden with any of them.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from wijklab.analyses.budget.few import behind
from wijklab.analyses.budget.term import Term
from wijklab.contract.answers import Basis, Bound, Quantity
from wijklab.stats.forecast import Forecast, Shape, chance_at_most, forecast
from wijklab.stats.sums import Floats

WITH_MARGIN: Final = 3
"""Fewer years have no spread of their own around a line."""


def shapes(term: Term) -> tuple[Shape, ...]:
    """How the years may go on: along a line first, where there are years enough to see one; or at one level."""
    return ("line", "level") if len(term.known) >= WITH_MARGIN else ("level",)


def to_come(term: Term) -> tuple[int, ...]:
    """The years that have to be reckoned: those ahead, and those of which nothing was delivered."""
    return tuple(year for year in term.years if year not in term.known) if term.ahead else ()


def forecast_quantities(term: Term) -> list[Quantity]:
    """For each shape: each year to come, the total of the term, and the chance to stay within the budget."""
    if not to_come(term):
        return []
    return [quantity for shape in shapes(term) for quantity in _of_shape(term, shape)]


def foreseen(term: Term, shape: Shape, years: tuple[int, ...]) -> Forecast:
    """What those years come to in their own euro; without an interval where there are too few years for one."""
    spent = np.array([term.spent.total(term.spent.where(year)) for year in term.known]) / term.level(term.known)
    found = forecast(_floats(term.known), spent, _floats(years), term.level(years), shape)
    return found if len(term.known) >= WITH_MARGIN else Forecast(found.total, None, None, None, found.df)


def _of_shape(term: Term, shape: Shape) -> list[Quantity]:
    so_far = float(term.spent.euro.sum())
    rest = foreseen(term, shape, to_come(term))
    each = [_euro(f"budget.expected.{shape}.{year}", foreseen(term, shape, (year,)), 0.0, term) for year in term.ahead]
    total = _euro(f"budget.total.{shape}", rest, so_far, term)
    return [*each, total, _chance(term, shape, float(term.amounts(term.years).sum()) - so_far, rest)]


def _euro(id: str, found: Forecast, so_far: float, term: Term) -> Quantity:
    """What was spent so far with what may follow; nobody spends less than nothing in the years to come."""
    basis, n = _people(term)
    step = _step(found, so_far)
    low, value, high = (_from_nought(euro, so_far, step) for euro in (found.low, found.total, found.high))
    return Quantity(
        id=id,
        value=value,
        unit="eur",
        basis=basis,
        n=n,
        low=low,
        high=high,
        method=_method(found),
        rests_on=_totals(term),
    )


def _from_nought(rest: float | None, so_far: float, step: float) -> float | None:
    return None if rest is None else step * round((max(0.0, rest) + so_far) / step)


def _step(found: Forecast, so_far: float) -> float:
    """How fine a prediction is written: three digits of its margin, or four of itself where it has none."""
    size = found.total + so_far if found.high is None else found.high - found.total
    digits = 4 if found.high is None else 3
    return 10.0 ** max(0, math.floor(math.log10(size)) + 1 - digits) if size > 0 else 1.0


def _method(found: Forecast) -> str:
    return "prediction" if found.error is None else f"prediction_t{found.df}"


def _people(term: Term) -> tuple[Basis, int | None]:
    """The fewest people behind any of the years; none where all of it is what organisations paid."""
    found = [behind(term.spent.where(year), term) for year in term.known]
    over = [n for basis, n in found if basis == "people"]
    if not over:
        return "organisation", None
    return "people", min((n for n in over if n is not None), default=None) if None not in over else None


def _chance(term: Term, shape: Shape, left: float, rest: Forecast) -> Quantity:
    """Of 100 such terms, how many stay within the budget: whole numbers, never none and never all."""
    chance = 0.0 if left < 0 else chance_at_most(rest, left)
    bound, value = _written(chance)
    basis, n = _people(term)
    return Quantity(
        id=f"budget.chance.{shape}",
        value=value,
        unit="count",
        basis=basis,
        n=n,
        bound=bound,
        method=_method(rest),
        missing="not_computable" if chance is None else None,
        rests_on=_totals(term),
    )


def _written(chance: float | None) -> tuple[Bound, float | None]:
    if chance is None:
        return "exactly", None
    if chance < 0.01:
        return "less_than", 1.0
    return ("more_than", 99.0) if chance > 0.99 else ("exactly", float(round(100 * chance)))


def _totals(term: Term) -> tuple[str, ...]:
    return tuple(f"budget.spent.all.{year}" for year in term.known)


def _floats(years: tuple[int, ...]) -> Floats:
    return np.array(years, dtype=float)
