"""What the page says about pensioners, and their own levels where the study sets them apart."""

from __future__ import annotations

from wijklab.analyses.arms.ladder_people import PENSIONERS, LadderPeople
from wijklab.analyses.ladder.moves import shares_of_levels
from wijklab.contract.answers import Exhibit, Finding, Label, Quantity, Row
from wijklab.contract.outcomes import LadderOutcome
from wijklab.contract.vocabulary import LADDER_LEVELS
from wijklab.stats.transitions import transition_counts


def pensioner_limits(people: LadderPeople, asked: LadderOutcome) -> list[Finding]:
    """Whether pensioners count here, and whose age is not known."""
    if not people.any_age:
        return [Finding("ladder.finding.no_ages")]
    unknown = [Finding("ladder.finding.age_unknown", {"people": "ladder.age_unknown"})] if people.unknown else []
    return [Finding(f"ladder.finding.pensioners_{asked.pensioners}", {"people": PENSIONERS}), *unknown]


def pensioner_shares(people: LadderPeople, asked: LadderOutcome) -> list[Quantity]:
    """Counts and shares of pensioners by level, before and after, all arms together; only where they are set apart."""
    if not _apart(people, asked):
        return []
    moves = transition_counts(
        people.pensioners_before.to_numpy(dtype=int), people.pensioners_after.to_numpy(dtype=int), len(LADDER_LEVELS)
    )
    margins = {asked.baseline: moves.sum(axis=1), asked.follow_up: moves.sum(axis=0)}
    return [
        quantity
        for moment, counts in margins.items()
        for quantity in shares_of_levels("ladder.pensioner_", moment, counts, PENSIONERS)
    ]


def pensioner_exhibit(people: LadderPeople, asked: LadderOutcome) -> tuple[Exhibit, ...]:
    """The levels of pensioners, where they are set apart."""
    if not _apart(people, asked):
        return ()
    columns = tuple(Label("ladder", str(level)) for level in LADDER_LEVELS)
    rows = tuple(
        Row(Label("moment", moment), tuple(f"ladder.pensioner_share.{moment}.{level}" for level in LADDER_LEVELS))
        for moment in (asked.baseline, asked.follow_up)
    )
    return (Exhibit("ladder-pensioners", "distribution", columns, rows, (Finding("ladder.finding.pensioners_read"),)),)


def _apart(people: LadderPeople, asked: LadderOutcome) -> bool:
    return asked.pensioners == "apart" and len(people.pensioners_before) > 0
