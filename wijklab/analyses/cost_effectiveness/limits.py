"""What weighing cost and effect together cannot carry, and what it takes for granted."""

from __future__ import annotations

from collections.abc import Mapping

from wijklab.analyses.arms.residents import not_delivered
from wijklab.analyses.cost_effectiveness.measured import Both, Money
from wijklab.analyses.cost_effectiveness.places import FINDING
from wijklab.analyses.limits import (
    calendar_years,
    declared,
    design_limits,
    divided_limits,
    method_limits,
    overlap,
    shock_limits,
)
from wijklab.contract.answers import Finding, Label, Quantity
from wijklab.contract.tables import OpenStudy
from wijklab.contract.vocabulary import BEARERS


def weighing_limits(
    study: OpenStudy, found: list[Both], money: Money, numbers: Mapping[str, Quantity]
) -> tuple[Finding, ...]:
    """All limits of the page, in the order of what they can do to its answer."""
    asked = study.asked.outcomes.costs
    differences = [number for id, number in numbers.items() if id.startswith("cost_effectiveness.effect.")]
    years = (asked.baseline_year, asked.follow_up_year) if asked else ()
    return (
        Finding(f"{FINDING}.other_people"),
        *_of_effects(study, found),
        *_of_money(study, money),
        *(Finding(f"{FINDING}.not_both", names={"area": Label("area", code)}) for code in _elsewhere(study, found)),
        Finding(f"{FINDING}.{'one_year' if _of_one_year(study, found, years) else 'other_year'}"),
        *method_limits(found[0].panel, differences),
        Finding(f"{FINDING}.region"),
        *shock_limits(study, declared(study, _moments(study, found)) | calendar_years(years)),
        *design_limits(study),
    )


def _of_effects(study: OpenStudy, found: list[Both]) -> list[Finding]:
    """That a mean over rungs takes steps for equal, that nobody gave an amount, and what was asked and not measured."""
    asked, names = study.asked.outcomes.cost_effectiveness, [both.name for both in found]
    given = asked.willingness if asked else {}
    effects = asked.effects if asked else ()
    return [
        *([Finding(f"{FINDING}.rungs")] if "ladder" in names else []),
        *([Finding(f"{FINDING}.threshold")] if given else []),
        *(Finding(f"{FINDING}.no_amount", names={"one": Label("one_more", n)}) for n in names if n not in given),
        *(Finding(f"{FINDING}.not_measured", names={"one": Label("one_more", n)}) for n in effects if n not in names),
    ]


def _of_money(study: OpenStudy, money: Money) -> list[Finding]:
    """In whose prices, whether investments are in it, and whose costs are not."""
    asked = study.asked.outcomes.costs
    bearers = asked.bearers if asked else ()
    year = Label("text", str(study.asked.price_year))
    return [
        Finding(f"{FINDING}.prices", names={"year": year}),
        Finding(f"{FINDING}.{'no_investments' if money.invested is None else 'investments'}"),
        *([] if money.invested is None else divided_limits(study)),
        *([] if set(bearers) == set(BEARERS) else [Finding(f"{FINDING}.some_bearers")]),
    ]


def _elsewhere(study: OpenStudy, found: list[Both]) -> list[str]:
    """Neighbourhoods that take no part because one of the two was not measured there."""
    asked = study.asked.outcomes.costs
    absent = not_delivered(study, (asked.baseline_year, asked.follow_up_year)) if asked else ()
    return sorted({*absent, *(code for both in found for code in both.elsewhere)})


def _of_one_year(study: OpenStudy, found: list[Both], years: tuple[int, ...]) -> bool:
    """Whether each effect was measured, first and later, in the years of which the costs are."""
    periods = tuple(calendar_years(years).values())
    asked = [getattr(study.asked.outcomes, both.name) for both in found]
    windows = [[study.asked.moments[moment] for moment in (own.baseline, own.follow_up)] for own in asked]
    return all(overlap(window, year) for own in windows for window, year in zip(own, periods, strict=True))


def _moments(study: OpenStudy, found: list[Both]) -> tuple[str, ...]:
    outcomes = study.asked.outcomes
    asked = [getattr(outcomes, both.name) for both in found]
    return tuple(dict.fromkeys(moment for own in asked for moment in (own.baseline, own.follow_up)))
