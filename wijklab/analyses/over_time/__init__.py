"""How did wellbeing go through the years, before and after each start, beside neighbourhoods where nothing began?

Estimand: by how much more the mean score of neighbourhoods changed since the year before their start than that of
neighbourhoods that work traditionally, over the same years. A neighbourhood counts once; people may differ each year.
"""

from __future__ import annotations

from typing import Final

from wijklab.analyses.answering import by_id, no_data
from wijklab.analyses.limits import assignment_limits
from wijklab.analyses.over_time.bounds import bounds_parts, placebo_date_parts, pre_trend_parts
from wijklab.analyses.over_time.levels import level_parts
from wijklab.analyses.over_time.limits import year_limits
from wijklab.analyses.over_time.one_against_many import one_against_many_parts
from wijklab.analyses.over_time.overall import overall_parts
from wijklab.analyses.over_time.panel import make_year_panel
from wijklab.analyses.over_time.since_start import since_start_parts
from wijklab.contract.answers import Estimates, Finding
from wijklab.contract.tables import OpenStudy

QUESTION = "over_time"

PARTS: Final = (
    level_parts,
    since_start_parts,
    overall_parts,
    pre_trend_parts,
    bounds_parts,
    one_against_many_parts,
    placebo_date_parts,
)
"""What the page consists of, in its order."""


def compare_over_time(study: OpenStudy) -> Estimates:
    """The course of each arm, its difference with the traditional way by years since the start, and that overall."""
    panel = make_year_panel(study)
    if panel is None:
        return no_data(study, QUESTION)
    made = [part(study, panel) for part in PARTS]
    quantities = by_id(quantity for part in made for quantity in part.quantities)
    told = [note for part in made for note in part.notes]
    notes = [*year_limits(study, panel, quantities), *told, *assignment_limits(study.asked.design)]
    exhibits = tuple(exhibit for part in made for exhibit in part.exhibits)
    return Estimates(QUESTION, study.card, quantities, exhibits, _each_once(notes))


def _each_once(notes: list[Finding]) -> tuple[Finding, ...]:
    """Two parts may have the same to say of a neighbourhood."""
    return tuple(note for place, note in enumerate(notes) if note not in notes[:place])
