"""The cross-check: odds ratios of a proportional-odds model on the counts, without interval."""

from __future__ import annotations

from math import exp
from typing import Final

import numpy as np

from wijklab.contract.answers import Finding, Label, Quantity
from wijklab.contract.vocabulary import LADDER_LEVELS
from wijklab.stats.ordinal import Floats, fit_proportional_odds
from wijklab.stats.transitions import Ints

REFERENCE: Final = "traditional"
"""The arm that the others are held against."""


def odds_ratios(moves: dict[str, Ints]) -> list[Quantity]:
    """Odds ratio of standing higher afterwards, against traditional, at the same level before."""
    others = [arm for arm in moves if arm != REFERENCE]
    if REFERENCE not in moves or not others:
        return []
    arms = [REFERENCE, *others]
    counts = np.vstack([moves[arm] for arm in arms])
    fit = fit_proportional_odds(counts, _design(counts, len(arms))) if (counts.sum(axis=0) > 0).sum() > 1 else None
    fewest = int(moves[REFERENCE].sum())
    return [
        Quantity(
            id=f"ladder.odds_ratio.{arm}-{REFERENCE}",
            value=exp(fit.coefficients[i]) if fit and fit.converged else None,
            unit="ratio",
            basis="people",
            n=min(fewest, int(moves[arm].sum())),
            method="proportional_odds_given_start",
            missing=None if fit and fit.converged else "not_computable",
        )
        for i, arm in enumerate(others)
    ]


def _design(counts: Ints, n_arms: int) -> Floats:
    """Columns for each arm but the first, then for each level before, but the lowest that anyone stood on."""
    n_levels = len(LADDER_LEVELS)
    arm = np.repeat(np.eye(n_arms)[:, 1:], n_levels, axis=0)
    level = np.tile(np.eye(n_levels), (n_arms, 1))
    held = [i for i in range(n_levels) if counts[level[:, i] == 1].sum() > 0]
    return np.hstack([arm, level[:, held[1:]]])


def odds_limits(odds: list[Quantity]) -> list[Finding]:
    """A sentence on each odds ratio, and why none of them has an interval."""
    return [
        *(
            Finding(
                "ladder.finding.odds",
                {"odds": quantity.id},
                {"arm": Label("arm", quantity.id.split(".")[2].split("-")[0])},
            )
            for quantity in odds
        ),
        *([Finding("ladder.finding.odds_note")] if odds else []),
    ]
