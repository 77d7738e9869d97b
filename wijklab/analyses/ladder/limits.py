"""What the comparison at equal starts rests on, in plain sentences."""

from __future__ import annotations

import numpy as np

from wijklab.analyses.ladder.same_start import Modelled
from wijklab.contract.answers import Finding


def ladder_limits(modelled: Modelled | None) -> list[Finding]:
    """That levels are no amounts, what equal starts mean, and why there may be no odds ratio.

    Never that one has no end: that says that everybody, or nobody, of an arm stands higher.
    """
    if modelled is None:
        return [Finding("ladder.finding.ordinal")]
    fitted = bool(np.isfinite(modelled.found.all.expected).all())
    return [
        Finding("ladder.finding.ordinal"),
        Finding("ladder.finding.same_start"),
        *([] if fitted else [Finding("ladder.finding.not_fitted")]),
        *([] if modelled.one_ratio else [Finding("ladder.finding.no_odds")]),
    ]
