"""Social return: sums worked by hand, words that follow the range, and nobody told of by a small return."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.analyses.factories import ask, measured, opened, shuffled, table, words_of
from wijklab.analyses.social_return import reckon_social_return
from wijklab.contract.answers import Estimates, Exhibit
from wijklab.contract.tables import OpenStudy
from wijklab.disclosure import Released, release

RETURN = (
    "return description bearer basis number_low number_high price years deadweight_low deadweight_high attribution_low "
    "attribution_high displacement_low displacement_high drop_off_low drop_off_high source"
)
WORK = ("werk", "betaald werk", "residents", "counted", "20", "30", "maand", "1", "0.2", "0.5", "0.1", "0.2", "0", "0")
CARE = ("zorg", "minder zorg", "municipality", "difference", "100", "100", "uur", "2", "", "", "0", "0", "0", "0")
HOME = ("wonen", "minder uitzettingen", "housing_corporation", "counted", "3", "5", "zet", "1", "0", "0", "0", "0")
INVESTED = (
    ("WK999901", "2018", "municipality", "team", "10000", "2023", "rekening"),
    ("WK999901", "2019", "municipality", "team", "5000", "2023", "rekening"),
    ("WK999902", "2018", "state", "team", "5000", "2023", "rekening"),
    ("WK999903", "2018", "state", "elders", "99999", "2023", "rekening"),
)
DISCOUNT = {"costs": 0.2, "effects": 0.0, "source": "een richtlijn", "date": "2024-01-01"}
EURO, CENT = 0.5, 0.005  # what rounding to whole euro and to cents may take away
ASKED = {"social_return": {"arm": "proeftuin"}}


def row(known: tuple[str, ...], drop_off: tuple[str, str] = ("", "")) -> tuple[str, ...]:
    zeros = ("0",) * (14 - len(known))
    return (*known, *zeros, *drop_off, "lijst")


RETURNS = (row(WORK), row(CARE, ("0.5", "0.5")))


def study_of(
    returns: tuple[tuple[str, ...], ...] = RETURNS,
    invested: tuple[tuple[str, ...], ...] = INVESTED,
    price_year: str = "2023",
    index: tuple[tuple[str, ...], ...] = (),
    **more: Any,
) -> OpenStudy:
    study = ask({"proeftuin": 2, "traditional": 1}, outcomes=ASKED, **more)
    prices = [
        (code, unit, amount, price_year, "prijslijst", "vrij")
        for code, unit, amount in (("maand", "maand", "1000"), ("uur", "uur", "80"), ("zet", "huis", "7000"))
    ]
    tables: dict[str, pd.DataFrame] = measured(study, [1, 1, 1]) | {
        "social_returns": table(RETURN, returns),
        "prices": table("code unit amount_eur price_year source licence", prices),
        "investments": table("neighbourhood year bearer description amount_eur price_year source", invested),
    }
    if index:
        tables["price_index"] = table("index year value published source", index)
    return opened(study, tables)


def values(answer: Estimates, *names: str) -> list[float | None]:
    return [answer.quantities[f"social_return.{name}"].value for name in names]


def exhibit(answer: Estimates, id: str) -> Exhibit:
    return next(each for each in answer.exhibits if each.id == f"social_return-{id}")


def keys(answer: Estimates) -> set[str]:
    found = [*answer.notes, *(finding for each in answer.exhibits for finding in each.findings)]
    return {finding.key.removeprefix("social_return.finding.") for finding in found}


def test_each_return_by_hand() -> None:
    """Work: 20 x 1,000 x .5 x .8 = 8,000 at least, 30 x 1,000 x .8 x .9 = 21,600 at most. Care: 100 x 80 x 1.5."""
    answer = reckon_social_return(study_of())
    names = [f"worth.{slug}.{extent}" for slug, extent in product(("werk", "zorg"), ("lowest", "highest"))]
    assert values(answer, *names) == pytest.approx([8000, 21_600, 12_000, 12_000], rel=1e-12)


def test_per_euro_invested_and_by_who_gains() -> None:
    """20,000 euro went into the two neighbourhoods of the arm: 1.00 to 1.68 per euro, of which care .60."""
    answer = reckon_social_return(study_of())
    assert values(answer, "invested.together", "invested.municipality", "invested.state") == [20_000, 15_000, 5000]
    found = values(answer, "per_euro.together.lowest", "per_euro.together.highest", "per_euro.municipality.lowest")
    assert found == pytest.approx([1.0, 1.68, 0.6], rel=1e-12)


@pytest.mark.parametrize("extent", ["lowest", "highest"])
def test_parties_and_returns_add_up_to_the_whole(extent: str) -> None:
    answer = reckon_social_return(study_of())
    whole, *parts = values(answer, *(f"gain.{who}.{extent}" for who in ("together", "municipality", "residents")))
    assert sum(part or 0 for part in parts) == pytest.approx(whole, rel=1e-12)
    assert sum(v or 0 for v in values(answer, f"worth.werk.{extent}", f"worth.zorg.{extent}")) == pytest.approx(whole)


def test_what_is_taken_off_step_by_step() -> None:
    """At least: 36,000; half of work off; a fifth of work off; care 8,000 + 4,000; care 8,000 + 4,000 / 1.2."""
    answer = reckon_social_return(study_of(economics={"discount": DISCOUNT}))
    steps = [row.label.id for row in exhibit(answer, "steps").rows]
    found = values(answer, *(f"left.{step}.lowest" for step in steps))
    assert found == pytest.approx([36_000, 26_000, 26_000, 24_000, 20_000, 16_000 + 4000 / 1.2], abs=EURO)
    assert {"discounted", "guide", "later"} <= keys(answer)
    assert values(answer, "guide.together.lowest") == pytest.approx([(16_000 + 4000 / 1.2) / 1.2 / 20_000], abs=CENT)


def test_without_a_rate_nothing_is_discounted_and_the_page_says_so() -> None:
    answer = reckon_social_return(study_of())
    assert [row.label.id for row in exhibit(answer, "steps").rows][-1] == "after_drop_off"
    assert "not_discounted" in keys(answer)
    assert not {"discounted", "guide", "later"} & keys(answer)


@pytest.mark.parametrize(("paid", "says"), [("1000", "above"), ("25000", "around"), ("90000", "below")])
def test_words_follow_the_range(paid: str, says: str) -> None:
    invested = (("WK999901", "2018", "state", "team", paid, "2023", "rekening"),)
    assert keys(reckon_social_return(study_of(invested=invested))) & {"above", "around", "below"} == {says}


def test_the_widest_input_comes_first_and_shares_turn_round() -> None:
    """Middle: work 25 x 1,000 x .65 x .85 = 13,812.50, with care 25,812.50 over 20,000."""
    answer = reckon_social_return(study_of())
    tornado = exhibit(answer, "one-way")
    assert (tornado.kind, tornado.texts["base"]) == ("tornado", "social_return.middle.together")
    assert [row.label.kind for row in tornado.rows] == ["deadweight_of", "number_of", "attribution_of"]
    low, high = values(answer, "one_way.werk.deadweight.low", "one_way.werk.deadweight.high")
    assert (low, high) == pytest.approx(
        ((25_000 * 0.8 * 0.85 + 12_000) / 2e4, (25_000 * 0.5 * 0.85 + 12_000) / 2e4), abs=CENT
    )
    assert values(answer, "middle.together") == pytest.approx([25_812.5 / 2e4], abs=CENT)


def test_a_share_that_was_not_asked_is_not_called_nought() -> None:
    found = reckon_social_return(study_of()).quantities
    assert found["social_return.stated.zorg.deadweight.low"].missing == "not_applicable"
    assert found["social_return.stated.werk.drop_off.high"].missing == "not_applicable"
    assert found["social_return.stated.zorg.displacement.low"].value == 0


def test_who_pays_and_who_gains_are_told_apart() -> None:
    answer = reckon_social_return(study_of())
    assert {"party_both", "party_gains_only", "party_pays_only", "difference"} <= keys(answer)
    cells = {row.label.id: row.cells for row in exhibit(answer, "parties").rows}
    assert cells["state"] == ("social_return.invested.state", None, None)


def test_prices_of_another_year_are_converted_and_said() -> None:
    """Prices of 2020 at an index of 80 against 100 in 2023: a quarter more; investments are of 2023 already."""
    index = (("cpi", "2020", "80", "2024-01-01", "bron"), ("cpi", "2023", "100", "2024-01-01", "bron"))
    economics = {"price_year": 2023, "price_index": "cpi"}
    answer = reckon_social_return(study_of(price_year="2020", index=index, economics=economics))
    assert values(answer, "worth.zorg.lowest", "invested.together") == pytest.approx([15_000, 20_000])
    assert {"indexed", "price_year"} <= keys(answer)


def test_prices_of_two_years_without_an_index_give_no_number() -> None:
    study = study_of()
    prices = study.tables["prices"].assign(price_year=2020)
    tables = replace(study.tables, frames={**study.tables.frames, "prices": prices})
    answer = reckon_social_return(replace(study, tables=tables))
    assert (dict(answer.quantities), keys(answer)) == ({}, {"not_comparable"})


def test_without_tables_or_question_there_is_no_number() -> None:
    study = study_of()
    frames = {name: frame for name, frame in study.tables.frames.items() if name != "investments"}
    assert keys(reckon_social_return(replace(study, tables=replace(study.tables, frames=frames)))) == {"no_data"}
    outcomes = study.asked.outcomes.model_copy(update={"social_return": None})
    silent = replace(study, asked=study.asked.model_copy(update={"outcomes": outcomes}))
    assert keys(reckon_social_return(silent)) == {"no_data"}


def test_the_order_of_rows_changes_no_bit() -> None:
    study = study_of((*RETURNS, row(HOME)))
    turned = replace(study, tables=replace(study.tables, frames=shuffled(study.tables.frames, 1)))
    again, first = reckon_social_return(turned), reckon_social_return(study)
    assert (again.quantities, again.exhibits, again.notes) == (first.quantities, first.exhibits, first.notes)


def shown(study: OpenStudy) -> Released:
    return release(reckon_social_return(study), study)


def test_numbers_that_tell_of_nobody_are_shown() -> None:
    numbers = shown(study_of()).quantities.values()
    assert not [number.id for number in numbers if number.value is None and number.missing != "not_applicable"]


@pytest.mark.parametrize(
    ("low", "high", "few"),
    [("3", "5", True), ("0", "9", True), ("9", "11", True), ("10", "10", False), ("0", "30", False)],
)
def test_a_return_of_few_is_hidden(low: str, high: str, few: bool) -> None:
    home = row((*HOME[:4], low, high, *HOME[6:]))
    assert (shown(study_of((*RETURNS, home))).quantities["social_return.worth.wonen.lowest"].value is None) == few


@pytest.mark.parametrize("bearer", ["housing_corporation", "municipality"])
def test_a_hidden_return_cannot_be_solved(bearer: str) -> None:
    """Every shown amount is a known sum of returns: no combination of them is the hidden one, low or high."""
    returns = (*RETURNS, row((*HOME[:2], bearer, *HOME[3:])), row(("x", "iets", "state", *WORK[3:])))
    study = study_of(returns)
    answer, safe = reckon_social_return(study), shown(study)
    slugs = ["werk", "zorg", "wonen", "x"]
    for extent in ("lowest", "highest"):
        lines = [np.eye(4)[i] for i, slug in enumerate(slugs) if _value(safe, f"worth.{slug}.{extent}") is not None]
        owner = ["residents", "municipality", bearer, "state"]
        for who in (*dict.fromkeys(owner), "together"):
            if _value(safe, f"gain.{who}.{extent}") is not None or _value(safe, f"per_euro.{who}.{extent}") is not None:
                lines.append(np.array([who in (own, "together") for own in owner], dtype=float))
        known = np.array(lines)
        assert np.linalg.matrix_rank(np.vstack([known, np.eye(4)[2]])) > np.linalg.matrix_rank(known)
    gone = [id for id in answer.quantities if ".wonen." in id or ".left." in id]
    assert gone
    assert all(safe.quantities[id].value is None for id in gone)


def _value(safe: Released, name: str) -> float | None:
    return safe.quantities[f"social_return.{name}"].value


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("paid", ["1000", "25000", "90000"])
@pytest.mark.parametrize("more", [{}, {"economics": {"discount": DISCOUNT, "price_year": 2023}}])
@pytest.mark.parametrize("few", [(), (row(HOME),)])
def test_every_sentence_has_its_words(language: str, paid: str, more: dict[str, Any], few: tuple[Any, ...]) -> None:
    study = study_of(
        (*RETURNS, *few), (*INVESTED[2:], ("WK999901", "2018", "municipality", "t", paid, "2023", "r")), **more
    )
    said = " ".join(words_of(reckon_social_return(study), study, language))
    assert "{" not in said
    assert not [word for word in ("levert op", "leverde op", "leads to", "zorgt voor") if word in said]
