"""Studies without any effect, as sums per neighbourhood: what `calibrate.py` counts mistakes in.

Each run has 23 neighbourhoods of 150 people; a smaller study is the first of them, a smaller sample the first people of
each. A person's change has variance 2 within the neighbourhood; `icc` sets what neighbourhoods differ beside that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

RUNS: Final = 2_000
NEIGHBOURHOODS: Final = 23
PEOPLE: Final = (10, 40, 150)
WITHIN: Final = 2.0
_AT_ONCE: Final = 250
"""Runs simulated at once: 250 x 23 x 150 people fit in little memory."""

START: Final = {"ceiling and skew": 3.2, "corona dip": 3.2, "binding ceiling": 8.0}
"""The mean score at the start; from 8 a third of the people end at the ceiling of ten."""

SHAPES: Final = ("plain", *START)


@dataclass(frozen=True, slots=True, eq=False)
class Simulated:
    """Mean changes, and squared deviations within, of the first 10, 40 and 150 people: shape (3, RUNS, 23)."""

    mean: Floats
    squares: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """The same for one choice of sample sizes, and those sizes: each of shape (RUNS, G)."""

    people: Ints
    mean: Floats
    squares: Floats


def simulate(shape: str, icc: float, chance: np.random.Generator) -> Simulated:
    """`RUNS` studies: what neighbourhoods share is normal; a corona dip adds a skewed blow, another in each of them."""
    shared = np.sqrt(WITHIN * icc / (1 - icc)) * chance.standard_normal((RUNS, NEIGHBOURHOODS))
    if shape == "corona dip":
        shared -= 0.6 * chance.standard_exponential(shared.shape)
    parts = [_sums(_changes(shape, shared[i : i + _AT_ONCE], chance)) for i in range(0, RUNS, _AT_ONCE)]
    mean, squares = (np.concatenate([part[k] for part in parts], axis=1) for k in (0, 1))
    return Simulated(mean, squares)


def _changes(shape: str, shared: Floats, chance: np.random.Generator) -> NDArray[np.float32]:
    """Change of each person, shape (runs, 23, 150): normal, or the difference of two whole scores from 1 to 10.

    Most people rise a little and some much (an exponential rise), and both scores carry noise of their own.
    """
    size = (*shared.shape, max(PEOPLE))
    shared = shared[:, :, None].astype(np.float32)
    if shape == "plain":
        return shared + np.float32(np.sqrt(WITHIN)) * chance.standard_normal(size, dtype=np.float32)
    true = START[shape] + 1.5 * chance.standard_normal(size, dtype=np.float32)
    before = _score(true + chance.standard_normal(size, dtype=np.float32))
    rise = 2 * chance.standard_exponential(size, dtype=np.float32)
    return _score(true + shared + rise + chance.standard_normal(size, dtype=np.float32)) - before


def _score(latent: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.clip(np.rint(latent), 1, 10)


def _sums(changes: NDArray[np.float32]) -> tuple[Floats, Floats]:
    mean = np.stack([changes[:, :, :n].mean(axis=2, dtype=float) for n in PEOPLE])
    pairs = zip(PEOPLE, mean, strict=True)
    squares = np.stack([((changes[:, :, :n] - own[:, :, None]) ** 2).sum(axis=2, dtype=float) for n, own in pairs])
    return mean, squares


def _random(shape: tuple[int, int], treated: int, chance: np.random.Generator) -> Ints:
    return chance.integers(0, len(PEOPLE), shape)


def _few_in_first(shape: tuple[int, int], treated: int, chance: np.random.Generator) -> Ints:
    sizes = _random(shape, treated, chance)
    sizes[:, :treated] = 0
    return sizes


def _many_in_first(shape: tuple[int, int], treated: int, chance: np.random.Generator) -> Ints:
    sizes = _random(shape, treated, chance)
    sizes[:, :treated] = len(PEOPLE) - 1
    return sizes


def _all(place: int) -> Callable[[tuple[int, int], int, np.random.Generator], Ints]:
    return lambda shape, treated, chance: np.full(shape, place)


SIZES: Final = {
    **{str(n): _all(place) for place, n in enumerate(PEOPLE)},
    "unequal": _random,
    "first arm 10, rest unequal": _few_in_first,
    "first arm 150, rest unequal": _many_in_first,
}
"""How many people are measured per neighbourhood, as positions in `PEOPLE`."""


def study(drawn: Simulated, areas: int, treated: int, sizes: str, chance: np.random.Generator) -> Sums:
    """The first `areas` neighbourhoods with that choice of sizes; the first `treated` of them are the first arm."""
    place = SIZES[sizes]((RUNS, areas), treated, chance)[None]
    mean, squares = (np.take_along_axis(each[:, :, :areas], place, axis=0)[0] for each in (drawn.mean, drawn.squares))
    return Sums(np.array(PEOPLE)[place[0]], mean, squares)
