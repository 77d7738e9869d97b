"""Rules of prices: every euro of a study is in prices of one year, or an index of the user's own can bring it there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pandas as pd

from wijklab.contract.rules.found import Found, Frames, refused
from wijklab.contract.study import Study

PRICED: Final = ("costs", "investments", "prices")
"""The tables of which amounts are added to those of others: each in prices of its column `price_year`."""

USES_PRICES: Final = ("service_use", "social_returns", "case_costs")
"""The tables that name a price by its code; a price that none of them names takes no part."""


def indexes_that_cannot_be_used(study: Study, frames: Frames) -> Iterator[Found]:
    """The series under `economics.price_index` is not there, or does not reach the price year of the study."""
    name, to = study.economics.price_index, study.price_year
    if name is None:
        return
    if "price_index" not in frames:
        yield from _without_index(name, frames)
    elif not (frames["price_index"]["index"] == name).any():
        what = f"holds no series {name}, which the study names under economics.price_index"
        yield Found("price_index", what, "add its rows, or correct the name in the study", "index")
    elif to is None:
        what = f"holds {name}, which economics.price_index names, but the study names no price year"
        yield Found("price_index", what, "name economics.price_year in the study", "index")
    elif to not in index_years(study, frames, name):
        what = f"holds no value of {name} for {to}, the price year of the study"
        yield Found("price_index", what, "add that year, or ask for prices of another year in the study", "year")


def other_price_years(study: Study, frames: Frames) -> Iterator[Found]:
    """Amounts that nothing brings to the price year of the study; or, where it names none, of more than one year."""
    years = {name: _price_years(name, frames) for name in PRICED if name in frames}
    if study.price_year is None:
        yield from _of_several_years(years)
    elif not any(indexes_that_cannot_be_used(study, frames)):
        reached, (what, todo) = _reached(study, frames), _unreached(study)
        for name, given in years.items():
            yield from refused(name, "price_year", given.notna() & ~given.isin(reached), what, todo)


def cases_of_several_price_years(study: Study, frames: Frames) -> Iterator[Found]:
    """Amounts of one case in prices of years that nothing brings together: their sum would mean nothing."""
    if "case_costs" not in frames or any(indexes_that_cannot_be_used(study, frames)):
        return
    table, reached = frames["case_costs"], _reached(study, frames)
    years = _years_of_case_costs(frames)
    given = years.where(~years.isin(reached), study.price_year)
    several = given.groupby(table["case"]).transform("nunique") > 1
    wrong = several & table["price_year"].notna() & (given != study.price_year if study.price_year else True)
    unreached, todo = _unreached(study)
    indexed = study.price_year is not None and study.economics.price_index is not None
    what = unreached if indexed else "is another price year than that of other amounts of this case"
    yield from refused("case_costs", "price_year", wrong, what, todo)


def index_years(study: Study, frames: Frames, name: str) -> frozenset[int]:
    """The years of a series of the table `price_index`; without rows that are refused for themselves where those are
    left out. Where they stop the study they are told already, and not again by every amount that needs them."""
    if "price_index" not in frames:
        return frozenset()
    rows = frames["price_index"]
    rows = rows[rows["index"] == name]
    if study.data.refused_rows != "leave_out":
        return frozenset(int(year) for year in rows["year"].dropna())
    twice = rows.duplicated(["index", "year"], keep=False)
    return frozenset(int(year) for year in rows[~twice].dropna()["year"])


def _without_index(name: str, frames: Frames) -> Iterator[Found]:
    first = next((table for table in (*PRICED, "case_costs") if table in frames), None)
    if first is not None:
        what = f"is to be indexed by {name} (economics.price_index), but there is no table price_index to do so"
        yield Found(first, what, "deliver prijsindex, or take price_index out of economics", "price_year")


def _years_of_case_costs(frames: Frames) -> pd.Series:
    """The price year of each row: its own, or that of the price that it names."""
    table = frames["case_costs"]
    if "prices" not in frames:
        return table["price_year"]
    years = frames["prices"].dropna(subset=["code"]).drop_duplicates("code").set_index("code")["price_year"]
    return table["price_year"].fillna(years.reindex(table["price"]).set_axis(table.index))


def _price_years(name: str, frames: Frames) -> pd.Series:
    """The price year of each row, missing where it takes no part: a price that nobody uses."""
    years = frames[name]["price_year"]
    if name != "prices":
        return years
    used = {code for table in USES_PRICES if table in frames for code in frames[table]["price"].dropna()}
    return years.where(frames[name]["code"].isin(used))


def _reached(study: Study, frames: Frames) -> frozenset[int]:
    """The price years that can be brought to that of the study: its own, and those of its index."""
    to, name = study.price_year, study.economics.price_index
    if to is None:
        return frozenset()
    years = index_years(study, frames, name) if name else frozenset()
    return years | {to} if to in years else frozenset({to})


def _unreached(study: Study) -> tuple[str, str]:
    """What is wrong with another price year, and what to do."""
    to, name = study.price_year, study.economics.price_index
    if to is None:
        return "", "deliver all amounts in prices of one year, or name economics.price_year and economics.price_index"
    if name is None:
        todo = (
            f"deliver all amounts in prices of {to}, or name a series that has both years under economics.price_index"
        )
        return f"is not the price year of the study, {to}", todo
    what = f"is a price year that {name} cannot bring to {to}: the series does not have it"
    return what, f"add that year to price_index, or deliver these amounts in prices of {to}"


def _of_several_years(years: dict[str, pd.Series]) -> Iterator[Found]:
    """Told once, of the first table that holds another year than what came before it."""
    seen: set[int] = set()
    for name, given in years.items():
        seen |= {int(year) for year in given.dropna().unique()}
        if len(seen) > 1:
            among = "" if given.nunique() > 1 else " together with the tables before it"
            todo = "deliver all amounts in prices of one year, or name economics.price_year and economics.price_index"
            yield Found(name, f"holds amounts in prices of {len(seen)} years{among}", todo, "price_year")
            return
