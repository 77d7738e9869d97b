"""What a way of working itself costs: euro per inhabitant per year of each neighbourhood, by who pays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from wijklab.analyses.arms.panel import neighbourhood_of
from wijklab.analyses.money import price_factors
from wijklab.contract.tables import OpenStudy
from wijklab.contract.vocabulary import BEARERS
from wijklab.stats.sums import Floats


@dataclass(frozen=True, slots=True, repr=False)
class Investments:
    """Euro per inhabitant per year, shape (n_areas, n_bearers), in the order of `codes` and of `BEARERS`.

    The yearly amount is the sum over `years` (first and last) divided by their number, also where a year has no row.
    A neighbourhood without a row invested nothing.
    """

    codes: tuple[str, ...]
    years: tuple[int, int]
    per_inhabitant: Floats

    @property
    def total(self) -> Floats:
        """Of all bearers together, shape (n_areas,)."""
        return self.per_inhabitant.sum(axis=1)

    def of(self, bearer: str) -> Floats:
        """Of one bearer, shape (n_areas,)."""
        return self.per_inhabitant[:, BEARERS.index(bearer)]


def invested(study: OpenStudy, codes: tuple[str, ...], years: tuple[int, int]) -> Investments | None:
    """What was invested in those neighbourhoods from the first year to the last; None where nothing was delivered."""
    if "investments" not in study.tables:
        return None
    rows = study.tables["investments"]
    rows = rows[rows["year"].between(*years) & rows["neighbourhood"].isin(codes)]
    if rows.empty:
        return None
    euro = rows["amount_eur"].to_numpy(dtype=float) * price_factors(study, rows["price_year"].to_numpy(dtype=float))
    sums = (
        pd.Series(euro, index=pd.MultiIndex.from_frame(rows[["neighbourhood", "bearer"]])).groupby(level=[0, 1]).sum()
    )
    grid = sums.unstack().reindex(index=codes, columns=BEARERS).fillna(0.0).to_numpy(dtype=float)
    per_year = grid / (years[1] - years[0] + 1)
    return Investments(codes, years, per_year / inhabitants(study, codes)[:, None])


def inhabitants(study: OpenStudy, codes: tuple[str, ...]) -> Floats:
    """How many people live in each neighbourhood, shape (n_areas,): as delivered, else the residents that were."""
    table = study.tables["neighbourhoods"].set_index("code")["inhabitants"]
    told = pd.to_numeric(table).reindex(codes).to_numpy(dtype=float, na_value=np.nan)
    counted = (
        neighbourhood_of(study).value_counts().reindex(codes).to_numpy(dtype=float)
        if "residents" in study.tables
        else told
    )
    return np.where(told > 0, told, counted)
