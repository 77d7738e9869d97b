"""The same difference three times: of who was measured twice, with the others filled in, and with weights.

The filled-in and weighted answers are hidden where so few people of an arm were not measured again that their number
is: beside the first answer they would tell of those few. Per neighbourhood nothing of them is shown, and what is filled
in was drawn and not measured.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from wijklab.analyses.arms.panel import measure, pair_id
from wijklab.analyses.arms.quantities import (
    compared_in,
    difference_quantities,
    difference_unit,
    dot_quantities,
    mean_quantity,
)
from wijklab.analyses.arms.strength import strength_of
from wijklab.analyses.missing.cohort import Cohort, Floats
from wijklab.analyses.missing.counts import left_id
from wijklab.analyses.missing.filled import SETS, Filled
from wijklab.analyses.missing.weighted import weighted_measure
from wijklab.contract.answers import Quantity
from wijklab.contract.tables import OpenStudy
from wijklab.disclosure.gates import hidden
from wijklab.stats.missing.pooling import Pooled
from wijklab.stats.missing.tipping import difference_at

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, repr=False)
class Case:
    """One outcome of a study with all that its answers stand on: who, what was filled in, and the weights (or None)."""

    study: OpenStudy
    cohort: Cohort
    filled: dict[str, Filled]
    weights: Floats | None

    def id(self, what: str, pair: Pair) -> str:
        """The id of a number of a pair: `missing.wellbeing_imputed.proeftuin-traditional`."""
        return f"missing.{self.cohort.outcome.id}_{what}.{pair_id(pair)}"

    def told(self, *arms: str) -> tuple[str, ...]:
        """The counts of leavers that hide a number of these arms with them."""
        return tuple(left_id(self.cohort.outcome.id, arm, self.cohort.outcome.follow_up) for arm in arms)

    def leavers(self, *arms: str) -> int:
        """How many people left of the arm of these that fewest left."""
        return min(self.cohort.gone_in(arm) for arm in arms)

    def few(self, *arms: str) -> bool:
        """Whether one of these arms has so few leavers, but not none, that an answer with them tells of them."""
        return any(0 < self.cohort.gone_in(arm) < self.study.asked.privacy.threshold for arm in arms)

    def guarded(self, quantity: Quantity, *arms: str) -> Quantity:
        """The same number, hidden with the counts of leavers of these arms: for the reason for which it is hidden where
        nobody left, or the reason would tell the two apart."""
        rests_on = (*quantity.rests_on, *self.told(*arms))
        return replace(hidden(quantity, "suppressed_secondary") if self.few(*arms) else quantity, rests_on=rests_on)


def complete_quantities(case: Case) -> list[Quantity]:
    """The difference of who was measured twice, with the means and neighbourhoods in whose lines it stands: where one
    of those is hidden on the outcome's own page, the same goes here."""
    panel, outcome = case.cohort.stayers, case.cohort.outcome
    gain = measure(panel, outcome.gain(panel.before, panel.after), outcome.unit)
    stem, dots = f"missing.{outcome.id}_complete", f"missing.{outcome.id}_area"
    means = [
        mean_quantity(f"missing.{outcome.id}_gain.{arm}", gain, arm, dots=dots, sums_in=compared_in(stem, panel, arm))
        for arm in panel.present()
    ]
    areas = [dot for arm in panel.present() for dot in dot_quantities(dots, gain, arm)]
    return [*difference_quantities(stem, gain, case.study, dots=dots), *means, *areas]


def imputed_quantities(case: Case) -> list[Quantity]:
    """The difference with leavers filled in, pooled by Rubin's rules, and its fraction of missing information."""
    return [quantity for pair in case.cohort.everyone.pairs() for quantity in _imputed(case, pair)]


def _imputed(case: Case, pair: Pair) -> list[Quantity]:
    first, second = (case.filled[arm].completed for arm in pair)
    pooled = difference_at(first, second, 0.0)
    answer = pooled_quantity(case, "imputed", pair, pooled)
    known = {"gap_share": pooled.gap_share, "fmi": pooled.fmi}
    return [answer, *(_information(case, name, share, pair, answer) for name, share in known.items())]


def _information(case: Case, name: str, share: float, pair: Pair, answer: Quantity) -> Quantity:
    """A share (0-1) of what is not known of an answer, hidden with it."""
    rests_on = (*answer.rests_on, answer.id)
    bare = replace(answer, id=case.id(name, pair), unit="index", low=None, high=None, strength="descriptive")
    return replace(bare, value=None if answer.value is None else share, rests_on=rests_on)


def pooled_quantity(case: Case, what: str, pair: Pair, pooled: Pooled) -> Quantity:
    """A pooled difference as a number of the page. n is that of the smaller arm at the start."""
    people = [int(case.cohort.everyone.in_arm(arm).sum()) for arm in pair]
    sure = pooled.low is not None
    stem = f"difference_of_neighbourhood_means_imputed_m{SETS}"
    found = Quantity(
        id=case.id(what, pair),
        value=pooled.estimate,
        unit=difference_unit(case.cohort.outcome.unit),
        basis="people",
        n=min(people),
        low=pooled.low,
        high=pooled.high,
        method=f"{stem}_barnard_rubin_t{round(pooled.df, 1):g}" if sure else stem,
        strength=strength_of(case.study.asked.design, has_interval=sure, p_floor=None),
        rests_on=(case.id("complete", pair),),
    )
    return case.guarded(found, *pair)


def weighted_quantities(case: Case) -> list[Quantity]:
    """The difference with weighted stayers; not computable where start and age tell exactly who stayed."""
    pairs = case.cohort.stayers.pairs()
    if case.weights is None:
        unit, why = difference_unit(case.cohort.outcome.unit), "not_computable"
        absent = (Quantity(case.id("weighted", pair), None, unit, "people", missing=why) for pair in pairs)
        return [case.guarded(quantity, *pair) for quantity, pair in zip(absent, pairs, strict=True)]
    stem = f"missing.{case.cohort.outcome.id}_weighted"
    found = difference_quantities(stem, weighted_measure(case.cohort, case.weights), case.study)
    return [_weighted(case, quantity, pair) for quantity, pair in zip(found, pairs, strict=True)]


def _weighted(case: Case, quantity: Quantity, pair: Pair) -> Quantity:
    method = quantity.method.replace("neighbourhood_means", "weighted_neighbourhood_means")
    own = replace(
        quantity, method=method, p=None, p_floor=None, p_family=None, sums_in=(), rests_on=(case.id("complete", pair),)
    )
    return case.guarded(own, *pair)
