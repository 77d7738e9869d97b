"""What a comparison on the ladder shows and says, in the order of the page.

First what was measured, then at equal starts, then who went where, then the tests behind it.
"""

from __future__ import annotations

from wijklab.analyses.arms.exhibits import change_exhibit, difference_exhibit
from wijklab.analyses.arms.panel import Panel
from wijklab.analyses.ladder.checks import checks_exhibit
from wijklab.analyses.ladder.directions import DOTS, STEPS
from wijklab.analyses.ladder.modelled import modelled_exhibits
from wijklab.analyses.ladder.same_start import Modelled
from wijklab.contract.answers import Exhibit, Finding, Label, Quantity, Row
from wijklab.contract.outcomes import LadderOutcome
from wijklab.contract.vocabulary import LADDER_LEVELS
from wijklab.stats.transitions import Ints


def ladder_exhibits(
    panel: Panel, asked: LadderOutcome, moves: dict[str, Ints], modelled: Modelled | None, ranks: list[Quantity]
) -> tuple[Exhibit, ...]:
    """All exhibits of the comparison; differences, ranks and equal starts only where arms can be compared."""
    return (
        _distribution(panel, asked),
        change_exhibit(
            panel, "ladder-up", measure="up", facts="ladder.up", dots=DOTS["up"], finding="ladder.finding.up"
        ),
        *((_difference("up", panel), _difference("down", panel)) if panel.pairs() else ()),
        _direction(panel),
        _net(panel),
        *modelled_exhibits(modelled),
        *_ranks(ranks),
        *(_transition(arm) for arm in panel.present()),
        checks_exhibit(moves, modelled),
    )


def _distribution(panel: Panel, asked: LadderOutcome) -> Exhibit:
    where = [f"{arm}.{moment}" for arm in panel.present() for moment in (asked.baseline, asked.follow_up)]
    rows = tuple(
        Row(Label("arm_moment", own), tuple(f"ladder.share.{own}.{level}" for level in LADDER_LEVELS)) for own in where
    )
    says = tuple(_lowest_finding(arm, asked) for arm in panel.present())
    return Exhibit("ladder-distribution", "distribution", levels(), rows, says)


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


def _net(panel: Panel) -> Exhibit:
    rows = tuple(Row(Label("arm", arm), (f"ladder.net.{arm}",)) for arm in panel.present())
    says = tuple(
        Finding("ladder.finding.net", {"net": f"ladder.net.{arm}"}, {"arm": Label("arm", arm)})
        for arm in panel.present()
    )
    return Exhibit("ladder-net", "intervals", (Label("measure", "change"),), rows, says)


def _ranks(ranks: list[Quantity]) -> tuple[Exhibit, ...]:
    pairs = [quantity.id.rpartition(".")[2] for quantity in ranks if quantity.unit == "percentage_points"]
    if not pairs:
        return ()
    rows = tuple(Row(Label("pair", pair), (f"ladder.rank_lead.{pair}",)) for pair in pairs)
    says = tuple(
        Finding(
            "ladder.finding.rank",
            {"lead": f"ladder.rank_lead.{pair}", "chance": f"ladder.rank.{pair}"},
            {name: Label("arm", arm) for name, arm in zip(("first", "second"), pair.split("-"), strict=True)},
        )
        for pair in pairs
    )
    return (Exhibit("ladder-rank", "intervals", (Label("measure", "difference"),), rows, says),)


def _transition(arm: str) -> Exhibit:
    rows = tuple(
        Row(Label("ladder", str(start)), tuple(f"ladder.transition.{arm}.{start}.{end}" for end in LADDER_LEVELS))
        for start in LADDER_LEVELS
    )
    return Exhibit(f"ladder-transition-{arm}", "alluvial", levels(), rows, (Finding("ladder.finding.transition"),))


def levels() -> tuple[Label, ...]:
    """The rungs as columns."""
    return tuple(Label("ladder", str(level)) for level in LADDER_LEVELS)
