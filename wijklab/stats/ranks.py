"""Who ends higher? The chance that one of the first arm stands above one of the second, on ordered levels.

The relative effect P(first > second) + P(equal) / 2 needs no distance between levels (Mann & Whitney 1947; Brunner &
Munzel 2000). It is compared at the same level before, so that who started higher does not count as having climbed.
Everything is reckoned from counts, which may be weights.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wijklab.stats.sums import AreaSums, Floats


@dataclass(frozen=True, slots=True)
class RelativeEffect:
    """Chances (0-1) that someone of the first arm stands above, level with, or below someone of the second.

    `effect` is above + equal / 2, one half where neither is ahead; `compared` the share (0-1) of the starting levels
    that both arms have people at.
    """

    above: float
    equal: float
    below: float
    compared: float = 1.0

    @property
    def effect(self) -> float:
        """P(first > second) + P(equal) / 2."""
        return self.above + self.equal / 2

    @property
    def lead(self) -> float:
        """P(first > second) - P(first < second), from -1 to 1 (Cliff's delta, Somers' d)."""
        return self.above - self.below


def relative_effect(first: Floats, second: Floats) -> RelativeEffect:
    """Of two arms by their counts per level, shape (n_levels,), each with at least someone.

    The effect is the Mann-Whitney U of the first arm over the number of pairs.
    """
    share, other = first / first.sum(), second / second.sum()
    under = np.cumsum(other) - other
    above, equal = float(share @ under), float(share @ other)
    return RelativeEffect(above, equal, 1 - above - equal)


def effect_at_same_start(first: Floats, second: Floats, starts: Floats) -> RelativeEffect | None:
    """The same within each level before, averaged over `starts`, shape (n_levels,).

    `first` and `second` have shape (n_levels before, n_levels after). Levels at which an arm has nobody cannot be
    compared: they are left out, and `compared` says how much of `starts` that leaves. None where nothing is left.
    """
    both = (first.sum(axis=1) > 0) & (second.sum(axis=1) > 0) & (starts > 0)
    if not both.any():
        return None
    weights = starts[both] / starts[both].sum()
    found = [relative_effect(*pair) for pair in zip(first[both], second[both], strict=True)]
    above, equal, below = (
        float(weights @ [getattr(one, side) for one in found]) for side in ("above", "equal", "below")
    )
    return RelativeEffect(above, equal, below, float(starts[both].sum() / starts.sum()))


def placements(tables: Floats) -> AreaSums:
    """Where the people of each area end among all who started at the same level, from 0 (lowest) to 1 (highest).

    `tables` has shape (n_areas, n_levels before, n_levels after), each area with at least someone. A placement is the
    mid-rank among all areas together, each counting once, over their number (a ridit; Bross 1958). It does not depend
    on which area has which arm, so exact randomisation may deal the arms out anew. With one level before, the mean over
    the areas of the first arm less that of the second is the relative effect less one half, for arms of one size.
    """
    people = tables.sum(axis=(1, 2))
    shares = tables / people[:, None, None]
    together = shares.sum(axis=0)
    standing = together.sum(axis=1, keepdims=True)
    under = np.cumsum(together, axis=1) - together / 2
    ridit = np.divide(under, standing, out=np.full(together.shape, 0.5), where=standing > 0)
    mean = (shares * ridit).sum(axis=(1, 2))
    squares = (tables * (ridit - mean[:, None, None]) ** 2).sum(axis=(1, 2))
    return AreaSums(people.astype(np.int64), mean, squares)
