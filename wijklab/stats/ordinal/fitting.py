"""Fitting a cumulative link model: two starts that must meet, a score that must be nought, and what is not known.

The likelihood is concave in thresholds, shifts and coefficients (Pratt 1981), so every ordered start leads to the one
maximum; a second start and the score at the end check that it did. With scales that is no longer certain, and the
second start is worth more.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from wijklab.stats.ordinal.climbing import climb, information
from wijklab.stats.ordinal.likelihood import CellModel, Floats, cell_model
from wijklab.stats.ordinal.links import LINKS, LinkName

FENCE: Final = 1e-6
"""People added where nobody was, in models whose thresholds could cross: a millionth of one."""


@dataclass(frozen=True, slots=True)
class OrdinalFit:
    """A fitted model: log odds ratios (logit link) with standard errors, plain thresholds, and what shows it is right.

    `shifts` holds, for each shifting covariate, its coefficient at each threshold, upwards positive as `coefficients`.
    `score` is the largest slope left per observation; `dropped` holds the positions of levels that nobody was in;
    `unbounded` those of coefficients that the data do not bound, whose standard error is infinite; `separated` is
    whether anything is unbounded; `crossing` whether thresholds cross in a cell, so that a chance would be negative.
    """

    coefficients: tuple[float, ...]
    standard_errors: tuple[float, ...]
    thresholds: tuple[float, ...]
    log_likelihood: float
    score: float
    converged: bool
    dropped: tuple[int, ...]
    shifts: tuple[tuple[float, ...], ...] = ()
    scales: tuple[float, ...] = ()
    unbounded: tuple[int, ...] = ()
    separated: bool = False
    crossing: bool = False
    link: LinkName = "logit"
    parameters: Floats = field(default_factory=lambda: np.zeros(0), repr=False, compare=False)
    covariance: Floats = field(default_factory=lambda: np.zeros((0, 0)), repr=False, compare=False)


def fit_proportional_odds(counts: Floats, design: Floats) -> OrdinalFit:
    """Fit to `counts`, shape (n_cells, n_levels), with covariates `design`, shape (n_cells, n_covariates), no constant.

    ValueError where fewer than two levels hold anyone. Standard errors come from the observed information, which takes
    people as independent; `cluster_covariance` does not.
    """
    return fit_cumulative_link(counts, design)


def fit_cumulative_link(
    counts: Floats,
    design: Floats,
    *,
    shifting: Floats | None = None,
    scale: Floats | None = None,
    link: LinkName = "logit",
    near: OrdinalFit | None = None,
) -> OrdinalFit:
    """The same with covariates `shifting` whose coefficient may differ by threshold, and `scale` that change the
    spread; each has shape (n_cells, its columns). Counts may be weights; a column stands in one of the first two.

    `near` is a fit of the same form to nearly the same counts: one climb from there then replaces the two starts.
    """
    bare, dropped = held_model(counts, design, shifting, scale, link)
    model = bare if shifting is None or not shifting.shape[1] else _fenced(bare)
    best, agree = _best(model, near.parameters if near and near.dropped == dropped else None)
    return _result(model, best, _Checks(agree, dropped, design.shape[1], link, bare.value(best)))


def _best(model: CellModel, near: Floats | None) -> tuple[Floats, bool]:
    """The maximum, and whether the climbs from all starts end equally high."""
    starts = [_start(model), _start(model, stretch=3.0)] if near is None else [near]
    tops = sorted((climb(model, start) for start in starts), key=model.value)
    low, high = model.value(tops[0]), model.value(tops[-1])
    return tops[-1], abs(high - low) <= 1e-6 * (1 + abs(high))


def held_model(
    counts: Floats, design: Floats, shifting: Floats | None, scale: Floats | None, link: LinkName
) -> tuple[CellModel, tuple[int, ...]]:
    """The model of the levels that hold anyone, and the positions of those that do not."""
    held = counts.sum(axis=0) > 0
    if held.sum() < 2:
        raise ValueError("an ordinal model needs at least two levels that hold anyone")
    none = np.zeros((len(counts), 0))
    shifts, spread = (none if extra is None else extra.astype(float) for extra in (shifting, scale))
    model = cell_model(counts[:, held].astype(float), design.astype(float), shifts, spread, LINKS[link])
    return model, tuple(int(level) for level in np.flatnonzero(~held))


def _start(model: CellModel, stretch: float = 1.0) -> Floats:
    """Thresholds at the marginal cumulative shares (stretched, for a second start), all else at zero."""
    share = np.cumsum(model.counts.sum(axis=0))[:-1] / model.counts.sum()
    rest = model.n_location + model.spread.shape[1] - share.size
    return np.concatenate([stretch * model.link.inverse(share), np.zeros(rest)])


def _fenced(model: CellModel) -> CellModel:
    """The same with next to nobody (`FENCE`) wherever nobody was.

    Where covariates shift thresholds, a level that nobody of a cell is at would gain by a negative chance: its
    thresholds would cross. The fence (a logarithmic barrier) keeps them in order in every cell of the design.
    """
    return replace(model, counts=np.where(model.counts > 0, model.counts, FENCE))


@dataclass(frozen=True, slots=True)
class _Checks:
    """What a result needs besides the model and its maximum."""

    agree: bool
    dropped: tuple[int, ...]
    n_coefficients: int
    link: LinkName
    log_likelihood: float


def _result(model: CellModel, parameters: Floats, checks: _Checks) -> OrdinalFit:
    score = float(np.abs(model.slopes(parameters)[0]).max() / model.counts.sum())
    covariance, unbounded = information(model, parameters)
    errors = np.where(unbounded, np.inf, np.sqrt(np.maximum(np.diag(covariance), 0.0)))
    n_thresholds = model.counts.shape[1] - 1
    own = slice(model.n_location - checks.n_coefficients, model.n_location)
    shifts = parameters[n_thresholds : own.start].reshape(-1, n_thresholds)
    return OrdinalFit(
        coefficients=tuple(map(float, parameters[own])),
        standard_errors=tuple(map(float, errors[own])),
        thresholds=tuple(map(float, parameters[:n_thresholds])),
        log_likelihood=checks.log_likelihood,
        score=score,
        converged=checks.agree and score <= 1e-6,
        dropped=checks.dropped,
        shifts=tuple(tuple(map(float, row)) for row in shifts),
        scales=tuple(map(float, parameters[model.n_location :])),
        unbounded=tuple(int(i) for i in np.flatnonzero(unbounded[own])),
        separated=bool(unbounded.any()),
        crossing=bool((model.chances(parameters) < 0).any()),
        link=checks.link,
        parameters=parameters,
        covariance=covariance,
    )
