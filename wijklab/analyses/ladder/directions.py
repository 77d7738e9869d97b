"""Up, same or down: the share of people who rose, stayed or fell, per arm and between arms."""

from __future__ import annotations

from typing import Final

import numpy as np

from wijklab.analyses.arms.panel import Measure, Panel, measure
from wijklab.analyses.arms.quantities import compared_in, difference_quantities, dot_quantities, mean_quantity
from wijklab.contract.answers import Quantity
from wijklab.contract.tables import OpenStudy

STEPS: Final = {"up": (1, 5), "same": (0, 0), "down": (-5, -1)}
"""Which change of level, from and to, counts as which direction."""

DOTS: Final = {"up": "ladder.neighbourhood_up", "same": "", "down": ""}
"""The directions of which neighbourhoods are shown, and the prefix of their means."""


def direction_shares(panel: Panel) -> list[Quantity]:
    """Shares that rose, stayed and fell: the mean over neighbourhoods, in percent of the people measured twice."""
    moved = {name: _moved(panel, name) for name in STEPS}
    arms = panel.present()
    shares = [
        mean_quantity(
            f"ladder.{name}.{arm}",
            own,
            arm,
            dots=DOTS[name],
            sums_in=(
                f"ladder.moved.{arm}",
                *compared_in(f"ladder.{name}_difference", panel, arm),
                *((_net_line(arm),) if name != "same" else ()),
            ),
        )
        for name, own in moved.items()
        for arm in arms
    ]
    return [*shares, *(dot for arm in arms for dot in dot_quantities(DOTS["up"], moved["up"], arm))]


def net_shares(panel: Panel) -> list[Quantity]:
    """The share that rose less the share that fell, per arm: did more people go up than down?

    The neighbourhood's answer to what Bowker's and Stuart and Maxwell's tests ask of people. It is hidden with either
    share: beside the share that stayed it would tell both.
    """
    net = measure(panel, 100.0 * np.sign(panel.after - panel.before), "percentage_points")
    return [
        mean_quantity(
            f"ladder.net.{arm}", net, arm, sums_in=(_net_line(arm),), rests_on=moved_ids(arm), strength="descriptive"
        )
        for arm in panel.present()
    ]


def up_down_differences(study: OpenStudy, panel: Panel) -> list[Quantity]:
    """Differences between arms in the shares that rose and that fell, in percentage points."""
    return [
        quantity
        for name in ("up", "down")
        for quantity in difference_quantities(f"ladder.{name}_difference", _moved(panel, name), study, dots=DOTS[name])
    ]


def moved_ids(*arms: str) -> tuple[str, ...]:
    """The shares that rose and that fell, of these arms: what is made of who moved is hidden with any of them."""
    return tuple(f"ladder.{way}.{arm}" for arm in arms for way in ("up", "down"))


def _moved(panel: Panel, direction: str) -> Measure:
    """100 for who moved in that direction and 0 for who did not, so that a mean is a percentage."""
    step = panel.after - panel.before
    low, high = STEPS[direction]
    return measure(panel, 100.0 * ((step >= low) & (step <= high)), "percent")


def _net_line(arm: str) -> str:
    """The line of a net share: itself and the two shares that it is the difference of."""
    return f"ladder.net.{arm}"
