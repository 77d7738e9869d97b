"""How every page reckons with euro: in prices of the study's year, by its index, and discounted at its rates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from wijklab.contract.tables import OpenStudy
from wijklab.stats.sums import Floats


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """The price of one unit in prices of the study's year, as the user's own list gives it."""

    code: str
    unit: str
    euro: float
    source: str


def index_values(study: OpenStudy, name: str | None = None) -> dict[int, float]:
    """The price level by year of a series (the study's own unless named); empty where it was not delivered."""
    series = name or study.asked.economics.price_index
    if series is None or "price_index" not in study.tables:
        return {}
    rows = study.tables["price_index"]
    rows = rows[rows["index"] == series]
    return {int(year): float(value) for year, value in zip(rows["year"], rows["value"], strict=True)}


def price_factors(study: OpenStudy, years: Floats) -> Floats:
    """By what an amount in prices of each year is multiplied to be in those of the study; nan where nobody can tell.

    `years` are price years, nan where a source does not say. 1 where a study names no price year and all are the same.
    """
    given = np.asarray(years, dtype=float)
    to, levels = study.asked.price_year, index_values(study)
    if to is None:
        known = given[~np.isnan(given)]
        return np.where(np.unique(known).size == 1, np.where(np.isnan(given), np.nan, 1.0), np.nan)
    return np.array([_factor(year, to, levels) for year in given])


def _factor(year: float, to: int, levels: dict[int, float]) -> float:
    if year == to:
        return 1.0
    return levels[to] / levels[int(year)] if year in levels and to in levels else np.nan


def unit_prices(study: OpenStudy) -> dict[str, UnitPrice]:
    """The user's price list by code, in prices of the study's year; empty where none was delivered."""
    if "prices" not in study.tables:
        return {}
    rows = study.tables["prices"]
    euro = rows["amount_eur"].to_numpy(dtype=float) * price_factors(study, rows["price_year"].to_numpy(dtype=float))
    columns = (rows["code"], rows["unit"], euro, rows["source"])
    return {
        str(code): UnitPrice(str(code), str(unit), float(each), str(source))
        for code, unit, each, source in zip(*columns, strict=True)
    }


def discount_rate(study: OpenStudy, of: Literal["costs", "effects"]) -> float:
    """The yearly rate that the study declares; 0 where it declares none."""
    declared = study.asked.economics.discount
    return 0.0 if declared is None else float(getattr(declared, of))
