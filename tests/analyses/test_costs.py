"""Costs: the right denominator, one price year, and no cell that rests on a few people."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.analyses.factories import OUTCOMES, ask, measured, opened, shuffled, synthetic, table, words_of
from wijklab.analyses.costs import compare_costs
from wijklab.contract.answers import Estimates
from wijklab.contract.tables import OpenStudy
from wijklab.disclosure import release
from wijklab.errors import SourceError

PAID = ("shelter", "wmo_day_care")
COSTS = "resident year category bearer amount_eur price_year"


def study_with(*rows: tuple[str, ...], drop: str = "", outcomes: dict | None = None) -> OpenStudy:
    """Two against two neighbourhoods of 12; GP cost of 100 before and 100 + 10k after in neighbourhood k, plus rows."""
    study = ask({"proeftuin": 2, "traditional": 2}, outcomes=outcomes or OUTCOMES)
    tables = measured(study, [1, 2, 3, 4])
    own = tables["costs"]
    own = own[~own["resident"].str.startswith(drop)] if drop else own
    return opened(study, tables | {"costs": pd.concat([own, table(COSTS, rows)])})


def notes(answer: Estimates) -> set[str]:
    return {note.key.removeprefix("costs.finding.") for note in answer.notes}


def test_change_and_difference_in_change() -> None:
    """Changes 0, 10 against 20, 30 euro per resident."""
    found = compare_costs(study_with()).quantities
    assert found["costs.total.proeftuin.baseline"].value == pytest.approx(100)
    assert found["costs.total_change.traditional"].value == pytest.approx(25)
    assert found["costs.total_difference.proeftuin-traditional"].value == pytest.approx(-20)
    assert found["costs.total_difference.proeftuin-traditional"].method == "difference_of_neighbourhood_means_t2"


def test_who_has_no_row_had_no_costs_and_counts() -> None:
    found = compare_costs(study_with(drop="r0-00")).quantities  # two of the twelve are left
    assert found["costs.total.proeftuin.baseline"].value == pytest.approx((100 * 2 / 12 + 100) / 2)
    assert found["costs.total.proeftuin.baseline"].n == 24
    assert found["costs.category.proeftuin.gp.baseline"].n == 14


def test_a_neighbourhood_without_a_delivery_takes_no_part_and_is_named() -> None:
    """No amount of a whole neighbourhood is no saving: it is not known."""
    answer = compare_costs(study_with(drop="r0"))
    assert answer.quantities["costs.total.proeftuin.baseline"].value == pytest.approx(100)
    assert answer.quantities["costs.total.proeftuin.baseline"].n == 12
    assert "not_delivered" in notes(answer)


def test_without_any_amount_of_one_year_there_is_no_change_to_show() -> None:
    study = study_with()
    costs = study.tables["costs"]
    answer = compare_costs(opened(study.asked, {**study.tables.frames, "costs": costs[costs["year"] == 2017]}))
    assert (dict(answer.quantities), notes(answer)) == ({}, {"no_data"})


def test_a_category_of_one_resident_is_hidden_and_not_given_away_by_the_total() -> None:
    rows = [("r0-000", year, "police", "state", "9000", "2023") for year in ("2017", "2023")]
    study = study_with(*rows)
    answer = compare_costs(study)
    assert answer.quantities["costs.category.proeftuin.police.baseline"].n == 1
    assert answer.quantities["costs.category.proeftuin.police.baseline"].value == pytest.approx(9000 / 24)
    shown = release(answer, study).quantities
    assert shown["costs.category.proeftuin.police.baseline"].value is None
    assert shown["costs.category.proeftuin.gp.baseline"].missing == "suppressed_secondary"


def test_a_hidden_category_is_not_given_away_by_the_bearer_who_pays_it() -> None:
    """Twelve people have shelter and twelve day care, one has transport: all that the municipality pays."""
    twelve = [(f"r0-{i:03d}", "2017", category, "municipality", "100", "2023") for i in range(12) for category in PAID]
    study = study_with(*twelve, ("r0-000", "2017", "wmo_transport", "municipality", "90", "2023"))
    shown = release(compare_costs(study), study).quantities
    assert shown["costs.bearer.proeftuin.municipality.baseline"].value is not None
    assert shown["costs.category.proeftuin.wmo_transport.baseline"].missing == "suppressed_secondary"
    assert sum(shown[f"costs.category.proeftuin.{name}.baseline"].value is None for name in PAID) == 1


def test_a_cell_of_two_large_spenders_is_hidden() -> None:
    """Twelve people have the cost, two of them make up nearly all of it."""
    rows = [(f"r0-{i:03d}", "2017", "hospital", "health_insurer", "90000" if i < 2 else "1", "2023") for i in range(12)]
    study = study_with(*rows)
    cell = compare_costs(study).quantities["costs.category.proeftuin.hospital.baseline"]
    assert (cell.n, cell.dominance) == (12, pytest.approx(180_000 / 180_010))
    shown = release(compare_costs(study), study).quantities["costs.category.proeftuin.hospital.baseline"]
    assert shown.missing == "suppressed_secondary", "the other categories hide with it, under one reason"
    assert shown.value is None


def test_categories_and_bearers_add_up_to_the_total() -> None:
    found = compare_costs(synthetic(residents=150)).quantities
    for arm in ("proeftuin", "samenwerkwijze", "traditional"):
        for when in ("baseline", "follow_up"):
            total = found[f"costs.total.{arm}.{when}"].value
            for column in ("category", "bearer"):
                own = [q for q in found.values() if q.id.startswith(f"costs.{column}.{arm}.") and q.id.endswith(when)]
                parts = [q.value for q in own]
                assert sum(parts) == pytest.approx(total)  # type: ignore[arg-type]


def test_prices_of_another_year_are_refused_before_anything_is_added_up() -> None:
    with pytest.raises(SourceError, match="price year"):
        study_with(("r0-000", "2017", "police", "state", "10", "2019"))


def test_only_the_bearers_asked_for_count_and_that_is_said() -> None:
    outcomes = {"costs": OUTCOMES["costs"] | {"bearers": ["health_insurer"]}}
    answer = compare_costs(study_with(("r0-000", "2017", "police", "state", "2400", "2023"), outcomes=outcomes))
    assert answer.quantities["costs.total.proeftuin.baseline"].value == pytest.approx(100)
    assert "some_bearers" in notes(answer)


def test_a_year_outside_the_comparison_takes_no_part() -> None:
    found = compare_costs(study_with(("r0-000", "2020", "police", "state", "2400", "2023"))).quantities
    assert found["costs.total.proeftuin.baseline"].value == pytest.approx(100)


def test_a_year_within_a_shock_is_said() -> None:
    shock = {"name": "corona", "period": {"from": "2022-03-15", "to": "2023-02-28"}}
    answer = compare_costs(synthetic(residents=30, shocks=[shock]))
    assert [note.names["moment"].id for note in answer.notes if note.key.endswith("shock")] == ["2023"]


def test_the_order_of_rows_changes_no_bit() -> None:
    study = ask({"proeftuin": 2, "traditional": 3})
    tables = measured(study, [1, 2, 3, 2, 1])
    first = compare_costs(opened(study, tables))
    assert compare_costs(opened(study, shuffled(tables, 5))).quantities == first.quantities


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_sentence_has_its_words(language: str) -> None:
    study = synthetic(residents=40)
    assert "{" not in " ".join(words_of(compare_costs(study), study, language))


def test_without_data_it_says_so() -> None:
    study = ask({"proeftuin": 2, "traditional": 2}, outcomes={"wellbeing": {}})
    assert notes(compare_costs(opened(study, measured(study, [1, 2, 3, 4])))) == {"no_data"}


def test_help_that_was_used_times_its_price_is_the_same_as_the_amount() -> None:
    """Alone, and beside amounts: half of the rows as help at 2 euro, in prices that an index brings to 2023."""
    whole = study_with()
    rows = measured(whole.asked, [1, 2, 3, 4])["costs"]
    tables = {name: frame for name, frame in measured(whole.asked, [1, 2, 3, 4]).items() if name != "costs"}
    tables["prices"] = table("code unit amount_eur price_year source licence", [("u", "uur", "2", "2019", "s", "l")])
    tables["price_index"] = table(
        "index year value published source",
        [("i", "2019", "80", "2024-01-01", "s"), ("i", "2023", "100", "2024-01-01", "s")],
    )
    helped = rows.assign(price="u", number=(rows["amount_eur"].astype(float) / 2.5).astype(str))
    helped = helped.drop(columns=["amount_eur", "price_year"])
    study = ask({"proeftuin": 2, "traditional": 2}, economics={"price_index": "i"})
    half = len(rows) // 2
    for own in ({"service_use": helped}, {"service_use": helped[:half], "costs": rows[half:]}):
        found = compare_costs(opened(study, tables | own)).quantities
        for id, quantity in compare_costs(whole).quantities.items():
            same = None if quantity.value is None else pytest.approx(quantity.value, rel=1e-12)
            assert found[id].value == same, id
