"""An area budget over years: sums by hand, the years ahead, and what must stay hidden of few people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from factories import ask, opened, shuffled, table, words_of

from wijklab.analyses.budget import follow_budget
from wijklab.contract.answers import Quantity
from wijklab.contract.tables import OpenStudy
from wijklab.disclosure import Released, release
from wijklab.report.figures import figure
from wijklab.stats.margins import follow
from wijklab.text import phrase

SpendingRow = tuple[int, str, str, float, int | None]

HAND: list[SpendingRow] = [
    (2018, "individual", "wmo_support", 600, 40),
    (2018, "individual", "wmo_day_care", 300, 20),
    (2018, "collective", "wmo_day_care", 100, 50),
    (2019, "individual", "wmo_support", 880, 44),
    (2019, "collective", "wmo_day_care", 220, 66),
    (2020, "individual", "wmo_support", 605, 33),
    (2020, "collective", "wmo_day_care", 605, 110),
]
"""In prices of 2018 (an index of 100, 110, 121, 133.1): 1,000 in 2018, 1,000 in 2019 and 1,000 in 2020."""

LEVELS = {2018: 100.0, 2019: 110.0, 2020: 121.0, 2021: 133.1}


def study(
    rows: Sequence[SpendingRow], levels: dict[int, float] | None = LEVELS, last: int = 2021, **more: Any
) -> OpenStudy:
    """A study of a budget of 1,000 from 2018 on; indexed where it is given levels."""
    index = {"price_index": "cpi"} if levels else {}
    budget = {"area": "WK999901", "first_year": 2018, "last_year": last, "amount_eur": 1000, "source": "Raad", **index}
    asked = ask({"proeftuin": 1}, outcomes={"budget": budget}, **more)
    spent = [
        ("WK999901", str(year), provision, category, f"{euro:.10g}", "" if people is None else str(people), "Kas")
        for year, provision, category, euro, people in rows
    ]
    tables = {
        "neighbourhoods": table("code name municipality", [("WK999901", "Wijk 1", "Voorbeeldstad")]),
        "area_spending": table("neighbourhood year provision category amount_eur people source", spent),
        "price_index": table(
            "index year value published source",
            [("cpi", str(year), str(value), "2024-01-15", "Bureau") for year, value in (levels or LEVELS).items()],
        ),
    }
    return opened(asked, tables)


def numbers(of: OpenStudy) -> dict[str, float | None]:
    return {id: quantity.value for id, quantity in follow_budget(of).quantities.items()}


def shown(of: OpenStudy) -> Released:
    return release(follow_budget(of), of)


def test_without_its_table_or_its_outcome_there_are_no_numbers() -> None:
    assert follow_budget(opened(ask({"proeftuin": 1}, outcomes={}), {
        "neighbourhoods": table("code name municipality", [("WK999901", "Wijk 1", "Voorbeeldstad")]),
    })).quantities == {}  # fmt: skip


@pytest.mark.parametrize(
    ("id", "value"),
    [
        ("budget.amount.2018", 1000),
        ("budget.amount.2020", 1210),
        ("budget.amount.2021", 1331),
        ("budget.amount.all", 4641),
        ("budget.amount.so_far", 3310),
        ("budget.spent.all.2019", 1100),
        ("budget.spent.individual.2018", 900),
        ("budget.spent.collective.so_far", 925),
        ("budget.on.individual.wmo_support", 2085),
        ("budget.left.2018", 0),
        ("budget.left_so_far.2020", 0),
        ("budget.people.individual.2018", 60),
        ("budget.people.all.2020", 143),
        ("budget.per_euro.collective.2018", 50 / 100 * 100_000),
        ("budget.per_euro.all.2019", 110 / 1100 * 1.1 * 100_000),
        ("budget.collective_euro.2020", 50),
        ("budget.expected.level.2021", 1331),
        ("budget.total.level", 4641),
        ("budget.total.line", 4641),
    ],
)
def test_sums_by_hand(id: str, value: float) -> None:
    assert numbers(study(HAND))[id] == pytest.approx(value)


def test_a_share_of_people_is_that_of_the_rounded_counts() -> None:
    assert shown(study(HAND)).quantities["budget.collective_people.2019"].value == pytest.approx(
        65 / 110 * 100, abs=0.1
    )


def test_without_an_index_every_year_has_the_same_budget() -> None:
    found = study(HAND, levels=None)
    assert [numbers(found)[f"budget.amount.{year}"] for year in range(2018, 2022)] == [1000] * 4
    assert "budget.finding.not_indexed" in keys(found)


def test_the_last_level_stands_in_for_a_year_to_come_and_is_said() -> None:
    found = study(HAND, levels={year: LEVELS[year] for year in (2018, 2019, 2020)})
    assert numbers(found)["budget.amount.2021"] == 1210
    assert "budget.finding.carried" in keys(found)


def keys(of: OpenStudy) -> list[str]:
    answer = follow_budget(of)
    return [note.key for note in answer.notes] + [said.key for exhibit in answer.exhibits for said in exhibit.findings]


SPREAD: list[SpendingRow] = [
    (year, "individual", "wmo_support", euro, 50)
    for year, euro in ((2018, 900), (2019, 1000), (2020, 1250), (2021, 1200))
]


def test_a_line_goes_on_with_its_margin_and_its_chance() -> None:
    """2022 along 900, 1000, 1250, 1200: least squares by hand gives 1375 and s^2 = 15,750 / 2; prediction error
    s * sqrt(1 + 1/4 + 2.5^2 / 5); t(2) = 4.3027."""
    answer = follow_budget(study(SPREAD, levels=None, last=2022)).quantities
    left = np.array([900, 1000, 1250, 1200]) - (1087.5 + 115 * np.array([-1.5, -0.5, 0.5, 1.5]))
    error = np.sqrt(left @ left / 2 * (1 + 1 / 4 + 2.5**2 / 5))
    line = answer["budget.total.line"]
    assert line.value == pytest.approx(4350 + 1375, abs=1)
    assert line.method == "prediction_t2"
    assert line.high == pytest.approx(4350 + 1375 + 4.302653 * error, abs=1)
    assert answer["budget.chance.line"].value == 2  # t(2) at (5,000 - 5,725) / 140.3


def test_nobody_spends_less_than_nothing() -> None:
    falling: list[SpendingRow] = [
        (year, "individual", "wmo_support", euro, 50) for year, euro in ((2018, 900), (2019, 400), (2020, 60))
    ]
    line = follow_budget(study(falling, levels=None)).quantities["budget.total.line"]
    assert (line.value, line.low) == (1360, 1360)


@pytest.mark.parametrize("years", [1, 2])
def test_one_or_two_years_give_no_margin_and_it_is_said(years: int) -> None:
    found = study([row for row in SPREAD if row[0] < 2018 + years], levels=None)
    answer = follow_budget(found).quantities
    assert "budget.total.line" not in answer
    assert (answer["budget.total.level"].low, answer["budget.chance.level"].value) == (None, None)
    assert "budget.finding.expected_bare" in keys(found)
    assert "budget.finding.how_bare" in keys(found)


def test_a_term_that_is_over_has_nothing_ahead() -> None:
    found = study(SPREAD, levels=None, last=2021)
    assert not [id for id in numbers(found) if "expected" in id or "total" in id or "chance" in id]
    assert "budget.finding.over" in keys(found)
    assert numbers(found)["budget.left.so_far"] == -350


def test_a_budget_that_is_gone_cannot_be_kept() -> None:
    spent: list[SpendingRow] = [
        (year, "collective", "wmo_support", euro, None) for year, euro in ((2018, 2000), (2019, 1900), (2020, 2000))
    ]
    chance = shown(study(spent, levels=None)).quantities["budget.chance.line"]
    assert (chance.value, chance.bound) == (1, "less_than")


def test_a_year_in_between_without_rows_is_not_nought() -> None:
    found = study([row for row in SPREAD if row[0] != 2019], levels=None, last=2022)
    assert "budget.left_so_far.2020" not in numbers(found)
    assert numbers(found)["budget.amount.so_far"] == 3000
    assert numbers(found)["budget.total.level"] == pytest.approx((900 + 1250 + 1200) * 5 / 3, abs=5)  # in steps of 10
    assert "budget.finding.gap" in keys(found)


def test_a_year_that_was_not_over_is_said() -> None:
    assert "budget.finding.not_over" in keys(study(SPREAD, levels=None, cutoff="2021-06-30"))


def test_the_order_of_rows_changes_nothing() -> None:
    found = study(HAND)
    mixed = opened(found.asked, shuffled({name: found.tables[name].filter(regex="^(?!.*_missing)") for name in (
        "neighbourhoods", "area_spending", "price_index")}, 7))  # fmt: skip
    assert follow_budget(mixed).quantities == follow_budget(found).quantities


def test_collective_help_without_a_count_is_what_an_organisation_paid() -> None:
    rows: list[SpendingRow] = [(year, "collective", "wmo_support", 900.0, None) for year in (2018, 2019, 2020)]
    found = shown(study(rows))
    assert found.quantities["budget.spent.all.2018"].value == 900
    assert found.quantities["budget.people.collective.2018"].missing == "not_given"
    assert "budget.finding.people_not_given" in keys(study(rows))


def test_individual_help_of_nobody_knows_how_many_is_hidden() -> None:
    rows = [(*row[:4], None if row[1] == "individual" else row[4]) for row in HAND]
    found = shown(study(rows))  # type: ignore[arg-type]
    for name in ("spent.individual.2018", "spent.individual.so_far", "on.individual.wmo_support"):
        assert found.quantities[f"budget.{name}"].value is None
    assert "budget.finding.individual_not_given" in keys(study(rows))  # type: ignore[arg-type]


def test_few_people_in_one_year_take_with_them_what_gives_them_away() -> None:
    rows = [(*row[:4], 4 if row[0] == 2019 and row[1] == "individual" else row[4]) for row in HAND]
    found = shown(study(rows)).quantities  # type: ignore[arg-type]
    hidden = ("spent.individual.2019", "people.individual.2019", "per_euro.individual.2019", "collective_euro.2019",
              "collective_people.2019", "left_so_far.2020", "total.line", "chance.line")  # fmt: skip
    gone = {id for id in hidden if found[f"budget.{id}"].value is None}
    both = [found[f"budget.spent.{name}.2019"].value for name in ("all", "collective")]
    assert set(hidden[:5]) <= gone
    assert None in both
    assert (found["budget.left_so_far.2020"].value is None) == (found["budget.spent.all.2019"].value is None)


def test_no_amount_over_few_people_follows_from_all_that_is_shown() -> None:
    """The attack: every shown euro as a sum of rows, the pattern of rows known; which sums over few people follow?"""
    chance, base = np.random.default_rng(2018), study(HAND, levels=None)
    assert not [rows for rows in (random_rows(chance) for _ in range(60)) if gives_away(rows, base)]


def gives_away(rows: Sequence[SpendingRow], base: OpenStudy) -> bool:
    found = shown(with_rows(base, rows)).quantities
    known = [told for id, quantity in found.items() if quantity.value is not None for told in sums_of(id, rows)]
    cells = [unit for unit, row in zip(np.eye(len(rows)), rows, strict=True) if secret([row])]
    sums = [own for id in found for own in sums_of(id, rows) if own.any() and secret(rows_in(own, rows))]
    return bool(known and cells and follow(np.array(known), np.array([*cells, *sums])).any())


def with_rows(base: OpenStudy, rows: Sequence[SpendingRow]) -> OpenStudy:
    """The study with other spending, which needs no check: it is made here."""
    frame = pd.DataFrame(rows, columns=["year", "provision", "category", "amount_eur", "people"])
    frame = frame.assign(neighbourhood="WK999901", source="Kas", people=frame["people"].astype("Int64"))
    return replace(base, tables=replace(base.tables, frames={**base.tables.frames, "area_spending": frame}))


def secret(rows: Sequence[SpendingRow]) -> bool:
    told = [row[4] for row in rows if row[4] is not None]
    return max(told) < 10 if told else any(row[1] == "individual" for row in rows)


def rows_in(own: np.ndarray, rows: Sequence[SpendingRow]) -> list[SpendingRow]:
    return [row for row, there in zip(rows, own, strict=True) if there]


def sums_of(id: str, rows: Sequence[SpendingRow]) -> list[np.ndarray]:
    """Which rows a number adds up, so that who sees it can take it for their sum."""
    _, what, *rest = id.split(".")
    years = sorted({row[0] for row in rows})
    if what == "left":
        what, rest = "spent", ["all", *rest]
    if what in ("total", "expected"):
        what, rest = "spent", ["all", "so_far"]
    if what == "left_so_far":
        return [np.array([float(row[0] <= int(rest[0])) for row in rows])]
    if what == "collective_euro":
        return [of(rows, "all", rest[0], ""), of(rows, "collective", rest[0], "")]
    if what in ("spent", "per_euro"):
        return [of(rows, rest[0], rest[1], "")]
    if what == "on":
        return [of(rows, rest[0], "so_far", rest[1])]
    assert what in ("amount", "people", "collective_people", "change", "chance"), years
    return []


def of(rows: Sequence[SpendingRow], provision: str, year: str, category: str) -> np.ndarray:
    return np.array(
        [
            float((provision in ("all", row[1])) and year in ("so_far", str(row[0])) and category in ("", row[2]))
            for row in rows
        ]
    )


def random_rows(chance: np.random.Generator) -> list[SpendingRow]:
    """Two to four years, two provisions, up to four categories; many cells absent, some over few people."""
    categories = ("wmo_support", "wmo_day_care", "wmo_domestic_help", "youth_care")[: chance.integers(1, 5)]
    rows: list[SpendingRow] = []
    for year in range(2018, 2018 + int(chance.integers(2, 5))):
        for provision in ("individual", "collective"):
            for category in categories:
                if chance.random() < 0.7:
                    people = None if chance.random() < 0.1 else int(chance.choice([3, 8, 12, 40, 90]))
                    rows.append((year, provision, category, float(chance.integers(50, 900)), people))
    return rows or HAND


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(
    "rows", [HAND, SPREAD, SPREAD[:1], SPREAD[:2], SPREAD[::2]], ids=["hand", "four", "1", "2", "gap"]
)
def test_every_sentence_has_words(rows: list[SpendingRow], language: str) -> None:
    found = study(rows)
    said = words_of(follow_budget(found), found, language)
    assert all(said)
    assert not [text for text in said if "{" in text or "budget." in text]


def test_every_exhibit_that_has_a_figure_draws_it() -> None:
    answer = shown(study(HAND))
    drawn = {exhibit.id for exhibit in answer.exhibits if figure(exhibit, answer, "titel", "omschrijving")}
    assert drawn == {exhibit.id for exhibit in answer.exhibits} - {"budget-chance", "budget-why"}


def test_numbers_of_people_are_rounded_and_what_rests_on_them_is_reckoned_from_that() -> None:
    found: dict[str, Quantity] = dict(shown(study(HAND)).quantities)
    people, euro = found["budget.people.collective.2019"].value, found["budget.spent.collective.2019"].value
    assert people == 65
    assert found["budget.per_euro.collective.2019"].value == round(65 / (euro / 1.1) * 100_000)  # type: ignore[operator]


def test_a_change_in_people_per_euro_is_taken_apart() -> None:
    """From 2018 to 2019: individual 60 of 900 to 44 of 880 (10 % of the money to 20 %), collective 50 of 100 to 66 of
    220. By hand, per 100,000 euro of 2018, counts rounded to 5."""
    found = {
        id: q.value or 0.0 for id, q in follow_budget(study([row for row in HAND if row[0] < 2020])).quantities.items()
    }
    individual, collective = (60 / 900, 45 / 800), (50 / 100, 65 / 200)
    mix = 1e5 * (-0.1 * sum(individual) / 2 + 0.1 * sum(collective) / 2)
    assert found["budget.change.mix"] == pytest.approx(mix)
    assert found["budget.change.whole"] == pytest.approx(1e5 * (110 / 1000 - 110 / 1000), abs=1e-9)
    assert found["budget.change.within"] == pytest.approx(found["budget.change.whole"] - mix)


def test_one_kind_of_help_has_no_mix() -> None:
    assert "budget.change.mix" not in numbers(study(SPREAD))


def test_years_exactly_on_a_line_are_said_without_a_margin() -> None:
    rows: list[SpendingRow] = [
        (year, "individual", "wmo_support", 900.0 + 50 * at, 50) for at, year in enumerate((2018, 2019, 2020))
    ]
    found = study(rows, levels=None)
    assert follow_budget(found).quantities["budget.total.line"].low is None
    assert "budget.finding.expected_bare" in keys(found)
    assert not [text for text in words_of(follow_budget(found), found, "nl") if "marge is ." in text]


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("pair", [("within", "over"), ("kept", "short"), ("expected_line", "expected_bare")])
def test_a_hidden_sentence_does_not_tell_which_way_it_went(pair: tuple[str, str], language: str) -> None:
    first, second = (phrase(language, f"budget.finding.{key}.hidden") for key in pair)
    assert first == second
