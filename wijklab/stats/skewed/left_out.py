"""An interval that respects neighbourhoods, for any number that is reckoned from them: leave each out in turn.

What the number becomes without a neighbourhood tells what that one adds to it (its pseudo-value; Tukey 1958). Those of
the two arms are then compared as neighbourhood means are: by the rule for so many neighbourhoods (`few/method.py`),
with its t. For a difference of means that is exactly the interval of the rule. A jackknife that takes both arms as one
group of neighbourhoods (CV3) is wider; `benchmarks/README.md` has both.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from wijklab.stats.few.method import choose_method
from wijklab.stats.few.two_arms import Compared, leading, sized_t, welch_on_means
from wijklab.stats.sums import AreaSums, Bools, Floats


def left_out_interval(
    estimate: float, without: Floats, first: Bools, sampled: AreaSums, confidence: float = 0.95
) -> Compared:
    """The estimate with the interval that the rule allows; none where it cannot be reckoned without a neighbourhood.

    `without`, shape (n_areas,), is the number without each neighbourhood, nan for the only one of its arm: that one is
    taken to spread as the others do. `first` is a mask of the first arm. `sampled` tells how surely each neighbourhood
    was measured: people, and the squares of their changes in euro.
    """
    worth = [_worth(estimate, without[own], sign) for own, sign in ((first, 1.0), (~first, -1.0))]
    if not all(np.isfinite(values).all() for values in worth):
        return Compared.bare(estimate)
    worth[0] = worth[0] + estimate
    sums = [AreaSums(sampled.people[own], values, sampled.squares[own])
            for values, own in zip(worth, (first, ~first), strict=True)]  # fmt: skip
    method = choose_method(sums[0].size, sums[1].size)
    return leading(method, sized_t(*sums, confidence), welch_on_means(*worth, confidence))


def without_each(reckon: Callable[[int], float], first: Bools) -> Floats:
    """`reckon(area)`, the number without that neighbourhood, for each of them, shape (n_areas,); nan for the only one
    of its arm, and where the number cannot be reckoned without it."""
    return np.array([_or_nan(reckon, area) if (first == own).sum() > 1 else np.nan for area, own in enumerate(first)])


def _worth(estimate: float, without: Floats, sign: float) -> Floats:
    """What each neighbourhood of an arm adds, about nought; the only one of its arm has no spread."""
    if without.size == 1:
        return np.zeros(1)
    away = sign * (without.size - 1) * (estimate - without)
    return away - away.mean()


def _or_nan(reckon: Callable[[int], float], area: int) -> float:
    try:
        return reckon(area)
    except ArithmeticError:
        return float("nan")
