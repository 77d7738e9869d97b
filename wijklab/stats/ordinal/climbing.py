"""To the top of a likelihood: damped Newton steps, and which directions have no top."""

from __future__ import annotations

from typing import Final

import numpy as np

from wijklab.stats.ordinal.likelihood import CellModel, Floats

SCORE_TOLERANCE: Final = 1e-10
"""Largest slope left, per observation, at which the climb ends."""

_FLAT: Final = (1e-4, 1e-8)
"""A direction is flat where its information is less than that of so many people, or of so small a share of all."""

_MOST_STEPS: Final = 100


def climb(model: CellModel, parameters: Floats) -> Floats:
    """Newton steps, halved until the likelihood does not fall; downhill curvature is turned, so that a saddle of a
    model with scales is left behind."""
    for _ in range(_MOST_STEPS):
        gradient, hessian = model.slopes(parameters)
        if np.abs(gradient).max() <= SCORE_TOLERANCE * model.counts.sum():
            break
        further = _halved(model, parameters, _step(gradient, hessian))
        if (further == parameters).all():
            break
        parameters = further
    return parameters


def _step(gradient: Floats, hessian: Floats) -> Floats:
    values, vectors = np.linalg.eigh(-hessian)
    steep = np.maximum(np.abs(values), 1e-12 * np.abs(values).max())
    return vectors @ ((vectors.T @ gradient) / steep)


def _halved(model: CellModel, parameters: Floats, step: Floats) -> Floats:
    here = model.value(parameters)
    for halving in range(40):
        there = parameters + step * 0.5**halving
        if model.value(there) >= here - 1e-14 * abs(here):
            return there
    return parameters


def information(model: CellModel, parameters: Floats) -> tuple[Floats, Floats]:
    """The covariance by observed information, shape (n_parameters, n_parameters), and which parameters have no bound.

    A direction in which the likelihood is flat has no maximum that the data know: everybody, or nobody, of a group
    stands beyond a threshold (separation; Albert & Anderson 1984), or covariates say the same thing twice. Parameters
    that such a direction moves are True in the second array; the covariance is that of the other directions.
    """
    size = np.abs(np.concatenate([model.sides.max(axis=(0, 1)), np.ones(model.spread.shape[1])]))
    size = np.where(size > 0, size, 1.0)
    values, vectors = np.linalg.eigh(-model.slopes(parameters)[1] / np.outer(size, size))
    flat = values <= max(_FLAT[0], _FLAT[1] * model.counts.sum())
    kept = vectors[:, ~flat]
    covariance = (kept / values[~flat]) @ kept.T / np.outer(size, size)
    return covariance, (vectors[:, flat] ** 2).sum(axis=1) > 1e-6
