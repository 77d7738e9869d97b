"""Exact randomisation inference: what if the arms had been dealt out to the neighbourhoods in another way?

Every way of dealing is tried (Fisher 1935). A tie with the observed difference counts as "at least as large", with a
tolerance: the same sum in another order differs in its last bit, and that bit once decided between p = 0 and p = .125.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, combinations
from math import comb
from typing import Final

import numpy as np

from wijklab.stats.sums import ROUNDING, Bools, Floats, Ints, about_mean, largest

MOST_ASSIGNMENTS: Final = 200_000
"""Enumerate up to here (20 neighbourhoods, ten on each side, have 184,756); beyond it, draw with a Generator."""

DRAWS: Final = 9_999
_TOLERANCE: Final = 1e-9


@dataclass(frozen=True, slots=True)
class RandomisationTest:
    """Difference in means (treated minus the rest) and how often chance alone does as well.

    `assignments` is how many ways of dealing were looked at; `exact` whether that was all of them.
    """

    difference: float
    p_two_sided: float
    p_one_sided: float
    assignments: int
    exact: bool


def attainable_p(n_areas: int, n_treated: int) -> float:
    """The smallest two-sided p that randomisation can give, by design alone.

    With equal groups the mirror image of any assignment has the same size of difference, so it always counts too:
    6 neighbourhoods, 3 treated: 2/20 = .10; 8 with 4: 2/70 = .029; 8 with 1: 1/8. Where assignments are drawn, the
    observed one is one of `DRAWS` + 1.
    """
    assignments = comb(n_areas, n_treated)
    if assignments > MOST_ASSIGNMENTS:
        return 1 / (DRAWS + 1)
    return (2 if 2 * n_treated == n_areas else 1) / assignments


def randomisation_test(
    values: Floats,
    treated: Bools,
    *,
    variances: Floats | None = None,
    dealt: Ints | None = None,
    chance: np.random.Generator | None = None,
) -> RandomisationTest:
    """Compare the observed difference in means with that of every other assignment of as many treated areas.

    `values` and `treated` have shape (n_areas,). With `variances` of the same shape each difference counts in its own
    standard error, so that an area measured among few people does not stand out for that alone (Chung & Romano 2013);
    the variances may not depend on who is treated. `dealt` is what `assignments` gave, where it was asked before. Above
    `MOST_ASSIGNMENTS`, `DRAWS` random assignments and the observed one are used instead (Phipson & Smyth 2010).
    ValueError where that would need a Generator and there is none, where a value is not a finite number, and where all
    or none are treated.
    """
    if not np.isfinite(values).all() or treated.all() or not treated.any():
        raise ValueError("randomisation needs a finite value of every area, and areas of both kinds")
    dealt = assignments(treated, chance) if dealt is None else dealt
    everyone = np.vstack([np.flatnonzero(treated)[None, :], dealt])
    centred = about_mean(values)
    error = 1.0 if variances is None else np.sqrt(_sums_of_squares(variances, everyone))
    found = differences(centred, everyone)
    size, slack = found / error, slack_of(centred, values) / np.min(error)
    two_sided = float(np.mean(np.abs(size[1:]) >= abs(size[0]) - slack))
    one_sided = float(np.mean(size[1:] >= size[0] - slack))
    exact = enumerable(values.size, int(treated.sum()))
    return RandomisationTest(float(found[0]), two_sided, one_sided, len(dealt), exact)


def slack_of(centred: Floats, values: Floats) -> float:
    """How far two differences of `values`, `centred` about their mean, may lie apart and still be a tie."""
    return _TOLERANCE * largest(centred) + ROUNDING * largest(values)


def enumerable(n_areas: int, n_treated: int) -> bool:
    """Whether every assignment can be tried."""
    return comb(n_areas, n_treated) <= MOST_ASSIGNMENTS


def can_test(n_areas: int, n_treated: int, chance: np.random.Generator | None) -> bool:
    """Whether randomisation can be looked at: all assignments, or enough of them drawn with a Generator."""
    return chance is not None or enumerable(n_areas, n_treated)


def assignments(treated: Bools, chance: np.random.Generator | None = None) -> Ints:
    """Who would be treated, shape (assignments, n_treated).

    Every way of dealing, or the observed one and `DRAWS` drawn. ValueError where they must be drawn and there is no
    Generator.
    """
    if enumerable(treated.size, int(treated.sum())):
        return _every(treated.size, int(treated.sum()))
    if chance is None:
        raise ValueError(f"more than {MOST_ASSIGNMENTS} assignments: give a Generator to draw from")
    return _drawn(treated, chance)


def differences(values: Floats, dealt: Ints) -> Floats:
    """Treated minus the rest, for each row of `dealt`, shape (assignments, n_treated)."""
    n_treated = dealt.shape[1]
    treated_sum = values[dealt].sum(axis=1)
    return treated_sum / n_treated - (values.sum() - treated_sum) / (values.size - n_treated)


def _sums_of_squares(variances: Floats, dealt: Ints) -> Floats:
    """The variance of the difference in means for each row of `dealt`, shape (assignments, n_treated)."""
    n_treated = dealt.shape[1]
    treated = variances[dealt].sum(axis=1)
    return treated / n_treated**2 + (variances.sum() - treated) / (variances.size - n_treated) ** 2


def _every(n_areas: int, n_treated: int) -> Ints:
    flat = chain.from_iterable(combinations(range(n_areas), n_treated))
    return np.fromiter(flat, dtype=np.int64).reshape(-1, n_treated)


def _drawn(treated: Bools, chance: np.random.Generator) -> Ints:
    n_treated = int(treated.sum())
    order = chance.permuted(np.tile(np.arange(treated.size), (DRAWS, 1)), axis=1)
    return np.vstack([np.flatnonzero(treated)[None, :], order[:, :n_treated]])
