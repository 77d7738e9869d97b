"""Micro-analyses: the one published case in full, what its source leaves out, and nobody shown without consent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import pytest

from tests.analyses.factories import ask, measured, opened, table, words_of
from wijklab.analyses.cases import analyse_cases
from wijklab.contract.answers import Estimates, Exhibit
from wijklab.contract.tables import OpenStudy
from wijklab.disclosure import release
from wijklab.errors import SourceError

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


def test_what_was_published_comes_first() -> None:
    """Anyone can look it up; invented or own cases follow in the order of their ids."""
    answer = analyse_cases(study_of([case("a"), case("z", "published"), case("b")]))
    assert [e.id for e in answer.exhibits if e.kind == "case"] == ["case-z", "case-a", "case-b"]


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
    assert says(box(answer, "a")) == {"saving", "break_even", "expected", "own_pocket"}


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
    assert answer.quantities["cases.break_even.a"].value == 500
    assert says(box(answer, "a")) == {"no_saving", "never_pays", "expected_loss", "own_pocket"}


def test_prices_of_two_years_are_refused_where_no_index_brings_them_together() -> None:
    costs = [cost("a", "cost", "5000", year="2019"), cost("a", "avoided", "9000", "1", year="2023")]
    with pytest.raises(SourceError, match="another price year than that of other amounts of this case"):
        study_of([case("a")], costs)


def test_prices_of_two_years_are_not_added_up() -> None:
    """The check refuses them; whoever comes past it gets no sum all the same."""
    study = study_of([case("a")], [cost("a", "cost", "5000"), cost("a", "avoided", "9000", "1")])
    costs = study.tables["case_costs"].assign(price_year=[2019, 2023])
    answer = analyse_cases(
        replace(study, tables=replace(study.tables, frames={**study.tables.frames, "case_costs": costs}))
    )
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


# Measured often

MEASUREMENT = "case date phase score"
OFTEN = f"{CASE} start_drawn start_first start_last"


def often(
    before: Sequence[float], after: Sequence[float], *, lot: tuple[int, int] | None = None, consent: str = "yes"
) -> OpenStudy:
    """A case with a mark a week; `lot`: the places of the first and the last measurement that could be drawn."""
    days = pd.date_range("2020-01-06", periods=len(before) + len(after), freq="7D").strftime("%Y-%m-%d")
    window = ("ja", days[lot[0]], days[lot[1]]) if lot else ("", "", "")
    phases = ["voor"] * len(before) + ["na"] * len(after)
    marks = [("a", day, phase, str(mark)) for day, phase, mark in zip(days, phases, [*before, *after], strict=True)]
    study = ask({"proeftuin": 1, "traditional": 1})
    tables = {
        "cases": table(OFTEN, [(*case("a", consent), *window)]),
        "case_measurements": table(MEASUREMENT, marks[::-1]),
    }
    return opened(study, measured(study, [1, 1]) | tables)


def course(answer: Estimates) -> Exhibit | None:
    return next((exhibit for exhibit in answer.exhibits if exhibit.kind == "phases"), None)


def test_a_case_that_was_measured_often_shows_its_course() -> None:
    """Marks 4 5 4 against 6 7 6 7: no overlap, medians 4 and 6.5, months by weeks of seven days."""
    answer = analyse_cases(often((4, 5, 4), (6, 7, 6, 7)))
    found = answer.quantities
    assert [found[f"cases.{name}.a"].value for name in ("median_before", "median_after", "pairs", "nap", "tau")] == [
        4,
        6.5,
        100,
        1,
        1,
    ]
    assert [found[f"cases.score.a.{i}"].value for i in range(1, 8)] == [4, 5, 4, 6, 7, 6, 7]
    assert found["cases.month.a.7"].value == pytest.approx(42 / 30.4375, abs=0.05)
    exhibit = course(answer)
    assert exhibit is not None
    assert says(exhibit) == {"course", "pairs", "nap"}


@pytest.mark.parametrize(("before", "after"), [((4, 5), (6, 7, 8)), ((4, 5, 4), (6, 7))])
def test_too_few_measurements_in_a_phase_make_no_course(before: tuple, after: tuple) -> None:
    answer = analyse_cases(often(before, after))
    assert course(answer) is None
    assert "cases.nap.a" not in answer.quantities
    assert "cases.finding.measured_often" not in {note.key for note in answer.notes}


def test_a_rise_before_the_start_is_warned_of_and_taken_out() -> None:
    """Marks that rise by one a week throughout: all lead is the trend that was there already (Tarlow 2017)."""
    answer = analyse_cases(often((1, 2, 3, 4), (5, 6, 7, 8)))
    exhibit = course(answer)
    assert exhibit is not None
    assert "rose_before" in says(exhibit)
    assert answer.quantities["cases.tau.a"].value == 1
    assert answer.quantities["cases.tau_bc.a"].value == pytest.approx(0, abs=1e-9)
    assert "rose_before" not in says(course(analyse_cases(often((4, 3, 2), (5, 6, 7)))) or exhibit)


def test_without_a_lot_there_is_no_p() -> None:
    answer = analyse_cases(often([4, 5] * 10, [7, 8] * 10))
    assert all(quantity.p is None for quantity in answer.quantities.values())
    assert "cases.finding.start_chosen" in {note.key for note in answer.notes}


def test_a_lot_over_twenty_measurements_gives_a_p_and_its_floor() -> None:
    """The drawn start is the one with the largest difference of twenty: p = 1/20, which is also the least it can be."""
    answer = analyse_cases(often([4] * 12, [7] * 14, lot=(3, 22)))
    number = answer.quantities["cases.phase_difference.a"]
    assert (number.value, number.p, number.p_floor) == (3, 0.05, 0.05)
    assert answer.quantities["cases.starts_as_large.a"].value == 1
    exhibit = course(answer)
    assert exhibit is not None
    assert "start_drawn" in says(exhibit)
    assert "cases.finding.start_chosen" not in {note.key for note in answer.notes}


def test_a_lot_over_fewer_gives_no_p_but_says_why() -> None:
    answer = analyse_cases(often([4] * 12, [7] * 14, lot=(3, 21)))
    number = answer.quantities["cases.phase_difference.a"]
    assert (number.p, number.p_floor) == (None, None)
    assert answer.quantities["cases.start_floor.a"].value == pytest.approx(1 / 19)
    exhibit = course(answer)
    assert exhibit is not None
    assert "start_drawn_few" in says(exhibit)


def test_marks_that_never_change_have_no_yardstick_and_no_error() -> None:
    found = analyse_cases(often([5] * 4, [5] * 4)).quantities
    assert found["cases.smd.a"].missing == "not_computable"
    assert found["cases.nap.a"].value == 0.5


def test_no_date_of_a_measurement_is_anywhere() -> None:
    answer = analyse_cases(often((4, 5, 4), (6, 7, 6)))
    assert "2020" not in repr((answer.quantities, answer.exhibits, answer.notes))


def test_measurements_without_consent_are_nowhere() -> None:
    answer = analyse_cases(often((4, 5, 4), (6, 7, 6), consent="no"))
    assert not answer.quantities


def test_the_order_of_measurements_changes_no_bit() -> None:
    study = often((4, 5, 4, 6), (6, 7, 6, 8), lot=(1, 7))
    frame = study.tables["case_measurements"]
    turned = {**study.tables.frames, "case_measurements": frame.iloc[::-1]}
    again = replace(study, tables=replace(study.tables, frames=turned))
    assert analyse_cases(again).quantities == analyse_cases(study).quantities


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("lot", [None, (3, 22), (3, 10)])
def test_every_sentence_of_a_course_has_its_words(language: str, lot: tuple[int, int] | None) -> None:
    study = often((1, 2, 3, 4, 5, 5, 5, 5), [6] * 18, lot=lot)
    assert "{" not in " ".join(words_of(analyse_cases(study), study, language))


# Many cases


def test_starts_stand_against_changes() -> None:
    answer = analyse_cases(study_of([case("a", before="3", after="9"), case("b", before="5", after="4")]))
    starts = next(exhibit for exhibit in answer.exhibits if exhibit.kind == "scatter")
    values = [[answer.quantities[id].value for id in row.cells] for row in starts.rows]
    assert values == [[3, 6], [5, -1]]
    assert not [e for e in analyse_cases(study_of([case("a")])).exhibits if e.kind == "scatter"]


def in_neighbourhoods(codes: Sequence[str], changes: Sequence[int]) -> OpenStudy:
    rows = [
        (*case(f"c{i:02d}", after=str(4 + change)), code)
        for i, (code, change) in enumerate(zip(codes, changes, strict=True))
    ]
    study = ask({"proeftuin": 2, "traditional": 2})
    return opened(study, measured(study, [1, 1, 1, 1]) | {"cases": table(f"{CASE} neighbourhood", rows)})


def test_each_neighbourhood_counts_once_beside_each_case() -> None:
    """Seven cases that rose by 1, two by 2 and three by 3: 20/12 per case; 1, 2 and 3 per neighbourhood: 2 +- 2.48."""
    codes = ["WK999901"] * 7 + ["WK999902"] * 2 + ["WK999903"] * 3
    found = analyse_cases(in_neighbourhoods(codes, [1] * 7 + [2] * 2 + [3] * 3)).quantities
    pooled, areas = found["cases.mean_change"], found["cases.mean_change_areas"]
    assert (pooled.value, pooled.low) == (pytest.approx(20 / 12), None)
    assert areas.value == 2
    assert areas.n == 12
    assert areas.method == "mean_of_neighbourhood_means_t2"
    assert areas.high == pytest.approx(2 + 4.302652729911275 / 3**0.5)  # t(2), standard error 1/sqrt(3)


@pytest.mark.parametrize(("codes", "n"), [(["WK999901"], 12), (["WK999901", "WK999902"], 9), ([""], 12)])
def test_one_neighbourhood_or_few_cases_have_no_such_mean(codes: list[str], n: int) -> None:
    found = analyse_cases(in_neighbourhoods((codes * n)[:n], [1] * n)).quantities
    assert "cases.mean_change_areas" not in found


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("changes", [[1, 2] * 6, [2, 2] * 6, [-1, -2, -2, -1] * 3, [4, -3] * 6])
def test_every_sentence_over_many_cases_has_its_words(language: str, changes: list[int]) -> None:
    study = in_neighbourhoods(["WK999901", "WK999902", "WK999903"] * 4, changes)
    assert "{" not in " ".join(words_of(analyse_cases(study), study, language))
