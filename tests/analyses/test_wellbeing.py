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
