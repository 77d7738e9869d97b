"""Costs without any difference between arms, as sums per neighbourhood: what `skewed_costs.py` counts mistakes in.

Each run has 24 neighbourhoods of 150 people; a smaller study is the first of them, a smaller sample their first 40.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from simulated import Floats, Ints

RUNS: Final = 2_000
NEIGHBOURHOODS: Final = 24
PEOPLE: Final = (40, 150)
SIZES: Final = {"40": (0, 0), "150": (1, 1), "first arm 40": (0, 1), "first arm 150": (1, 0)}
"""People per neighbourhood in either arm, as positions in `PEOPLE`."""

_AT_ONCE: Final = 200
_SHARED: Final = 0.6


@dataclass(frozen=True, slots=True, eq=False)
class Costs:
    """Per neighbourhood: who has costs and mean euro in either year, shape (RUNS, G, 2); people, and squared deviations
    of changes, shape (RUNS, G)."""

    people: Ints
    having: Floats
    euro: Floats
    squares: Floats


def simulate(spread: float, drift: float, chance: np.random.Generator) -> list[Costs]:
    """`RUNS` studies of 24 neighbourhoods, of the first 40 people of each and of all 150."""
    parts = [_drawn(spread, drift, chance) for _ in range(RUNS // _AT_ONCE)]
    return [Costs(*(np.concatenate([getattr(part[k], name) for part in parts]) for name in Costs.__slots__))
            for k in range(len(PEOPLE))]  # fmt: skip


def _drawn(spread: float, drift: float, chance: np.random.Generator) -> list[Costs]:
    """Costs rise by a fifth everywhere; 70 % have any in a year, more of them where costs are higher."""
    size = (_AT_ONCE, NEIGHBOURHOODS, max(PEOPLE))
    level = 0.2 * chance.standard_normal(size[:2])
    change = drift * chance.standard_normal(size[:2]) + np.log(1.2)
    needs, stays = (chance.standard_normal(size, dtype=np.float32) for _ in "12")
    euro = []
    for later in (0.0, 1.0):
        new, kept = (chance.standard_normal(size, dtype=np.float32) for _ in "12")
        shared = (level + later * change)[:, :, None]
        log = spread * (_SHARED**0.5 * stays + (1 - _SHARED) ** 0.5 * new) + shared
        has = _SHARED**0.5 * needs + (1 - _SHARED) ** 0.5 * kept + shared > -0.52
        euro.append(np.where(has, np.exp(log), 0.0))
    return [_summed(*(year[:, :, :n] for year in euro)) for n in PEOPLE]


def _summed(before: Floats, after: Floats) -> Costs:
    years, change = (before, after), after - before
    squares = ((change - change.mean(axis=2, keepdims=True)) ** 2).sum(axis=2)
    having, euro = (np.stack([how(year) for year in years], axis=2) for how in (_having, _mean))
    return Costs(np.full(squares.shape, before.shape[2]), having, euro, squares)


def _having(year: Floats) -> Floats:
    return (year > 0).mean(axis=2)


def _mean(year: Floats) -> Floats:
    return year.mean(axis=2, dtype=float)


def study(drawn: list[Costs], areas: int, treated: int, sizes: str, start: float) -> Costs:
    """The first `areas` neighbourhoods, the first `treated` of them the first arm with its own size and level."""
    first, second = (drawn[place] for place in SIZES[sizes])
    parts = {name: np.concatenate([getattr(first, name)[:, :treated], getattr(second, name)[:, treated:areas]], axis=1)
             for name in Costs.__slots__}  # fmt: skip
    euro, squares = parts["euro"].copy(), parts["squares"].copy()
    euro[:, :treated] *= start
    squares[:, :treated] *= start**2
    return Costs(parts["people"], parts["having"], euro, squares)
