"""Does the difference in wellbeing hold when it is reckoned in another way, or over other people or neighbourhoods?

The headline is that of the page on wellbeing. Beside it stand all other ways that the design allows, what the way of
working cannot have touched, and all comparisons of the study with intervals that hold together.
"""

from __future__ import annotations

from wijklab.analyses.answering import by_id, no_data
from wijklab.analyses.arms.outcomes import all_outcomes
from wijklab.analyses.arms.panel import Measure
from wijklab.analyses.arms.scores import WellbeingSpec, asked_spec
from wijklab.analyses.limits import design_limits, method_limits
from wijklab.analyses.robustness.left_out import left_out, left_out_exhibit
from wijklab.analyses.robustness.notes import robustness_limits
from wijklab.analyses.robustness.reruns import reruns
from wijklab.analyses.robustness.together import together, together_exhibit
from wijklab.analyses.robustness.untouched import placebo_differences, start_differences, untouched_exhibit
from wijklab.analyses.robustness.verdict import counts, ways_exhibit
from wijklab.analyses.robustness.ways import Pair, same_people
from wijklab.contract.answers import Estimates, Quantity
from wijklab.contract.tables import OpenStudy

QUESTION = "robustness"


def examine_robustness(study: OpenStudy) -> Estimates:
    """The difference in wellbeing of each pair of arms in many ways, and all comparisons together."""
    spec, outcomes = asked_spec(study), all_outcomes(study)
    change = outcomes.get("wellbeing")
    if spec is None or change is None or not change.panel.pairs():
        return no_data(study, QUESTION)
    panel = change.panel
    ways = {pair: _ways(study, spec, change, pair) for pair in panel.pairs()}
    without = [quantity for pair in ways for quantity in left_out(study, change, pair)]
    placebo = placebo_differences(study, spec)
    numbers = [
        *(quantity for pair, own in ways.items() for quantity in (*own, *counts(own, pair, panel.codes))),
        *without,
        *start_differences(study, panel),
        *(placebo[1] if placebo else ()),
        *together(study, outcomes),
    ]
    exhibits = (
        *(ways_exhibit(own, pair) for pair, own in ways.items()),
        *left_out_exhibit(without),
        *untouched_exhibit(panel, "start_difference"),
        *(untouched_exhibit(placebo[0], "placebo_difference") if placebo else ()),
        *together_exhibit(outcomes),
    )
    tested = [number for number in numbers if number.p_floor is not None]
    notes = (
        *robustness_limits(study, spec, list(ways.values())),
        *method_limits(panel, tested),
        *design_limits(study),
    )
    return Estimates(QUESTION, study.card, by_id(numbers), exhibits, notes)


def _ways(study: OpenStudy, spec: WellbeingSpec, change: Measure, pair: Pair) -> list[Quantity]:
    return [*same_people(study, change.panel, pair), *reruns(study, spec, change.panel, pair)]
