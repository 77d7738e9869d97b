"""Who climbed the participation ladder, and did more people climb in one way of working than in another?

The ladder is ordinal: distributions, transitions, up / same / down and ranks, never a mean level. The people are those
measured at both moments; pensioners are in, out or apart, as the study declares. Each neighbourhood counts once, and
every interval stands on the differences between neighbourhoods.
"""

from __future__ import annotations

from wijklab.analyses.answering import by_id, has_tables, no_data
from wijklab.analyses.arms.ladder_people import ladder_people, people_counts
from wijklab.analyses.arms.panel import make_panel
from wijklab.analyses.ladder.checks import odds_test_quantities, symmetry_quantities
from wijklab.analyses.ladder.directions import direction_shares, net_shares, up_down_differences
from wijklab.analyses.ladder.exhibits import ladder_exhibits
from wijklab.analyses.ladder.limits import ladder_limits
from wijklab.analyses.ladder.moves import counts, moves_by_area, moves_by_arm
from wijklab.analyses.ladder.odds import odds_ratios
from wijklab.analyses.ladder.pensioners import pensioner_exhibit, pensioner_limits, pensioner_shares
from wijklab.analyses.ladder.ranks import rank_effects
from wijklab.analyses.ladder.reached import reached_quantities
from wijklab.analyses.ladder.same_start import model_at_same_start
from wijklab.analyses.limits import declared, design_limits, drop_limits, dropped, method_limits, shock_limits
from wijklab.contract.answers import Estimates
from wijklab.contract.tables import OpenStudy

QUESTION = "ladder"


def compare_ladder(study: OpenStudy) -> Estimates:
    """Distribution before and after, transitions, who rose and fell, and how arms differ at equal starts."""
    asked = study.asked.outcomes.ladder
    if asked is None or not has_tables(study, "residents", "ladder"):
        return no_data(study, QUESTION)
    people = ladder_people(study, asked)
    panel = make_panel(study, people.before, people.after)
    if not panel.codes:
        return no_data(study, QUESTION)
    by_area = moves_by_area(panel)
    moves, modelled = moves_by_arm(panel, by_area), model_at_same_start(panel, by_area)
    differences, ranks = up_down_differences(study, panel), rank_effects(study, panel, by_area)
    gone = dropped(study, QUESTION, people.before, people.after)
    told = [*counts(moves, asked), *direction_shares(panel), *net_shares(panel), *differences, *ranks]
    checked = [*symmetry_quantities(moves), *odds_test_quantities(modelled, study.asked.privacy.threshold)]
    apart = [*people_counts(people, asked), *pensioner_shares(people, asked), *gone]
    equal = [] if modelled is None else [*reached_quantities(study, modelled), *odds_ratios(modelled)]
    quantities = by_id([*told, *equal, *checked, *apart])
    exhibits = (*ladder_exhibits(panel, asked, moves, modelled, ranks), *pensioner_exhibit(people, asked))
    notes = (
        *ladder_limits(modelled),
        *pensioner_limits(people, asked),
        *method_limits(panel, differences),
        *drop_limits(gone),
        *shock_limits(study, declared(study, (asked.baseline, asked.follow_up))),
        *design_limits(study),
    )
    return Estimates(QUESTION, study.card, quantities, exhibits, notes)
