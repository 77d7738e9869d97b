"""Arms as if everyone had started alike: the fitted model beside the people that it is about."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wijklab.analyses.arms.panel import Panel
from wijklab.stats.few.leave_one_out import LeaveOneOut, leave_one_out
from wijklab.stats.ordinal import Floats, SameStartComparison, compare_at_same_start
from wijklab.stats.transitions import Ints


@dataclass(frozen=True, slots=True, repr=False)
class Modelled:
    """A comparison at the same start with the panel behind it."""

    panel: Panel
    found: SameStartComparison

    @property
    def arms(self) -> tuple[str, ...]:
        """The arms in the order of the model: the last one is the reference."""
        return self.panel.present()

    @property
    def form(self) -> str:
        """The form that the tests left standing: `proportional_odds`, or `partial_odds` by what shifts thresholds."""
        failed = self.found.form.failed
        return f"partial_odds_by_{'_and_'.join(failed)}" if failed else "proportional_odds"

    @property
    def one_ratio(self) -> bool:
        """Whether arms differ by the same odds ratio at every level."""
        return "arm" not in self.found.form.failed

    def people(self, *arms: str) -> int:
        """How many people the smallest of these arms has."""
        return min(int(self.panel.in_arm(arm).sum()) for arm in arms)

    def sure(self, number: float, without: Floats, *arms: str) -> LeaveOneOut:
        """The interval of a number about these arms, from what it is without each neighbourhood, shape (n_areas,)."""
        stratum = np.array([self.arms.index(arm) for arm in self.panel.arms], dtype=np.int64)
        return leave_one_out(float(number), without, stratum, tuple(self.arms.index(arm) for arm in arms))


def model_at_same_start(panel: Panel, by_area: Ints) -> Modelled | None:
    """The comparison, or None where there are no two arms, or one level only."""
    arms = panel.present()
    found = compare_at_same_start(by_area, np.array([arms.index(arm) for arm in panel.arms]))
    return None if found is None else Modelled(panel, found)


def method_of(stem: str, sure: LeaveOneOut) -> str:
    """How an interval was made, for the reviewer: the stem, and t with its degrees of freedom."""
    return stem if sure.low is None else f"{stem}_leave_one_neighbourhood_out_t{sure.df:.1f}"
