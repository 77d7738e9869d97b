"""The ladder: counts that add up, shares on neighbourhoods, no mean level, and arms at equal starts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
import pytest
from scipy.stats import ttest_ind

from tests.analyses.factories import (
    ask,
    measured,
    opened,
    shuffled,
    synthetic,
    two_proeftuinen_three_controls,
    words_of,
)
from wijklab.analyses.arms.ladder_people import age_range
from wijklab.analyses.ladder import compare_ladder
from wijklab.analyses.ladder.reached import runs_of_levels
from wijklab.contract.answers import Estimates, Quantity
from wijklab.contract.tables import OpenStudy
from wijklab.disclosure import release

LEVELS = range(1, 7)


def climbing(up: list[int], residents: int = 20) -> OpenStudy:
    """Everyone starts on 2; in neighbourhood k, `up[k]` people stand on 3 afterwards, the rest stays."""
    study = ask({"proeftuin": 2, "traditional": len(up) - 2})
    tables = measured(study, [1.0] * len(up), residents)
    levels = tables["ladder"].copy()
    who = [(int(name[1 : name.index("-")]), int(name[-3:])) for name in levels["resident"]]
    later = levels["moment"] == "long_term"
    levels["level"] = ["3" if late and i < up[k] else "2" for (k, i), late in zip(who, later, strict=True)]
    return opened(study, tables | {"ladder": levels})


@cache
def climbed() -> Estimates:
    """55 percent rise in proeftuin, 25 in traditional."""
    return compare_ladder(climbing([10, 12, 4, 6]))


@cache
def made() -> Estimates:
    """Three arms of made residents."""
    return compare_ladder(synthetic(residents=60))


def value(answer: Estimates, id: str) -> float | None:
    return answer.quantities[id].value


def test_shares_are_means_of_neighbourhoods() -> None:
    answer = climbed()
    assert value(answer, "ladder.up.proeftuin") == pytest.approx(55)
    assert value(answer, "ladder.up_difference.proeftuin-traditional") == pytest.approx(30)
    assert answer.quantities["ladder.up_difference.proeftuin-traditional"].unit == "percentage_points"
    assert value(answer, "ladder.same.proeftuin") == pytest.approx(45)
    assert value(answer, "ladder.neighbourhood_up.WK999902") == pytest.approx(60)


def test_counts_add_up_to_their_lines() -> None:
    found = made().quantities
    for arm in ("proeftuin", "samenwerkwijze", "traditional"):
        cells = np.array([[found[f"ladder.transition.{arm}.{a}.{b}"].value for b in LEVELS] for a in LEVELS])
        before = [found[f"ladder.count.{arm}.baseline.{level}"].value for level in LEVELS]
        after = [found[f"ladder.count.{arm}.long_term.{level}"].value for level in LEVELS]
        assert cells.sum(axis=1).tolist() == before
        assert cells.sum(axis=0).tolist() == after
        assert cells.sum() == found[f"ladder.total.{arm}"].value
        assert sum(found[f"ladder.{way}.{arm}"].value for way in ("up", "same", "down")) == pytest.approx(100)


def test_a_transition_stands_in_its_row_its_column_and_its_direction() -> None:
    cell = made().quantities["ladder.transition.proeftuin.2.3"]
    assert cell.sums_in == (
        "ladder.line.proeftuin.baseline.2",
        "ladder.line.proeftuin.long_term.3",
        "ladder.line.proeftuin.up",
    )


def test_the_interval_of_a_share_stays_between_nought_and_a_hundred() -> None:
    found = compare_ladder(climbing([1, 19, 0, 20])).quantities
    assert (found["ladder.up.proeftuin"].low, found["ladder.up.proeftuin"].high) == (0, 100)


def test_the_odds_ratio_is_that_of_the_two_by_two_table() -> None:
    """One start level, two end levels: (22 / 18) / (10 / 30). Its interval stands on neighbourhoods, it has no p."""
    odds = climbed().quantities["ladder.odds_ratio.proeftuin-traditional"]
    assert odds.value == pytest.approx((22 / 18) / (10 / 30))
    assert odds.low is not None
    assert odds.low < odds.value < (odds.high or 0)
    assert (odds.p, odds.strength) == (None, "descriptive")
    assert odds.method == "proportional_odds_given_start_leave_one_neighbourhood_out_t1.9"


def test_each_neighbourhood_counts_once_in_the_odds_ratio() -> None:
    """Twice as many people in one neighbourhood, of whom the same share rises: the odds of the mean of shares."""
    study = ask({"proeftuin": 2, "traditional": 2})
    tables = measured(study, [1.0] * 4, 40)
    levels = tables["ladder"]
    who = [(int(name[1 : name.index("-")]), int(name[-3:])) for name in levels["resident"]]
    keep = [k == 0 or i < 20 for k, i in who]
    rises = {0: 20, 1: 12, 2: 4, 3: 6}
    levels["level"] = [
        "3" if later == "long_term" and i < rises[k] else "2"
        for (k, i), later in zip(who, levels["moment"], strict=True)
    ]
    odds = compare_ladder(opened(study, tables | {"ladder": levels[keep]})).quantities
    assert odds["ladder.odds_ratio.proeftuin-traditional"].value == pytest.approx((0.55 / 0.45) / (0.25 / 0.75))


@pytest.mark.parametrize("up", [[20, 20, 4, 6], [20, 20, 0, 0], [0, 0, 4, 6]])
def test_an_odds_ratio_without_an_end_is_hidden(up: list[int]) -> None:
    """Everybody, or nobody, of an arm rises: no number, none made up, and nothing that says which of the two it is."""
    answer = compare_ladder(climbing(up))
    odds = answer.quantities["ladder.odds_ratio.proeftuin-traditional"]
    assert (odds.value, odds.low, odds.missing) == (None, None, "suppressed_secondary")


def test_where_every_arm_starts_alike_expected_levels_are_the_measured_ones() -> None:
    """One start level: nothing to make equal, so the share on 3 or higher is the mean of the neighbourhoods' shares,
    and the interval of the difference that of Welch on these shares."""
    found = compare_ladder(climbing([20, 24, 8, 12], residents=40)).quantities
    assert value_of(found, "ladder.at_least.proeftuin.3") == pytest.approx(55)
    difference = found["ladder.at_least_difference.proeftuin-traditional.3"]
    welch = ttest_ind([50, 60], [20, 30], equal_var=False).confidence_interval()
    assert (difference.value, difference.low, difference.high) == pytest.approx((30, welch.low, welch.high), rel=1e-6)


def test_the_rank_effect_is_that_of_the_counts() -> None:
    """Two end levels: P(above) = .55 x .75, P(below) = .45 x .25; a tie counts half."""
    found = climbed().quantities
    assert value_of(found, "ladder.rank_lead.proeftuin-traditional") == pytest.approx(100 * (0.55 * 0.75 - 0.45 * 0.25))
    assert value_of(found, "ladder.rank.proeftuin-traditional") == pytest.approx(50 + 15)
    lead = found["ladder.rank_lead.proeftuin-traditional"]
    assert (lead.p, lead.p_floor) == (None, pytest.approx(1 / 3))


def test_the_rank_effect_has_a_p_where_the_rule_allows_one() -> None:
    """Eight neighbourhoods, four and four, and nobody of traditional above the rest: 2 / 70."""
    study = ask({"proeftuin": 4, "traditional": 4})
    tables = measured(study, [1.0] * 8, 20)
    levels = tables["ladder"]
    who = [(int(name[1 : name.index("-")]), int(name[-3:])) for name in levels["resident"]]
    rises = [12, 13, 14, 15, 3, 4, 5, 6]
    levels["level"] = [
        "3" if later == "long_term" and i < rises[k] else "2"
        for (k, i), later in zip(who, levels["moment"], strict=True)
    ]
    found = compare_ladder(opened(study, tables | {"ladder": levels})).quantities
    assert found["ladder.rank_lead.proeftuin-traditional"].p == pytest.approx(2 / 70)


def test_net_is_up_less_down() -> None:
    found = made().quantities
    for arm in ("proeftuin", "samenwerkwijze", "traditional"):
        up, down = (value_of(found, f"ladder.{way}.{arm}") for way in ("up", "down"))
        assert value_of(found, f"ladder.net.{arm}") == pytest.approx(up - down)


def test_what_the_tests_of_people_find_gets_no_p_and_hides_with_who_moved() -> None:
    answer = climbed()
    statistic = answer.quantities["ladder.statistic.bowker.proeftuin"]
    assert (statistic.value, statistic.p) == (pytest.approx(22), None)
    assert statistic.rests_on == ("ladder.up.proeftuin", "ladder.down.proeftuin")
    study = climbing([10, 12, 4, 6])
    assert release(answer, study).quantities["ladder.statistic.bowker.proeftuin"].value is None


def test_when_proportional_odds_fail_the_page_says_so_in_one_sentence() -> None:
    """Arms that differ at one level only: the ratio is not one number, so there is none."""
    answer = compare_ladder(differing())
    keys = {finding.key for exhibit in answer.exhibits for finding in exhibit.findings}
    assert "ladder.finding.form_arm" in keys
    assert "ladder.finding.no_odds" in {note.key for note in answer.notes}
    assert not [id for id in answer.quantities if id.startswith("ladder.odds_ratio")]
    assert answer.quantities["ladder.expected.proeftuin.2"].method == "expected_at_same_start_partial_odds_by_arm"


def differing() -> OpenStudy:
    """Everyone starts on 2. In both arms half end on 2; of the rest, all end on 3 in one arm and on 6 in the other."""
    study = ask({"proeftuin": 2, "traditional": 2})
    tables = measured(study, [1.0] * 4, 60)
    levels = tables["ladder"]
    who = [(int(name[1 : name.index("-")]), int(name[-3:])) for name in levels["resident"]]
    ends = {True: ["2", "2", "3", "3", "3", "6"], False: ["2", "2", "6", "6", "6", "3"]}
    levels["level"] = [
        ends[k < 2][i % 6] if later == "long_term" else "2" for (k, i), later in zip(who, levels["moment"], strict=True)
    ]
    return opened(study, tables | {"ladder": levels})


def value_of(found: Mapping[str, Quantity], id: str) -> float:
    number = found[id].value
    assert number is not None
    return number


@pytest.mark.parametrize(
    ("people", "runs"),
    [
        ([50, 50, 50, 50, 50, 50], [(6,), (5,), (4,), (3,), (2,), (1,)]),
        ([50, 50, 50, 50, 8, 3], [(5, 6), (4,), (3,), (2,), (1,)]),
        ([50, 50, 50, 50, 3, 3], [(4, 5, 6), (3,), (2,), (1,)]),
        ([4, 50, 50, 50, 50, 50], [(6,), (5,), (4,), (3,), (1, 2)]),
        ([50, 4, 50, 50, 50, 50], [(6,), (5,), (4,), (3,), (1, 2)]),
        ([1, 1, 1, 1, 1, 1], [(1, 2, 3, 4, 5, 6)]),
    ],
)
def test_levels_are_taken_together_until_they_stand_for_enough_people(
    people: list[int], runs: list[tuple[int, ...]]
) -> None:
    assert runs_of_levels(np.array(people, float), 10) == runs


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_expected_share_can_be_reckoned_from_those_that_are_shown(seed: int) -> None:
    """Between two shown shares on a level or higher lie enough people, and so it is with what is left."""
    study = synthetic(seed=seed, residents=60)
    answer = compare_ladder(study)
    shown, raw = release(answer, study).quantities, answer.quantities
    for arm in ("proeftuin", "samenwerkwijze", "traditional"):
        people = raw[f"ladder.total.{arm}"].value or 0
        ends = [100.0, *(raw[id].value or 0 for id in at_least(arm) if shown[id].value is not None), 0.0]
        assert (-np.diff(ends) * people / 100 >= 10 - 1e-9).all()
        hidden = [level for level in LEVELS if shown[f"ladder.expected.{arm}.{level}"].value is None]
        assert len(hidden) != 1


def at_least(arm: str) -> list[str]:
    return [f"ladder.at_least.{arm}.{level}" for level in range(2, 7)]


@pytest.mark.parametrize(
    ("band", "ages"),
    [
        ("45-66", (45, 66)),
        ("67+", (67, 150)),
        ("75 jaar en ouder", (75, 150)),
        ("jonger dan 27", (0, 26)),
        ("<18", (0, 17)),
        ("34", (34, 34)),
        ("onbekend", None),
        ("1-2-3", None),
    ],
)
def test_an_age_band_as_people_write_it(band: str, ages: tuple[int, int] | None) -> None:
    assert age_range(band) == ages


def aged(rule: str, *, bands: Sequence[str | None] = ("27-44", "67+"), residents: int = 40) -> OpenStudy:
    """Everyone goes from 2 to 3; the bands go round among the residents of each neighbourhood."""
    study = ask({"proeftuin": 2, "traditional": 2}, outcomes={"ladder": {"pensioners": rule}})
    tables = measured(study, [1.0] * 4, residents)
    levels, people = tables["ladder"], tables["residents"]
    levels["level"] = ["3" if moment == "long_term" else "2" for moment in levels["moment"]]
    people["age_band"] = [bands[int(name[-3:]) % len(bands)] for name in people["resident"]]
    return opened(study, tables)


@pytest.mark.parametrize(("rule", "counted"), [("include", 80), ("leave_out", 40), ("apart", 40)])
def test_pensioners_count_as_the_study_declares(rule: str, counted: int) -> None:
    answer = compare_ladder(aged(rule))
    assert value(answer, "ladder.total.proeftuin") == counted
    assert value(answer, "ladder.pensioners") == 80
    assert f"ladder.finding.pensioners_{rule}" in {note.key for note in answer.notes}


def test_pensioners_apart_have_levels_of_their_own() -> None:
    answer = compare_ladder(aged("apart"))
    assert value(answer, "ladder.pensioner_count.long_term.3") == 80
    assert [exhibit.id for exhibit in answer.exhibits][-1] == "ladder-pensioners"
    assert "ladder-pensioners" not in {exhibit.id for exhibit in compare_ladder(aged("leave_out")).exhibits}


@pytest.mark.parametrize("unknown", ["65+", None, "geheim"])
def test_an_age_that_does_not_tell_counts_and_is_told(unknown: str | None) -> None:
    answer = compare_ladder(aged("leave_out", bands=("27-44", unknown)))
    assert value(answer, "ladder.total.proeftuin") == 80
    assert value(answer, "ladder.age_unknown") == 80
    assert "ladder.finding.age_unknown" in {note.key for note in answer.notes}


def test_without_ages_nobody_is_left_out_and_the_page_says_so() -> None:
    answer = climbed()
    assert value(answer, "ladder.total.proeftuin") == 40
    assert "ladder.finding.no_ages" in {note.key for note in answer.notes}


def test_nobody_moves_and_no_certainty_is_claimed() -> None:
    found = compare_ladder(two_proeftuinen_three_controls()).quantities
    assert found["ladder.up.proeftuin"].value == 0
    assert found["ladder.up_difference.proeftuin-traditional"].low is None


def test_no_mean_level_anywhere() -> None:
    answer = made()
    assert not [q for q in answer.quantities.values() if q.unit == "level"]


def test_the_order_of_rows_changes_no_bit() -> None:
    study = ask({"proeftuin": 2, "traditional": 3})
    tables = measured(study, [1, 2, 3, 2, 1])
    first = compare_ladder(opened(study, tables))
    assert compare_ladder(opened(study, shuffled(tables, 8))).quantities == first.quantities


def test_small_cells_are_hidden_at_the_gate_and_no_line_has_one_hidden_alone() -> None:
    study = synthetic(residents=60)
    shown = release(compare_ladder(study), study).quantities
    lines: dict[str, list[bool]] = {}
    for quantity in shown.values():
        for line in quantity.sums_in:
            lines.setdefault(line, []).append(quantity.value is None)
    assert all(sum(hidden) != 1 for hidden in lines.values() if len(hidden) > 1)
    assert any(any(hidden) for hidden in lines.values())


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("arms", [{"proeftuin": 3, "samenwerkwijze": 3, "traditional": 3}, {"proeftuin": 1}])
def test_every_sentence_has_its_words(language: str, arms: dict[str, int]) -> None:
    study = synthetic(residents=40, arms=arms)
    assert "{" not in " ".join(words_of(compare_ladder(study), study, language))


def test_without_data_it_says_so() -> None:
    study = ask({"proeftuin": 2, "traditional": 2}, outcomes={"wellbeing": {}})
    answer = compare_ladder(opened(study, measured(study, [1, 2, 3, 4])))
    assert [note.key for note in answer.notes] == ["ladder.finding.no_data"]
    assert not answer.quantities
