"""How fine a released number is: enough to read and to check, too coarse to tell how many people it was over.

A percentage with a decimal, or a mean with two, over a few dozen people fits one exact number of people only: it would
undo the rounding of that number. So the fewer people, the coarser the step.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import floor, inf
from types import MappingProxyType
from typing import Final

from wijklab.contract.answers import Quantity

Steps = tuple[tuple[float, float], ...]
"""Pairs of a number of people and the step of a number over fewer people than that."""

_SCORE: Final[Steps] = ((100, 0.1), (inf, 0.01))
_SHARE: Final[Steps] = ((100, 5.0), (1000, 1.0), (inf, 0.1))

RELEASED_STEPS: Final[Mapping[str, Steps]] = MappingProxyType(
    {
        "points": _SCORE,
        "rungs": _SCORE,
        "grade": _SCORE,
        "percent": _SHARE,
        "percentage_points": _SHARE,
        "ratio": _SCORE,
        "level": ((inf, 0.01),),
        "index": ((inf, 0.01),),
        "months": ((inf, 0.1),),
    }
)
"""By unit; a unit that is not named here is a whole number."""

P_STEP: Final = 0.001


def at_released_precision(quantity: Quantity) -> Quantity:
    """The same quantity rounded for release; area, case and published figures keep what their source gave."""
    if quantity.basis not in ("people", "count"):
        return quantity
    step = 0.1 if quantity.share_of else _step(quantity)  # such a share is made of counts that are rounded already
    return replace(
        quantity,
        value=_rounded(quantity.value, step),
        low=_rounded(quantity.low, step),
        high=_rounded(quantity.high, step),
        p=_rounded(quantity.p, P_STEP),
        p_floor=_rounded(quantity.p_floor, P_STEP),
        p_family=_rounded(quantity.p_family, P_STEP),
    )


def _step(quantity: Quantity) -> float:
    steps = RELEASED_STEPS.get(quantity.unit, ((inf, 1.0),))
    return next(step for fewer_than, step in steps if (quantity.n or 0) < fewer_than)


def _rounded(value: float | None, step: float) -> float | None:
    return None if value is None else round(step * floor(value / step + 0.5), 3) + 0.0
