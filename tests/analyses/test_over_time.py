"""Through the years: the truth of the made survey comes back, small cells stay out, order and names change nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.analyses.factories import ask, opened, shuffled, synthetic, table, words_of
from wijklab.analyses.over_time.levels import level_parts
from wijklab.analyses.over_time.limits import year_limits
from wijklab.analyses.over_time.overall import overall_parts
from wijklab.analyses.over_time.pairs import pairs_of, without_gaps
from wijklab.analyses.over_time.panel import YearPanel, make_year_panel
from wijklab.analyses.over_time.since_start import since_start_parts
from wijklab.contract.answers import Estimates, Quantity
from wijklab.contract.study import Study
from wijklab.contract.tables import OpenStudy
from wijklab.disclosure import release
from wijklab.sources.synthetic import make_tables
from wijklab.sources.synthetic.people import make_crowd
from wijklab.sources.synthetic.survey import make_survey, phased_in
from wijklab.sources.synthetic.truth import TRUTH

CORONA = {"name": "corona", "period": {"from": "2020-03-15", "to": "2021-12-31"}}
ARMS = {
    "proeftuin": {
        "neighbourhoods": ["WK999901", "WK999902", "WK999903"],
        "start": "2018-01-01",
        "starts": {"WK999903": "2019-01-01"},
    },
    "samenwerkwijze": {"neighbourhoods": ["WK999904", "WK999905", "WK999906"], "start": "2018-07-01"},
    "traditional": {"neighbourhoods": ["WK999907", "WK999908", "WK999909"]},
}
PAIRS = ("proeftuin-traditional", "samenwerkwijze-traditional")


def made(seed: int = 2016, **more: Any) -> OpenStudy:
    """The neighbourhoods of the example with its staggered starts and corona."""
    study = asked(seed, **more)
    return opened(study, {raw.name: raw.frame for raw in make_tables(study)})


def asked(seed: int, **more: Any) -> Study:
    """The study of the example, which asks for wellbeing only."""
    only = {"outcomes": {"wellbeing": {"instrument": "rapportcijfer"}}, "arms": ARMS, "shocks": [CORONA]}
    few = {"residents_per_neighbourhood": 20}
    return ask({"proeftuin": 1}, **{**only, "seed": seed, "synthetic": few, **more})


def parts(study: OpenStudy) -> Estimates:
    """What these modules make of a study, without what is reckoned elsewhere on the same panel."""
    panel = make_year_panel(study)
    assert panel is not None
    found = [part(study, panel) for part in (level_parts, since_start_parts, overall_parts)]
    quantities = {quantity.id: quantity for part in found for quantity in part.quantities}
    exhibits = tuple(exhibit for part in found for exhibit in part.exhibits)
    notes = (*year_limits(study, panel, quantities), *(note for part in found for note in part.notes))
    return Estimates("over_time", study.card, quantities, exhibits, notes)


@pytest.fixture(scope="module")
def example() -> OpenStudy:
    return made()


@pytest.fixture(scope="module")
def numbers(example: OpenStudy) -> Mapping[str, Quantity]:
    return parts(example).quantities


def truth_overall(study: OpenStudy, arm: str) -> float:
    """The true mean difference over the years from the start on, each neighbourhood once."""
    last = study.asked.period.last.year
    extra = TRUTH[arm].wellbeing_change - TRUTH["traditional"].wellbeing_change

    def own(code: str) -> float:
        start = study.asked.start_of(code).year  # type: ignore[union-attr]
        after = [phased_in(study.asked, code, year) for year in range(start, last + 1)]
        return float(np.mean(after)) - phased_in(study.asked, code, start - 1)

    return extra * float(np.mean([own(code) for code in study.asked.arms[arm].neighbourhoods]))  # type: ignore[index]


@pytest.mark.parametrize("pair", PAIRS)
def test_the_example_recovers_the_truth_of_the_years_after_the_start(pair: str, example, numbers) -> None:
    found, truth = numbers[f"over_time.overall.{pair}"], truth_overall(example, pair.partition("-")[0])
    assert found.low <= truth <= found.high


@pytest.mark.parametrize("pair", PAIRS)
def test_before_the_start_no_interval_of_the_example_leaves_zero_out(pair: str, numbers) -> None:
    before = [numbers[id] for id in numbers if id.startswith(f"over_time.since.{pair}.before")]
    assert len(before) >= 4
    assert all(number.low is None or number.low <= 0 <= number.high for number in before)


def test_over_seeds_the_intervals_hold_the_truth_about_as_often_as_they_say(example) -> None:
    """40 seeds x 2 pairs at 95 %: 87 % lies three Monte Carlo errors below."""
    held = []
    for seed in range(40):
        study = replace(example, asked=asked(seed))
        survey = make_survey(make_crowd(study.asked))
        typed = survey.assign(date=pd.to_datetime(survey["date"]), score=survey["score"].astype(float))
        study = replace(study, tables=replace(example.tables, frames={"survey": typed}))
        found = overall_parts(study, make_year_panel(study)).quantities  # type: ignore[arg-type]
        by_id = {quantity.id: quantity for quantity in found}
        for pair in PAIRS:
            number, truth = by_id[f"over_time.overall.{pair}"], truth_overall(study, pair.partition("-")[0])
            held.append(number.low <= truth <= number.high)
    assert np.mean(held) >= 0.87


def test_the_panel_has_a_row_for_each_neighbourhood_and_a_start_of_its_own(example) -> None:
    panel = make_year_panel(example)
    assert panel is not None
    assert panel.codes == tuple(sorted(panel.codes))
    assert panel.starts.tolist() == [2018, 2018, 2019, 2018, 2018, 2018, 0, 0, 0]
    assert panel.years.tolist() == list(range(2014, 2024))
    assert (panel.people == 40).all()
    assert panel.present() == ("proeftuin", "samenwerkwijze", "traditional")


def test_few_neighbourhoods_give_no_p_and_the_floor_of_dealing_out_starts(numbers) -> None:
    """Three against three can be dealt in 20 ways, 2 of them as far apart: no p of any kind is printed."""
    for pair, floor in zip(PAIRS, (1 / 60, 2 / 20), strict=True):
        number = numbers[f"over_time.overall.{pair}"]
        assert number.p is None
        assert number.p_floor == pytest.approx(floor)


def test_with_enough_neighbourhoods_there_is_a_p_never_below_its_floor() -> None:
    five = [f"WK9999{n:02d}" for n in range(1, 11)]
    arms = {
        "proeftuin": {"neighbourhoods": five[:5], "start": "2018-01-01"},
        "traditional": {"neighbourhoods": five[5:]},
    }
    study = made(1, arms=arms)
    number = parts(study).quantities["over_time.overall.proeftuin-traditional"]
    assert number.p is not None
    assert number.p >= number.p_floor == pytest.approx(2 / 252)


def test_two_way_fixed_effects_stand_beside_their_weights(numbers) -> None:
    for pair in PAIRS:
        assert numbers[f"over_time.two_way.{pair}"].value is not None
        negative = numbers[f"over_time.negative.{pair}"]
        assert (negative.basis, negative.unit) == ("design", "percent")
        assert 0 <= negative.value <= 100


def test_the_headline_is_the_group_time_effect_and_no_other_way_lies_far_from_it(numbers) -> None:
    for pair in PAIRS:
        headline = numbers[f"over_time.overall.{pair}"].value
        assert numbers[f"over_time.group_time.{pair}"].value == pytest.approx(headline)
        for way in ("not_yet", "imputation", "interaction_weighted"):
            assert numbers[f"over_time.{way}.{pair}"].value == pytest.approx(headline, abs=0.3)


def test_the_second_run_leaves_the_years_of_shocks_out(example, numbers) -> None:
    calm = parts(made(shocks=[])).quantities
    assert not any(id.startswith("over_time.calm") for id in calm)
    assert numbers[f"over_time.calm.{PAIRS[0]}"].value != numbers[f"over_time.overall.{PAIRS[0]}"].value
    assert parts(example).exhibits[0].texts == {"start": "2018,2019", "shaded": "2020,2021", "shaded_name": "corona"}


def test_row_order_and_names_of_the_comparison_change_no_number(example, numbers) -> None:
    frames = {name: example.tables[name] for name in ("neighbourhoods", "residents", "survey")}
    mixed = replace(example, tables=replace(example.tables, frames=shuffled(frames, 4)))
    assert parts(mixed).quantities == numbers
    names = {"WK999907": "WK999909", "WK999909": "WK999907"}
    survey = frames["survey"].assign(neighbourhood=frames["survey"]["neighbourhood"].replace(names))
    renamed = replace(example, tables=replace(example.tables, frames={**frames, "survey": survey}))
    for id, number in parts(renamed).quantities.items():
        assert number.value == pytest.approx(numbers[id].value), id
        assert number.low == pytest.approx(numbers[id].low), id


def answers(years: range, skip: tuple[str, int] = ("", 0), few: int = 4) -> tuple[OpenStudy, pd.DataFrame]:
    """A survey without chance: 12 answers in each of four neighbourhoods and every year, `few` in one of them."""
    study = ask({"proeftuin": 2, "traditional": 2})
    codes = [code for arm in study.arms.values() for code in arm.neighbourhoods]
    rows = [
        (
            f"e{year}{k}{i:02d}",
            code,
            f"{year}-05-0{1 + i % 9}",
            "rapportcijfer",
            str(5 + k % 2 + (year > 2018 and k < 2)),
        )
        for year in years
        for k, code in enumerate(codes)
        for i in range(few if (code, year) == skip else 12)
    ]
    survey = table("respondent neighbourhood date instrument score", rows)
    areas = table("code name municipality", [(code, f"Wijk {k}", "Voorbeeldstad") for k, code in enumerate(codes)])
    return opened(study, {"neighbourhoods": areas, "survey": survey}), survey


def test_a_neighbourhood_with_few_answers_is_left_out_of_that_year_and_named() -> None:
    study, _ = answers(range(2016, 2021), skip=("WK999903", 2019))
    panel = make_year_panel(study)
    assert panel is not None
    assert np.isnan(panel.means).sum() == 1
    found = parts(study)
    assert found.quantities["over_time.level.traditional.2019"].n == 12
    said = " ".join(words_of(found, study, "nl"))
    assert "Wijk 2 telt niet mee in 2019" in said
    assert "Wijk 2 is niet in elk jaar gemeten" in said


def test_who_answers_twice_in_a_year_counts_once() -> None:
    study, survey = answers(range(2016, 2021))
    again = survey.assign(date=survey["date"].str.replace("-05-", "-06-"), score="9")
    both = opened(
        study.asked,
        {
            "neighbourhoods": table(
                "code name municipality", [(c, c, "V") for c in sorted(set(survey["neighbourhood"]))]
            ),
            "survey": pd.concat([survey, again], ignore_index=True),
        },
    )
    panel = make_year_panel(both)
    assert panel is not None
    assert (panel.people == 12).all()
    assert panel.means[0, 0] == pytest.approx((5 + 9) / 2)


@pytest.mark.parametrize(("years", "there"), [(range(2016, 2018), False), (range(2016, 2019), True)])
def test_a_course_needs_three_years(years: range, there: bool) -> None:
    assert (make_year_panel(answers(years)[0]) is not None) is there


def without_survey(study: OpenStudy) -> OpenStudy:
    frames = {name: frame for name, frame in study.tables.frames.items() if name != "survey"}
    return replace(study, tables=replace(study.tables, frames=frames))


def test_without_a_survey_the_moments_count_of_the_people_whose_change_is_compared() -> None:
    """Other people would give away, beside the page on wellbeing, how the few fared who were not measured again."""
    study = without_survey(made())
    panel = make_year_panel(study)
    assert panel is not None
    assert np.isfinite(panel.means).all(axis=0).tolist() == [year in (2017, 2020, 2023) for year in panel.years]
    assert (panel.people[:, 0] == panel.people[:, -1]).all()
    assert next(note.key for note in parts(study).notes) == "over_time.finding.same_people"


def test_moments_that_span_years_are_no_course() -> None:
    wide = {
        "baseline": {"from": "2016-01-01", "to": "2017-12-31"},
        "long_term": {"from": "2023-01-01", "to": "2023-12-31"},
    }
    assert make_year_panel(without_survey(synthetic(moments=wide))) is None


def test_without_a_traditional_neighbourhood_there_is_a_course_and_no_comparison() -> None:
    study = synthetic(arms={"proeftuin": 2, "samenwerkwijze": 2}, residents=20)
    found = parts(study)
    assert [exhibit.id for exhibit in found.exhibits] == ["over_time-course"]
    assert "over_time.finding.no_comparison" in [note.key for note in found.notes]


def test_one_proeftuin_against_three_is_compared_and_one_against_one_has_no_interval() -> None:
    one = parts(synthetic(arms={"proeftuin": 1, "traditional": 3}, residents=20)).quantities
    assert one[f"over_time.overall.{PAIRS[0]}"].low is not None
    bare = parts(synthetic(arms={"proeftuin": 1, "traditional": 1}, residents=20)).quantities
    assert bare[f"over_time.overall.{PAIRS[0]}"].low is None
    assert bare[f"over_time.overall.{PAIRS[0]}"].strength == "descriptive"


def test_a_pair_without_a_year_before_the_start_is_not_compared() -> None:
    panel = YearPanel(
        ("a", "b"),
        ("proeftuin", "traditional"),
        np.array([2018, 0]),
        np.array([2018, 2019, 2020]),
        np.ones((2, 3)),
        np.full((2, 3), 20),
    )
    assert pairs_of(panel) == ()
    later = replace(panel, starts=np.array([2019, 0]), means=np.array([[np.nan, 1, 1], [1, 1, 1]]))
    (pair,) = pairs_of(later)
    assert without_gaps(pair) is None


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_word_is_there_in_both_languages(language: str, example) -> None:
    said = words_of(parts(example), example, language)
    assert all(said)
    assert not any("{" in text for text in said)


def test_a_small_arm_is_hidden_on_release() -> None:
    study, _ = answers(range(2016, 2021))
    estimates = parts(study)
    small = {
        id: replace(q, n=4) if q.basis == "people" and q.value is not None else q
        for id, q in estimates.quantities.items()
    }
    shown = release(replace(estimates, quantities=small), study)
    assert all(q.value is None for q in shown.quantities.values() if q.basis == "people")


def notes_of(found: Estimates) -> list[str]:
    return [note.key.rpartition(".")[2] for note in found.notes]


@pytest.mark.parametrize("start", [2012, 2014, 2024])
def test_a_neighbourhood_that_began_outside_the_years_is_in_no_comparison_and_named(
    start: int, example: OpenStudy
) -> None:
    """It is no comparison either, though untreated in all years where it began after the last."""
    panel = make_year_panel(example)
    assert panel is not None
    outside = replace(panel, starts=np.where(np.array(panel.codes) == "WK999903", start, panel.starts))
    assert "WK999903" not in pairs_of(outside)[0].codes
    found = overall_parts(example, outside)
    assert [(note.key.rpartition(".")[2], note.names["area"].id) for note in found.notes] == [
        ("began_outside", "WK999903")
    ]
    assert next(one.n for one in found.quantities if one.id == f"over_time.overall.{PAIRS[0]}") == 80


def test_an_arm_that_began_outside_the_years_is_not_compared() -> None:
    arms = {"proeftuin": {**ARMS["proeftuin"], "start": "2012-01-01", "starts": {}}, "traditional": ARMS["traditional"]}
    said = notes_of(parts(made(arms=arms)))
    assert "no_comparison" in said
    assert said.count("began_outside") == 3


@pytest.mark.parametrize(("until", "key"), [("2021-12-31", "shock"), ("2023-12-31", "shock_stays")])
def test_a_run_without_the_years_of_a_shock_is_promised_only_where_it_is_there(until: str, key: str) -> None:
    study = made(shocks=[{"name": "corona", "period": {"from": "2018-01-01", "to": until}}])
    found = parts(study)
    assert any(id.startswith("over_time.calm.") for id in found.quantities) is (key == "shock")
    assert [note for note in notes_of(found) if note.startswith("shock")] == [key]
    assert all(words_of(found, study, "nl"))


def test_where_no_neighbourhood_was_measured_in_every_year_it_is_said_of_each() -> None:
    study, survey = answers(range(2016, 2021))
    codes = sorted(set(survey["neighbourhood"]))
    gaps = list(zip(codes, ("2016", "2017", "2018", "2019"), strict=True))
    kept = [(code, day[:4]) not in gaps for code, day in zip(survey["neighbourhood"], survey["date"], strict=True)]
    areas = table("code name municipality", [(code, code, "V") for code in codes])
    found = parts(opened(study.asked, {"neighbourhoods": areas, "survey": survey[kept]}))
    assert not any(exhibit.id == "over_time-overall" for exhibit in found.exhibits)
    assert notes_of(found).count("misses_a_year") == 4
