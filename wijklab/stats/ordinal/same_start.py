"""Arms compared on ordered levels as if everyone had started alike, from counts by neighbourhood.

The model has the arm and the level before as covariates. Which of them gets a coefficient per threshold is decided on
the counts of people (`assumptions.fit_partial_odds`). What is reported is then fitted to the same counts weighted so
that each neighbourhood counts once, as everywhere in a report, and again without each neighbourhood in turn.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wijklab.stats.ordinal.assumptions import PartialFit, fit_partial_odds
from wijklab.stats.ordinal.fitting import OrdinalFit, fit_cumulative_link
from wijklab.stats.ordinal.likelihood import Floats
from wijklab.stats.ordinal.prediction import level_chances

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SameStart:
    """`expected`, shape (n_arms, n_levels): the chance of each level afterwards, averaged over where everybody started.

    `log_odds`, shape (n_arms,): of standing higher, against the last arm; nan where it is not one number (the arm
    shifts thresholds), has no bound (everybody or nobody of an arm is above) or was not found.
    """

    expected: Floats
    log_odds: Floats


@dataclass(frozen=True, slots=True)
class SameStartComparison:
    """The comparison with all neighbourhoods, without each of them, and the form of the model with its tests."""

    form: PartialFit
    all: SameStart
    without: tuple[SameStart, ...]


def compare_at_same_start(tables: Ints, arm: Ints) -> SameStartComparison | None:
    """`tables` has shape (n_areas, n_levels before, n_levels after), each area with someone; `arm` (n_areas,) counts
    from 0, the last one the reference. None where everyone ends at one level, or there is one arm only."""
    n_arms = int(arm.max()) + 1
    by_arm = _by_arm(tables.astype(float), arm, n_arms)
    if n_arms < 2 or (by_arm.sum(axis=(0, 1)) > 0).sum() < 2:
        return None
    design, covariates = _design(by_arm)
    form = fit_partial_odds(by_arm.reshape(-1, by_arm.shape[2]), design, covariates)
    people = tables.sum(axis=(1, 2))
    weighted = tables * (people.sum() / (people.size * people))[:, None, None]
    found = _fitted(_by_arm(weighted, arm, n_arms), design, form, form.fit)
    left = [np.arange(arm.size) != area for area in range(arm.size)]
    without = tuple(_fitted(_by_arm(weighted[own], arm[own], n_arms), design, form, form.fit) for own in left)
    return SameStartComparison(form, found, without)


def _by_arm(tables: Floats, arm: Ints, n_arms: int) -> Floats:
    """Shape (n_arms, n_levels before, n_levels after)."""
    return np.stack([tables[arm == own].sum(axis=0) for own in range(n_arms)])


def _design(by_arm: Floats) -> tuple[Floats, dict[str, tuple[int, ...]]]:
    """A row to an arm and level before; columns for each arm but the last, then each level but the lowest held."""
    n_arms, n_levels = by_arm.shape[:2]
    held = np.flatnonzero(by_arm.sum(axis=(0, 2)) > 0)[1:]
    arms = np.repeat(np.eye(n_arms)[:, :-1], n_levels, axis=0)
    starts = np.tile(np.eye(n_levels)[:, held], (n_arms, 1))
    columns = tuple(range(n_arms - 1 + held.size))
    return np.hstack([arms, starts]), {"arm": columns[: n_arms - 1], "start": columns[n_arms - 1 :]}


def _fitted(by_arm: Floats, design: Floats, form: PartialFit, near: OrdinalFit) -> SameStart:
    """The model of that form on these weights; nan throughout where there is nothing to fit or no maximum was found."""
    n_arms, _, n_levels = by_arm.shape
    unknown = SameStart(np.full((n_arms, n_levels), np.nan), np.full(n_arms, np.nan))
    if (by_arm.sum(axis=(1, 2)) == 0).any() or (by_arm.sum(axis=(0, 1)) > 0).sum() < 2:
        return unknown
    kept, shifting = design[:, list(form.kept)], design[:, list(form.shifting)]
    fit = fit_cumulative_link(by_arm.reshape(-1, n_levels), kept, shifting=shifting, near=near)
    if not fit.converged:
        return unknown
    starts = by_arm.sum(axis=(0, 2)) / by_arm.sum()
    chances = level_chances(fit, kept, shifting=shifting).reshape(by_arm.shape)
    odds = np.append(fit.coefficients[: n_arms - 1], 0.0) if "arm" not in form.failed else unknown.log_odds
    odds[[i for i in fit.unbounded if i < n_arms - 1]] = np.nan
    return SameStart(np.einsum("s,asl->al", starts, chances), odds)
