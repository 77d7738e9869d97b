"""One person measured many times: held against SingleCaseES, Parker et al. (2011), Tarlow (2017) and plain counting."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtri

from wijklab.stats.single_case.drawn_start import drawn_start_test
from wijklab.stats.single_case.overlap import ird, nap, pand, pem, pnd, tau
from wijklab.stats.single_case.sizes import log_response_ratio, smd
from wijklab.stats.single_case.trend import TAU_U, kendall_s, tau_bc, tau_u, theil_sen, trend_tau

EXACT = 1e-9
UNIROOT = 1.3e-4  # R's uniroot, with which SingleCaseES finds the ends, stops within .Machine$double.eps^0.25 = 1.22e-4
BOB = ((2, 3, 5, 3), (4, 5, 5, 7, 6))  # the example of Parker, Vannest, Davis & Sauber (2011)


def floats(*values: float) -> np.ndarray:
    return np.array(values, dtype=float)


@pytest.fixture(scope="module")
def parker(shared: Path) -> dict[str, Any]:
    """Parker, Vannest & Davis (2011) as SingleCaseES reckons it."""
    return json.loads((shared / "cases" / "expected.json").read_text("utf-8"))["tau_nap"]


def phases(case: dict[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    return floats(*case["A"]), floats(*case["B"])


@pytest.mark.parametrize(("name", "measure"), [("Tau", tau), ("IRD", ird), ("PND", pnd), ("PAND", pand), ("PEM", pem)])
def test_overlap(name: str, measure: Any, parker: dict[str, Any]) -> None:
    assert measure(*phases(parker)) == pytest.approx(parker[name], rel=EXACT)


def test_nap_and_its_unbiased_error(parker: dict[str, Any]) -> None:
    found = nap(*phases(parker))
    assert found.estimate == pytest.approx(parker["NAP"], rel=EXACT)
    assert found.error == pytest.approx(parker["NAP_SE_unbiased"], rel=EXACT)


def test_the_interval_of_nap(parker: dict[str, Any]) -> None:
    found = nap(*phases(parker))
    assert [found.low, found.high] == pytest.approx(parker["NAP_CI"], abs=UNIROOT)


@settings(max_examples=40)
@given(st.lists(st.integers(0, 9), min_size=2, max_size=9), st.lists(st.integers(0, 9), min_size=2, max_size=9))
def test_both_ends_solve_the_equation_of_newcombe(before: list[int], after: list[int]) -> None:
    """Newcombe (2006), method 5: closed form, so the ends must solve it, more exactly than R's root finder does."""
    found, m, n = nap(floats(*before), floats(*after)), len(before), len(after)
    z, h = ndtri(0.975), (m + n) / 2 - 1
    for end in (found.low, found.high):
        spread = end * (1 - end) / (m * n) * (1 + h * (1 - end) / (2 - end) + h * end / (1 + end))
        assert (found.estimate - end) ** 2 == pytest.approx(z**2 * spread, abs=1e-12)
    assert 0 <= found.low <= found.estimate <= found.high <= 1


def test_phases_without_any_overlap_are_not_certain() -> None:
    found = nap(floats(1, 2, 3), floats(7, 8, 9))
    assert (found.estimate, found.high) == (1, 1)
    assert found.error is not None
    assert found.error > 0
    assert found.low < 0.7


def test_one_measurement_in_a_phase_has_no_error() -> None:
    assert nap(floats(1), floats(7, 8, 9)).error is None


def test_sizes(parker: dict[str, Any]) -> None:
    for found, name in ((smd(*phases(parker)), "SMD"), (log_response_ratio(*phases(parker)), "LRRi")):
        assert found is not None
        assert [found.estimate, found.error] == pytest.approx(parker[name], rel=EXACT)


@pytest.mark.parametrize("case", ["ex2", "tarlow"])
def test_tau_and_tau_u_of_the_examples(case: str, parker: dict[str, Any]) -> None:
    before, after = phases(parker[case])
    assert tau(before, after) == pytest.approx(parker[case]["Tau"], rel=EXACT)
    assert tau_u("a_vs_b_minus_trend_a", before, after) == pytest.approx(parker[case]["Tau_U"], rel=EXACT)


def test_tau_u_of_parker(parker: dict[str, Any]) -> None:
    found = tau_u("a_vs_b_minus_trend_a", *phases(parker))
    assert found == pytest.approx(parker["Tau_U_AB_minus_trendA"], rel=EXACT)


def test_tau_bc(parker: dict[str, Any]) -> None:
    assert tau_bc(*phases(parker)).estimate == pytest.approx(parker["Tau_BC"], rel=EXACT)
    assert tau_bc(*phases(parker["tarlow"])).estimate == pytest.approx(parker["tarlow"]["Tau_BC"], abs=EXACT)


def test_tau_bc_with_a_pretest_is_tau_where_no_trend_is_found(parker: dict[str, Any]) -> None:
    """As SingleCaseES with `pretest_trend = .05`: no trend found in the first, found in 1..5 (p = 2/5! = .0167)."""
    plain, rising = phases(parker), phases(parker["tarlow"])
    assert tau_bc(*plain, only_if_p_below=0.05).estimate == tau(*plain)
    assert not tau_bc(*plain, only_if_p_below=0.05).corrected
    assert tau_bc(*rising, only_if_p_below=0.05).corrected
    assert tau_bc(*rising).trend_p == pytest.approx(2 / 120, rel=EXACT)


def test_theil_sen_of_tarlow_is_the_median_of_its_slopes() -> None:
    """The baseline of Tarlow's own example; the medians by hand: (33, 25, 17, 25) has slopes -8, -8, -8/3, -8, 0, 8."""
    line = theil_sen(floats(33, 25, 17, 25), floats(1, 2, 3, 4))
    assert line.slope == pytest.approx((-8 - 8 / 3) / 2, rel=EXACT)
    assert line.intercept == pytest.approx(np.median(floats(33, 25, 17, 25) - line.slope * floats(1, 2, 3, 4)))


def test_a_line_that_is_taken_out_leaves_ties_that_are_ties() -> None:
    """On a straight line of thirds every residual is nought, however its last bits fall out."""
    rising = np.arange(10) / 3
    assert tau_bc(rising[:5], rising[5:]).estimate == 0


def test_uneven_times_make_another_line() -> None:
    """A mark a month, then a gap of a year: at the pace before, the marks after were to be expected or better."""
    before, after, times = floats(1, 2, 3), floats(4, 5), floats(0, 1, 2, 14, 15)
    assert tau_bc(before, after).estimate == 0
    assert tau_bc(before, after, times=times).estimate == -1


TAU_U_OF_BOB = {  # S over pairs
    "a_vs_b": 16 / 20,
    "trend_a": 3 / 6,
    "trend_b": 7 / 10,
    "a_vs_b_minus_trend_a": (16 - 3) / 20,
    "a_vs_b_minus_trend_a_all_pairs": (16 - 3) / 26,
    "a_vs_b_plus_trend_b": (16 + 7) / 30,
    "a_vs_b_plus_trend_b_minus_trend_a": (16 + 7 - 3) / 36,
}


@pytest.mark.parametrize("variant", TAU_U)
def test_every_variant_of_tau_u_by_its_own_pairs(variant: str) -> None:
    """S between the phases 16 of 20 pairs, within the first 3 of 6, within the second 7 of 10: Parker et al. (2011)."""
    before, after = (floats(*phase) for phase in BOB)
    assert tau_u(variant, before, after) == pytest.approx(TAU_U_OF_BOB[variant], rel=EXACT)


def test_s_of_kendall_counts_pairs_in_time() -> None:
    assert kendall_s(floats(20, 20, 26, 25, 22, 23)) == 4
    assert trend_tau(floats(1, 2, 3)) == 1
    assert trend_tau(floats(1, 2, 3), better="lower") == -1


MARKS = st.lists(st.integers(1, 10), min_size=3, max_size=9)


@settings(max_examples=40)
@given(MARKS, MARKS)
def test_lower_is_better_is_the_mirror_image(before: list[int], after: list[int]) -> None:
    first, second = floats(*before), floats(*after)
    for measure in (pnd, pand, pem, ird, tau, lambda *phase, better: nap(*phase, better=better).estimate):
        assert measure(-first, -second, better="lower") == pytest.approx(measure(first, second, better="higher"))
    for variant in TAU_U:
        assert tau_u(variant, first, second, better="lower") == pytest.approx(-tau_u(variant, first, second))
    assert tau_bc(first, second, better="lower").estimate == pytest.approx(-tau_bc(first, second).estimate)


@settings(max_examples=40)
@given(MARKS, MARKS, st.sampled_from([0.1, 3.0, 10.0]), st.integers(-20, 20))
def test_a_shift_and_a_scale_of_the_instrument_change_nothing(
    before: list[int], after: list[int], scale: float, shift: int
) -> None:
    first, second = floats(*before), floats(*after)
    moved = (scale * first + shift, scale * second + shift)
    for measure in (pnd, pand, pem, ird, tau):
        assert measure(*(np.round(phase, 9) for phase in moved)) == pytest.approx(measure(first, second))
    assert tau_bc(*moved).estimate == pytest.approx(tau_bc(first, second).estimate)


@settings(max_examples=40)
@given(MARKS, MARKS)
def test_pand_is_what_remains_when_the_fewest_are_taken_away(before: list[int], after: list[int]) -> None:
    """By trying every line between the phases: keep what lies below it before, and what lies above it after."""
    cuts = [cut + 0.5 for cut in range(11)]
    kept = max(sum(x < cut for x in before) + sum(x > cut for x in after) for cut in cuts)
    assert pand(floats(*before), floats(*after)) == pytest.approx(kept / (len(before) + len(after)))


@pytest.mark.parametrize("before", [(4.0, 4.0, 4.0), (4.0, 5.0)])
def test_no_yardstick_no_standardised_difference(before: tuple[float, ...]) -> None:
    assert smd(floats(*before), floats(6, 7, 8)) is None


def test_no_ratio_of_what_is_not_positive() -> None:
    assert log_response_ratio(floats(-1, 1, 0), floats(2, 3, 4)) is None


def test_a_drawn_start_by_hand() -> None:
    """1 1 1 | 5 5 5, the lot among places 2, 3 and 4: differences 3, 4 and 3. The drawn one is the largest of three."""
    found = drawn_start_test(floats(1, 1, 1, 5, 5, 5), 3, 2, 4)
    assert found.difference == pytest.approx(4, rel=EXACT)
    assert (found.p, found.p_better, found.floor, found.starts) == pytest.approx((1 / 3, 1 / 3, 1 / 3, 3))


def test_a_tie_with_the_drawn_start_counts() -> None:
    """Marks that do not change: every start gives the same difference, nought, whatever its last bits."""
    found = drawn_start_test(np.full(30, 0.1), 10, 3, 27)
    assert (found.p, found.p_better) == (1, 1)


def test_a_fall_is_large_on_two_sides_and_no_improvement() -> None:
    found = drawn_start_test(floats(*[8.0] * 12, *[3.0] * 12), 12, 3, 21)
    assert found.p == pytest.approx(1 / 19)
    assert found.p_better == 1
    assert drawn_start_test(floats(*[8.0] * 12, *[3.0] * 12), 12, 3, 21, better="lower").p_better == found.p


@settings(max_examples=40)
@given(st.lists(st.integers(1, 10), min_size=8, max_size=20), st.data())
def test_never_a_p_below_its_floor(values: list[int], data: st.DataObject) -> None:
    first = data.draw(st.integers(1, len(values) - 1))
    last = data.draw(st.integers(first, len(values) - 1))
    start = data.draw(st.integers(first, last))
    found = drawn_start_test(floats(*values), start, first, last)
    assert found.floor <= found.p <= 1
    assert found.floor <= found.p_better <= 1


def test_its_size_under_a_lot_is_what_it_says() -> None:
    """With the measurements as they are and only the lot drawn, p <= .05 happens in at most 5 % of the lots: exactly.

    The measurements rise by themselves and hang together: a t-test would find a change nearly every time.
    """
    rng = np.random.default_rng(40)
    values = np.cumsum(rng.normal(0.2, 1, 46))
    ps = [drawn_start_test(values, start, 3, 42).p for start in range(3, 43)]
    assert np.mean(np.array(ps) <= 0.05) <= 0.05


@pytest.mark.parametrize(("start", "first", "last"), [(2, 3, 5), (6, 3, 5), (3, 0, 5), (3, 3, 8)])
def test_a_start_that_could_not_be_drawn_is_refused(start: int, first: int, last: int) -> None:
    with pytest.raises(ValueError, match="admissible"):
        drawn_start_test(np.arange(8.0), start, first, last)


@pytest.mark.parametrize("same", [6.7, 0.1])
def test_marks_that_never_vary_are_no_yardstick_however_they_are_rounded(same: float) -> None:
    """The variance of three times 6.7 is 8e-31 to a computer, and would make every change endless."""
    assert smd(np.full(3, same), floats(7, 8, 9)) is None


@pytest.mark.parametrize("measure", [nap, tau, pnd, pem, pand, ird, tau_bc, lambda a, b: tau_u("a_vs_b", a, b)])
def test_a_missing_measurement_is_refused(measure: Any) -> None:
    """It would count as a pair that worsened."""
    with pytest.raises(ValueError, match="missing"):
        measure(floats(1, 2, 3), floats(4, np.nan, 6))
    with pytest.raises(ValueError, match=r"missing"):
        measure(floats(1, 2, 3), floats())


def test_a_missing_measurement_has_no_drawn_start() -> None:
    with pytest.raises(ValueError, match="missing"):
        drawn_start_test(floats(1, np.nan, 3, 4), 2, 1, 3)


@pytest.mark.parametrize(("values", "times"), [((5.0,), (0.0,)), ((5.0, 6.0, 7.0), (0.0, 0.0, 1.0))])
def test_a_line_needs_two_moments(values: tuple[float, ...], times: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="a time of its own"):
        theil_sen(floats(*values), floats(*times))
