"""Rules of an area budget: an area that is known, years of its term, an index with a level for each, people told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from wijklab.contract.economics import BudgetOutcome
from wijklab.contract.rules.found import Found, Frames, refused, rows_of
from wijklab.contract.rules.money import index_years
from wijklab.contract.study import Study

_TABLE: Final = "area_spending"


def spending_outside_the_term(study: Study, frames: Frames) -> Iterator[Found]:
    """What was spent in a year that the budget is not about, in the area that it is about."""
    asked = study.outcomes.budget
    if asked and _TABLE in frames:
        table = frames[_TABLE]
        years = table["year"]
        outside = (table["neighbourhood"] == asked.area) & ((years < asked.first_year) | (years > asked.last_year))
        what = f"lies outside the term of the budget, {asked.first_year} to {asked.last_year}"
        yield from refused(_TABLE, "year", outside, what, "correct the year, or the term under outcomes.budget")


def spending_of_the_area(study: Study, frames: Frames) -> Iterator[Found]:
    """A budget of an area of which nothing was delivered; and, worth knowing, years in between without any row."""
    asked = study.outcomes.budget
    if not asked or _TABLE not in frames or frames[_TABLE].empty:
        return
    years = _own_years(asked, frames)
    if not years:
        what = f"holds no row of {asked.area}, the area of outcomes.budget"
        yield Found(_TABLE, what, "correct the code here or in the study, or deliver what was spent there")
        return
    lacking = [year for year in range(asked.first_year, max(years)) if year not in years]
    if lacking:
        what = f"holds no row of {asked.area} for {_listed(lacking)}: taken as not known, not as 0 euro"
        yield Found(_TABLE, what, "deliver what was spent in that year", "year", (), "notice")


def budget_without_its_index(study: Study, frames: Frames) -> Iterator[Found]:
    """An index that a budget names and that is not there, or that has no level for a year of which is told what was
    spent; and, worth knowing, none for a year to come."""
    asked = study.outcomes.budget
    if not asked or not asked.price_index or _TABLE not in frames:
        return
    last = max([asked.first_year, *_own_years(asked, frames)])
    held = index_years(study, frames, asked.price_index)
    lacking = [year for year in range(asked.first_year, last + 1) if year not in held]
    ahead = [year for year in range(last + 1, asked.last_year + 1) if year not in held]
    if lacking:
        what = f"is indexed by {asked.price_index}, of which the table price_index has no {_listed(lacking)}"
        misnamed = "" if held else "correct the name in the study, "
        todo = f"deliver those years with their source in price_index, {misnamed}or take it out of outcomes.budget"
        yield Found(_TABLE, what, todo, "year")
    elif ahead:
        what = f"has no {asked.price_index} for {_listed(ahead)}: the last level stands in for it"
        yield Found("price_index", what, "deliver an expected level with its source", "year", (), "notice")


def individual_help_of_nobody(study: Study, frames: Frames) -> Iterator[Found]:
    """Individual help that was paid for and helped nobody; and, worth knowing, of which is not told how many."""
    if _TABLE not in frames:
        return
    table = frames[_TABLE]
    own = (table["provision"] == "individual") & (table["amount_eur"] > 0)
    what = "is 0, but money went to individual help"
    todo = "correct the number, leave it empty where it is unknown, or call it collective"
    yield from refused(_TABLE, "people", own & (table["people"] == 0), what, todo)
    unknown = own & table["people"].isna() & table["people_missing"].notna()
    if unknown.any():
        what = "does not tell how many people had individual help: its amount is hidden, it could be that of a few"
        yield Found(_TABLE, what, "fill in how many people were helped", "people", rows_of(unknown), "notice")


def _own_years(asked: BudgetOutcome, frames: Frames) -> set[int]:
    table = frames[_TABLE]
    years = table.loc[table["neighbourhood"] == asked.area, "year"].dropna()
    return {int(year) for year in years if asked.first_year <= year <= asked.last_year}


def _listed(years: list[int]) -> str:
    return ", ".join(map(str, years))
