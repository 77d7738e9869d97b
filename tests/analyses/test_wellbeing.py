"""Wellbeing: right numbers from known neighbourhoods, nothing said beyond the design, nothing moved by the delivery."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.analyses.factories import (
    MOMENTS,
    OUTCOMES,
    ask,
    measured,
    opened,
    shuffled,
    synthetic,
    table,
    two_proeftuinen_three_controls,
    words_of,
)
from wijklab.analyses.wellbeing import compare_wellbeing
from wijklab.contract.answers import Estimates
from wijklab.disclosure import release

ARMS = ("proeftuin", "samenwerkwijze", "traditional")
PAIRS = ("proeftuin-traditional", "samenwerkwijze-traditional", "proeftuin-samenwerkwijze")


def notes(answer: Estimates) -> set[str]:
    return {note.key.rpartition(".")[2] for note in answer.notes}


@pytest.mark.parametrize("effect", [0.4, 0.0, -1.0])
def test_a_known_effect_comes_out(effect: float) -> None:
    """Changes 1.0 and 1.1 (+ effect) against 1.2, 1.3, 1.4: the difference is effect - 0.25."""
    found = compare_wellbeing(two_proeftuinen_three_controls(effect)).quantities
    assert found["wellbeing.change.proeftuin"].value == pytest.approx(1.05 + effect)
    assert found["wellbeing.change.traditional"].value == pytest.approx(1.3)
    difference = found["wellbeing.difference.proeftuin-traditional"]
    assert difference.value == pytest.approx(effect - 0.25)
    assert difference.method == "difference_of_neighbourhood_means_t3"
    assert (difference.n, difference.strength) == (24, "comparative")
    assert found["wellbeing.neighbourhood.WK999902"].value == pytest.approx(1.1 + effect)


def test_the_interval_is_t_on_neighbourhood_means_and_not_on_people() -> None:
    """Means 1.4, 1.5 v 1.2, 1.3, 1.4: pooled variance (.005 + .02) / 3, t(3) = 3.18245 (any table of t)."""
    found = compare_wellbeing(two_proeftuinen_three_controls(0.4)).quantities[
        "wellbeing.difference.proeftuin-traditional"
    ]
    reach = 3.182446 * (0.025 / 3 * (1 / 2 + 1 / 3)) ** 0.5
    assert (found.low, found.high) == (pytest.approx(0.15 - reach, abs=1e-6), pytest.approx(0.15 + reach, abs=1e-6))


def test_more_people_do_not_make_it_surer() -> None:
    few, many = (
        compare_wellbeing(two_proeftuinen_three_controls(0.4, residents=n)).quantities["wellbeing.change.traditional"]
        for n in (12, 60)
    )
    assert (few.low, few.high) == (pytest.approx(many.low), pytest.approx(many.high))


def test_no_p_value_with_five_neighbourhoods_and_the_reason_said() -> None:
    answer = compare_wellbeing(two_proeftuinen_three_controls())
    found = answer.quantities["wellbeing.difference.proeftuin-traditional"]
    assert (found.p, found.p_floor) == (None, pytest.approx(0.1))
    assert "no_p" in notes(answer)
    assert "p_given" not in notes(answer)


def test_a_p_value_with_four_against_four() -> None:
    study = ask({"proeftuin": 4, "traditional": 4})
    answer = compare_wellbeing(opened(study, measured(study, [3, 3.1, 3.2, 3.3, 1, 1.1, 1.2, 1.3])))
    found = answer.quantities["wellbeing.difference.proeftuin-traditional"]
    assert found.p == found.p_floor == pytest.approx(2 / 70)
    assert "no_p" not in notes(answer)
    assert "p_given" in notes(answer)


def test_the_order_of_rows_changes_no_bit() -> None:
    study = ask({"proeftuin": 2, "traditional": 3})
    tables = measured(study, [1.4, 1.5, 1.2, 1.3, 1.4])
    first = compare_wellbeing(opened(study, tables))
    assert compare_wellbeing(opened(study, shuffled(tables, 3))).quantities == first.quantities


def test_relabelling_comparison_neighbourhoods_changes_no_arm() -> None:
    study = ask({"proeftuin": 2, "traditional": 3})
    one = compare_wellbeing(opened(study, measured(study, [1.4, 1.5, 1.2, 1.3, 1.4]))).quantities
    two = compare_wellbeing(opened(study, measured(study, [1.5, 1.4, 1.3, 1.4, 1.2]))).quantities
    for id in ("wellbeing.change.traditional", "wellbeing.difference.proeftuin-traditional"):
        assert (one[id].value, one[id].low) == (pytest.approx(two[id].value), pytest.approx(two[id].low))


def test_one_neighbourhood_has_no_interval_and_that_is_said() -> None:
    study = ask({"proeftuin": 1, "traditional": 1})
    answer = compare_wellbeing(opened(study, measured(study, [3.0, 1.0])))
    found = answer.quantities["wellbeing.difference.proeftuin-traditional"]
    assert (found.value, found.low, found.p) == (pytest.approx(2.0), None, None)
    assert "one_neighbourhood" in notes(answer)


def test_a_neighbourhood_of_too_few_does_not_count_and_is_named() -> None:
    """Else the arm's mean and interval would give the hidden mean of three people away."""
    study = ask({"proeftuin": 2, "traditional": 2})
    tables = measured(study, [3, 3.2, 1, 1.2])
    keep = ~tables["wellbeing"]["resident"].isin([f"r1-{i:03d}" for i in range(3, 12)])
    answer = compare_wellbeing(opened(study, tables | {"wellbeing": tables["wellbeing"][keep]}))
    assert answer.quantities["wellbeing.change.proeftuin"].n == 12
    assert "wellbeing.neighbourhood.WK999902" not in answer.quantities
    assert [note.names["area"].id for note in answer.notes if note.key.endswith("too_small")] == ["WK999902"]


def test_who_was_measured_once_is_counted_and_left_out() -> None:
    study = ask({"proeftuin": 2, "traditional": 2})
    tables = measured(study, [3, 3.2, 1, 1.2], residents=24)
    scores = tables["wellbeing"]
    gone = scores["resident"].isin([f"r0-{i:03d}" for i in range(11)]) & (scores["moment"] == "long_term")
    answer = compare_wellbeing(opened(study, tables | {"wellbeing": scores[~gone]}))
    assert answer.quantities["wellbeing.dropped.proeftuin"].value == 11
    assert answer.quantities["wellbeing.dropped.traditional"].value == 0
    assert answer.quantities["wellbeing.change.proeftuin"].n == 48 - 11


def test_instruments_are_never_pooled() -> None:
    study = ask({"proeftuin": 2, "traditional": 2})
    tables = measured(study, [3, 3.2, 1, 1.2])
    other = table(
        "resident date moment instrument score",
        [("r0-000", "2017-06-01", "baseline", "who5", "80"), ("r0-000", "2023-06-01", "long_term", "who5", "90")],
    )
    both = pd.concat([tables["wellbeing"], other])
    answer = compare_wellbeing(opened(study, tables | {"wellbeing": both}))
    assert answer.quantities["wellbeing.change.proeftuin"].value == pytest.approx(3.1)
    assert answer.quantities["wellbeing.other_instrument"].value == 1
    assert "other_instrument" in notes(answer)


def test_a_low_start_and_a_shock_are_said() -> None:
    shock = {"name": "corona", "period": {"from": "2020-03-15", "to": "2021-12-31"}}
    answer = compare_wellbeing(synthetic(residents=30, shocks=[shock]))
    assert {"low_start", "shock", "dropped", "method", "not_drawn"} <= notes(answer)
    assert [note.names["moment"].id for note in answer.notes if note.key.endswith("shock")] == ["short_term"]


def test_an_equal_start_takes_a_lower_start_out() -> None:
    """Everyone loses half of what they start below 7, whatever the arm: at an equal start nothing is left."""
    study = ask({"proeftuin": 2, "traditional": 2})
    tables = measured(study, [0, 0, 0, 0])
    scores = tables["wellbeing"].copy()
    start = pd.Series([3.0 + int(r[3:]) % 3 + (0 if r[1] in "01" else 2) + int(r[1]) * 0.1 for r in scores["resident"]])
    later = scores["moment"] == "long_term"
    scores["score"] = [f"{7 - (7 - s) / 2 if late else s:.10g}" for s, late in zip(start, later, strict=True)]
    found = compare_wellbeing(opened(study, tables | {"wellbeing": scores})).quantities
    assert found["wellbeing.difference.proeftuin-traditional"].value == pytest.approx(1.1)
    assert found["wellbeing.adjusted_difference.proeftuin-traditional"].value == pytest.approx(0, abs=1e-9)


def test_published_figures_stand_beside_and_are_not_reckoned_with() -> None:
    published = [
        {"id": "wellbeing.proeftuin", "value": 4, "unit": "points", "arm": "proeftuin", "source": "bron"},
        {
            "id": "wellbeing.traditional",
            "value": 2,
            "bound": "less_than",
            "unit": "points",
            "arm": "traditional",
            "source": "bron",
        },
        {"id": "nuisance.proeftuin", "value": 4, "unit": "percent", "arm": "proeftuin", "source": "bron"},
    ]
    study = ask({"proeftuin": 2, "traditional": 2}, published=published)
    answer = compare_wellbeing(opened(study, measured(study, [3, 3.2, 1, 1.2])))
    quoted = answer.quantities["published.wellbeing.traditional"]
    assert (quoted.basis, quoted.bound, quoted.n, quoted.strength) == ("published", "less_than", None, "published")
    beside = next(exhibit for exhibit in answer.exhibits if exhibit.id == "wellbeing-published")
    assert beside.rows[0].cells == ("published.wellbeing.proeftuin", "wellbeing.change.proeftuin")
    assert "published.nuisance.proeftuin" not in answer.quantities


def test_the_change_is_the_difference_of_the_levels() -> None:
    found = compare_wellbeing(synthetic(residents=40)).quantities
    for arm in ARMS:
        start, end = (found[f"wellbeing.level.{arm}.{moment}"].value for moment in ("baseline", "long_term"))
        assert end - start == pytest.approx(found[f"wellbeing.change.{arm}"].value)  # type: ignore[operator]


def test_every_exhibit_shows_quantities_that_exist_and_survives_release() -> None:
    study = synthetic(residents=40)
    answer = compare_wellbeing(study)
    shown = release(answer, study)
    cited = {id for e in answer.exhibits for row in e.rows for id in (*row.cells, *row.dots) if id}
    assert cited <= set(shown.quantities)
    assert shown.quantities["wellbeing.change.proeftuin"].value is not None


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("residents", [12, 40])
def test_every_sentence_has_its_words(language: str, residents: int) -> None:
    study = synthetic(residents=max(residents, 20), arms={"proeftuin": 1, "samenwerkwijze": 4, "traditional": 4})
    said = " ".join(words_of(compare_wellbeing(study), study, language))
    assert "{" not in said
    assert "leidt tot" not in said


def test_three_comparisons_with_a_p_are_one_family() -> None:
    """Holm (1979): the smallest p of three times 3, the next times 2; no p, no member."""
    study = ask({"proeftuin": 4, "samenwerkwijze": 4, "traditional": 4})
    changes = [3, 3.1, 3.2, 3.3, 2, 2.1, 2.2, 2.3, 1, 1.1, 1.2, 1.3]
    answer = compare_wellbeing(opened(study, measured(study, changes)))
    found = [answer.quantities[f"wellbeing.difference.{pair}"] for pair in PAIRS]
    assert [(q.p, q.p_family) for q in found] == [(pytest.approx(2 / 70), pytest.approx(6 / 70))] * 3
    assert "p_family" in notes(answer)
    few = compare_wellbeing(two_proeftuinen_three_controls())
    assert {q.p_family for q in few.quantities.values()} == {None}
    assert "p_family" not in notes(few)


@pytest.mark.parametrize(
    ("arms", "said"),
    [
        ((2, 2), ["limits.method.t_on_means"]),
        ((6, 6), ["limits.method.welch_on_means"]),
        ((1, 4), ["limits.method.one_against_many"]),
        ((1, 1), ["limits.method.no_interval"]),
    ],
)
def test_the_page_says_which_method_the_rule_chose(arms: tuple[int, int], said: list[str]) -> None:
    study = ask({"proeftuin": arms[0], "traditional": arms[1]})
    answer = compare_wellbeing(opened(study, measured(study, [1 + 0.1 * k for k in range(sum(arms))])))
    assert [note.key for note in answer.notes if note.key.startswith("limits.method.")] == said


def test_where_pairs_differ_each_has_its_own_method() -> None:
    study = ask({"proeftuin": 1, "samenwerkwijze": 2, "traditional": 3})
    answer = compare_wellbeing(opened(study, measured(study, [1 + 0.1 * k for k in range(6)])))
    said = [(note.key.rpartition(".")[2], note.names["pair"].id) for note in answer.notes if "of_pair" in note.key]
    assert said == [
        ("one_against_many", "proeftuin-traditional"),
        ("t_on_means", "samenwerkwijze-traditional"),
        ("one_against_many", "proeftuin-samenwerkwijze"),
    ]


def test_one_against_many_stands_among_placebos() -> None:
    """Change 3 against 1, 1.2, 1.6: 3 - 1.2667; as placebos 1 - 5.8 / 3, 1.2 - 5.6 / 3, 1.6 - 5.2 / 3."""
    study = ask({"proeftuin": 1, "traditional": 3})
    answer = compare_wellbeing(opened(study, measured(study, [3, 1, 1.2, 1.6])))
    stem = "wellbeing.placebo.proeftuin-traditional"
    found = [answer.quantities[f"{stem}.WK99990{k}"].value for k in (2, 3, 4)]
    assert found == [pytest.approx(1 - 5.8 / 3), pytest.approx(1.2 - 5.6 / 3), pytest.approx(1.6 - 5.2 / 3)]
    ranks = [answer.quantities[f"wellbeing.placebo_{part}.proeftuin-traditional"].value for part in ("rank", "places")]
    assert ranks == [1, 4]
    exhibit = next(exhibit for exhibit in answer.exhibits if exhibit.id == "wellbeing-placebo")
    assert exhibit.rows[0].dots == tuple(f"{stem}.WK99990{k}" for k in (2, 3, 4))
    assert all(answer.quantities[id].rests_on for id in exhibit.rows[0].dots)
    assert not [e for e in compare_wellbeing(two_proeftuinen_three_controls()).exhibits if e.id == "wellbeing-placebo"]


def starting_at(counts: dict[int, int]) -> Estimates:
    """Proeftuin and traditional, two neighbourhoods each, in which so many people start at each score and rise by 1."""
    study = ask({"proeftuin": 2, "traditional": 2})
    people = [score for score, n in counts.items() for _ in range(n)]
    tables = measured(study, [1, 1, 1, 1], residents=len(people))
    scores = tables["wellbeing"].copy()
    start = pd.Series([people[int(resident[3:])] for resident in scores["resident"]], index=scores.index)
    scores["score"] = (start + (scores["moment"] == "long_term")).astype(str)
    return compare_wellbeing(opened(study, tables | {"wellbeing": scores}))


def shown_starts(answer: Estimates) -> dict[str, float]:
    stem = "wellbeing.by_start.proeftuin."
    own = {id.removeprefix(stem): q.value for id, q in answer.quantities.items() if id.startswith(stem)}
    return {score: value for score, value in own.items() if value is not None}


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({3: 10, 5: 10, 7: 10}, ["3", "5", "7"]),
        ({3: 10, 5: 4, 7: 11}, ["7"]),  # 8 people at 5: with the smallest other group they are enough
        ({3: 10, 4: 3, 5: 3, 7: 12}, ["3", "7"]),  # 12 people hidden together
    ],
)
def test_change_by_start_hides_small_groups_and_never_one_alone(counts: dict[int, int], shown: list[str]) -> None:
    answer = starting_at(counts)
    assert list(shown_starts(answer)) == shown
    assert list(shown_starts(answer).values()) == pytest.approx([1.0] * len(shown))
    kinds = {exhibit.id: exhibit.kind for exhibit in answer.exhibits}
    assert kinds.get("wellbeing-by-start") == ("course" if len(shown) > 1 else None)


def test_who_can_hardly_rise_is_counted_at_the_top_of_the_scale() -> None:
    found = starting_at({8: 5, 6: 15}).quantities
    assert found["wellbeing.at_top.proeftuin.baseline"].value == 0
    assert found["wellbeing.at_top.proeftuin.long_term"].value == pytest.approx(25)


@pytest.mark.parametrize(("date", "unequal"), [("2023-03-10", False), ("2023-02-01", True)])
def test_unequal_moments_are_said_from_three_months(date: str, unequal: bool) -> None:
    """The others were measured on 1 June, 72 months after 1 June 2017."""
    study = ask({"proeftuin": 2, "traditional": 2})
    tables = measured(study, [3, 3.2, 1, 1.2])
    scores = tables["wellbeing"].copy()
    early = scores["resident"].str[1].isin(["0", "1"]) & (scores["moment"] == "long_term")
    scores.loc[early, "date"] = date
    answer = compare_wellbeing(opened(study, tables | {"wellbeing": scores}))
    assert answer.quantities["wellbeing.months.traditional"].value == pytest.approx(72, abs=0.05)
    assert ("unequal_moments" in notes(answer)) == unequal


@pytest.mark.parametrize("lack", ["table", "outcome", "moment"])
def test_without_data_it_says_so(lack: str) -> None:
    outcomes = {"ladder": {}} if lack == "outcome" else OUTCOMES
    study = ask({"proeftuin": 2, "traditional": 2}, outcomes=outcomes, moments=MOMENTS)
    tables = measured(study, [1, 2, 3, 4])
    if lack == "table":
        del tables["wellbeing"]
    if lack == "moment":
        tables["wellbeing"] = tables["wellbeing"].query("moment == 'baseline'")
    answer = compare_wellbeing(opened(study, tables))
    assert not answer.quantities
    assert notes(answer) == {"no_data"}
