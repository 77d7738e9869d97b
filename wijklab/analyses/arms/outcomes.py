"""What is compared on each page, as one number per resident: for pages that look at all outcomes together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from wijklab.analyses.answering import has_tables
from wijklab.analyses.arms.amounts import asked_amounts
from wijklab.analyses.arms.ladder_people import ladder_people
from wijklab.analyses.arms.panel import Measure, make_panel, measure
from wijklab.analyses.arms.residents import every_resident
from wijklab.analyses.arms.scores import asked_spec, scores_by_moment
from wijklab.contract.tables import OpenStudy


def wellbeing_change(study: OpenStudy) -> Measure | None:
    """Points by which each resident's wellbeing changed; None where it is not asked or nobody was measured twice."""
    spec = asked_spec(study)
    if spec is None or not has_tables(study, "residents", "wellbeing"):
        return None
    scores = scores_by_moment(study, spec)
    panel = make_panel(study, scores[spec.baseline], scores[spec.follow_up])
    return measure(panel, panel.after - panel.before, "points") if panel.codes else None


def ladder_rise(study: OpenStudy) -> Measure | None:
    """100 for each resident who stands higher on the ladder than before, 0 for the others; None as above."""
    asked = study.asked.outcomes.ladder
    if asked is None or not has_tables(study, "residents", "ladder"):
        return None
    people = ladder_people(study, asked)
    panel = make_panel(study, people.before, people.after)
    return measure(panel, 100.0 * (panel.after > panel.before), "percent") if panel.codes else None


def cost_change(study: OpenStudy) -> Measure | None:
    """Euro per year by which each resident's costs changed; None as above."""
    asked = study.asked.outcomes.costs
    if asked is None or not has_tables(study, "residents", "costs"):
        return None
    panel = every_resident(study, asked_amounts(study, asked))
    return measure(panel, panel.after - panel.before, "eur") if panel.codes else None


OUTCOMES: Final[Mapping[str, Callable[[OpenStudy], Measure | None]]] = MappingProxyType(
    {"wellbeing": wellbeing_change, "ladder": ladder_rise, "costs": cost_change}
)
"""By the page that an outcome leads."""


def all_outcomes(study: OpenStudy) -> dict[str, Measure]:
    """The outcomes that were asked and measured, by their page."""
    found = {name: make(study) for name, make in OUTCOMES.items()}
    return {name: of for name, of in found.items() if of is not None}
