"""Several ways of working at once, each in a handful of neighbourhoods: the chance that each is the best choice.

Neighbourhoods of all arms are taken to spread alike: one pooled variance of net benefit on G - (number of arms) degrees
of freedom. With a flat prior the means of arms are then normal around what was found, with one unknown variance in
common; draws of that go the way of all draws (`draws.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from wijklab.stats.decision.draws import Draws, acceptability
from wijklab.stats.decision.few import JointSums, benefit_sums
from wijklab.stats.sums import Floats, about_mean

DRAWS: Final = 20_000
"""A share of them is right to .007 (two Monte Carlo errors)."""


def chances_best(arms: Sequence[JointSums], willingness: float, noise: tuple[Floats, Floats]) -> Floats | None:
    """The chance (0-1) that each arm has the highest net benefit, shape (n_arms,); None where there is no spread.

    `noise` are standard normal draws, shape (n_draws, n_arms), and chi-square draws with as many degrees of freedom as
    there are neighbourhoods more than arms, shape (n_draws,): the same for every willingness keeps a curve smooth.
    """
    means = [benefit_sums(each, willingness).mean for each in arms]
    df = sum(own.size for own in means) - len(means)
    squares = sum(float((about_mean(own) ** 2).sum()) for own in means)
    if df < 1 or not squares > 0:
        return None
    spread = np.sqrt(squares / noise[1])[:, None] / np.sqrt([own.size for own in means])
    drawn = np.array([own.mean() for own in means]) + spread * noise[0]
    return acceptability(Draws(drawn, np.zeros_like(drawn)), np.ones(1))[0]


def make_noise(arms: Sequence[JointSums], chance: np.random.Generator, draws: int = DRAWS) -> tuple[Floats, Floats]:
    """The draws that `chances_best` takes."""
    df = max(1, sum(each.size for each in arms) - len(arms))
    return chance.standard_normal((draws, len(arms))), chance.chisquare(df, draws)
