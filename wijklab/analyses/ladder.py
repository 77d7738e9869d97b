"""Who climbed the participation ladder, and did more people climb in one way of working than in another?

The ladder is ordinal: distributions, transitions and up / same / down, never a mean level. The people are those
measured at both moments. Differences between arms stand on neighbourhood means; a proportional-odds model on the cell
counts is a cross-check without interval, because it takes neighbours as independent.
"""

from __future__ import annotations

from math import exp

import numpy as np

from wijklab.analyses.arms import (
    Panel,
    arm_row,
    at_moment,
    by_id,
    compared_in,
    difference_quantity,
    dot_quantities,
    has_tables,
    make_panel,
    mean_quantity,
    measure,
    no_data,
    pair_id,
    pair_row,
)
from wijklab.analyses.limits import declared, design_limits, drop_limits, dropped, method_limits, shock_limits
from wijklab.contract.answers import Estimates, Exhibit, Finding, Label, Quantity, Row
from wijklab.contract.study import LadderOutcome
from wijklab.contract.tables import OpenStudy
from wijklab.contract.vocabulary import LADDER_LEVELS
from wijklab.stats.ordinal import Floats, fit_proportional_odds
from wijklab.stats.transitions import Ints, transition_counts

QUESTION = "ladder"
REFERENCE = "traditional"
_DOTS = "ladder.neighbourhood_up"
_STEPS = {"up": (1, 5), "same": (0, 0), "down": (-5, -1)}
"""Which change of level, from and to, counts as which direction."""


def compare_ladder(study: OpenStudy) -> Estimates:
    """Distribution before and after, transitions, and the share that rose, per arm and between arms."""
    asked = study.asked.outcomes.ladder
    if asked is None or not has_tables(study, "residents", "ladder"):
        return no_data(study, QUESTION)
    frame = study.tables["ladder"]
    before, after = at_moment(frame, asked.baseline, "level"), at_moment(frame, asked.follow_up, "level")
    panel = make_panel(study, before, after)
    if not panel.codes:
        return no_data(study, QUESTION)
    moves = {arm: _moves(panel, arm) for arm in panel.present()}
    differences, odds = _differences(study, panel), _odds(moves)
    gone = dropped(study, QUESTION, before, after)
    counts = [quantity for arm in moves for quantity in _counts(arm, moves[arm], asked)]
    quantities = by_id([*counts, *_directions(panel), *differences, *odds, *gone])
    notes = (
        Finding("ladder.finding.ordinal"),
        *method_limits(panel, differences),
        *_odds_limits(odds),
        *drop_limits(gone),
        *shock_limits(study, declared(study, (asked.baseline, asked.follow_up))),
        *design_limits(study),
    )
    return Estimates(QUESTION, study.card, quantities, _exhibits(panel, asked, odds), notes)


def _moves(panel: Panel, arm: str) -> Ints:
    own = panel.in_arm(arm)
    return transition_counts(panel.before[own].astype(int), panel.after[own].astype(int), len(LADDER_LEVELS))


def _counts(arm: str, moves: Ints, asked: LadderOutcome) -> list[Quantity]:
    """People per level before and after, their shares, and who went where: all of them add up to the same total."""
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


def _directions(panel: Panel) -> list[Quantity]:
    """Shares that rose, stayed and fell: the mean over neighbourhoods, in percent of the people measured twice."""
    step = panel.after - panel.before
    moved = {name: measure(panel, _in_percent(step, name), "percent") for name in _STEPS}
    shares = [
        mean_quantity(
            f"ladder.{name}.{arm}",
            own,
            arm,
            dots=_DOTS if name == "up" else "",
            sums_in=(f"ladder.moved.{arm}", *compared_in(f"ladder.{name}_difference", panel, arm)),
        )
        for name, own in moved.items()
        for arm in panel.present()
    ]
    return [
        *shares,
        *(dot for arm in panel.present() for dot in dot_quantities(_DOTS, moved["up"], arm)),
    ]


def _differences(study: OpenStudy, panel: Panel) -> list[Quantity]:
    step = panel.after - panel.before
    return [
        difference_quantity(
            f"ladder.{name}_difference.{pair_id(pair)}",
            measure(panel, _in_percent(step, name), "percent"),
            pair,
            study,
            dots=_DOTS if name == "up" else "",
        )
        for name in ("up", "down")
        for pair in panel.pairs()
    ]


def _in_percent(step: Floats, direction: str) -> Floats:
    low, high = _STEPS[direction]
    return 100.0 * ((step >= low) & (step <= high))


def _odds(moves: dict[str, Ints]) -> list[Quantity]:
    """Odds ratio of standing higher afterwards, against traditional, at the same level before."""
    others = [arm for arm in moves if arm != REFERENCE]
    if REFERENCE not in moves or not others:
        return []
    arms = [REFERENCE, *others]
    counts = np.vstack([moves[arm] for arm in arms])
    fit = fit_proportional_odds(counts, _design(counts, len(arms))) if (counts.sum(axis=0) > 0).sum() > 1 else None
    fewest = int(moves[REFERENCE].sum())
    return [
        Quantity(
            id=f"ladder.odds_ratio.{arm}-{REFERENCE}",
            value=exp(fit.coefficients[i]) if fit and fit.converged else None,
            unit="ratio",
            basis="people",
            n=min(fewest, int(moves[arm].sum())),
            method="proportional_odds_given_start",
            missing=None if fit and fit.converged else "not_computable",
        )
        for i, arm in enumerate(others)
    ]


def _design(counts: Ints, n_arms: int) -> Floats:
    """Columns for each arm but the first, then for each level before, but the lowest that anyone stood on."""
    n_levels = len(LADDER_LEVELS)
    arm = np.repeat(np.eye(n_arms)[:, 1:], n_levels, axis=0)
    level = np.tile(np.eye(n_levels), (n_arms, 1))
    held = [i for i in range(n_levels) if counts[level[:, i] == 1].sum() > 0]
    return np.hstack([arm, level[:, held[1:]]])


def _odds_limits(odds: list[Quantity]) -> list[Finding]:
    return [
        *(
            Finding(
                "ladder.finding.odds",
                {"odds": quantity.id},
                {"arm": Label("arm", quantity.id.split(".")[2].split("-")[0])},
            )
            for quantity in odds
        ),
        *([Finding("ladder.finding.odds_note")] if odds else []),
    ]


def _exhibits(panel: Panel, asked: LadderOutcome, odds: list[Quantity]) -> tuple[Exhibit, ...]:
    differences = (_difference_exhibit("up", panel), _difference_exhibit("down", panel)) if panel.pairs() else ()
    return (
        _distribution_exhibit(panel, asked),
        _up_exhibit(panel),
        *differences,
        _direction_exhibit(panel),
        *(_transition_exhibit(arm) for arm in panel.present()),
        *((_odds_exhibit(odds),) if odds else ()),
    )


def _distribution_exhibit(panel: Panel, asked: LadderOutcome) -> Exhibit:
    where = [f"{arm}.{moment}" for arm in panel.present() for moment in (asked.baseline, asked.follow_up)]
    rows = tuple(
        Row(Label("arm_moment", own), tuple(f"ladder.share.{own}.{level}" for level in LADDER_LEVELS)) for own in where
    )
    says = tuple(_lowest_finding(arm, asked) for arm in panel.present())
    return Exhibit("ladder-distribution", "distribution", _levels(), rows, says)


def _lowest_finding(arm: str, asked: LadderOutcome) -> Finding:
    """How many stood on the lowest rung, before and after: the rung that the way of working wants people off."""
    return Finding(
        "ladder.finding.lowest",
        {
            "after": f"ladder.share.{arm}.{asked.follow_up}.1",
            "before": f"ladder.share.{arm}.{asked.baseline}.1",
        },
        {"arm": Label("arm", arm)},
    )


def _up_exhibit(panel: Panel) -> Exhibit:
    rows = tuple(
        arm_row("ladder.up", arm, (f"ladder.neighbourhood_up.{code}" for code in panel.codes_of(arm)))
        for arm in panel.present()
    )
    says = tuple(
        Finding("ladder.finding.up", {"up": f"ladder.up.{arm}"}, {"arm": Label("arm", arm)}) for arm in panel.present()
    )
    return Exhibit("ladder-up", "intervals", (Label("measure", "up"),), rows, says)


def _difference_exhibit(name: str, panel: Panel) -> Exhibit:
    prefix = f"ladder.{name}_difference"
    says = tuple(
        Finding(
            f"ladder.finding.{name}_difference",
            {"difference": f"{prefix}.{pair_id(pair)}"},
            {"first": Label("arm", pair[0]), "second": Label("arm", pair[1])},
        )
        for pair in panel.pairs()
    )
    rows = tuple(pair_row(prefix, pair) for pair in panel.pairs())
    return Exhibit(f"ladder-{name}-difference", "intervals", (Label("measure", "difference"),), rows, says)


def _direction_exhibit(panel: Panel) -> Exhibit:
    columns = tuple(Label("arm", arm) for arm in panel.present())
    rows = tuple(
        Row(Label("measure", name), tuple(f"ladder.{name}.{arm}" for arm in panel.present())) for name in _STEPS
    )
    return Exhibit("ladder-direction", "bars", columns, rows, (Finding("ladder.finding.direction"),))


def _transition_exhibit(arm: str) -> Exhibit:
    rows = tuple(
        Row(Label("ladder", str(start)), tuple(f"ladder.transition.{arm}.{start}.{end}" for end in LADDER_LEVELS))
        for start in LADDER_LEVELS
    )
    return Exhibit(f"ladder-transition-{arm}", "transition", _levels(), rows, (Finding("ladder.finding.transition"),))


def _odds_exhibit(odds: list[Quantity]) -> Exhibit:
    rows = tuple(Row(Label("pair", quantity.id.split(".")[2]), (quantity.id,)) for quantity in odds)
    return Exhibit("ladder-odds", "values", (Label("measure", "odds_ratio"),), rows)


def _levels() -> tuple[Label, ...]:
    return tuple(Label("ladder", str(level)) for level in LADDER_LEVELS)
