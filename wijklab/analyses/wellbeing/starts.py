"""Regression to the mean and the ceiling: how much people rose by their score at the start, and who can rise no more.

Who starts low rises by chance alone, and who starts high falls; nobody ends above the top of the scale. So an arm with
low starts rises more, whatever was done there. Beside each other at the same start, the arms can be compared.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from wijklab.analyses.arms.panel import Panel, measure
from wijklab.analyses.arms.quantities import mean_quantity
from wijklab.analyses.arms.scores import WellbeingSpec
from wijklab.contract.answers import Exhibit, Finding, Label, Quantity, Row
from wijklab.contract.tables import OpenStudy
from wijklab.contract.vocabulary import Instrument
from wijklab.stats.sums import Floats, Ints

WIDEST: Final = 10
"""A scale of at most so many points is shown point by point; a wider one by ten points at a time."""


def by_start(study: OpenStudy, panel: Panel, spec: WellbeingSpec) -> list[Quantity]:
    """The mean change of people who started at a score, per arm and score; cells of few people are not shown."""
    scores, place = _places(panel, spec.instrument)
    return [
        quantity
        for arm in panel.present()
        for quantity in _of_arm(panel, arm, scores, place, study.asked.privacy.threshold)
    ]


def by_start_exhibit(panel: Panel, cells: list[Quantity]) -> tuple[Exhibit, ...]:
    """A line per arm over the scores at the start; none where no two scores can be shown."""
    shown = {quantity.id for quantity in cells if quantity.value is not None}
    scores = list(dict.fromkeys(quantity.id.rpartition(".")[2] for quantity in cells))
    kept = [score for score in scores if any(_id(arm, score) in shown for arm in panel.present())]
    if len(kept) < 2:
        return ()
    columns = tuple(Label("text", score) for score in kept)
    rows = tuple(Row(Label("arm", arm), tuple(_id(arm, score) for score in kept)) for arm in panel.present())
    return (Exhibit("wellbeing-by-start", "course", columns, rows, (Finding("wellbeing.finding.by_start"),)),)


def at_top(panel: Panel, spec: WellbeingSpec) -> list[Quantity]:
    """The share of people on the last step of the scale, who can hardly rise, at the start and later, per arm."""
    top = top_of(spec.instrument)
    moments = ((spec.baseline, panel.before), (spec.follow_up, panel.after))
    return [
        mean_quantity(f"wellbeing.at_top.{arm}.{moment}", measure(panel, 100.0 * (score >= top), "percent"), arm)
        for moment, score in moments
        for arm in panel.present()
    ]


def top_of(instrument: Instrument) -> float:
    """From which score somebody stands on the last step of the scale."""
    return instrument.high - _step(instrument)


def _step(instrument: Instrument) -> int:
    return 1 if instrument.high - instrument.low <= WIDEST else WIDEST


def _places(panel: Panel, instrument: Instrument) -> tuple[list[str], Ints]:
    """The scores of the scale as text, and which of them each person started nearest to, shape (n_people,)."""
    step = _step(instrument)
    scores = np.arange(instrument.low, instrument.high + step / 2, step)
    place = np.floor((panel.before - instrument.low) / step + 0.5).astype(np.int64)
    return [f"{score:g}" for score in scores], np.clip(place, 0, scores.size - 1)


def _of_arm(panel: Panel, arm: str, scores: list[str], place: Ints, threshold: int) -> list[Quantity]:
    own = panel.in_arm(arm)
    change = (panel.after - panel.before)[own]
    people = np.bincount(place[own], minlength=len(scores))
    sums = np.bincount(place[own], weights=change, minlength=len(scores))
    shown = _enough(people, threshold)
    return [_cell(_id(arm, score), sums[i], int(people[i]), bool(shown[i])) for i, score in enumerate(scores)]


def _enough(people: Ints, threshold: int) -> np.ndarray:
    """Which cells may be shown: those of enough people, as long as those left out are enough people together; else
    what is left out would follow from the mean of all."""
    shown = people >= threshold
    while shown.any() and 0 < people[~shown].sum() < threshold:
        shown[np.flatnonzero(shown)[np.argmin(people[shown])]] = False
    return shown


def _cell(id: str, total: Floats, people: int, shown: bool) -> Quantity:
    if not shown:
        return Quantity(id, None, "points", "people", missing="suppressed_secondary")
    return Quantity(id, float(total / people), "points", "people", n=people, method="mean_of_people")


def _id(arm: str, score: str) -> str:
    return f"wellbeing.by_start.{arm}.{score}"
