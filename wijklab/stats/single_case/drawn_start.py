"""A start that was drawn by lot: what would the difference have been, had the lot fallen on another measurement?

Edgington (1975, 1980); Edgington & Onghena (2007), chapter 11. The only test for one person that needs no independent
measurements and no absence of trend: chance is in the lot, not in the person.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from wijklab.stats.single_case.overlap import Better, Floats

_TOLERANCE: Final = 1e-9


@dataclass(frozen=True, slots=True)
class DrawnStart:
    """Mean after minus mean before, in the unit of the measurements, and how often other starts give as much.

    `p` is two-sided: by size; `p_better` counts only differences in the direction of improvement. Neither can be below
    `floor`, one over the number of `starts`.
    """

    difference: float
    p: float
    p_better: float
    floor: float
    starts: int


def drawn_start_test(values: Floats, start: int, first: int, last: int, *, better: Better = "higher") -> DrawnStart:
    """Compare the difference in means at the drawn start with that at every start that the lot could have given.

    `values` has shape (n,), all measurements in order of time; `start` is the place of the first measurement after the
    start, counted from 0, drawn with equal chances from `first` to `last`, both included. Ties count, with a tolerance.
    ValueError where a start leaves a phase empty, the drawn one was not among them, or a measurement is missing.
    """
    if not np.isfinite(values).all():
        raise ValueError("no measurement may be missing")
    if not 1 <= first <= start <= last <= values.size - 1:
        raise ValueError("the drawn start must be one of the admissible ones, each with a measurement on both sides")
    differences = _differences(values, np.arange(first, last + 1))
    observed = float(differences[start - first])
    slack = _TOLERANCE * max(1e-300, float(np.abs(values).max()))
    towards = differences if better == "higher" else -differences
    reached = observed if better == "higher" else -observed
    return DrawnStart(
        difference=observed,
        p=float(np.mean(np.abs(differences) >= abs(observed) - slack)),
        p_better=float(np.mean(towards >= reached - slack)),
        floor=1 / differences.size,
        starts=differences.size,
    )


def _differences(values: Floats, starts: np.ndarray) -> Floats:
    """Mean from each start on minus mean before it."""
    sums = np.cumsum(values)
    before = sums[starts - 1]
    return (sums[-1] - before) / (values.size - starts) - before / starts
