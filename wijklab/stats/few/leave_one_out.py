"""How sure is a number that is no plain mean? Leave out one neighbourhood at a time and see how far it moves.

The jackknife within strata (arms), of which each neighbourhood is a unit (Rust & Rao 1996; kin to CR3, Bell & McCaffrey
2002). For a difference of two means of neighbourhood means it is Welch's test to the last digit: the same error and
the same degrees of freedom (Satterthwaite 1946). With two neighbourhoods against many Welch trusts the two too much, so
the interval with a pooled variance and t(G-2) stands beside it, and the wider of the two is given.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class LeaveOneOut:
    """An estimate with its t interval and the two-sided p of nought; neither (None, df 0) where it has no interval."""

    estimate: float
    low: float | None
    high: float | None
    df: float
    p: float | None = None


def leave_one_out(
    estimate: float, without: Floats, stratum: Ints, compared: tuple[int, ...], confidence: float = 0.95
) -> LeaveOneOut:
    """The interval of `estimate` from the estimates `without` each unit, shape (n_units,), in strata (n_units,).

    `compared` are the strata that the number is about, each of which needs two units; others add their spread only.
    No interval either where an estimate without a unit does not exist (nan), or where none moves at all: an accident
    of few units is not certainty.
    """
    sizes = np.array([(stratum == own).sum() for own in compared])
    if not np.isfinite([estimate, *without]).all() or (sizes < 2).any():
        return LeaveOneOut(estimate, None, None, 0.0)
    own = np.array([_variance(without[stratum == one]) for one in compared])
    rest = np.array([_variance(without[stratum == one]) for one in np.unique(stratum) if one not in compared])
    others = np.array([(stratum == one).sum() for one in np.unique(stratum) if one not in compared])
    apart = _welch(np.concatenate([own, rest]), np.concatenate([sizes, others]))
    reach, df = max(_reach(*found, confidence) for found in (apart, _pooled(own, sizes, float(rest.sum()))))
    if reach <= 1e-12 * max(1.0, abs(estimate)):
        return LeaveOneOut(estimate, None, None, 0.0)
    error = reach / float(stdtrit(df, (1 + confidence) / 2))
    return LeaveOneOut(estimate, estimate - reach, estimate + reach, df, float(2 * stdtr(df, -abs(estimate) / error)))


def _variance(without: Floats) -> float:
    """What a stratum adds to the variance of the estimate; nothing where it has one unit, which cannot be left out."""
    return float((without.size - 1) / without.size * ((without - without.mean()) ** 2).sum())


def _welch(parts: Floats, sizes: Ints) -> tuple[float, float]:
    """Variance and Satterthwaite's degrees of freedom, each stratum with its own spread."""
    used = parts > 0
    df = float(parts.sum() ** 2 / (parts[used] ** 2 / (sizes[used] - 1)).sum()) if used.any() else 1.0
    return float(parts.sum()), df


def _pooled(parts: Floats, sizes: Ints, rest: float) -> tuple[float, float]:
    """Variance and degrees of freedom with one spread for the strata that are compared."""
    df = float((sizes - 1).sum())
    spread = float((parts * sizes * (sizes - 1)).sum()) / df
    return spread * float((1 / sizes).sum()) + rest, df


def _reach(variance: float, df: float, confidence: float) -> tuple[float, float]:
    """Half the width of the interval, and its degrees of freedom."""
    return float(stdtrit(df, (1 + confidence) / 2) * np.sqrt(variance)), df
