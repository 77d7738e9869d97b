"""Complementary suppression: a hidden count that its total and its neighbours give away takes a neighbour with it.

A line is every count that adds up to one total (a row or a column of a transition matrix). Where exactly one count of a
line is hidden, subtraction reveals it within the rounding; so the smallest shown count of that line is hidden too, until
no line has exactly one. Linear-programming bounds over several tables come later, at this same place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from wijklab.contract.answers import Quantity

_SUPPRESSED = ("suppressed_small", "suppressed_secondary")


def hide_what_sums_give_away(quantities: Mapping[str, Quantity]) -> dict[str, Quantity]:
    """The same quantities, with as many more hidden as it takes that no line has exactly one hidden count."""
    safe = dict(quantities)
    lines = _lines(safe)
    while exposed := next((shown for members in lines.values() if (shown := _exposing(members, safe))), None):
        least = min(exposed, key=lambda id: (safe[id].value, id))
        safe[least] = replace(safe[least], value=None, n=None, missing="suppressed_secondary")
    return safe


def _lines(quantities: Mapping[str, Quantity]) -> dict[str, list[str]]:
    lines: dict[str, list[str]] = defaultdict(list)
    for id, quantity in quantities.items():
        for line in quantity.sums_in:
            lines[line].append(id)
    return lines


def _exposing(members: list[str], quantities: Mapping[str, Quantity]) -> list[str]:
    """The shown counts of a line that together give its one hidden count away; none where it is safe."""
    hidden = [id for id in members if quantities[id].missing in _SUPPRESSED]
    return [id for id in members if quantities[id].value is not None] if len(hidden) == 1 else []
