"""Cost and effect together: right numbers, words that numbers allow, no bare negative ratio, and nobody given away."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest

from tests.analyses.factories import OUTCOMES, ask, measured, opened, shuffled, synthetic, table, words_of
from wijklab.analyses.cost_effectiveness import weigh_cost_effectiveness
from wijklab.analyses.cost_effectiveness.exhibits import turn_of
from wijklab.analyses.costs import compare_costs
from wijklab.analyses.wellbeing import compare_wellbeing
from wijklab.contract.answers import Estimates, Quantity
from wijklab.contract.study_values import Period
from wijklab.contract.tables import OpenStudy
from wijklab.disclosure import release

PAIR = "proeftuin-traditional"
WILLING = {"willingness": {"wellbeing": {"highest": 1000, "steps": 4}, "ladder": {"highest": 1000, "steps": 4}}}
ASKED = OUTCOMES | {"cost_effectiveness": WILLING}


@pytest.fixture(scope="module")
def made() -> OpenStudy:
    return synthetic(residents=60, outcomes=ASKED)


def weighed(
    points: Sequence[float], euro: Sequence[float], *, residents: int = 12, n_first: int = 3, **more: pd.DataFrame
) -> OpenStudy:
    """Neighbourhoods, `n_first` of them proeftuin: in k all rise by `points[k]` and cost `euro[k]` more than before."""
    study = ask({"proeftuin": n_first, "traditional": len(points) - n_first}, outcomes=ASKED)
    tables = measured(study, points, residents)
    costs = tables["costs"].copy()
    own = costs["resident"].str[1:].str.partition("-")[0].astype(int)
    later = costs["year"] == "2023"
    costs["amount_eur"] = [f"{1000 + (euro[k] if then else 0):.10g}" for k, then in zip(own, later, strict=True)]
    return opened(study, tables | {"costs": costs} | more)


NOISE = [0.0, 0.1, -0.1, 0.05, -0.05, 0.0]
GAINS = {"better": 2.0, "unclear": 0.02, "worse": -2.0}
COSTS = {"dearer": 300.0, "unclear": 2.0, "cheaper": -300.0}


def at(gain: str, cost: str) -> OpenStudy:
    """Three neighbourhoods against three, in that place of the plane."""
    points = [2.5 + (GAINS[gain] if k < 3 else 0) + NOISE[k] for k in range(6)]
    euro = [400 + (COSTS[cost] if k < 3 else 0) + 200 * NOISE[5 - k] for k in range(6)]
    return weighed(points, euro)


def keys(answer: Estimates) -> list[str]:
    found = [*answer.notes, *(finding for exhibit in answer.exhibits for finding in exhibit.findings)]
    return [finding.key.rpartition(".")[2] for finding in found]


def number(answer: Estimates, part: str, pair: str = PAIR, effect: str = "wellbeing") -> Quantity:
    return answer.quantities[f"cost_effectiveness.{part}.{effect}.{pair}"]


def test_both_differences_are_those_of_their_own_pages(made: OpenStudy) -> None:
    here, points, euro = weigh_cost_effectiveness(made), compare_wellbeing(made), compare_costs(made)
    for pair in (PAIR, "samenwerkwijze-traditional"):
        for part, page, id in (("effect", points, "wellbeing.difference"), ("cost", euro, "costs.total_difference")):
            again, own = number(here, part, pair), page.quantities[f"{id}.{pair}"]
            assert (again.value, again.low, again.high, again.n) == (own.value, own.low, own.high, own.n)


def test_numbers_by_hand() -> None:
    """Two against two without chance among people: points 3, 5 against 1, 1; euro 100, 300 against 0, 100.

    Effect 4 - 1 = 3, cost 200 - 50 = 150; at 250 a point net benefits are 650, 950 against 250, 150: 800 - 200 = 600.
    Pooled variance (45000 + 5000) / 2, error sqrt(25000) = 158.1, t(2) 4.3027.
    """
    answer = weigh_cost_effectiveness(weighed([3, 5, 1, 1], [100, 300, 0, 100], n_first=2))
    assert (number(answer, "effect").value, number(answer, "cost").value) == pytest.approx((3, 150))
    found = answer.quantities[f"cost_effectiveness.benefit.wellbeing.{PAIR}.250"]
    assert (found.value, found.low) == pytest.approx((600, 600 - 4.302652729911275 * 25000**0.5), rel=1e-8)
    assert found.method == "net_benefit_of_neighbourhood_means_t2"


def test_the_price_is_a_ratio_with_its_interval_in_the_north_east() -> None:
    answer = weigh_cost_effectiveness(at("better", "dearer"))
    price = number(answer, "price")
    assert price.value == pytest.approx(number(answer, "cost").value / number(answer, "effect").value)
    assert 0 < price.low < price.value < price.high
    assert "better_dearer" in keys(answer)


def test_what_is_saved_for_what_is_lost_is_said_as_such() -> None:
    study = at("worse", "cheaper")
    answer = weigh_cost_effectiveness(study)
    saved = number(answer, "saved_per_lost")
    assert saved.value > 0
    assert saved.low is None
    assert any("minder kosten per punt welbevinden minder" in said for said in words_of(answer, study, "nl"))


@pytest.mark.parametrize(("measured_in", "key"), [("2023", "one_year"), ("2021", "other_year")])
def test_it_is_said_whether_effect_and_costs_are_of_the_same_year(measured_in: str, key: str) -> None:
    study = at("better", "dearer")
    window = Period.model_validate({"from": f"{measured_in}-02-01", "to": f"{measured_in}-11-30"})
    asked = study.asked.model_copy(update={"moments": {**study.asked.moments, "long_term": window}})
    said = keys(weigh_cost_effectiveness(replace(study, asked=asked)))
    assert [one for one in said if one in ("one_year", "other_year")] == [key]


@pytest.mark.parametrize(("gain", "cost"), list(product(GAINS, COSTS)))
def test_every_place_of_the_plane_has_its_words_and_no_ratio_but_where_it_means_something(gain: str, cost: str) -> None:
    study = at(gain, cost)
    answer = weigh_cost_effectiveness(study)
    assert f"{gain}_{cost}" in keys(answer)
    priced = [id for id in answer.quantities if ".price." in id or ".saved_per_lost." in id]
    assert bool(priced) == ((gain, cost) in (("better", "dearer"), ("worse", "cheaper")))
    assert all(answer.quantities[id].value > 0 for id in priced)
    for language in ("nl", "en"):
        said = words_of(answer, study, language)
        assert not any(re.search(r"\{|levert .* op|bespaart|zorgt voor|leads to|saves", each) for each in said)


def test_a_ratio_of_opposite_signs_is_nowhere_in_what_is_released() -> None:
    """Cost / effect is -150 a point here: neither that number nor a price under any id comes out."""
    study = at("better", "cheaper")
    shown = release(weigh_cost_effectiveness(study), study)
    ratio = shown.quantities[f"cost_effectiveness.cost.wellbeing.{PAIR}"].value / 2
    assert not [q.id for q in shown.quantities.values() if q.unit == "eur" and q.value == pytest.approx(ratio, abs=2)]


@pytest.mark.parametrize(
    ("signs", "told"),
    [
        ("m m m", ("always_more", 2)),
        ("l l l", ("always_less", 2)),
        ("u m m", ("more_from", 1)),
        ("l u m", ("more_from", 2)),
        ("m u l", ("less_from", 2)),
        ("m u u", ("more_until", 0)),
        ("l l u", ("less_until", 1)),
        ("u u u", ("unclear", 2)),
        ("m h m", ("hidden", 2)),
        ("b b b", ("bare", 2)),
    ],
)
def test_where_a_course_turns(signs: str, told: tuple[str, int]) -> None:
    names = {"m": "more", "l": "less", "u": "unclear", "h": "hidden", "b": "bare"}
    assert turn_of([names[sign] for sign in signs.split()]) == told


def test_chances_rise_with_what_an_effect_is_worth_and_are_never_certain(made: OpenStudy) -> None:
    shown = release(weigh_cost_effectiveness(made), made).quantities
    for pair in (PAIR, "samenwerkwijze-traditional"):
        chances = [shown[f"cost_effectiveness.chance.wellbeing.{pair}.{x}"] for x in (0, 250, 500, 750, 1000)]
        values = [own.value for own in chances]
        assert values == sorted(values)
        assert all(1 <= value <= 99 for value in values)


@pytest.mark.parametrize(("gain", "said"), [("better", (95, "more_than")), ("worse", (5, "less_than"))])
def test_over_few_people_a_chance_is_as_coarse_as_a_share(gain: str, said: tuple[int, str]) -> None:
    own = dominated(at(gain, "unclear"))[f"cost_effectiveness.chance.wellbeing.{PAIR}.1000"]
    assert (own.value, own.bound, own.n) == (*said, 35)


def test_of_three_ways_of_working_one_is_the_best(made: OpenStudy) -> None:
    answer = weigh_cost_effectiveness(made)
    for amount in (0, 500, 1000):
        found = [own for id, own in answer.quantities.items() if re.fullmatch(rf".*best\.wellbeing\..*\.{amount}", id)]
        assert len(found) == 3
        assert sum(own.value for own in found) == pytest.approx(100, abs=2)  # none is below 1 or above 99


def test_every_figure_says_how_it_is_read_and_what_it_found(made: OpenStudy) -> None:
    """Who never saw a plane is told at its side, and every figure has a sentence with its numbers for who listens."""
    answer = weigh_cost_effectiveness(made)
    says = {exhibit.id: [f.key.rpartition(".")[2] for f in exhibit.findings] for exhibit in answer.exhibits}
    assert says["cost_effectiveness-plane-wellbeing"][1] == "plane_reading"
    assert says["cost_effectiveness-benefit-wellbeing"][1] == "benefit_reading"
    assert says["cost_effectiveness-information-wellbeing"] == ["information", "information_at", "information_at"]
    assert says["cost_effectiveness-best-wellbeing"] == ["best", "best_at"]
    best = next(f for e in answer.exhibits for f in e.findings if f.key.endswith("best_at"))
    at_most = max(
        q.value or 0.0 for id, q in answer.quantities.items() if ".best.wellbeing." in id and id.endswith(".1000")
    )
    assert answer.quantities[best.facts["chance"]].value == at_most


def test_without_amounts_nothing_is_weighed_against_them() -> None:
    study = synthetic(residents=40, outcomes=OUTCOMES | {"cost_effectiveness": {}})
    answer = weigh_cost_effectiveness(study)
    assert [exhibit.kind for exhibit in answer.exhibits] == ["plane", "plane"]
    assert keys(answer).count("no_amount") == 2
    assert "threshold" not in keys(answer)
    assert not [id for id in answer.quantities if ".benefit." in id]


def test_investments_count_as_costs() -> None:
    """12 residents each, counted as 10; 2,700 euro over six years in the first neighbourhood is 45 per resident per
    year, and a third of that in the mean of three."""
    rows = [("WK999901", "2020", "municipality", "wijkteam", "2700", "2023", "Verzonnen voorbeeld")]
    investments = table("neighbourhood year bearer description amount_eur price_year source", rows)
    points, euro = [3, 3.1, 3.2, 1, 1.1, 1.2], [100, 90, 110, 0, 10, 20]
    bare, more = (weigh_cost_effectiveness(weighed(points, euro, **own)) for own in ({}, {"investments": investments}))
    assert number(more, "cost").value == pytest.approx(number(bare, "cost").value + 15)
    assert number(more, "invested").value == pytest.approx(15)
    assert number(more, "help").value == pytest.approx(number(bare, "cost").value)
    assert ("no_investments" in keys(bare), "no_investments" in keys(more)) == (True, False)
    assert [exhibit.id for exhibit in more.exhibits].count("cost_effectiveness-parts-wellbeing") == 1
    assert not any("parts-ladder" in exhibit.id for exhibit in more.exhibits)


def test_the_order_of_rows_changes_nothing() -> None:
    study = ask({"proeftuin": 3, "traditional": 3}, outcomes=ASKED)
    chance = np.random.default_rng(5)
    tables = measured(study, [3, 3.1, 3.3, 1, 1.1, 1.4], 20)
    tables["costs"] = tables["costs"].assign(
        amount_eur=[f"{x:.2f}" for x in chance.gamma(1, 500, len(tables["costs"]))]
    )
    one, other = (weigh_cost_effectiveness(opened(study, own)) for own in (tables, shuffled(tables, 3)))
    assert one.quantities == other.quantities
    assert one.exhibits == other.exhibits


def test_without_costs_or_effect_the_page_says_so() -> None:
    for outcomes in (
        {"cost_effectiveness": WILLING, "wellbeing": {}},
        {"costs": ASKED["costs"], "cost_effectiveness": WILLING},
    ):
        study = synthetic(residents=20, outcomes=outcomes)
        answer = weigh_cost_effectiveness(study)
        assert not answer.quantities
        assert keys(answer) == ["no_data"]


def test_an_effect_that_was_not_measured_is_named() -> None:
    outcomes = {name: own for name, own in ASKED.items() if name != "ladder"}
    answer = weigh_cost_effectiveness(synthetic(residents=40, outcomes=outcomes))
    assert "not_measured" in keys(answer)
    assert "rungs" not in keys(answer)


def test_three_ways_of_working_have_a_frontier_in_words(made: OpenStudy) -> None:
    assert any(key.startswith("frontier_") for key in keys(weigh_cost_effectiveness(made)))
    assert not any(key.startswith("frontier_") for key in keys(weigh_cost_effectiveness(at("better", "dearer"))))


def test_one_neighbourhood_in_each_arm_has_a_point_and_nothing_around_it() -> None:
    answer = weigh_cost_effectiveness(weighed([3, 1], [100, 50], n_first=1))
    assert "bare" in keys(answer)
    assert number(answer, "effect").low is None
    assert not [id for id in answer.quantities if "region" in id or "correlation" in id]
    found = answer.quantities[f"cost_effectiveness.chance.wellbeing.{PAIR}.1000"]
    assert (found.value, found.missing) == (None, None)


# --- what somebody may work out who lays pages side by side ---


def dominated(study: OpenStudy) -> dict[str, Quantity]:
    return dict(release(weigh_cost_effectiveness(study), study).quantities)


def one_dear(resident: str, euro: int) -> OpenStudy:
    """One resident of the first neighbourhood makes up nearly all of its change in costs."""
    study = ask({"proeftuin": 3, "traditional": 3}, outcomes=ASKED)
    tables = measured(study, [3, 3.1, 3.3, 1, 1.1, 1.4], 30)
    costs = tables["costs"].copy()
    costs["amount_eur"] = "100"
    k = costs["resident"].str[1:2].astype(int)
    later = costs["year"] == "2023"
    other = later & (k > 0)
    costs.loc[other, "amount_eur"] = (100 + 7 * k[other]).astype(str)
    costs.loc[later & (costs["resident"] == resident), "amount_eur"] = str(euro)
    return opened(study, tables | {"costs": costs})


def test_where_one_resident_makes_a_neighbourhood_nothing_made_of_both_is_shown() -> None:
    """The page on costs hides that neighbourhood. Effects are known there, so a correlation, a region or a net benefit
    would be one more equation for the hidden cost."""
    study = one_dear("r0-000", 9000)
    costs = release(compare_costs(study), study).quantities
    assert costs["costs.neighbourhood.WK999901"].value is None
    shown = dominated(study)
    assert shown["cost_effectiveness.costs_in.WK999901"].value is None
    joint = [own for id, own in shown.items() if re.search(r"region|correlation|benefit|chance|information|price", id)]
    assert joint
    assert all(own.value is None and own.low is None for own in joint)


def test_a_difference_in_cost_is_hidden_and_bare_here_where_its_own_page_hides_or_bares_it() -> None:
    study = one_dear("r0-000", 9000)
    own = release(compare_costs(study), study).quantities[f"costs.total_difference.{PAIR}"]
    here = dominated(study)[f"cost_effectiveness.cost.wellbeing.{PAIR}"]
    assert (here.value, here.low, here.high) == (own.value, own.low, own.high)


def test_words_do_not_tell_where_a_hidden_pair_lies() -> None:
    study = one_dear("r0-000", 9000)
    answer = weigh_cost_effectiveness(study)
    assert "benefit_hidden" in keys(answer)
    assert not any(key.startswith(("always", "more", "less")) for key in keys(answer))


def test_a_neighbourhood_that_only_costs_have_gives_no_hidden_one_away() -> None:
    """Wellbeing was not measured where one resident makes all costs: the difference without that neighbourhood, beside
    the one with it on the page on costs, would be its hidden mean."""
    study = ask({"proeftuin": 3, "traditional": 3}, outcomes=ASKED)
    full = one_dear("r0-000", 9000)
    tables = measured(study, [3, 3.1, 3.3, 1, 1.1, 1.4], 30)
    tables = {name: frame for name, frame in tables.items() if name != "costs"}
    for name in ("wellbeing", "ladder"):
        tables[name] = tables[name][~tables[name]["resident"].str.startswith("r0")]
    costs = full.tables["costs"].astype(str)
    answer_study = opened(
        study, tables | {"costs": costs[["resident", "year", "category", "bearer", "amount_eur", "price_year"]]}
    )
    answer = weigh_cost_effectiveness(answer_study)
    assert "not_both" in keys(answer)
    shown = release(answer, answer_study).quantities
    assert shown[f"cost_effectiveness.cost.wellbeing.{PAIR}"].value is None


def test_a_mean_of_rungs_is_hidden_where_a_handful_moved() -> None:
    """Nobody rises or falls in these neighbourhoods: the page on the ladder hides who did, and so does this one."""
    study = at("better", "dearer")
    shown = dominated(study)
    assert shown[f"cost_effectiveness.effect.ladder.{PAIR}"].missing == "suppressed_small"
    assert shown[f"cost_effectiveness.benefit.ladder.{PAIR}.1000"].value is None
    assert shown[f"cost_effectiveness.cost.ladder.{PAIR}"].value is not None


def test_a_total_that_its_only_part_betrays_takes_everything_of_its_arm() -> None:
    """Four residents of the proeftuin have a cost at the start, of one kind and one bearer: the page on costs hides
    that kind and the total with it. The change would give the total away to who sees it afterwards."""
    study = ask({"proeftuin": 3, "traditional": 3}, outcomes=ASKED)
    tables = measured(study, [3, 3.1, 3.3, 1, 1.1, 1.4], 30)
    costs = tables["costs"]
    early = (costs["year"] == "2017") & costs["resident"].str.match("r[012]")
    kept = costs["resident"].isin(["r0-000", "r1-000", "r2-000", "r2-001"])
    spent = opened(study, tables | {"costs": costs[~early | kept]})
    shown = dominated(spent)
    assert shown[f"cost_effectiveness.cost.wellbeing.{PAIR}"].value is None
    assert shown["cost_effectiveness.costs.proeftuin"].value is None
    assert shown[f"cost_effectiveness.benefit.wellbeing.{PAIR}.0"].value is None
