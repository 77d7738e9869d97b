"""Rules of who and where: every reference leads somewhere, and the study and the table of neighbourhoods agree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pandas as pd

from wijklab.contract.rules.found import Found, Frames, as_dates, refused
from wijklab.contract.study import Study


@dataclass(frozen=True, slots=True)
class Reference:
    """A column whose cells must stand in the key of another table."""

    table: str
    column: str
    target: str
    key: str


REFERENCES: Final = (
    Reference("wellbeing", "resident", "residents", "resident"),
    Reference("ladder", "resident", "residents", "resident"),
    Reference("costs", "resident", "residents", "resident"),
    Reference("service_use", "resident", "residents", "resident"),
    Reference("service_use", "price", "prices", "code"),
    Reference("social_returns", "price", "prices", "code"),
    Reference("case_costs", "case", "cases", "case"),
    Reference("case_costs", "price", "prices", "code"),
    Reference("case_measurements", "case", "cases", "case"),
    Reference("fragments", "event", "events", "event"),
    Reference("quote_life", "fragment", "fragments", "fragment"),
    Reference("session_notes", "session", "sessions", "session"),
)


def unknown_references(study: Study, frames: Frames) -> Iterator[Found]:
    """A measurement of nobody, a cost of no case, a quote on no event."""
    for reference in REFERENCES:
        if reference.table not in frames:
            continue
        cells = frames[reference.table][reference.column]
        known = frames[reference.target][reference.key] if reference.target in frames else pd.Series(dtype="str")
        what, todo = f"does not stand in the table {reference.target}", f"add it to {reference.target}, or correct it"
        yield from refused(reference.table, reference.column, cells.notna() & ~cells.isin(known), what, todo)


def samples_of_unknown_size(study: Study, frames: Frames) -> Iterator[Found]:
    """A study that says its residents are a sample divides what was invested by all inhabitants: it needs their number,
    which cannot be less than the residents that were delivered."""
    costs = study.outcomes.costs
    if costs is None or costs.residents_are != "sample" or not {"investments", "residents"} <= set(frames):
        return
    places = frames["neighbourhoods"]
    inhabitants = pd.to_numeric(places["inhabitants"]) if "inhabitants" in places else pd.Series(pd.NA, places.index)
    delivered = places["code"].map(frames["residents"]["neighbourhood"].value_counts())
    compared = places["code"].map(study.arm_of, na_action="ignore").notna() & delivered.notna()
    what = "is empty or less than the residents delivered, who are a sample of all inhabitants according to the study"
    todo = "fill in how many inhabitants there are, or leave out residents_are in the study"
    enough = (inhabitants >= delivered).fillna(False)
    yield from refused("neighbourhoods", "inhabitants", compared & ~enough.astype(bool), what, todo)


def unknown_neighbourhoods(study: Study, frames: Frames) -> Iterator[Found]:
    """A resident, an answer, a case or an amount in a neighbourhood that neither study nor `neighbourhoods` knows."""
    profile = study.outcomes.wijkfoto
    pictured = (profile.area, *profile.beside) if profile else ()
    declared = {code for arm in study.arms.values() for code in arm.neighbourhoods}
    delivered = set(frames["neighbourhoods"]["code"].dropna()) if "neighbourhoods" in frames else declared
    told = delivered | declared | set(pictured)
    budget = study.outcomes.budget
    spent = told | ({budget.area} if budget else set())
    for table, known in (
        ("residents", delivered),
        ("survey", delivered),
        ("cases", told),
        ("investments", told),
        ("area_spending", spent),
    ):
        if table in frames:
            codes = frames[table]["neighbourhood"]
            what, todo = "is an unknown neighbourhood", "add it to the table neighbourhoods, or correct the code"
            yield from refused(table, "neighbourhood", codes.notna() & ~codes.isin(known), what, todo)


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


def investments_without_arm(study: Study, frames: Frames) -> Iterator[Found]:
    """Worth knowing: what was invested in a neighbourhood for which the study declares no arm."""
    if "investments" in frames and study.arms:
        codes = frames["investments"]["neighbourhood"].dropna()
        outside = codes[codes.map(study.arm_of).isna()]
        if len(outside):
            what = f"{', '.join(sorted(set(outside)))} has no arm in the study: what was invested there does not count"
            todo = "declare the neighbourhood under arms, correct the code, or leave it"
            rows = tuple(int(row) for row in outside.index)
            yield Found("investments", what, todo, "neighbourhood", rows, "notice")


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
    starts = as_dates(table["code"].map(study.start_of, na_action="ignore"))
    todo = "make the table and the study agree; the study decides"
    other_arm = known & table["arm"].notna() & (table["arm"] != arms)
    other_start = known & table["start"].notna() & (table["start"] != starts)
    yield from refused("neighbourhoods", "arm", other_arm, "is another arm than the study declares", todo)
    yield from refused("neighbourhoods", "start", other_start, "is another start than the study declares", todo)
