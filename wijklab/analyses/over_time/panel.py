"""Neighbourhoods by year: the mean score of whoever answered in each neighbourhood and calendar year.

Repeated cross-sections: the people of one year need not be those of another, so nobody is followed here, and a
neighbourhood is. Each neighbourhood counts once in whatever is reckoned from these means.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wijklab.analyses.answering import has_tables
from wijklab.analyses.arms.panel import at_moment, make_panel
from wijklab.contract.tables import OpenStudy
from wijklab.contract.vocabulary import ARMS
from wijklab.stats.few.areas import Floats, Ints

FEWEST_YEARS: Final = 3
"""Two years are a change, which the question `wellbeing` answers; a course needs a third."""


@dataclass(frozen=True, slots=True, repr=False)
class YearPanel:
    """Mean scores of neighbourhoods by calendar year.

    `codes` and `arms` have length n_areas, ordered by code; `starts`, shape (n_areas,), is the calendar year in which
    the arm began there, 0 where it never did; `years`, shape (n_years,), rises by one from first to last, measured or
    not. `means` and `people` have shape (n_areas, n_years): the mean score in points of the scale, nan where fewer
    people than the disclosure threshold answered, and how many people did answer.
    """

    codes: tuple[str, ...]
    arms: tuple[str, ...]
    starts: Ints
    years: Ints
    means: Floats
    people: Ints

    def present(self) -> tuple[str, ...]:
        """The arms that have at least one neighbourhood, in the order of the vocabulary."""
        return tuple(arm for arm in ARMS if arm in self.arms)

    def areas_of(self, arm: str) -> NDArray[np.bool_]:
        """Which neighbourhoods belong to that arm, shape (n_areas,)."""
        return np.array([own == arm for own in self.arms], dtype=bool)

    def began_within(self) -> NDArray[np.bool_]:
        """Which neighbourhoods began after the first year and not after the last, shape (n_areas,)."""
        return (self.starts > self.years[0]) & (self.starts <= self.years[-1])


def make_year_panel(study: OpenStudy) -> YearPanel | None:
    """The panel of the table `survey`, else of `wellbeing`; None where no three years were measured or none asked."""
    answers = _answers(study)
    if answers is None or answers.empty:
        return None
    cells = answers.groupby(["code", "year"], sort=True)["score"].agg(["mean", "size"]).reset_index()
    large = cells["size"] >= study.asked.privacy.threshold
    codes = tuple(sorted(cells.loc[large, "code"].unique()))
    if cells.loc[large, "year"].nunique() < FEWEST_YEARS:
        return None
    years = np.arange(cells["year"].min(), cells["year"].max() + 1, dtype=np.int64)
    means, people = _grids(cells[cells["code"].isin(codes)], codes, years)
    means[people < study.asked.privacy.threshold] = np.nan
    starts = np.array([_start_year(study, code) for code in codes], dtype=np.int64)
    return YearPanel(codes, tuple(study.asked.arm_of(code) or "" for code in codes), starts, years, means, people)


def _answers(study: OpenStudy) -> pd.DataFrame | None:
    """One row a person and year, with columns code, year and score, of the instrument that the study asks for."""
    if study.asked.outcomes.wellbeing is None:
        return None
    return _of_survey(study) if has_tables(study, "survey") else _of_moments(study)


def _of_survey(study: OpenStudy) -> pd.DataFrame:
    """The answers of neighbourhoods that have an arm; who answered twice in a year counts once, with the mean."""
    frame = _on_asked_instrument(study, "survey")
    score = pd.to_numeric(frame["score"]).to_numpy(dtype=float, na_value=np.nan)
    columns = {name: frame[name].to_numpy(dtype=object) for name in ("neighbourhood", "respondent")}
    rows = pd.DataFrame({**columns, "year": frame["date"].dt.year.to_numpy(), "score": score}).dropna()
    rows = rows.rename(columns={"neighbourhood": "code"})
    rows = rows[rows["code"].map(study.asked.arm_of).notna()].sort_values(["code", "year", "respondent", "score"])
    return rows.groupby(["code", "year", "respondent"], sort=True)["score"].mean().reset_index()


def _of_moments(study: OpenStudy) -> pd.DataFrame | None:
    """The scores of moments that each lie within a year of their own, of the very people whose change is compared.

    Other people would give away, beside the page on wellbeing, how the few fared who were not measured again.
    """
    asked, moments = study.asked.outcomes.wellbeing, study.asked.moments
    years = {moment: period.first.year for moment, period in moments.items() if period.first.year == period.last.year}
    if not has_tables(study, "residents", "wellbeing") or len(set(years.values())) < len(moments):
        return None
    frame = _on_asked_instrument(study, "wellbeing")
    compared = make_panel(study, *(at_moment(frame, moment, "score") for moment in (asked.baseline, asked.follow_up)))
    code = np.array(compared.codes, dtype=object)[compared.area]
    scores = {year: at_moment(frame, moment, "score").reindex(compared.resident) for moment, year in years.items()}
    rows = [pd.DataFrame({"code": code, "year": year, "score": score.to_numpy()}) for year, score in scores.items()]
    return pd.concat(rows, ignore_index=True).dropna()


def _on_asked_instrument(study: OpenStudy, table: str) -> pd.DataFrame:
    frame = study.tables[table]
    return frame[frame["instrument"] == study.asked.outcomes.wellbeing.instrument]


def _grids(cells: pd.DataFrame, codes: tuple[str, ...], years: Ints) -> tuple[Floats, Ints]:
    shape = (len(codes), years.size)
    means, people = np.full(shape, np.nan), np.zeros(shape, dtype=np.int64)
    row = cells["code"].map({code: i for i, code in enumerate(codes)}).to_numpy(dtype=np.int64)
    column = cells["year"].to_numpy(dtype=np.int64) - years[0]
    means[row, column] = cells["mean"].to_numpy(dtype=float)
    people[row, column] = cells["size"].to_numpy(dtype=np.int64)
    return means, people


def _start_year(study: OpenStudy, code: str) -> int:
    start = study.asked.start_of(code)
    return start.year if start else 0
