"""What sums give away: the sums of a table that follow from those of its sums that are shown."""

from __future__ import annotations

import numpy as np

from wijklab.stats.sums import Bools, Floats


def follow(shown: Floats, hidden: Floats) -> Bools:
    """Whether each hidden sum follows from the shown ones by adding and subtracting, shape (n_hidden,).

    `shown` and `hidden` have shape (n_sums, n_cells) and hold 1 where a cell takes part. A sum follows where it lies in
    the row space of the shown ones: then the projection on that space, pinv(A) A, leaves it as it is.
    """
    projection = np.linalg.pinv(shown) @ shown
    apart: Floats = np.abs(hidden @ projection - hidden).max(axis=1)
    return apart < 1e-9
