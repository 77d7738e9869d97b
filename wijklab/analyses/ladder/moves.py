"""Who stood on which rung before and after, and who went where: counts of people, per arm and neighbourhood."""

from __future__ import annotations

import numpy as np

from wijklab.analyses.arms.panel import Panel
from wijklab.contract.answers import Quantity
from wijklab.contract.outcomes import LadderOutcome
from wijklab.contract.vocabulary import LADDER_LEVELS
from wijklab.stats.transitions import Ints, transitions_by_area


def moves_by_area(panel: Panel) -> Ints:
    """People by level before and after, shape (n_areas, n_levels, n_levels), in the order of the panel's codes."""
    before, after = panel.before.astype(np.int64), panel.after.astype(np.int64)
    return transitions_by_area(before, after, panel.area, len(panel.codes), len(LADDER_LEVELS))


def moves_by_arm(panel: Panel, by_area: Ints) -> dict[str, Ints]:
    """People of each arm by level before (rows) and after (columns), shape (n_levels, n_levels)."""
    return {arm: by_area[panel.areas_of(arm)].sum(axis=0) for arm in panel.present()}


def counts(moves: dict[str, Ints], asked: LadderOutcome) -> list[Quantity]:
    """People per level before and after, their shares, and who went where, of every arm."""
    return [quantity for arm in moves for quantity in _counts(arm, moves[arm], asked)]


def _counts(arm: str, moves: Ints, asked: LadderOutcome) -> list[Quantity]:
    """All of them add up to the total of the arm: hence the lines in `sums_in`."""
    margins = ((asked.baseline, moves.sum(axis=1)), (asked.follow_up, moves.sum(axis=0)))
    lines = tuple(f"ladder.total.{arm}.{moment}" for moment, _ in margins)
    total = Quantity(f"ladder.total.{arm}", float(moves.sum()), "persons", "count", sums_in=lines)
    return [
        total,
        *(quantity for moment, people in margins for quantity in _distribution(arm, moment, people)),
        *(
            _transition(arm, asked, start, end, moves[start - 1, end - 1])
            for start in LADDER_LEVELS
            for end in LADDER_LEVELS
        ),
    ]


def _distribution(arm: str, moment: str, people: Ints) -> list[Quantity]:
    return shares_of_levels("ladder.", f"{arm}.{moment}", people, f"ladder.total.{arm}")


def shares_of_levels(prefix: str, where: str, people: Ints, total: str) -> list[Quantity]:
    """Counts `<prefix>count.<where>.<level>`, and the share of each in the count `total`, to which they add up."""
    counts = [
        Quantity(
            f"{prefix}count.{where}.{level}",
            float(n),
            "persons",
            "count",
            sums_in=(f"{prefix}total.{where}", f"{prefix}line.{where}.{level}"),
        )
        for level, n in zip(LADDER_LEVELS, people, strict=True)
    ]
    shares = [
        Quantity(
            f"{prefix}share.{where}.{level}",
            100 * float(n) / max(1, int(people.sum())),
            "percent",
            "people",
            int(people.sum()),
            share_of=(f"{prefix}count.{where}.{level}", total),
        )
        for level, n in zip(LADDER_LEVELS, people, strict=True)
    ]
    return [*counts, *shares]


def _transition(arm: str, asked: LadderOutcome, start: int, end: int, people: int) -> Quantity:
    direction = "same" if start == end else "up" if end > start else "down"
    lines = (f"{arm}.{asked.baseline}.{start}", f"{arm}.{asked.follow_up}.{end}", f"{arm}.{direction}")
    return Quantity(
        id=f"ladder.transition.{arm}.{start}.{end}",
        value=float(people),
        unit="persons",
        basis="count",
        sums_in=tuple(f"ladder.line.{line}" for line in lines),
    )
