"""Every number of the page, and what may not be shown of it.

The numbers of `social_returns` are what an organisation itself states, as a low and a high. They may be people all the
same: a return of which surely fewer than the threshold are meant is hidden, with what would give it away.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from wijklab.analyses.social_return.reckoning import EXTENTS, Reckoning
from wijklab.contract.answers import Quantity, Unit
from wijklab.contract.study_parts import Privacy
from wijklab.stats.social_return import INPUTS, STEPS, one_at_a_time, present_values, worst_and_best

ENDS = ("low", "high")
TOGETHER = "together"
"""All parties, in ids; among the ids of one line it comes last, so that it is hidden last."""

_DECIMALS: Final = {"eur": 0, "eur_cent": 2}
_LINE = "line.social_return"
_WHOLE = tuple(f"social_return.gain.{TOGETHER}.{extent}" for extent in EXTENTS)


def all_quantities(found: Reckoning, privacy: Privacy) -> list[Quantity]:
    """All of them: per euro, by party, by return, step by step, one input at a time, and what went in."""
    few = {place for place in range(len(found.slugs)) if _few(found, place, privacy.threshold)}
    return [
        *_invested(found),
        *_returns(found, few),
        *_gains(found),
        *_steps(found),
        *_assumed(found),
        *_one_way(found),
        *_guide(found),
    ]


def worth_id(slug: str, extent: str) -> str:
    """The value of one return."""
    return f"social_return.worth.{slug}.{extent}"


def step_name(step: str) -> str:
    """A step as ids and labels name it: what was counted, or what is left after something."""
    return "counted" if step == STEPS[0] else f"after_{step}"


def _both(slug: str) -> tuple[str, ...]:
    """The value of one return at its lowest and its highest: what tells of it may not be shown without them."""
    return tuple(worth_id(slug, extent) for extent in EXTENTS)


def _few(found: Reckoning, place: int, threshold: int) -> bool:
    """Whether a number tells of few: one below the threshold, in a range too narrow to leave open how many."""
    low, high = found.low[0, place], found.high[0, place]
    return bool(low < threshold and high - low < threshold)


def _number(id: str, value: float, unit: Unit = "eur", method: str = "sroi", **more: Any) -> Quantity:
    """Whole euro, or whole cents per euro: what was stated carries no more."""
    rounded = round(float(value), _DECIMALS.get(unit, 6))
    return Quantity(f"social_return.{id}", rounded, unit, "organisation", method=method, **more)


def _invested(found: Reckoning) -> Iterator[Quantity]:
    period = f"{found.years[0]}-{found.years[1]}"
    amounts = {bearer: found.invested.get(bearer, 0.0) for bearer in found.parties()}
    amounts |= {TOGETHER: found.total_invested}
    for bearer, euro in amounts.items():
        yield _number(f"invested.{bearer}", euro, method="sum_of_investments", period=period, source=found.paid_from)


def _returns(found: Reckoning, few: set[int]) -> Iterator[Quantity]:
    for place, slug in enumerate(found.slugs):
        for extent, worth in zip(EXTENTS, found.worth[:, place], strict=True):
            line = f"{_LINE}.{found.bearers[place]}.{extent}"
            shown = _number(f"worth.{slug}.{extent}", worth, sums_in=(line,), source=found.sources[place])
            yield replace(shown, value=None, missing="suppressed_small") if place in few else shown


def _gains(found: Reckoning) -> Iterator[Quantity]:
    """What each party gains and all of them together, in euro and per euro invested."""
    for extent, worth in zip(EXTENTS, found.worth, strict=True):
        whole = f"{_LINE}.{TOGETHER}.{extent}"
        gains = {
            bearer: (float(worth[found.of(bearer)].sum()), f"{_LINE}.{bearer}.{extent}") for bearer in found.gainers()
        }
        for bearer, (euro, line) in (gains | {TOGETHER: (float(worth.sum()), whole)}).items():
            id = f"gain.{bearer}.{extent}"
            yield _number(id, euro, sums_in=tuple(dict.fromkeys((line, whole))))
            rests = (f"social_return.{id}",)
            yield _number(f"per_euro.{bearer}.{extent}", euro / found.total_invested, "eur_cent", rests_on=rests)


def _steps(found: Reckoning) -> Iterator[Quantity]:
    """What is left of all returns after each step. With any return hidden two steps would tell it: then none."""
    rests = tuple(id for slug in found.slugs for id in _both(slug))
    for extent, left in zip(EXTENTS, found.left, strict=True):
        for step, euro in zip(STEPS, left.sum(axis=1), strict=True):
            yield _number(f"left.{step_name(step)}.{extent}", euro, rests_on=rests)


def _assumed(found: Reckoning) -> Iterator[Quantity]:
    """What the user stated of each return: it goes where its value may not be shown."""
    for place, slug in enumerate(found.slugs):
        told = {"method": "stated", "rests_on": _both(slug), "source": found.sources[place]}
        for row, name in enumerate(INPUTS):
            for end, inputs in zip(ENDS, (found.low, found.high), strict=True):
                id, value = f"stated.{slug}.{name}.{end}", inputs[row, place]
                stated = (
                    _number(id, value, "count", **told) if row == 0 else _number(id, 100 * value, "percent", **told)
                )
                yield stated if found.stated[row, place] else replace(stated, value=None, missing="not_applicable")
        yield _number(f"stated.{slug}.price", found.valued.euro[place], "eur_cent", **told)
        yield _number(f"stated.{slug}.length", 12 * found.valued.years[place], "months", **told)


def _one_way(found: Reckoning) -> Iterator[Quantity]:
    """Per euro invested with one input at its low or high, and all others in the middle of their range."""
    middle, totals = one_at_a_time(*worst_and_best(found.low, found.high), found.valued)
    yield _number("middle.together", middle / found.total_invested, "eur_cent", "middle_of_each_range", rests_on=_WHOLE)
    for row, name in enumerate(INPUTS):
        for place, slug in enumerate(found.slugs):
            ends = totals[row, place] if name == "number" else totals[row, place][::-1]
            for end, euro in zip(ENDS, ends, strict=True):
                per_euro = euro / found.total_invested
                yield _number(
                    f"one_way.{slug}.{name}.{end}", per_euro, "eur_cent", "one_way", rests_on=(*_both(slug), *_WHOLE)
                )


def _guide(found: Reckoning) -> Iterator[Quantity]:
    """The same where the first year is discounted as well, as the guide's example does; nothing without a rate."""
    if not found.valued.rate:
        return
    yield Quantity("social_return.rate.together", 100 * found.valued.rate, "percent", "design", method="assumed")
    later = replace(found.valued, begins=1)
    for extent, inputs in zip(EXTENTS, worst_and_best(found.low, found.high), strict=True):
        per_euro = present_values(inputs, later).sum() / found.total_invested
        rests = (f"social_return.gain.together.{extent}",)
        yield _number(f"guide.together.{extent}", per_euro, "eur_cent", "first_year_discounted", rests_on=rests)
