"""Movement between ordered levels: who went where."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def transition_counts(before: Ints, after: Ints, n_levels: int) -> Ints:
    """People by level before (rows) and after (columns), shape (n_levels, n_levels); levels count from 1."""
    cells = np.bincount((before - 1) * n_levels + (after - 1), minlength=n_levels * n_levels)
    return cells.reshape(n_levels, n_levels).astype(np.int64)
