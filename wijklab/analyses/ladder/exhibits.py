"""What a comparison on the ladder shows and says: levels, who rose, differences, and who went where."""

from __future__ import annotations

from wijklab.analyses.arms.exhibits import change_exhibit, difference_exhibit
from wijklab.analyses.arms.panel import Panel
from wijklab.analyses.ladder.directions import DOTS, STEPS
from wijklab.contract.answers import Exhibit, Finding, Label, Quantity, Row
from wijklab.contract.study import LadderOutcome
from wijklab.contract.vocabulary import LADDER_LEVELS


def ladder_exhibits(panel: Panel, asked: LadderOutcome, odds: list[Quantity]) -> tuple[Exhibit, ...]:
    """All exhibits in the order of the page; differences and odds only where arms can be compared."""
    return (
        _distribution(panel, asked),
        change_exhibit(
            panel, "ladder-up", measure="up", facts="ladder.up", dots=DOTS["up"], finding="ladder.finding.up"
        ),
        *((_difference("up", panel), _difference("down", panel)) if panel.pairs() else ()),
        _direction(panel),
        *(_transition(arm) for arm in panel.present()),
        *((_odds(odds),) if odds else ()),
    )


def _distribution(panel: Panel, asked: LadderOutcome) -> Exhibit:
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


def _difference(name: str, panel: Panel) -> Exhibit:
    of = f"{name}_difference"
    return difference_exhibit(panel, f"ladder-{name}-difference", facts=f"ladder.{of}", finding=f"ladder.finding.{of}")


def _direction(panel: Panel) -> Exhibit:
    columns = tuple(Label("arm", arm) for arm in panel.present())
    rows = tuple(
        Row(Label("measure", name), tuple(f"ladder.{name}.{arm}" for arm in panel.present())) for name in STEPS
    )
    return Exhibit("ladder-direction", "bars", columns, rows, (Finding("ladder.finding.direction"),))


def _transition(arm: str) -> Exhibit:
    rows = tuple(
        Row(Label("ladder", str(start)), tuple(f"ladder.transition.{arm}.{start}.{end}" for end in LADDER_LEVELS))
        for start in LADDER_LEVELS
    )
    return Exhibit(f"ladder-transition-{arm}", "transition", _levels(), rows, (Finding("ladder.finding.transition"),))


def _odds(odds: list[Quantity]) -> Exhibit:
    rows = tuple(Row(Label("pair", quantity.id.split(".")[2]), (quantity.id,)) for quantity in odds)
    return Exhibit("ladder-odds", "values", (Label("measure", "odds_ratio"),), rows)


def _levels() -> tuple[Label, ...]:
    return tuple(Label("ladder", str(level)) for level in LADDER_LEVELS)
