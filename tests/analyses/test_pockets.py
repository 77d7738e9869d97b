"""Who pays and who gains: a matrix that was worked by hand, whose sums hold, and from which nothing hidden follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import pytest
from scipy import stats

from tests.analyses.factories import OUTCOMES, ask, measured, opened, shuffled, synthetic, table, words_of
from wijklab.analyses.costs import compare_costs
from wijklab.contract.answers import Estimates, Quantity
from wijklab.contract.tables import OpenStudy
from wijklab.disclosure import release

COSTS = "resident year category bearer amount_eur price_year"
INVESTMENTS = "neighbourhood year bearer description amount_eur price_year source"
PAIR = "proeftuin-traditional"
BEFORE_AND_AFTER = {
    ("gp", "health_insurer"): (100, (70, 90, 100, 100)),
    ("wmo_support", "municipality"): (300, (240, 260, 310, 290)),
    ("rent_arrears", "housing_corporation"): (50, (60, 60, 50, 50)),
}
"""Euro of each resident before, and after in each of four neighbourhoods of 12: two proeftuinen, two others.

Changes of the proeftuin less those of traditional: insurer -20 - 0, municipality -50 - 0, corporation +10 - 0.
"""
INVESTED = (("municipality", 360), ("housing_corporation", 120))
"""In each proeftuin, in all: 6 and 2 euro a year for each resident, in the six years after 2017: 12 residents count as
10, as they are released."""
KEY = {"bearer": "municipality", "among": {"residents": 1, "municipality": 1, "provider": 2}}


def tables_of(amounts: Mapping[tuple[str, str], tuple[int, Sequence[int]]]) -> dict[str, pd.DataFrame]:
    study = ask({"proeftuin": 2, "traditional": 2})
    rows = [
        (f"r{k}-{i:03d}", year, category, bearer, str(euro), "2023")
        for (category, bearer), (before, after) in amounts.items()
        for k in range(4)
        for i in range(12)
        for year, euro in (("2017", before), ("2023", after[k]))
        if euro
    ]
    return measured(study, [1, 2, 3, 4]) | {"costs": table(COSTS, rows)}


def invested(rows: Sequence[tuple[str, int]], areas: Sequence[str] = ("WK999901", "WK999902")) -> pd.DataFrame:
    made = [(code, "2020", bearer, "team", str(euro), "2023", "begroting") for code in areas for bearer, euro in rows]
    return table(INVESTMENTS, made)


def study_with(*, investments: pd.DataFrame | None = None, sharing: Sequence[Any] = (), order: int = 0) -> OpenStudy:
    study = ask({"proeftuin": 2, "traditional": 2}, outcomes={"costs": OUTCOMES["costs"] | {"sharing": list(sharing)}})
    tables = tables_of(BEFORE_AND_AFTER)
    if investments is not None:
        tables |= {"investments": investments}
    return opened(study, shuffled(tables, order) if order else tables)


def values(answer: Estimates, begin: str) -> dict[str, float | None]:
    found = {id.removeprefix(begin): number.value for id, number in answer.quantities.items() if id.startswith(begin)}
    return {name: None if value is None else round(value, 9) for name, value in found.items()}


def test_the_matrix_is_the_one_that_was_worked_by_hand() -> None:
    answer = compare_costs(study_with(investments=invested(INVESTED)))
    assert values(answer, f"costs.pocket.{PAIR}.") == {
        "municipality.municipality": 37.5,
        "municipality.health_insurer": 15.0,
        "municipality.housing_corporation": -7.5,
        "municipality.all": 45.0,
        "housing_corporation.municipality": 12.5,
        "housing_corporation.health_insurer": 5.0,
        "housing_corporation.housing_corporation": -2.5,
        "housing_corporation.all": 15.0,
        "own": 35.0,
        "other": 25.0,
    }
    saves = {"municipality": 50, "health_insurer": 20, "housing_corporation": -10, "all": 60}
    assert values(answer, f"costs.saves.{PAIR}.") == saves
    assert values(answer, f"costs.invests.{PAIR}.") == {
        "municipality": 6,
        "health_insurer": 0,
        "housing_corporation": 2,
        "all": 8,
    }
    nets = {"municipality": 44, "health_insurer": 20, "housing_corporation": -12, "all": 52}
    assert values(answer, f"costs.net.{PAIR}.") == nets
    assert values(answer, f"costs.area_net.{PAIR}.") == {party: 20 * net for party, net in nets.items()}


@pytest.mark.parametrize(("residents_are", "euro"), [("everyone", 8), ("sample", 0.02)])
def test_what_was_invested_is_divided_by_whom_the_study_says_it_is_for(residents_are: str, euro: float) -> None:
    """480 euro in six years is 80 a year: 8 for each of 10 delivered residents, .02 for each of 4,000 inhabitants."""
    asked = {"costs": OUTCOMES["costs"] | {"residents_are": residents_are}}
    study = ask({"proeftuin": 2, "traditional": 2}, outcomes=asked)
    tables = tables_of(BEFORE_AND_AFTER) | {"investments": invested(INVESTED)}
    tables["neighbourhoods"] = tables["neighbourhoods"].assign(inhabitants="4000")
    answer = compare_costs(opened(study, tables))
    assert values(answer, f"costs.invests.{PAIR}.")["all"] == euro
    assert f"limits.residents_{residents_are}" in [note.key for note in answer.notes]


def test_the_margin_is_that_of_the_difference_between_neighbourhoods() -> None:
    """The municipality saves 60 and 40 against -10 and 10: a pooled variance of 200, and t with 2 degrees."""
    found = compare_costs(study_with(investments=invested(INVESTED))).quantities
    reach = stats.t.ppf(0.975, 2) * (200 * (1 / 2 + 1 / 2)) ** 0.5
    for id, middle, times in (("saves", 50, 1), ("net", 44, 1), ("pocket", 37.5, 0.75)):
        name = f"costs.{id}.{PAIR}.municipality" + (".municipality" if id == "pocket" else "")
        assert found[name].low == pytest.approx(middle - times * reach)
        assert found[name].high == pytest.approx(middle + times * reach)
        assert found[name].method == "difference_of_neighbourhood_means_t2"


def test_a_key_moves_savings_between_parties_and_leaves_their_sum() -> None:
    answer = compare_costs(study_with(investments=invested(INVESTED), sharing=[KEY]))
    saves = {"municipality": 12.5, "residents": 12.5, "provider": 25, "health_insurer": 20, "housing_corporation": -10}
    assert values(answer, f"costs.saves.{PAIR}.") == saves | {"all": 60}
    assert values(answer, "costs.shared.") == {f"{PAIR}.municipality": 50}


def test_a_key_for_all_is_about_what_no_other_key_names() -> None:
    named = {"bearer": "municipality", "categories": ["wmo_support"], "among": {"residents": 1}}
    answer = compare_costs(study_with(sharing=[KEY | {"among": {"provider": 1}}, named]))
    assert values(answer, f"costs.saves.{PAIR}.")["residents"] == 50
    assert "provider" not in values(answer, f"costs.saves.{PAIR}.")


def test_what_the_other_arm_invested_is_taken_off_and_who_invests_less_gets_no_share() -> None:
    both = pd.concat([invested(INVESTED), invested([("housing_corporation", 240)], ["WK999903", "WK999904"])])
    answer = compare_costs(study_with(investments=both))
    assert values(answer, f"costs.invests.{PAIR}.")["housing_corporation"] == -2
    assert {id.split(".")[0] for id in values(answer, f"costs.pocket.{PAIR}.")} == {"municipality", "own", "other"}
    assert values(answer, f"costs.pocket.{PAIR}.")["municipality.all"] == 60


def test_all_cells_together_are_the_total_on_a_larger_study() -> None:
    base = synthetic(residents=60)
    codes = [code for arm in ("proeftuin", "samenwerkwijze") for code in base.asked.arms[arm].neighbourhoods]
    rows = [(code, "2019", who, "x", "70000", "2023", "b") for code in codes for who in ("municipality", "provider")]
    frames = {name: frame for name, frame in base.tables.frames.items() if not name.startswith("context")}
    key = KEY | {"categories": ["wmo_support", "wmo_day_care"]}
    study = ask(
        {"proeftuin": 3, "samenwerkwijze": 3, "traditional": 3},
        outcomes=OUTCOMES | {"costs": OUTCOMES["costs"] | {"sharing": [key]}},
    )
    found = compare_costs(opened(study, frames | {"investments": table(INVESTMENTS, rows)})).quantities
    for pair in (PAIR, "samenwerkwijze-traditional"):
        cells = [
            number.value
            for id, number in found.items()
            if id.startswith(f"costs.pocket.{pair}.") and len(id.split(".")) == 5 and not id.endswith(".all")
        ]
        total = found[f"costs.total_difference.{pair}"]
        if None not in cells:
            assert sum(cells) == pytest.approx(-total.value)  # type: ignore[arg-type, operator]
        assert found[f"costs.saves.{pair}.all"].low == pytest.approx(-total.high)  # type: ignore[operator]


def test_without_investments_it_shows_savings_only_and_says_so() -> None:
    answer = compare_costs(study_with())
    assert [exhibit.id for exhibit in answer.exhibits][:3] == ["costs-change", "costs-difference", "costs-saves"]
    assert "costs.finding.no_investments" in {note.key for note in answer.notes}
    assert not values(answer, "costs.pocket.")


def test_an_investor_without_costs_has_no_balance_and_that_is_said() -> None:
    answer = compare_costs(study_with(investments=invested([("provider", 144)])))
    assert "provider" not in values(answer, f"costs.net.{PAIR}.")
    said = [finding for exhibit in answer.exhibits for finding in exhibit.findings]
    assert [f.names["party"].id for f in said if f.key == "costs.finding.balance_unknown"] == ["provider"]


def test_the_order_of_rows_changes_no_bit() -> None:
    first = compare_costs(study_with(investments=invested(INVESTED), sharing=[KEY]))
    again = compare_costs(study_with(investments=invested(INVESTED), sharing=[KEY], order=7))
    assert again.quantities == first.quantities


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_sentence_has_its_words_and_none_speaks_of_a_cause(language: str) -> None:
    study = study_with(investments=invested(INVESTED), sharing=[KEY])
    said = " ".join(words_of(compare_costs(study), study, language)).lower()
    assert "{" not in said
    assert not [word for word in ("levert op", "bespaart", "zorgt voor", "leidt tot", "leads to") if word in said]


def few_payers(state: int) -> tuple[OpenStudy, Mapping[str, Quantity]]:
    """So many residents of every neighbourhood of 12 have costs that the state pays."""
    study = ask({"proeftuin": 2, "traditional": 2})
    tables = tables_of(BEFORE_AND_AFTER)
    rows = [
        (f"r{k}-{i:03d}", year, "police", "state", str(90 + 3 * i + k), "2023")
        for k in range(4)
        for i in range(state)
        for year in ("2017", "2023")
    ]
    costs = pd.concat([tables["costs"], table(COSTS, rows)])
    made = opened(study, tables | {"costs": costs, "investments": invested(INVESTED)})
    return made, release(compare_costs(made), made).quantities


def test_a_saving_of_a_few_people_is_hidden_with_a_second_one_and_all_that_rests_on_it() -> None:
    _, found = few_payers(state=4)
    lost = {id.rsplit(".", 1)[1] for id, q in found.items() if id.startswith("costs.saves.") and q.value is None}
    assert "state" in lost
    assert len(lost) >= 2
    for party in lost:
        for id in (f"costs.net.{PAIR}.{party}", f"costs.pocket.{PAIR}.municipality.{party}"):
            assert found[id].value is None
            assert found[id].n is None


def test_a_party_with_few_payers_in_a_neighbourhood_has_no_margin_and_nor_has_a_second() -> None:
    """Eight in each of two neighbourhoods are enough in an arm; a margin would tell of each of the two."""
    _, found = few_payers(state=8)
    own = {id.rsplit(".", 1)[1]: q for id, q in found.items() if id.startswith(f"costs.saves.{PAIR}.")}
    assert own["state"].value is not None
    bare = {party for party, number in own.items() if number.value is not None and number.low is None}
    assert "state" in bare
    assert len(bare) >= 2
    assert own["all"].low is not None


def test_numbers_that_were_on_the_page_stay_as_they_were() -> None:
    """What is hidden of totals, categories and bearers does not depend on who invested."""
    study, found = few_payers(state=4)
    bare = {name: frame for name, frame in study.tables.frames.items() if name != "investments"}
    without = opened(study.asked, bare)
    before = release(compare_costs(without), without).quantities
    kinds = ("total", "category", "bearer", "total_change", "total_difference")
    old = {id: number for id, number in before.items() if id.split(".")[1] in kinds}
    assert {id: found[id] for id in old} == old
