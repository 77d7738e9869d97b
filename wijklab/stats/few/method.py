"""Which method leads, given how few neighbourhoods there are: a rule that can be read, and was calibrated.

`benchmarks/calibrate.py` (`make calibrate`) simulates studies without any effect and counts how often each method is
wrong. A method that is wrong more often than 6 % where it says 5 % is not in this table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from wijklab.stats.few.randomisation import attainable_p

HIGHEST_FLOOR: Final = 0.05
"""A p-value is given only where exact randomisation could have come below this: else the test cannot reject at all."""


@dataclass(frozen=True, slots=True)
class Rule:
    """From this many neighbourhoods in the smaller arm the method may lead; `equal` where arms must be of one size."""

    method: str
    smaller_arm: int
    equal: bool = False


RULES: Final = (
    Rule("welch_on_means", 6),
    Rule("t_on_means", 2, equal=True),
    Rule("wider_on_means", 3),
    Rule("t_on_means", 2),
    Rule("one_against_many", 1),
    Rule("no_interval", 0),
)
"""The first that fits counts. Welch needs six on either side to hold its level. Arms of one size keep the level of
t(G-2) whatever their spread; with three to five against more, the wider of t(G-2) and Welch does; with one or two, an
arm cannot tell its own spread and must be taken to spread like the other. One against one has no spread at all."""


def choose_method(n_first: int, n_second: int) -> str:
    """The id of the method that leads for arms of so many neighbourhoods."""
    smaller, equal = min(n_first, n_second), n_first == n_second
    if smaller == 1 and equal:
        return "no_interval"
    return next(rule.method for rule in RULES if smaller >= rule.smaller_arm and (equal or not rule.equal))


def p_given(n_first: int, n_second: int) -> bool:
    """Whether a p-value may be printed: the smallest that exact randomisation can reach is at most `HIGHEST_FLOOR`."""
    return min(n_first, n_second) > 0 and attainable_p(n_first + n_second, n_first) <= HIGHEST_FLOOR


def beside_interval(p: float | None, of_interval: float | None) -> float | None:
    """The p that may be printed beside an interval: `p`, or that of the interval itself where it is larger.

    Else a p below .05 could stand beside an interval that holds nought. None where no p is given at all.
    """
    return p if p is None or of_interval is None else max(p, of_interval)
