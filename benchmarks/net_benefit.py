"""How sure is net benefit with few neighbourhoods? Part of `make calibrate`: a minute or two, into README.md.

Simulates studies in which two ways of working do not differ, in effect nor in cost: costs that most people do not have
and that are skewed among those who do, scores of some of the same people, and neighbourhoods that differ in both.
Counts how often the 95 % interval of net benefit misses nought, how often the chance that it is above nought (the
height of the acceptability curve) is below .05 or above .95 (one in ten, if it means what it says), and how often the
95 % region leaves the truth out. Beside it the bootstrap, over neighbourhoods and over people, with percentile
intervals.
"""

from __future__ import annotations

import datetime as dt
import platform
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wijklab.stats.decision.few import JointSums, chance_above_nought, joint_sums, net_benefit
from wijklab.stats.decision.region import weigh_jointly
from wijklab.stats.sums import area_sums

Floats = NDArray[np.float64]

README: Final = Path(__file__).with_name("README.md")
RUNS: Final = 2_000
PERSON_RUNS: Final = 500
"""Runs of the bootstrap over people, which takes the most time."""

DRAWS: Final = 199
DESIGNS: Final = ((2, 2), (3, 3), (2, 6), (3, 6), (6, 6), (12, 12), (20, 20), (30, 30))
WILLINGNESS: Final = 1_000.0
PEOPLE, MEASURED = 60, 40
"""Residents of a neighbourhood, and how many of them have a score too."""

SPREADS: Final = {"alike": 1.0, "first arm twice as wide": 2.0}
COLUMNS: Final = ("interval", "chance", "region", "areas drawn", "people drawn")


def arm(areas: int, wider: float, chance: np.random.Generator) -> tuple[Floats, Floats]:
    """Costs, shape (areas, PEOPLE), and effects of the first MEASURED of them; what neighbourhoods share is skewed too.

    The mean of everything is the same however wide it spreads.
    """
    shared = wider * (chance.standard_exponential(areas) - 1)
    has = chance.random((areas, PEOPLE)) < 0.35
    cost = 400 * shared[:, None] + np.where(has, 1_500 * chance.standard_gamma(0.6, (areas, PEOPLE)), 0.0)
    own = wider * 0.4 * chance.standard_normal(areas) + 0.3 * shared
    effect = own[:, None] + np.rint(1.6 * chance.standard_normal((areas, MEASURED))) - 0.0002 * cost[:, :MEASURED]
    return cost, effect + 0.0002 * 1_500 * 0.6 * 0.35


def sums_of(cost: Floats, effect: Floats) -> JointSums:
    """The same as the library takes it."""
    areas = len(cost)
    sums = [area_sums(each.ravel(), np.repeat(np.arange(areas), each.shape[1]), areas) for each in (effect, cost)]
    away = [effect - effect.mean(axis=1, keepdims=True), (cost - cost.mean(axis=1, keepdims=True))[:, :MEASURED]]
    return joint_sums(*sums, (away[0] * away[1]).ravel(), np.repeat(np.arange(areas), MEASURED))


def misses(arms: list[tuple[Floats, Floats]], chance: np.random.Generator, *, people: bool) -> dict[str, float]:
    """Of one study, which methods are wrong: 1 or 0, by column."""
    sums = [sums_of(*own) for own in arms]
    found, joint = net_benefit(*sums, WILLINGNESS), weigh_jointly(*sums)
    height = chance_above_nought(found)
    told = {"interval": _outside(found.low, found.high), "areas drawn": _outside(*_areas_drawn(arms, chance))}
    told["chance"] = float(height is not None and not 0.05 <= height <= 0.95)
    if joint is not None and (reach := joint.reach(0.95)) is not None:
        size, away = (reach[0] ** 2 / joint.covariance[0, 0]), np.array([joint.effect, joint.cost])
        told["region"] = float(away @ np.linalg.solve(joint.covariance, away) > size)
    if people:
        told["people drawn"] = _outside(*_people_drawn(arms, chance))
    return told


def _outside(low: float | None, high: float | None) -> float:
    return float(low is not None and high is not None and not low <= 0 <= high)


def _areas_drawn(arms: list[tuple[Floats, Floats]], chance: np.random.Generator) -> tuple[float, float]:
    """Percentile interval of net benefit over neighbourhoods drawn with replacement within their arm."""
    means = [WILLINGNESS * effect.mean(axis=1) - cost.mean(axis=1) for cost, effect in arms]
    drawn = [own[chance.integers(0, own.size, (DRAWS, own.size))].mean(axis=1) for own in means]
    return _percentiles(drawn[0] - drawn[1])


def _people_drawn(arms: list[tuple[Floats, Floats]], chance: np.random.Generator) -> tuple[float, float]:
    """The same over people, as if neighbours were strangers: who is drawn brings cost and effect."""
    drawn = []
    for cost, effect in arms:
        place = chance.integers(0, cost.size, (DRAWS, cost.size))
        scored = (place % PEOPLE) < MEASURED
        score = np.where(scored, effect[place // PEOPLE, np.minimum(place % PEOPLE, MEASURED - 1)], 0.0)
        drawn.append(WILLINGNESS * score.sum(axis=1) / scored.sum(axis=1) - cost.ravel()[place].mean(axis=1))
    return _percentiles(drawn[0] - drawn[1])


def _percentiles(drawn: Floats) -> tuple[float, float]:
    low, high = np.quantile(drawn, [0.025, 0.975])
    return float(low), float(high)


def cells(chance: np.random.Generator) -> Iterator[tuple[int, int, str, dict[str, float]]]:
    """Every design and spread with the share of runs in which each method is wrong."""
    for first, second in DESIGNS:
        for name, wider in SPREADS.items():
            found: dict[str, list[float]] = {column: [] for column in COLUMNS}
            for run in range(RUNS):
                arms = [arm(first, wider, chance), arm(second, 1.0, chance)]
                for column, wrong in misses(arms, chance, people=run < PERSON_RUNS).items():
                    found[column].append(wrong)
            print(f"{first} against {second}, {name}", flush=True)
            yield first, second, name, {column: float(np.mean(own)) for column, own in found.items() if own}


def _shown(told: dict[str, float]) -> str:
    return " | ".join(f"{told[column]:.3f}" if column in told else "" for column in COLUMNS)


def write(lines: list[str]) -> None:
    """Between the two markers of README.md."""
    text = README.read_text("utf-8")
    begin, end = "<!-- net benefit: written by make calibrate -->\n", "<!-- /net benefit -->"
    head, rest = text.split(begin)
    README.write_text(head + begin + "\n".join(lines) + "\n" + end + rest.split(end)[1], "utf-8")


def main() -> None:
    """Count, print and write."""
    started = time.monotonic()
    found = list(cells(np.random.default_rng(20261123)))
    took = time.monotonic() - started
    lines = [
        f"{dt.date.today()}, Python {platform.python_version()}, numpy {np.__version__}: {RUNS:,} runs a cell"
        f" ({PERSON_RUNS} for people drawn), {took:.0f} s.",
        "",
        "| neighbourhoods | they spread | interval misses | chance outside .05 to .95 | region misses "
        "| neighbourhoods drawn: misses | people drawn: misses |",
        "|---|---|--:|--:|--:|--:|--:|",
    ]
    lines += [f"| {first} against {second} | {name} | {_shown(told)} |" for first, second, name, told in found]
    print("\n".join(lines))
    write(lines)


if __name__ == "__main__":
    main()
