"""The doubly robust difference in differences of Sant'Anna & Zhao (2020), for two periods of a panel.

Consistent where either the chance of treatment (logit) or the change without treatment (linear) is right. Estimator and
influence function are those of `DRDID::drdid_panel`.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

TRIM: Final = 0.995
"""An untreated unit whose chance of treatment is higher than this is left out: its weight would be nearly infinite."""

_STEPS: Final = 25
_TELLS_APART: Final = 1e-10


def doubly_robust(change: Floats, treated: Bools, covariates: Floats) -> tuple[float, Floats]:
    """The effect on the treated in the unit of `change`, and its influence function; both shape (n,).

    `covariates` has shape (n, k), a column of ones included. ValueError where the chances of treatment cannot be
    estimated, as where a covariate tells the arms apart, or where covariates are collinear among the untreated.
    """
    if not np.isfinite(covariates).all() or np.linalg.matrix_rank(covariates[~treated]) < covariates.shape[1]:
        raise ValueError("covariates have gaps, or are collinear among the untreated")
    chance, information = _chances(treated, covariates)
    chance = np.minimum(chance, 1 - 1e-6)
    d = treated.astype(float)
    kept = np.where(treated, 1.0, chance < TRIM)
    weight_treated, weight_control = kept * d, kept * chance * (1 - d) / (1 - chance)
    left = change - covariates @ np.linalg.lstsq(covariates[~treated], change[~treated], rcond=None)[0]
    mean_treated = float((weight_treated * left).mean() / weight_treated.mean())
    mean_control = float((weight_control * left).mean() / weight_control.mean())
    of_outcome = ((1 - d) * left)[:, None] * covariates @ _inverse((1 - d), covariates)
    of_chance = (d - chance)[:, None] * covariates @ _inverse(information, covariates)
    inside_control = weight_control * (left - mean_control)
    own_treated = weight_treated * (left - mean_treated) - of_outcome @ (weight_treated[:, None] * covariates).mean(0)
    own_control = (
        inside_control
        + of_chance @ (inside_control[:, None] * covariates).mean(0)
        - of_outcome @ (weight_control[:, None] * covariates).mean(0)
    )
    influence = own_treated / weight_treated.mean() - own_control / weight_control.mean()
    return mean_treated - mean_control, influence


def _inverse(weights: Floats, covariates: Floats) -> Floats:
    """The inverse of the mean of weighted cross-products, shape (k, k)."""
    return np.linalg.inv(covariates.T @ (weights[:, None] * covariates) / len(covariates))


def _chances(treated: Bools, covariates: Floats) -> tuple[Floats, Floats]:
    """Fitted chances of treatment (logit by Fisher scoring) and the weights of the last step, each shape (n,).

    Start, stop (deviance within 1e-8) and the weights that make the information are those of R's `glm` and `vcov`, so
    that standard errors equal R's to nine digits; scoring on would move them by less than one in a million.
    """
    chance = (treated + 0.5) / 2
    predictor, deviance = np.log(chance / (1 - chance)), _deviance(treated, chance)
    for _ in range(_STEPS):
        weights = chance * (1 - chance)
        if weights.min() < _TELLS_APART:
            break
        wished = predictor + (treated - chance) / weights
        information = covariates.T @ (weights[:, None] * covariates)
        predictor = covariates @ np.linalg.lstsq(information, covariates.T @ (weights * wished), rcond=None)[0]
        chance, before = expit(predictor), deviance
        deviance = _deviance(treated, chance)
        if abs(deviance - before) < 1e-8 * (abs(deviance) + 0.1):
            return chance, weights
    raise ValueError("the chances of treatment have no finite estimate: a covariate tells treated from untreated")


def _deviance(treated: Bools, chance: Floats) -> float:
    return float(-2 * np.log(np.where(treated, chance, 1 - chance)).sum())
