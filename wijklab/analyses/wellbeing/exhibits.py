"""What a comparison of wellbeing shows and says: the change, the differences, and the levels behind them."""

from __future__ import annotations

from wijklab.analyses.arms.exhibits import change_exhibit, difference_exhibit
from wijklab.analyses.arms.panel import Measure, Panel
from wijklab.analyses.arms.placebo import placebo_exhibit
from wijklab.analyses.arms.scores import WellbeingSpec
from wijklab.analyses.wellbeing.change import DOTS
from wijklab.analyses.wellbeing.starts import top_of
from wijklab.contract.answers import Exhibit, Finding, Label, Row


def wellbeing_exhibits(change: Measure) -> tuple[Exhibit, ...]:
    """What changed, and the differences where arms can be compared: one against many with its placebos beside it."""
    panel = change.panel
    first, same_start = _differences(panel) if panel.pairs() else ((), ())
    placebo = placebo_exhibit("wellbeing.placebo", change, id="wellbeing-placebo", facts="wellbeing.difference")
    return (_change(panel), *first, *placebo, *same_start)


def level_exhibits(panel: Panel, spec: WellbeingSpec) -> tuple[Exhibit, ...]:
    """How high wellbeing stood, who can rise no more, and how long it was between the measurements."""
    return (_levels(panel, spec), _room(panel, spec))


def _change(panel: Panel) -> Exhibit:
    return change_exhibit(
        panel,
        "wellbeing-change",
        measure="change",
        facts="wellbeing.change",
        dots=DOTS,
        finding="wellbeing.finding.change",
    )


def _differences(panel: Panel) -> tuple[tuple[Exhibit, ...], ...]:
    """As measured, and on the same start."""
    shown = {"wellbeing-difference": "difference", "wellbeing-same-start": "adjusted_difference"}
    return tuple(
        (difference_exhibit(panel, id, facts=f"wellbeing.{name}", finding=f"wellbeing.finding.{name}"),)
        for id, name in shown.items()
    )


def _levels(panel: Panel, spec: WellbeingSpec) -> Exhibit:
    columns = tuple(Label("moment", moment) for moment in spec.moments)
    rows = tuple(
        Row(Label("arm", arm), tuple(f"wellbeing.level.{arm}.{moment}" for moment in spec.moments))
        for arm in panel.present()
    )
    return Exhibit("wellbeing-levels", "values", columns, rows)


def _room(panel: Panel, spec: WellbeingSpec) -> Exhibit:
    moments = (spec.baseline, spec.follow_up)
    columns = (*(Label("measure", f"at_top_{when}") for when in ("first", "later")), Label("measure", "months_between"))
    rows = tuple(
        Row(
            Label("arm", arm),
            (*(f"wellbeing.at_top.{arm}.{moment}" for moment in moments), f"wellbeing.months.{arm}"),
        )
        for arm in panel.present()
    )
    top = Label("text", f"{top_of(spec.instrument):g}")
    says = (Finding("wellbeing.finding.at_top", names={"top": top}),)
    return Exhibit("wellbeing-room", "values", columns, rows, says)
