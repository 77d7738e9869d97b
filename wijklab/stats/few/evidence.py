"""Everything that can be said of the difference between two arms with few neighbourhoods, in one result.

One observation is a neighbourhood. The estimate is the difference between the means of neighbourhood means; which
interval leads follows from a rule that can be read (`method.RULES`); all else stands beside it for a reviewer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wijklab.stats.clusters.wild import WildTest
from wijklab.stats.few.inversion import shifts_not_rejected
from wijklab.stats.few.method import beside_interval, choose_method, p_given
from wijklab.stats.few.placebo import Placebo, one_against_many
from wijklab.stats.few.randomisation import RandomisationTest, assignments, attainable_p, can_test, randomisation_test
from wijklab.stats.few.sampling import mean_variances
from wijklab.stats.few.two_arms import Compared, leading, person_weighted, sized_t, welch_on_means, wild_test
from wijklab.stats.sums import AreaSums, Bools, Floats, Ints, area_sums, together

__all__ = ["AreaSums", "Compared", "Evidence", "area_sums", "choose_method", "p_given", "weigh_evidence"]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Evidence:
    """First arm minus second arm, in the unit of the means. Parts that the design does not allow are None.

    `method` is what the rule chose (one of `method.RULES`), and `headline` its estimate with interval. `weighted` and
    `wild` count each person once instead of each neighbourhood: another estimand. `randomisation` compares differences,
    `scaled` differences in their own standard error; they part where neighbourhoods differ much in people measured.
    `inverted` are the ends of all shifts that the first does not reject. `without` has shape (n_areas,), first arm in
    front: the estimate without that neighbourhood, nan where its arm would be empty. `p_floor` is the smallest that `p`
    could be.
    """

    estimate: float
    method: str
    n_first: int
    n_second: int
    on_means: Compared
    welch: Compared
    weighted: Compared
    wild: WildTest | None
    randomisation: RandomisationTest | None
    scaled: RandomisationTest | None
    p_floor: float
    inverted: tuple[float, float] | None
    without: Floats
    placebo: Placebo | None

    @property
    def headline(self) -> Compared:
        """The result that the rule chose."""
        return leading(self.method, self.on_means, self.welch)

    @property
    def p(self) -> float | None:
        """The p-value that may be printed: the largest one of the two randomisation tests and of the headline."""
        tests = [test.p_two_sided for test in (self.randomisation, self.scaled) if test is not None]
        if not tests or not p_given(self.n_first, self.n_second):
            return None
        return beside_interval(max(tests), self.headline.p)


def weigh_evidence(
    first: AreaSums, second: AreaSums, *, confidence: float = 0.95, chance: np.random.Generator | None = None
) -> Evidence:
    """Weigh the difference between two arms, each with at least one neighbourhood in which someone was measured.

    `chance` is needed for parts that are too many to enumerate: the bootstrap above 12 neighbourhoods and randomisation
    above 200,000 assignments. Without it those parts are None. ValueError where a neighbourhood has nobody.
    """
    _check(first, second)
    both = together(first, second)
    treated = np.arange(both.size) < first.size
    dealt = assignments(treated, chance) if can_test(both.size, first.size, chance) else None
    return Evidence(
        estimate=float(first.mean.mean() - second.mean.mean()),
        method=choose_method(first.size, second.size),
        n_first=first.size,
        n_second=second.size,
        on_means=sized_t(first, second, confidence),
        welch=welch_on_means(first.mean, second.mean, confidence),
        weighted=person_weighted(first, second, confidence),
        wild=wild_test(first, second, chance),
        randomisation=None if dealt is None else randomisation_test(both.mean, treated, dealt=dealt),
        scaled=None if dealt is None else _scaled(both, treated, dealt),
        p_floor=attainable_p(both.size, first.size),
        inverted=None if dealt is None else shifts_not_rejected(both.mean, treated, dealt, confidence),
        without=leave_one_out(first.mean, second.mean),
        placebo=one_against_many(first.mean, second.mean),
    )


def leave_one_out(first: Floats, second: Floats) -> Floats:
    """The difference without each neighbourhood in turn, shape (n_first + n_second,); nan where its arm would be empty.

    `first` and `second` are neighbourhood means.
    """
    return np.concatenate([_without(first) - second.mean(), first.mean() - _without(second)])


def _without(means: Floats) -> Floats:
    left = means.size - 1
    return (means.sum() - means) / left if left else np.full(1, np.nan)


def _scaled(both: AreaSums, treated: Bools, dealt: Ints) -> RandomisationTest | None:
    variances = mean_variances(both)
    return randomisation_test(both.mean, treated, variances=variances, dealt=dealt) if variances.all() else None


def _check(first: AreaSums, second: AreaSums) -> None:
    if not first.size or not second.size:
        raise ValueError("an arm has no neighbourhood: there is nothing to compare")
    if not np.isfinite(together(first, second).mean).all():
        raise ValueError("a neighbourhood has nobody measured: leave it out before")
