"""What one more point of wellbeing, or one rung of the ladder, costs, and how sure that is.

Estimand: the difference between two ways of working in how costs changed (euro per resident per year, all residents,
what was invested included) beside the difference in how an effect changed (those measured twice), each neighbourhood
counting once. Net benefit is one number per neighbourhood, so its interval follows the same rule as every other
difference. A ratio is given only where both differences are clear and it has a meaning: a negative one never.
"""

from __future__ import annotations

from wijklab.analyses.answering import by_id, no_data
from wijklab.analyses.cost_effectiveness.behind import costs_behind
from wijklab.analyses.cost_effectiveness.best import best_exhibit, best_quantities
from wijklab.analyses.cost_effectiveness.exhibits import parts_exhibit, plane_exhibit, worth_exhibits
from wijklab.analyses.cost_effectiveness.limits import weighing_limits
from wijklab.analyses.cost_effectiveness.measured import Both, Money, cost_change, measured_both
from wijklab.analyses.cost_effectiveness.places import pair_place
from wijklab.analyses.cost_effectiveness.plane import plane_quantities
from wijklab.analyses.cost_effectiveness.worth import amounts_of, price_quantity, worth_quantities
from wijklab.contract.answers import Estimates, Exhibit, Quantity
from wijklab.contract.tables import OpenStudy
from wijklab.disclosure import safe_to_show

QUESTION = "cost_effectiveness"


def weigh_cost_effectiveness(study: OpenStudy) -> Estimates:
    """Cost and effect together, per pair of arms and per effect that the study asks for."""
    asked = study.asked.outcomes.cost_effectiveness
    money = cost_change(study)
    if asked is None or money is None:
        return no_data(study, QUESTION)
    found = [both for name in asked.effects if (both := measured_both(study, money, name)) and both.pairs()]
    if not found:
        return no_data(study, QUESTION)
    behind = costs_behind(money.change, tuple(both.name for both in found), money.withheld)
    seen = [both.cost.panel.codes for both in found]
    pages = [_weigh(study, both, money, behind, seen.index(seen[i]) == i) for i, both in enumerate(found)]
    numbers = [*behind, *(number for own, _ in pages for number in own)]
    exhibits = tuple(exhibit for _, own in pages for exhibit in own)
    notes = weighing_limits(study, found, money, by_id(numbers))
    return Estimates(QUESTION, study.card, by_id(numbers), exhibits, notes)


def _weigh(
    study: OpenStudy, both: Both, money: Money, behind: list[Quantity], alone: bool
) -> tuple[list[Quantity], tuple[Exhibit, ...]]:
    """The numbers of one effect and what shows them; what its costs are made of only where no earlier effect has the
    same neighbourhoods (`alone`). Words are chosen from what may be shown."""
    asked = study.asked.outcomes.cost_effectiveness
    willing = next((own for name, own in asked.willingness.items() if name == both.name), None) if asked else None
    amounts = amounts_of(willing) if willing else ()
    worth = [*worth_quantities(study, both, money, amounts), *best_quantities(study, both, money, amounts)]
    numbers = [*plane_quantities(study, both, money), *worth]
    shown = safe_to_show(by_id([*behind, *numbers]), study.asked.privacy)
    places = {pair: pair_place(both, pair, shown) for pair in both.pairs()}
    prices = {pair: price_quantity(both, money, pair, place) for pair, place in places.items()}
    exhibits = (
        plane_exhibit(both, shown, places, prices, amounts),
        *(parts_exhibit(both, shown) if alone else ()),
        *worth_exhibits(both, shown, amounts),
        *best_exhibit(both, shown, amounts),
    )
    return [*numbers, *(price for price in prices.values() if price is not None)], exhibits
