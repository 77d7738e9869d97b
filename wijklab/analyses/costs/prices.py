"""In prices of which year all amounts are, and how those of other years were brought there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
import pandas as pd

from wijklab.analyses.arms.cost_parts import price_years_of_costs
from wijklab.analyses.money import price_factors
from wijklab.contract.answers import Finding, Label, Quantity
from wijklab.contract.tables import OpenStudy

HUNDRED: Final = 100.0


def price_quantities(study: OpenStudy) -> list[Quantity]:
    """`costs.price.<year>`: what 100 euro of another price year count for, by the study's index."""
    others = other_years(study)
    factors = price_factors(study, np.array(others, dtype=float))
    return [
        Quantity(f"costs.price.{year}", HUNDRED * float(factor), "eur", "published", source=_told(study, (year,))[0])
        for year, factor in zip(others, factors, strict=True)
        if np.isfinite(factor)
    ]


def price_limits(study: OpenStudy, counted: Iterable[Quantity]) -> list[Finding]:
    """The price year; and where the study names an index, which, of whom, of which day, and what it made of amounts."""
    to = Label("text", str(study.asked.price_year))
    notes, found = [Finding("costs.finding.prices", names={"year": to})], list(counted)
    if study.asked.economics.price_index is None:
        return notes
    if not found:
        return [*notes, Finding("costs.finding.not_converted", names={"year": to})]
    years = [int(quantity.id.rpartition(".")[2]) for quantity in found]
    source, day = _told(study, tuple(years))
    index = Label("text", study.asked.economics.price_index)
    names = {"index": index, "source": Label("text", source), "day": Label("day", day), "year": to}
    return [
        *notes,
        Finding("costs.finding.converted", names=names),
        *(
            Finding(
                "costs.finding.counts_for",
                {"euro": f"costs.price.{year}"},
                {"of": Label("text", str(year)), "year": to},
            )
            for year in years
        ),
    ]


def other_years(study: OpenStudy) -> tuple[int, ...]:
    """The price years of amounts, of help that was used and of investments, other than that of the study."""
    told = {*price_years_of_costs(study)} if "costs" in study.tables else set()
    return tuple(sorted((told | _of_help(study) | _invested(study)) - {study.asked.price_year}))


def _of_help(study: OpenStudy) -> set[int]:
    if "service_use" not in study.tables:
        return set()
    prices = study.tables["prices"]
    used = prices["code"].isin(study.tables["service_use"]["price"].unique())
    return {int(year) for year in prices.loc[used, "price_year"]}


def _invested(study: OpenStudy) -> set[int]:
    return {int(year) for year in study.tables["investments"]["price_year"]} if "investments" in study.tables else set()


def _told(study: OpenStudy, years: tuple[int, ...]) -> tuple[str, str]:
    """The sources of the index values that were used, and the last day on which one was published."""
    rows = study.tables["price_index"]
    used = rows["year"].isin([*years, study.asked.price_year])
    rows = rows[(rows["index"] == study.asked.economics.price_index) & used]
    return "; ".join(sorted(rows["source"].unique())), max(pd.to_datetime(rows["published"])).date().isoformat()
