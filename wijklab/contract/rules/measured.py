"""Rules of measurements: on the scale of their instrument, at their moment, and at a time that can be."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from wijklab.contract.rules.found import Found, Frames, as_dates, refused, rows_of
from wijklab.contract.study import Study
from wijklab.contract.vocabulary import INSTRUMENTS


def scores_outside_their_scale(study: Study, frames: Frames) -> Iterator[Found]:
    """A score that its instrument cannot give."""
    for name in (name for name in ("wellbeing", "survey") if name in frames):
        table = frames[name]
        for id, instrument in INSTRUMENTS.items():
            outside = (table["instrument"] == id) & ~table["score"].between(instrument.low, instrument.high)
            what = f"is outside the scale of {id}, {instrument.low:g} to {instrument.high:g}"
            todo = "correct the score or its instrument, or declare a missing code under data.missing"
            yield from refused(name, "score", outside & table["score"].notna(), what, todo)


def undeclared_moments(study: Study, frames: Frames) -> Iterator[Found]:
    """A measurement at a moment of which the study does not say when it was."""
    for table in _measurements(frames):
        moments = frames[table]["moment"]
        what, todo = "is a moment that the study does not declare", "declare it with its dates under moments"
        yield from refused(table, "moment", moments.notna() & ~moments.isin(tuple(study.moments)), what, todo)


def dates_outside_their_moment(study: Study, frames: Frames) -> Iterator[Found]:
    """A measurement dated outside the window of its moment."""
    for table in _measurements(frames):
        frame = frames[table]
        for moment, period in study.moments.items():
            inside = frame["date"].between(pd.Timestamp(period.first), pd.Timestamp(period.last))
            wrong = (frame["moment"] == moment) & frame["date"].notna() & ~inside
            what = f"lies outside {moment}, {period.first} to {period.last}"
            todo = "correct the date or the moment, or widen the moment in the study"
            yield from refused(table, "date", wrong, what, todo)


def measured_after_the_cutoff(study: Study, frames: Frames) -> Iterator[Found]:
    """A measurement or an answer dated after the day on which the data were closed."""
    for table in (*_measurements(frames), *(name for name in ("survey", "case_measurements") if name in frames)):
        late = frames[table]["date"] > pd.Timestamp(study.cutoff)
        what, todo = f"lies after the cutoff, {study.cutoff}", "correct the date, or move the cutoff in the study"
        yield from refused(table, "date", late, what, todo)


def measured_before_the_start(study: Study, frames: Frames) -> Iterator[Found]:
    """A follow-up dated before the way of working began; a baseline after it is worth knowing."""
    if "residents" not in frames:
        return
    people = frames["residents"].dropna(subset=["resident", "neighbourhood"]).drop_duplicates("resident")
    starts = as_dates(people.set_index("resident")["neighbourhood"].map(study.start_of))
    for table in _measurements(frames):
        frame = frames[table]
        began = as_dates(frame["resident"].map(starts))
        follow_up = frame["moment"].notna() & (frame["moment"] != "baseline")
        what, todo = "is a follow-up from before the start of its arm", "correct the date, or the start in the study"
        yield from refused(table, "date", follow_up & (frame["date"] < began), what, todo)
        late = (frame["moment"] == "baseline") & (frame["date"] >= began)
        if late.any():
            what = "is a baseline from after the start of its arm: it may hold a part of the change"
            yield Found(table, what, "say so in the story; no figure corrects it", "date", rows_of(late), "notice")


def _measurements(frames: Frames) -> tuple[str, ...]:
    return tuple(name for name in ("wellbeing", "ladder") if name in frames)
