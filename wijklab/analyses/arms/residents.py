"""Whose costs are compared: every resident of a neighbourhood for which both years were delivered."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from wijklab.analyses.arms.amounts import Amounts
from wijklab.analyses.arms.cost_parts import paid_in
from wijklab.analyses.arms.panel import Panel, make_panel, neighbourhood_of
from wijklab.contract.tables import OpenStudy


def every_resident(study: OpenStudy, amounts: Amounts) -> Panel:
    """The residents of those neighbourhoods, with their euro before and after; who has no row had no costs."""
    homes = neighbourhood_of(study)
    everyone = pd.Series(0.0, index=homes.index[~homes.isin(not_delivered(study, amounts.years))])
    panel = make_panel(study, everyone, everyone)
    before, after = (amounts.per_resident(panel, year) for year in amounts.years)
    return replace(panel, before=before, after=after)


def not_delivered(study: OpenStudy, years: tuple[int, int]) -> tuple[str, ...]:
    """Neighbourhoods in an arm without any amount in one of the years: nothing was delivered, which is not 0 euro."""
    homes = neighbourhood_of(study)
    delivered = [set(homes.reindex(paid_in(study, year, years))) for year in years]
    compared = sorted(code for code in homes.dropna().unique() if study.asked.arm_of(code))
    return tuple(code for code in compared if not all(code in codes for codes in delivered))
