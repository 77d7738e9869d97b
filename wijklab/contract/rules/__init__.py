"""Rules between cells, tables and study: each a small function, all of them in the tuple `RULES`.

A rule sees every delivered row; a cell that was refused for itself is missing here, so that no rule tells of it again.
The index of a frame is the row number as a spreadsheet shows it.
"""

from __future__ import annotations

from typing import Final

from wijklab.contract.rules import amounts, cases, measured, places
from wijklab.contract.rules.found import Rule

RULES: Final[tuple[Rule, ...]] = (
    places.declared_but_absent,
    places.arms_that_contradict,
    places.unknown_neighbourhoods,
    places.residents_without_arm,
    places.compared_without_residents,
    places.unknown_references,
    measured.scores_outside_their_scale,
    measured.undeclared_moments,
    measured.dates_outside_their_moment,
    measured.measured_after_the_cutoff,
    measured.measured_before_the_start,
    amounts.other_price_years,
    amounts.years_without_costs,
    cases.cases_with_one_name,
    cases.phases_out_of_order,
    cases.starts_outside_their_window,
    amounts.values_with_a_reason_for_missing,
)
