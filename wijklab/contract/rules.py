"""Rules between cells, tables and study: each a small function, all of them in the tuple `RULES`.

A rule sees every delivered row; a cell that was refused for itself is missing here, so that no rule tells of it again.
The index of a frame is the row number as a spreadsheet shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from wijklab.contract.cells import slug
from wijklab.contract.study import Study
from wijklab.contract.vocabulary import INSTRUMENTS
from wijklab.errors import Severity

Frames = Mapping[str, pd.DataFrame]


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule found in a table: rows to refuse, or (no rows) something wrong with the table as a whole."""

    table: str
    what: str
    todo: str
    column: str = ""
    rows: tuple[int, ...] = ()
    severity: Severity = "refusal"


@dataclass(frozen=True, slots=True)
class Reference:
    """A column whose cells must stand in the key of another table."""

    table: str
    column: str
    target: str
    key: str


Rule = Callable[[Study, Frames], Iterator[Found]]

REFERENCES: Final = (
    Reference("wellbeing", "resident", "residents", "resident"),
    Reference("ladder", "resident", "residents", "resident"),
    Reference("costs", "resident", "residents", "resident"),
    Reference("case_costs", "case", "cases", "case"),
    Reference("case_measurements", "case", "cases", "case"),
    Reference("fragments", "event", "events", "event"),
)


def unknown_references(study: Study, frames: Frames) -> Iterator[Found]:
    """A measurement of nobody, a cost of no case, a quote on no event."""
    for reference in REFERENCES:
        if reference.table not in frames:
            continue
        cells = frames[reference.table][reference.column]
        known = frames[reference.target][reference.key] if reference.target in frames else pd.Series(dtype="str")
        what, todo = f"does not stand in the table {reference.target}", f"add it to {reference.target}, or correct it"
        yield from _refused(reference.table, reference.column, cells.notna() & ~cells.isin(known), what, todo)


def unknown_neighbourhoods(study: Study, frames: Frames) -> Iterator[Found]:
    """A resident, an answer or a case in a neighbourhood that neither study nor table `neighbourhoods` knows."""
    profile = study.outcomes.wijkfoto
    pictured = (profile.area, *profile.beside) if profile else ()
    declared = {code for arm in study.arms.values() for code in arm.neighbourhoods}
    delivered = set(frames["neighbourhoods"]["code"].dropna()) if "neighbourhoods" in frames else declared
    told = delivered | declared | set(pictured)
    for table, known in (("residents", delivered), ("survey", delivered), ("cases", told)):
        if table in frames:
            codes = frames[table]["neighbourhood"]
            what, todo = "is an unknown neighbourhood", "add it to the table neighbourhoods, or correct the code"
            yield from _refused(table, "neighbourhood", codes.notna() & ~codes.isin(known), what, todo)


def residents_without_arm(study: Study, frames: Frames) -> Iterator[Found]:
    """Worth knowing: residents of a neighbourhood for which the study declares no arm."""
    if "residents" in frames and study.arms:
        codes = frames["residents"]["neighbourhood"].dropna()
        outside = sorted({code for code in codes.unique() if study.arm_of(code) is None})
        if outside:
            what = f"{', '.join(outside)} has no arm in the study: its residents take no part in a comparison"
            yield Found(
                "residents", what, "declare the neighbourhood under arms, or leave it", "neighbourhood", (), "notice"
            )


def compared_without_residents(study: Study, frames: Frames) -> Iterator[Found]:
    """Worth knowing: a neighbourhood under `arms` of which no resident was delivered, or none that could be read."""
    if "residents" in frames:
        delivered = set(frames["residents"]["neighbourhood"].dropna())
        lacking = [code for arm in study.arms.values() for code in arm.neighbourhoods if code not in delivered]
        if lacking:
            what = f"holds no resident of {', '.join(lacking)}: it takes no part in a comparison"
            todo = "deliver its residents, or take the neighbourhood out of the study"
            yield Found("residents", what, todo, "neighbourhood", (), "notice")


def declared_but_absent(study: Study, frames: Frames) -> Iterator[Found]:
    """A neighbourhood under `arms` without a row in `neighbourhoods`."""
    if "neighbourhoods" not in frames:
        return
    delivered = set(frames["neighbourhoods"]["code"].dropna())
    for arm, declared in study.arms.items():
        for code in declared.neighbourhoods:
            if code not in delivered:
                what = f"{code} stands in the study under arms.{arm}, but has no row here"
                yield Found("neighbourhoods", what, "add its row, or take it out of the study", "code")


def arms_that_contradict(study: Study, frames: Frames) -> Iterator[Found]:
    """An arm or start date in the table that is not the one that the study declares."""
    if "neighbourhoods" not in frames:
        return
    table = frames["neighbourhoods"]
    known = table["code"].notna()
    arms = table["code"].map(study.arm_of, na_action="ignore")
    starts = _dates(table["code"].map(study.start_of, na_action="ignore"))
    todo = "make the table and the study agree; the study decides"
    other_arm = known & table["arm"].notna() & (table["arm"] != arms)
    other_start = known & table["start"].notna() & (table["start"] != starts)
    yield from _refused("neighbourhoods", "arm", other_arm, "is another arm than the study declares", todo)
    yield from _refused("neighbourhoods", "start", other_start, "is another start than the study declares", todo)


def scores_outside_their_scale(study: Study, frames: Frames) -> Iterator[Found]:
    """A score that its instrument cannot give."""
    for name in (name for name in ("wellbeing", "survey") if name in frames):
        table = frames[name]
        for id, instrument in INSTRUMENTS.items():
            outside = (table["instrument"] == id) & ~table["score"].between(instrument.low, instrument.high)
            what = f"is outside the scale of {id}, {instrument.low:g} to {instrument.high:g}"
            todo = "correct the score or its instrument, or declare a missing code under data.missing"
            yield from _refused(name, "score", outside & table["score"].notna(), what, todo)


def undeclared_moments(study: Study, frames: Frames) -> Iterator[Found]:
    """A measurement at a moment of which the study does not say when it was."""
    for table in _measurements(frames):
        moments = frames[table]["moment"]
        what, todo = "is a moment that the study does not declare", "declare it with its dates under moments"
        yield from _refused(table, "moment", moments.notna() & ~moments.isin(tuple(study.moments)), what, todo)


def dates_outside_their_moment(study: Study, frames: Frames) -> Iterator[Found]:
    """A measurement dated outside the window of its moment."""
    for table in _measurements(frames):
        frame = frames[table]
        for moment, period in study.moments.items():
            inside = frame["date"].between(pd.Timestamp(period.first), pd.Timestamp(period.last))
            wrong = (frame["moment"] == moment) & frame["date"].notna() & ~inside
            what = f"lies outside {moment}, {period.first} to {period.last}"
            todo = "correct the date or the moment, or widen the moment in the study"
            yield from _refused(table, "date", wrong, what, todo)


def measured_after_the_cutoff(study: Study, frames: Frames) -> Iterator[Found]:
    """A measurement or an answer dated after the day on which the data were closed."""
    for table in (*_measurements(frames), *(name for name in ("survey", "case_measurements") if name in frames)):
        late = frames[table]["date"] > pd.Timestamp(study.cutoff)
        what, todo = f"lies after the cutoff, {study.cutoff}", "correct the date, or move the cutoff in the study"
        yield from _refused(table, "date", late, what, todo)


def measured_before_the_start(study: Study, frames: Frames) -> Iterator[Found]:
    """A follow-up dated before the way of working began; a baseline after it is worth knowing."""
    if "residents" not in frames:
        return
    people = frames["residents"].dropna(subset=["resident", "neighbourhood"]).drop_duplicates("resident")
    starts = _dates(people.set_index("resident")["neighbourhood"].map(study.start_of))
    for table in _measurements(frames):
        frame = frames[table]
        began = _dates(frame["resident"].map(starts))
        follow_up = frame["moment"].notna() & (frame["moment"] != "baseline")
        what, todo = "is a follow-up from before the start of its arm", "correct the date, or the start in the study"
        yield from _refused(table, "date", follow_up & (frame["date"] < began), what, todo)
        late = (frame["moment"] == "baseline") & (frame["date"] >= began)
        if late.any():
            what = "is a baseline from after the start of its arm: it may hold a part of the change"
            yield Found(table, what, "say so in the story; no figure corrects it", "date", _rows(late), "notice")


def other_price_years(study: Study, frames: Frames) -> Iterator[Found]:
    """Amounts that are not in prices of the year that the study asks for; or, where it asks none, of more than one."""
    if "costs" not in frames:
        return
    years = frames["costs"]["price_year"]
    if study.outcomes.costs:
        asked = study.outcomes.costs.price_year
        what, todo = f"is not the price year of the study, {asked}", f"deliver all amounts in prices of {asked}"
        yield from _refused("costs", "price_year", years.notna() & (years != asked), what, todo)
    elif years.nunique() > 1:
        what = f"holds amounts in prices of {years.nunique()} years"
        yield Found("costs", what, "deliver all amounts in prices of one year", "price_year")


def years_without_costs(study: Study, frames: Frames) -> Iterator[Found]:
    """Worth knowing: a neighbourhood without any amount in a year that is compared. No delivery is not 0 euro."""
    asked = study.outcomes.costs
    if not asked or "costs" not in frames or "residents" not in frames:
        return
    people = frames["residents"].dropna(subset=["resident", "neighbourhood"]).drop_duplicates("resident")
    homes = frames["costs"]["resident"].map(people.set_index("resident")["neighbourhood"])
    compared = sorted(code for code in people["neighbourhood"].unique() if study.arm_of(code))
    for year in (asked.baseline_year, asked.follow_up_year):
        delivered = set(homes[frames["costs"]["year"] == year])
        lacking = [code for code in compared if code not in delivered]
        if lacking:
            what = f"holds no amount of {year} for {', '.join(lacking)}: left out of the question costs"
            yield Found("costs", what, "deliver the amounts of that year", "year", (), "notice")


def cases_with_one_name(study: Study, frames: Frames) -> Iterator[Found]:
    """Cases whose ids are the same, or nothing, in the ids of facts: one would take the place of the other."""
    if "cases" not in frames:
        return
    ids = frames["cases"]["case"].dropna().drop_duplicates()
    names = ids.map(slug)
    what, todo = "holds no letter or digit", "write a short name, such as fiets"
    yield from _refused("cases", "case", names == "", what, todo)
    what = "differs from another case in capitals, spaces or signs only"
    alike = names.duplicated(keep=False) & (names != "")
    yield from _refused("cases", "case", alike, what, "give each case a name of its own")


def phases_out_of_order(study: Study, frames: Frames) -> Iterator[Found]:
    """A measurement of a case that is said to be after the start, but lies before one that is said to be before it."""
    if "case_measurements" not in frames:
        return
    table = frames["case_measurements"]
    last_before = table["case"].map(table[table["phase"] == "before"].groupby("case")["date"].max())
    early = (table["phase"] == "after") & (table["date"] <= last_before)
    what = "is after the start, but lies before a measurement that is before it"
    yield from _refused("case_measurements", "date", early, what, "correct the date or the phase")


def starts_outside_their_window(study: Study, frames: Frames) -> Iterator[Found]:
    """A start said to be drawn by lot without a window, or of which the first measurement lies outside the window."""
    if "cases" not in frames:
        return
    cases = frames["cases"]
    drawn = cases["start_drawn"].fillna(False).astype(bool)
    lacking = drawn & ~(cases["start_first"] <= cases["start_last"])
    todo = "give start_vroegst and start_laatst, the first before the last"
    yield from _refused("cases", "start_drawn", lacking, "is yes, but the window of the lot is not there", todo)
    if "case_measurements" in frames:
        table = frames["case_measurements"]
        began = cases["case"].map(table[table["phase"] == "after"].groupby("case")["date"].min())
        outside = drawn & ~lacking & ((began < cases["start_first"]) | (began > cases["start_last"]))
        what = "is yes, but the first measurement after the start lies outside the window of the lot"
        yield from _refused("cases", "start_drawn", outside, what, "correct the window, or the phases")


def values_with_a_reason_for_missing(study: Study, frames: Frames) -> Iterator[Found]:
    """An area figure that is there and is said to be missing."""
    for table in (name for name in frames if name.startswith("context")):  # one part for each file
        both = frames[table]["value"].notna() & frames[table]["missing_reason"].notna()
        what, todo = "gives a reason for a missing value, but the value is there", "remove one of the two"
        yield from _refused(table, "missing_reason", both, what, todo)


RULES: Final[tuple[Rule, ...]] = (
    declared_but_absent,
    arms_that_contradict,
    unknown_neighbourhoods,
    residents_without_arm,
    compared_without_residents,
    unknown_references,
    scores_outside_their_scale,
    undeclared_moments,
    dates_outside_their_moment,
    measured_after_the_cutoff,
    measured_before_the_start,
    other_price_years,
    years_without_costs,
    cases_with_one_name,
    phases_out_of_order,
    starts_outside_their_window,
    values_with_a_reason_for_missing,
)


def _measurements(frames: Frames) -> tuple[str, ...]:
    return tuple(name for name in ("wellbeing", "ladder") if name in frames)


def _dates(days: pd.Series) -> pd.Series:
    return pd.to_datetime(days).astype("datetime64[us]")


def _refused(table: str, column: str, wrong: pd.Series, what: str, todo: str) -> Iterator[Found]:
    if wrong.any():
        yield Found(table, what, todo, column, _rows(wrong))


def _rows(wrong: pd.Series) -> tuple[int, ...]:
    return tuple(int(row) for row in wrong.index[wrong.fillna(False).astype(bool)])
