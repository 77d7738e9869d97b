"""Randomisation turned round: all shifts of the first arm that exact randomisation does not reject.

For a shift s the first arm is lowered by s and the arms are dealt out again. Assignment a keeps s in where its
difference is at least as large as the observed one: that is between two numbers in closed form, at either side of the
observed difference. So the set is one interval and its ends are found by sorting (Rosenbaum 2002, section 2.6).
"""

from __future__ import annotations

import numpy as np

from wijklab.stats.few.randomisation import differences, slack_of
from wijklab.stats.sums import Bools, Floats, Ints, about_mean


def shifts_not_rejected(
    values: Floats, treated: Bools, dealt: Ints, confidence: float = 0.95
) -> tuple[float, float] | None:
    """The closed interval of shifts with a two-sided randomisation p above 1 - confidence, in the unit of `values`.

    `values` and `treated` have shape (n_areas,), `dealt` is what `randomisation.assignments` gave. None where no shift
    can be rejected, there being too few assignments, or all but one can, there being no spread within the arms.
    """
    share = differences(treated.astype(float), dealt)
    centred = about_mean(values)
    d, moving = differences(centred, dealt), 1 - np.abs(share) > 1e-9
    observed = differences(centred, np.flatnonzero(treated)[None, :])[0]
    ends = np.sort(
        np.stack([(observed - d[moving]) / (1 - share[moving]), (observed + d[moving]) / (1 + share[moving])]), 0
    )
    spare = int(np.floor((1 - confidence) * len(dealt) + 1e-9)) - int((~moving).sum())
    if spare < 0:
        return None
    low, high = _ends(ends, spare)
    return (low, high) if high - low > slack_of(centred, values) else None


def _ends(ends: Floats, spare: int) -> tuple[float, float]:
    """So many assignments may be left out at either side before a shift is rejected."""
    return float(np.sort(ends[0])[spare]), float(np.sort(ends[1])[::-1][spare])
