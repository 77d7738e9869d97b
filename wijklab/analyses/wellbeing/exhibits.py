"""What a comparison of wellbeing shows and says: the change, the differences, and the levels behind them."""

from __future__ import annotations

from wijklab.analyses.arms.exhibits import change_exhibit, difference_exhibit
from wijklab.analyses.arms.panel import Panel
from wijklab.analyses.wellbeing.change import DOTS
from wijklab.analyses.wellbeing.scores import WellbeingSpec
from wijklab.contract.answers import Exhibit, Label, Row


def wellbeing_exhibits(panel: Panel, spec: WellbeingSpec) -> tuple[Exhibit, ...]:
    """The study's own exhibits in the order of the page; differences only where arms can be compared."""
    return (_change(panel), *(_differences(panel) if panel.pairs() else ()), _levels(panel, spec))


def _change(panel: Panel) -> Exhibit:
    return change_exhibit(
        panel,
        "wellbeing-change",
        measure="change",
        facts="wellbeing.change",
        dots=DOTS,
        finding="wellbeing.finding.change",
    )


def _differences(panel: Panel) -> tuple[Exhibit, ...]:
    """As measured, and on the same start."""
    shown = {"wellbeing-difference": "difference", "wellbeing-same-start": "adjusted_difference"}
    return tuple(
        difference_exhibit(panel, id, facts=f"wellbeing.{name}", finding=f"wellbeing.finding.{name}")
        for id, name in shown.items()
    )


def _levels(panel: Panel, spec: WellbeingSpec) -> Exhibit:
    columns = tuple(Label("moment", moment) for moment in spec.moments)
    rows = tuple(
        Row(Label("arm", arm), tuple(f"wellbeing.level.{arm}.{moment}" for moment in spec.moments))
        for arm in panel.present()
    )
    return Exhibit("wellbeing-levels", "values", columns, rows)
