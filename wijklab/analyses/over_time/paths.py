"""Neighbourhoods lined up at their start: an arm beside the neighbourhoods that never started, by years since it.

Each neighbourhood of the arm has its own start. A comparison neighbourhood has none, so its score at `years since the
start` is the mean of its scores in those years of the arm's neighbourhoods; where all start together that is one year.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtri, stdtrit

from wijklab.analyses.arms.panel import pair_id
from wijklab.analyses.arms.quantities import method_name
from wijklab.analyses.over_time.pairs import UNTREATED, compared
from wijklab.analyses.over_time.panel import YearPanel
from wijklab.contract.answers import Quantity
from wijklab.stats.few.areas import Floats, Ints
from wijklab.stats.few.method import choose_method
from wijklab.stats.over_time.coefficients import EventStudy


@dataclass(frozen=True, slots=True, repr=False)
class Paths:
    """Mean scores by years since the start, of neighbourhoods measured in all of them.

    `since` has shape (n_years,), rising, 0 in the year of the start and below it before; `first`, shape (n_first,
    n_years), are the arm's neighbourhoods and `second` those that never started. `people` is the smallest number of
    people behind any year of either group.
    """

    arm: str
    since: Ints
    first: Floats
    second: Floats
    people: int

    @property
    def df(self) -> int:
        """Degrees of freedom of a difference between the two groups: G - 2."""
        return len(self.first) + len(self.second) - 2

    @property
    def before(self) -> int:
        """How many measured years lie before the start; the last of them is what others are compared with."""
        return int((self.since < 0).sum())

    @property
    def even(self) -> bool:
        """Whether there is as much time between each measured year and the next."""
        return np.unique(np.diff(self.since)).size == 1

    @property
    def id(self) -> str:
        """`proeftuin-traditional`."""
        return pair_id((self.arm, UNTREATED))


def started_arms(panel: YearPanel) -> tuple[str, ...]:
    """The arms that began in a measured neighbourhood, in the order of the vocabulary."""
    return tuple(arm for arm in panel.present() if (panel.starts[panel.areas_of(arm)] > 0).any())


def line_up(panel: YearPanel, arm: str) -> Paths | None:
    """The paths of an arm's neighbourhoods that began within the years of the panel.

    None where no year before and after the start is measured in both groups.
    """
    own = np.flatnonzero(panel.areas_of(arm) & panel.began_within())
    never = np.flatnonzero(panel.starts == 0)
    since = _since(panel, panel.starts[own])
    if own.size == 0 or never.size == 0 or not (since < 0).any() or not (since >= 0).any():
        return None
    at = panel.starts[own][:, None] + since - panel.years[0]
    kept = np.isfinite(panel.means[own[:, None], at]).all(axis=1)
    beside = np.isfinite(panel.means[never][:, at[kept]]).all(axis=(1, 2)) if kept.any() else np.zeros(0, dtype=bool)
    if not kept.any() or not beside.any():
        return None
    return Paths(
        arm=arm,
        since=since,
        first=panel.means[own[kept][:, None], at[kept]],
        second=panel.means[never[beside]][:, at[kept]].mean(axis=1),
        people=_fewest(panel, own[kept], never[beside], at[kept]),
    )


def _since(panel: YearPanel, starts: Ints) -> Ints:
    """Years since the start for which every neighbourhood of the arm has a year in which somebody was measured."""
    measured = set(panel.years[np.isfinite(panel.means).any(axis=0)].tolist())
    reach = range(int(panel.years[0]) - int(panel.years[-1]), int(panel.years[-1]) - int(panel.years[0]) + 1)
    return np.array([k for k in reach if all(int(start) + k in measured for start in starts)], dtype=np.int64)


def _fewest(panel: YearPanel, own: Ints, never: Ints, at: Ints) -> int:
    return int(
        min(
            panel.people[own[:, None], at].sum(axis=0).min(),
            panel.people[never][:, at].sum(axis=0).min(),
        )
    )


def changes(paths: Paths) -> tuple[Floats, Floats]:
    """Changes since the last year before the start, shape (n_neighbourhoods, n_years - 1), of both groups."""
    reference = paths.before - 1
    return tuple(  # type: ignore[return-value]
        np.delete(rows - rows[:, [reference]], reference, axis=1) for rows in (paths.first, paths.second)
    )


def event_study(paths: Paths, *, widened: bool) -> EventStudy:
    """The differences between the two groups by year, with the pooled covariance of neighbourhoods; df must be above 0.

    `widened` takes the covariance times (t / z)^2, t and z the 97.5 % points of t(G-2) and of the normal. A method that
    reads the covariance as known then gives the t(G-2) interval where trends are taken to be parallel; for the rest of
    the honest bounds that is a rule of thumb, which simulation bears out (docs/methods.md).
    """
    first, second = changes(paths)
    squares = sum((rows - rows.mean(axis=0)).T @ (rows - rows.mean(axis=0)) for rows in (first, second))
    covariance = squares / paths.df * (1 / len(first) + 1 / len(second))
    wider = float(stdtrit(paths.df, 0.975) / ndtri(0.975)) ** 2 if widened else 1.0
    return EventStudy(first.mean(axis=0) - second.mean(axis=0), covariance * wider, paths.before - 1)


def in_points(
    paths: Paths, id: str, value: float, method: str, ends: tuple[float | None, float | None] = (None, None)
) -> Quantity:
    """A number in points over the people of both groups: a comparison where it has an interval, else a description."""
    sure = ends[0] is not None
    return Quantity(
        id=id,
        value=value,
        unit="points",
        basis="people",
        n=paths.people,
        low=ends[0],
        high=ends[1],
        method=f"{method}_t{paths.df}" if sure else method,
        strength="comparative" if sure else "descriptive",
    )


def difference_in_points(paths: Paths, id: str, first: Floats, second: Floats, stem: str) -> Quantity:
    """One number to a neighbourhood, in points, first group minus second, by the method that the rule allows them."""
    found = compared(first, second)
    method = method_name(stem, found, choose_method(first.size, second.size))
    return replace(in_points(paths, id, found.estimate, stem, (found.low, found.high)), method=method)
