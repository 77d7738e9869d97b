"""What is measured of the made residents, and when: scores and levels, less those of who drops out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import numpy as np
import pandas as pd

from wijklab.contract.study import Study
from wijklab.contract.study_values import Period
from wijklab.sources.synthetic.chance import Floats, Ints, spread, stream
from wijklab.sources.synthetic.people import Crowd
from wijklab.sources.synthetic.truth import (
    CHANGE_SPREAD,
    DROP_OUT,
    DROP_PER_POINT,
    FALLS,
    LADDER_SPREAD,
    LADDER_START,
    PERSISTENCE,
    SHOCK_DIP,
    SHORT_TERM_PART,
    START,
    START_SPREAD,
    TWO_STEPS,
)


def make_wellbeing(crowd: Crowd) -> pd.DataFrame:
    """The table `wellbeing`: a score from 1 to 10 at each declared moment."""
    base, start = _start_scores(crowd)
    rows = []
    for moment in crowd.study.moments:
        score = start if moment == "baseline" else _later_scores(crowd, moment, base, start)
        rows.append(
            _measured(crowd, "wellbeing", moment, base - start, {"instrument": "rapportcijfer", "score": score})
        )
    return pd.concat(rows, ignore_index=True)


def _start_scores(crowd: Crowd) -> tuple[Floats, Ints]:
    """The mean start of each resident's neighbourhood and the resident's own first score, each shape (n_residents,)."""
    base = START + spread(crowd.study, "start of neighbourhood", len(crowd.codes), START_SPREAD)[crowd.area]
    return base, 1 + stream(crowd.study, "start").binomial(9, (base - 1) / 9)


def _later_scores(crowd: Crowd, moment: str, base: Floats, start: Ints) -> Ints:
    """Regression to the mean: a third of what someone starts above or below the neighbourhood is left later on."""
    own = spread(crowd.study, "change of neighbourhood", len(crowd.codes), CHANGE_SPREAD)
    change = (crowd.truth("wellbeing_change") + own)[crowd.area]
    if moment == "short_term":
        change = SHORT_TERM_PART * change - (SHOCK_DIP if _shaken(crowd.study, moment) else 0.0)
    mean = base + change + PERSISTENCE * (start - base)
    return 1 + stream(crowd.study, f"score {moment}").binomial(9, np.clip((mean - 1) / 9, 0, 1))


def _shaken(study: Study, moment: str) -> bool:
    window = study.moments[moment]  # type: ignore[index]
    return any(window.first <= shock.period.last and shock.period.first <= window.last for shock in study.shocks)


def make_ladder(crowd: Crowd) -> pd.DataFrame:
    """The table `ladder`: a level from 1 to 6 at each declared moment."""
    start = 1 + stream(crowd.study, "ladder start").choice(6, crowd.area.size, p=LADDER_START)
    rows = []
    for moment in crowd.study.moments:
        level = start if moment == "baseline" else _later_levels(crowd, moment, start)
        rows.append(_measured(crowd, "ladder", moment, np.zeros(start.size), {"level": level}))
    return pd.concat(rows, ignore_index=True)


def _later_levels(crowd: Crowd, moment: str, start: Ints) -> Ints:
    """Climb with the chance of the arm (half of it on the short term), fall with the same small chance everywhere."""
    part = 0.5 if moment == "short_term" else 1.0
    own = spread(crowd.study, "ladder of neighbourhood", len(crowd.codes), LADDER_SPREAD)
    climbs = part * (crowd.truth("climbs") + own)[crowd.area]
    chance = stream(crowd.study, f"ladder {moment}")
    draw, two = chance.random(start.size), chance.random(start.size) < TWO_STEPS
    up = np.where(draw < climbs, np.where(two, 2, 1), 0)
    return np.clip(start + up - (draw >= 1 - FALLS), 1, 6)


def _measured(crowd: Crowd, table: str, moment: str, below: Floats, columns: Mapping[str, object]) -> pd.DataFrame:
    """The rows of who took part: who starts lower drops out a little more often. Text in every cell."""
    drop = np.clip(DROP_OUT[moment] + DROP_PER_POINT * below, 0, 1) if moment != "baseline" else np.zeros(below.size)
    stays = stream(crowd.study, f"drop-out {table} {moment}").random(below.size) >= drop
    days = np.array(_dates(crowd, table, moment), dtype=object)
    frame = pd.DataFrame({"resident": crowd.names, "date": days, "moment": moment, **columns})
    return frame[stays].astype(str)


def _dates(crowd: Crowd, table: str, moment: str) -> list[str]:
    windows = [_window(crowd.study, code, moment) for code in crowd.codes]
    first = np.array([window.first.toordinal() for window in windows])[crowd.area]
    last = np.array([window.last.toordinal() for window in windows])[crowd.area]
    days = stream(crowd.study, f"date {table} {moment}").integers(first, last + 1)
    return [dt.date.fromordinal(int(day)).isoformat() for day in days]


def _window(study: Study, code: str, moment: str) -> Period:
    """The declared window of a moment, as far as it lies before (start) or after (follow-up) the start of the arm."""
    window, start = study.moments[moment], study.start_of(code)  # type: ignore[index]
    if start is None or not window.first < start <= window.last:
        return window
    if moment == "baseline":
        return Period.model_validate({"from": window.first, "to": start - dt.timedelta(days=1)})
    return Period.model_validate({"from": start, "to": window.last})
