"""The interval of a ratio of two differences, where such an interval means something.

Fieller (1954): all ratios at which the net benefit cannot be told from nought. It is an interval only where the
difference in effect is away from nought, and it has a meaning as a price only in the north-east quadrant, where both
differences are above nought (Briggs & Fenn 1998; O'Brien & Briggs 2002).
"""

from __future__ import annotations

from math import sqrt

from wijklab.stats.sums import Floats


def fieller(effect: float, cost: float, covariance: Floats, critical: float) -> tuple[float, float] | None:
    """The ends of cost / effect; None unless both differences are above nought by themselves at `critical`.

    `covariance`, shape (2, 2), is that of the two differences, effect first; `critical` the point of t or the normal.
    """
    effect_reach, cost_reach = (critical * sqrt(max(0.0, covariance[i, i])) for i in (0, 1))
    if not effect > effect_reach or not cost > cost_reach:
        return None
    square = critical**2
    a = effect**2 - square * covariance[0, 0]
    b = effect * cost - square * covariance[0, 1]
    c = cost**2 - square * covariance[1, 1]
    root = sqrt(max(0.0, b**2 - a * c))
    return float((b - root) / a), float((b + root) / a)
