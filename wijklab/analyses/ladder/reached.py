"""Who is expected on which level at equal starts, and who on a level or higher: shares per arm, differences, intervals.

A share that stands for fewer people than the threshold is not shown. Levels are taken together until they stand for
enough, and only the shares between such runs of levels are given: the rest of the sum cannot be reckoned from them.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from wijklab.analyses.arms.panel import pair_id
from wijklab.analyses.arms.strength import strength_of
from wijklab.analyses.ladder.same_start import Modelled, method_of
from wijklab.contract.answers import Quantity
from wijklab.contract.tables import OpenStudy
from wijklab.contract.vocabulary import LADDER_LEVELS
from wijklab.stats.few.leave_one_out import LeaveOneOut
from wijklab.stats.few.randomisation import attainable_p
from wijklab.stats.ordinal import Floats

REACHED: Final = LADDER_LEVELS[1:]
"""The levels k of the share on k or higher: on 1 or higher stands everyone."""

_HIDDEN: Final = "suppressed_secondary"


def runs_of_levels(people: Floats, least: float) -> list[tuple[int, ...]]:
    """The levels (from 1) in runs of neighbours, from the highest down, each with more than `least` of `people`,
    shape (n_levels,); what is left at the bottom joins the last run. People are expected ones, known to a millionth."""
    runs: list[tuple[int, ...]] = []
    run: tuple[int, ...] = ()
    for level in range(len(people), 0, -1):
        run = (level, *run)
        if people[np.array(run) - 1].sum() > least + 1e-6:
            runs, run = [*runs, run], ()
    return [*runs[:-1], (*run, *(runs[-1] if runs else ()))] if run else runs


def reached_quantities(study: OpenStudy, modelled: Modelled) -> list[Quantity]:
    """Expected shares by level, shares on a level or higher, and the differences in these between arms."""
    runs = {arm: _runs(a, arm, study, modelled) for a, arm in enumerate(modelled.arms)}
    every = [modelled.found.all.expected, *(one.expected for one in modelled.found.without)]
    upwards = 100 * np.flip(np.cumsum(np.flip(np.array(every), axis=2), axis=2), axis=2)
    return [
        *_expected(modelled, runs),
        *(quantity for arm in modelled.arms for quantity in _reached(arm, modelled, upwards, runs[arm])),
        *_differences(study, modelled, upwards, runs),
    ]


Runs = list[tuple[int, ...]]


def _runs(a: int, arm: str, study: OpenStudy, modelled: Modelled) -> Runs:
    people = np.nan_to_num(modelled.found.all.expected[a]) * modelled.people(arm)
    return runs_of_levels(people, study.asked.privacy.threshold)


def _starts(runs: Runs) -> set[int]:
    """The levels at which a run begins: only there the share on it or higher may be given."""
    return {run[0] for run in runs}


def _expected(modelled: Modelled, runs: dict[str, Runs]) -> list[Quantity]:
    return [
        _share(
            f"ladder.expected.{arm}.{level}",
            LeaveOneOut(100 * modelled.found.all.expected[a, level - 1], None, None, 0.0),
            modelled.people(arm),
            (level,) in runs[arm],
            method=f"expected_at_same_start_{modelled.form}",
        )
        for a, arm in enumerate(modelled.arms)
        for level in LADDER_LEVELS
    ]


def _reached(arm: str, modelled: Modelled, upwards: Floats, runs: Runs) -> list[Quantity]:
    """`upwards` has shape (1 + n_areas, n_arms, n_levels): with all neighbourhoods, and without each."""
    own = upwards[:, modelled.arms.index(arm)]
    return [
        _share(
            f"ladder.at_least.{arm}.{level}",
            modelled.sure(own[0, level - 1], own[1:, level - 1], arm),
            modelled.people(arm),
            level in _starts(runs),
            method=f"at_same_start_{modelled.form}",
        )
        for level in REACHED
    ]


def _differences(study: OpenStudy, modelled: Modelled, upwards: Floats, runs: dict[str, Runs]) -> list[Quantity]:
    """First arm minus second, in percentage points; given where the shares of both arms are."""
    return [
        _difference(study, modelled, upwards, pair, level, all(level in _starts(runs[arm]) for arm in pair))
        for pair in modelled.panel.pairs()
        for level in REACHED
    ]


def _difference(
    study: OpenStudy, modelled: Modelled, upwards: Floats, pair: tuple[str, str], level: int, may: bool
) -> Quantity:
    first, second = (modelled.arms.index(arm) for arm in pair)
    gaps = upwards[:, first, level - 1] - upwards[:, second, level - 1]
    sure = modelled.sure(gaps[0], gaps[1:], *pair)
    sizes = [len(modelled.panel.codes_of(arm)) for arm in pair]
    floor = attainable_p(sum(sizes), sizes[0])
    return _share(
        f"ladder.at_least_difference.{pair_id(pair)}.{level}",
        sure,
        modelled.people(*pair),
        may,
        unit="percentage_points",
        method=f"difference_at_same_start_{modelled.form}",
        strength=strength_of(study.asked.design, has_interval=sure.low is not None, p_floor=floor),
    )


def _share(id: str, sure: LeaveOneOut, people: int, may: bool, *, method: str, **more: object) -> Quantity:
    """A share or a difference of shares, with ends where shares have theirs; hidden where it may not be shown."""
    known = bool(np.isfinite(sure.estimate))
    least = -100.0 if more.get("unit") == "percentage_points" else 0.0
    low, high = (None if end is None else float(np.clip(end, least, 100.0)) for end in (sure.low, sure.high))
    given = {"unit": "percent", "basis": "people", "n": people, "method": method_of(method, sure)} | more
    if not (known and may):
        return Quantity(id, None, missing=_HIDDEN if known else "not_computable", **given)  # type: ignore[arg-type]
    return Quantity(id, float(sure.estimate), low=low, high=high, **given)  # type: ignore[arg-type]
