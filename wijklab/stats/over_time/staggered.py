"""Starts in different years: group-time effects and their averages (Callaway & Sant'Anna 2021).

ATT(g, t) is the mean effect in period t on the units whose treatment began in period g: their change since the period
before g, less that of units without treatment. Before g it is the change since the period just before t, which should
be nothing. Estimates, influence functions and standard errors are those of R's `did` (varying base period).

Standard errors lean on many units: with a dozen neighbourhoods read the estimates, and take uncertainty elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from wijklab.stats.over_time.doubly_robust import doubly_robust

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

Control = Literal["never", "not_yet"]
NEVER: Final = 0
"""The first treated period of a unit that was never treated; one that begins after the last period counts as such."""


@dataclass(frozen=True, slots=True, repr=False)
class GroupTime:
    """Group-time effects in the unit of the outcome, one per cell.

    `group`, `period`, `effect` and `error` have shape (n_cells,); `influence` has shape (n_units, n_cells); `first`,
    shape (n_units,), is the first treated period of each unit, 0 where it only serves as comparison.
    """

    group: Ints
    period: Ints
    effect: Floats
    error: Floats
    influence: Floats
    first: Ints

    def shares(self, groups: Ints) -> Floats:
        """The share of all units that belongs to each of `groups`."""
        return (self.first[:, None] == groups).mean(axis=0)


@dataclass(frozen=True, slots=True, repr=False)
class Average:
    """An average of group-time effects with its standard error, and the averages that it is made of.

    `at` are the groups, event times or periods of `effects` and `errors`, each shape (n_parts,).
    """

    effect: float
    error: float
    at: Ints
    effects: Floats
    errors: Floats


def group_time_effects(
    outcome: Floats, first: Ints, periods: Ints, *, control: Control = "never", covariates: Floats | None = None
) -> GroupTime:
    """Every ATT(g, t) that the panel allows, groups in order and periods within them.

    `outcome` has shape (n_units, n_periods) without gaps, `first` (n_units,) the period in which treatment began, 0
    where never, `periods` (n_periods,) rising. `covariates`, shape (n_units, k), measured before any treatment, makes
    it doubly robust. Units treated from the first period on have no before and are in no group. Where all are treated
    in the end, `not_yet` compares with the last to begin, before they do. ValueError where the outcome has gaps, nobody
    begins after the first period, or no unit is untreated.
    """
    if not np.isfinite(outcome).all():
        raise ValueError("the panel has gaps: leave out the units or the periods that have them")
    first = np.where(first > periods[-1], NEVER, first)
    if control == "not_yet" and (first > periods[0]).any() and not (first == NEVER).any():
        first, outcome, periods = _until_the_last(first, outcome, periods)
    groups = np.unique(first[first > periods[0]])
    cells = [(g, at) for g in groups for at in range(1, periods.size)]
    if not cells:
        raise ValueError("nobody begins after the first period, or no unit is untreated")
    found = [_cell(outcome, first, periods, g, at, control, covariates) for g, at in cells]
    influence = np.column_stack([psi for _, psi in found])
    return GroupTime(
        group=np.array([g for g, _ in cells], dtype=np.int64),
        period=periods[[at for _, at in cells]],
        effect=np.array([effect for effect, _ in found]),
        error=_errors(influence),
        influence=influence,
        first=first,
    )


def _until_the_last(first: Ints, outcome: Floats, periods: Ints) -> tuple[Ints, Floats, Ints]:
    """The panel before the last start, in which those that are the last to start are never treated (as in `did`)."""
    kept = periods < first.max()
    return np.where(first == first.max(), NEVER, first), outcome[:, kept], periods[kept]


def _cell(
    outcome: Floats, first: Ints, periods: Ints, group: int, at: int, control: Control, covariates: Floats | None
) -> tuple[float, Floats]:
    """The effect of one cell and its influence function over all units, shape (n_units,)."""
    after = periods[at] >= group
    base = int(np.flatnonzero(periods < group)[-1]) if after else at - 1
    treated, free = first == group, _untreated(first, periods[max(at, base)], group, control)
    if not free.any():
        raise ValueError("no untreated unit to compare with")
    change = outcome[:, at] - outcome[:, base]
    effect, own = _two_by_two(change, treated, free, covariates)
    influence = np.zeros(first.size)
    influence[treated | free] = own * first.size / own.size
    return effect, influence


def _untreated(first: Ints, until: int, group: int, control: Control) -> Bools:
    """Which units serve as comparison for a group: never treated, or also those not treated by the period `until`."""
    never = first == NEVER
    return never if control == "never" else never | ((first > until) & (first != group))


def _two_by_two(change: Floats, treated: Bools, free: Bools, covariates: Floats | None) -> tuple[float, Floats]:
    """Effect and influence over the units that are compared; without covariates the difference between two means."""
    compared = treated | free
    own, among = change[compared], treated[compared]
    if covariates is not None:
        ones = np.ones((own.size, 1))
        return doubly_robust(own, among, np.hstack([ones, covariates[compared]]))
    mean_treated, mean_free = own[among].mean(), own[~among].mean()
    influence = np.where(among, (own - mean_treated) / among.mean(), -(own - mean_free) / (1 - among.mean()))
    return float(mean_treated - mean_free), influence


def _errors(influence: Floats) -> Floats:
    return np.sqrt((influence**2).sum(axis=0)) / len(influence)


def simple(found: GroupTime) -> Average:
    """All cells after their start, each weighted by the size of its group. Shapes of parts: (1,)."""
    effect, influence = _weighted(found, found.period >= found.group)
    error = float(_errors(influence[:, None])[0])
    return Average(effect, error, np.zeros(1, dtype=np.int64), np.array([effect]), np.array([error]))


def by_group(found: GroupTime) -> Average:
    """The mean over periods after the start for each group; overall every treated unit counts once.

    The error allows for group sizes being estimated, as in the Python ports; R's leaves a part of that out (0.25 %).
    """
    at = np.unique(found.group)
    cells = [(found.group == g) & (found.period >= g) for g in at]
    effects = np.array([found.effect[own].mean() for own in cells])
    influence = np.column_stack([found.influence[:, own].mean(axis=1) for own in cells])
    effect, overall = _averaged(found, at, effects, influence)
    return Average(effect, float(_errors(overall[:, None])[0]), at, effects, _errors(influence))


def by_event_time(found: GroupTime) -> Average:
    """The effect at each time since the start, negative before it; overall: the mean of those from the start on."""
    since = found.period - found.group
    return _parts(found, np.unique(since), lambda e: since == e, lambda at: at >= 0)


def by_calendar(found: GroupTime) -> Average:
    """The effect in each period on whoever was treated by then; overall: their mean."""
    at = np.unique(found.period[found.period >= found.group])
    after = found.period >= found.group
    return _parts(found, at, lambda t: (found.period == t) & after, lambda at: at == at)


AGGREGATIONS: Final = MappingProxyType(
    {"simple": simple, "group": by_group, "dynamic": by_event_time, "calendar": by_calendar}
)


def _parts(found: GroupTime, at: Ints, cells: Callable[[int], Bools], counts: Callable[[Ints], Bools]) -> Average:
    made = [_weighted(found, cells(int(part))) for part in at]
    effects = np.array([effect for effect, _ in made])
    influence = np.column_stack([psi for _, psi in made])
    kept = counts(at)
    error = _errors(influence[:, kept].mean(axis=1)[:, None])[0]
    return Average(float(effects[kept].mean()), float(error), at, effects, _errors(influence))


def _weighted(found: GroupTime, cells: Bools) -> tuple[float, Floats]:
    """Cells weighted by group size, and the influence of both the effects and the estimated sizes."""
    return _averaged(found, found.group[cells], found.effect[cells], found.influence[:, cells])


def _averaged(found: GroupTime, groups: Ints, effects: Floats, influence: Floats) -> tuple[float, Floats]:
    """`effects` weighted by the sizes of their groups, and its influence function, shape (n_units,)."""
    shares = found.shares(groups)
    whole = shares.sum()
    away = (found.first[:, None] == groups) - shares
    of_weights = away / whole - np.outer(away.sum(axis=1), shares) / whole**2
    return float(effects @ shares / whole), influence @ (shares / whole) + of_weights @ effects
