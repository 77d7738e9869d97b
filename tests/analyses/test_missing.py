"""Who was not measured again: counts that add up and give nobody away, and answers that say what leavers do to them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.analyses.factories import (
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
from wijklab.analyses.missing import examine_missing
from wijklab.analyses.missing.verdicts import happened
from wijklab.analyses.wellbeing import compare_wellbeing
from wijklab.contract.answers import Estimates, Quantity
from wijklab.contract.tables import OpenStudy
from wijklab.disclosure import release

PAIR = "proeftuin-traditional"
CODES = {"proeftuin": 2, "traditional": 3}


def leaving(leavers: dict[int, int], residents: int = 40, effect: float = 2.0) -> OpenStudy:
    """Five neighbourhoods without chance; of neighbourhood k the first `leavers[k]` residents are not measured again,
    and there is an age band for all."""
    study = ask(CODES)
    tables = measured(study, [1 + 0.1 * k + (effect if k < 2 else 0) for k in range(5)], residents)
    gone = {f"r{k}-{i:03d}" for k, n in leavers.items() for i in range(n)}
    later = {
        name: frame[~(frame["resident"].isin(gone) & (frame["moment"] == "long_term"))]
        for name, frame in tables.items()
        if name in ("wellbeing", "ladder")
    }
    bands = [(r, c, ("18-44", "45-90")[int(r[-1]) % 2]) for r, c in tables["residents"].itertuples(index=False)]
    return opened(study, tables | later | {"residents": table("resident neighbourhood age_band", bands)})


def shown(study: OpenStudy) -> dict[str, Quantity]:
    return dict(release(examine_missing(study), study).quantities)


def keys(answer: Estimates) -> list[str]:
    return [finding.key for exhibit in answer.exhibits for finding in exhibit.findings]


@pytest.fixture(scope="module")
def example() -> OpenStudy:
    return synthetic()


@pytest.fixture(scope="module")
def answer(example: OpenStudy) -> Estimates:
    return examine_missing(example)


def test_the_counts_are_those_of_the_tables(answer: Estimates, example: OpenStudy) -> None:
    frame, home = example.tables["ladder"], example.tables["residents"].set_index("resident")["neighbourhood"]
    start, later = (set(frame.loc[frame["moment"] == moment, "resident"]) for moment in ("baseline", "short_term"))
    here = {resident for resident in start if example.asked.arm_of(home[resident]) == "traditional"}
    found = {
        name: answer.quantities[f"missing.ladder_{name}.traditional.short_term"].value
        for name in ("started", "again", "left")
    }
    assert found == {"started": len(here), "again": len(here & later), "left": len(here - later)}


def test_complete_cases_are_the_answer_of_the_wellbeing_page(answer: Estimates, example: OpenStudy) -> None:
    other = compare_wellbeing(example).quantities
    for pair in ("proeftuin-traditional", "samenwerkwijze-traditional", "proeftuin-samenwerkwijze"):
        mine, theirs = answer.quantities[f"missing.wellbeing_complete.{pair}"], other[f"wellbeing.difference.{pair}"]
        assert (mine.value, mine.low, mine.high) == (theirs.value, theirs.low, theirs.high)
    level = other["wellbeing.level.traditional.baseline"].value
    assert answer.quantities["missing.start_stayed.traditional"].value == pytest.approx(level)


def test_filled_in_and_weighted_answers_stay_near_where_little_depends_on_the_start(answer: Estimates) -> None:
    """The made residents leave a little more with a low start, and alike in every arm: nothing much may change."""
    for pair in ("proeftuin-traditional", "samenwerkwijze-traditional", "proeftuin-samenwerkwijze"):
        complete, imputed, weighted = (
            answer.quantities[f"missing.wellbeing_{way}.{pair}"] for way in ("complete", "imputed", "weighted")
        )
        assert [imputed.value, weighted.value] == pytest.approx([complete.value] * 2, abs=0.1)
        assert imputed.high - imputed.low > complete.high - complete.low  # type: ignore[operator]
        assert "imputed_m20_barnard_rubin_t" in imputed.method
        df = float(imputed.method.rpartition("_t")[2])
        assert df <= 4, "at most those of neighbourhood means"


def test_leavers_with_a_low_start_who_rise_are_filled_in_and_weighted_back() -> None:
    """Who starts at 1 rises by 4 and mostly leaves, who starts at 7 rises by 1 and stays, in the proeftuin only. Of
    everyone the mean rise is 2.5 there; complete cases say less, both others come back to within a tenth."""
    study = ask(CODES)
    codes = [code for arm in study.arms.values() for code in arm.neighbourhoods]
    people = [(f"r{k}-{i:03d}", code, k, i) for k, code in enumerate(codes) for i in range(100)]
    rows = []
    for name, _, k, i in people:
        low, shift = i % 2 == 0, 0.1 * (i // 10 % 5) + 0.01 * k
        start, rise = (1.0, 4.0) if low else (7.0, 1.0)
        rise = rise + shift - 0.2 if k < 2 else 1.0 + shift
        rows.append((name, "2017-06-01", "baseline", "rapportcijfer", f"{start}"))
        if (i % 5 > 0) if k >= 2 else (not low or i % 10 < 4):
            rows.append((name, "2023-06-01", "long_term", "rapportcijfer", f"{start + rise:.10g}"))
    tables = measured(study, [0] * 5)
    homes = table("resident neighbourhood", [(name, code) for name, code, _, _ in people])
    scores = table("resident date moment instrument score", rows)
    kept = {"neighbourhoods": tables["neighbourhoods"], "residents": homes, "wellbeing": scores}
    found = examine_missing(opened(study, kept)).quantities
    truth = 2.5 + 0.005 - (1.2 + 0.03)
    complete, imputed, weighted = (
        found[f"missing.wellbeing_{way}.{PAIR}"].value for way in ("complete", "imputed", "weighted")
    )
    assert complete is not None
    assert complete < truth - 0.3
    assert [imputed, weighted] == pytest.approx([truth, truth], abs=0.1)


def test_the_order_of_delivered_rows_changes_nothing() -> None:
    study = ask(CODES)
    tables = measured(study, [3, 3.1, 1, 1.1, 1.2], 20)
    tables["wellbeing"] = tables["wellbeing"].drop(index=tables["wellbeing"].index[1:200:6])
    first = examine_missing(opened(study, tables))
    assert examine_missing(opened(study, shuffled(tables, 3))).quantities == first.quantities


def test_few_leavers_hide_all_counts_of_their_arm_and_every_answer_with_it() -> None:
    found = shown(leaving({0: 3, 1: 2, 2: 12, 3: 12, 4: 12}))
    mine = {id: number for id, number in found.items() if ".proeftuin.long_term" in id}
    assert mine
    assert all(number.value is None for number in mine.values())
    assert found["missing.wellbeing_left.traditional.long_term"].value == 35
    for what in ("imputed", "weighted", "fmi", "tip_unclear", "shift_none"):
        assert found[f"missing.wellbeing_{what}.{PAIR}"].value is None, what
    assert found[f"missing.wellbeing_complete.{PAIR}"].value is not None
    assert all(found[id].value is None for id in found if id.startswith("missing.age_") and "left" in id)


def test_leavers_of_a_small_neighbourhood_are_not_told_by_those_of_the_others() -> None:
    found = shown(leaving({0: 12, 1: 4, 2: 12, 3: 12, 4: 12}))
    assert found["missing.start_left.proeftuin"].value is None
    assert found["missing.start_difference.proeftuin"].missing in ("suppressed_small", "suppressed_secondary")
    assert found["missing.start_left.traditional"].value is not None


def test_nothing_tells_the_start_of_hidden_leavers() -> None:
    """Beside the mean start of stayers, which another page gives, no mean start of everyone may stand."""
    found = shown(leaving({0: 3, 2: 12, 3: 12, 4: 12}))
    told = [id for id, number in found.items() if number.unit == "grade" and number.value is not None]
    assert told == ["missing.start_stayed.traditional", "missing.start_left.traditional"]


def test_without_leavers_there_is_nothing_to_fill_in_and_nothing_is_shown_of_them() -> None:
    study = two_proeftuinen_three_controls()
    answer = examine_missing(study)
    complete, imputed = (answer.quantities[f"missing.wellbeing_{way}.{PAIR}"] for way in ("complete", "imputed"))
    assert (imputed.value, imputed.low) == (pytest.approx(complete.value), pytest.approx(complete.low))
    assert shown(study)[f"missing.wellbeing_imputed.{PAIR}"].value is None


def test_one_neighbourhood_an_arm_gives_answers_without_interval() -> None:
    study = ask({"proeftuin": 1, "traditional": 1})
    tables = measured(study, [3.0, 1.0], 40)
    scores = tables["wellbeing"]
    gone = scores["resident"].str[-3:].astype(int) < 12
    answer = examine_missing(opened(study, tables | {"wellbeing": scores[~(gone & (scores["moment"] == "long_term"))]}))
    found = answer.quantities[f"missing.wellbeing_imputed.{PAIR}"]
    assert (found.value, found.low) == (pytest.approx(2.0), None)
    assert "missing.finding.answer_wellbeing_plain" in keys(answer)


def _answer(value: float, reach: float | None) -> Quantity:
    ends = (None, None) if reach is None else (value - reach, value + reach)
    return Quantity("x", value, "points", "people", 200, *ends)


@pytest.mark.parametrize(
    ("complete", "imputed", "weighted", "word"),
    [
        ((1, 0.5), (1, 0.9), (1, 0.5), "same_clear"),
        ((0.2, 0.5), (0.2, 0.5), (0.1, 0.5), "same_unclear"),
        ((1, 0.5), (0.4, 0.5), (0.9, 0.5), "unsure"),
        ((1, 0.5), (1, 1.2), (0.9, 0.5), "wider"),
        ((1, 0.5), (1, 1.2), (0.3, 0.5), "unsure"),
        ((1, 0.5), (-1, 0.5), (1, 0.5), "turned"),
        ((0.2, 0.5), (1, 0.5), (0.2, 0.5), "clearer"),
        ((1, None), (1, None), (1, None), "plain"),
        ((1, 0.5), (1, None), (1, 0.5), "plain"),
    ],
)
def test_what_happens_to_the_answer(
    complete: tuple[float, float | None],
    imputed: tuple[float, float | None],
    weighted: tuple[float, float | None],
    word: str,
) -> None:
    assert happened(_answer(*complete), _answer(*imputed), _answer(*weighted)) == word


def test_a_weighted_answer_that_cannot_be_computed_is_passed_over() -> None:
    gone = replace(_answer(1, 0.5), value=None, low=None, high=None)
    assert happened(_answer(1, 0.5), _answer(1, 0.6), gone) == "same_clear"


def test_the_tipping_point_is_said_and_is_where_the_course_meets_nought(answer: Estimates) -> None:
    found = answer.quantities
    tip = found["missing.wellbeing_tip_unclear.samenwerkwijze-traditional"].value
    assert tip is not None
    assert -4 < tip < -3
    assert (found["missing.wellbeing_shift_lower3.samenwerkwijze-traditional"].low or 0) > 0
    assert "missing.finding.tip_lower" in keys(answer)
    assert found["missing.wellbeing_tip_unclear.proeftuin-traditional"].missing == "cannot_occur"
    assert "missing.finding.tip_never" in keys(answer)


def test_a_lower_proeftuin_tips_the_other_way() -> None:
    answer = examine_missing(leaving(dict.fromkeys(range(5), 20), effect=-0.75))
    assert (answer.quantities[f"missing.wellbeing_tip_unclear.{PAIR}"].value or 0) > 0
    assert "missing.finding.tip_higher" in keys(answer)


def test_ages_add_up_to_all_leavers() -> None:
    found = examine_missing(leaving(dict.fromkeys(range(5), 20))).quantities
    assert found["missing.age_left.1"].value == found["missing.age_left.2"].value == 50
    assert found["missing.age_total.left"].value == 100


@pytest.mark.parametrize("outcomes", [{}, {"costs": OUTCOMES["costs"]}])
def test_a_study_that_measures_nobody_twice_has_no_answer(outcomes: dict[str, object]) -> None:
    study = ask(CODES, outcomes=outcomes)
    answer = examine_missing(opened(study, measured(study, [0] * 5)))
    assert (answer.exhibits, [note.key for note in answer.notes]) == ((), ["missing.finding.no_data"])


def test_the_ladder_alone_is_enough() -> None:
    study = ask(CODES, outcomes={"ladder": {}})
    answer = examine_missing(opened(study, measured(study, [0] * 5, 30)))
    assert f"missing.ladder_imputed.{PAIR}" in answer.quantities
    assert not [id for id in answer.quantities if "wellbeing" in id or "start_" in id]


def test_a_free_age_per_person_does_no_harm() -> None:
    study = leaving(dict.fromkeys(range(5), 20))
    residents = study.tables["residents"].assign(age_band=[str(18 + i) for i in range(200)])
    frames = dict(study.tables.frames) | {"residents": residents}
    found = examine_missing(replace(study, tables=replace(study.tables, frames=frames))).quantities
    assert "missing.age_total.left" not in found
    assert np.isfinite(found[f"missing.wellbeing_imputed.{PAIR}"].value or np.nan)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_word_is_there_and_none_claims_a_cause(answer: Estimates, example: OpenStudy, language: str) -> None:
    said = " ".join(words_of(answer, example, language)).lower()
    assert not [claim for claim in ("zorgt voor", "leidt tot", "leads to", "effect") if claim in said]
