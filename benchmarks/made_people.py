"""People in neighbourhoods, as arrays and as frames: what `estimators.py` measures on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

AREAS: Final = 23
YEARS: Final = 5


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """Arrays of shape (n,): the area of each person, a change, three covariates, a level from 0 to 5; and as frames."""

    area: Any
    change: Any
    covariates: Any
    level: Any
    frame: pd.DataFrame
    panel: pd.DataFrame


def people(n: int) -> People:
    """`n` people in 23 areas, 11 of them in the first arm; and a panel of n / 5 people over five years."""
    chance = np.random.default_rng(n)
    area = chance.integers(0, AREAS, n)
    covariates = chance.standard_normal((n, 3))
    change = 0.3 * chance.standard_normal(AREAS)[area] + covariates[:, 0] + chance.standard_normal(n)
    level = np.clip(np.rint(2.5 + 0.4 * (area < 11) + 1.3 * chance.standard_normal(n)), 0, 5).astype(np.int64)
    frame = pd.DataFrame(covariates, columns=["x1", "x2", "x3"])
    frame = frame.assign(change=change, first=(area < 11).astype(float), area=area, level=level)
    return People(area, change, covariates, level, frame, _panel(n // YEARS, chance))


def _panel(n: int, chance: np.random.Generator) -> pd.DataFrame:
    started = np.array([0, 2, 3])[chance.integers(0, 3, n)]
    year, unit = np.tile(np.arange(YEARS), n), np.repeat(np.arange(n), YEARS)
    own = started[unit]
    treated = (own > 0) & (year >= own)
    score = chance.standard_normal(n)[unit] + 0.5 * treated + chance.standard_normal(unit.size)
    since = np.where(own > 0, year - own, -1)
    return pd.DataFrame({"unit": unit, "year": year, "start": own, "since": since, "score": score})
