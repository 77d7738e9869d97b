"""What a model says in euro: expected costs of the same people with and without something (recycled predictions).

Manning & Mullahy (2001), Health Economics; Puhani (2012), Economics Letters, for a difference in differences.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from wijklab.stats.skewed.glm import Fit
from wijklab.stats.sums import Floats


def expected_cost(parts: Sequence[Fit], X: Floats) -> Floats:
    """Expected costs of rows `X`, shape (rows,): of one model, or of two parts, whether times how much."""
    return np.prod([part.expected(X) for part in parts], axis=0)


def marginal_effect(parts: Sequence[Fit], having: Floats, not_having: Floats, weights: Floats | None = None) -> float:
    """Mean difference in expected costs between the same rows with and without something, each of shape (rows, k)."""
    return float(np.average(expected_cost(parts, having) - expected_cost(parts, not_having), weights=weights))


def switched(X: Floats, column: int, to: float) -> Floats:
    """The same rows with one column set to one value."""
    other = X.copy()
    other[:, column] = to
    return other
