"""What is left of a change had every neighbourhood started alike: analysis of covariance with one slope for all."""

from __future__ import annotations

from wijklab.analyses.arms.panel import Measure, Panel, measure
from wijklab.contract.answers import Unit
from wijklab.stats.few.areas import slope_within


def at_same_start(panel: Panel, unit: Unit) -> Measure:
    """The change of each resident, less what their own start explains: its means are those of areas that start alike.

    The slope is the one between people within neighbourhoods, so a difference between neighbourhoods cannot feed it.
    """
    change = panel.after - panel.before
    slope = slope_within(change, panel.before, panel.area, len(panel.codes))
    starts = measure(panel, panel.before, unit).means
    return measure(panel, change - slope * (panel.before - starts.mean()), unit)
