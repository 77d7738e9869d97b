"""The wijkfoto: one area beside others, its municipality and the country, in figures that others published.

Nothing is estimated here. A figure is shown with its year and source, a missing one with its reason, and no difference
between areas is said to come from a way of working.
"""

from __future__ import annotations

from types import MappingProxyType

from wijklab.analyses.wijkfoto.asked import take
from wijklab.analyses.wijkfoto.exhibits import all_wijken, beside_each_other, notes, ranked, yardstick
from wijklab.contract.answers import Estimates
from wijklab.contract.tables import OpenStudy


def profile_neighbourhood(study: OpenStudy) -> Estimates:
    """The wijkfoto of a study: its area beside other wijken, the municipality and the Netherlands.

    Every number is an area figure with the year and the source of its publisher, in the unit of the table `context`.
    StudyError where the study does not ask for it, or asks for an area or indicator of which there is no figure.
    """
    photo = take(study)
    every_wijk = [all_wijken(photo, indicator) for indicator in ranked(photo)]
    parts = [beside_each_other(photo), *every_wijk, *yardstick(photo)]
    return Estimates(
        question="wijkfoto",
        card=study.card,
        quantities=MappingProxyType({number.id: number for _, numbers in parts for number in numbers}),
        exhibits=tuple(exhibit for exhibit, _ in parts),
        notes=notes(photo),
    )
