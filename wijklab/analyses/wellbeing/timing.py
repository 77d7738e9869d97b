"""How long after the start people were measured again, and whether that differs between arms."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Final

import numpy as np
import pandas as pd

from wijklab.analyses.arms.panel import Measure, Panel, measure
from wijklab.analyses.arms.quantities import mean_quantity
from wijklab.analyses.arms.scores import WellbeingSpec, own_rows
from wijklab.contract.answers import Finding, Label, Quantity
from wijklab.contract.tables import OpenStudy

DAYS_PER_MONTH: Final = 365.25 / 12

TOO_FAR_APART: Final = 3.0
"""Arms of which the mean times between measurements differ by more months than this were not measured alike."""


def months_between(study: OpenStudy, panel: Panel, spec: WellbeingSpec) -> Measure:
    """Months from the first measurement to the second, of every resident of the panel."""
    own = own_rows(study, spec)
    first, second = (_dates(own, moment, panel) for moment in (spec.baseline, spec.follow_up))
    return measure(panel, (second - first) / DAYS_PER_MONTH, "months")


def month_quantities(months: Measure) -> list[Quantity]:
    """The mean number of months per arm: what was done, so without an interval."""
    means = (mean_quantity(f"wellbeing.months.{arm}", months, arm) for arm in months.panel.present())
    return [replace(mean, low=None, high=None, method="mean_of_neighbourhood_means") for mean in means]


def timing_limits(months: Measure) -> list[Finding]:
    """A sentence on each pair of arms that were not measured alike: who was measured later had longer to change."""
    means = {arm: float(months.of(arm).mean()) for arm in months.panel.present()}
    return [
        Finding(
            "wellbeing.finding.unequal_moments",
            {"longer": f"wellbeing.months.{longer}", "shorter": f"wellbeing.months.{shorter}"},
            {"first": Label("arm", longer), "second": Label("arm", shorter)},
        )
        for longer, shorter in (sorted(pair, key=lambda arm: -means[arm]) for pair in combinations(means, 2))
        if means[longer] - means[shorter] > TOO_FAR_APART
    ]


def _dates(frame: pd.DataFrame, moment: str, panel: Panel) -> np.ndarray:
    """Days since 1970 of each resident's measurement at that moment, shape (n_people,)."""
    rows = frame[frame["moment"] == moment]
    days = pd.to_datetime(rows["date"]).to_numpy(dtype="datetime64[D]").astype(float)
    return pd.Series(days, index=rows["resident"].to_numpy(dtype=object)).reindex(panel.resident).to_numpy(dtype=float)
