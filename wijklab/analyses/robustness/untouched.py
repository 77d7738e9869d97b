"""What the way of working cannot have touched: the score before it began, and an outcome declared as a placebo.

A difference there belongs to the people or the neighbourhoods, not to the way of working.
"""

from __future__ import annotations

from dataclasses import replace

from wijklab.analyses.arms.exhibits import difference_exhibit
from wijklab.analyses.arms.panel import Panel, at_moment, make_panel, measure
from wijklab.analyses.arms.quantities import difference_quantities
from wijklab.analyses.arms.scores import WellbeingSpec, own_rows
from wijklab.contract.answers import Exhibit, Quantity
from wijklab.contract.tables import OpenStudy
from wijklab.contract.vocabulary import INSTRUMENTS


def start_differences(study: OpenStudy, panel: Panel) -> list[Quantity]:
    """The difference between arms at the first measurement, of the people of the panel."""
    found = difference_quantities("robustness.start_difference", measure(panel, panel.before, "points"), study)
    return [_no_cause(quantity) for quantity in found]


def placebo_differences(study: OpenStudy, spec: WellbeingSpec) -> tuple[Panel, list[Quantity]] | None:
    """The difference in change of the outcome that the study declares as a placebo; None where it declares none, or
    nobody was measured twice on it."""
    asked = study.asked.outcomes.wellbeing
    if asked is None or asked.placebo_instrument is None:
        return None
    other = replace(spec, instrument=INSTRUMENTS[asked.placebo_instrument])
    rows = own_rows(study, other)
    panel = make_panel(study, *(at_moment(rows, moment, "score") for moment in (spec.baseline, spec.follow_up)))
    change = measure(panel, panel.after - panel.before, "points")
    found = difference_quantities("robustness.placebo_difference", change, study)
    return (panel, [_no_cause(quantity) for quantity in found]) if found else None


def untouched_exhibit(panel: Panel, name: str) -> tuple[Exhibit, ...]:
    """A row per pair of arms of `robustness.<name>`; none where no arms can be compared."""
    if not panel.pairs():
        return ()
    id = f"robustness-{name.replace('_', '-')}"
    return (difference_exhibit(panel, id, facts=f"robustness.{name}", finding=f"robustness.finding.{name}"),)


def _no_cause(quantity: Quantity) -> Quantity:
    """Whatever the design, what could not be touched was not caused."""
    return replace(quantity, strength="comparative") if quantity.strength == "causal" else quantity
