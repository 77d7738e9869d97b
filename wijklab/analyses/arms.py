"""What the comparisons of arms share: who was measured twice, in which neighbourhood, and how a mean or a difference of
neighbourhood means becomes a quantity. The numbers themselves happen in `stats`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wijklab.contract.answers import Estimates, Finding, Label, Quantity, Row, Unit
from wijklab.contract.tables import OpenStudy
from wijklab.contract.vocabulary import ARMS
from wijklab.disclosure.secondary import SPREAD, TOLD
from wijklab.stats.areas import Floats, Ints, area_means, difference_of_areas, mean_of_areas

PAIRS: Final = (("proeftuin", "traditional"), ("samenwerkwijze", "traditional"), ("proeftuin", "samenwerkwijze"))
"""Which arms are compared, first minus second."""

_DIFFERENCE_UNIT: Final[dict[Unit, Unit]] = {"percent": "percentage_points"}


@dataclass(frozen=True, slots=True, repr=False)
class Panel:
    """Residents with a value before and after, in the neighbourhoods that take part.

    `resident`, `area`, `before` and `after` have shape (n_people,), ordered by neighbourhood and pseudonym, so that the
    order of delivered rows cannot change a number; `area` counts into `codes`, and `arms` gives the arm of each code.
    A neighbourhood with fewer people than the disclosure threshold is no neighbourhood mean: it stands in `too_small`.
    """

    codes: tuple[str, ...]
    arms: tuple[str, ...]
    resident: NDArray[np.object_]
    area: Ints
    before: Floats
    after: Floats
    too_small: tuple[str, ...]

    def present(self) -> tuple[str, ...]:
        """The arms that have at least one neighbourhood, in the order of the vocabulary."""
        return tuple(arm for arm in ARMS if arm in self.arms)

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The comparisons that can be made."""
        return tuple(pair for pair in PAIRS if set(pair) <= set(self.arms))

    def codes_of(self, arm: str) -> tuple[str, ...]:
        """The neighbourhoods of an arm."""
        return tuple(code for code, own in zip(self.codes, self.arms, strict=True) if own == arm)

    def in_arm(self, arm: str) -> NDArray[np.bool_]:
        """Which people live in a neighbourhood of that arm, shape (n_people,)."""
        return self.areas_of(arm)[self.area]

    def areas_of(self, arm: str) -> NDArray[np.bool_]:
        """Which neighbourhoods belong to that arm, shape (n_areas,)."""
        return np.array([own == arm for own in self.arms], dtype=bool)


@dataclass(frozen=True, slots=True, repr=False)
class Measure:
    """One number per resident of a panel, summed up as neighbourhood means of shape (n_areas,)."""

    panel: Panel
    means: Floats
    unit: Unit

    def of(self, arm: str) -> Floats:
        """The neighbourhood means of an arm."""
        return self.means[self.panel.areas_of(arm)]

    def people(self, arm: str) -> int:
        """How many people stand behind the mean of an arm."""
        return int(self.panel.in_arm(arm).sum())


def make_panel(study: OpenStudy, before: pd.Series, after: pd.Series) -> Panel:
    """Pair two series that are indexed by resident; who has only one of them is left out (see `dropped`)."""
    frame = pd.DataFrame({"before": before, "after": after}).dropna().rename_axis("resident").reset_index()
    frame["code"] = frame["resident"].map(neighbourhood_of(study))
    frame["arm"] = frame["code"].map(study.asked.arm_of, na_action="ignore")
    frame = frame.dropna(subset=["arm"]).sort_values(["code", "resident"], kind="stable")
    sizes = frame["code"].value_counts()
    large = tuple(sorted(code for code, n in sizes.items() if n >= study.asked.privacy.threshold))
    kept = frame[frame["code"].isin(large)]
    return Panel(
        codes=large,
        arms=tuple(study.asked.arm_of(code) or "" for code in large),
        resident=kept["resident"].to_numpy(dtype=object),
        area=kept["code"].map({code: i for i, code in enumerate(large)}).to_numpy(dtype=np.int64),
        before=kept["before"].to_numpy(dtype=float),
        after=kept["after"].to_numpy(dtype=float),
        too_small=tuple(sorted(set(sizes.index) - set(large))),
    )


def neighbourhood_of(study: OpenStudy) -> pd.Series:
    """The neighbourhood code of each resident, indexed by pseudonym."""
    residents = study.tables["residents"]
    return pd.Series(
        residents["neighbourhood"].to_numpy(dtype=object), index=residents["resident"].to_numpy(dtype=object)
    )


def at_moment(frame: pd.DataFrame, moment: str, column: str) -> pd.Series:
    """What was measured at a moment, as numbers indexed by resident; missing cells are left out, never 0."""
    rows = frame[frame["moment"] == moment]
    values = pd.to_numeric(rows[column]).to_numpy(dtype=float, na_value=np.nan)
    return pd.Series(values, index=rows["resident"].to_numpy(dtype=object)).dropna()


def measure(panel: Panel, values: Floats, unit: Unit) -> Measure:
    """Neighbourhood means of one value per person, shape (n_people,)."""
    return Measure(panel, area_means(values, panel.area, len(panel.codes)), unit)


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


def top_two(values: Floats) -> float:
    """The share (0-1) of the two people who add most, in what all people of `values`, shape (n_people,), add."""
    size = np.sort(np.abs(values))
    return float(size[-2:].sum() / size.sum()) if size.sum() > 0 else 0.0


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


def pair_id(pair: tuple[str, str]) -> str:
    """`proeftuin-traditional`, as fact ids and labels write it."""
    return "-".join(pair)


def pair_row(prefix: str, pair: tuple[str, str]) -> Row:
    """The row of a difference in an exhibit."""
    return Row(Label("pair", pair_id(pair)), (f"{prefix}.{pair_id(pair)}",))


def arm_row(prefix: str, arm: str, dots: Iterable[str] = ()) -> Row:
    """The row of an arm in an exhibit, with its neighbourhoods as dots."""
    return Row(Label("arm", arm), (f"{prefix}.{arm}",), tuple(dots))


def by_id(quantities: Iterable[Quantity]) -> dict[str, Quantity]:
    """Quantities by their own id."""
    return {quantity.id: quantity for quantity in quantities}


def no_data(study: OpenStudy, question: str, why: str = "no_data") -> Estimates:
    """An answer without numbers, so that the page says why there are none."""
    return Estimates(question, study.card, {}, (), (Finding(f"{question}.finding.{why}"),))


def has_tables(study: OpenStudy, *names: str) -> bool:
    """Whether all tables that a question needs were delivered with at least one row."""
    return all(name in study.tables and len(study.tables[name]) > 0 for name in names)
