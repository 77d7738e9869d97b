"""What the made residents cost: amounts by category in the year before and the year after."""

from __future__ import annotations

import numpy as np
import pandas as pd

from wijklab.contract.outcomes import CostsOutcome
from wijklab.sources.synthetic.chance import Floats, spread, stream
from wijklab.sources.synthetic.people import Crowd
from wijklab.sources.synthetic.truth import COST_SPREAD, COSTS, STAYS_IN_CARE, CostKind


def make_costs(crowd: Crowd, asked: CostsOutcome) -> pd.DataFrame:
    """The table `costs`: whole euro of each resident, category and year that the study asks for; no row is no costs."""
    years = (asked.baseline_year, asked.follow_up_year)
    parts = [
        _cost_rows(crowd, kind, year, euro, asked.price_year)
        for kind in COSTS
        for year, euro in zip(years, _amounts(crowd, kind), strict=True)
    ]
    return pd.concat(parts, ignore_index=True)


def _amounts(crowd: Crowd, kind: CostKind) -> tuple[Floats, Floats]:
    """Euro before and after, shape (n_residents,): many zeros, a long tail, and most who were in care still are."""
    chance = stream(crowd.study, f"cost {kind.category}")
    n = crowd.area.size
    need, new_need, stays = chance.random(n), chance.random(n), chance.random(n) < STAYS_IN_CARE
    amount = kind.mean_eur * chance.gamma(1.2, 1 / 1.2, n)
    own = spread(crowd.study, "cost of neighbourhood", len(crowd.codes), COST_SPREAD)
    left = (crowd.truth("cost_left") + own)[crowd.area]
    later = np.where(stays, need, new_need)
    return np.where(need < kind.share, amount, 0.0), np.where(later < kind.share * left, amount, 0.0)


def _cost_rows(crowd: Crowd, kind: CostKind, year: int, euro: Floats, price_year: int) -> pd.DataFrame:
    whole = np.rint(euro).astype(int)
    there = whole > 0
    return pd.DataFrame(
        {
            "resident": crowd.names[there],
            "year": str(year),
            "category": kind.category,
            "bearer": kind.bearer,
            "amount_eur": whole[there].astype(str),
            "price_year": str(price_year),
        },
        dtype="str",
    )
