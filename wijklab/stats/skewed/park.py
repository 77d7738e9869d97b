"""Which family fits: by which power of the mean does the spread of costs grow? (modified Park test)"""

from __future__ import annotations

import numpy as np

from wijklab.stats.skewed.glm import GAMMA, fit
from wijklab.stats.sums import Floats


def park_power(y: Floats, fitted: Floats, squares: Floats | None = None, weights: Floats | None = None) -> float:
    """The power, by a gamma model with log link of squared residuals on the log of the fitted mean: 0 fits a normal, 1
    a Poisson, 2 a gamma, 3 an inverse Gaussian (Manning & Mullahy 2001). All have shape (n,).

    For cells of several people `squares` is their mean squared distance to the cell's mean and `weights` their number.
    """
    away = (y - fitted) ** 2 + (0.0 if squares is None else squares)
    X = np.column_stack([np.ones(y.size), np.log(fitted)])
    return float(fit(GAMMA, away, X, weights).coefficients[1])
