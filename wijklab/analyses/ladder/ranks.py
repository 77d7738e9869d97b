"""The rank effect: of two people who started on the same level, one of each arm, who stands higher afterwards?"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from wijklab.analyses.arms.panel import Panel, pair_id
from wijklab.analyses.arms.quantities import with_family
from wijklab.analyses.arms.strength import strength_of
from wijklab.analyses.ladder.directions import moved_ids
from wijklab.contract.answers import Quantity
from wijklab.contract.tables import OpenStudy
from wijklab.stats.few.evidence import Evidence, weigh_evidence
from wijklab.stats.few.leave_one_out import LeaveOneOut, leave_one_out
from wijklab.stats.few.method import beside_interval
from wijklab.stats.ranks import Floats, effect_at_same_start, placements
from wijklab.stats.transitions import Ints

_CHANCE: Final = 51
"""Where the chance of this question begins, in the study's seed."""


def rank_effects(study: OpenStudy, panel: Panel, by_area: Ints) -> list[Quantity]:
    """For every pair of arms the chance that the first is ahead (a tie counts half), in percent, and its lead.

    The lead is the chance to be ahead less the chance to be behind, in percentage points: nought where neither is.
    Each neighbourhood counts once. The interval is by leaving out one at a time; p is that of exact randomisation of
    the placements, where the rule allows one, and never smaller than the interval's own.
    """
    found = [quantity for pair in panel.pairs() for quantity in _rank_effect(study, panel, by_area, pair)]
    chances = [quantity for quantity in found if quantity.unit == "percent"]
    return [*with_family(quantity for quantity in found if quantity.unit != "percent"), *chances]


def _rank_effect(study: OpenStudy, panel: Panel, by_area: Ints, pair: tuple[str, str]) -> list[Quantity]:
    tables = [by_area[panel.areas_of(arm)] for arm in pair]
    sure = _lead_with_interval(*tables)
    if sure is None:
        return []
    weighed = _weighed(study, *tables)
    more = {
        "basis": "people",
        "n": int(min(table.sum() for table in tables)),
        "method": _method(sure),
        "strength": strength_of(study.asked.design, has_interval=sure.low is not None, p_floor=weighed.p_floor),
        "rests_on": moved_ids(*pair),
    }
    low, high = (None if end is None else float(np.clip(100 * end, -100, 100)) for end in (sure.low, sure.high))
    halves = [None if end is None else 50 + end / 2 for end in (low, high)]
    lead = Quantity(f"ladder.rank_lead.{pair_id(pair)}", 100 * sure.estimate, "percentage_points", **more)  # type: ignore[arg-type]
    chance = Quantity(f"ladder.rank.{pair_id(pair)}", 50 + 50 * sure.estimate, "percent", **more)  # type: ignore[arg-type]
    return [
        replace(lead, low=low, high=high, p=beside_interval(weighed.p, sure.p), p_floor=weighed.p_floor),
        replace(chance, low=halves[0], high=halves[1], rests_on=(*lead.rests_on, lead.id)),
    ]


def _method(sure: LeaveOneOut) -> str:
    stem = "difference_of_ranks_at_same_start"
    return stem if sure.low is None else f"{stem}_leave_one_neighbourhood_out_t{sure.df:.1f}"


def _lead_with_interval(first: Ints, second: Ints) -> LeaveOneOut | None:
    """The lead (-1 to 1) with its interval; None where the arms have no level before in common."""
    found = _lead(_shares(first), _shares(second))
    if not np.isfinite(found):
        return None
    without = [_lead(_shares(np.delete(first, area, axis=0)), _shares(second)) for area in range(len(first))]
    without += [_lead(_shares(first), _shares(np.delete(second, area, axis=0))) for area in range(len(second))]
    arm = np.repeat([0, 1], [len(first), len(second)])
    return leave_one_out(found, np.array(without), arm, (0, 1))


def _shares(tables: Ints) -> Floats:
    """One table of who went where, in which each neighbourhood counts once."""
    return (tables / tables.sum(axis=(1, 2), keepdims=True)).sum(axis=0)


def _lead(first: Floats, second: Floats) -> float:
    """The lead at the same start, averaged over where both arms' neighbourhoods started; nan where it has no value."""
    if not (first.sum() and second.sum()):
        return np.nan
    effect = effect_at_same_start(first, second, (first + second).sum(axis=1))
    return np.nan if effect is None else effect.lead


def _weighed(study: OpenStudy, first: Ints, second: Ints) -> Evidence:
    """Exact randomisation of placements among the people of both arms."""
    chance = np.random.default_rng(np.random.SeedSequence([study.asked.seed, _CHANCE]))
    placed, dealt = placements(np.concatenate([first, second])), np.arange(len(first) + len(second)) < len(first)
    return weigh_evidence(placed.of(dealt), placed.of(~dealt), chance=chance)
