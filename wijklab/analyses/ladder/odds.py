"""One odds ratio for all levels, where the model has one: of standing higher afterwards, at the same level before."""

from __future__ import annotations

from math import exp
from typing import Final

import numpy as np

from wijklab.analyses.ladder.directions import moved_ids
from wijklab.analyses.ladder.same_start import Modelled, method_of
from wijklab.contract.answers import Exhibit, Finding, Label, Quantity, Row

REFERENCE: Final = "traditional"
"""The arm that the others are held against."""


def odds_ratios(modelled: Modelled) -> list[Quantity]:
    """Odds ratios against traditional, each with the interval of its logarithm; none without that arm, or where the
    ratio differs by level. Hidden where it has no end: that says that everybody, or nobody, of an arm stands higher."""
    if modelled.arms[-1] != REFERENCE or not modelled.one_ratio:
        return []
    return [_odds_ratio(a, arm, modelled) for a, arm in enumerate(modelled.arms[:-1])]


def _odds_ratio(a: int, arm: str, modelled: Modelled) -> Quantity:
    without = np.array([one.log_odds[a] for one in modelled.found.without])
    sure = modelled.sure(modelled.found.all.log_odds[a], without, arm, REFERENCE)
    low, high = (None if end is None else exp(end) for end in (sure.low, sure.high))
    known, fitted = bool(np.isfinite(sure.estimate)), bool(np.isfinite(modelled.found.all.expected).all())
    return Quantity(
        id=f"ladder.odds_ratio.{arm}-{REFERENCE}",
        value=exp(sure.estimate) if known else None,
        unit="ratio",
        basis="people",
        n=modelled.people(arm, REFERENCE),
        low=low,
        high=high,
        method=method_of(f"{modelled.form}_given_start", sure),
        missing=None if known else "suppressed_secondary" if fitted else "not_computable",
        rests_on=moved_ids(arm, REFERENCE),
    )


def odds_exhibit(modelled: Modelled) -> tuple[Exhibit, ...]:
    """The odds ratios with a sentence on each, where there are any."""
    if not odds_ratios(modelled):
        return ()
    ids = {arm: f"ladder.odds_ratio.{arm}-{REFERENCE}" for arm in modelled.arms[:-1]}
    rows = tuple(Row(Label("pair", f"{arm}-{REFERENCE}"), (id,)) for arm, id in ids.items())
    says = tuple(Finding("ladder.finding.odds", {"odds": id}, {"arm": Label("arm", arm)}) for arm, id in ids.items())
    return (Exhibit("ladder-odds", "values", (Label("measure", "odds_ratio"),), rows, says),)
