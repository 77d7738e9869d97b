"""How high wellbeing stood at each moment, per arm, and what a low start means for a rise."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from wijklab.analyses.arms.panel import Measure, Panel, measure
from wijklab.analyses.arms.quantities import mean_quantity
from wijklab.analyses.arms.scores import WellbeingSpec
from wijklab.analyses.wellbeing.change import change_line
from wijklab.contract.answers import Finding, Label, Quantity


def mean_levels(panel: Panel, scores: dict[str, pd.Series], spec: WellbeingSpec) -> list[Quantity]:
    """Mean score per arm and moment, of the people behind the change: at every moment the same ones, if measured."""
    return [
        quantity
        for moment in spec.moments
        for quantity in _levels_at(panel, scores[moment].reindex(panel.resident).to_numpy(dtype=float), moment, spec)
    ]


def _levels_at(panel: Panel, score: np.ndarray, moment: str, spec: WellbeingSpec) -> list[Quantity]:
    seen = ~np.isnan(score)
    then = replace(panel, resident=panel.resident[seen], area=panel.area[seen])
    level = measure(then, score[seen], "grade")
    compared = moment in (spec.baseline, spec.follow_up)
    return [_level(level, arm, moment, (change_line(arm),) if compared else ()) for arm in panel.present()]


def _level(level: Measure, arm: str, moment: str, sums_in: tuple[str, ...]) -> Quantity:
    id = f"wellbeing.level.{arm}.{moment}"
    if np.isnan(level.of(arm)).any():
        return Quantity(id, None, "grade", "people", missing="not_measured")
    return replace(
        mean_quantity(id, level, arm, sums_in=sums_in), low=None, high=None, method="mean_of_neighbourhood_means"
    )


def start_limits(panel: Panel, spec: WellbeingSpec) -> list[Finding]:
    """A low start rises by itself, and ends under the top of the scale: said of the arm that starts lowest."""
    starts = {arm: panel.before[panel.in_arm(arm)].mean() for arm in panel.present()}
    lowest = min(starts, key=lambda arm: starts[arm])
    if starts[lowest] >= (spec.instrument.low + spec.instrument.high) / 2:
        return []
    fact = {"start": f"wellbeing.level.{lowest}.{spec.baseline}"}
    return [Finding("wellbeing.finding.low_start", fact, {"arm": Label("arm", lowest)})]
