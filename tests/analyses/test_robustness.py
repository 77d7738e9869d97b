"""Robustness: right numbers in every way, the same people protected in every run, and a fair word on what holds."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.analyses.factories import OUTCOMES, ask, measured, opened, shuffled, synthetic, table, words_of
from wijklab.analyses.robustness import examine_robustness
from wijklab.analyses.wellbeing import compare_wellbeing
from wijklab.contract.answers import Estimates
from wijklab.contract.tables import OpenStudy
from wijklab.disclosure import release
from wijklab.stats.few.families import holm, simultaneous_reach

PAIR = "proeftuin-traditional"
CHANGES = [3, 3.1, 3.3, 3.4, 1, 1.1, 1.2, 1.5]
CORONA = {"name": "corona", "period": {"from": "2020-03-15", "to": "2021-12-31"}}


@pytest.fixture(scope="module")
def made() -> OpenStudy:
    return synthetic(residents=40)


@pytest.fixture(scope="module")
def eight() -> OpenStudy:
    """Four neighbourhoods against four, everyone measured twice."""
    study = ask({"proeftuin": 4, "traditional": 4}, shocks=[CORONA])
    return opened(study, measured(study, CHANGES))


def ways(answer: Estimates, pair: str = PAIR) -> dict[str, object]:
    stem = f"robustness.way.{pair}."
    return {id.removeprefix(stem): own for id, own in answer.quantities.items() if id.startswith(stem)}


def keys(answer: Estimates) -> list[str]:
    found = [*answer.notes, *(finding for exhibit in answer.exhibits for finding in exhibit.findings)]
    return [finding.key.rpartition(".")[2] for finding in found]


def test_the_first_way_is_what_the_page_on_wellbeing_says(made: OpenStudy) -> None:
    page, here = compare_wellbeing(made).quantities, examine_robustness(made).quantities
    for pair in ("proeftuin-traditional", "samenwerkwijze-traditional", "proeftuin-samenwerkwijze"):
        for own, name in (("difference", "means"), ("adjusted_difference", "same_start")):
            published, again = page[f"wellbeing.{own}.{pair}"], here[f"robustness.way.{pair}.{name}"]
            assert (again.value, again.low, again.high) == (published.value, published.low, published.high)


def test_ways_with_neighbourhoods_of_one_size(eight: OpenStudy) -> None:
    """Equal sizes: weighting people or fitting the mixed model changes nothing; Welch has the same error, fewer df.

    1e-4: nobody differs within a neighbourhood, so the search of the mixed model ends where its criterion is flat.
    """
    found = ways(examine_robustness(eight))
    assert list(found) == ["means", "welch", "people", "randomisation", "same_start", "mixed", "everyone"]
    for way in ("people", "mixed", "welch", "randomisation"):
        assert found[way].value == pytest.approx(2.0, abs=1e-4)  # type: ignore[attr-defined]
    means, mixed = found["means"], found["mixed"]
    assert (mixed.low, mixed.high) == (pytest.approx(means.low, rel=1e-4), pytest.approx(means.high, rel=1e-4))  # type: ignore[attr-defined]
    assert (means.p, means.p_floor) == (pytest.approx(2 / 70), pytest.approx(2 / 70))  # type: ignore[attr-defined]
    assert found["people"].p >= found["people"].p_floor == pytest.approx(2 / 256)  # type: ignore[attr-defined]


def test_no_p_where_the_design_gives_none(made: OpenStudy) -> None:
    answer = examine_robustness(made)
    assert {quantity.p for quantity in answer.quantities.values()} == {None}
    assert "no_p" in keys(answer)


def test_leaving_one_out_is_what_it_is_and_rests_on_the_neighbourhoods(eight: OpenStudy) -> None:
    """Without the first (3.0): mean of 3.1, 3.3, 3.4 minus 1.2."""
    answer = examine_robustness(eight)
    found = answer.quantities[f"robustness.without.{PAIR}.WK999901"]
    assert found.value == pytest.approx(9.8 / 3 - 1.2)
    assert set(found.rests_on) == {f"robustness.neighbourhood.WK9999{k:02d}" for k in range(1, 9)}
    assert set(found.rests_on) <= set(answer.quantities)
    ends = [answer.quantities[f"robustness.without_{end}.{PAIR}"].value for end in ("lowest", "highest")]
    all_of_them = [q.value for id, q in answer.quantities.items() if id.startswith(f"robustness.without.{PAIR}.")]
    assert ends == [min(all_of_them), max(all_of_them)]  # type: ignore[type-var]
    assert "without" in keys(answer)


def test_one_neighbourhood_that_turns_it_round_is_said() -> None:
    study = ask({"proeftuin": 2, "traditional": 2})
    answer = examine_robustness(opened(study, measured(study, [5, 1, 2, 2.2])))
    assert "without_turns" in keys(answer)


def everyone_study(gone: int) -> OpenStudy:
    """In the first neighbourhood of each arm so many were not measured again; they had scored 1 lower."""
    study = ask({"proeftuin": 3, "traditional": 3})
    tables = measured(study, [3, 3.1, 3.3, 1, 1.1, 1.2], residents=30)
    scores = tables["wellbeing"].copy()
    left = scores["resident"].isin([f"r{k}-{i:03d}" for k in (0, 3) for i in range(gone)])
    scores.loc[left, "score"] = "2"
    return opened(study, tables | {"wellbeing": scores[~(left & (scores["moment"] == "long_term"))]})


@pytest.mark.parametrize("gone", [1, 9])
def test_a_run_over_nearly_the_same_people_is_hidden(gone: int) -> None:
    answer = examine_robustness(everyone_study(gone))
    found = answer.quantities[f"robustness.way.{PAIR}.everyone"]
    assert (found.value, found.missing) == (None, "suppressed_secondary")
    assert "too_alike" in keys(answer)


def test_everyone_is_the_difference_of_neighbourhood_means_at_each_moment() -> None:
    """Of 30 people at 3, 4, 5 the first 12 score 2 and leave: at first (24 + 72) / 30 = 3.2, later 4 + 3 = 7; 0.8 more
    than the rise of 3 of who stayed, and so in the other arm."""
    answer = examine_robustness(everyone_study(12))
    found = answer.quantities[f"robustness.way.{PAIR}.everyone"]
    assert found.value == pytest.approx((3.8 + 3.1 + 3.3) / 3 - (1.8 + 1.1 + 1.2) / 3)


def test_that_nobody_left_is_hidden_like_that_few_did(eight: OpenStudy) -> None:
    """A run over everyone that equals the published one, or a sentence that says so, would tell that nobody left."""
    answer = examine_robustness(eight)
    found = ways(answer)["everyone"]
    assert (found.value, found.missing) == (None, "suppressed_secondary")  # type: ignore[attr-defined]
    assert {"too_alike", "no_shock"} <= set(keys(answer))


def test_a_run_without_shocks_is_held_against_the_run_that_it_resembles() -> None:
    """Nobody's last measurement lies outside the shock, so the other moment is taken: that, too, is a run that is
    shown, and three people of a neighbourhood were measured then in the shock."""
    shock = {"name": "corona", "period": {"from": "2020-12-01", "to": "2023-12-31"}}
    study = ask({"proeftuin": 2, "traditional": 2}, shocks=[shock])
    tables = measured(study, [3, 3.2, 1, 1.2], residents=30)
    scores = tables["wellbeing"]
    middle = scores[scores["moment"] == "long_term"].assign(moment="short_term", date="2020-06-01")
    shaken = middle["resident"].isin(["r0-001", "r0-002", "r0-003"])
    middle.loc[shaken, "date"] = "2020-12-05"
    found = ways(examine_robustness(opened(study, tables | {"wellbeing": pd.concat([scores, middle])})))
    assert found["other_moment"].value is not None  # type: ignore[attr-defined]
    assert found["no_shock"].value is None  # type: ignore[attr-defined]


@pytest.mark.parametrize(("shaken", "shown"), [(3, False), (12, True)])
def test_measurements_in_a_shock_are_left_out(shaken: int, shown: bool) -> None:
    """The last measurement of some people in every neighbourhood fell in corona, and was 1 lower."""
    moments = {
        "baseline": {"from": "2017-01-01", "to": "2017-12-31"},
        "long_term": {"from": "2021-01-01", "to": "2023-12-31"},
    }
    study = ask({"proeftuin": 2, "traditional": 2}, shocks=[CORONA], moments=moments)
    tables = measured(study, [3, 3.2, 1, 1.2], residents=30)
    scores = tables["wellbeing"].copy()
    ill = scores["resident"].str[3:].astype(int).lt(shaken) & (scores["moment"] == "long_term")
    scores.loc[ill, "date"] = "2021-06-01"
    scores.loc[ill & scores["resident"].str.startswith("r0"), "score"] = "1"
    answer = examine_robustness(opened(study, tables | {"wellbeing": scores}))
    found = answer.quantities[f"robustness.way.{PAIR}.no_shock"]
    assert found.value == (pytest.approx(2.0) if shown else None)
    assert answer.quantities[f"robustness.way.{PAIR}.means"].value != pytest.approx(2.0)


def test_a_follow_up_wholly_in_a_shock_gives_way_to_the_other() -> None:
    study = ask(
        {"proeftuin": 2, "traditional": 2},
        shocks=[{"name": "storm", "period": {"from": "2023-01-01", "to": "2023-12-31"}}],
    )
    tables = measured(study, [3, 3.2, 1, 1.2])
    early = tables["wellbeing"].query("moment == 'long_term'").assign(moment="short_term", date="2020-06-01")
    answer = examine_robustness(opened(study, tables | {"wellbeing": pd.concat([tables["wellbeing"], early])}))
    found = ways(answer)
    assert found["no_shock"].value == found["other_moment"].value == pytest.approx(2.0)  # type: ignore[attr-defined]


def test_on_the_boundary_the_mixed_model_gives_no_interval_and_that_is_said() -> None:
    study = ask({"proeftuin": 2, "traditional": 2})
    tables = measured(study, [2, 2, 1, 1], residents=30)
    scores, chance = tables["wellbeing"].copy(), np.random.default_rng(5)
    later = (scores["moment"] == "long_term").to_numpy()
    scores.loc[later, "score"] = [f"{value:.2f}" for value in chance.uniform(3, 9, later.sum())]
    answer = examine_robustness(opened(study, tables | {"wellbeing": scores}))
    mixed = ways(answer)["mixed"]
    assert (mixed.low, mixed.strength) == (None, "descriptive")  # type: ignore[attr-defined]
    assert "on_boundary" in keys(answer)


def test_all_comparisons_hold_together(eight: OpenStudy) -> None:
    """Bonferroni t: the published reach times the ratio of the two t quantiles; Holm over all p that are given."""
    answer, page = examine_robustness(eight), compare_wellbeing(eight)
    single = page.quantities[f"wellbeing.difference.{PAIR}"]
    found = answer.quantities[f"robustness.together.wellbeing.{PAIR}"]
    told = [q for id, q in answer.quantities.items() if id.startswith("robustness.together.")]
    m = sum(q.low is not None for q in told)
    widened = simultaneous_reach(6, m) / simultaneous_reach(6, 1)
    assert (found.high - found.low) / (single.high - single.low) == pytest.approx(widened)  # type: ignore[operator]
    p = np.array([q.p for q in told], dtype=float)
    assert [q.p_family for q in told] == pytest.approx(holm(p).tolist())
    assert len(told) == 3


def test_a_cost_of_one_large_spender_is_hidden_here_too() -> None:
    study = ask({"proeftuin": 2, "traditional": 2})
    tables = measured(study, [3, 3.2, 1, 1.2])
    costs = tables["costs"].copy()
    costs.loc[(costs["resident"] == "r0-000") & (costs["year"] == "2023"), "amount_eur"] = "900000"
    delivered = opened(study, tables | {"costs": costs})
    shown = release(examine_robustness(delivered), delivered)
    assert shown.quantities[f"robustness.together.costs.{PAIR}"].value is None


def test_the_start_before_the_way_of_working_is_compared_and_never_called_an_effect() -> None:
    study = ask(
        {"proeftuin": 2, "traditional": 2},
        design={"assumptions": ["parallel_trends", "no_anticipation", "no_spillover", "same_people"]},
    )
    answer = examine_robustness(opened(study, measured(study, [3, 3.2, 1, 1.2])))
    found = answer.quantities[f"robustness.start_difference.{PAIR}"]
    assert found.value == pytest.approx(0)
    assert found.strength != "causal"
    assert "no_placebo" in keys(answer)


def test_a_declared_placebo_outcome_is_compared() -> None:
    study = ask(
        {"proeftuin": 2, "traditional": 2},
        outcomes=OUTCOMES | {"wellbeing": {"instrument": "rapportcijfer", "placebo_instrument": "who5"}},
    )
    tables = measured(study, [3, 3.2, 1, 1.2])
    rows = tables["wellbeing"].to_dict("records")
    extra = [(row["resident"], row["date"], row["moment"], "who5", str(50 + int(row["resident"][1]))) for row in rows]
    other = table("resident date moment instrument score", extra)
    both = pd.concat([tables["wellbeing"], other])
    answer = examine_robustness(opened(study, tables | {"wellbeing": both}))
    assert answer.quantities[f"robustness.placebo_difference.{PAIR}"].value == pytest.approx(0)
    assert "no_placebo" not in keys(answer)


def test_a_way_that_says_another_thing_is_named() -> None:
    """Starts differ and pull the change along: at the same start nothing clear is left."""
    study = ask({"proeftuin": 3, "traditional": 3})
    tables = measured(study, [0] * 6, residents=30)
    scores = tables["wellbeing"].copy()
    area = scores["resident"].str[1].astype(int)
    start = 3 + scores["resident"].str[3:].astype(int) % 3 + (area >= 3) * 2 + area * 0.1
    end = 7 - (7 - start) / 2 + (area % 2) * 0.2
    scores["score"] = np.where(scores["moment"] == "long_term", end, start).round(4).astype(str)
    answer = examine_robustness(opened(study, tables | {"wellbeing": scores}))
    ways_of = next(exhibit for exhibit in answer.exhibits if exhibit.id == f"robustness-ways-{PAIR}")
    named = [finding.names["way"].id for finding in ways_of.findings if "way" in finding.names]
    assert named == ["same_start"]
    assert "changes" in keys(answer)


def test_the_order_of_rows_changes_no_bit() -> None:
    study = ask({"proeftuin": 2, "traditional": 3})
    tables = measured(study, [1.4, 1.5, 1.2, 1.3, 1.4])
    first = examine_robustness(opened(study, tables))
    assert examine_robustness(opened(study, shuffled(tables, 3))).quantities == first.quantities


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("arms", [(1, 4, 4), (1, 1, 1), (3, 3, 3)])
def test_every_sentence_has_its_words(arms: tuple[int, int, int], language: str) -> None:
    study = synthetic(
        residents=40, arms=dict(zip(("proeftuin", "samenwerkwijze", "traditional"), arms, strict=True)), shocks=[CORONA]
    )
    said = " ".join(words_of(examine_robustness(study), study, language))
    assert "{" not in said
    assert "leidt tot" not in said


def test_without_two_arms_it_says_so() -> None:
    study = ask({"traditional": 3})
    answer = examine_robustness(opened(study, measured(study, [1, 2, 3])))
    assert (dict(answer.quantities), keys(answer)) == ({}, ["no_data"])
