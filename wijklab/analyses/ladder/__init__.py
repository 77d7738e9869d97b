"""Who climbed the participation ladder, and did more people climb in one way of working than in another?

The ladder is ordinal: distributions, transitions and up / same / down, never a mean level. The people are those
measured at both moments. Differences between arms stand on neighbourhood means; a proportional-odds model on the cell
counts is a cross-check without interval, because it takes neighbours as independent.
"""

from __future__ import annotations

from wijklab.analyses.answering import by_id, has_tables, no_data
from wijklab.analyses.arms.panel import at_moment, make_panel
from wijklab.analyses.ladder.directions import direction_shares, up_down_differences
from wijklab.analyses.ladder.exhibits import ladder_exhibits
from wijklab.analyses.ladder.moves import counts, moves_by_arm
from wijklab.analyses.ladder.odds import odds_limits, odds_ratios
from wijklab.analyses.limits import declared, design_limits, drop_limits, dropped, method_limits, shock_limits
from wijklab.contract.answers import Estimates, Finding
from wijklab.contract.tables import OpenStudy

QUESTION = "ladder"


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
    moves = moves_by_arm(panel)
    differences, odds = up_down_differences(study, panel), odds_ratios(moves)
    gone = dropped(study, QUESTION, before, after)
    quantities = by_id([*counts(moves, asked), *direction_shares(panel), *differences, *odds, *gone])
    notes = (
        Finding("ladder.finding.ordinal"),
        *method_limits(panel, differences),
        *odds_limits(odds),
        *drop_limits(gone),
        *shock_limits(study, declared(study, (asked.baseline, asked.follow_up))),
        *design_limits(study),
    )
    return Estimates(QUESTION, study.card, quantities, ladder_exhibits(panel, asked, odds), notes)
