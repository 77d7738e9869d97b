"""Whose levels are compared: residents measured at both moments, with pensioners in, out or apart as declared.

The ladder was made for people who can work. Who is a pensioner follows from the age band of the table `residents`: its
lowest age is at least the declared `pension_age`. A band that lies on both sides of it, or is not given, tells nothing:
those residents stay in, and the page says how many they are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import pandas as pd

from wijklab.analyses.arms.panel import at_moment, neighbourhood_of
from wijklab.contract.answers import Quantity
from wijklab.contract.outcomes import LadderOutcome
from wijklab.contract.tables import OpenStudy

PENSIONERS: Final = "ladder.pensioners"
_OLDEST: Final = 150


@dataclass(frozen=True, slots=True, repr=False)
class LadderPeople:
    """Levels before and after, indexed by resident: of who is compared, and of pensioners measured at both moments.

    `unknown` is how many of the compared residents have an age that does not tell; `any_age` whether any age is known.
    """

    before: pd.Series
    after: pd.Series
    pensioners_before: pd.Series
    pensioners_after: pd.Series
    unknown: int
    any_age: bool


def ladder_people(study: OpenStudy, asked: LadderOutcome) -> LadderPeople:
    """The residents of the study's arms, divided by the declared rule."""
    frame = study.tables["ladder"]
    before, after = at_moment(frame, asked.baseline, "level"), at_moment(frame, asked.follow_up, "level")
    retired = retirement(study, asked.pension_age)
    twice = before.index.intersection(after.index)
    old = retired.index[retired.eq(True) & retired.index.isin(twice)].sort_values()
    left = _not_compared(retired, asked)
    stay = twice[twice.isin(retired.index)]
    return LadderPeople(
        before=before[~before.index.isin(left)],
        after=after[~after.index.isin(left)],
        pensioners_before=before.loc[old],
        pensioners_after=after.loc[old],
        unknown=int(retired.loc[stay].isna().sum()),
        any_age=bool(retired.notna().any()),
    )


def set_apart(study: OpenStudy, asked: LadderOutcome) -> pd.Index:
    """The residents who are not compared: pensioners, unless the study includes them."""
    return _not_compared(retirement(study, asked.pension_age), asked)


def _not_compared(retired: pd.Series, asked: LadderOutcome) -> pd.Index:
    return retired.index[retired.eq(True) & (asked.pensioners != "include")]


def retirement(study: OpenStudy, pension_age: int) -> pd.Series:
    """Whether each resident of an arm is a pensioner, by pseudonym; missing where the age band does not tell."""
    residents = study.tables["residents"].set_index("resident", drop=False)
    arms = neighbourhood_of(study).map(study.asked.arm_of, na_action="ignore")
    bands = residents["age_band"] if "age_band" in residents else pd.Series(index=residents.index, dtype=object)
    told = {band: _is_retired(str(band), pension_age) for band in bands.dropna().unique()}
    return bands.map(told).astype(object).where(bands.notna(), None)[arms.notna().to_numpy()]


def age_range(band: str) -> tuple[int, int] | None:
    """The lowest and highest age of a band as people write it: `45-66`, `67+`, `75 jaar en ouder`, `jonger dan 27`,
    `<18`, `34`; None where it holds no age."""
    ages = [int(age) for age in re.findall(r"\d+", band)]
    if not 1 <= len(ages) <= 2:
        return None
    if len(ages) == 2:
        return min(ages), max(ages)
    if re.search(r"\+|>|ouder|older|meer|over|vanaf", band, re.IGNORECASE):
        return ages[0], _OLDEST
    if re.search(r"<|jonger|younger|onder|under|tot|minder", band, re.IGNORECASE):
        return 0, ages[0] - 1
    return ages[0], ages[0]


def _is_retired(band: str, pension_age: int) -> bool | None:
    ages = age_range(band)
    if ages is None or ages[0] < pension_age <= ages[1]:
        return None
    return ages[0] >= pension_age


def people_counts(people: LadderPeople, asked: LadderOutcome) -> list[Quantity]:
    """How many pensioners were measured twice, and of how many of the compared the age does not tell."""
    lines = tuple(f"ladder.pensioner_total.{moment}" for moment in (asked.baseline, asked.follow_up))
    return [
        Quantity(PENSIONERS, float(len(people.pensioners_before)), "persons", "count", sums_in=lines),
        Quantity("ladder.age_unknown", float(people.unknown), "persons", "count"),
    ]
