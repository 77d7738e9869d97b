"""A yearly survey of the made neighbourhoods: other people every year, and the same truth, year after year.

Without a new way of working every neighbourhood follows one trend, which brings it by the last year to the change that
is true of the traditional way; a new way adds the rest of its own change, in equal steps over `PHASE_YEARS` from its
start. So trends are parallel before a start, and starts that differ by neighbourhood are starts in the survey as well.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from wijklab.contract.study import Study
from wijklab.sources.synthetic.chance import spread, stream
from wijklab.sources.synthetic.people import Crowd
from wijklab.sources.synthetic.truth import (
    CHANGE_SPREAD,
    PHASE_YEARS,
    START,
    START_SPREAD,
    SURVEY_DIP,
    SURVEY_PEOPLE,
    TRUTH,
    YEARS_BEFORE,
)


def make_survey(crowd: Crowd) -> pd.DataFrame:
    """The table `survey`: `SURVEY_PEOPLE` answers from 1 to 10 in every neighbourhood and year of the study."""
    study, years = crowd.study, survey_years(crowd.study)
    own = spread(study, "survey start of neighbourhood", len(crowd.codes), START_SPREAD)
    more = spread(study, "survey change of neighbourhood", len(crowd.codes), CHANGE_SPREAD)
    groups = [(year, place, code) for year in years for place, code in enumerate(crowd.codes)]
    means = [own[place] + true_score(study, code, year, more[place]) for year, place, code in groups]
    mean = np.repeat(means, SURVEY_PEOPLE)
    score = 1 + stream(study, "survey scores").binomial(9, np.clip((mean - 1) / 9, 0, 1))
    frame = pd.DataFrame(
        {
            "respondent": [f"e{number:06d}" for number in range(1, len(mean) + 1)],
            "neighbourhood": np.repeat(np.array([code for _, _, code in groups], dtype=object), SURVEY_PEOPLE),
            "date": _days(study, np.repeat([year for year, _, _ in groups], SURVEY_PEOPLE)),
            "instrument": "rapportcijfer",
            "score": score,
        }
    )
    return frame.astype(str)


def survey_years(study: Study) -> range:
    """The calendar years of the study and the two before, as far as data were still taken in."""
    return range(study.period.first.year - YEARS_BEFORE, min(study.period.last, study.cutoff).year + 1)


def true_score(study: Study, code: str, year: int, more: float = 0.0) -> float:
    """The mean score of a neighbourhood in a year; `more` is what its change differs from that of its arm."""
    years = survey_years(study)
    common = TRUTH["traditional"].wellbeing_change
    passed = (year - years[0]) / max(1, years[-1] - years[0])
    extra = TRUTH[study.arm_of(code) or "traditional"].wellbeing_change - common + more
    return START + common * passed + phased_in(study, code, year) * extra - (SURVEY_DIP if _shaken(study, year) else 0)


def phased_in(study: Study, code: str, year: int) -> float:
    """Which part (0 to 1) of the change is there in the middle of a year; nothing where nothing began."""
    start = study.start_of(code)
    if start is None:
        return 0.0
    passed = (dt.date(year, 7, 1) - start).days / 365.25
    return float(np.clip(passed / PHASE_YEARS, 0, 1))


def _shaken(study: Study, year: int) -> bool:
    return any(shock.period.first.year <= year <= shock.period.last.year for shock in study.shocks)


def _days(study: Study, year: np.ndarray) -> list[str]:
    """A day in the year of each answer, before the end of the study and its cutoff."""
    last = min(study.period.last, study.cutoff)
    years, of_answer = np.unique(year, return_inverse=True)
    first_day = np.array([dt.date(y, 1, 1).toordinal() for y in years.tolist()])[of_answer]
    last_day = np.array([min(dt.date(y, 12, 31), last).toordinal() for y in years.tolist()])[of_answer]
    days = stream(study, "survey date").integers(first_day, last_day + 1)
    return [dt.date.fromordinal(int(day)).isoformat() for day in days]
