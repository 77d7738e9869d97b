"""Where the true differences in effect and cost may lie together: an ellipse around what was found.

Hotelling's T squared on neighbourhood means, one covariance for both arms; where the rule gives each arm its own
variance, so does the region, with the degrees of freedom of Krishnamoorthy & Yu (2004). Wider than the two intervals by
themselves: it must hold for both differences at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from wijklab.stats.decision.few import JointSums, sampling_covariances
from wijklab.stats.decision.fieller import fieller
from wijklab.stats.few.method import choose_method
from wijklab.stats.sums import Floats, about_mean


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Joint:
    """Effect and cost of the first arm minus those of the second; `covariance`, shape (2, 2), is that of the two."""

    effect: float
    cost: float
    covariance: Floats
    df: float

    @property
    def correlation(self) -> float:
        """Of the two differences, -1 to 1."""
        return float(self.covariance[0, 1] / np.sqrt(self.covariance[0, 0] * self.covariance[1, 1]))

    def reach(self, level: float) -> tuple[float, float] | None:
        """How far the region of that level (0-1) goes to either side, in effect and in cost; None with df of 1 or less.

        With two dimensions the quantile of F(2, df - 1) has a closed form.
        """
        left = self.df - 1
        if left <= 0:
            return None
        f = left / 2 * ((1 - level) ** (-2 / left) - 1)
        size = np.sqrt(2 * self.df / left * f * np.diag(self.covariance))
        return float(size[0]), float(size[1])

    def price(self, confidence: float = 0.95) -> tuple[float, float] | None:
        """The ends of cost per unit of effect (Fieller); None unless both are clearly above nought."""
        critical = float(stdtrit(self.df, (1 + confidence) / 2))
        return fieller(self.effect, self.cost, self.covariance, critical)


def weigh_jointly(first: JointSums, second: JointSums) -> Joint | None:
    """Both differences with their covariance, by the rule for so many neighbourhoods; None where there is no spread."""
    makes = _METHODS[choose_method(first.size, second.size)]
    found = [make(first, second) for make in makes]
    joints = [joint for joint in found if joint is not None]
    return max(joints, key=_size) if joints else None


def _size(joint: Joint) -> float:
    reach = joint.reach(0.95)
    return reach[0] * reach[1] * np.sqrt(max(0.0, 1 - joint.correlation**2)) if reach else float(joint.covariance[0, 0])


def _pooled(first: JointSums, second: JointSums) -> Joint | None:
    df = first.size + second.size - 2
    if df < 1:
        return None
    away = [_away(each) for each in (first, second)]
    covariance = sum(each.T @ each for each in away) / df * (1 / first.size + 1 / second.size)
    return _joint(first, second, covariance + _excess(first, second), df)


def _apart(first: JointSums, second: JointSums) -> Joint | None:
    if min(first.size, second.size) < 2:
        return None
    parts = [_away(each).T @ _away(each) / (each.size - 1) / each.size for each in (first, second)]
    whole = parts[0] + parts[1]
    if np.linalg.matrix_rank(whole) < 2:
        return None
    shares = [np.linalg.solve(whole, part) for part in parts]
    spread = [
        (np.trace(s @ s) + np.trace(s) ** 2) / (each.size - 1) for s, each in zip(shares, (first, second), strict=True)
    ]
    return _joint(first, second, whole, float(6 / sum(spread)))


def _joint(first: JointSums, second: JointSums, covariance: Floats, df: float) -> Joint | None:
    if not (np.diag(covariance) > 0).all():
        return None
    effect, cost = (float(x) for x in first.means.mean(axis=0) - second.means.mean(axis=0))
    return Joint(effect, cost, covariance, df)


def _away(joint: JointSums) -> Floats:
    return np.column_stack([about_mean(column) for column in joint.means.T])


def _excess(first: JointSums, second: JointSums) -> Floats:
    """What the pooled covariance leaves out where arms differ in size (see `stats/few/sampling.py`), without what would
    make it smaller in any direction."""
    if first.size == second.size:
        return np.zeros((2, 2))
    n, mean = np.array([first.size, second.size]), [sampling_covariances(each).mean(axis=0) for each in (first, second)]
    told = ((n[0] - 1) * mean[0] + (n[1] - 1) * mean[1]) / (n.sum() - 2) * (1 / n).sum()
    left_out = mean[0] / n[0] + mean[1] / n[1] - told
    scale = np.sqrt(np.maximum(np.diag(mean[0] + mean[1]), np.finfo(float).tiny))
    values, vectors = np.linalg.eigh(left_out / np.outer(scale, scale))
    return np.outer(scale, scale) * ((vectors * np.maximum(0.0, values)) @ vectors.T)


_METHODS = {
    "t_on_means": (_pooled,),
    "one_against_many": (_pooled,),
    "wider_on_means": (_pooled, _apart),
    "welch_on_means": (_apart,),
    "no_interval": (),
}
