"""Cost and effect together with few neighbourhoods: each gives one net benefit, and the rule of `stats/few` weighs it.

Net-benefit regression (Hoch, Briggs & Willan 2002) on neighbourhood means: effect and cost of one neighbourhood go
together, and their net benefit is one number, so the interval is that of any difference between two arms. Effect and
cost need not be of the same people. With a flat prior the posterior of such a difference is the t distribution of its
interval, from which follow the chance that it is above nought and what certainty would be worth, in closed form.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln, stdtr

from wijklab.stats.few.method import choose_method
from wijklab.stats.few.two_arms import Compared, leading, sized_t, welch_on_means
from wijklab.stats.sums import AreaSums, Bools, Floats, Ints


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class JointSums:
    """Effect and cost of the same neighbourhoods. `shared`, shape (n_areas,), is the sum of products of deviations from
    the two means over the people who are in both (unit of effect x euro)."""

    effect: AreaSums
    cost: AreaSums
    shared: Floats

    @property
    def size(self) -> int:
        """The number of neighbourhoods."""
        return self.effect.size

    @property
    def means(self) -> Floats:
        """Mean effect and mean cost, shape (n_areas, 2)."""
        return np.column_stack([self.effect.mean, self.cost.mean])

    def of(self, areas: Bools | Ints) -> JointSums:
        """Only these neighbourhoods."""
        return JointSums(self.effect.of(areas), self.cost.of(areas), self.shared[areas])


def joint_sums(effect: AreaSums, cost: AreaSums, products: Floats, area: Ints) -> JointSums:
    """`products` are deviations in effect x deviations in cost of the people in both, in neighbourhood `area`, each of
    shape (n_both,)."""
    shared = np.bincount(area, weights=products, minlength=effect.size)
    return JointSums(effect, cost, np.asarray(shared, dtype=float))


def sampling_covariances(joint: JointSums) -> Floats:
    """How surely the two means of each neighbourhood were measured: covariance matrices, shape (n_areas, 2, 2)."""
    own = [each.squares / np.maximum(1, each.people - 1) / each.people for each in (joint.effect, joint.cost)]
    fewest = np.minimum(joint.effect.people, joint.cost.people)
    both = joint.shared / np.maximum(1, fewest - 1) / np.maximum(joint.effect.people, joint.cost.people)
    limit = np.sqrt(own[0] * own[1])
    both = np.clip(both, -limit, limit)
    return np.stack([np.stack([own[0], both], axis=-1), np.stack([both, own[1]], axis=-1)], axis=-2)


def benefit_sums(joint: JointSums, willingness: float) -> AreaSums:
    """Net benefit (euro) of each neighbourhood at that many euro per unit of effect, with people and spread as if one
    group had been measured: those of the effect, who are the fewest."""
    weights = np.array([willingness, -1.0])
    people = np.minimum(joint.effect.people, joint.cost.people)
    surely = np.maximum(0.0, np.einsum("i,gij,j->g", weights, sampling_covariances(joint), weights))
    return AreaSums(people, joint.means @ weights, surely * people * np.maximum(1, people - 1))


def net_benefit(first: JointSums, second: JointSums, willingness: float, confidence: float = 0.95) -> Compared:
    """Net benefit of the first arm minus that of the second, in euro, by the method that the rule chooses."""
    one, other = (benefit_sums(each, willingness) for each in (first, second))
    method = choose_method(first.size, second.size)
    plain, welch = sized_t(one, other, confidence), welch_on_means(one.mean, other.mean, confidence)
    return leading(method, plain, welch)


def chance_above_nought(benefit: Compared) -> float | None:
    """The chance (0-1) that the true difference is above nought, of t(df); None where there is no interval."""
    if benefit.error is None or benefit.df is None:
        return None
    return float(stdtr(benefit.df, benefit.estimate / benefit.error))


def worth_of_certainty(benefit: Compared) -> float | None:
    """Expected value of perfect information on a choice between two, in the unit of the benefit; None where t(df) has
    no mean (one degree of freedom or less)."""
    if benefit.error is None or benefit.df is None or benefit.df <= 1:
        return None
    away = -abs(benefit.estimate) / benefit.error
    return benefit.error * _mean_above_nought(away, benefit.df)


def _mean_above_nought(away: float, df: float) -> float:
    """E max(0, away + T) of T ~ t(df): away F(away) + f(away) (df + away^2) / (df - 1)."""
    log_constant = gammaln((df + 1) / 2) - gammaln(df / 2) - 0.5 * np.log(df * np.pi)
    density = float(np.exp(log_constant - (df + 1) / 2 * np.log1p(away**2 / df)))
    return max(0.0, away * float(stdtr(df, away)) + density * (df + away**2) / (df - 1))
