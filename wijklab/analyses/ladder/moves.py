"""Who stood on which rung before and after, and who went where: counts of people, per arm."""

from __future__ import annotations

from wijklab.analyses.arms.panel import Panel
from wijklab.contract.answers import Quantity
from wijklab.contract.study import LadderOutcome
from wijklab.contract.vocabulary import LADDER_LEVELS
from wijklab.stats.transitions import Ints, transition_counts


def moves_by_arm(panel: Panel) -> dict[str, Ints]:
    """People of each arm by level before (rows) and after (columns), shape (n_levels, n_levels)."""
    return {arm: _moves(panel, arm) for arm in panel.present()}


def _moves(panel: Panel, arm: str) -> Ints:
    own = panel.in_arm(arm)
    return transition_counts(panel.before[own].astype(int), panel.after[own].astype(int), len(LADDER_LEVELS))


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
    where, total = f"{arm}.{moment}", f"ladder.total.{arm}"
    counts = [
        Quantity(
            f"ladder.count.{where}.{level}",
            float(n),
            "persons",
            "count",
            sums_in=(f"ladder.total.{where}", f"ladder.line.{where}.{level}"),
        )
        for level, n in zip(LADDER_LEVELS, people, strict=True)
    ]
    shares = [
        Quantity(
            f"ladder.share.{where}.{level}",
            100 * float(n) / max(1, int(people.sum())),
            "percent",
            "people",
            int(people.sum()),
            share_of=(f"ladder.count.{where}.{level}", total),
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
