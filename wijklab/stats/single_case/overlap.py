"""How far the measurements after a start lie apart from those before it: overlap measures for one person.

`before` has shape (m,) and `after` (n,), in any one unit; every measure here is a number without unit. Conventions are
those of SingleCaseES (Pustejovsky, Chen & Swan), which names the same measures.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

Floats = NDArray[np.float64]
Better = Literal["higher", "lower"]

_TIES: Final = 1e-9
"""Of the largest measurement: closer to a median than this is a tie; half of 6.6 + 6.8 is not 6.7 to a computer."""


@dataclass(frozen=True, slots=True)
class Nap:
    """Non-overlap of all pairs, 0 to 1 (0.5: no difference), its standard error, and its interval.

    `error` is None with fewer than two measurements in a phase. Error and interval take all measurements for
    independent draws, alike within a phase; measurements of one person seldom are, and then both are too narrow.
    """

    estimate: float
    error: float | None
    low: float
    high: float


def towards_better(before: Floats, after: Floats, better: Better) -> tuple[Floats, Floats]:
    """Both phases such that higher is better: mirrored where lower is. ValueError where one is empty or has gaps."""
    if not (before.size and after.size and np.isfinite(before).all() and np.isfinite(after).all()):
        raise ValueError("both phases need measurements, and none of them may be missing")
    return (before, after) if better == "higher" else (-before, -after)


def pair_scores(before: Floats, after: Floats) -> Floats:
    """For every pair of a measurement before and one after: 1 where the later is higher, .5 where alike; (m, n)."""
    first, second = before[:, None], after[None, :]
    return (second > first) + 0.5 * (second == first)


def nap(before: Floats, after: Floats, *, better: Better = "higher", confidence: float = 0.95) -> Nap:
    """Share of all pairs in which the measurement after the start is the better one; ties count half.

    Parker & Vannest (2009). Error: the exactly unbiased variance of Sen (1967) and Mee (1990), kept above zero where
    the phases do not overlap at all. Interval: Newcombe (2006), method 5.
    """
    pairs = pair_scores(*towards_better(before, after, better))
    estimate = float(pairs.mean())
    return Nap(estimate, _unbiased_error(pairs), *_newcombe(estimate, *pairs.shape, confidence))


def tau(before: Floats, after: Floats, *, better: Better = "higher") -> float:
    """Tau of phase A against phase B without any correction for trend, -1 to 1: twice NAP, minus one.

    Pairs that improve minus pairs that worsen, over all pairs (Parker, Vannest, Davis & Sauber 2011).
    """
    return 2 * float(pair_scores(*towards_better(before, after, better)).mean()) - 1


def pnd(before: Floats, after: Floats, *, better: Better = "higher") -> float:
    """Percentage of non-overlapping data, as a share: how many after the start beat the best one before it.

    Scruggs, Mastropieri & Casto (1987). One high measurement before the start decides everything.
    """
    first, second = towards_better(before, after, better)
    return float(np.mean(second > first.max()))


def pem(before: Floats, after: Floats, *, better: Better = "higher") -> float:
    """Percentage exceeding the median, as a share: how many after the start beat the median before it; ties half.

    Ma (2006).
    """
    first, second = towards_better(before, after, better)
    above = second - np.median(first)
    slack = _TIES * max(float(np.abs(first).max()), float(np.abs(second).max()))
    return float(np.mean((above > slack) + 0.5 * (np.abs(above) <= slack)))


def pand(before: Floats, after: Floats, *, better: Better = "higher") -> float:
    """Percentage of all non-overlapping data, as a share: the most that can be kept without any overlap.

    Kept are the i lowest before and the n - j highest after, such that every kept later one is higher
    (Parker, Hagan-Burke & Vannest 2007).
    """
    first, second = (np.sort(phase) for phase in towards_better(before, after, better))
    kept_before = np.concatenate([[-np.inf], first])
    kept_after = np.concatenate([second, [np.inf]])
    apart = kept_before[:, None] < kept_after[None, :]
    kept = np.arange(first.size + 1)[:, None] + second.size - np.arange(second.size + 1)[None, :]
    return float(np.where(apart, kept, 0).max() / (first.size + second.size))


def ird(before: Floats, after: Floats, *, better: Better = "higher") -> float:
    """Robust improvement rate difference, -1 to 1: share improved after the start minus share improved before it.

    By its relation to PAND (Parker, Vannest & Brown 2009; Pustejovsky 2019).
    """
    m, n = before.size, after.size
    kept = pand(before, after, better=better)
    return ((m + n) ** 2 * kept - m**2 - n**2) / (2 * m * n)


def _unbiased_error(pairs: Floats) -> float | None:
    m, n = pairs.shape
    if m < 2 or n < 2:
        return None
    estimate, away = pairs.mean(), pairs - pairs.mean()
    kept_in = min(max(float(estimate), 0.5 / (m * n)), 1 - 0.5 / (m * n))  # else full separation would be certain
    by_before = float((away.sum(axis=1) ** 2).sum()) / (m * n)
    by_after = float((away.sum(axis=0) ** 2).sum()) / (m * n)
    own = float((away**2).mean())
    variance = (kept_in * (1 - kept_in) + by_before + by_after - 2 * own) / ((m - 1) * (n - 1))
    return sqrt(max(variance, 0.0))


def _newcombe(estimate: float, m: int, n: int, confidence: float) -> tuple[float, float]:
    """Both ends of method 5; the upper one is the lower one of the mirror image."""
    z = float(ndtri((1 + confidence) / 2))
    return _lower_end(estimate, m, n, z), 1 - _lower_end(1 - estimate, m, n, z)


def _lower_end(estimate: float, m: int, n: int, z: float) -> float:
    """The root t below e of m n (e - t)^2 (2 - t)(1 + t) = z^2 t (1 - t) [2 + h + (1 + 2h) t (1 - t)].

    Both sides are divided by 1 - t, so that e = 1 has its root below 1 too.
    """
    from scipy.optimize import brentq

    if estimate <= 0:
        return 0.0
    h = (m + n) / 2 - 1

    def miss(t: float) -> float:
        apart = 1 - t if estimate == 1 else (estimate - t) ** 2 / (1 - t)
        return m * n * apart * (2 - t) * (1 + t) - z**2 * t * (2 + h + (1 + 2 * h) * t * (1 - t))

    return float(brentq(miss, 0.0, estimate, xtol=1e-15, rtol=8.9e-16))
