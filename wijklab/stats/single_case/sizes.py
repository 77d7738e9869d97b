"""How large a change of one person is: in standard deviations of the measurements before, and as a ratio of means.

`before` has shape (m,) and `after` (n,). Conventions and small-sample corrections as in SingleCaseES; errors take all
measurements for independent.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log, sqrt

import numpy as np

from wijklab.stats.single_case.overlap import Better, Floats


@dataclass(frozen=True, slots=True)
class Size:
    """An effect size and its standard error."""

    estimate: float
    error: float


def smd(before: Floats, after: Floats, *, better: Better = "higher") -> Size | None:
    """Standardised mean difference: change in the mean, in standard deviations of the measurements before.

    With Hedges' correction for m - 1 degrees of freedom; error after Pustejovsky (2019), with the variance of each
    phase for itself. None with fewer than 3 measurements before or 2 after, or where those before do not vary: a person
    who always gave the same mark has no yardstick.
    """
    m, n = before.size, after.size
    if m < 3 or n < 2 or not np.ptp(before) > 0:
        return None
    spread, sign = before.var(ddof=1), 1 if better == "higher" else -1
    shrink = 1 - 3 / (4 * m - 5)
    estimate = shrink * sign * float(after.mean() - before.mean()) / sqrt(spread)
    error = shrink * sqrt(1 / m + after.var(ddof=1) / (n * spread) + estimate**2 / (2 * (m - 1)))
    return Size(estimate, error)


def log_response_ratio(before: Floats, after: Floats, *, better: Better = "higher") -> Size | None:
    """LRRi: the logarithm of the mean after over the mean before, positive where it improved (Pustejovsky 2018).

    With the second-order correction for small samples. None where a mean is not positive or a phase has fewer than
    2 measurements: then there is no ratio.
    """
    if min(before.size, after.size) < 2 or min(before.mean(), after.mean()) <= 0:
        return None
    own = [float(phase.var(ddof=1) / (phase.size * phase.mean() ** 2)) for phase in (before, after)]
    ratio = log(after.mean() / before.mean()) + (own[1] - own[0]) / 2
    return Size(ratio if better == "higher" else -ratio, sqrt(sum(own)))
