"""Randomisation turned round: all shifts of the first arm that exact randomisation does not reject.

For a shift s the first arm is lowered by s and the arms are dealt out again. Assignment a keeps s in where its
difference is at least as large as the observed one: that is between two numbers in closed form, at either side of the
observed difference. So the set is one interval and its ends are found by sorting (Rosenbaum 2002, section 2.6).
"""

from __future__ import annotations

import numpy as np

from wijklab.stats.randomisation import differences
from wijklab.stats.sums import Bools, Floats, Ints


def shifts_not_rejected(
    values: Floats, treated: Bools, dealt: Ints, confidence: float = 0.95
) -> tuple[float, float] | None:
    """The closed interval of shifts with a two-sided randomisation p above 1 - confidence, in the unit of `values`.

    `values` and `treated` have shape (n_areas,), `dealt` is what `randomisation.assignments` gave. None where no shift
    can be rejected: too few assignments.
    """
    share = differences(treated.astype(float), dealt)
    d, moving = differences(values, dealt), 1 - np.abs(share) > 1e-9
    observed = differences(values, np.flatnonzero(treated)[None, :])[0]
    ends = np.sort(
        np.stack([(observed - d[moving]) / (1 - share[moving]), (observed + d[moving]) / (1 + share[moving])]), 0
    )
    spare = int(np.floor((1 - confidence) * len(dealt) + 1e-9)) - int((~moving).sum())
    return None if spare < 0 else _ends(ends, spare)


def _ends(ends: Floats, spare: int) -> tuple[float, float]:
    """So many assignments may be left out at either side before a shift is rejected."""
    return float(np.sort(ends[0])[spare]), float(np.sort(ends[1])[::-1][spare])
