"""What the comparison at equal starts rests on, in plain sentences."""

from __future__ import annotations

import numpy as np

from wijklab.analyses.ladder.odds import odds_ratios
from wijklab.analyses.ladder.same_start import Modelled
from wijklab.contract.answers import Finding, Label


def ladder_limits(modelled: Modelled | None) -> list[Finding]:
    """That levels are no amounts, what equal starts mean, and which odds ratios do not exist and why."""
    if modelled is None:
        return [Finding("ladder.finding.ordinal")]
    fitted = bool(np.isfinite(modelled.found.all.expected).all())
    missing = [quantity.id for quantity in odds_ratios(modelled) if quantity.value is None]
    arms = [id.rpartition(".")[2].partition("-")[0] for id in missing] if fitted else []
    return [
        Finding("ladder.finding.ordinal"),
        Finding("ladder.finding.same_start"),
        *([] if fitted else [Finding("ladder.finding.not_fitted")]),
        *([] if modelled.one_ratio else [Finding("ladder.finding.no_odds")]),
        *(Finding("ladder.finding.odds_endless", names={"arm": Label("arm", arm)}) for arm in arms),
    ]
