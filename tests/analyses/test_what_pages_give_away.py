"""What somebody may work out who lays all pages of a study side by side: each test is an attack that once worked."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest

from tests.analyses.factories import OUTCOMES, ask, measured, opened, table
from wijklab.analyses.costs import compare_costs
from wijklab.analyses.costs.parts import purse_of
from wijklab.analyses.ladder import compare_ladder
from wijklab.analyses.missing import examine_missing
from wijklab.analyses.over_time import compare_over_time
from wijklab.analyses.reporting import account_for_study
from wijklab.analyses.wellbeing import compare_wellbeing
from wijklab.contract.answers import Quantity
from wijklab.contract.tables import OpenStudy
from wijklab.disclosure import release

ARMS = {"proeftuin": 2, "traditional": 2}
Tables = dict[str, pd.DataFrame]
Shown = Mapping[str, Quantity]


def shown(answer: object, study: OpenStudy) -> Shown:
    return release(answer, study).quantities  # type: ignore[arg-type]


def levels(moves: list[list[int]]) -> OpenStudy:
    """In neighbourhood k the first moves[k][0] of the residents rise one level and the next moves[k][1] fall one."""
    study = ask(ARMS)
    tables = measured(study, [1, 1, 1, 1], residents=60)
    ladder = tables["ladder"].copy()
    k, i = (ladder["resident"].str[part].astype(int) for part in (slice(1, 2), slice(3, None)))
    up, down = (np.array(moves)[k, way] for way in (0, 1))
    later = ladder["moment"] == "long_term"
    step = np.where(i < up, 1, np.where(i < up + down, -1, 0))
    ladder["level"] = (3 + np.where(later, step, 0)).astype(str)
    return opened(study, tables | {"ladder": ladder})


def test_net_does_not_tell_who_rose_and_fell_where_both_are_hidden() -> None:
    """Up + down is all less those who stayed; up - down is the net share: two sums, two hidden numbers."""
    study = levels([[5, 4], [2, 2], [20, 12], [18, 14]])
    found = shown(compare_ladder(study), study)
    assert found["ladder.same.proeftuin"].value is not None
    assert [found[f"ladder.{way}.proeftuin"].value for way in ("up", "down", "net")] == [None, None, None]
    assert found["ladder.net.traditional"].value is not None


def test_what_is_made_of_who_moved_goes_with_who_moved() -> None:
    """An odds ratio of two arms in which a handful moved fits few tables."""
    study = levels([[5, 4], [2, 2], [20, 12], [18, 14]])
    found = shown(compare_ladder(study), study)
    pair = "proeftuin-traditional"
    numbers = [f"ladder.{name}.{pair}" for name in ("rank_lead", "rank", "odds_ratio")]
    numbers += ["ladder.statistic.odds_test.arm", "ladder.df.odds_test.arm", "ladder.p_people.odds_test.arm"]
    assert {id: found[id].value for id in numbers if id in found} == {id: None for id in numbers if id in found}


def test_degrees_of_freedom_do_not_tell_between_which_levels_nobody_moved() -> None:
    found = compare_ladder(levels([[20, 12], [20, 12], [20, 12], [18, 14]])).quantities
    assert [found[f"ladder.df.{name}.proeftuin"].value for name in ("bowker", "stuart_maxwell")] == [15, 5]
    assert "df" not in found["ladder.statistic.bowker.proeftuin"].method


def test_degrees_of_freedom_do_not_tell_on_which_level_nobody_stands() -> None:
    """Nobody starts on level 6, and everybody on 3: the degrees of freedom count the levels that are used."""
    found = compare_ladder(levels([[20, 12], [20, 12], [20, 12], [18, 14]])).quantities
    tests = [name for name in ("arm", "start") if f"ladder.df.odds_test.{name}" in found]
    assert tests
    for name in tests:
        assert found[f"ladder.statistic.odds_test.{name}"].value is None
        assert found[f"ladder.df.odds_test.{name}"].rests_on == (f"ladder.statistic.odds_test.{name}",)
        assert found[f"ladder.p_people.odds_test.{name}"].value is not None


def test_a_share_of_few_people_in_a_small_neighbourhood_is_hidden() -> None:
    """4 of 12 and 0 of 60 are 17 % of 72 people, or 12 people, where every neighbourhood counts once."""
    study = ask(ARMS)
    tables = measured(study, [1, 1, 1, 1], residents=60)
    small = tables["residents"]["resident"].str.startswith("r0") & (tables["residents"]["resident"].str[3:] >= "012")
    gone = set(tables["residents"].loc[small, "resident"])
    kept: Tables = {
        name: frame[~frame["resident"].isin(gone)] if "resident" in frame else frame for name, frame in tables.items()
    }
    ladder = kept["ladder"].assign(level="3")
    rose = ladder["resident"].isin([f"r0-{i:03d}" for i in range(4)]) & (ladder["moment"] == "long_term")
    ladder.loc[rose, "level"] = "4"
    opened_study = opened(study, kept | {"ladder": ladder})
    answer = compare_ladder(opened_study)
    assert answer.quantities["ladder.up.proeftuin"].value == pytest.approx(100 * 4 / 12 / 2)
    assert shown(answer, opened_study)["ladder.up.proeftuin"].value is None


def test_a_mean_at_another_moment_is_hidden_where_a_neighbourhood_has_few() -> None:
    """One resident of the first neighbourhood was measured in between, and would count as much as all of the second:
    the page over the years gives the second alone."""
    study = ask(ARMS)
    tables = measured(study, [3, 3.2, 1, 1.2], residents=30)
    scores = tables["wellbeing"]
    middle = scores[scores["moment"] == "long_term"].assign(moment="short_term", date="2020-06-01")
    middle = middle[~middle["resident"].str.startswith("r0") | (middle["resident"] == "r0-000")]
    opened_study = opened(study, tables | {"wellbeing": pd.concat([scores, middle])})
    levels = shown(compare_wellbeing(opened_study), opened_study)
    assert levels["wellbeing.level.proeftuin.short_term"].missing == "suppressed_small"
    assert levels["wellbeing.level.traditional.short_term"].value is not None
    assert shown(compare_over_time(opened_study), opened_study)["over_time.level.proeftuin.2020"].value is not None


def pensioners(each: int) -> OpenStudy:
    """So many pensioners in every neighbourhood, who all rise while one in three of the others does."""
    study = ask(ARMS, outcomes=OUTCOMES | {"ladder": {"pensioners": "leave_out"}})
    tables = measured(study, [1, 1, 1, 1], residents=60)
    old = tables["residents"]["resident"].str[3:].astype(int) < each
    residents = tables["residents"].assign(age_band=np.where(old, "67+", "27-44"))
    i = tables["ladder"]["resident"].str[3:].astype(int)
    up = ((i < each) | (i % 3 == 0)) & (tables["ladder"]["moment"] == "long_term")
    ladder = tables["ladder"].assign(level=np.where(up, "4", "3"))
    return opened(study, tables | {"residents": residents, "ladder": ladder})


def test_no_page_counts_the_few_pensioners_whom_the_ladder_leaves_out() -> None:
    study = pensioners(4)
    ladder, missing = compare_ladder(study).quantities, examine_missing(study).quantities
    for arm in ARMS:
        assert missing[f"missing.ladder_gain.{arm}"].value == ladder[f"ladder.up.{arm}"].value
        assert missing[f"missing.ladder_gain.{arm}"].n == ladder[f"ladder.up.{arm}"].n == 112
        assert account_for_study(study).quantities[f"reporting.ladder.twice.{arm}"].value == 112


def leaving(gone: int) -> OpenStudy:
    """So many of the first neighbourhood of either arm were not measured again."""
    study = ask(ARMS)
    tables = measured(study, [3, 3.2, 1, 1.2], residents=40)
    scores = tables["wellbeing"]
    left = scores["resident"].isin([f"r{k}-{i:03d}" for k in (0, 2) for i in range(gone)])
    return opened(study, tables | {"wellbeing": scores[~(left & (scores["moment"] == "long_term"))]})


@pytest.mark.parametrize("gone", [0, 4])
def test_a_hidden_number_of_leavers_takes_the_start_with_it(gone: int) -> None:
    """How many were measured twice is the n of the page on wellbeing: the start less that is who left."""
    study = leaving(gone)
    found = shown(account_for_study(study), study)
    assert [found[f"reporting.wellbeing.{group}.proeftuin"].value for group in ("start", "lost")] == [None, None]
    assert found["reporting.wellbeing.twice.proeftuin"].value == 5 * round((80 - gone) / 5)


def test_with_enough_leavers_all_three_are_shown() -> None:
    study = leaving(12)
    found = shown(account_for_study(study), study)
    groups = [found[f"reporting.wellbeing.{group}.proeftuin"].value for group in ("start", "twice", "lost")]
    assert groups == [80, 70, 10]


def test_nothing_on_leavers_tells_nobody_from_few() -> None:
    """Every number on leavers is hidden for the same reason where nobody left and where four did."""
    reasons = []
    for gone in (0, 4):
        study = leaving(gone)
        found = shown(examine_missing(study), study)
        reasons.append({id: number.missing for id, number in found.items() if "wellbeing" in id and "gain" not in id})
    assert reasons[0] == reasons[1]


def test_shifts_do_not_tell_the_exact_number_of_leavers() -> None:
    """The answer moves with a shift by the share who left: 12 of 80. The six steps of a point are shown to a tenth, so
    that 11 or 14 leavers would give the same numbers."""
    study = leaving(12)
    found = shown(examine_missing(study), study)
    shift = [found[f"missing.wellbeing_shift_{word}.proeftuin-traditional"] for word in ("lower3", "higher3")]
    assert [number.n for number in shift] == [10, 10]
    slope = (shift[1].value - shift[0].value) / 6  # type: ignore[operator]
    assert slope == pytest.approx(12 / 80, abs=0.1 / 6)


def test_bearers_who_share_a_category_stand_in_one_line() -> None:
    """Police is hidden beside youth care, which the municipality and the state both pay: what both bearers pay less
    their other categories is youth care."""
    paid = [("debt_support", "municipality", 60), ("youth_care", "municipality", 5), ("youth_care", "state", 4)]
    paid += [("police", "state", 50), ("gp", "health_insurer", 60), ("rent_arrears", "housing_corporation", 6)]
    study = ask({"proeftuin": 1, "traditional": 1})
    tables = measured(study, [1, 1], residents=60)
    rows = [
        (f"r{k}-{i:03d}", year, category, bearer, str(100 + i), "2023")
        for k in range(2)
        for year in ("2017", "2023")
        for category, bearer, people in paid
        for i in range(people)
    ]
    costs = table("resident year category bearer amount_eur price_year", rows)
    opened_study = opened(study, tables | {"costs": costs})
    found = shown(compare_costs(opened_study), opened_study)
    purse = [id for id, number in found.items() if "costs.purse.municipality.proeftuin.baseline" in number.sums_in]
    assert sorted(id.rsplit(".", 2)[1] for id in purse) == [
        "debt_support",
        "municipality",
        "police",
        "state",
        "youth_care",
    ]
    assert sum(found[id].value is None for id in purse) >= 2


def test_a_purse_holds_all_who_pay_with_each_other() -> None:
    shared = [("a", "b"), ("b", "c"), ("d",)]
    assert purse_of("a", shared) == purse_of("c", shared) == ("a", "b", "c")
    assert purse_of("d", shared) == ("d",)
