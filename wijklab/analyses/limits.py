"""The limits that every comparison of arms has in common, as findings; their words stand in `text/*/limits.toml`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import pandas as pd

from wijklab.analyses.arms.panel import Panel, neighbourhood_of, pair_id
from wijklab.analyses.arms.strength import all_assumed
from wijklab.contract.answers import Finding, Label, Quantity
from wijklab.contract.study_parts import Design
from wijklab.contract.study_values import Period
from wijklab.contract.tables import OpenStudy
from wijklab.contract.vocabulary import ARMS
from wijklab.stats.few.method import choose_method


def method_limits(panel: Panel, differences: Iterable[Quantity]) -> list[Finding]:
    """How it was reckoned, why there is no p-value (or how to read one), and neighbourhoods that were too small."""
    found = list(differences)
    notes = [Finding("limits.method"), *chosen_methods(panel)]
    notes += p_limits(found)
    alone = [arm for arm in panel.present() if len(panel.codes_of(arm)) == 1]
    notes += [Finding("limits.one_neighbourhood", names={"arm": Label("arm", arm)}) for arm in alone]
    return [
        *notes,
        *(Finding("limits.too_small", names={"area": Label("area", c)}) for c in panel.too_small),
    ]


def p_limits(differences: list[Quantity]) -> list[Finding]:
    """Why there is no p-value, for all comparisons or for some; how to read those that are there, and as one family."""
    given = [quantity.p is not None for quantity in differences]
    notes = [] if all(given) else [Finding("limits.no_p_some" if any(given) else "limits.no_p")]
    if any(given):
        notes.append(Finding("limits.p_given"))
    if any(quantity.p_family is not None for quantity in differences):
        notes.append(Finding("limits.p_family"))
    return notes


def chosen_methods(panel: Panel) -> list[Finding]:
    """Which method the rule chose and why: once where all pairs have the same one, else for each pair."""
    chosen = {pair: choose_method(*(len(panel.codes_of(arm)) for arm in pair)) for pair in panel.pairs()}
    if len(set(chosen.values())) == 1:
        return [Finding(f"limits.method.{next(iter(chosen.values()))}")]
    return [
        Finding(f"limits.method_of_pair.{method}", names={"pair": Label("pair", pair_id(pair))})
        for pair, method in chosen.items()
    ]


def design_limits(study: OpenStudy) -> list[Finding]:
    """How the ways of working came to their neighbourhoods, what is assumed, and that micro-analyses were chosen."""
    notes = assignment_limits(study.asked.design)
    residents = study.tables["residents"]
    chosen = "case" in residents and residents["case"].fillna(False).astype(bool).any()
    return [*notes, Finding("limits.chosen_cases")] if chosen else notes


def assignment_limits(design: Design) -> list[Finding]:
    """Whether lots were drawn: else what goes together need not be caused. And each assumption that was declared."""
    taken = "not_drawn_assumed" if all_assumed(design) else "not_drawn"
    return [
        Finding("limits.drawn" if design.assignment == "drawn" else f"limits.{taken}"),
        *(Finding("limits.assumed", names={"assumption": Label("assumption", id)}) for id in design.assumptions),
    ]


def divided_limits(study: OpenStudy) -> list[Finding]:
    """By how many people the costs of a way of working were divided."""
    costs = study.asked.outcomes.costs
    return [] if costs is None else [Finding(f"limits.residents_{costs.residents_are}")]


def shock_limits(study: OpenStudy, moments: Mapping[Label, Period]) -> list[Finding]:
    """Each moment of measuring that overlaps a declared shock, such as corona."""
    return [
        Finding(
            "limits.shock",
            names={"moment": moment, "shock": Label("text", shock.name)},
        )
        for moment, period in moments.items()
        for shock in study.asked.shocks
        if overlap(period, shock.period)
    ]


def declared(study: OpenStudy, moments: Iterable[str]) -> dict[Label, Period]:
    """The declared window of each moment, by its label."""
    return {Label("moment", moment): study.asked.moments[moment] for moment in moments}  # type: ignore[index]


def overlap(one: Period, other: Period) -> bool:
    """Whether two periods share a day."""
    return one.first <= other.last and other.first <= one.last


def calendar_years(years: Iterable[int]) -> dict[Label, Period]:
    """Whole years as periods, by their label."""
    return {
        Label("text", str(year)): Period.model_validate({"from": dt.date(year, 1, 1), "to": dt.date(year, 12, 31)})
        for year in years
    }


def dropped(study: OpenStudy, question: str, before: pd.Series, after: pd.Series) -> list[Quantity]:
    """How many residents of each arm were measured at the start and not afterwards."""
    gone = pd.Series(before.index.difference(after.index), dtype=object).map(neighbourhood_of(study)).dropna()
    arms = gone.map(study.asked.arm_of, na_action="ignore")
    return [
        Quantity(f"{question}.dropped.{arm}", float((arms == arm).sum()), "persons", "count")
        for arm in ARMS
        if arm in study.asked.arms
    ]


def drop_limits(counts: Iterable[Quantity]) -> list[Finding]:
    """A sentence per arm on who was not measured again, and what that means for the page."""
    told = [
        Finding("limits.dropped", {"dropped": count.id}, {"arm": Label("arm", count.id.rpartition(".")[2])})
        for count in counts
    ]
    return [*told, Finding("limits.dropped_reading")] if told else []
