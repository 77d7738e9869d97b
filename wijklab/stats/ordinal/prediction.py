"""The chance of each level that a fitted model expects, for any covariates."""

from __future__ import annotations

import numpy as np

from wijklab.stats.ordinal.fitting import OrdinalFit
from wijklab.stats.ordinal.likelihood import Floats, cell_model
from wijklab.stats.ordinal.links import LINKS


def level_chances(
    fit: OrdinalFit, design: Floats, *, shifting: Floats | None = None, scale: Floats | None = None
) -> Floats:
    """P(Y = level) for each row of `design`, shape (n_rows, n_levels), nought at the levels that nobody was in.

    The columns are those of the fit. Each row adds up to 1.
    """
    none = np.zeros((len(design), 0))
    held = np.zeros((len(design), len(fit.thresholds) + 1))
    model = cell_model(
        held, design, none if shifting is None else shifting, none if scale is None else scale, LINKS[fit.link]
    )
    n_levels = held.shape[1] + len(fit.dropped)
    chances = np.zeros((len(design), n_levels))
    chances[:, [level for level in range(n_levels) if level not in fit.dropped]] = model.chances(fit.parameters)
    return chances
