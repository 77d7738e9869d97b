"""One against many: a mix of comparison neighbourhoods that went like the treated one before the start.

Synthetic control (Abadie, Diamond & Hainmueller 2010): weights of at least zero that sum to one and bring the mix as
close as can be, in least squares, to the treated neighbourhood in every year before the start. What differs after it
is the gap. Chance is judged by placebos: each comparison neighbourhood in turn is treated as if it were the one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

TIE: Final = 1e-8
"""Where many mixes fit equally well, the most even one is taken: the sum of squared weights counts this much, as a
share of the mean squared distance between neighbourhoods. It also makes the answer independent of their order."""

_ROUNDING: Final = 1e-7


@dataclass(frozen=True, slots=True)
class SyntheticControl:
    """`weights` has shape (n_donors,); `gaps`, shape (n_years,), is the treated neighbourhood minus its mix.

    `shift` is the mean gap after the start minus that before it: how far the neighbourhood moved away from its mix.
    `rmspe_before` is the root mean squared gap before the start, and `rmspe_ratio` that after it divided by it: inf
    where the mix fits exactly before the start and not after it, nan where it fits exactly in both.
    """

    weights: Floats
    gaps: Floats
    shift: float
    rmspe_before: float
    rmspe_ratio: float


@dataclass(frozen=True, slots=True)
class Placebos:
    """The treated neighbourhood among placebos: `gaps`, shape (n_donors, n_years), `shifts` and `ratios`, (n_donors,).

    `rank` counts from 1, the largest shift in size of all; `p` is rank / (n_donors + 1), of which `p_floor` is the
    smallest. `ratio_rank` is the rank of the RMSPE ratio, as in the paper: with few years before the start many mixes
    fit without any gap, their ratios are all inf, and it tells nothing. Ties count against the treated neighbourhood.
    """

    gaps: Floats
    shifts: Floats
    ratios: Floats
    rank: int
    p: float
    p_floor: float
    ratio_rank: int


def synthetic_control(treated: Floats, donors: Floats, before: Bools) -> SyntheticControl:
    """The mix of `donors`, shape (n_donors, n_years), nearest to `treated`, shape (n_years,), `before` the start.

    Matched on the mean of every year before the start, each year equally. ValueError without donors, without a year
    before the start or after it, or where a year is missing.
    """
    if donors.shape[0] == 0 or not before.any() or before.all():
        raise ValueError("a synthetic control needs a donor and a year before the start, and one after it")
    if not (np.isfinite(treated).all() and np.isfinite(donors).all()):
        raise ValueError("a year is missing: leave out the neighbourhoods or the years that have gaps")
    weights = simplex_weights(treated[before], donors[:, before])
    gaps = treated - weights @ donors
    unit = float(max(np.abs(donors - treated).max(), _ROUNDING * np.abs(treated).max()))
    earlier, later = _rms(gaps[before], unit), _rms(gaps[~before], unit)
    ratio = later / earlier if earlier > 0 else (np.inf if later > 0 else np.nan)
    shift = float(gaps[~before].mean() - gaps[before].mean())
    return SyntheticControl(weights, gaps, shift, earlier, ratio)


def placebo_test(treated: Floats, donors: Floats, before: Bools) -> Placebos:
    """Each donor in its turn as if it were the treated neighbourhood, against all others; at least two donors.

    The treated one stays among the others of each turn, as in the paper: only then is its rank uniform where nothing
    happened anywhere, and `p` that of exact randomisation.
    """
    everyone = np.vstack([treated, donors])
    turns = [synthetic_control(everyone[i], np.delete(everyone, i, axis=0), before) for i in range(len(everyone))]
    ratios = np.nan_to_num([turn.rmspe_ratio for turn in turns], nan=0.0, posinf=np.inf)
    shifts = np.array([turn.shift for turn in turns])
    rank = _rank(np.abs(shifts), slack=_ROUNDING**2 * float(np.abs(everyone).max()))
    return Placebos(
        gaps=np.array([turn.gaps for turn in turns[1:]]),
        shifts=shifts[1:],
        ratios=ratios[1:],
        rank=rank,
        p=rank / len(everyone),
        p_floor=1 / len(everyone),
        ratio_rank=_rank(ratios),
    )


def _rank(sizes: Floats, slack: float = 0.0) -> int:
    """The place of the first among all, 1 the largest; ties, to within `slack`, count against it."""
    return int((sizes >= sizes[0] * (1 - 1e-9) - slack).sum())


def simplex_weights(target: Floats, donors: Floats) -> Floats:
    """Weights of at least zero that sum to one, shape (n_donors,), with `weights @ donors` nearest to `target`.

    A quadratic programme by a primal active set: exact but for rounding, and the only solution thanks to `TIE`.
    """
    away = donors - target  # with weights that sum to one, what is made small is the mix of these
    size = float((away**2).sum(axis=1).mean())
    if size == 0:
        return np.full(len(donors), 1 / len(donors))
    return _active_set(away @ away.T / size + TIE * np.eye(len(donors)))


def _active_set(curve: Floats) -> Floats:
    """The least of w' curve w over the simplex, `curve` positive definite, shape (n, n)."""
    n = len(curve)
    weights, free = np.full(n, 1 / n), np.ones(n, dtype=bool)
    for _ in range(50 * n + 50):
        wished = _equality_solution(curve, free)
        if (wished[free] >= 0).all():
            weights, slope = wished, curve @ wished
            worse = (slope - float(weights @ slope)) < -1e-13 * float(np.diag(curve).max())
            candidates = np.flatnonzero(~free & worse)
            if candidates.size == 0:
                return weights
            free[candidates[np.argmin(slope[candidates])]] = True
            continue
        falling = free & (wished < weights) & (wished < 0)
        steps = weights[falling] / (weights[falling] - wished[falling])
        weights = weights + float(steps.min()) * (wished - weights)
        first = np.flatnonzero(falling)[steps <= steps.min()]
        weights[first], free[first] = 0.0, False
    raise ValueError("the weights of a synthetic control did not settle")


def _equality_solution(curve: Floats, free: Bools) -> Floats:
    """The least of w' curve w with the free weights summing to one and all others zero."""
    part = np.linalg.solve(curve[np.ix_(free, free)], np.ones(int(free.sum())))
    wished = np.zeros(free.size)
    wished[free] = part / part.sum()
    return wished


def _rms(gaps: Floats, unit: float) -> float:
    """Root mean square; nought where it is nothing but rounding beside distances of size `unit`."""
    found = float(np.sqrt((gaps**2).mean()))
    return found if found > _ROUNDING * unit else 0.0
