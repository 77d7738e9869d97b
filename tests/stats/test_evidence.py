"""The evidence for a difference between two arms: closed forms, the rule, and what may not change an answer."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from wijklab.stats.clusters.clustered import fit_clustered
from wijklab.stats.few.evidence import AreaSums, Evidence, area_sums, choose_method, p_given, weigh_evidence
from wijklab.stats.few.method import HIGHEST_FLOOR
from wijklab.stats.few.randomisation import attainable_p
from wijklab.stats.few.sampling import ENOUGH, mean_variances, sampling_excess, sampling_variances

sizes = st.tuples(st.integers(1, 6), st.integers(2, 6))
FIRST, SECOND = np.array([3.2, 4.1, 4.9]), np.array([1.0, 2.2, 1.4, 2.6])


def alike(means: np.ndarray, people: int = 40, variance: float = 0.0) -> AreaSums:
    """Neighbourhoods with those means, all as surely measured."""
    n = np.full(means.size, people)
    return AreaSums(n, means.astype(float), variance * (n - 1.0))


def drawn(seed: int, first: int, second: int, effect: float = 0.0) -> tuple[AreaSums, AreaSums]:
    """People in neighbourhoods of unequal size, as sums per arm."""
    chance = np.random.default_rng(seed)
    areas = first + second
    area = np.repeat(np.arange(areas), chance.integers(5, 60, areas))
    values = effect * (area < first) + chance.standard_normal(areas)[area] + chance.standard_normal(area.size)
    sums = area_sums(values, area, areas)
    return sums.of(np.arange(first)), sums.of(np.arange(first, areas))


def moved(areas: AreaSums, shift: float = 0.0, scale: float = 1.0) -> AreaSums:
    return AreaSums(areas.people, shift + scale * areas.mean, scale**2 * areas.squares)


def same(one: list[float | None], other: list[float | None], rel: float) -> bool:
    """None where the other is None, and otherwise equal to a relative tolerance."""
    pairs = zip(one, other, strict=True)
    return all((a is b) if a is None or b is None else abs(a - b) <= rel * max(abs(a), abs(b)) for a, b in pairs)


def ps(found: Evidence) -> list[float | None]:
    """Every p-value there is."""
    tests = [found.randomisation, found.scaled]
    return [found.on_means.p, found.welch.p, found.weighted.p, *(t and t.p_two_sided for t in tests),
            found.wild and found.wild.p, found.p, found.placebo and found.placebo.p]  # fmt: skip


def test_sums_are_those_of_the_people() -> None:
    values, area = np.array([1.0, 3.0, 10.0, 4.0]), np.array([2, 2, 0, 2])
    found = area_sums(values, area, 3)
    assert found.people.tolist() == [1, 0, 3]
    assert found.mean[[0, 2]] == pytest.approx([10, 8 / 3])
    assert np.isnan(found.mean[1])
    assert found.squares == pytest.approx([0, 0, np.var([1, 3, 4]) * 3])


def test_a_shift_of_a_million_loses_no_digits_of_the_spread() -> None:
    values, area = np.array([1.0, 3.0, 4.0]), np.zeros(3, dtype=int)
    assert area_sums(values + 1e6, area, 1).squares == pytest.approx(area_sums(values, area, 1).squares, rel=1e-8)


def test_means_have_the_pooled_t_and_welch() -> None:
    """scipy.stats.ttest_ind, closed forms: 1e-10."""
    found = weigh_evidence(alike(FIRST), alike(SECOND))
    for own, reference in (
        (found.on_means, stats.ttest_ind(FIRST, SECOND)),
        (found.welch, stats.ttest_ind(FIRST, SECOND, equal_var=False)),
    ):
        low, high = reference.confidence_interval(0.95)
        assert (own.low, own.high, own.df, own.p) == pytest.approx(
            (low, high, reference.df, reference.pvalue), rel=1e-10
        )


def test_weighted_is_least_squares_on_people_with_cr2() -> None:
    chance = np.random.default_rng(3)
    area = np.repeat(np.arange(7), [4, 9, 30, 12, 7, 5, 20])
    values = chance.standard_normal(7)[area] + chance.standard_normal(area.size)
    sums = area_sums(values, area, 7)
    found = weigh_evidence(sums.of(np.arange(3)), sums.of(np.arange(3, 7))).weighted
    rows = fit_clustered(values, np.column_stack([np.ones(area.size), area < 3]), area)
    club = rows.covariance("CR2")
    assert found.estimate == pytest.approx(rows.coefficients[1], rel=1e-10)
    assert (found.error, found.df, found.p) == pytest.approx((club.errors[1], club.df[1], club.p[1]), rel=1e-9)


def test_randomisation_of_eight_units() -> None:
    """Cunningham, Causal Inference: The Mixtape, chapter 4: difference 1, p .857 of 70 assignments."""
    found = weigh_evidence(alike(np.array([10, 5, 16, 3])), alike(np.array([5, 7, 8, 10])))
    assert (found.estimate, found.p_floor) == (1.0, 2 / 70)
    assert found.p == pytest.approx(60 / 70, rel=1e-12)
    assert (found.randomisation.assignments, found.randomisation.p_one_sided) == (70, pytest.approx(30 / 70))


@pytest.mark.parametrize(("first", "second"), [(4, 4), (2, 6), (3, 5), (1, 20)])
def test_the_inverted_interval_holds_exactly_the_shifts_that_are_not_rejected(first: int, second: int) -> None:
    """By trying: just inside either end randomisation does not reject, just outside it does."""
    one, other = drawn(11, first, second, effect=1.0)
    found = weigh_evidence(one, other)
    for end, outward in zip(found.inverted, (-1, 1), strict=True):
        inside, outside = (
            weigh_evidence(moved(one, -(end + outward * step)), other).randomisation.p_two_sided
            for step in (-1e-6, 1e-6)
        )
        assert outside <= 0.05 < inside


@pytest.mark.parametrize(("first", "second"), [(2, 2), (3, 3), (1, 8), (2, 4)])
def test_where_nothing_can_be_rejected_there_is_no_inverted_interval_and_no_p(first: int, second: int) -> None:
    found = weigh_evidence(*drawn(1, first, second, effect=9.0))
    assert found.inverted is None
    assert found.p is None
    assert found.p_floor > HIGHEST_FLOOR


def test_leaving_out_each_neighbourhood() -> None:
    found = weigh_evidence(alike(FIRST), alike(SECOND)).without
    by_hand = [np.mean(rest) - SECOND.mean() for rest in reversed(list(combinations(FIRST, 2)))]
    by_hand += [FIRST.mean() - np.mean(rest) for rest in reversed(list(combinations(SECOND, 3)))]
    assert found == pytest.approx(by_hand)
    assert np.isnan(weigh_evidence(alike(FIRST[:1]), alike(SECOND)).without[0])


@pytest.mark.parametrize("sign", [1, -1])
def test_one_against_many(sign: int) -> None:
    """The one stands 2.35 above the mean of the others; only the last of them stands as far from its others."""
    one, many = np.array([4.0]), np.array([1.0, 2.0, 1.5, 2.1])
    found = weigh_evidence(*(alike(each) for each in (one, many)[::sign]))
    assert found.method == "one_against_many"
    assert found.placebo.real == pytest.approx(sign * (4 - many.mean()))
    assert found.placebo.differences[0] == pytest.approx(sign * (1 - (4 + 2 + 1.5 + 2.1) / 4))
    assert (found.placebo.rank, found.placebo.p, found.placebo.p_floor) == (1, 0.2, 0.2)
    assert found.randomisation.p_two_sided == found.placebo.p
    assert (found.welch.low, found.weighted.low, found.wild) == (None, None, None)


def test_a_neighbourhood_in_the_middle_ranks_last() -> None:
    found = weigh_evidence(alike(np.array([1.6])), alike(np.array([1.0, 2.0, 1.3, 2.1]))).placebo
    assert (found.rank, found.p) == (5, 1.0)


@pytest.mark.parametrize(
    ("first", "second", "method", "given"),
    [
        (1, 1, "no_interval", False),
        (1, 2, "one_against_many", False),
        (1, 18, "one_against_many", False),
        (1, 19, "one_against_many", True),
        (2, 2, "t_on_means", False),
        (2, 21, "t_on_means", True),
        (3, 3, "t_on_means", False),
        (3, 4, "wider_on_means", True),
        (5, 18, "wider_on_means", True),
        (5, 5, "t_on_means", True),
        (6, 6, "welch_on_means", True),
        (6, 17, "welch_on_means", True),
    ],
)
def test_the_rule(first: int, second: int, method: str, given: bool) -> None:
    """docs/methods.md holds the same table; the order of the arms does not matter."""
    assert choose_method(first, second) == choose_method(second, first) == method
    assert p_given(first, second) == p_given(second, first) == given
    assert given == (attainable_p(first + second, first) <= HIGHEST_FLOOR)


def test_the_headline_is_what_the_rule_chose() -> None:
    for first, second, chosen in ((2, 5, "on_means"), (6, 7, "welch"), (1, 4, "on_means")):
        found = weigh_evidence(*drawn(2, first, second), chance=np.random.default_rng(1))
        assert found.headline == getattr(found, chosen)
    wide = weigh_evidence(*drawn(2, 3, 9))
    assert wide.headline in (wide.on_means, wide.welch)
    assert wide.headline.high - wide.headline.low == max(r.high - r.low for r in (wide.on_means, wide.welch))
    alone = weigh_evidence(*drawn(2, 1, 1))
    assert (alone.headline.low, alone.headline.estimate) == (None, alone.estimate)


def test_arms_of_one_size_or_samples_of_one_size_need_no_correction() -> None:
    assert sampling_excess(*drawn(5, 4, 4)) == 0.0
    assert sampling_excess(alike(FIRST, variance=2.0), alike(SECOND, variance=2.0)) == pytest.approx(0, abs=1e-15)


def test_a_small_sample_in_the_smaller_arm_widens_the_interval() -> None:
    """The unbiased variance of the difference: s^2 / n of either arm, less what the pooled spread holds of it."""
    one, many = alike(np.array([3.0]), 10, 2.0), alike(SECOND, 100, 2.0)
    assert sampling_excess(one, many) == pytest.approx(2 / 10 + 2 / 100 / 4 - 2 / 100 * (1 + 1 / 4))
    wide, plain = weigh_evidence(one, many).on_means, weigh_evidence(alike(np.array([3.0])), many).on_means
    assert wide.error**2 - plain.error**2 > 0.17
    assert sampling_excess(many, one) == sampling_excess(one, many)


def test_few_people_borrow_the_variance_of_all() -> None:
    areas = AreaSums(np.array([ENOUGH - 1, ENOUGH]), np.zeros(2), np.array([0.0, 3.0 * (ENOUGH - 1)]))
    pooled = 3 * (ENOUGH - 1) / (2 * ENOUGH - 3)
    assert sampling_variances(areas) == pytest.approx([pooled / (ENOUGH - 1), 3 / ENOUGH])
    assert mean_variances(areas) == pytest.approx(sampling_variances(areas))


def test_an_area_measured_among_few_does_not_stand_out_for_that() -> None:
    """Of 20 neighbourhoods the one with 10 people lies farthest out, but not in its own standard error."""
    people = np.array([10] + [400] * 19)
    chance = np.random.default_rng(8)
    means = np.concatenate([[0.9], chance.normal(0, 0.3, 19)])
    all_areas = AreaSums(people, means, 4.0 * (people - 1))
    found = weigh_evidence(all_areas.of(np.arange(1)), all_areas.of(np.arange(1, 20)))
    assert found.randomisation.p_two_sided == 0.05
    assert found.p == max(found.scaled.p_two_sided, found.headline.p) > 0.05


def test_the_printed_p_is_not_smaller_than_the_interval_allows() -> None:
    """Two neighbourhoods that spread much against six that do not: randomisation takes them to spread alike."""
    found = weigh_evidence(alike(np.array([2.0, 9.0, 4.0])), alike(np.array([1.0, 1.1, 0.9, 1.05, 0.95, 1.02])))
    assert found.method == "wider_on_means"
    assert found.randomisation.p_two_sided == pytest.approx(1 / 84)
    assert found.headline.low < 0 < found.headline.high
    assert found.p == found.headline.p > 0.05


@given(st.integers(0, 100_000), sizes, st.floats(0, 4))
@settings(max_examples=40)
def test_a_p_below_five_percent_stands_beside_an_interval_without_nought(
    seed: int, arms: tuple[int, int], effect: float
) -> None:
    found = weigh_evidence(*drawn(seed, *arms, effect=effect))
    low, high = found.headline.low, found.headline.high
    assert found.p is None or found.p > 0.05 or low is None or not low <= 0 <= high


def test_no_spread_is_not_taken_for_certainty() -> None:
    found = weigh_evidence(alike(np.array([4.0, 4.0])), alike(np.array([2.0, 2.0])))
    assert (found.headline.low, found.headline.p, found.welch.low) == (None, None, None)


@pytest.mark.parametrize(
    ("first", "second", "says"),
    [
        (alike(FIRST[:0]), alike(SECOND), "nothing to compare"),
        (AreaSums(np.array([0]), np.array([np.nan]), np.array([0.0])), alike(SECOND), "nobody measured"),
    ],
)
def test_what_cannot_be_compared_is_refused(first: AreaSums, second: AreaSums, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        weigh_evidence(first, second)


def test_without_a_generator_what_must_be_drawn_is_left_out() -> None:
    found = weigh_evidence(*drawn(1, 11, 12))
    assert (found.wild, found.randomisation, found.inverted, found.p) == (None, None, None, None)
    full = weigh_evidence(*drawn(1, 11, 12), chance=np.random.default_rng(1))
    assert full.p >= full.p_floor == 1e-4
    assert full.inverted[0] < full.estimate < full.inverted[1]


@given(st.integers(0, 100_000), sizes, st.floats(0, 20))
@settings(max_examples=40)
def test_no_p_lies_below_what_it_can_reach(seed: int, arms: tuple[int, int], effect: float) -> None:
    found = weigh_evidence(*drawn(seed, *arms, effect=effect))
    assert found.randomisation.p_two_sided >= found.p_floor - 1e-12
    assert found.scaled.p_two_sided >= found.p_floor - 1e-12
    assert found.p is None or found.p >= found.p_floor - 1e-12
    assert found.p is None or found.headline.p is None or found.p >= found.headline.p
    assert found.wild is None or found.wild.p >= found.wild.p_floor
    assert found.placebo is None or found.placebo.p >= found.placebo.p_floor


@given(st.integers(0, 100_000), sizes)
@settings(max_examples=40)
def test_relabelling_neighbourhoods_changes_nothing(seed: int, arms: tuple[int, int]) -> None:
    first, second = drawn(seed, *arms, effect=0.5)
    order = np.random.default_rng(seed).permutation(second.size)
    plain, other = weigh_evidence(first, second), weigh_evidence(first, second.of(order))
    assert other.estimate == pytest.approx(plain.estimate, rel=1e-9, abs=1e-12)
    assert same(ps(other), ps(plain), 1e-7)
    assert other.without[first.size :] == pytest.approx(plain.without[first.size :][order], rel=1e-9, abs=1e-12)
    assert (other.inverted is None) == (plain.inverted is None)
    assert other.inverted is None or other.inverted == pytest.approx(plain.inverted, rel=1e-7, abs=1e-9)


@given(st.integers(0, 100_000), sizes, st.floats(-50, 50), st.floats(0.1, 20))
@settings(max_examples=40)
def test_shift_and_scale_of_the_instrument(seed: int, arms: tuple[int, int], shift: float, scale: float) -> None:
    first, second = drawn(seed, *arms, effect=0.5)
    plain = weigh_evidence(first, second)
    other = weigh_evidence(moved(first, shift, scale), moved(second, shift, scale))
    assert other.estimate == pytest.approx(scale * plain.estimate, rel=1e-6, abs=1e-9)
    assert other.headline.low == pytest.approx(scale * plain.headline.low, rel=1e-6, abs=1e-8)
    assert same(ps(other), ps(plain), 1e-5)


@given(st.integers(0, 100_000), st.integers(2, 5))
@settings(max_examples=20)
def test_row_order_changes_nothing(seed: int, arm: int) -> None:
    chance = np.random.default_rng(seed)
    area = chance.integers(0, 2 * arm, 300)
    values, order = chance.standard_normal(300), chance.permutation(300)
    plain, other = area_sums(values, area, 2 * arm), area_sums(values[order], area[order], 2 * arm)
    both = [weigh_evidence(s.of(np.arange(arm)), s.of(np.arange(arm, 2 * arm))) for s in (plain, other)]
    assert same(ps(both[1]), ps(both[0]), 1e-7)


@given(st.integers(0, 100_000), sizes)
@settings(max_examples=30)
def test_swapping_arms_turns_the_sign(seed: int, arms: tuple[int, int]) -> None:
    first, second = drawn(seed, *arms, effect=0.5)
    plain, turned = weigh_evidence(first, second), weigh_evidence(second, first)
    assert turned.estimate == pytest.approx(-plain.estimate, rel=1e-9, abs=1e-12)
    assert (turned.headline.low, turned.headline.high) == pytest.approx(
        (-plain.headline.high, -plain.headline.low), rel=1e-7
    )
    assert same(ps(turned), ps(plain), 1e-7)


@pytest.mark.parametrize(("first", "second"), [(1, 7), (3, 5), (4, 4), (6, 7)])
@pytest.mark.parametrize("shift", [1e6, 1e9])
def test_scores_far_from_nought_change_nothing(first: int, second: int, shift: float) -> None:
    """The whole of it, with integer scores, ties and all: 1e9 once made every assignment a tie (p = 1)."""
    chance = np.random.default_rng(first)
    area = np.repeat(np.arange(first + second), chance.integers(5, 40, first + second))
    values = chance.integers(0, 4, area.size) + chance.integers(0, 3, first + second)[area]
    both = (area_sums(values + far, area, first + second) for far in (0.0, shift))
    one, other = (weigh_evidence(s.of(np.arange(first)), s.of(np.arange(first, s.size))) for s in both)
    assert other.estimate == pytest.approx(one.estimate, abs=1e-15 * shift)
    assert same(ps(other), ps(one), 1e-15 * shift)
    assert (other.inverted is None) == (one.inverted is None)


@pytest.mark.parametrize("level", [0.1, 1e3 + 0.1, 1e6 + 0.1, 1e9 + 0.1])
def test_a_score_that_all_have_is_no_finding_whatever_its_rounding(level: float) -> None:
    area = np.repeat(np.arange(8), [3, 7, 11, 13, 17, 19, 23, 29])
    sums = area_sums(np.full(area.size, level), area, 8)
    found = weigh_evidence(sums.of(np.arange(4)), sums.of(np.arange(4, 8)))
    assert (found.headline.low, found.welch.low, found.weighted.low, found.inverted) == (None, None, None, None)
    assert (found.randomisation.p_two_sided, found.wild.p, found.p) == (1.0, 1.0, 1.0)


def test_arms_without_spread_have_no_inverted_interval() -> None:
    """Randomisation rejects every shift but one: an interval of width nought would lie."""
    assert weigh_evidence(alike(np.full(4, 4.0)), alike(np.full(4, 2.0))).inverted is None


def test_a_million_people_leave_no_trace_of_the_order_of_adding() -> None:
    """Means and squares about 1e6 to what a longer float tells, 1e-12 of the spread."""
    values = 1e6 + np.random.default_rng(1).standard_normal(200_000)
    found, exact = area_sums(values, np.zeros(values.size, dtype=int), 1), values.astype(np.longdouble) - 1e6
    assert found.mean[0] - 1e6 == pytest.approx(float(exact.mean()), abs=3e-10)
    assert found.squares[0] == pytest.approx(float(((exact - exact.mean()) ** 2).sum()), rel=1e-12)
