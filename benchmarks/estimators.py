"""Seconds of each estimator beside its rival, at 10,000 to 1,000,000 measurements: part of `make bench`. No test.

The rivals are pyfixest (`pip install -e '.[bench]'`) and statsmodels. A row starts from arrays in memory: ours counts
the scan that makes sums of them. The best of three runs counts; what would take minutes is not run, and the table says
so. With `--write` the table goes into README.md.
"""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import importlib.util
import os
import platform
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import cost_models
import numpy as np
from made_people import AREAS, YEARS, People, people

from wijklab.stats.clusters.clustered import fit_clustered
from wijklab.stats.few.evidence import area_sums, weigh_evidence
from wijklab.stats.mixed.random_intercept import random_intercept
from wijklab.stats.ordinal.fitting import fit_proportional_odds
from wijklab.stats.over_time.staggered import by_event_time, group_time_effects

README: Final = Path(__file__).with_name("README.md")
SIZES: Final = (10_000, 100_000, 1_000_000)
PATIENCE: Final = 0.7
"""Seconds: a rival that takes longer is not tried on ten times as much."""

Run = Callable[[], object]


def _evidence(of: People) -> Run:
    def run() -> object:
        sums = area_sums(of.change, of.area, AREAS)
        places = np.arange(AREAS) < 11
        return weigh_evidence(sums.of(places), sums.of(~places), chance=np.random.default_rng(1))

    return run


def _least_squares(of: People) -> Run:
    def run() -> object:
        design = np.column_stack([np.ones(len(of.area)), of.area < 11, of.covariates])
        return fit_clustered(of.change, design, of.area).covariance("CR2")

    return run


def _mixed(of: People) -> Run:
    def run() -> object:
        sums = area_sums(of.change, of.area, AREAS)
        return random_intercept(sums.of(np.arange(11)), sums.of(np.arange(11, AREAS)))

    return run


def _ordinal(of: People) -> Run:
    def run() -> object:
        cell = 6 * (of.area < 11) + of.level
        return fit_proportional_odds(np.bincount(cell, minlength=12).reshape(2, 6), np.array([[0.0], [1.0]]))

    return run


def _staggered(of: People) -> Run:
    score = of.panel["score"].to_numpy().reshape(-1, YEARS)
    start = of.panel["start"].to_numpy()[::YEARS]
    return lambda: by_event_time(group_time_effects(score, start, np.arange(YEARS)))


def _feols(formula: str, kind: str, panel: bool = False) -> Callable[[People], Run]:
    def prepare(of: People) -> Run:
        import pyfixest

        data, cluster = (of.panel, "unit") if panel else (of.frame, "area")
        return lambda: pyfixest.feols(formula, data, vcov={kind: cluster})

    return prepare


def _statsmodels_ols(of: People) -> Run:
    from statsmodels.formula.api import ols

    model = "change ~ first + x1 + x2 + x3"
    return lambda: ols(model, of.frame).fit(cov_type="cluster", cov_kwds={"groups": of.area})


def _statsmodels_mixed(of: People) -> Run:
    from statsmodels.formula.api import mixedlm

    return lambda: mixedlm("change ~ first", of.frame, groups=of.area).fit()


def _statsmodels_ordinal(of: People) -> Run:
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    return lambda: OrderedModel(of.level, of.frame[["first"]], distr="logit").fit(method="bfgs", disp=False)


ROWS: Final[Mapping[str, tuple[Callable[[People], Run], Mapping[str, Callable[[People], Run]]]]] = {
    "difference of two arms: `area_sums`, `weigh_evidence` (all of it)": (
        _evidence,
        {
            "pyfixest CRV1": _feols("change ~ first", "CRV1"),
            "pyfixest CRV3": _feols("change ~ first", "CRV3"),
        },
    ),
    "least squares, 5 coefficients: `fit_clustered`, CR2": (
        _least_squares,
        {
            "pyfixest CRV1": _feols("change ~ first + x1 + x2 + x3", "CRV1"),
            "pyfixest CRV3": _feols("change ~ first + x1 + x2 + x3", "CRV3"),
            "statsmodels cluster": _statsmodels_ols,
        },
    ),
    "mixed model: `area_sums`, `random_intercept`": (_mixed, {"statsmodels MixedLM": _statsmodels_mixed}),
    "ladder: counts, `fit_proportional_odds`": (_ordinal, {"statsmodels OrderedModel": _statsmodels_ordinal}),
    "gamma model of costs, nine coefficients: `cost_cells`, `gamma_difference`": (
        cost_models.ours,
        {"statsmodels GLM": cost_models.statsmodels_glm},
    ),
    "staggered starts, 5 years: `group_time_effects`": (
        _staggered,
        {"pyfixest event study, two-way": _feols("score ~ i(since, ref=-1) | unit + year", "CRV1", panel=True)},
    ),
}
"""What is measured: ours, and its rivals by name."""


def seconds(run: Run, times: int = 3) -> float:
    """The least of so many runs; fewer where those already took ten times `PATIENCE`."""
    found: list[float] = []
    while len(found) < times and sum(found) < 10 * PATIENCE:
        started = time.perf_counter()
        run()
        found.append(time.perf_counter() - started)
    return min(found)


def measured() -> list[str]:
    """A row per estimator and rival: seconds at each size, ours and theirs, and how many times as long theirs takes."""
    data = {n: people(n) for n in SIZES}
    lines = ["| what | beside | " + " | ".join(f"{n:,}" for n in SIZES) + " |", "|---|---|" + "--:|" * len(SIZES)]
    for what, (ours, rivals) in ROWS.items():
        own = [seconds(ours(data[n])) for n in SIZES]
        lines.append(f"| {what} | | " + " | ".join(f"{each:.4f} s" for each in own) + " |")
        lines += [f"| | {name} | {_beside(name, rival, data, own)} |" for name, rival in rivals.items()]
        print(*lines[-1 - len(rivals) :], sep="\n", flush=True)
    return lines


def _beside(name: str, rival: Callable[[People], Run], data: Mapping[int, People], own: list[float]) -> str:
    if importlib.util.find_spec(name.split()[0]) is None:
        return " | ".join(["not installed"] * len(SIZES))
    rival(people(1_000))()  # imports and compiles, which is not what is measured
    shown, last = [], 0.0
    for n, mine in zip(SIZES, own, strict=True):
        last = seconds(rival(data[n])) if last <= PATIENCE else np.inf
        shown.append("not run" if np.isinf(last) else f"{last:.3f} s, {last / mine:.1f} x")
    return " | ".join(shown)


def write(lines: list[str]) -> None:
    """Between the two markers of README.md."""
    text = README.read_text("utf-8")
    begin, end = "<!-- estimators: written by estimators.py --write -->\n", "<!-- /estimators -->"
    head, rest = text.split(begin)
    README.write_text(head + begin + "\n".join(lines) + "\n" + end + rest.split(end)[1], "utf-8")


def main() -> None:
    """Measure, print, and write where that is asked."""
    told = f"{dt.date.today()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
    told += f"Python {platform.python_version()}, numpy {np.__version__}"
    for rival in ("pyfixest", "statsmodels"):
        found = importlib.util.find_spec(rival)
        told += f", {rival} " + (importlib.metadata.version(rival) if found else "not installed")
    lines = [told + ".", "", *measured()]
    if "--write" in sys.argv[1:]:
        write(lines)


if __name__ == "__main__":
    main()
