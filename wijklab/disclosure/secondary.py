"""Complementary suppression: a hidden number that its total and its neighbours give away takes a neighbour with it.

A line is every number that adds up to one total: a row or a column of a transition matrix, or the neighbourhoods of an
arm's mean. Where exactly one number of a line is hidden, subtraction reveals it; so the number over the fewest people
that is still shown in that line is hidden too, until no line has exactly one. Bounds by linear programming over several
tables and editions come later, at this same place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from wijklab.contract.answers import Quantity
from wijklab.disclosure.gates import hidden

_SUPPRESSED = ("suppressed_small", "suppressed_dominance", "suppressed_secondary")


def hide_what_sums_give_away(quantities: Mapping[str, Quantity]) -> dict[str, Quantity]:
    """The same quantities, with as many more hidden as it takes that no line has exactly one hidden number."""
    safe = dict(quantities)
    lines = _lines(safe)
    while exposing := next((shown for members in lines.values() if (shown := _exposing(members, safe))), None):
        least = min(exposing, key=lambda id: (safe[id].n or 0, id))
        safe[least] = hidden(safe[least], "suppressed_secondary")
    return safe


def _lines(quantities: Mapping[str, Quantity]) -> dict[str, list[str]]:
    lines: dict[str, list[str]] = defaultdict(list)
    for id, quantity in quantities.items():
        for line in quantity.sums_in:
            lines[line].append(id)
    return lines


def _exposing(members: list[str], quantities: Mapping[str, Quantity]) -> list[str]:
    """The shown numbers of a line that together give its one hidden number away; none where it is safe."""
    suppressed = [id for id in members if quantities[id].missing in _SUPPRESSED]
    return [id for id in members if quantities[id].value is not None] if len(suppressed) == 1 else []
