"""Rules of micro-analyses: a name of their own, phases in order, and a lot that could have fallen so."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from wijklab.contract.cells import slug
from wijklab.contract.rules.found import Found, Frames, refused
from wijklab.contract.study import Study


def cases_with_one_name(study: Study, frames: Frames) -> Iterator[Found]:
    """Cases whose ids are the same, or nothing, in the ids of facts: one would take the place of the other."""
    if "cases" not in frames:
        return
    ids = frames["cases"]["case"].dropna().drop_duplicates()
    names = ids.map(slug)
    what, todo = "holds no letter or digit", "write a short name, such as fiets"
    yield from refused("cases", "case", names == "", what, todo)
    what = "differs from another case in capitals, spaces or signs only"
    alike = names.duplicated(keep=False) & (names != "")
    yield from refused("cases", "case", alike, what, "give each case a name of its own")


def phases_out_of_order(study: Study, frames: Frames) -> Iterator[Found]:
    """A measurement of a case that is said to be after the start, but lies before one that is said to be before it."""
    if "case_measurements" not in frames:
        return
    table = frames["case_measurements"]
    last_before = _by_case(table[table["phase"] == "before"].groupby("case")["date"].max(), table)
    early = (table["phase"] == "after") & (table["date"] <= last_before)
    what = "is after the start, but lies before a measurement that is before it"
    yield from refused("case_measurements", "date", early, what, "correct the date or the phase")


def starts_outside_their_window(study: Study, frames: Frames) -> Iterator[Found]:
    """A start said to be drawn by lot without a window, or of which the first measurement lies outside the window."""
    if "cases" not in frames:
        return
    cases = frames["cases"]
    drawn = cases["start_drawn"].fillna(False).astype(bool)
    lacking = drawn & ~(cases["start_first"] <= cases["start_last"])
    todo = "give start_vroegst and start_laatst, the first before the last"
    yield from refused("cases", "start_drawn", lacking, "is yes, but the window of the lot is not there", todo)
    if "case_measurements" in frames:
        table = frames["case_measurements"]
        began = _by_case(table[table["phase"] == "after"].groupby("case")["date"].min(), cases)
        outside = drawn & ~lacking & ((began < cases["start_first"]) | (began > cases["start_last"]))
        what = "is yes, but the first measurement after the start lies outside the window of the lot"
        yield from refused("cases", "start_drawn", outside, what, "correct the window, or the phases")


def _by_case(days: pd.Series, rows: pd.DataFrame) -> pd.Series:
    """The day of each row's case, missing where it has none; also where no case has one, which `map` refuses."""
    return days.reindex(rows["case"]).set_axis(rows.index)
