"""The same question over other people or another time: everyone measured, no shocks, another moment.

A run over nearly the same people as the published one would give the few away by which they differ. So it is shown only
where, in every neighbourhood, nobody or at least the threshold of people differ; else it is hidden with that reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd

from wijklab.analyses.arms.panel import Panel, at_moment, make_panel, measure, neighbourhood_of, pair_id
from wijklab.analyses.arms.quantities import evidence
from wijklab.analyses.arms.scores import WellbeingSpec, own_rows
from wijklab.analyses.robustness.ways import Frame, Pair, frame_of
from wijklab.contract.answers import Quantity
from wijklab.contract.tables import OpenStudy
from wijklab.stats.few.evidence import weigh_evidence
from wijklab.stats.sums import AreaSums


@dataclass(frozen=True, slots=True, repr=False)
class Runs:
    """What every run starts from: the study, its scores as rows, and the panel that was published."""

    study: OpenStudy
    spec: WellbeingSpec
    rows: pd.DataFrame
    published: Panel

    @property
    def other_moment(self) -> str | None:
        """The latest moment after the first that is not the follow-up asked for."""
        later = self.spec.moments[self.spec.moments.index(self.spec.baseline) + 1 :]
        return next((moment for moment in reversed(later) if moment != self.spec.follow_up), None)

    @property
    def shaken(self) -> pd.Series:
        """Which rows were measured on a day within a declared shock."""
        days = pd.to_datetime(self.rows["date"]).dt.date
        shocks = [shock.period for shock in self.study.asked.shocks]
        return days.map(lambda day: any(day in period for period in shocks)).astype(bool)

    def panel(self, rows: pd.DataFrame, follow_up: str) -> Panel:
        """Who was measured at the start and at that moment, in those rows."""
        before, after = (at_moment(rows, moment, "score") for moment in (self.spec.baseline, follow_up))
        return make_panel(self.study, before, after)


def reruns(study: OpenStudy, spec: WellbeingSpec, published: Panel, pair: Pair) -> list[Quantity]:
    """The runs that the data allow, for one pair of arms."""
    runs = Runs(study, spec, own_rows(study, spec), published)
    return [quantity for run in RUNS.values() if (quantity := run(runs, pair)) is not None]


def everyone(runs: Runs, pair: Pair) -> Quantity | None:
    """Neighbourhood means at each moment of whoever was measured then: an unbalanced panel, or repeated samples."""
    scores = [at_moment(runs.rows, moment, "score") for moment in (runs.spec.baseline, runs.spec.follow_up)]
    taken = [make_panel(runs.study, own, own) for own in scores]
    codes = [code for code in taken[0].codes if code in taken[1].codes]
    arms = [[code for code in codes if runs.study.asked.arm_of(code) == arm] for arm in pair]
    apart = all(_apart(runs, own.resident, pair) for own in taken) and _others_in_each_arm(runs, taken, pair)
    if not all(arms) or not apart:
        return _hidden("everyone", pair)
    found = weigh_evidence(*(_change_of(taken, own) for own in arms), chance=_chance(runs.study))
    people = min(int(_sizes(own, codes).sum()) for own in taken for codes in arms)
    frame = Frame(runs.study, pair, people, found.p_floor)
    return frame.quantity("everyone", found.headline, "difference_of_neighbourhood_means_all_measured")


def without_shocks(runs: Runs, pair: Pair) -> Quantity | None:
    """Without measurements in a shock; at the other moment where no follow-up is left. None where there are none."""
    moments = (runs.spec.baseline, runs.spec.follow_up)
    kept = runs.rows[~runs.shaken]
    if len(kept[kept["moment"].isin(moments)]) == len(runs.rows[runs.rows["moment"].isin(moments)]):
        return None
    tried = [(runs.panel(kept, moment), moment) for moment in (runs.spec.follow_up, runs.other_moment) if moment]
    panel, moment = next((one for one in tried if pair in one[0].pairs()), tried[0])
    shown = _apart(runs, panel.resident, pair, runs.panel(runs.rows, moment))  # the other moment is a run of its own
    return _rerun(runs, "no_shock", panel, pair) if shown else _hidden("no_shock", pair)


def other_moment(runs: Runs, pair: Pair) -> Quantity | None:
    """From the same start to the other moment that the study declares; None where nobody was measured then."""
    panel = runs.panel(runs.rows, runs.other_moment) if runs.other_moment else None
    return _rerun(runs, "other_moment", panel, pair) if panel and panel.codes else None


RUNS: Final[Mapping[str, Callable[[Runs, Pair], Quantity | None]]] = MappingProxyType(
    {"everyone": everyone, "no_shock": without_shocks, "other_moment": other_moment}
)
"""By the way that they are called in fact ids and labels."""


def _rerun(runs: Runs, way: str, panel: Panel, pair: Pair) -> Quantity:
    if pair not in panel.pairs():
        return _hidden(way, pair, "not_measured")
    if not _apart(runs, panel.resident, pair):
        return _hidden(way, pair)
    change = measure(panel, panel.after - panel.before, "points")
    found = evidence(change, pair, runs.study).headline
    return frame_of(runs.study, change, pair).quantity(way, found, "difference_of_neighbourhood_means")


def _apart(runs: Runs, residents: np.ndarray, pair: Pair, beside: Panel | None = None) -> bool:
    """Whether in every neighbourhood nobody, or enough people, are in one of the two sets and not in the other: these
    residents, and those of `beside` (of the published panel if not given)."""
    homes, few = neighbourhood_of(runs.study), runs.study.asked.privacy.threshold
    one, other = set((beside or runs.published).resident), set(residents)
    return all(
        n >= few
        for differing in (one - other, other - one)
        for code, n in Counter(homes.loc[sorted(differing)]).items()
        if runs.study.asked.arm_of(code) in pair
    )


def _others_in_each_arm(runs: Runs, taken: list[Panel], pair: Pair) -> bool:
    """Whether both arms have others than the published people: else the run would tell that nobody left, which its own
    page hides."""
    others = set().union(*(own.resident for own in taken)) - set(runs.published.resident)
    codes = neighbourhood_of(runs.study).loc[sorted(others)]
    return set(pair) <= {runs.study.asked.arm_of(code) for code in codes}


def _hidden(way: str, pair: Pair, why: str = "suppressed_secondary") -> Quantity:
    return Quantity(f"robustness.way.{pair_id(pair)}.{way}", None, "points", "people", missing=why)


def _change_of(taken: list[Panel], codes: list[str]) -> AreaSums:
    """Mean later minus mean at first of each neighbourhood. Nobody is followed, so no spread of persons is known."""
    first, later = (measure(own, own.before, "points").means[_positions(own, codes)] for own in taken)
    sizes = np.minimum(*(_sizes(own, codes) for own in taken))
    return AreaSums(sizes, later - first, np.zeros(len(codes)))


def _sizes(panel: Panel, codes: list[str]) -> np.ndarray:
    return np.bincount(panel.area, minlength=len(panel.codes))[_positions(panel, codes)]


def _positions(panel: Panel, codes: list[str]) -> list[int]:
    return [panel.codes.index(code) for code in codes]


def _chance(study: OpenStudy) -> np.random.Generator:
    return np.random.default_rng(np.random.SeedSequence([study.asked.seed, 10]))
