"""Costs reckoned in other ways, over more years, and in prices of another year."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.analyses.factories import ask, measured, opened, shuffled, table, words_of
from wijklab.analyses.costs import compare_costs
from wijklab.contract.answers import Estimates
from wijklab.contract.tables import OpenStudy
from wijklab.disclosure import release
from wijklab.stats.discounting import annuity

DISCOUNT = {"costs": 0.03, "effects": 0.015, "source": "Een richtlijn", "date": "2024-01-15"}
PAIR = "proeftuin-traditional"


def spent(
    *,
    without_costs: int = 5,
    free: int = 0,
    dearer: float = 1.0,
    arms: dict[str, int] | None = None,
    also: Mapping[str, pd.DataFrame] = MappingProxyType({}),
    **more: Any,
) -> OpenStudy:
    """Neighbourhoods of 24; in each some have no costs in a year, the others 100 x (1 + i % 7) euro and a bit more by
    neighbourhood and year. `free` more residents of the traditional ones have none in the later year; costs of the
    first arm are so many times as high."""
    study = ask(arms or {"proeftuin": 3, "traditional": 3}, **more)
    tables = measured(study, [1.0] * sum(len(arm.neighbourhoods) for arm in study.arms.values()), 24)
    rows = []
    for name, code in zip(tables["residents"]["resident"], tables["residents"]["neighbourhood"], strict=True):
        k, i = int(name[1 : name.index("-")]), int(name[-3:])
        for late, year in enumerate(("2017", "2023")):
            none = without_costs + (free if late and study.arm_of(code) == "traditional" else 0)
            if i >= none:
                level = dearer if study.arm_of(code) == "proeftuin" else 1.0
                euro = level * (100 * (1 + i % 7) * (1 + 0.1 * late * (2 + k % 3)) + 3 * k)
                rows.append((name, year, "gp", "health_insurer", f"{euro:.2f}", "2023"))
    costs = table("resident year category bearer amount_eur price_year", rows)
    return opened(study, {**tables, "costs": costs, **also})


def facts(answer: Estimates) -> set[str]:
    return {note.key.removeprefix("costs.finding.") for note in answer.notes}


def said(answer: Estimates, exhibit: str) -> list[str]:
    found = next(each for each in answer.exhibits if each.id == exhibit)
    return [finding.key.removeprefix("costs.finding.") for finding in found.findings]


def test_models_stand_beside_the_difference_of_the_page() -> None:
    """Without age bands a gamma is later less at first times the growth of the others: from the page's own totals."""
    answer = compare_costs(spent())
    found = answer.quantities
    total = {id.removeprefix("costs.total."): quantity.value or 0.0 for id, quantity in found.items()}
    growth = total["traditional.follow_up"] / total["traditional.baseline"]
    gamma = found[f"costs.model.{PAIR}.gamma"]
    assert gamma.value == pytest.approx(total["proeftuin.follow_up"] - total["proeftuin.baseline"] * growth, rel=1e-8)
    assert gamma.method == "difference_in_change_gamma_left_out_t4"
    assert found[f"costs.model.{PAIR}.two_part"].n == 15
    assert [row.cells[0] for row in next(e for e in answer.exhibits if e.id == f"costs-models-{PAIR}").rows] == [
        f"costs.total_difference.{PAIR}", f"costs.model.{PAIR}.gamma", f"costs.model.{PAIR}.two_part"]  # fmt: skip
    assert {"how_models", "park"} <= facts(answer)


def test_few_without_costs_are_not_given_away_by_the_two_part_model() -> None:
    """Nine of an arm have no costs: the model that counts them is hidden, and is left out of the sentence."""
    study = spent(without_costs=3)
    answer = compare_costs(study)
    shown = release(answer, study).quantities
    assert shown[f"costs.model.{PAIR}.two_part"].missing == "suppressed_small"
    assert shown[f"costs.model.{PAIR}.gamma"].value is not None
    finding = next(e for e in answer.exhibits if e.id == f"costs-models-{PAIR}").findings[0]
    assert f"costs.model.{PAIR}.two_part" not in finding.facts.values()


def test_everybody_with_costs_is_hidden_like_a_few_without() -> None:
    study = spent(without_costs=0)
    assert release(compare_costs(study), study).quantities[f"costs.model.{PAIR}.two_part"].missing == "suppressed_small"


def test_a_hidden_neighbourhood_hides_what_is_reckoned_from_it() -> None:
    """One resident makes up nearly all of the change of a neighbourhood: its mean goes, and the models with it."""
    study = spent()
    costs = study.tables["costs"].copy()
    costs.loc[(costs["resident"] == "r0-020") & (costs["year"] == 2023), "amount_eur"] = 1e7
    spoilt = opened(study.asked, {**study.tables.frames, "costs": costs.astype(object)})
    shown = release(compare_costs(spoilt), spoilt).quantities
    assert shown["costs.neighbourhood.WK999901"].value is None
    assert shown[f"costs.model.{PAIR}.gamma"].value is None
    assert shown["costs.park"].value is None


def test_one_sentence_says_whether_they_agree() -> None:
    """An arm four times as dear with the same growth in percent: clear in euro, and not in percent."""
    assert said(compare_costs(spent()), f"costs-models-{PAIR}") == ["models_same", "models_n"]
    assert said(compare_costs(spent(dearer=4.0)), f"costs-models-{PAIR}") == ["models_part", "models_n"]


def test_one_against_one_has_models_without_an_interval() -> None:
    found = compare_costs(spent(arms={"proeftuin": 1, "traditional": 1})).quantities
    assert found[f"costs.model.{PAIR}.gamma"].value is not None
    assert found[f"costs.model.{PAIR}.gamma"].low is None


def test_an_arm_without_any_costs_at_first_has_no_growth() -> None:
    study = spent()
    costs = study.tables["costs"].copy()
    others = costs["resident"].str.startswith(("r3", "r4", "r5"))
    costs.loc[others & (costs["year"] == 2017), "amount_eur"] = 0
    spoilt = opened(study.asked, {**study.tables.frames, "costs": costs.astype(object)})
    assert release(compare_costs(spoilt), spoilt).quantities[f"costs.model.{PAIR}.gamma"].value is None


def test_later_is_the_released_difference_times_the_annuity() -> None:
    """Whole euro in, so that the sum over ten years tells no more than the difference does."""
    study = spent(economics={"horizon_years": 10, "discount": DISCOUNT})
    answer = compare_costs(study)
    shown = release(answer, study).quantities
    yearly, later = shown[f"costs.total_difference.{PAIR}"], answer.quantities[f"costs.later.{PAIR}"]
    assert (later.value, later.low, later.high) == pytest.approx(
        tuple(annuity(0.03, 10) * end for end in (yearly.value, yearly.low, yearly.high)), rel=1e-12
    )
    assert answer.quantities["costs.rate"].value == pytest.approx(3)
    assert said(answer, "costs-later")[-2:] == ["discounted", "stays"]


def test_without_a_rate_nothing_is_discounted_and_that_is_said() -> None:
    answer = compare_costs(spent(economics={"horizon_years": 4}))
    yearly, later = (answer.quantities[f"costs.{name}.{PAIR}"].value for name in ("total_difference", "later"))
    assert later == 4 * np.floor((yearly or 0) + 0.5)
    assert "not_discounted" in said(answer, "costs-later")


def test_without_a_horizon_nothing_is_said_of_later() -> None:
    assert not any(exhibit.id == "costs-later" for exhibit in compare_costs(spent()).exhibits)


def index(*rows: tuple[str, str]) -> dict[str, Any]:
    """The price index `cpi` of those years, published on the last day named."""
    told = [("cpi", year, value, "2024-02-01", "Een bureau") for year, value in rows]
    return {"price_index": table("index year value published source", told)}


def test_amounts_of_another_price_year_are_converted_and_that_is_shown() -> None:
    """100 euro of 2017 at index 80 count for 125 at index 100; the source and day of the index stand beside it."""
    study = spent(economics={"price_index": "cpi"}, also=index(("2017", "80"), ("2023", "100")))
    costs = study.tables["costs"].copy()
    early = costs["year"] == 2017
    costs.loc[early, "amount_eur"] *= 0.8
    costs["price_year"] = np.where(early, 2017, 2023)
    tables = {**study.tables.frames, "costs": costs.astype(object)}
    answer = compare_costs(opened(study.asked, tables))
    assert answer.quantities["costs.price.2017"].value == pytest.approx(125)
    assert answer.quantities["costs.price.2017"].source == "Een bureau"
    assert {"prices", "converted", "counts_for"} <= facts(answer)
    same = compare_costs(spent()).quantities[f"costs.total_difference.{PAIR}"].value
    assert answer.quantities[f"costs.total_difference.{PAIR}"].value == pytest.approx(same, rel=1e-9)


def test_an_index_that_was_not_needed_is_said_to_be_so() -> None:
    answer = compare_costs(spent(economics={"price_index": "cpi"}, also=index(("2023", "100"))))
    assert "not_converted" in facts(answer)


def test_the_order_of_rows_changes_no_bit() -> None:
    study = spent(economics={"horizon_years": 10, "discount": DISCOUNT})
    again = opened(study.asked, shuffled(dict(study.tables.frames), 7))
    assert compare_costs(again).quantities == compare_costs(study).quantities


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("free", [0, 8])
def test_every_sentence_has_its_words(language: str, free: int) -> None:
    study = spent(free=free, economics={"horizon_years": 10, "discount": DISCOUNT})
    assert "{" not in " ".join(words_of(compare_costs(study), study, language))
