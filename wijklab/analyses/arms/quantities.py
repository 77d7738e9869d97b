"""How a mean or a difference of neighbourhood means becomes a quantity, and which lines it adds up in."""

from __future__ import annotations

from typing import Final

import numpy as np

from wijklab.analyses.arms.panel import Measure, Panel, pair_id
from wijklab.contract.answers import Quantity, Unit
from wijklab.contract.tables import OpenStudy
from wijklab.disclosure.secondary import SPREAD, TOLD
from wijklab.stats.areas import Floats, difference_of_areas, mean_of_areas

_DIFFERENCE_UNIT: Final[dict[Unit, Unit]] = {"percent": "percentage_points"}


def mean_quantity(
    id: str, of: Measure, arm: str, *, dots: str = "", sums_in: tuple[str, ...] = (), **more: object
) -> Quantity:
    """The mean of an arm's neighbourhood means with its t(G-1) interval. `dots` is the prefix of those means, if shown:
    the mean tells their sum, and its interval their spread."""
    mean = mean_of_areas(of.of(arm))
    own = (f"{dots}.{arm}", f"{TOLD}{dots}.{arm}") if dots else ()
    low, high = _possible(mean.low, mean.high, of.unit)
    return Quantity(
        id=id,
        value=mean.estimate,
        unit=of.unit,
        basis="people",
        n=of.people(arm),
        low=low,
        high=high,
        method=f"mean_of_neighbourhood_means_t{mean.df}" if mean.low is not None else "mean_of_neighbourhood_means",
        sums_in=(*own, *sums_in),
        **more,  # type: ignore[arg-type]
    )


def _possible(low: float | None, high: float | None, unit: Unit) -> tuple[float | None, float | None]:
    """A share cannot lie below 0 or above 100 percent, and neither can the ends of its interval."""
    if low is None or high is None or unit != "percent":
        return low, high
    return max(0.0, low), min(100.0, high)


def difference_quantities(prefix: str, of: Measure, study: OpenStudy, *, dots: str = "") -> list[Quantity]:
    """The difference `<prefix>.<pair>` of every pair of arms that can be compared."""
    return [difference_quantity(f"{prefix}.{pair_id(pair)}", of, pair, study, dots=dots) for pair in of.panel.pairs()]


def difference_quantity(id: str, of: Measure, pair: tuple[str, str], study: OpenStudy, *, dots: str = "") -> Quantity:
    """First arm minus second on neighbourhood means: t(G-2) interval, and the exact randomisation p where allowed.

    n is that of the smaller arm. `dots` as in `mean_quantity`.
    """
    chance = np.random.default_rng(np.random.SeedSequence([study.asked.seed, 1]))
    found = difference_of_areas(of.of(pair[0]), of.of(pair[1]), chance=chance)
    return Quantity(
        id=id,
        value=found.estimate,
        unit=_DIFFERENCE_UNIT.get(of.unit, of.unit),
        basis="people",
        n=min(of.people(pair[0]), of.people(pair[1])),
        low=found.low,
        high=found.high,
        p=found.p,
        p_floor=found.p_floor,
        method=f"difference_of_neighbourhood_means_t{found.df}"
        if found.low is not None
        else "difference_of_neighbourhood_means",
        strength="comparative",
        sums_in=(difference_line(id), *(f"{TOLD}{dots}.{arm}" for arm in pair if dots)),
    )


def difference_line(id: str) -> str:
    """The line of a difference: itself and the two means it compares, of which any two give the third."""
    return f"line.{id}"


def compared_in(prefix: str, panel: Panel, arm: str) -> tuple[str, ...]:
    """The lines of all differences `<prefix>.<pair>` that an arm takes part in."""
    return tuple(difference_line(f"{prefix}.{pair_id(pair)}") for pair in panel.pairs() if arm in pair)


def dot_quantities(prefix: str, of: Measure, arm: str, *, per_person: Floats | None = None) -> list[Quantity]:
    """The mean of each neighbourhood of an arm. Together they make up the arm's mean, hence `sums_in`.

    `per_person`, shape (n_people,), is given where one person's value may make up most of a mean, as with costs.
    """
    people = np.bincount(of.panel.area, minlength=len(of.panel.codes))
    return [
        Quantity(
            id=f"{prefix}.{code}",
            value=float(of.means[i]),
            unit=of.unit,
            basis="people",
            n=int(people[i]),
            method="neighbourhood_mean",
            sums_in=(f"{prefix}.{arm}", f"{SPREAD}{prefix}.{arm}"),
            dominance=None if per_person is None else top_two(per_person[of.panel.area == i]),
        )
        for i, code in enumerate(of.panel.codes)
        if of.panel.arms[i] == arm
    ]


def top_two(values: Floats) -> float:
    """The share (0-1) of the two people who add most, in what all people of `values`, shape (n_people,), add."""
    size = np.sort(np.abs(values))
    return float(size[-2:].sum() / size.sum()) if size.sum() > 0 else 0.0
