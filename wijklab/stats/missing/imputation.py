"""Multiple imputation by chained equations, for people measured more than once in a few neighbourhoods.

Each incomplete column is regressed on the others with an intercept for every neighbourhood, so that imputed people keep
the level of their own neighbourhood. Fixed intercepts err on the safe side: they never make neighbourhoods more alike
than they are (Andridge 2011; leaving them out does, and gives intervals that are too narrow). Parameters are drawn from
their posterior: sigma from a scaled inverse chi-square, then the coefficients (Rubin 1987, example 5.1). Predictive
mean matching then takes the value of one of the five people whose prediction is nearest, so imputed scores stay on the
scale (Little 1988; the observed are predicted at the estimate, the missing at the draw: Van Buuren 2018, 3.4.2).

Why not `statsmodels.imputation.mice`: it draws coefficients but not sigma, matches both sides at the draw, and needs a
dummy for each neighbourhood; benchmarks are in `docs/methods.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Final, Literal

import numpy as np

from wijklab.stats.sums import ROUNDING, Bools, Floats, Ints, largest

Way = Literal["matching", "normal"]

DONORS: Final = 5
"""People nearest in prediction of whom one lends their value."""

TIE: Final = 1e-9
"""Predictions nearer to each other than this share of how far they spread are the same one, rounded differently."""


@dataclass(frozen=True, slots=True)
class Gaps:
    """What is to be filled: `columns` of shape (n_people, n_columns) with nan where nothing was measured, complete
    predictors `given` of shape (n_people, n_given), and `area` of shape (n_people,), counting from 0 to `n_areas`.

    Every area needs somebody who was measured in each column, and one area at least needs two.
    """

    columns: Floats
    given: Floats
    area: Ints
    n_areas: int


@dataclass(frozen=True, slots=True)
class Line:
    """A regression with an intercept per area: shapes (n_predictors,) and (n_areas,), sigma in units of the outcome."""

    slopes: Floats
    intercepts: Floats
    sigma: float

    def at(self, predictors: Floats, area: Ints) -> Floats:
        """The prediction for people with these predictors in these areas, shape (n_people,)."""
        return predictors @ self.slopes + self.intercepts[area]


def completed_sets(
    gaps: Gaps, sets: int, chance: np.random.Generator, *, way: Way = "matching", rounds: int = 5
) -> Iterator[Floats]:
    """`sets` completed copies of the columns, one after another so that memory does not grow with their number.

    Where gaps are nested (who misses a column misses every later one) one pass is exact and each column is filled from
    those before it; else `rounds` passes over all columns. ValueError where an area has nobody measured in a column,
    no area has two, or a predictor is not a finite number.
    """
    missing = np.isnan(gaps.columns)
    order = np.argsort(missing.sum(axis=0), kind="stable")
    nested = all((missing[:, a] <= missing[:, b]).all() for a, b in pairwise(order))
    _refuse(gaps, missing)
    for _ in range(sets):
        yield _filled(gaps, missing, order, chance, FILLERS[way], 0 if nested else rounds)


def _filled(gaps: Gaps, missing: Bools, order: Ints, chance: np.random.Generator, fill: Filler, rounds: int) -> Floats:
    """One completed copy. `rounds` 0: each column from the ones before it in `order`; else from all others, in turn."""
    full = _started(gaps.columns, missing, chance) if rounds else gaps.columns.copy()
    incomplete = [(place, column) for place, column in enumerate(order) if missing[:, column].any()]
    for _ in range(max(1, rounds)):
        for place, column in incomplete:
            others = np.delete(order, place) if rounds else order[:place]
            predictors = np.column_stack([gaps.given, full[:, others]])
            full[missing[:, column], column] = fill(
                predictors, gaps.columns[:, column], missing[:, column], gaps, chance
            )
    return full


def _started(columns: Floats, missing: Bools, chance: np.random.Generator) -> Floats:
    """Each gap filled with the value of somebody at random: where the chain starts from."""
    full = columns.copy()
    for column in range(columns.shape[1]):
        gone = missing[:, column]
        full[gone, column] = chance.choice(columns[~gone, column], int(gone.sum()))
    return full


def posterior_draw(
    predictors: Floats, outcome: Floats, area: Ints, n_areas: int, chance: np.random.Generator
) -> tuple[Line, Line]:
    """The least-squares line of `outcome`, and a draw from its posterior under a flat prior (Rubin 1987, example 5.1).

    The intercepts are swept out first, so that the work grows with the number of predictors and not of areas.
    Predictors that say the same, or nothing within areas, share their slope (a generalised inverse); where there are as
    many as people, only their strongest combinations count, so that a degree of freedom is left for sigma.
    Shapes (n_people, n_predictors), (n_people,), (n_people,).
    """
    people = np.bincount(area, minlength=n_areas)
    both = np.column_stack([predictors, outcome])
    means = np.column_stack([np.bincount(area, column, n_areas) for column in both.T]) / people[:, None]
    away = both - means[area]
    within = away.T @ away
    root, rank = _inverse_root(within[:-1, :-1], outcome.size - n_areas - 1)
    slopes = root @ (root.T @ within[:-1, -1])
    left, df = float(((away[:, -1] - away[:, :-1] @ slopes) ** 2).sum()), outcome.size - n_areas - rank
    sigma = float(np.sqrt(left / chance.chisquare(df)))
    drawn = slopes + sigma * root @ chance.standard_normal(len(root))
    shaken = sigma / np.sqrt(people) * chance.standard_normal(n_areas)
    return (
        Line(slopes, means[:, -1] - means[:, :-1] @ slopes, float(np.sqrt(left / df))),
        Line(drawn, means[:, -1] - means[:, :-1] @ drawn + shaken, sigma),
    )


def _inverse_root(squares: Floats, most: int) -> tuple[Floats, int]:
    """R, shape (k, k), with R R' a generalised inverse of a matrix of squares, and its rank, at most `most`.

    Columns are scaled to one size and their root is symmetric: no unit and no sign of an eigenvector matters.
    """
    size = np.sqrt(np.diag(squares))
    size = np.where(size > 0, size, 1.0)
    values, vectors = np.linalg.eigh(squares / np.outer(size, size))
    kept = (values > 1e-10) & (np.arange(size.size) >= size.size - most)
    root = (vectors[:, kept] / np.sqrt(values[kept])) @ vectors[:, kept].T
    return root / size[:, None], int(kept.sum())


def _match(predictors: Floats, column: Floats, gone: Bools, gaps: Gaps, chance: np.random.Generator) -> Floats:
    """Values of people whose prediction is near that of who is missing, shape (n_missing,)."""
    fitted, drawn = posterior_draw(predictors[~gone], column[~gone], gaps.area[~gone], gaps.n_areas, chance)
    here = fitted.at(predictors[~gone], gaps.area[~gone])
    there = drawn.at(predictors[gone], gaps.area[gone])
    return column[~gone][nearest_donors(here, there, chance)]


def _from_normal(predictors: Floats, column: Floats, gone: Bools, gaps: Gaps, chance: np.random.Generator) -> Floats:
    """Draws from the line with its scatter, shape (n_missing,): not bound to the scale of the instrument."""
    _, drawn = posterior_draw(predictors[~gone], column[~gone], gaps.area[~gone], gaps.n_areas, chance)
    return drawn.at(predictors[gone], gaps.area[gone]) + drawn.sigma * chance.standard_normal(int(gone.sum()))


def nearest_donors(here: Floats, there: Floats, chance: np.random.Generator, donors: int = DONORS) -> Ints:
    """For each of `there` one of the `donors` nearest of `here`, at random: places in `here`, shape as `there`.

    Many people share a prediction, since scores are whole numbers; a donor is drawn from all who share it.
    """
    order = np.argsort(here, kind="stable")
    ranked = here[order]
    window = np.searchsorted(ranked, there)[:, None] + np.arange(-donors, donors)
    outside = (window < 0) | (window >= here.size)
    away = np.abs(ranked[np.clip(window, 0, here.size - 1)] - there[:, None])
    near = np.argpartition(np.where(outside, np.inf, away), min(donors, here.size) - 1, axis=1)
    pick = chance.integers(0, min(donors, here.size), there.size)
    chosen = window[np.arange(there.size), near[np.arange(there.size), pick]]
    tie = TIE * float(np.ptp(here)) + ROUNDING * largest(here)
    runs = np.flatnonzero(np.diff(ranked, prepend=-np.inf, append=np.inf) > tie)
    run = np.searchsorted(runs, chosen, side="right")
    return np.asarray(order[chance.integers(runs[run - 1], runs[run])])


Filler = Callable[[Floats, Floats, Bools, Gaps, np.random.Generator], Floats]

FILLERS: Final = MappingProxyType({"matching": _match, "normal": _from_normal})
"""How a gap is filled: with the value of a person alike, or with a draw from the normal line."""


def _refuse(gaps: Gaps, missing: Bools) -> None:
    if np.isinf(gaps.columns).any() or not np.isfinite(gaps.given).all():
        raise ValueError("a predictor is not a finite number: nothing can be told from it")
    for column in missing.T[missing.any(axis=0)]:
        people = np.bincount(gaps.area[~column], minlength=gaps.n_areas)
        if not people.all():
            raise ValueError("an area has nobody who was measured: nothing can be imputed there")
        if people.max() < 2:
            raise ValueError("one person was measured in each area: nothing tells how far neighbours differ")
