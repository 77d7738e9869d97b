"""Complementary suppression: a hidden number that its total and its neighbours give away takes a neighbour with it.

A line is every number of one sum, the total included: a row or a column of a transition matrix; the neighbourhoods of
an arm and its mean; a change with what it was before and after; a difference with the two numbers it compares. Where
exactly one number of a line is hidden, subtraction reveals it; so the number over the fewest people that is still shown
in that line is hidden too, until no line has exactly one. Where the hidden counts of a line are together fewer people
than the threshold, their sum betrays that each of them is next to nothing; so there, too, a next one goes.

A mean with an interval is two sums, of the values and of their squares: it gives two hidden neighbourhoods away. So the
neighbourhoods that stand in a line `SPREAD` are hidden with three at a time; where there are no three, the intervals of
the line `TOLD` of the same name go.

Bounds by linear programming over several tables and editions come later, at this same place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from wijklab.contract.answers import Quantity
from wijklab.disclosure.gates import hidden, without_freedom

SPREAD: Final = "spread:"
"""How the name of a line begins whose numbers have a spread that an interval tells."""

TOLD: Final = "told:"
"""How the name of the line begins of the numbers whose intervals tell it."""

_COMPARING: Final = ("comparative", "causal")
_SECONDARY: Final = "suppressed_secondary"
_SUPPRESSED: Final = ("suppressed_small", "suppressed_dominance", _SECONDARY)
_ENOUGH_HIDDEN = 2  # one alone follows by subtraction
_ENOUGH_WITH_SPREAD = 3  # two follow from their sum and the sum of their squares


@dataclass(frozen=True, slots=True)
class Sums:
    """The lines of an answer by name, its numbers before any was hidden, and how few people are too few."""

    lines: Mapping[str, list[str]]
    true: Mapping[str, Quantity]
    threshold: int


def hide_what_sums_give_away(
    quantities: Mapping[str, Quantity], true: Mapping[str, Quantity], threshold: int
) -> dict[str, Quantity]:
    """`quantities` with as many more hidden as it takes that no line gives a hidden number away.

    `true` are the same quantities before any was hidden.
    """
    safe, lines = dict(quantities), _lines(quantities)
    sums = Sums(lines, true, threshold)
    while exposing := next((shown for line in lines if (shown := _exposing(line, sums, safe))), None):
        least = min(exposing, key=lambda id: _goes_first(safe[id]))
        safe[least] = hidden(safe[least], _SECONDARY)
    for line in lines:
        if line.startswith(SPREAD) and 0 < _hidden_in(lines[line], safe) < _ENOUGH_WITH_SPREAD:
            safe |= {id: _without_interval(safe[id]) for id in lines.get(_told(line), ())}
    return _under_one_reason(safe, lines)


def _under_one_reason(quantities: dict[str, Quantity], lines: Mapping[str, list[str]]) -> dict[str, Quantity]:
    """Where a large number hides beside small ones, all of its line carry one reason: who tells them apart knows that
    the rest of the sum is the small ones."""
    mixed = {id for id, quantity in quantities.items() if quantity.missing == _SECONDARY}
    while more := {
        id
        for members in lines.values()
        if not mixed.isdisjoint(members)
        for id in members
        if id not in mixed and quantities[id].missing in _SUPPRESSED
    }:
        mixed |= more
    return quantities | {id: replace(quantities[id], missing=_SECONDARY) for id in mixed}


def _lines(quantities: Mapping[str, Quantity]) -> dict[str, list[str]]:
    lines: dict[str, list[str]] = defaultdict(list)
    for id, quantity in quantities.items():
        for line in quantity.sums_in:
            lines[line].append(id)
    return lines


def _exposing(line: str, sums: Sums, quantities: Mapping[str, Quantity]) -> list[str]:
    """The shown numbers of a line that together give its hidden ones away; none where it is safe."""
    if line.startswith(TOLD):
        return []
    members, telling = sums.lines[line], sums.lines.get(_told(line), ())
    told = line.startswith(SPREAD) and any(quantities[id].low is not None for id in telling)
    few = 0 < _hidden_in(members, quantities) < (_ENOUGH_WITH_SPREAD if told else _ENOUGH_HIDDEN)
    exposed = few or _together_small(members, sums, quantities)
    return [id for id in members if quantities[id].value is not None] if exposed else []


def _together_small(members: list[str], sums: Sums, quantities: Mapping[str, Quantity]) -> bool:
    """Whether a line hides counts of, all together, fewer people than the threshold."""
    suppressed = [sums.true[id] for id in members if quantities[id].missing in _SUPPRESSED]
    people = sum(quantity.value or 0 for quantity in suppressed)
    return bool(suppressed) and people < sums.threshold and all(quantity.basis == "count" for quantity in suppressed)


def _hidden_in(members: list[str], quantities: Mapping[str, Quantity]) -> int:
    return sum(quantities[id].missing in _SUPPRESSED for id in members)


def _told(line: str) -> str:
    return line.replace(SPREAD, TOLD, 1)


def _goes_first(quantity: Quantity) -> tuple[bool, int, str]:
    """A comparison before what it compares, then what rests on the fewest people."""
    return not _compares(quantity), quantity.n or 0, quantity.id


def _compares(quantity: Quantity) -> bool:
    """Whether it is a difference between arms, whatever it may claim: without an interval it only describes."""
    return quantity.strength in _COMPARING or quantity.method.startswith("difference")


def _without_interval(quantity: Quantity) -> Quantity:
    method = without_freedom(quantity.method)
    return replace(quantity, low=None, high=None, p=None, p_family=None, method=method)
