"""Which neighbourhoods an arm is compared with over time: those that never began, as arrays for `stats`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from wijklab.analyses.arms.panel import PAIRS, pair_id
from wijklab.analyses.arms.quantities import method_name
from wijklab.analyses.arms.strength import strength_of
from wijklab.analyses.over_time.panel import YearPanel
from wijklab.contract.answers import Quantity
from wijklab.contract.tables import OpenStudy
from wijklab.stats.few.areas import Floats, Ints
from wijklab.stats.few.method import choose_method
from wijklab.stats.few.randomisation import attainable_p
from wijklab.stats.few.two_arms import Compared, leading, t_on_means, welch_on_means

UNTREATED: Final = "traditional"


@dataclass(frozen=True, slots=True, repr=False)
class YearPair:
    """The neighbourhoods of one arm beside those that never began. Shapes as in `YearPanel`."""

    pair: tuple[str, str]
    codes: tuple[str, ...]
    outcome: Floats
    first: Ints
    years: Ints
    people: Ints

    @property
    def id(self) -> str:
        """`proeftuin-traditional`."""
        return pair_id(self.pair)

    @property
    def smallest(self) -> int:
        """The fewest people of an arm in any year in which it was measured: the n of whatever spans the years."""
        return min(
            int(total) for own in (self.first > 0, self.first == 0) for total in self._people_of(own) if total > 0
        )

    def _people_of(self, own: np.ndarray) -> Ints:
        return np.where(np.isfinite(self.outcome[own]), self.people[own], 0).sum(axis=0)


def pairs_of(panel: YearPanel) -> tuple[YearPair, ...]:
    """Every arm that began within the years of the panel, beside the one that did not, where both are there."""
    wanted = [pair for pair in PAIRS if pair[1] == UNTREATED and set(pair) <= set(panel.arms)]
    return tuple(pair for pair in (_pair(panel, names) for names in wanted) if (pair.first > 0).any())


def _pair(panel: YearPanel, pair: tuple[str, str]) -> YearPair:
    """Without neighbourhoods that began outside the years: those have no before, or no after."""
    rows = (panel.areas_of(pair[0]) | panel.areas_of(pair[1])) & ((panel.starts == 0) | panel.began_within())
    codes = tuple(code for code, kept in zip(panel.codes, rows, strict=True) if kept)
    return YearPair(pair, codes, panel.means[rows], panel.starts[rows], panel.years, panel.people[rows])


def without_years(pair: YearPair, years: tuple[int, ...]) -> YearPair:
    """The same neighbourhoods without those years."""
    kept = ~np.isin(pair.years, years)
    return replace(pair, outcome=pair.outcome[:, kept], years=pair.years[kept], people=pair.people[:, kept])


def without_gaps(pair: YearPair) -> YearPair | None:
    """Years in which anyone was measured, and neighbourhoods measured in all of them; None where nothing compares."""
    years = np.isfinite(pair.outcome).any(axis=0)
    whole = np.isfinite(pair.outcome[:, years]).all(axis=1)
    codes = tuple(code for code, kept in zip(pair.codes, whole, strict=True) if kept)
    found = YearPair(
        pair.pair,
        codes,
        pair.outcome[whole][:, years],
        pair.first[whole],
        pair.years[years],
        pair.people[whole][:, years],
    )
    return found if _can_compare(found) else None


def _can_compare(pair: YearPair) -> bool:
    """Whether a neighbourhood began between the first and the last year, and another never did."""
    if not pair.years.size:
        return False
    began = (pair.first > pair.years[0]) & (pair.first <= pair.years[-1])
    return bool(began.any() and (pair.first == 0).any())


def compared(treated: Floats, never: Floats) -> Compared:
    """The difference between the means of two arms by the method that the rule chooses for so many neighbourhoods."""
    method = choose_method(treated.size, never.size)
    return leading(method, t_on_means(treated, never), welch_on_means(treated, never))


def difference(id: str, of: YearPair, treated: Floats, never: Floats, stem: str, study: OpenStudy) -> Quantity:
    """Treated minus never-treated neighbourhoods, in points, with the interval that their number allows."""
    found = compared(treated, never)
    floor = attainable_p(treated.size + never.size, treated.size)
    return Quantity(
        id=id,
        value=found.estimate,
        unit="points",
        basis="people",
        n=of.smallest,
        low=found.low,
        high=found.high,
        method=method_name(stem, found, choose_method(treated.size, never.size)),
        strength=strength_of(study.asked.design, has_interval=found.low is not None, p_floor=floor),
    )
