"""How often honest bounds from a handful of neighbourhoods hold the true effect, with and without the wider covariance.

    python benchmarks/honest_coverage.py [studies]

Every cell draws studies whose neighbourhoods differ by normal noise and whose trends drift apart as far as
`mbar` allows: one step of `step` (in standard deviations of a neighbourhood's mean) before the start, `mbar` times
that in each year after it. The true effect is nought. Prints the share of studies of which the 95 % bounds hold it.
"""

from __future__ import annotations

import sys
from itertools import product

import numpy as np

from wijklab.analyses.over_time.paths import Paths, event_study
from wijklab.stats.over_time.honest_bounds import not_rejected

SIZES = ((3, 3), (2, 4), (1, 7), (4, 4), (3, 9), (6, 6))
DRIFTS = ((0.0, 0.0), (0.5, 1.0), (0.5, 5.0), (1.0, 1.0), (1.0, 5.0), (2.0, 5.0))
BEFORE, AFTER = 4, 4
DRAWN = np.random.default_rng(1).standard_normal((BEFORE + AFTER - 1, 5_000))


def holds(first: int, second: int, mbar: float, step: float, chance: np.random.Generator) -> tuple[bool, bool]:
    """Whether the bounds of one drawn study hold the truth: with the covariance as it is, and widened."""
    steps = np.concatenate([[-step], np.zeros(BEFORE - 2), np.full(AFTER, mbar * step)])
    drift = np.concatenate([[0.0], np.cumsum(steps)])
    rows = chance.normal(size=(first + second, BEFORE + AFTER))
    since = np.arange(-BEFORE, AFTER)
    paths = Paths("proeftuin", since, rows[:first] + drift, rows[first:], 100)
    return tuple(_inside(paths, widened, mbar) for widened in (False, True))  # type: ignore[return-value]


def _inside(paths: Paths, widened: bool, mbar: float) -> bool:
    study = event_study(paths, widened=widened)
    weights = np.full(study.n_post, 1 / study.n_post)
    return bool(not_rejected(study, mbar, np.zeros(1), DRAWN, weights=weights)[0])


def main(studies: int) -> None:
    """A line to a cell: neighbourhoods of each kind, mbar, step, and both shares."""
    chance = np.random.default_rng(2023)
    print("| with | without | mbar | step | covariance as it is | widened |\n|---|---|---|---|---|---|")
    for (first, second), (mbar, step) in product(SIZES, DRIFTS):
        held = np.mean([holds(first, second, mbar, step, chance) for _ in range(studies)], axis=0)
        print(f"| {first} | {second} | {mbar:g} | {step:g} | {held[0]:.3f} | {held[1]:.3f} |", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_500)
