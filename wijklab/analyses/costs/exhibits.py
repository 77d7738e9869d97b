"""What a comparison of costs shows and says: the change, the differences, the totals, and what they consist of."""

from __future__ import annotations

from wijklab.analyses.arms.amounts import SPLITS, WHEN, Amounts
from wijklab.analyses.arms.exhibits import change_exhibit, difference_exhibit
from wijklab.analyses.arms.panel import Panel
from wijklab.analyses.costs.totals import DOTS
from wijklab.contract.answers import Exhibit, Finding, Label, Row


def answer_exhibits(panel: Panel) -> tuple[Exhibit, ...]:
    """The change of each arm, and the differences where arms can be compared."""
    return (_change(panel), *((_difference(panel),) if panel.pairs() else ()))


def consists_exhibits(panel: Panel, amounts: Amounts) -> tuple[Exhibit, ...]:
    """The totals in either year, and what they consist of."""
    return (
        _total(panel, amounts),
        *(_split(amounts, column, arm) for column in SPLITS for arm in panel.present()),
    )


def _change(panel: Panel) -> Exhibit:
    return change_exhibit(
        panel,
        "costs-change",
        measure="change",
        facts="costs.total_change",
        dots=DOTS,
        finding="costs.finding.change",
    )


def _difference(panel: Panel) -> Exhibit:
    return difference_exhibit(
        panel, "costs-difference", facts="costs.total_difference", finding="costs.finding.difference"
    )


def _total(panel: Panel, amounts: Amounts) -> Exhibit:
    arms = panel.present()
    rows = tuple(Row(Label("arm", arm), tuple(f"costs.total.{arm}.{when}" for when in WHEN)) for arm in arms)
    return Exhibit("costs-total", "bars", _years(amounts), rows, _total_findings(arms))


def _total_findings(arms: tuple[str, ...]) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            "costs.finding.total",
            {"after": f"costs.total.{arm}.follow_up", "before": f"costs.total.{arm}.baseline"},
            {"arm": Label("arm", arm)},
        )
        for arm in arms
    )


def _split(amounts: Amounts, column: str, arm: str) -> Exhibit:
    rows = tuple(
        Row(Label(column, value), tuple(f"costs.{column}.{arm}.{value}.{when}" for when in WHEN))
        for value in amounts.used(column)
    )
    return Exhibit(f"costs-{column}-{arm}", "bars", _years(amounts), rows, (Finding(f"costs.finding.{column}"),))


def _years(amounts: Amounts) -> tuple[Label, ...]:
    return tuple(Label("text", str(year)) for year in amounts.years)
