"""What the page over the years says of drifting apart, earlier starts and one against many; on panels made by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from factories import two_proeftuinen_three_controls, words_of

from wijklab.analyses.over_time.bounds import bounds_parts, placebo_date_parts, pre_trend_parts
from wijklab.analyses.over_time.one_against_many import one_against_many_parts
from wijklab.analyses.over_time.panel import YearPanel
from wijklab.analyses.over_time.parts import Parts
from wijklab.analyses.over_time.paths import changes, event_study, line_up
from wijklab.contract.answers import Estimates, Quantity
from wijklab.contract.tables import OpenStudy
from wijklab.disclosure import release

YEARS = np.arange(2014, 2022)
PARTS = (pre_trend_parts, bounds_parts, placebo_date_parts, one_against_many_parts)
PAIR = "proeftuin-traditional"


@pytest.fixture(scope="module")
def study() -> OpenStudy:
    return two_proeftuinen_three_controls()


def panel(
    starts: list[int], *, effect: float = 0.6, drift: float = 0.0, noise: float = 0.05, people: int = 120
) -> YearPanel:
    """Neighbourhoods with those starts (0: never), a rise of `effect` from then on, and one of `drift` every year."""
    chance, first = np.random.default_rng(11), np.array(starts)
    means = 6 + chance.normal(0, 0.3, (first.size, 1)) + chance.normal(0, noise, (first.size, YEARS.size))
    began = first[:, None] > 0
    means += np.where(began & (first[:, None] <= YEARS), effect, 0) + drift * began * (YEARS - 2014)
    codes = tuple(f"WK9999{i + 1:02d}" for i in range(first.size))
    arms = tuple("proeftuin" if start else "traditional" for start in starts)
    return YearPanel(codes, arms, first, YEARS, means, np.full(means.shape, people))


def by_id(parts: Parts) -> dict[str, Quantity]:
    return {quantity.id: quantity for quantity in parts.quantities}


def test_neighbourhoods_are_lined_up_at_their_own_start(study: OpenStudy) -> None:
    """Starts in 2017 and 2018: years -3 to 3 are there for both, and the others lend the mean of the same two years."""
    given = panel([2017, 2018, 0, 0])
    paths = line_up(given, "proeftuin")
    assert paths is not None
    assert paths.since.tolist() == [-3, -2, -1, 0, 1, 2, 3]
    assert paths.first[1].tolist() == given.means[1, 1:].tolist()
    assert paths.second[0] == pytest.approx((given.means[2, :7] + given.means[2, 1:]) / 2)


def test_the_widened_covariance_gives_the_t_interval_without_drift(study: OpenStudy) -> None:
    """Mbar = 0 is the t(G-2) interval of the mean change, but for a grid step of 4 % of a standard error and kappa."""
    paths = line_up(panel([2018, 2018, 2018, 0, 0, 0]), "proeftuin")
    assert paths is not None
    after = [rows[:, paths.before - 1 :].mean(axis=1) for rows in changes(paths)]
    error = np.sqrt(sum(rows.var(ddof=1) for rows in after) / 3)
    found = by_id(bounds_parts(study, panel([2018, 2018, 2018, 0, 0, 0])))[f"over_time.bounds.{PAIR}.none"]
    assert found.value == pytest.approx(after[0].mean() - after[1].mean())
    assert found.high - found.value == pytest.approx(2.776445 * error, abs=0.12 * error)
    assert event_study(paths, widened=True).effect()[1] > event_study(paths, widened=False).effect()[1]


def test_bounds_widen_and_the_breakdown_lies_between_its_rows(study: OpenStudy) -> None:
    found = by_id(bounds_parts(study, panel([2018] * 4 + [0] * 4)))
    rows = [found[f"over_time.bounds.{PAIR}.{id}"] for id in ("none", "half", "same", "one_half", "double")]
    widths = [row.high - row.low for row in rows]
    assert widths == sorted(widths)
    holds_zero = [row.low <= 0 for row in rows]
    last = found[f"over_time.breakdown.{PAIR}"].value
    assert [mbar > last + 0.1 for mbar in (0, 0.5, 1, 1.5, 2)] <= holds_zero
    assert not holds_zero[0]


def test_no_difference_has_no_breakdown(study: OpenStudy) -> None:
    parts = bounds_parts(study, panel([2018] * 3 + [0] * 3, effect=0.0))
    assert f"over_time.breakdown.{PAIR}" not in by_id(parts)
    assert parts.exhibits[0].findings[0].key == "over_time.finding.no_breakdown"


def test_neighbourhoods_that_all_change_alike_have_no_bounds(study: OpenStudy) -> None:
    parts = [part(study, panel([2018] * 2 + [0] * 2, noise=0.0)) for part in PARTS]
    assert [note.key for note in parts[1].notes] == ["over_time.finding.no_bounds"]
    assert all(words_of(_answer(study, parts), study, "nl"))


def test_a_drift_before_the_start_is_seen_and_named(study: OpenStudy) -> None:
    """A drift of .2 a year is .6 from the first to the fourth year before the start."""
    found = by_id(pre_trend_parts(study, panel([2018] * 4 + [0] * 4, drift=0.2)))
    drift = found[f"over_time.drift.{PAIR}"]
    assert drift.low < 0.6 < drift.high
    assert drift.low > 0
    assert found[f"over_time.drift_seen_half.{PAIR}"].value < found[f"over_time.drift_seen_most.{PAIR}"].value
    assert found[f"over_time.before_joint.{PAIR}"].p < 0.05


def test_no_joint_test_where_no_p_may_be_printed(study: OpenStudy) -> None:
    parts = pre_trend_parts(study, panel([2018] * 3 + [0] * 3))
    assert [exhibit.id for exhibit in parts.exhibits] == ["over_time-drift"]


def test_an_earlier_start_uses_no_year_of_the_true_one(study: OpenStudy) -> None:
    """However large the effect, the pretended differences stay what they were."""
    plain, large = (
        by_id(placebo_date_parts(study, panel([2018] * 3 + [0] * 3, effect=effect))) for effect in (0.0, 9.0)
    )
    assert plain == large
    assert set(plain) == {f"over_time.placebo_date.{PAIR}.{years}" for years in (1, 2)}


def test_one_against_many_finds_the_gap_and_its_place(study: OpenStudy) -> None:
    parts = one_against_many_parts(study, panel([2018] + [0] * 9, effect=2.0))
    found = by_id(parts)
    assert found["over_time.gap_after.WK999901"].value == pytest.approx(2.0, abs=0.3)
    rank = found["over_time.gap_rank.WK999901"]
    assert (rank.value, rank.p, rank.p_floor) == (1, None, pytest.approx(0.1))
    weights = [quantity.value for id, quantity in found.items() if id.startswith("over_time.weight.")]
    assert sum(weights) == pytest.approx(1)
    assert [len(exhibit.rows) for exhibit in parts.exhibits] == [1 + 9, 5 + 9]


def test_the_place_has_a_p_from_twenty_neighbourhoods_on(study: OpenStudy) -> None:
    rank = by_id(one_against_many_parts(study, panel([2018] + [0] * 19, effect=2.0)))["over_time.gap_rank.WK999901"]
    assert (rank.p, rank.p_floor) == (pytest.approx(1 / 20), pytest.approx(1 / 20))


@pytest.mark.parametrize(
    ("starts", "notes"),
    [
        ([2018, 2018, 0, 0], [["drift_test"], ["honest"], [], ["no_mix"]]),
        ([2015, 2015, 0, 0, 0], [["no_years_before"], ["no_bounds"], ["no_placebo_dates"], ["no_mix"]]),
        ([2018] * 5 + [0] * 3, [["drift_test"], ["honest"], [], []]),
        ([2018, 0, 0, 0], [["drift_test"], ["honest"], [], ["why_mix_one"]]),
        ([0, 0, 0], [["no_years_before"], ["no_bounds"], ["no_placebo_dates"], []]),
    ],
)
def test_what_the_data_do_not_allow_is_said(study: OpenStudy, starts: list[int], notes: list[list[str]]) -> None:
    said = [[note.key.rpartition(".")[2] for note in part(study, panel(starts)).notes] for part in PARTS]
    assert said == notes


def test_a_gap_in_the_years_leaves_a_neighbourhood_out(study: OpenStudy) -> None:
    """Too few people in one year: that neighbourhood is in no path and in no mix."""
    given = panel([2018, 2018, 0, 0, 0, 0])
    holed = given.means.copy()
    holed[5, 2] = np.nan
    short = replace(given, means=holed)
    paths = line_up(short, "proeftuin")
    assert paths is not None
    assert len(paths.second) == 3
    assert not any("WK999906" in id for id in by_id(one_against_many_parts(study, short)))


def test_the_seed_of_the_study_settles_the_chance(study: OpenStudy) -> None:
    given = panel([2018] * 3 + [0] * 3)
    assert bounds_parts(study, given).quantities == bounds_parts(study, given).quantities


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("starts", [[2018] * 4 + [0] * 4, [2018, 0, 0, 0, 0], [2018, 2019, 0, 0, 0]])
@pytest.mark.parametrize(("effect", "drift"), [(0.6, 0.0), (0.0, 0.3), (0.12, -0.3)])
def test_everything_has_its_words(
    study: OpenStudy, language: str, starts: list[int], effect: float, drift: float
) -> None:
    parts = [part(study, panel(starts, effect=effect, drift=drift)) for part in PARTS]
    words = words_of(_answer(study, parts), study, language)
    assert all(words)
    assert not any("{" in sentence for sentence in words)


def test_few_people_are_hidden(study: OpenStudy) -> None:
    """A panel whose people are too few is released without any number of people."""
    parts = [part(study, panel([2018, 0, 0, 0], people=9)) for part in PARTS]
    shown = release(_answer(study, parts), study)
    assert all(quantity.value is None for quantity in shown.quantities.values() if quantity.basis == "people")


def _answer(study: OpenStudy, parts: list[Parts]) -> Estimates:
    quantities = {quantity.id: quantity for part in parts for quantity in part.quantities}
    exhibits = tuple(exhibit for part in parts for exhibit in part.exhibits)
    return Estimates(
        "over_time", study.card, quantities, exhibits, tuple(note for part in parts for note in part.notes)
    )


@pytest.mark.parametrize("outside", [2012, 2014, 2030])
def test_a_neighbourhood_that_began_outside_the_years_does_not_take_the_others_along(
    study: OpenStudy, outside: int
) -> None:
    """Without a year before or after its start it is in no path, and the bounds are those of the others."""
    given = panel([2018, 2018, 2018, 0, 0, 0])
    with_it = replace(given, starts=np.array([2018, 2018, outside, 0, 0, 0]))
    paths = line_up(with_it, "proeftuin")
    assert paths is not None
    assert paths.first.tolist() == line_up(given, "proeftuin").first[:2].tolist()  # type: ignore[union-attr]


def test_steps_of_unequal_length_have_no_bounds(study: OpenStudy) -> None:
    """A year that nobody measured makes one step twice as long as the others; every second year is even again."""
    given = panel([2018] * 3 + [0] * 3)
    for gone, key in (([2015], "no_bounds"), ([2015, 2017, 2019, 2021], "honest")):
        means = np.where(np.isin(YEARS, gone), np.nan, given.means)
        notes = bounds_parts(study, replace(given, means=means)).notes
        assert [note.key.rpartition(".")[2] for note in notes] == [key]
