"""Rules of micro-analyses: a name of their own, phases in order, a lot that could fall so, and amounts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pandas as pd

from wijklab.contract.cells import slug
from wijklab.contract.rules.found import Found, Frames, refused, rows_of
from wijklab.contract.study import Study

SAME_COST: Final = {
    "what": "soort",
    "amount_eur": "bedrag",
    "price": "prijscode",
    "amount_low": "bedrag_laag",
    "amount_high": "bedrag_hoog",
    "number": "aantal",
    "probability": "kans",
    "probability_low": "kans_laag",
    "probability_high": "kans_hoog",
    "years": "jaren",
    "bearer": "betaler",
    "price_year": "prijsjaar",
}
"""What rows with one code under `once` have in common, with the headers that a user knows: any of them could count."""


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


def amounts_or_prices(study: Study, frames: Frames) -> Iterator[Found]:
    """A row with an amount and a price code, of which nobody can tell which counts; or with neither."""
    if "case_costs" not in frames:
        return
    table = frames["case_costs"]
    amount, price = _given(table, "amount_eur"), _given(table, "price")
    todo = "give bedrag or prijscode, one of the two"
    yield from refused("case_costs", "price", amount & price, "stands beside an amount of its own", todo)
    neither = ~amount & ~price
    yield from refused("case_costs", "amount_eur", neither, "is empty, and there is no price code", todo)


def ranges_of_cases(study: Study, frames: Frames) -> Iterator[Found]:
    """A lowest value that is not the lowest, a highest that is not the highest, or one of the two without a value."""
    if "case_costs" not in frames:
        return
    table = frames["case_costs"]
    values = {"amount": _amounts(frames), "probability": table["probability"]}
    for name, value in values.items():
        low, high = table[f"{name}_low"], table[f"{name}_high"]
        dutch = {"amount": "bedrag", "probability": "kans"}[name]
        todo = f"give {dutch}_laag, {dutch} and {dutch}_hoog in order"
        above, below = (low > value) | (low > high), high < value
        yield from refused("case_costs", f"{name}_low", above, "is above the value that it is the lowest of", todo)
        yield from refused("case_costs", f"{name}_high", below, "is below the value that it is the highest of", todo)
        column = {"amount": "amount_eur"}.get(name, name)
        alone = (low.notna() ^ high.notna()) & value.isna() & ~_given(table, column)
        todo = f"give {dutch} as well, or both ends"
        yield from refused("case_costs", f"{name}_low", alone, "is an end without its other end or a value", todo)


def chances_of_costs(study: Study, frames: Frames) -> Iterator[Found]:
    """Worth knowing: a chance below 1 of something that was spent. It plays no part: what was spent was spent."""
    if "case_costs" not in frames:
        return
    table = frames["case_costs"]
    unused = (table["what"] == "cost") & (table["probability"] < 1)
    rows = rows_of(unused)
    if rows:
        what, todo = "is a chance of a cost: not used, a cost counts in full", "leave it, or empty it"
        yield Found("case_costs", what, todo, "probability", rows, "notice")


def shared_costs_that_differ(study: Study, frames: Frames) -> Iterator[Found]:
    """Rows with one code under `once` that are not the same cost, or that stand in one case twice."""
    if "case_costs" not in frames:
        return
    table = frames["case_costs"]
    coded = table[table["once"].notna()]
    twice = coded.duplicated(["case", "once"], keep=False)
    yield from refused(
        "case_costs", "once", twice, "stands twice in one case", "keep one of the rows, or give each its own code"
    )
    for name, dutch in SAME_COST.items():
        cells = _told(coded, name)
        apart = cells.groupby(coded["once"]).transform("nunique") > 1
        what = f"is the code of rows that are not the same cost: {dutch} differs"
        yield from refused("case_costs", "once", apart & ~twice, what, "make the rows agree, or give each its own code")


def _told(table: pd.DataFrame, column: str) -> pd.Series:
    """Cells as text, an empty one as the reason why; missing where a cell was refused for itself."""
    cells = table[column].astype(object)
    return cells.where(cells.notna(), table[f"{column}_missing"]) if f"{column}_missing" in table else cells


def _amounts(frames: Frames) -> pd.Series:
    """The amount of each row, of its own or of the price that it names; missing where there is none."""
    table = frames["case_costs"]
    if "prices" not in frames:
        return table["amount_eur"]
    listed = frames["prices"].dropna(subset=["code"]).drop_duplicates("code").set_index("code")["amount_eur"]
    of_list = pd.to_numeric(listed.reindex(table["price"])).set_axis(table.index)
    return table["amount_eur"].where(table["price"].isna(), of_list)


def _given(table: pd.DataFrame, column: str) -> pd.Series:
    """Whether a cell holds anything; one that was refused for itself does."""
    return table[column].notna() | table[f"{column}_missing"].isna()


def _by_case(days: pd.Series, rows: pd.DataFrame) -> pd.Series:
    """The day of each row's case, missing where it has none; also where no case has one, which `map` refuses."""
    return days.reindex(rows["case"]).set_axis(rows.index)
