"""What somebody may work out who lays the pages with euro side by side: each test is an attack that once worked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from tests.analyses.factories import OUTCOMES, ask, measured, opened, table
from wijklab.analyses.arms.amounts import asked_amounts
from wijklab.analyses.arms.residents import every_resident
from wijklab.analyses.cost_effectiveness import weigh_cost_effectiveness
from wijklab.analyses.costs import compare_costs
from wijklab.analyses.costs.blocks import Paid, euro_paid
from wijklab.analyses.robustness import examine_robustness
from wijklab.contract.answers import Quantity
from wijklab.contract.tables import OpenStudy
from wijklab.disclosure import release

COSTS = "resident year category bearer amount_eur price_year"
INVESTMENTS = "neighbourhood year bearer description amount_eur price_year source"
ARMS = {"proeftuin": 2, "traditional": 2}
PAIR = "proeftuin-traditional"
YEARS = ("2017", "2023")
ASKED = OUTCOMES | {
    "cost_effectiveness": {"willingness": {"wellbeing": {"highest": 1000}, "ladder": {"highest": 1000}}}
}


def paying(paid: Mapping[Paid, int], residents: int = 30) -> OpenStudy:
    """So many residents of each of four neighbourhoods have each cost, in both years; nobody makes up most of a sum."""
    study = ask(ARMS, outcomes=ASKED)
    rows = [
        (f"r{k}-{i:03d}", year, category, bearer, str(100 + 7 * i + 30 * k * (year == "2023")), "2023")
        for (category, bearer), people in paid.items()
        for k in range(4)
        for i in range(people)
        for year in YEARS
    ]
    return opened(study, measured(study, [1, 2, 3, 4], residents) | {"costs": table(COSTS, rows)})


def costs_of(study: OpenStudy) -> Mapping[str, Quantity]:
    return release(compare_costs(study), study).quantities


def hidden_in(shown: Mapping[str, Quantity], arm: str = "proeftuin", when: str = "baseline") -> set[str]:
    ids = [
        id for id in shown if id.startswith((f"costs.category.{arm}.", f"costs.bearer.{arm}.")) and id.endswith(when)
    ]
    return {id.split(".")[3] for id in ids if shown[id].value is None}


def test_a_bearer_less_its_other_categories_does_not_tell_a_share_of_a_few_residents() -> None:
    """The state pays police for everybody and youth care for two in each neighbourhood: no part is over fewer than ten
    residents, but what the state pays less police is what those four have."""
    paid = {("youth_care", "municipality"): 28, ("youth_care", "state"): 2, ("police", "state"): 30}
    hidden = hidden_in(costs_of(paying(paid | {("gp", "health_insurer"): 30})))
    assert hidden & {"state", "police"}
    assert "gp" not in hidden
    assert "health_insurer" not in hidden


def test_what_is_hidden_of_a_total_is_not_of_a_few_residents_all_together() -> None:
    """Two in each neighbourhood have both rare costs: together they still are four people, whom the total less all
    other categories would tell."""
    paid = {("gp", "health_insurer"): 30, ("wmo_support", "municipality"): 12}
    rare = {("police", "municipality"): 2, ("debt_support", "municipality"): 2}
    assert hidden_in(costs_of(paying(paid | rare))) >= {"police", "debt_support", "wmo_support"}


def test_where_every_part_is_of_many_residents_nothing_hides() -> None:
    paid = {("youth_care", "municipality"): 28, ("youth_care", "state"): 12, ("police", "state"): 30}
    assert not hidden_in(costs_of(paying(paid)))


def test_no_interval_of_a_saving_tells_two_hidden_neighbourhoods() -> None:
    """One resident makes up the change of a neighbourhood, and an arm has two: both hide. The interval of the
    difference goes, and so does that of the same number with the other sign, under the name of a saving."""
    study = ask(ARMS, outcomes=ASKED)
    tables = measured(study, [1, 2, 3, 4], 30)
    costs = tables["costs"].assign(amount_eur="100")
    k, later = costs["resident"].str[1:2].astype(int), costs["year"] == "2023"
    costs.loc[later & (k > 0), "amount_eur"] = (100 + 80 * k).astype(str)
    costs.loc[later & (costs["resident"] == "r0-000"), "amount_eur"] = "2500"
    spent = [(f"WK99990{i}", "2020", "municipality", "team", "6000", "2023", "begroting") for i in (1, 2)]
    dear = opened(study, tables | {"costs": costs, "investments": table(INVESTMENTS, spent)})
    shown = costs_of(dear)
    assert shown["costs.neighbourhood.WK999901"].value is None
    assert shown["costs.neighbourhood.WK999902"].value is None
    made = [id for id, own in shown.items() if PAIR in id and own.value is not None]
    assert f"costs.saves.{PAIR}.all" in made
    assert f"costs.area_net.{PAIR}.all" in made
    assert [id for id in made if shown[id].low is not None] == []


def test_parties_without_an_interval_are_together_enough_residents_where_arms_have_two_neighbourhoods() -> None:
    """The dots of the total less the spread of all other parties are what the state and the corporation have together:
    four residents in each neighbourhood. So the municipality goes without an interval as well."""
    paid = {("gp", "health_insurer"): 30, ("wmo_support", "municipality"): 12}
    shown = costs_of(paying(paid | {("police", "state"): 3, ("rent_arrears", "housing_corporation"): 4}))
    assert shown[f"costs.saves.{PAIR}.municipality"].value is not None
    assert shown[f"costs.saves.{PAIR}.municipality"].low is None
    assert shown[f"costs.saves.{PAIR}.health_insurer"].low is not None


def test_a_total_of_a_few_residents_is_hidden_however_many_have_no_costs() -> None:
    """Four of sixty residents of the proeftuin have costs: no page gives what they have, as a mean of sixty."""
    study = ask(ARMS, outcomes=ASKED)
    tables = measured(study, [1, 2, 3, 4], 30)
    costs = tables["costs"]
    few = costs["resident"].isin([f"r{k}-{i:03d}" for k in (0, 1) for i in (0, 1)])
    costs = costs[few | costs["resident"].str.match("r[23]")].copy()
    costs["amount_eur"] = (90 + costs.groupby("resident").cumcount() * 50 + np.arange(len(costs)) % 7).astype(str)
    spent = opened(study, tables | {"costs": costs})
    pages = [release(asks(spent), spent).quantities for asks in (compare_costs, weigh_cost_effectiveness)]
    pages.append(release(examine_robustness(spent), spent).quantities)
    told = {id for page in pages for id, own in page.items() if own.value is not None}
    few_ids = [f"costs.total.proeftuin.{when}" for when in ("baseline", "follow_up")]
    few_ids += ["costs.total_change.proeftuin", "costs.neighbourhood.WK999901", f"costs.total_difference.{PAIR}"]
    few_ids += ["cost_effectiveness.costs.proeftuin", f"cost_effectiveness.cost.wellbeing.{PAIR}"]
    few_ids += ["robustness.mean.costs.proeftuin", f"robustness.together.costs.{PAIR}"]
    assert not told & set(few_ids)
    assert "costs.total.traditional.baseline" in told


def test_net_benefit_does_not_tell_how_two_neighbourhoods_moved_on_the_ladder() -> None:
    """In each arm enough people rose, stayed and fell; in one neighbourhood hardly anybody fell. Net benefit at two
    amounts gives the spread of rungs in an arm, and how it goes with costs that are known: two sums, two means."""
    study = ask(ARMS, outcomes=ASKED)
    tables = measured(study, [1, 2, 3, 4], 60)
    ladder = tables["ladder"]
    k, i = ladder["resident"].str[1:2].astype(int), ladder["resident"].str[3:].astype(int)
    later = ladder["moment"] == "long_term"
    effects = []
    for fell in (3, 14):
        step = np.where(i < 20, 1, np.where(i < 20 + np.where(k == 0, fell, 15), -1, 0))
        moved = ladder.assign(level=(3 + np.where(later, step, 0)).astype(str))
        made = opened(study, tables | {"ladder": moved})
        effects.append(
            release(weigh_cost_effectiveness(made), made).quantities[f"cost_effectiveness.effect.ladder.{PAIR}"]
        )
    assert [effect.value is None for effect in effects] == [True, False]


def random_study(seed: int) -> OpenStudy:
    """Categories that one or two bearers pay, for few residents or for many."""
    chance = np.random.default_rng(seed)
    study = ask(ARMS)
    paid: dict[Paid, float] = {("gp", "health_insurer"): 0.9}
    for category in ("wmo_support", "youth_care", "debt_support", "police", "rent_arrears"):
        for bearer in chance.choice(["municipality", "state", "health_insurer"], 1 + (chance.random() < 0.4), False):
            paid[category, str(bearer)] = chance.choice([0.03, 0.1, 0.3, 0.8])
    rows = [
        (f"r{k}-{i:03d}", year, category, bearer, str(int(chance.gamma(2, 300)) + 1), "2023")
        for k in range(4)
        for i in range(30)
        for year in YEARS
        for (category, bearer), often in paid.items()
        if chance.random() < often
    ]
    return opened(study, measured(study, [1, 2, 3, 4], 30) | {"costs": table(COSTS, rows)})


@pytest.mark.parametrize("seed", range(8))
def test_no_amount_of_a_few_residents_and_no_hidden_part_follows_from_the_parts_that_are_shown(seed: int) -> None:
    study = random_study(seed)
    shown, asked = costs_of(study), study.asked.outcomes.costs
    assert asked is not None
    amounts = asked_amounts(study, asked)
    panel = every_resident(study, amounts)
    paid = euro_paid(panel, amounts)
    for arm in ARMS:
        for place, when in enumerate(("baseline", "follow_up")):
            parts = {
                f"costs.{column}.{arm}.{value}.{when}": [float(pair[side] == value) for pair in paid]
                for side, column in enumerate(("category", "bearer"))
                for value in {pair[side] for pair in paid}
            }
            known = [[1.0] * len(paid), *(vector for id, vector in parts.items() if shown[id].value is not None)]
            people = [int((euro[place][panel.in_arm(arm)] > 0).sum()) for euro in paid.values()]
            secret = [np.eye(len(paid))[i] for i, n in enumerate(people) if n < 10]
            secret += [np.array(vector) for id, vector in parts.items() if shown[id].value is None]
            assert not any(follows(known, vector) for vector in secret)


def follows(known: Sequence[Sequence[float]], vector: np.ndarray) -> bool:
    rank = np.linalg.matrix_rank(np.array(known), 1e-7)
    return bool(np.linalg.matrix_rank(np.vstack([known, vector]), 1e-7) == rank)


def test_costs_that_no_power_fits_have_no_power(monkeypatch: pytest.MonkeyPatch) -> None:
    """With very uneven small neighbourhoods the Park test may not settle: the page goes on without it."""

    def unsettled(*_: object) -> float:
        raise ArithmeticError("the model does not settle")

    monkeypatch.setattr("wijklab.analyses.costs.models.park_power", unsettled)
    answer = compare_costs(paying({("gp", "health_insurer"): 30}))
    assert "costs.park" not in answer.quantities
    assert "costs.finding.park" not in {note.key for note in answer.notes}
