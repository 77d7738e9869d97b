"""What the page shows: who left, whether they were alike, what it does to the answer, and how far that holds."""

from __future__ import annotations

from typing import Final

from wijklab.analyses.arms.panel import pair_id
from wijklab.analyses.missing.answers import Case, Pair
from wijklab.analyses.missing.tips import tip_exhibits
from wijklab.analyses.missing.verdicts import WAYS, verdict_finding
from wijklab.contract.answers import Exhibit, Label, Quantity, Row

SHARES: Final = ("gap_share", "fmi")
"""What is said of the information that is missing: lambda, and the fraction of missing information."""


def answer_exhibits(case: Case, quantities: dict[str, Quantity]) -> tuple[Exhibit, ...]:
    """One exhibit a pair for wellbeing, with its tipping points; one table for the ladder."""
    pairs = case.cohort.everyone.pairs()
    if not pairs:
        return ()
    if case.cohort.outcome.ordinal:
        return (_table(case, pairs, quantities),)
    return (*(_intervals(case, pair, quantities) for pair in pairs), *tip_exhibits(case, quantities))


def _intervals(case: Case, pair: Pair, quantities: dict[str, Quantity]) -> Exhibit:
    rows = tuple(Row(Label("measure", way), (case.id(way, pair),)) for way in WAYS)
    says = (verdict_finding(case, pair, quantities),)
    return Exhibit(f"missing-answer-{pair_id(pair)}", "intervals", (Label("measure", "difference"),), rows, says)


def _table(case: Case, pairs: tuple[Pair, ...], quantities: dict[str, Quantity]) -> Exhibit:
    rows = tuple(Row(Label("pair", pair_id(pair)), tuple(case.id(way, pair) for way in WAYS)) for pair in pairs)
    says = tuple(verdict_finding(case, pair, quantities) for pair in pairs)
    return Exhibit("missing-ladder", "values", tuple(Label("measure", way) for way in WAYS), rows, says)


def reviewer_exhibits(cases: list[Case]) -> tuple[Exhibit, ...]:
    """How much of each answer is not known, and the effective number of people behind the weights."""
    pairs = tuple(dict.fromkeys(pair for case in cases for pair in case.cohort.everyone.pairs()))
    told = [(case, share) for case in cases for share in SHARES]
    columns = tuple(Label("measure", f"{case.cohort.outcome.id}_{share}") for case, share in told)
    known = tuple(Row(Label("pair", pair_id(pair)), tuple(_share(*one, pair) for one in told)) for pair in pairs)
    information = (Exhibit("missing-information", "values", columns, known),) if known else ()
    return (
        *information,
        *(_weights(case) for case in cases if not case.cohort.outcome.ordinal and case.weights is not None),
    )


def _share(case: Case, share: str, pair: Pair) -> str | None:
    return case.id(share, pair) if pair in case.cohort.everyone.pairs() else None


def _weights(case: Case) -> Exhibit:
    columns = tuple(Label("measure", name) for name in ("twice", "effective"))
    rows = tuple(
        Row(Label("arm", arm), (f"missing.twice.{arm}", f"missing.effective.{arm}"))
        for arm in case.cohort.stayers.present()
    )
    return Exhibit("missing-weights", "values", columns, rows)
