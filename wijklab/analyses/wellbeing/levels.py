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


def mean_levels(panel: Panel, scores: dict[str, pd.Series], spec: WellbeingSpec, threshold: int) -> list[Quantity]:
    """Mean score per arm and moment, of the people behind the change: at every moment the same ones, if measured.

    Hidden where a neighbourhood has fewer of them than the threshold at that moment: its few would count as much as a
    whole neighbourhood, and beside the mean of the others they would be told.
    """
    return [
        quantity for moment in spec.moments for quantity in _levels_at(panel, scores[moment], moment, spec, threshold)
    ]


def _levels_at(panel: Panel, scores: pd.Series, moment: str, spec: WellbeingSpec, threshold: int) -> list[Quantity]:
    score = scores.reindex(panel.resident).to_numpy(dtype=float)
    seen = ~np.isnan(score)
    then = replace(panel, resident=panel.resident[seen], area=panel.area[seen])
    level = measure(then, score[seen], "grade")
    compared = moment in (spec.baseline, spec.follow_up)
    lines = {arm: (change_line(arm),) if compared else () for arm in panel.present()}
    return [_level(level, arm, moment, lines[arm], threshold) for arm in panel.present()]


def _level(level: Measure, arm: str, moment: str, sums_in: tuple[str, ...], threshold: int) -> Quantity:
    id, people = f"wellbeing.level.{arm}.{moment}", level.sums_of(arm).people
    if people.min() < threshold:
        return Quantity(id, None, "grade", "people", missing="suppressed_small" if people.any() else "not_measured")
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
