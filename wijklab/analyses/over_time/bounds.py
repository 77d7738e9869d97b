"""How sure is the difference after the start if trends were not parallel, and what if the start had been earlier?

`bounds_parts` gives honest bounds (Rambachan & Roth 2023) and the point at which nothing is left; `placebo_date_parts`
pretends an earlier start; `pre_trend_parts` looks at the years before the start. All on neighbourhood means.
"""

from __future__ import annotations

from math import floor
from types import MappingProxyType
from typing import Final

import numpy as np

from wijklab.analyses.over_time.before import pre_trend_parts
from wijklab.analyses.over_time.pairs import UNTREATED
from wijklab.analyses.over_time.panel import YearPanel
from wijklab.analyses.over_time.parts import Parts
from wijklab.analyses.over_time.paths import Paths, difference_in_points, event_study, in_points, line_up, started_arms
from wijklab.contract.answers import Exhibit, Finding, Label, Quantity, Row
from wijklab.contract.tables import OpenStudy
from wijklab.stats.few.areas import Floats
from wijklab.stats.over_time.coefficients import EventStudy
from wijklab.stats.over_time.honest_bounds import breakdown_mbar, relative_magnitudes

__all__ = ["bounds_parts", "placebo_date_parts", "pre_trend_parts"]

MBARS: Final = MappingProxyType({"none": 0.0, "half": 0.5, "same": 1.0, "one_half": 1.5, "double": 2.0})
"""How many times the largest step before the start the steps after it may be."""

MOST: Final = 10.0
"""Beyond so many times nobody asks."""

EARLIER: Final = (1, 2)
"""How many years earlier the start is pretended to have been."""

_METHOD: Final = "honest_bounds_relative_magnitudes"
_STREAM: Final = 27


def bounds_parts(study: OpenStudy, panel: YearPanel) -> Parts:
    """Honest bounds of the mean difference over the years after the start, per arm against who never started.

    The covariance is that of neighbourhoods and widened for their number (`paths.event_study`). Needs two years before
    the start, three neighbourhoods, and the same time between one measured year and the next: a step is per period.
    """
    lined = [paths for arm in started_arms(panel) if (paths := line_up(panel, arm)) and paths.before > 1 and paths.even]
    usable = [paths for paths in lined if paths.df > 0 and _spread(paths)]
    if not usable:
        return Parts(notes=[Finding("over_time.finding.no_bounds")])
    quantities = [quantity for paths in usable for quantity in _bounds(paths, study.asked.seed)]
    return Parts(
        quantities, tuple(_exhibit(paths, quantities) for paths in usable), [Finding("over_time.finding.honest")]
    )


def _spread(paths: Paths) -> bool:
    """Whether neighbourhoods differ at all in how they changed: without spread a bound would be an accident."""
    study = event_study(paths, widened=True)
    estimate, error = study.effect(_mean_of_years(study))
    return error > 1e-9 * max(1.0, abs(estimate))


def _mean_of_years(study: EventStudy) -> Floats:
    return np.full(study.n_post, 1 / study.n_post)


def _bounds(paths: Paths, seed: int) -> list[Quantity]:
    """A row for each of `MBARS`, and the largest at which zero lies outside; none where even the first holds zero.

    All of them from the same draws, so that no row contradicts another.
    """
    study = event_study(paths, widened=True)
    weights = _mean_of_years(study)
    estimate = study.effect(weights)[0]
    rows = [
        in_points(paths, f"over_time.bounds.{paths.id}.{id}", estimate, _METHOD, _ends(study, mbar, seed))
        for id, mbar in MBARS.items()
    ]
    last = breakdown_mbar(study, chance=_chance(seed), weights=weights, most=MOST)
    return rows if last is None else [*rows, _breakdown(paths, last)]


def _ends(study: EventStudy, mbar: float, seed: int) -> tuple[float | None, float | None]:
    """The bounds; none where every effect is rejected, which says that the years before the start fit no such drift."""
    found = relative_magnitudes(study, mbar, chance=_chance(seed), weights=_mean_of_years(study))
    return found if np.isfinite(found).all() else (None, None)


def _chance(seed: int) -> np.random.Generator:
    return np.random.default_rng(np.random.SeedSequence([seed, _STREAM]))


def _breakdown(paths: Paths, last: float) -> Quantity:
    """Rounded down, so that it never promises more than was found."""
    return Quantity(
        id=f"over_time.breakdown.{paths.id}",
        value=floor(10 * last + 1e-9) / 10,
        unit="ratio",
        basis="people",
        n=paths.people,
        bound="more_than" if last >= MOST else "exactly",
        method=f"honest_bounds_breakdown_t{paths.df}",
        strength="comparative",
    )


def _exhibit(paths: Paths, quantities: list[Quantity]) -> Exhibit:
    """The bounds of one arm, one under the other, and what they come to in a sentence."""
    rows = tuple(Row(Label("drift_allowed", id), (f"over_time.bounds.{paths.id}.{id}",)) for id in MBARS)
    last = next((quantity for quantity in quantities if quantity.id == f"over_time.breakdown.{paths.id}"), None)
    says = (_said(paths, last), Finding("over_time.finding.bounds_reading"))
    return Exhibit(f"over_time-bounds-{paths.arm}", "intervals", (Label("measure", "difference"),), rows, says)


def _said(paths: Paths, last: Quantity | None) -> Finding:
    """How far the difference stands: up to some drift, under none at all, or not even without drift."""
    names = {"first": Label("arm", paths.arm), "second": Label("arm", UNTREATED)}
    if last is not None and last.value:
        return Finding("over_time.finding.breakdown", {"breakdown": last.id}, names)
    key = "no_breakdown" if last is None else "fragile"
    return Finding(f"over_time.finding.{key}", {"difference": f"over_time.bounds.{paths.id}.none"}, names)


def placebo_date_parts(study: OpenStudy, panel: YearPanel) -> Parts:
    """The difference in change as if the start had been one or two years earlier, from years before the true start.

    Mean of the years from the pretended start on, minus mean of the years before it, on neighbourhood means.
    Nothing began there, so each should be near nought.
    """
    lined = [paths for arm in started_arms(panel) if (paths := line_up(panel, arm))]
    found = [(paths, years) for paths in lined for years in EARLIER if _both_sides(paths, -years)]
    if not found:
        return Parts(notes=[Finding("over_time.finding.no_placebo_dates")])
    quantities = [_placebo(paths, years) for paths, years in found]
    rows = tuple(
        Row(Label("pretended_start", f"{paths.arm}-{years}"), (quantity.id,))
        for (paths, years), quantity in zip(found, quantities, strict=True)
    )
    says = tuple(
        Finding("over_time.finding.placebo_date", {"difference": quantity.id}, {"start": row.label})
        for row, quantity in zip(rows, quantities, strict=True)
    )
    return Parts(
        quantities, (Exhibit("over_time-placebo", "intervals", (Label("measure", "difference"),), rows, says),)
    )


def _both_sides(paths: Paths, start: int) -> bool:
    """Whether years before the true start are measured on both sides of a pretended one."""
    return bool((paths.since < start).any() and ((paths.since >= start) & (paths.since < 0)).any())


def _placebo(paths: Paths, years: int) -> Quantity:
    first, second = (_change(paths, rows, -years) for rows in (paths.first, paths.second))
    id = f"over_time.placebo_date.{paths.id}.{years}"
    return difference_in_points(paths, id, first, second, "difference_of_neighbourhood_means")


def _change(paths: Paths, rows: Floats, start: int) -> Floats:
    """Of each neighbourhood, the mean of the years from a pretended start to the true one minus the mean before it."""
    after = (paths.since >= start) & (paths.since < 0)
    return rows[:, after].mean(axis=1) - rows[:, paths.since < start].mean(axis=1)
