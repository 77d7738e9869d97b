"""Did wellbeing rise, and did it rise more in one way of working than in another?

Estimand: the change between two moments among residents measured at both, on one instrument; each neighbourhood counts
once. Three arms, all pairs; a start at 3 regresses to the mean, so a comparison on the same start stands beside it.
"""

from __future__ import annotations

from wijklab.analyses.answering import by_id, has_tables, no_data
from wijklab.analyses.arms.panel import Measure, make_panel, measure
from wijklab.analyses.arms.placebo import placebo_quantities
from wijklab.analyses.arms.quantities import difference_quantities
from wijklab.analyses.arms.scores import WellbeingSpec, asked_spec, other_instrument, scores_by_moment
from wijklab.analyses.limits import declared, design_limits, drop_limits, dropped, method_limits, shock_limits
from wijklab.analyses.wellbeing.change import DOTS, mean_changes, same_start_differences
from wijklab.analyses.wellbeing.exhibits import level_exhibits, wellbeing_exhibits
from wijklab.analyses.wellbeing.levels import mean_levels, start_limits
from wijklab.analyses.wellbeing.published import published_exhibit, published_quantities
from wijklab.analyses.wellbeing.starts import at_top, by_start, by_start_exhibit
from wijklab.analyses.wellbeing.timing import month_quantities, months_between, timing_limits
from wijklab.contract.answers import Estimates, Exhibit, Finding, Quantity
from wijklab.contract.tables import OpenStudy

QUESTION = "wellbeing"


def compare_wellbeing(study: OpenStudy) -> Estimates:
    """Mean change per arm and difference in change between arms, on neighbourhood means."""
    spec = asked_spec(study)
    if spec is None or not has_tables(study, "residents", "wellbeing"):
        return no_data(study, QUESTION)
    scores = scores_by_moment(study, spec)
    before, after = scores[spec.baseline], scores[spec.follow_up]
    panel = make_panel(study, before, after)
    if not panel.codes:
        return no_data(study, QUESTION)
    change = measure(panel, panel.after - panel.before, "points")
    differences = difference_quantities("wellbeing.difference", change, study, dots=DOTS)
    compared = [*mean_changes(change), *mean_levels(panel, scores, spec, study.asked.privacy.threshold), *differences]
    gone, other = dropped(study, QUESTION, before, after), other_instrument(study, spec)
    starts, months = by_start(study, panel, spec), months_between(study, panel, spec)
    beside = [*same_start_differences(study, panel), *starts, *at_top(panel, spec), *month_quantities(months)]
    placebos = placebo_quantities("wellbeing.placebo", change, dots=DOTS)
    numbers = [*compared, *beside, *placebos, *gone, *other, *published_quantities(study)]
    notes = (
        *method_limits(panel, differences),
        *start_limits(panel, spec),
        *timing_limits(months),
        *drop_limits(gone),
        *(Finding("wellbeing.finding.other_instrument", {"other": quantity.id}) for quantity in other),
        *shock_limits(study, declared(study, spec.moments)),
        *design_limits(study),
    )
    return Estimates(QUESTION, study.card, by_id(numbers), _exhibits(study, change, spec, starts), notes)


def _exhibits(study: OpenStudy, change: Measure, spec: WellbeingSpec, starts: list[Quantity]) -> tuple[Exhibit, ...]:
    """In the order of the page: what changed and by how much more, what may explain it, and what was published."""
    return (
        *wellbeing_exhibits(change),
        *by_start_exhibit(change.panel, starts),
        *level_exhibits(change.panel, spec),
        *published_exhibit(study, change.panel),
    )
