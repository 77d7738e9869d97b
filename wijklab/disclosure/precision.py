"""How many decimals a released number keeps: enough to read and to check, too few to reconstruct a sum from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from wijklab.contract.answers import Quantity

RELEASED_DECIMALS: Final[Mapping[str, int]] = MappingProxyType(
    {"points": 2, "grade": 2, "percent": 1, "percentage_points": 1, "eur": 0, "ratio": 2, "level": 2}
)
"""By unit; a unit that is not named here is a whole number."""

P_DECIMALS: Final = 3


def at_released_precision(quantity: Quantity) -> Quantity:
    """The same quantity rounded for release; area, case and published figures keep what their source gave."""
    if quantity.basis not in ("people", "count"):
        return quantity
    decimals = RELEASED_DECIMALS.get(quantity.unit, 0)
    return replace(
        quantity,
        value=_rounded(quantity.value, decimals),
        low=_rounded(quantity.low, decimals),
        high=_rounded(quantity.high, decimals),
        p=_rounded(quantity.p, P_DECIMALS),
        p_floor=_rounded(quantity.p_floor, P_DECIMALS),
    )


def _rounded(value: float | None, decimals: int) -> float | None:
    return None if value is None else round(value, decimals) + 0.0
