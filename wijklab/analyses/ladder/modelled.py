"""What is shown and said of the arms at equal starts: expected levels, who stands how high, and odds ratios."""

from __future__ import annotations

from typing import Final

from wijklab.analyses.arms.panel import pair_id
from wijklab.analyses.ladder.odds import odds_exhibit
from wijklab.analyses.ladder.reached import REACHED
from wijklab.analyses.ladder.same_start import Modelled
from wijklab.contract.answers import Exhibit, Finding, Label, Row
from wijklab.contract.vocabulary import LADDER_LEVELS

SPOKEN: Final = 4
"""The level that sentences are about, chosen beforehand: unpaid work or higher."""

_REACHED_LABELS: Final = tuple(Label("at_least", str(level)) for level in REACHED)


def modelled_exhibits(modelled: Modelled | None) -> tuple[Exhibit, ...]:
    """The exhibits at equal starts, in the order of the page; none without a model."""
    if modelled is None:
        return ()
    differences = (_differences(modelled),) if modelled.panel.pairs() else ()
    return (_expected(modelled), _reached(modelled), *differences, *odds_exhibit(modelled))


def _expected(modelled: Modelled) -> Exhibit:
    rows = tuple(
        Row(Label("arm", arm), tuple(f"ladder.expected.{arm}.{level}" for level in LADDER_LEVELS))
        for arm in modelled.arms
    )
    columns = tuple(Label("ladder", str(level)) for level in LADDER_LEVELS)
    says = (*(_expected_finding(arm) for arm in modelled.arms), _form_finding(modelled))
    return Exhibit("ladder-expected", "distribution", columns, rows, says)


def _expected_finding(arm: str) -> Finding:
    facts = {"lowest": f"ladder.expected.{arm}.1", "reached": f"ladder.at_least.{arm}.{SPOKEN}"}
    return Finding("ladder.finding.expected", facts, {"arm": Label("arm", arm)})


def _form_finding(modelled: Modelled) -> Finding:
    """Which model it was, in one plain sentence."""
    return Finding(f"ladder.finding.form_{'_'.join(modelled.found.form.failed) or 'plain'}")


def _reached(modelled: Modelled) -> Exhibit:
    rows = tuple(
        Row(Label("arm", arm), tuple(f"ladder.at_least.{arm}.{level}" for level in REACHED)) for arm in modelled.arms
    )
    return Exhibit("ladder-at-least", "course", _REACHED_LABELS, rows, (Finding("ladder.finding.at_least"),))


def _differences(modelled: Modelled) -> Exhibit:
    pairs = modelled.panel.pairs()
    rows = tuple(
        Row(
            Label("pair", pair_id(pair)),
            tuple(f"ladder.at_least_difference.{pair_id(pair)}.{level}" for level in REACHED),
        )
        for pair in pairs
    )
    says = tuple(
        Finding(
            "ladder.finding.at_least_difference",
            {"difference": f"ladder.at_least_difference.{pair_id(pair)}.{SPOKEN}"},
            {"first": Label("arm", pair[0]), "second": Label("arm", pair[1])},
        )
        for pair in pairs
    )
    return Exhibit("ladder-at-least-difference", "course", _REACHED_LABELS, rows, says)
