"""Who is compared: residents with a value before and after, in the neighbourhoods of their arm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wijklab.contract.answers import Unit
from wijklab.contract.tables import OpenStudy
from wijklab.contract.vocabulary import ARMS
from wijklab.stats.sums import AreaSums, Floats, Ints, area_sums

PAIRS: Final = (("proeftuin", "traditional"), ("samenwerkwijze", "traditional"), ("proeftuin", "samenwerkwijze"))
"""Which arms are compared, first minus second."""


def pair_id(pair: tuple[str, str]) -> str:
    """`proeftuin-traditional`, as fact ids and labels write it."""
    return "-".join(pair)


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
    """One number per resident of a panel, summed up per neighbourhood: people, mean and spread, shape (n_areas,)."""

    panel: Panel
    sums: AreaSums
    unit: Unit

    @property
    def means(self) -> Floats:
        """The neighbourhood means, shape (n_areas,)."""
        return self.sums.mean

    def of(self, arm: str) -> Floats:
        """The neighbourhood means of an arm."""
        return self.means[self.panel.areas_of(arm)]

    def sums_of(self, arm: str) -> AreaSums:
        """The sums of the neighbourhoods of an arm."""
        return self.sums.of(self.panel.areas_of(arm))

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
    """Sums per neighbourhood of one value per person, shape (n_people,)."""
    return Measure(panel, area_sums(values, panel.area, len(panel.codes)), unit)
