"""Micro-analyses: the one published case in full, what its source leaves out, and nobody shown without consent."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.analyses.factories import ask, measured, opened, table, words_of
from wijklab.analyses.cases import analyse_cases
from wijklab.contract.answers import Estimates, Exhibit
from wijklab.contract.tables import OpenStudy
from wijklab.disclosure import release

CASE = "case title wants can needs actions wellbeing_before wellbeing_short wellbeing_long consent source"
COST = "case what description amount_eur number probability years bearer price_year source"
FIETS = (
    "fiets",
    "De fiets",
    "Naar school",
    "Leren fietsen",
    "Een fietsje",
    "Een fietsje",
    "3",
    "9",
    "9",
    "published",
    "bron",
)
FIETS_COSTS = (
    ("fiets", "cost", "fietsje", "25", "1", "", "", "", "", "bron"),
    ("fiets", "cost", "vervoer", "5000", "1", "", "", "", "", "bron"),
    ("fiets", "avoided", "uithuisplaatsing", "40000", "3", "", "", "", "", "bron"),
)


def case(id: str, consent: str = "yes", before: str = "4", after: str = "6") -> tuple[str, ...]:
    return (id, f"Casus {id}", "w", "k", "n", "", before, "", after, consent, "bron")


def cost(id: str, what: str, amount: str, chance: str = "", year: str = "2023") -> tuple[str, ...]:
    return (id, what, what, amount, "1", chance, "1", "municipality", year, "bron")


def study_of(cases: list[tuple[str, ...]], costs: list[tuple[str, ...]] | tuple = ()) -> OpenStudy:
    study = ask({"proeftuin": 1, "traditional": 1})
    tables = measured(study, [1, 1]) | {"cases": table(CASE, cases)}
    return opened(study, tables | ({"case_costs": table(COST, list(costs))} if costs else {}))


def box(answer: Estimates, id: str) -> Exhibit:
    return next(exhibit for exhibit in answer.exhibits if exhibit.id == f"case-{id}")


def says(exhibit: Exhibit) -> set[str]:
    return {finding.key.removeprefix("cases.finding.") for finding in exhibit.findings}


def test_casus_de_fiets() -> None:
    """ "Samenwerken aan leefbare en vitale buurten": 3 -> 9; 5,025 against 3 x 40,000 euro; break-even 4.19 percent."""
    found = analyse_cases(study_of([FIETS], FIETS_COSTS)).quantities
    values = {
        name: found[f"cases.{name}.fiets"].value for name in ("wellbeing_before", "wellbeing_short", "wellbeing_long")
    }
    assert list(values.values()) == [3, 9, 9]
    assert [found[f"cases.{name}.fiets"].value for name in ("cost", "avoided", "saving")] == [5025, 120_000, 114_975]
    assert found["cases.ratio.fiets"].value == pytest.approx(23.9, abs=0.05)
    assert found["cases.break_even.fiets"].value == pytest.approx(4.1875, rel=1e-12)
    assert found["cases.probability.fiets"].missing == found["cases.expected_saving.fiets"].missing == "not_stated"


def test_what_the_source_of_the_fiets_leaves_out_is_said() -> None:
    answer = analyse_cases(study_of([FIETS], FIETS_COSTS))
    silent = {f"not_stated_{what}" for what in ("probability", "horizon", "price_year", "bearer")}
    assert says(box(answer, "fiets")) == {"saving", "break_even", *silent}
    assert "cases.finding.certainty" in {note.key for note in answer.notes}


def test_a_published_case_passes_the_gate_with_all_its_numbers() -> None:
    study = study_of([FIETS], FIETS_COSTS)
    shown = release(analyse_cases(study), study)
    assert shown.quantities["cases.break_even.fiets"].value == pytest.approx(4.1875)


@pytest.mark.parametrize("id", ["../../Zoë's fiets", "=zoe S/fiets"])
def test_the_name_of_a_case_can_be_a_fact_id_and_a_file_name(id: str) -> None:
    answer = analyse_cases(study_of([case(id)], [cost(id, "cost", "10")]))
    assert answer.exhibits[0].id in ("case-zoe-s-fiets",)
    assert answer.quantities["cases.cost.zoe-s-fiets"].value == 10


def test_a_stated_chance_gives_an_expected_saving_and_fewer_reservations() -> None:
    answer = analyse_cases(study_of([case("a")], [cost("a", "cost", "1000"), cost("a", "avoided", "4000", "0.5")]))
    assert answer.quantities["cases.expected_saving.a"].value == 1000
    assert answer.quantities["cases.probability.a"].value == 50
    assert says(box(answer, "a")) == {"saving", "break_even", "expected"}


def test_two_chances_are_not_shown_as_one() -> None:
    costs = [
        ("a", "avoided", name, "100", "1", chance, "1", "state", "2023", "bron")
        for name, chance in (("x", "1"), ("y", "0"))
    ]
    found = analyse_cases(study_of([case("a")], [cost("a", "cost", "10"), *costs])).quantities
    assert found["cases.probability.a"].missing == "not_stated"
    assert found["cases.expected_saving.a"].value == 90


def test_what_never_pays_is_not_called_a_saving() -> None:
    answer = analyse_cases(study_of([case("a")], [cost("a", "cost", "5000"), cost("a", "avoided", "1000", "1")]))
    assert answer.quantities["cases.saving.a"].value == -4000
    assert says(box(answer, "a")) == {"no_saving", "expected"}


def test_prices_of_two_years_are_not_added_up() -> None:
    costs = [cost("a", "cost", "5000", year="2019"), cost("a", "avoided", "9000", "1", year="2023")]
    answer = analyse_cases(study_of([case("a")], costs))
    assert answer.quantities["cases.saving.a"].missing == "not_computable"
    assert says(box(answer, "a")) == {"mixed_prices"}


def test_a_case_without_costs_shows_its_story_and_no_amount() -> None:
    answer = analyse_cases(study_of([case("a")]))
    assert answer.quantities["cases.cost.a"].missing == "not_stated"
    assert not box(answer, "a").findings


def test_without_consent_nothing_of_a_case_is_anywhere() -> None:
    answer = analyse_cases(
        study_of([FIETS, case("stil", "no", "1", "10")], [*FIETS_COSTS, cost("stil", "cost", "1234")])
    )
    assert "stil" not in repr((answer.quantities, answer.exhibits, answer.notes)).replace("cases.without_consent", "")
    assert answer.quantities["cases.mean_change"].n == 1


def test_the_mean_over_all_cases_holds_only_cases_that_are_shown() -> None:
    cases = [case(f"c{i}", before="4", after="6") for i in range(10)] + [case("stil", "no", "1", "10")]
    study = study_of(cases)
    pooled = analyse_cases(study).quantities["cases.mean_change"]
    assert (pooled.value, pooled.n, pooled.basis) == (2.0, 10, "people")
    assert release(analyse_cases(study), study).quantities["cases.mean_change"].value == 2.0


def test_a_mean_over_few_cases_is_hidden() -> None:
    study = study_of([FIETS], FIETS_COSTS)
    assert release(analyse_cases(study), study).quantities["cases.mean_change"].missing == "suppressed_small"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_sentence_has_its_words(language: str) -> None:
    costs = [*FIETS_COSTS, cost("a", "cost", "1000"), cost("a", "avoided", "400", "0.5")]
    study = study_of([FIETS, case("a"), case("stil", "no")], costs)
    said = words_of(analyse_cases(study), study, language)
    assert "{" not in " ".join(said)
    assert any("De fiets" in text for text in said)


@pytest.mark.parametrize(("consent", "why"), [(None, "no_data"), ("no", "no_consent")])
def test_without_cases_it_says_so(consent: str | None, why: str) -> None:
    study = ask({"proeftuin": 1, "traditional": 1})
    tables: dict[str, pd.DataFrame] = measured(study, [1, 1])
    opened_study = opened(study, tables) if consent is None else study_of([case("a", consent)])
    answer = analyse_cases(opened_study)
    assert [note.key for note in answer.notes] == [f"cases.finding.{why}"]
