"""Money of cases: ranges, chances, years, price years, who pays for whom, and all cases added up once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.analyses.factories import ask, measured, opened, shuffled, table, words_of
from wijklab.analyses.cases import analyse_cases
from wijklab.contract.answers import Estimates, Exhibit
from wijklab.contract.tables import OpenStudy
from wijklab.disclosure import release

COLUMNS = (
    "case what description amount_eur price amount_low amount_high number probability probability_low "
    "probability_high years bearer price_year once source"
)
CASES = "case title wants can needs wellbeing_before wellbeing_short wellbeing_long consent source"
FIETS = (
    {"what": "cost", "description": "fietsje", "amount_eur": 25},
    {"what": "cost", "description": "vervoer", "amount_eur": 5000},
    {"what": "avoided", "description": "uithuisplaatsing", "amount_eur": 40000, "number": 3},
)
ENDS = ("amount_low", "amount_high", "chance_low", "chance_high")
SILENT = dict.fromkeys(("years", "bearer", "price_year"), "")
INDEX = table(
    "index year value published source",
    [("cpi", year, value, "2024-01-10", "bron") for year, value in (("2019", "80"), ("2023", "100"))],
)
DISCOUNT = {"costs": 0.03, "effects": 0.015, "source": "Een richtlijn", "date": "2024-01-16"}


def cost(amount: float | str, **more: Any) -> dict[str, Any]:
    return {"what": "cost", "description": "hulp", "amount_eur": amount} | more


def avoided(amount: float | str, **more: Any) -> dict[str, Any]:
    return {"what": "avoided", "description": "opvang", "amount_eur": amount} | more


def study_of(consents: dict[str, str] | None = None, tables: Any = (), **cases: Any) -> OpenStudy:
    """A study with those cases, each a tuple of rows; rows are of 2023, one year and the municipality."""
    economics = {"economics": {"price_year": 2023} | cases.pop("economics", {})}
    study = ask({"proeftuin": 1, "traditional": 1}, outcomes={}, notebooks=["cases"], **economics)
    usual = {"years": 1, "bearer": "municipality", "price_year": 2023, "source": "bron"}
    costs = [
        tuple(str((usual | {"case": id} | row).get(name, "")) for name in COLUMNS.split())
        for id, rows in cases.items()
        for row in rows
    ]
    told = [(id, f"Casus {id}", "w", "k", "n", "4", "5", "6", (consents or {}).get(id, "yes"), "bron") for id in cases]
    places = {name: frame for name, frame in measured(study, [1, 1]).items() if name == "neighbourhoods"}
    frames = places | {"cases": table(CASES, told), "case_costs": table(COLUMNS, costs)}
    return opened(study, frames | dict(tables))


def values(answer: Estimates) -> dict[str, float | None]:
    return {id.removeprefix("cases."): number.value for id, number in answer.quantities.items()}


def exhibit(answer: Estimates, id: str) -> Exhibit | None:
    return next((each for each in answer.exhibits if each.id == id), None)


def says(answer: Estimates, id: str) -> set[str]:
    found = exhibit(answer, id)
    return {finding.key.removeprefix("cases.finding.") for finding in found.findings} if found else set()


def notes(answer: Estimates) -> set[str]:
    return {note.key.removeprefix("cases.finding.") for note in answer.notes}


# Casus de fiets


def test_casus_de_fiets_at_every_chance() -> None:
    """5,025 euro against three placements of 40,000: 4.19 % is break-even, 114,975 is left if certain."""
    answer = analyse_cases(study_of({"fiets": "published"}, fiets=[row | SILENT for row in FIETS]))
    found = values(answer)
    at = [found[f"saving_at.fiets.{chance}"] for chance in range(0, 101, 10)]
    assert at[0] == -5025
    assert at[10] == found["saving.fiets"] == 114_975
    assert np.diff(at) == pytest.approx([12_000] * 10)
    assert found["break_even.fiets"] == pytest.approx(4.1875)
    assert found["ratio.fiets"] == pytest.approx(23.88, abs=0.005)
    assert says(answer, "case_chance-fiets") == {"by_chance"}


def test_what_its_source_leaves_out_is_said_and_nothing_is_made_of_it() -> None:
    """No range, no bearer, no price year: no tornado, nobody who pays, and no place in a total."""
    other = [cost(100), avoided(300, probability=0.5)]
    answer = analyse_cases(study_of(fiets=[row | SILENT for row in FIETS], a=other, b=other))
    silent = {f"not_stated_{what}" for what in ("probability", "horizon", "price_year", "bearer")}
    assert says(answer, "case-fiets") == {"saving", "break_even", *silent}
    assert exhibit(answer, "case_range-fiets") is None
    assert exhibit(answer, "case_pockets-fiets") is None
    assert values(answer)["total_left_out"] == 1
    assert values(answer)["total_cost"] == 200


def test_every_row_stands_there_as_its_source_gives_it() -> None:
    answer = analyse_cases(study_of({"fiets": "published"}, fiets=[row | SILENT for row in FIETS]))
    table_of_rows = exhibit(answer, "case_rows-fiets")
    assert table_of_rows is not None
    assert [row.label.id for row in table_of_rows.rows] == [
        "cost|not_stated|fietsje",
        "cost|not_stated|vervoer",
        "avoided|not_stated|uithuisplaatsing",
    ]
    cells = [
        [values(answer)[id.removeprefix("cases.")] if id else "" for id in row.cells] for row in table_of_rows.rows
    ]
    assert cells == [[25, None, "", None], [5000, None, "", None], [120_000, 3, None, None]]
    assert says(answer, "case_rows-fiets") == {"rows_unpriced"}


# A range


def test_one_way_by_hand() -> None:
    """400 left: 1,000 (800-1,500) against 2,800 (2,000-3,000) at 0.5 (0.2-0.9)."""
    rows = [
        cost(1000, amount_low=800, amount_high=1500),
        avoided(2800, amount_low=2000, amount_high=3000, probability=0.5, probability_low=0.2, probability_high=0.9),
    ]
    answer = analyse_cases(study_of(a=rows))
    found = values(answer)
    assert found["expected_saving.a"] == 400
    assert [found[f"amount_{end}.a.1"] for end in ("low", "high")] == [0, 500]  # avoided stands before cost
    assert [found[f"amount_{end}.a.2"] for end in ("low", "high")] == [600, -100]
    assert [found[f"chance_{end}.a.1"] for end in ("low", "high")] == pytest.approx([-440, 1520])
    assert (found["worst.a"], found["best.a"]) == pytest.approx((0.2 * 2000 - 1500, 0.9 * 3000 - 800))
    tornado = exhibit(answer, "case_range-a")
    assert tornado is not None
    assert [row.label.kind for row in tornado.rows] == ["chance_of", "amount_of", "amount_of"]
    assert [row.cells[0] for row in tornado.rows][1] == "cases.amount_low.a.2"  # 700 wide against 500
    assert tornado.texts["base"] == "cases.expected_saving.a"
    assert "chances_sometimes" in says(answer, "case-a")


@pytest.mark.parametrize(
    ("low", "high", "key"), [(0.5, 0.9, "always"), (0.4, 0.8, "always"), (0.1, 0.9, "sometimes"), (0.1, 0.3, "never")]
)
def test_whether_it_pays_over_all_chances_of_the_source(low: float, high: float, key: str) -> None:
    """400 against 1,000: break-even .4."""
    rows = [cost(400), avoided(1000, probability=(low + high) / 2, probability_low=low, probability_high=high)]
    assert f"chances_{key}" in says(analyse_cases(study_of(a=rows)), "case-a")


def test_a_range_of_the_chance_without_a_chance_starts_halfway_and_expects_nothing() -> None:
    """400 against 1,000 at .2 to .6: -200 to 200, from 0; nothing is made of it in the box."""
    rows = [cost(400, amount_high=500), avoided(1000, probability="", probability_low=0.2, probability_high=0.6)]
    answer = analyse_cases(study_of(a=rows))
    found, tornado = values(answer), exhibit(answer, "case_range-a")
    assert tornado is not None
    assert tornado.texts["base"] == "cases.base.a"
    assert [found[name] for name in ("base.a", "chance_low.a.1", "chance_high.a.1")] == pytest.approx([0, -200, 200])
    assert found["amount_high.a.2"] == pytest.approx(-100)
    assert (found["saving.a"], found["expected_saving.a"]) == (600, None)
    assert "one_way_halfway" in says(answer, "case_range-a")


def test_the_range_of_a_chance_of_what_was_spent_is_no_input() -> None:
    rows = [cost(400, probability=0.9, probability_low=0.5), avoided(1000, probability=0.5)]
    answer = analyse_cases(study_of(a=rows))
    assert exhibit(answer, "case_range-a") is None
    assert values(answer)["expected_saving.a"] == 100


def test_some_chances_stated_and_others_not_have_a_base_of_their_own() -> None:
    rows = [
        cost(100, amount_low=50),
        avoided(1000, description="x", probability=0.5),
        avoided(300, description="y", probability=""),
    ]
    answer = analyse_cases(study_of(a=rows))
    tornado = exhibit(answer, "case_range-a")
    assert tornado is not None
    assert tornado.texts["base"] == "cases.base.a"
    assert values(answer)["base.a"] == 0.5 * 1000 + 300 - 100
    assert values(answer)["saving_at.a.0"] == 0.5 * 1000 - 100


def test_a_case_without_ranges_has_no_tornado() -> None:
    answer = analyse_cases(study_of(a=[cost(400), avoided(1000, probability=0.5)]))
    assert exhibit(answer, "case_range-a") is None
    assert "cases.worst.a" not in answer.quantities


@pytest.mark.parametrize(("amount", "key"), [(1000, "break_even"), (999, "never_pays"), ("", "nothing_avoided")])
def test_the_break_even_is_always_told(amount: float | str, key: str) -> None:
    rows = [cost(1000), *([avoided(amount, probability=0.5)] if amount else [])]
    assert key in says(analyse_cases(study_of(a=rows)), "case-a")


# Years, price years, prices


def test_later_years_count_for_less_at_the_declared_rate_beside_what_the_source_says() -> None:
    """5,000 over five years at 3 % is worth 4,717.10 (case `discount`); what falls within a year stays as it is."""
    rows = [cost(1000, years=1), avoided(5000, years=5, probability=1)]
    answer = analyse_cases(study_of(a=rows, b=rows, economics={"discount": DISCOUNT}))
    found = values(answer)
    assert (found["cost.a"], found["avoided.a"], found["expected_saving.a"]) == (1000, 5000, 4000)
    assert found["worth_now.a"] == 3717
    assert found["break_even_now.a"] == pytest.approx(100 * 1000 / 4717.098403, rel=1e-8)
    assert found["total_worth_now"] == 7434
    assert found["discount_rate"] == 3
    assert "discounted" in notes(answer)
    assert "worth_now" in says(answer, "case-a")


def test_at_a_rate_what_falls_within_a_year_has_no_other_worth() -> None:
    answer = analyse_cases(study_of(a=[cost(1000), avoided(5000, probability=1)], economics={"discount": DISCOUNT}))
    assert "cases.worth_now.a" not in answer.quantities
    assert "discounted" not in notes(answer)


def test_without_a_rate_nothing_is_discounted_and_that_is_said() -> None:
    answer = analyse_cases(study_of(a=[cost(1000), avoided(5000, years=5, probability=1)]))
    assert values(answer)["avoided.a"] == 5000
    assert "not_discounted" in notes(answer)
    assert "not_discounted" not in notes(analyse_cases(study_of(a=[cost(1000), avoided(500, probability=1)])))


def test_amounts_of_another_year_are_brought_to_that_of_the_study() -> None:
    """The index goes from 80 to 100: 800 euro of 2019 are 1,000 of 2023, and so are its ends."""
    rows = [cost(800, price_year=2019, amount_low=400), avoided(3000, probability=1)]
    answer = analyse_cases(study_of(a=rows, economics={"price_index": "cpi"}, tables={"price_index": INDEX}))
    found = values(answer)
    assert (found["cost.a"], found["amount_low.a.2"]) == (1000, 2500)
    assert "converted" in says(answer, "case-a")
    assert "by_index" in notes(answer)


@pytest.mark.parametrize(("more", "cost_now"), [((), 1000), ((2023,), 800)])
def test_a_row_without_a_price_year_has_that_of_the_others_where_they_share_one(more: Any, cost_now: float) -> None:
    """All is of 2019, or the source does not tell which of two years: 800 stay 800 then."""
    others = [avoided(800, probability=1, price_year=2019), *(avoided(1, description="x", price_year=y) for y in more)]
    rows = [cost(800, price_year=""), *others]
    found = values(analyse_cases(study_of(a=rows, economics={"price_index": "cpi"}, tables={"price_index": INDEX})))
    assert found["cost.a"] == cost_now
    assert found["avoided.a"] == 1000 + len(more)


def test_a_case_in_prices_of_one_other_year_keeps_them_and_is_not_added_up() -> None:
    old = [cost(800, price_year=2019), avoided(3000, probability=1, price_year=2019)]
    now = [cost(100), avoided(300, probability=0.5)]
    answer = analyse_cases(study_of(a=old, b=now, c=now))
    assert values(answer)["cost.a"] == 800
    assert (values(answer)["total_cases"], values(answer)["total_left_out"]) == (2, 1)


def test_a_price_code_takes_amount_and_year_from_the_list() -> None:
    """Ten hours at 60 euro of 2019, which are 75 of 2023."""
    prices = table("code unit amount_eur price_year source licence", [("uur", "uur", "60", "2019", "bron", "vrij")])
    rows = [cost("", price="uur", number=10, price_year=""), avoided(3000, probability=1)]
    answer = analyse_cases(
        study_of(a=rows, economics={"price_index": "cpi"}, tables={"price_index": INDEX, "prices": prices})
    )
    assert values(answer)["cost.a"] == 750
    assert "not_stated_price_year" not in says(answer, "case-a")


# Who pays, who keeps


def test_who_pays_for_whom_adds_up_to_what_each_keeps() -> None:
    rows = [
        cost(900, description="x", bearer="housing_corporation"),
        cost(400, description="y", bearer="health_insurer"),
        avoided(3600, probability=0.5),
        avoided(200, description="z", bearer=""),
    ]
    answer = analyse_cases(study_of(a=rows))
    found = values(answer)
    assert found["pocket.a.housing_corporation.municipality"] == 1246
    assert found["pocket.a.health_insurer.not_stated"] == 62
    cells = [value for id, value in found.items() if id.startswith("pocket.")]
    assert sum(cells) == pytest.approx(0.5 * 3600 + 200, abs=2)  # each in whole euro


@pytest.mark.parametrize(("bearer", "key"), [("municipality", "own_pocket"), ("state", "other_pocket")])
def test_one_who_pays_and_one_who_keeps_are_told_in_words(bearer: str, key: str) -> None:
    answer = analyse_cases(study_of(a=[cost(100), avoided(300, probability=1, bearer=bearer)]))
    assert key in says(answer, "case-a")
    assert exhibit(answer, "case_pockets-a") is None


# All together


SHARED = {"description": "oprit", "once": "oprit", "bearer": "housing_corporation"}


def both(**more: Any) -> OpenStudy:
    """Two cases behind one ramp of 900: 1,800 x .5 and 1,000 x .2 avoided."""
    return study_of(
        a=[cost(900, **SHARED), avoided(1800, probability=0.5)],
        b=[cost(900, **SHARED), avoided(1000, probability=0.2, bearer="state")],
        **more,
    )


def test_a_shared_cost_counts_once_in_the_total_and_in_full_in_each_case() -> None:
    answer = analyse_cases(both())
    found = values(answer)
    assert (found["cost.a"], found["cost.b"], found["total_cost"], found["total_once"]) == (900, 900, 900, 900)
    assert (found["total_avoided"], found["total_expected_saving"]) == (2800, 900 + 200 - 900)
    assert found["total_break_even"] == pytest.approx(100 * 900 / 2800)
    assert "total_once" in says(answer, "cases-total")


def test_the_parties_add_up_to_the_total() -> None:
    found = values(analyse_cases(both()))
    parties = ("municipality", "housing_corporation", "state")
    assert [found[f"total_net.{name}"] for name in parties] == [900, -900, 200]
    assert sum(found[f"total_net.{name}"] or 0 for name in parties) == found["total_expected_saving"]
    pairs = [value for id, value in found.items() if id.startswith("total_pocket.")]
    assert sum(pairs) == pytest.approx(900 + 200)


def test_a_case_without_consent_is_in_no_total_and_takes_no_shared_cost_with_it() -> None:
    with_silent = both(consents={"c": "no"}, c=[cost(900, **SHARED), avoided(9999, probability=1)])
    assert values(analyse_cases(with_silent))["total_avoided"] == 2800
    assert "9999" not in repr(analyse_cases(with_silent).quantities)


def test_one_case_makes_no_total_and_two_that_cannot_be_added_say_so() -> None:
    rows = [cost(100), avoided(300, probability=1)]
    assert exhibit(analyse_cases(study_of(a=rows)), "cases-total") is None
    silent = [row | {"price_year": ""} for row in rows]
    answer = analyse_cases(study_of(a=silent, b=silent))
    assert exhibit(answer, "cases-total") is None
    assert "no_total" in notes(answer)


def test_the_order_of_rows_changes_no_bit() -> None:
    study = both()
    turned = shuffled({name: frame for name, frame in study.tables.frames.items() if name.startswith("case")}, 3)
    again = replace(study, tables=replace(study.tables, frames={**study.tables.frames, **turned}))
    assert analyse_cases(again) == analyse_cases(study)


def test_all_of_it_passes_the_gate() -> None:
    study = both()
    assert all(
        number.value is not None
        for id, number in release(analyse_cases(study), study).quantities.items()
        if "total" in id
    )


RANGES = {"probability": 0.5, "probability_low": 0.1, "probability_high": 0.9}
KINDS: list[dict[str, Any]] = [
    {"fiets": [row | SILENT for row in FIETS]},
    {"a": [cost(400, amount_low=300), avoided(1000, **RANGES)], "b": [cost(400), avoided(100, probability=1)]},
    {"a": [cost(40), avoided(1000, **RANGES)], "b": [cost(9000), avoided(100, probability=0.1, bearer="state")]},
    {"a": [cost(900), avoided(1000, **RANGES | {"probability_high": 0.6})], "b": [cost(1)], "c": [cost(2)]},
    {"a": [cost(1, years=3)], "b": [cost(2)]},
    {"a": [cost(1), avoided(9, probability="", probability_low=0.2, probability_high=0.6)]},
    {"a": [cost(900, **SHARED)], "b": [cost(900, **SHARED), avoided(50, years=4)]},
]


@pytest.mark.parametrize("kind", range(len(KINDS)))
@pytest.mark.parametrize("economics", [{}, {"discount": DISCOUNT, "price_index": "cpi"}])
def test_every_sentence_has_its_words(kind: int, economics: dict[str, Any]) -> None:
    study = study_of(economics=economics, tables={"price_index": INDEX}, **KINDS[kind])
    answer = analyse_cases(study)
    assert not [said for language in ("nl", "en") for said in words_of(answer, study, language) if "{" in said]


@pytest.mark.parametrize("seed", range(6))
def test_what_must_hold_whatever_the_amounts(seed: int) -> None:
    """No end of one input lies outside all ends together; unshared cases add up; parties add up to the outcome."""
    chance = np.random.default_rng(seed)

    def row(make: Any, name: str) -> dict[str, Any]:
        amount, ends = int(chance.integers(0, 5000)), chance.integers(0, 300, 2)
        least, stated, most = sorted(round(float(c), 2) for c in chance.random(3))
        told = {"amount_low": max(amount - ends[0], 0), "amount_high": amount + ends[1], "description": name}
        if make is avoided:
            told |= {"probability": stated, "probability_low": least, "probability_high": most}
        return make(amount, **told, bearer=chance.choice(["municipality", "state", ""]))

    cases = {id: [row(make, f"{make.__name__} {i}") for i in range(2) for make in (cost, avoided)] for id in "abc"}
    found = values(analyse_cases(study_of(**cases)))
    for id in cases:
        ends = [value for name, value in found.items() if name.split(".")[0] in ENDS and name.split(".")[1] == id]
        assert len(ends) == 12
        assert found[f"worst.{id}"] - 1e-9 <= min(ends) <= found[f"expected_saving.{id}"] <= max(ends)
        assert max(ends) <= found[f"best.{id}"] + 1e-9
    for name in ("cost", "avoided", "expected_saving", "worst", "best"):
        assert found[f"total_{name}"] == pytest.approx(sum(found[f"{name}.{id}"] for id in cases))
    net = [value for name, value in found.items() if name.startswith("total_net.")]
    assert sum(net) == pytest.approx(found["total_expected_saving"])
