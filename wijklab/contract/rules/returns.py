"""Rules of social returns: a range that is one, shares that were stated, nothing taken off or counted twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pandas as pd

from wijklab.contract.cells import slug
from wijklab.contract.columns import TABLES
from wijklab.contract.rules.found import Found, Frames, refused
from wijklab.contract.study import Study

SHARES: Final = ("deadweight", "displacement", "attribution", "drop_off")
MOST_YEARS: Final = 50
"""Nobody can say how long a return lasts beyond this; a larger number is a calendar year, or months."""

_TABLE: Final = "social_returns"


def returns_with_one_name(study: Study, frames: Frames) -> Iterator[Found]:
    """Returns whose ids are the same, or nothing, in the ids of facts; or that are one return under two ids."""
    if _TABLE not in frames:
        return
    table = frames[_TABLE]
    names = table["return"].dropna().map(slug)
    what, todo = "holds no letter or digit", "write a short name, such as dagbesteding"
    yield from refused(_TABLE, "return", names == "", what, todo)
    alike = names.duplicated(keep=False) & (names != "") & ~table["return"].dropna().duplicated(keep=False)
    what = "differs from another return in capitals, spaces or signs only"
    yield from refused(_TABLE, "return", alike, what, "give each return a name of its own")
    told = table.assign(description=table["description"].str.strip().str.casefold())
    twice = told.duplicated(["description", "bearer", "price"], keep=False) & told["description"].notna()
    what = "is the same as another return, for the same party at the same price: it would count twice"
    yield from refused(_TABLE, "description", twice, what, "keep one of them, or say how they differ")


def ranges_of_returns(study: Study, frames: Frames) -> Iterator[Found]:
    """A low that is above its high, or that stands alone."""
    if _TABLE not in frames:
        return
    table = frames[_TABLE]
    for name in ("number", *SHARES):
        low, high = table[f"{name}_low"], table[f"{name}_high"]
        what = f"is lower than {_dutch(f'{name}_low')}: the lowest must not be above the highest"
        yield from refused(_TABLE, f"{name}_high", _true(high < low), what, "change the two round, or correct them")
        if name in SHARES:
            what = "is given without its other end"
            todo = "give a lowest and a highest; the same number twice where it is certain"
            yield from refused(_TABLE, f"{name}_low", low.notna() & _empty(table, f"{name}_high"), what, todo)
            yield from refused(_TABLE, f"{name}_high", high.notna() & _empty(table, f"{name}_low"), what, todo)


def shares_of_returns(study: Study, frames: Frames) -> Iterator[Found]:
    """A share that must be taken off and is not stated: left out it would count as nothing, and nobody said so."""
    if _TABLE not in frames:
        return
    table = frames[_TABLE]
    needed = {
        "deadweight": table["basis"] == "counted",
        "displacement": table["basis"].notna(),
        "attribution": table["basis"].notna(),
        "drop_off": _true(table["years"] > 1),
    }
    for name, wanted in needed.items():
        silent = _empty(table, f"{name}_low") & _empty(table, f"{name}_high")
        todo = f"give {_dutch(f'{name}_low')} and {_dutch(f'{name}_high')}; 0 where you know that nothing goes off"
        yield from refused(_TABLE, f"{name}_low", wanted & silent, _LACKING[name], todo)


def deadweight_taken_off_twice(study: Study, frames: Frames) -> Iterator[Found]:
    """A difference with other neighbourhoods left out already what would have happened anyway."""
    if _TABLE not in frames:
        return
    table = frames[_TABLE]
    again = (table["basis"] == "difference") & (table["deadweight_high"].fillna(0) > 0)
    what = (
        "takes off what would have happened anyway, which a difference with other neighbourhoods has left out already"
    )
    todo = f"empty it, or write `counted` under {_dutch('basis')} if the number is no such difference"
    yield from refused(_TABLE, "deadweight_high", again, what, todo)


def returns_of_no_length(study: Study, frames: Frames) -> Iterator[Found]:
    """A return that lasts no time is worth nothing; one that lasts longer than anybody can tell is a slip."""
    if _TABLE not in frames:
        return
    years = frames[_TABLE]["years"]
    yield from refused(_TABLE, "years", _true(years == 0), "is 0: worth nothing", "give years, such as 0.5 or 3")
    what = f"is more than {MOST_YEARS} years"
    yield from refused(_TABLE, "years", _true(years > MOST_YEARS), what, "give a number of years, no calendar year")


def nothing_invested(study: Study, frames: Frames) -> Iterator[Found]:
    """The social return of an arm in which nothing was invested: there is nothing to set it against."""
    asked = study.outcomes.social_return
    if asked is None or "investments" not in frames or _TABLE not in frames:
        return
    codes = study.arms[asked.arm].neighbourhoods if asked.arm in study.arms else ()
    table = frames["investments"]
    if not table[table["neighbourhood"].isin(codes)]["amount_eur"].sum() > 0:
        what = f"holds no amount for a neighbourhood of {asked.arm}, of which outcomes.social_return asks"
        todo = "deliver what the way of working cost, or take social_return out of the study"
        yield Found("investments", what, todo, "neighbourhood")


_LACKING: Final = {
    "deadweight": "is empty: of a number that was counted, a part would have happened anyway",
    "displacement": "is empty: nobody said whether it went at the cost of something elsewhere",
    "attribution": "is empty: nobody said which part was done by others",
    "drop_off": "is empty: of a return that lasts longer than a year, nobody said what is lost each year",
}


def _dutch(column: str) -> str:
    return TABLES[_TABLE].column(column).dutch


def _empty(table: pd.DataFrame, column: str) -> pd.Series:
    """Where nothing was said; not where a cell was refused for itself."""
    return table[column].isna() & table[f"{column}_missing"].notna()


def _true(answers: pd.Series) -> pd.Series:
    """Where it is so; a missing answer is not."""
    return answers.fillna(False).astype(bool)
