"""What a page tells at once and what it keeps folded: the answer first, then its limits, then what a reviewer asks."""

from __future__ import annotations

from typing import Final

from wijklab.contract.answers import Exhibit, Finding

ASIDES: Final = (
    "cost_effectiveness-best-",
    "cost_effectiveness-information-",
    "cost_effectiveness-parts-",
    "costs-area-",
    "costs-balance-",
    "costs-bearer-",
    "costs-category-",
    "case_chance-",
    "case_pockets-",
    "case_range-",
    "case_rows-",
    "cases-pockets",
    "budget-chance",
    "budget-why",
    "costs-models-",
    "costs-pockets-",
    "costs-saves-",
    "ladder-expected",
    "ladder-at-least",
    "ladder-net",
    "ladder-odds",
    "ladder-tests",
    "ladder-transition-",
    "missing-age",
    "missing-count-",
    "missing-grid",
    "missing-information",
    "missing-shift",
    "missing-start-levels",
    "missing-weights",
    "over_time-bounds-",
    "over_time-joint",
    "over_time-mix-",
    "over_time-placebo",
    "over_time-ways",
    "over_time-weights-",
    "power-formulas",
    "power-icc",
    "social_return-stated",
    "wellbeing-room",
)
"""How ids of exhibits begin that are checks and details: a page shows what they found, and folds the rest."""

_IN_FRONT: Final = ("ladder-at-least-difference",)
"""Ids that begin like one of `ASIDES` and belong to the answer all the same."""

METHODS: Final = (
    "cost_effectiveness.finding.region",
    "costs.finding.pocket_convention",
    "costs.finding.pocket_years",
    "cases.finding.by_index",
    "cases.finding.discounted",
    "budget.finding.how_",
    "costs.finding.how_models",
    "costs.finding.park",
    "ladder.finding.no_odds",
    "ladder.finding.same_start",
    "limits.method",
    "limits.no_p",
    "limits.p_",
    "missing.finding.imputed",
    "missing.finding.weighted",
    "over_time.finding.honest",
    "over_time.finding.no_p",
    "over_time.finding.p_given",
    "over_time.finding.why_mix",
    "social_return.finding.discounted",
    "social_return.finding.guide",
    "social_return.finding.indexed",
    "social_return.finding.invested",
    "social_return.finding.not_discounted",
    "social_return.finding.one_price_year",
    "social_return.finding.price_year",
)
"""How keys of notes begin that say how was reckoned; every other note is a limit."""


def is_aside(exhibit: Exhibit) -> bool:
    """Whether an exhibit is a check or a detail, behind the answer."""
    return exhibit.id.startswith(ASIDES) and exhibit.id not in _IN_FRONT


def is_method(note: Finding) -> bool:
    """Whether a note says how was reckoned, and not what the numbers cannot carry."""
    return note.key.startswith(METHODS)
