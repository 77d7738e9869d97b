"""What a way of working itself costs: euro per resident per year of each neighbourhood, by who pays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from wijklab.analyses.arms.panel import neighbourhood_of
from wijklab.analyses.money import price_factors
from wijklab.contract.outcomes import CostsOutcome
from wijklab.contract.tables import OpenStudy
from wijklab.contract.vocabulary import BEARERS
from wijklab.stats.sums import Floats


@dataclass(frozen=True, slots=True, repr=False)
class Investments:
    """Euro per resident per year, shape (n_areas, n_bearers), in the order of `codes` and of `BEARERS`.

    The yearly amount is the sum over `years` (first and last) divided by their number, also where a year has no row.
    A neighbourhood without a row invested nothing.
    """

    codes: tuple[str, ...]
    years: tuple[int, int]
    per_resident: Floats

    @property
    def total(self) -> Floats:
        """Of all bearers together, shape (n_areas,)."""
        return self.per_resident.sum(axis=1)

    def of(self, bearer: str) -> Floats:
        """Of one bearer, shape (n_areas,)."""
        return self.per_resident[:, BEARERS.index(bearer)]


def investing_years(asked: CostsOutcome) -> tuple[int, int]:
    """The years whose investments stand beside a change in costs: after the first year, up to and with the last."""
    return asked.baseline_year + 1, asked.follow_up_year


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
    return Investments(codes, years, per_year / people_for_whom(study, codes)[:, None])


def investment_sources(study: OpenStudy, codes: tuple[str, ...], years: tuple[int, int]) -> str:
    """Where those amounts come from, as the table says: each source once."""
    rows = study.tables["investments"]
    rows = rows[rows["year"].between(*years) & rows["neighbourhood"].isin(codes)]
    return "; ".join(sorted(set(map(str, rows["source"]))))


def people_for_whom(study: OpenStudy, codes: tuple[str, ...]) -> Floats:
    """For how many people money was invested in each neighbourhood, shape (n_areas,): the residents that were
    delivered, rounded as they are released; or all inhabitants, where the study says that those are a sample."""
    privacy, costs = study.asked.privacy, study.asked.outcomes.costs
    counted = neighbourhood_of(study).value_counts().reindex(codes).to_numpy(dtype=float)
    rounded = privacy.rounding * np.floor(counted / privacy.rounding + 0.5)
    if costs is None or costs.residents_are == "everyone":
        return rounded
    told = pd.to_numeric(study.tables["neighbourhoods"].set_index("code")["inhabitants"]).reindex(codes)
    inhabitants = told.to_numpy(dtype=float, na_value=np.nan)
    return np.where(inhabitants > 0, inhabitants, rounded)
