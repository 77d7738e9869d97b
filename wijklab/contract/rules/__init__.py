"""Rules between cells, tables and study: each a small function, all of them in the tuple `RULES`.

A rule sees every delivered row; a cell that was refused for itself is missing here, so that no rule tells of it again.
The index of a frame is the row number as a spreadsheet shows it.
"""

from __future__ import annotations

from typing import Final

from wijklab.contract.rules import amounts, budget, cases, measured, money, places, quotes, returns, told
from wijklab.contract.rules.found import Rule

RULES: Final[tuple[Rule, ...]] = (
    places.declared_but_absent,
    places.arms_that_contradict,
    places.unknown_neighbourhoods,
    places.residents_without_arm,
    places.investments_without_arm,
    places.compared_without_residents,
    places.samples_of_unknown_size,
    places.unknown_references,
    measured.scores_outside_their_scale,
    measured.undeclared_moments,
    measured.dates_outside_their_moment,
    measured.measured_after_the_cutoff,
    measured.measured_before_the_start,
    money.indexes_that_cannot_be_used,
    money.other_price_years,
    money.cases_of_several_price_years,
    amounts.years_without_costs,
    amounts.costs_in_two_tables,
    cases.cases_with_one_name,
    cases.phases_out_of_order,
    cases.starts_outside_their_window,
    cases.amounts_or_prices,
    cases.ranges_of_cases,
    cases.chances_of_costs,
    cases.shared_costs_that_differ,
    returns.returns_with_one_name,
    returns.ranges_of_returns,
    returns.shares_of_returns,
    returns.deadweight_taken_off_twice,
    returns.returns_of_no_length,
    returns.nothing_invested,
    budget.spending_outside_the_term,
    budget.spending_of_the_area,
    budget.budget_without_its_index,
    budget.individual_help_of_nobody,
    amounts.values_with_a_reason_for_missing,
    quotes.fragments_named_after_people,
    quotes.answers_that_cannot_be_read,
    quotes.answers_after_the_edition,
    quotes.answers_after_a_withdrawal,
    quotes.changes_without_words,
    quotes.agreed_without_consent,
    quotes.words_after_agreement,
    told.dealt_with_in_silence,
    told.answers_to_open_notes,
    told.somebody_named,
)
