"""Rules of amounts and area figures: prices of one year, years that were delivered, a value or a reason."""

from __future__ import annotations

from collections.abc import Iterator

from wijklab.contract.rules.found import Found, Frames, refused
from wijklab.contract.study import Study


def other_price_years(study: Study, frames: Frames) -> Iterator[Found]:
    """Amounts that are not in prices of the year that the study asks for; or, where it asks none, of more than one."""
    if "costs" not in frames:
        return
    years = frames["costs"]["price_year"]
    if study.outcomes.costs:
        asked = study.outcomes.costs.price_year
        what, todo = f"is not the price year of the study, {asked}", f"deliver all amounts in prices of {asked}"
        yield from refused("costs", "price_year", years.notna() & (years != asked), what, todo)
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


def values_with_a_reason_for_missing(study: Study, frames: Frames) -> Iterator[Found]:
    """An area figure that is there and is said to be missing."""
    for table in (name for name in frames if name.startswith("context")):  # one part for each file
        both = frames[table]["value"].notna() & frames[table]["missing_reason"].notna()
        what, todo = "gives a reason for a missing value, but the value is there", "remove one of the two"
        yield from refused(table, "missing_reason", both, what, todo)
