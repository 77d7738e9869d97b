"""What the years still to come may add up to, from a few years so far: a level or a straight line, and how sure.

Ordinary least squares on the years that are known; the sum of the years ahead is a weighted sum of predictions, and its
interval is the one for new observations: it holds both the doubt about the line and the chance of each year ahead
(Draper & Smith 1998, section 3.1, for one new observation; the same algebra for a weighted sum of them). With n years
known there are n - 1 degrees of freedom for a level and n - 2 for a line, so t and not the normal: 12.7 and not 2.0
standard errors where one is left. It takes years for independent: where high years come together it is too sure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from scipy.special import stdtr, stdtrit

from wijklab.stats.sums import Floats, beyond_rounding

Shape = Literal["level", "line"]

DEGREE: Final[dict[Shape, int]] = {"level": 0, "line": 1}


@dataclass(frozen=True, slots=True)
class Forecast:
    """A sum of years ahead, in the unit of the years: its middle, its interval, and what both rest on.

    `low`, `high` and `error` (the standard error of prediction) are None where no degree of freedom is left, and where
    the years lie on the line exactly: then nothing tells how far a year may lie from it.
    """

    total: float
    low: float | None
    high: float | None
    error: float | None
    df: int


def forecast(years: Floats, values: Floats, ahead: Floats, weights: Floats, shape: Shape = "line") -> Forecast:
    """The 95 % prediction of `weights @ values_ahead`, where `values` follow a level or a straight line over `years`.

    `years` and `values` have shape (n_known,), `ahead` and `weights` shape (n_ahead,). ValueError with fewer years than
    the shape has parameters.
    """
    degree = DEGREE[shape]
    if years.size <= degree:
        raise ValueError(f"a {shape} needs more than {degree} years")
    start = years.mean()
    known, target = np.vander(years - start, degree + 1), np.vander(ahead - start, degree + 1).T @ weights
    slope, *_ = np.linalg.lstsq(known, values, rcond=None)
    left, df = beyond_rounding(values - known @ slope, values), years.size - degree - 1
    total = float(target @ slope)
    if df < 1 or not left.any():
        return Forecast(total, None, None, None, df)
    doubt = target @ np.linalg.solve(known.T @ known, target) + weights @ weights
    error = float(np.sqrt(left @ left / df * doubt))
    reach = float(stdtrit(df, 0.975)) * error
    return Forecast(total, total - reach, total + reach, error, df)


def chance_at_most(found: Forecast, limit: float) -> float | None:
    """The chance (0-1) that the sum stays at or below `limit`, under the same t; None where there is no interval."""
    return None if found.error is None else float(stdtr(found.df, (limit - found.total) / found.error))
