"""How often is the leading method wrong where it says 5 %? `make calibrate`: minutes, a table into README.md.

Simulates studies without any effect over few neighbourhoods (`simulated.py`) and counts, for 2,000 runs a cell, how
often the 95 % interval that the rule chooses misses nought, and how often a p-value that may be printed is at most .05.
Beside it what others do in the same cells: least squares on people, and statsmodels' default cluster covariance with
its z. All runs of a cell are reckoned at once; one run of each cell also goes through `weigh_evidence` and must agree.
"""

from __future__ import annotations

import datetime as dt
import platform
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import numpy as np
from at_once import MOST_DEALT, arm, wrong
from simulated import RUNS, SHAPES, SIZES, Floats, Simulated, Sums, simulate, study

from wijklab.stats.few.evidence import AreaSums, choose_method, weigh_evidence
from wijklab.stats.few.randomisation import attainable_p

README: Final = Path(__file__).with_name("README.md")
ICC: Final = (0.01, 0.05, 0.15)
ASKED: Final = tuple((g, t) for g in (4, 6, 8, 10, 12, 23) for t in sorted({1, 2, g // 2}))
DESIGNS: Final = tuple(sorted({*ASKED, (3, 1), (8, 3), (12, 4), (23, 4), (23, 6)}))
"""Neighbourhoods in all, and of those in the first arm. Five more than were asked try the rule between those."""

STRESSED: Final = """Arms that spread differently (icc .05, 40 people a neighbourhood): how often the leading interval
misses the true difference, and in brackets what plain t and Welch would do. The rule does not promise to hold here."""

_WHAT: Final = {"interval": "the 95 % interval misses nought", "p": "a printed p is at most .05"}
RECOUNTED: Final = 4
"""How many of the worst cells are counted again, for the interval and for p."""

ERROR: Final = 1.96 * np.sqrt(0.06 * 0.94 / RUNS)
"""Monte Carlo error of a share of .06 in so many runs, at 95 %."""

Wrong = Mapping[str, Floats]
Cell = tuple[str, float, int, int, str]


def agree(sums: Sums, treated: int, found: Wrong, run: int) -> None:
    """Stop where the library says otherwise than this file: one run, interval and (where all are tried) p."""
    arms = [AreaSums(own.people[run], own.mean[run], own.squares[run])
            for own in (arm(sums, slice(None, treated)), arm(sums, slice(treated, None)))]  # fmt: skip
    told = weigh_evidence(*arms, chance=np.random.default_rng(3))
    low, high = told.headline.low, told.headline.high
    same = low is not None and high is not None and (not low <= 0 <= high) == found["interval"][run]
    if told.randomisation and told.randomisation.assignments <= MOST_DEALT and told.p is not None:
        same = same and (told.p <= 0.05) == found["p"][run]
    if not same:
        sys.exit(f"calibrate.py and weigh_evidence part in run {run} of {sums.mean.shape[1]} areas, {treated} treated")


def cells(chance: np.random.Generator) -> Iterator[tuple[Cell, dict[str, float]]]:
    """Every cell with the share of runs in which each method is wrong."""
    started = time.monotonic()
    for shape in SHAPES:
        for icc in ICC:
            drawn = simulate(shape, icc, chance)
            for areas, treated in DESIGNS:
                for sizes in SIZES:
                    yield (shape, icc, areas, treated, sizes), _counted(drawn, areas, treated, sizes, chance)
            print(f"{shape}, icc {icc}: {time.monotonic() - started:.0f} s", flush=True)


def _counted(drawn: Simulated, areas: int, treated: int, sizes: str, chance: np.random.Generator) -> dict[str, float]:
    sums = study(drawn, areas, treated, sizes, chance)
    found = wrong(sums, treated)
    agree(sums, treated, found, int(chance.integers(RUNS)))
    return {name: float(each.mean()) for name, each in found.items()}


def table(found: Mapping[Cell, Mapping[str, float]]) -> list[str]:
    """One row per design: how often the leading interval and p are wrong, on average and in the worst cell."""
    lines = [
        "| neighbourhoods, of which first arm | leads | interval misses: mean | worst | p at most .05: worst "
        "| plain t, worst | Welch, worst | least squares on people, worst | cluster z, worst |",
        "|---|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for areas, treated in DESIGNS:
        own = [wrongs for cell, wrongs in found.items() if cell[2:4] == (areas, treated)]
        worst = {name: max(each[name] for each in own) for name in own[0]}
        p = f"{worst['p']:.3f}" if "p" in worst else f"none (smallest p {attainable_p(areas, treated):.2f})"
        shown = [f"{worst[name]:.3f}" if name in worst else "" for name in ("t", "Welch", "people", "cluster z")]
        mean = np.mean([each["interval"] for each in own])
        lines.append(f"| {areas}, {treated} | `{choose_method(treated, areas - treated)}` | {mean:.3f} "
                     f"| {worst['interval']:.3f} | {p} | {' | '.join(shown)} |")  # fmt: skip
    return lines


def verdict(found: Mapping[Cell, Mapping[str, float]]) -> list[str]:
    """Which cells lie above 6 % by more than Monte Carlo error, for interval and p; and the worst of each."""
    lines = []
    for name, what in _WHAT.items():
        shares = {cell: each[name] for cell, each in found.items() if name in each}
        cell, worst = max(shares.items(), key=lambda item: item[1])
        over = sum(share > 0.06 + ERROR for share in shares.values())
        mean = np.mean(list(shares.values()))
        lines.append(f"- {what}: in {mean:.4f} of the runs over {len(shares)} cells; worst cell {worst:.3f} "
                     f"({_named(cell)}); {over} cells above .06 + {ERROR:.3f}.")  # fmt: skip
    return lines


def recount(found: Mapping[Cell, Mapping[str, float]], name: str, chance: np.random.Generator) -> list[str]:
    """The worst cells again with fresh runs, ten times as many: the worst of 1,500 counts is unlucky as well as bad."""
    known = [cell for cell, each in found.items() if name in each]
    worst = sorted(known, key=lambda cell: -found[cell][name])[:RECOUNTED]
    return [f"| {_named(cell)} | {_WHAT[name]} | {found[cell][name]:.3f} | {_again(cell, name, chance):.4f} |"
            for cell in worst]  # fmt: skip


def _again(cell: Cell, name: str, chance: np.random.Generator) -> float:
    shape, icc, areas, treated, sizes = cell
    drawn = (simulate(shape, icc, chance) for _ in range(10))
    return float(np.mean([wrong(study(each, areas, treated, sizes, chance), treated)[name].mean() for each in drawn]))


def _named(cell: Cell) -> str:
    shape, icc, areas, treated, sizes = cell
    return f"{areas} neighbourhoods, first arm {treated}, {shape}, icc {icc}, people {sizes}"


def stress(chance: np.random.Generator) -> list[str]:
    """Arms that spread differently, for which the rule does not promise to hold: shares wrong per design."""
    drawn = {shape: simulate(shape, 0.05, chance) for shape in ("plain", "ceiling and skew", "binding ceiling")}
    lines = ["| neighbourhoods, of which first arm | leads | " + " | ".join(STRESS) + " |", "|---|---|--:|--:|--:|--:|"]
    for areas, treated in DESIGNS:
        shown = [_stressed(drawn, name, areas, treated, chance) for name in STRESS]
        lines.append(f"| {areas}, {treated} | `{choose_method(treated, areas - treated)}` | {' | '.join(shown)} |")
    return lines


STRESS: Final[Mapping[str, tuple[str, str, float]]] = {
    "first arm spreads twice as wide": ("plain", "plain", 2.0),
    "first arm spreads half as wide": ("plain", "plain", 0.5),
    "ceiling binds in the first arm only": ("binding ceiling", "ceiling and skew", 1.0),
    "ceiling binds in the second arm only": ("ceiling and skew", "binding ceiling", 1.0),
}
"""The shape of the first arm, that of the second, and how much wider everything in the first arm spreads."""


def _stressed(drawn: Mapping[str, Simulated], name: str, areas: int, treated: int, chance: np.random.Generator) -> str:
    of_first, of_second, wider = STRESS[name]
    first, second = (study(drawn[shape], areas, treated, "40", chance) for shape in (of_first, of_second))
    truth = wider * float(drawn[of_first].mean[-1].mean()) - float(drawn[of_second].mean[-1].mean())
    mean, squares = second.mean.copy(), second.squares.copy()
    mean[:, :treated], squares[:, :treated] = wider * first.mean[:, :treated], wider**2 * first.squares[:, :treated]
    found = wrong(Sums(second.people, mean, squares), treated, truth)
    beside = ", ".join(f"{found[name].mean():.3f}" for name in ("t", "Welch") if name in found)
    return f"{found['interval'].mean():.3f} ({beside})"


def write(lines: list[str]) -> None:
    """Between the two markers of README.md."""
    text = README.read_text("utf-8")
    begin, end = "<!-- calibration: written by make calibrate -->\n", "<!-- /calibration -->"
    head, rest = text.split(begin)
    README.write_text(head + begin + "\n".join(lines) + "\n" + end + rest.split(end)[1], "utf-8")


def main() -> None:
    """Count, print and write."""
    started = time.monotonic()
    found = dict(cells(np.random.default_rng(20261122)))
    told = f"{dt.date.today()}, Python {platform.python_version()}, numpy {np.__version__}: "
    told += f"{len(found)} cells of {RUNS:,} runs in {time.monotonic() - started:.0f} s."
    again = [row for name in _WHAT for row in recount(found, name, np.random.default_rng(8))]
    lines = [told, "", *verdict(found), "", *table(found), "", f"The worst cells again, {10 * RUNS:,} fresh runs each:",
             "", "| cell | what | first | again |", "|---|---|--:|--:|", *again,
             "", STRESSED, "", *stress(np.random.default_rng(7))]  # fmt: skip
    print("\n".join(lines))
    write(lines)


if __name__ == "__main__":
    main()
