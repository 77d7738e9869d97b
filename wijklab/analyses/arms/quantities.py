"""How a mean or a difference of neighbourhood means becomes a quantity, and which lines it adds up in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from wijklab.analyses.arms.panel import Measure, Panel, pair_id
from wijklab.analyses.arms.strength import strength_of
from wijklab.contract.answers import Quantity, Unit
from wijklab.contract.study_parts import Privacy
from wijklab.contract.tables import OpenStudy
from wijklab.disclosure.secondary import SPREAD, TOLD
from wijklab.stats.few.areas import Floats, mean_of_areas
from wijklab.stats.few.evidence import Evidence, weigh_evidence
from wijklab.stats.few.families import holm
from wijklab.stats.few.two_arms import Compared

FEW: Final = Privacy().threshold
"""Fewer people than this are few, whatever the study says: it may be stricter only."""

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
        part=_part(of, arm),
        **more,  # type: ignore[arg-type]
    )


def _part(of: Measure, arm: str) -> int | None:
    """How many people of an arm a percentage stands for; none for another unit."""
    sums = of.sums_of(arm)
    return round(float((sums.people * sums.mean).sum()) / 100) if of.unit == "percent" else None


def _possible(low: float | None, high: float | None, unit: Unit) -> tuple[float | None, float | None]:
    """A share cannot lie below 0 or above 100 percent, and neither can the ends of its interval."""
    if low is None or high is None or unit != "percent":
        return low, high
    return max(0.0, low), min(100.0, high)


def difference_quantities(prefix: str, of: Measure, study: OpenStudy, *, dots: str = "") -> list[Quantity]:
    """The difference `<prefix>.<pair>` of every pair of arms that can be compared: one family."""
    pairs = of.panel.pairs()
    return with_family(difference_quantity(f"{prefix}.{pair_id(pair)}", of, pair, study, dots=dots) for pair in pairs)


def with_family(quantities: Iterable[Quantity]) -> list[Quantity]:
    """The same quantities with p adjusted for each other (Holm), where more than one has a p."""
    found = list(quantities)
    given = np.array([np.nan if quantity.p is None else quantity.p for quantity in found])
    if np.isfinite(given).sum() < 2:
        return found
    return [
        quantity if np.isnan(p) else replace(quantity, p_family=float(p))
        for quantity, p in zip(found, holm(given), strict=True)
    ]


def evidence(of: Measure, pair: tuple[str, str], study: OpenStudy) -> Evidence:
    """Everything that can be said of a difference; chance, where it is needed, follows from the study's seed."""
    chance = np.random.default_rng(np.random.SeedSequence([study.asked.seed, 1]))
    return weigh_evidence(of.sums_of(pair[0]), of.sums_of(pair[1]), chance=chance)


def difference_quantity(id: str, of: Measure, pair: tuple[str, str], study: OpenStudy, *, dots: str = "") -> Quantity:
    """First arm minus second on neighbourhood means: the interval of the method that the rule chooses, and the exact
    randomisation p where it is allowed.

    n is that of the smaller arm. `dots` as in `mean_quantity`.
    """
    weighed = evidence(of, pair, study)
    found = weighed.headline
    return Quantity(
        id=id,
        value=found.estimate,
        unit=difference_unit(of.unit),
        basis="people",
        n=min(of.people(pair[0]), of.people(pair[1])),
        low=found.low,
        high=found.high,
        p=weighed.p,
        p_floor=weighed.p_floor,
        method=method_name("difference_of_neighbourhood_means", found, weighed.method),
        strength=strength_of(study.asked.design, has_interval=found.low is not None, p_floor=weighed.p_floor),
        sums_in=(difference_line(id), *(f"{TOLD}{dots}.{arm}" for arm in pair if dots)),
    )


def method_name(stem: str, found: Compared, method: str = "") -> str:
    """How an interval was made, for the reviewer: the stem, `welch` where it led, and t with its degrees of freedom."""
    if found.df is None or found.low is None:
        return stem
    return f"{stem}{'_welch' if method == 'welch_on_means' else ''}_t{round(found.df, 1):g}"


def difference_unit(unit: Unit) -> Unit:
    """The unit of a difference between two numbers of that unit."""
    return _DIFFERENCE_UNIT.get(unit, unit)


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
    dots = {
        i: Quantity(
            id=f"{prefix}.{code}",
            value=float(of.means[i]),
            unit=of.unit,
            basis="people",
            n=int(people[i]),
            method="neighbourhood_mean",
            sums_in=(f"{prefix}.{arm}", f"{SPREAD}{prefix}.{arm}"),
        )
        for i, code in enumerate(of.panel.codes)
        if of.panel.arms[i] == arm
    }
    if per_person is None:
        return list(dots.values())
    return [of_those_with(dot, per_person[of.panel.area == i]) for i, dot in dots.items()]


def euro_changes(
    stem: str, change: Measure, lines: Mapping[str, tuple[str, ...]], *, dots: str
) -> tuple[list[Quantity], list[Quantity]]:
    """The mean change in euro of each arm, `<stem>.<arm>`, standing in the `lines` of that arm; and that of each of its
    neighbourhoods, `<dots>.<code>`."""
    panel = change.panel
    step = panel.after - panel.before
    means = [
        of_those_with(mean_quantity(f"{stem}.{arm}", change, arm, dots=dots, sums_in=own), step[panel.in_arm(arm)])
        for arm, own in lines.items()
    ]
    return means, [dot for arm in lines for dot in dot_quantities(dots, change, arm, per_person=step)]


def of_those_with(quantity: Quantity, values: Floats) -> Quantity:
    """The same number, a mean of euro of which `values`, shape (n_people,), are one for each: with its largest
    contributors, and standing for those alone who have any, where they are few. Their neighbours hide nobody."""
    having = int(np.count_nonzero(values))
    n = having if 0 < having < FEW else quantity.n
    return replace(quantity, n=n, dominance=top_two(values))


def top_two(values: Floats) -> float:
    """The share (0-1) of the two people who add most, in what all people of `values`, shape (n_people,), add."""
    size = np.abs(values)
    largest = np.partition(size, -2)[-2:] if size.size > 2 else size
    return float(largest.sum() / size.sum()) if size.sum() > 0 else 0.0
