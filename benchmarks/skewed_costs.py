"""How often do the intervals of the models on costs miss? Part of `make calibrate`: a table into README.md.

Simulates studies without any difference between arms: many people have no costs and a few have very high ones, costs
of one person stay alike, neighbourhoods differ in level and in how costs change. Counts, for 2,000 runs a cell, how
often the 95 % interval that leaves each neighbourhood out (`stats/skewed/left_out.py`) misses nought. Beside it the
jackknife of one group of neighbourhoods (CV3) with t(G-2), and the clustered sandwich with z of statistical packages.
All runs of a cell are reckoned at once; one run of each cell also goes through the library and must agree.
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
from at_once import wrong
from made_costs import RUNS, SIZES, Costs, simulate, study
from scipy.special import stdtrit
from simulated import Floats, Sums

from wijklab.stats.few.evidence import AreaSums, choose_method
from wijklab.stats.skewed.changes import MODELS, CostCells
from wijklab.stats.skewed.left_out import left_out_interval, without_each

README: Final = Path(__file__).with_name("README.md")
DESIGNS: Final = ((4, 2), (6, 3), (8, 4), (12, 6), (24, 12), (5, 2), (8, 2), (9, 3), (15, 3), (10, 1))
"""Neighbourhoods in all, and of those in the first arm."""

SPREADS: Final = (1.0, 1.6)
"""Standard deviation of the log of amounts: with the second the mean is 3.6 times the median."""

DRIFTS: Final = (0.05, 0.25)
"""Standard deviation between neighbourhoods of the log of how costs change."""

STARTS: Final = (1.0, 2.0)
"""How many times as expensive the first arm is, in both years. Then costs change alike in percent, and not in euro: a
truth for the two models only."""

_NO_P: Final = float(np.finfo(float).tiny)
"""As good as nought, and no p is reckoned for it."""

Cell = tuple[float, float, int, int, str, float]


def plain(p: Floats, m: Floats, q: Floats, c: Floats) -> Floats:
    """Of both arms the share with costs and mean euro, shape (runs, 2): the models without groups in closed form."""
    return m[:, 1] - m[:, 0] - (c[:, 1] - c[:, 0])


def gamma(p: Floats, m: Floats, q: Floats, c: Floats) -> Floats:
    """As `plain`."""
    return m[:, 1] - m[:, 0] * c[:, 1] / c[:, 0]


def two_part(p: Floats, m: Floats, q: Floats, c: Floats) -> Floats:
    """As `plain`."""
    with np.errstate(divide="ignore", invalid="ignore"):  # where all of an arm have costs the model is not given
        return _two_part(p, m, q, c)


def _two_part(p: Floats, m: Floats, q: Floats, c: Floats) -> Floats:
    odds = p[:, 0] / (1 - p[:, 0]) * (q[:, 1] / (1 - q[:, 1])) / (q[:, 0] / (1 - q[:, 0]))
    amount = m[:, 0] / p[:, 0] * (c[:, 1] / q[:, 1]) / (c[:, 0] / q[:, 0])
    return m[:, 1] - odds / (1 + odds) * amount


CLOSED: Final = {"plain": plain, "gamma": gamma, "two_part": two_part}


def missed(costs: Costs, treated: int, name: str) -> dict[str, Floats]:
    """In which runs each interval of a model misses nought, of those in which it is given, shape (RUNS,)."""
    areas = costs.people.shape[1]
    kept = np.ones((areas + 1, areas)) - np.eye(areas + 1, areas)
    found = np.stack([_model(costs, treated, name, row) for row in kept], axis=1)
    estimate, without = found[:, -1], found[:, :-1]
    worth = np.zeros((RUNS, areas))
    for own, sign in ((slice(None, treated), 1), (slice(treated, None), -1)):
        away = sign * (without[:, own].shape[1] - 1) * (estimate[:, None] - without[:, own])
        worth[:, own] = np.nan_to_num(away - away.mean(axis=1, keepdims=True))
    told = wrong(_with(costs, worth, estimate, treated), treated, _NO_P)
    rivals = _rivals(estimate, without, worth, treated) if treated > 1 else {}
    return {"given": np.isfinite(found[:, int(treated == 1) :]).all(axis=1), "interval": told["interval"], **rivals}


def _model(costs: Costs, treated: int, name: str, kept: Floats) -> Floats:
    arms = []
    for own in (slice(None, treated), slice(treated, None)):
        if not kept[own].any():
            return np.full(RUNS, np.nan)
        arms += [np.average(each[:, own], axis=1, weights=kept[own]) for each in (costs.having, costs.euro)]
    return CLOSED[name](*arms)


def _with(costs: Costs, worth: Floats, estimate: Floats, treated: int) -> Sums:
    mean = worth.copy()
    mean[:, :treated] += estimate[:, None]
    return Sums(costs.people, mean, costs.squares)


def _rivals(estimate: Floats, without: Floats, worth: Floats, treated: int) -> dict[str, Floats]:
    """CV3 with t(G-2), and the sandwich by neighbourhood with z."""
    areas = without.shape[1]
    cv3 = np.sqrt((areas - 1) / areas * ((without - estimate[:, None]) ** 2).sum(axis=1))
    parts = [(own**2).sum(axis=1) / own.shape[1] ** 2 for own in (worth[:, :treated], worth[:, treated:])]
    size = np.abs(estimate)
    return {"CV3": size > stdtrit(areas - 2, 0.975) * cv3, "sandwich z": size > 1.96 * np.sqrt(sum(parts))}


def agree(costs: Costs, treated: int, name: str, found: dict[str, Floats], run: int) -> None:
    """Stop where the library says otherwise than this file."""
    areas = costs.people.shape[1]
    first, people = np.arange(areas) < treated, costs.people[run].astype(float)
    none = np.zeros(areas, dtype=np.int64)
    cells = CostCells(np.arange(areas), none, people, costs.having[run] * people[:, None],
                      costs.euro[run] * people[:, None], first)  # fmt: skip
    model = MODELS[name]
    without = without_each(lambda area: model(cells.without(area)), first)
    sampled = AreaSums(costs.people[run], np.zeros(areas), costs.squares[run])
    told = left_out_interval(model(cells), without, first, sampled)
    given = told.low is not None and told.high is not None
    if given != found["given"][run] or (given and (not told.low <= 0 <= told.high) != found["interval"][run]):
        sys.exit(f"skewed_costs.py and the library part: {name}, {areas} areas, {treated} treated, run {run}")


def cells(chance: np.random.Generator) -> Iterator[tuple[str, Cell, dict[str, float]]]:
    """Every model and cell with the share of runs in which each interval misses."""
    for spread in SPREADS:
        for drift in DRIFTS:
            drawn = simulate(spread, drift, chance)
            for areas, treated in DESIGNS:
                for sizes in SIZES:
                    for start in STARTS:
                        costs = study(drawn, areas, treated, sizes, start)
                        for name in CLOSED if start == 1 else ("gamma", "two_part"):
                            found = missed(costs, treated, name)
                            agree(costs, treated, name, found, int(chance.integers(RUNS)))
                            given = found.pop("given")
                            shares = {way: float(each[given].mean()) for way, each in found.items()}
                            yield name, (spread, drift, areas, treated, sizes, start), shares


def table(found: Mapping[tuple[str, Cell], Mapping[str, float]]) -> list[str]:
    """One row per design: mean and worst share of misses of each model, and of the rivals for the gamma model."""
    lines = ["| neighbourhoods, of which first arm | leads | plain | gamma | two-part | gamma, CV3 | gamma, sandwich z "
             "|", "|---|---|--:|--:|--:|--:|--:|"]  # fmt: skip
    for areas, treated in DESIGNS:
        shown = [_share(found, (areas, treated), name, "interval") for name in CLOSED]
        shown += [_share(found, (areas, treated), "gamma", way) for way in ("CV3", "sandwich z")]
        lines.append(f"| {areas}, {treated} | `{choose_method(treated, areas - treated)}` | {' | '.join(shown)} |")
    return lines


def _share(found: Mapping[tuple[str, Cell], Mapping[str, float]], design: tuple[int, int], name: str, way: str) -> str:
    own = [shares[way] for (model, cell), shares in found.items()
           if model == name and cell[2:4] == design and way in shares]  # fmt: skip
    return f"{np.mean(own):.3f} ({max(own):.3f})" if own else ""


def worst(found: Mapping[tuple[str, Cell], Mapping[str, float]]) -> str:
    """The worst cell of all, in words."""
    (name, cell), shares = max(found.items(), key=lambda item: item[1]["interval"])
    spread, drift, areas, treated, sizes, start = cell
    return (f"Worst cell: {shares['interval']:.3f} ({name}, {areas} neighbourhoods, first arm {treated}, log sd "
            f"{spread:g}, drift {drift:g}, people {sizes}, first arm {start:g} times as expensive).")  # fmt: skip


def write(lines: list[str]) -> None:
    """Between the two markers of README.md."""
    text = README.read_text("utf-8")
    begin, end = "<!-- skewed costs: written by make calibrate -->\n", "<!-- /skewed costs -->"
    head, rest = text.split(begin)
    README.write_text(head + begin + "\n".join(lines) + "\n" + end + rest.split(end)[1], "utf-8")


def main() -> None:
    """Count, print and write."""
    started = time.monotonic()
    found = {(name, cell): shares for name, cell, shares in cells(np.random.default_rng(20261122))}
    told = f"{dt.date.today()}, Python {platform.python_version()}, numpy {np.__version__}: "
    told += f"{len(found)} cells of {RUNS:,} runs in {time.monotonic() - started:.0f} s. {worst(found)}"
    lines = [told, "", *table(found)]
    print("\n".join(lines))
    write(lines)


if __name__ == "__main__":
    main()
