"""Where amounts come from: the tables `costs` and `service_use`, in memory or in their file, as parts of one shape.

Whatever the order of delivered rows or the number of threads, the parts and the numbers in them are the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wijklab.analyses.money import price_factors, unit_prices
from wijklab.contract.large_shapes import LargeAmounts, LargePart
from wijklab.contract.outcomes import CostsOutcome
from wijklab.contract.tables import OpenStudy
from wijklab.stats.sums import Floats

_KEY: Final = ["year", "category", "bearer"]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class CostPart:
    """What was spent in one year on one category by one bearer: euro in prices of the study, shape (n,), and on whom,
    shape (n,), counting into `residents_of_costs`."""

    year: int
    category: str
    bearer: str
    who: NDArray[np.integer]
    euro: Floats


def residents_of_costs(study: OpenStudy) -> pd.Index:
    """The pseudonyms of the table `residents`, sorted."""
    return pd.Index(np.sort(study.tables["residents"]["resident"].to_numpy(dtype=object)), dtype=object)


def cost_parts(study: OpenStudy, asked: CostsOutcome) -> tuple[CostPart, ...]:
    """The amounts of the two years and the bearers asked for, in the order of year, category, bearer and price."""
    people = residents_of_costs(study)
    parts = [part for part in _delivered(study, asked, people) if part.bearer in asked.bearers]
    parts += [part for part in _priced(study, asked, people) if part.bearer in asked.bearers]
    return tuple(sorted(parts, key=lambda part: (part.year, part.category, part.bearer)))


def paid_in(study: OpenStudy, year: int, years: tuple[int, int]) -> NDArray[np.object_]:
    """The pseudonyms of whom any amount of that year, one of the two asked for, was delivered, each once."""
    large = study.tables.large.get("costs")
    told = (
        [] if large is None else [large.residents[part.who] for part in _looked_up(large, years) if part.year == year]
    )
    for name in ("costs", "service_use"):
        if name in study.tables.frames:
            rows = study.tables[name]
            told.append(rows.loc[rows["year"] == year, "resident"].unique())
    return pd.unique(np.concatenate([np.asarray(who, dtype=object) for who in told]))


def price_years_of_costs(study: OpenStudy) -> tuple[int, ...]:
    """The years in whose prices the table `costs` gives its amounts, sorted."""
    if "costs" in study.tables.large:
        return study.tables.large["costs"].price_years
    return tuple(sorted(int(year) for year in study.tables["costs"]["price_year"].unique()))


def _delivered(study: OpenStudy, asked: CostsOutcome, people: pd.Index) -> Iterator[CostPart]:
    if "costs" in study.tables.large:
        yield from _from_file(study, asked, people, study.tables.large["costs"])
    elif "costs" in study.tables:
        rows = study.tables["costs"]
        factors = price_factors(study, rows["price_year"].to_numpy(dtype=float))
        yield from _divided(rows, rows["amount_eur"].to_numpy(dtype=float) * factors, asked, people)


def _from_file(study: OpenStudy, asked: CostsOutcome, people: pd.Index, table: LargeAmounts) -> Iterator[CostPart]:
    place = people.get_indexer(table.residents)
    for part in _looked_up(table, _years(asked)):
        factor = price_factors(study, np.array([part.price_year], dtype=float))[0]
        yield CostPart(part.year, part.category, part.bearer, place[part.who], part.euro * factor)


@lru_cache(maxsize=1)
def _looked_up(table: LargeAmounts, years: tuple[int, int]) -> tuple[LargePart, ...]:
    """The amounts of the two years: 12 bytes each, read from the file once for all that a page asks of them."""
    return tuple(table.parts(years))


def _priced(study: OpenStudy, asked: CostsOutcome, people: pd.Index) -> Iterator[CostPart]:
    """Help that was used, a part for each price."""
    if "service_use" in study.tables:
        rows, prices = study.tables["service_use"], unit_prices(study)
        each = np.array([prices[code].euro for code in rows["price"]])
        yield from _divided(rows, rows["number"].to_numpy(dtype=float) * each, asked, people, ("price",))


def _divided(
    rows: pd.DataFrame, euro: Floats, asked: CostsOutcome, people: pd.Index, more: Iterable[str] = ()
) -> Iterator[CostPart]:
    kept = rows["year"].isin(_years(asked)).to_numpy()
    frame = rows.loc[kept, [*_KEY, *more]].assign(who=people.get_indexer(rows.loc[kept, "resident"]), euro=euro[kept])
    for (year, category, bearer, *_), part in frame.groupby([*_KEY, *more], sort=True):
        ordered = part.sort_values(["who", "euro"], kind="stable")
        yield CostPart(int(year), str(category), str(bearer), ordered["who"].to_numpy(), ordered["euro"].to_numpy())


def _years(asked: CostsOutcome) -> tuple[int, int]:
    return asked.baseline_year, asked.follow_up_year
