"""Rules of amounts and area figures: delivered once, in the years that are compared, a value or a reason."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pandas as pd

from wijklab.contract.rules.found import Found, Frames, refused
from wijklab.contract.study import Study

PAID: Final = ("costs", "service_use")
"""The tables that tell what a resident cost: as an amount, or as help that was used times its price."""

ONE_COST: Final = ["resident", "year", "category", "bearer"]


def years_without_costs(study: Study, frames: Frames) -> Iterator[Found]:
    """Worth knowing: a neighbourhood without any amount in a year that is compared. No delivery is not 0 euro."""
    asked, paid = study.outcomes.costs, [frames[name] for name in PAID if name in frames]
    if not asked or not paid or "residents" not in frames:
        return
    people = frames["residents"].dropna(subset=["resident", "neighbourhood"]).drop_duplicates("resident")
    homes = people.set_index("resident")["neighbourhood"]
    compared = sorted(code for code in people["neighbourhood"].unique() if study.arm_of(code))
    for year in (asked.baseline_year, asked.follow_up_year):
        delivered = {code for rows in paid for code in rows.loc[rows["year"] == year, "resident"].map(homes).unique()}
        lacking = [code for code in compared if code not in delivered]
        if lacking:
            what = f"holds no amount of {year} for {', '.join(lacking)}: left out of the question costs"
            first = next(name for name in PAID if name in frames)
            yield Found(first, what, "deliver the amounts of that year", "year", (), "notice")


def costs_in_two_tables(study: Study, frames: Frames) -> Iterator[Found]:
    """A cost of one resident, year, category and bearer that is delivered both as amount and as help: it counts twice.

    Both rows are refused, as two rows for one cost in one table are.
    """
    if not all(name in frames for name in PAID):
        return
    for name, other in (PAID, PAID[::-1]):
        what = f"is a cost that stands in {other} too, for the same resident, year, category and bearer"
        todo = "deliver each cost once: as an amount in costs, or as help in service_use"
        yield from refused(name, "resident", _stands_in(frames[name], frames[other]), what, todo)


def _stands_in(rows: pd.DataFrame, others: pd.DataFrame) -> pd.Series:
    """Whether the cost of each row is one of the others, shape (n_rows,)."""
    keys = others[ONE_COST].dropna().drop_duplicates()
    found = rows[ONE_COST].merge(keys, on=ONE_COST, how="left", indicator=True)["_merge"] == "both"
    return pd.Series(found.to_numpy(dtype=bool), index=rows.index)


def values_with_a_reason_for_missing(study: Study, frames: Frames) -> Iterator[Found]:
    """An area figure that is there and is said to be missing."""
    for table in (name for name in frames if name.startswith("context")):  # one part for each file
        both = frames[table]["value"].notna() & frames[table]["missing_reason"].notna()
        what, todo = "gives a reason for a missing value, but the value is there", "remove one of the two"
        yield from refused(table, "missing_reason", both, what, todo)
