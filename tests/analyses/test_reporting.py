"""Accounting for a study: every item is there, what is known is told, what is not stays open until the authors say."""

from __future__ import annotations

from typing import Any

import pytest

from tests.analyses.factories import OUTCOMES, ask, measured, opened, synthetic, words_of
from wijklab.analyses.reporting import account_for_study
from wijklab.analyses.reporting.told import CHECKLISTS
from wijklab.contract.answers import Estimates, Exhibit
from wijklab.contract.study import Study
from wijklab.disclosure import release

BUDGET = {"area": "WK999901", "first_year": 2018, "last_year": 2022, "amount_eur": 5000, "source": "Verzonnen"}
SHARED = {"bearer": "municipality", "among": {"residents": 1, "municipality": 1}}
RATES = {"costs": 0.01, "effects": 0.005, "source": "Verzonnen richtlijn", "date": "2024-01-01"}
THREE = {"proeftuin": 3, "samenwerkwijze": 3, "traditional": 3}


def listed(answer: Estimates, name: str) -> Exhibit:
    return next(exhibit for exhibit in answer.exhibits if exhibit.id == f"reporting-{name}")


def count(answer: Estimates, what: str) -> float | None:
    return answer.quantities[f"reporting.{what}"].value


@pytest.fixture(scope="module")
def answer() -> Estimates:
    return account_for_study(synthetic(residents=60))


def test_trend_has_22_items_tidier_12_and_cheers_28(answer: Estimates) -> None:
    sizes = {"trend": 22, "tidier": 12, "cheers": 28}
    rows = {name: [row.label.id for row in listed(answer, name).rows] for name in CHECKLISTS}
    assert rows == {name: [str(n) for n in range(1, size + 1)] for name, size in sizes.items()}
    assert count(answer, "items.all") == 62


def test_the_counts_are_those_of_the_items(answer: Estimates) -> None:
    for name in CHECKLISTS:
        texts = listed(answer, name).texts
        statuses = [texts[f"status.{item}"] for item in CHECKLISTS[name]]
        for status in ("study", "authors", "part", "open"):
            assert count(answer, f"{status}.{name}") == statuses.count(status)
    assert sum(count(answer, f"{status}.all") or 0 for status in ("filled", "part", "open")) == 62


def test_what_no_study_file_knows_is_open(answer: Estimates) -> None:
    trend, tidier, cheers = (listed(answer, name).texts for name in CHECKLISTS)
    assert [trend[f"status.{item}"] for item in ("2", "9", "19", "21")] == ["open"] * 4
    assert [tidier[f"status.{item}"] for item in ("3", "5", "6", "9", "11")] == ["open"] * 5
    assert [cheers[f"status.{item}"] for item in ("4", "21", "25", "27", "28")] == ["open"] * 5
    assert {item for item in CHECKLISTS["cheers"] if cheers[f"status.{item}"] == "study"} == {
        "12", "15", "16", "17", "20", "23", "24"}  # fmt: skip


def money(answer: Estimates) -> set[str]:
    """What the study says in CHEERS, as item and sentence."""
    return {f.key.removeprefix("reporting.cheers.") for f in listed(answer, "cheers").findings}


def test_cheers_is_asked_only_where_the_study_asks_about_money() -> None:
    for outcomes in ({"wellbeing": {}}, {"wellbeing": {}, "budget": BUDGET}):
        answer = account_for_study(synthetic(residents=30, outcomes=outcomes))
        there = any(exhibit.id == "reporting-cheers" for exhibit in answer.exhibits)
        assert there == ("budget" in outcomes)
        assert count(answer, "items.all") == (62 if there else 34)


def test_what_the_study_says_of_its_euro_is_told() -> None:
    costs = OUTCOMES["costs"]
    plain = money(account_for_study(synthetic(residents=30)))
    assert {"8.society", "10.none", "15.year", "14.costs", "11.costs_only", "13.none", "9.costs"} <= plain
    asked = {
        "outcomes": OUTCOMES
        | {
            "costs": costs | {"bearers": ["municipality"], "sharing": [SHARED]},
            "cost_effectiveness": {"willingness": {"ladder": {"highest": 1000}}},
            "budget": BUDGET,
        },
        "economics": {"discount": RATES, "horizon_years": 5},
        "reporting": {"cheers": {"27": "De gemeente betaalde."}},
    }
    study = synthetic(residents=30, **asked)
    answer = account_for_study(study)
    told = money(answer)
    assert {"8.some", "8.bearer", "10.rates", "9.ahead", "9.budget", "11.wellbeing", "13.ladder", "19.sharing"} <= told
    assert not {"8.society", "10.none", "11.costs_only", "13.wellbeing"} & told
    assert count(answer, "discount.costs") == pytest.approx(1)
    assert listed(answer, "cheers").texts["status.27"] == "authors"
    for language in ("nl", "en"):
        said = " ".join(words_of(answer, study, language))
        assert "{" not in said
        assert "Verzonnen richtlijn" in said


def test_the_authors_complete_an_item_in_their_own_words() -> None:
    own = {"trend": {"9": "Niet geblindeerd."}, "tidier": {"8": "Elke week, zes jaar lang."}}
    found = account_for_study(synthetic(residents=30, reporting=own))
    texts = listed(found, "trend").texts
    assert (texts["status.9"], texts["authors.9"]) == ("authors", "Niet geblindeerd.")
    assert listed(found, "tidier").texts["status.8"] == "authors"
    assert count(found, "authors.all") == 2


def test_the_flow_of_people_is_counted() -> None:
    """36 residents in three neighbourhoods of twelve; nobody is lost, which is hidden like any small number."""
    study = ask({"proeftuin": 3, "traditional": 3})
    answer = account_for_study(opened(study, measured(study, [1.0] * 6)))
    assert count(answer, "wellbeing.start.proeftuin") == 36
    assert count(answer, "ladder.twice.traditional") == 36
    assert count(answer, "wellbeing.lost.proeftuin") == 0
    shown = release(answer, opened(study, measured(study, [1.0] * 6)))
    assert shown.quantities["reporting.wellbeing.lost.proeftuin"].value is None


def test_only_pages_of_the_study_are_pointed_at() -> None:
    answer = account_for_study(synthetic(residents=30, notebooks=["wellbeing", "reporting"]))
    texts = listed(answer, "trend").texts | listed(answer, "tidier").texts
    seen = {page for key, text in texts.items() for page in text.split() if key.startswith("see.")}
    assert seen == {"wellbeing"}


def test_drawn_and_chosen_are_told_apart() -> None:
    for assignment in ("drawn", "chosen"):
        answer = account_for_study(synthetic(residents=30, design={"assignment": assignment}))
        keys = {finding.key for finding in listed(answer, "trend").findings}
        assert f"reporting.trend.8.{assignment}" in keys
        assert len(keys & {"reporting.trend.8.drawn", "reporting.trend.8.chosen"}) == 1


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("residents", [20, 60])
def test_every_sentence_has_its_words(language: str, residents: int) -> None:
    study = synthetic(
        residents=residents,
        arms=THREE,
        power={"icc": "0.02"},
        design={"assumptions": ["parallel_trends"]},
        shocks=[{"name": "corona", "period": {"from": "2020-03-15", "to": "2021-12-31"}}],
    )
    said = " ".join(words_of(account_for_study(study), study, language))
    assert "{" not in said
    assert "leidt tot" not in said


def test_a_study_without_tables_or_outcomes_still_has_its_checklists() -> None:
    study = ask({"proeftuin": 1}, outcomes={}, moments={})
    answer = account_for_study(opened(study, {"neighbourhoods": measured(study, [1.0])["neighbourhoods"]}))
    assert count(answer, "items.all") == 34
    assert listed(answer, "trend").texts["status.17"] == "open"


@pytest.mark.parametrize(
    "wrong", [{"trend": {"23": "x"}}, {"tidier": {"0": "x"}}, {"trend": {"1": "x" * 1501}}, {"cheers": {"29": "x"}}]
)
def test_an_item_that_does_not_exist_is_refused(wrong: dict[str, Any]) -> None:
    base = ask({"proeftuin": 1, "traditional": 1}).model_dump(by_alias=True)
    with pytest.raises(ValueError, match=r"reporting\.[tc]"):
        Study.model_validate(base | {"reporting": wrong})
