"""Which neighbourhoods are held against a mix of others, and that mix: one contrast to a neighbourhood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wijklab.analyses.over_time.panel import YearPanel
from wijklab.analyses.over_time.paths import started_arms
from wijklab.stats.few.areas import Ints
from wijklab.stats.over_time.synthetic_control import Placebos, SyntheticControl, placebo_test, synthetic_control

FEWEST_DONORS: Final = 3
"""A mix of fewer is hardly a mix, and a rank among fewer than four says nothing."""

FEWEST_BEFORE: Final = 2
"""With one year before the start nearly any mix fits."""

MOST_SHOWN: Final = 4
"""More neighbourhoods than this are an arm to compare, not one against many."""


@dataclass(frozen=True, slots=True, repr=False)
class Contrast:
    """One neighbourhood, its mix and its placebos. `years` has shape (n_years,) and `donors` are codes."""

    code: str
    arm: str
    start: int
    years: Ints
    donors: tuple[str, ...]
    mix: SyntheticControl
    placebos: Placebos
    people: int

    @property
    def after(self) -> NDArray[np.bool_]:
        """Which years lie at or after the start, shape (n_years,)."""
        return self.years >= self.start


def arms_to_contrast(panel: YearPanel) -> list[str]:
    """The arms that have few enough neighbourhoods to look at each of them."""
    return [arm for arm in started_arms(panel) if _fits(panel, arm)]


def contrasts_of(panel: YearPanel, arm: str) -> list[Contrast]:
    """A contrast for each neighbourhood of the arm, where its years and the other neighbourhoods allow one."""
    treated = np.flatnonzero(panel.areas_of(arm) & (panel.starts > 0))
    return [contrast for i in treated if (contrast := _contrast(panel, int(i), arm))]


def _fits(panel: YearPanel, arm: str) -> bool:
    """A single neighbourhood of any arm, or the few of the proeftuin."""
    n = int((panel.areas_of(arm) & (panel.starts > 0)).sum())
    return n == 1 or (arm == "proeftuin" and n <= MOST_SHOWN)


def _contrast(panel: YearPanel, treated: int, arm: str) -> Contrast | None:
    """None where there are too few donors or years before; donors are measured in every year of the treated one."""
    at = np.flatnonzero(np.isfinite(panel.means[treated]))
    donors = np.flatnonzero((panel.starts == 0) & np.isfinite(panel.means[:, at]).all(axis=1))
    before = panel.years[at] < panel.starts[treated]
    if donors.size < FEWEST_DONORS or before.sum() < FEWEST_BEFORE or before.all():
        return None
    own, others = panel.means[treated, at], panel.means[donors][:, at]
    return Contrast(
        code=panel.codes[treated],
        arm=arm,
        start=int(panel.starts[treated]),
        years=panel.years[at],
        donors=tuple(panel.codes[i] for i in donors),
        mix=synthetic_control(own, others, before),
        placebos=placebo_test(own, others, before),
        people=int(panel.people[np.append(donors, treated)][:, at].min()),
    )
