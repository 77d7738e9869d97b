"""Proportional odds beyond the reference cases: against another program, and where the data say too little."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wijklab.stats.ordinal import fit_proportional_odds


def cells(seed: int, n: int = 400) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Persons (level, x) drawn from a proportional-odds model, and the same people as counts per x."""
    chance = np.random.default_rng(seed)
    x = np.column_stack([chance.integers(0, 2, n), chance.integers(0, 3, n)]).astype(float)
    latent = x @ [0.8, -0.5] + chance.logistic(size=n)
    level = np.digitize(latent, [-1.5, 0.0, 1.2])
    design, which = np.unique(x, axis=0, return_inverse=True)
    counts = np.zeros((len(design), 4))
    np.add.at(counts, (which.ravel(), level), 1)
    return level, x, counts, design


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_counts_give_what_statsmodels_gives_on_persons(seed: int) -> None:
    """statsmodels OrderedModel with BFGS (its default optimiser is wrong); its gradient stops at 1e-5."""
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    level, x, counts, design = cells(seed)
    reference = OrderedModel(level, x, distr="logit").fit(method="bfgs", disp=False, gtol=1e-7)
    fit = fit_proportional_odds(counts, design)
    assert fit.coefficients == pytest.approx(reference.params[:2], abs=1e-4)
    assert fit.standard_errors == pytest.approx(reference.bse[:2], abs=1e-3)
    assert fit.thresholds == pytest.approx(reference.model.transform_threshold_params(reference.params)[1:-1], abs=1e-4)
    assert fit.log_likelihood == pytest.approx(reference.llf, abs=1e-6)


@settings(max_examples=20)
@given(st.integers(0, 10_000))
def test_the_slope_is_nought_at_the_maximum(seed: int) -> None:
    fit = fit_proportional_odds(*cells(seed, n=200)[2:])
    assert fit.converged
    assert fit.score < 1e-8


def test_a_level_without_people_is_dropped_and_said_so() -> None:
    _, _, counts, design = cells(5)
    wider = np.insert(counts, [2, 4], 0, axis=1)
    fit = fit_proportional_odds(wider, design)
    assert fit.dropped == (2, 5)
    assert fit.coefficients == pytest.approx(fit_proportional_odds(counts, design).coefficients)


def test_counts_taken_ten_times_keep_the_estimate_and_shrink_its_error() -> None:
    _, _, counts, design = cells(6)
    once, often = fit_proportional_odds(counts, design), fit_proportional_odds(10 * counts, design)
    assert often.coefficients == pytest.approx(once.coefficients, abs=1e-6)
    assert often.standard_errors == pytest.approx(np.array(once.standard_errors) / np.sqrt(10), rel=1e-5)


def test_one_level_is_no_model() -> None:
    with pytest.raises(ValueError, match="two levels"):
        fit_proportional_odds(np.array([[3.0, 0, 0], [4, 0, 0]]), np.array([[0.0], [1]]))


def test_two_levels_are_the_logit_of_a_two_by_two_table() -> None:
    """The log odds ratio of [[a, b], [c, d]] is log(ad / bc), its error sqrt(1/a + 1/b + 1/c + 1/d)."""
    counts = np.array([[30.0, 10.0], [15.0, 25.0]])
    fit = fit_proportional_odds(counts, np.array([[0.0], [1.0]]))
    assert fit.coefficients[0] == pytest.approx(np.log(30 * 25 / (10 * 15)))
    assert fit.standard_errors[0] == pytest.approx(np.sqrt((1 / counts).sum()))
