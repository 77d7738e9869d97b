"""What a study says of the 28 items of CHEERS 2022 (Husereau et al. 2022, BMJ 376:e067975), where money is asked."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from wijklab.analyses.reporting.money_told import (
    currency,
    discounting,
    distribution,
    horizon,
    money_pages,
    perspective,
    uncertainty,
    valued,
)
from wijklab.analyses.reporting.told import Tell, Told, areas_says, pages, told
from wijklab.contract.answers import Finding, Label
from wijklab.contract.tables import OpenStudy


def _title(study: OpenStudy) -> Told:
    return told([Finding("reporting.cheers.1.title", names={"title": Label("text", study.card.title)})])


def _summary(study: OpenStudy) -> Told:
    return told([Finding("reporting.cheers.2.first")], *money_pages(study))


def _questions(study: OpenStudy) -> Told:
    asked = money_pages(study)
    return told((Finding(f"reporting.cheers.3.{name}") for name in asked), *asked, *pages(study, "learning_history"))


def _people(study: OpenStudy) -> Told:
    made = [Finding("reporting.cheers.5.synthetic")] if study.card.synthetic else []
    who = [Finding("reporting.cheers.5.residents")] if "residents" in study.tables else []
    return told([*made, *areas_says(study, "reporting.cheers.5.areas"), *who])


def _setting(study: OpenStudy) -> Told:
    period = study.asked.period
    days = {"first": Label("day", str(period.first)), "last": Label("day", str(period.last))}
    return told([Finding("reporting.cheers.6.period", names=days)], *pages(study, "wijkfoto", "learning_history"))


def _comparators(study: OpenStudy) -> Told:
    how = [Finding(f"reporting.cheers.7.{study.asked.design.assignment}")] if study.asked.arms else []
    return told([*areas_says(study, "reporting.cheers.7.arm"), *how], *pages(study, "learning_history"))


def _benefits(study: OpenStudy) -> Told:
    pages_asked, asked = money_pages(study), study.asked.outcomes.cost_effectiveness
    says = [Finding(f"reporting.cheers.11.{effect}") for effect in (asked.effects if asked else ())]
    if "social_return" in pages_asked:
        says.append(Finding("reporting.cheers.11.social_return"))
    if "cases" in pages_asked:
        says.append(Finding("reporting.cheers.11.cases"))
    return told(says or [Finding("reporting.cheers.11.costs_only")], whole=bool(says))


def _measured(study: OpenStudy) -> Told:
    asked, says = study.asked.outcomes, []
    if asked.wellbeing:
        instrument = Label("instrument", asked.wellbeing.instrument)
        says.append(Finding("reporting.cheers.12.wellbeing", names={"instrument": instrument}))
    if asked.ladder:
        says.append(Finding("reporting.cheers.12.ladder"))
    return told(says, *pages(study, "wellbeing", "ladder"), whole=True)


def _worth(study: OpenStudy) -> Told:
    asked = study.asked.outcomes.cost_effectiveness
    named = [Finding(f"reporting.cheers.13.{effect}") for effect in asked.willingness] if asked else []
    prices = [Finding("reporting.cheers.13.social_return")] if "social_return" in money_pages(study) else []
    return told([*named, *prices] or [Finding("reporting.cheers.13.none")], *pages(study, "cost_effectiveness"))


def _model(study: OpenStudy) -> Told:
    plain = {"cases", "social_return"} & set(money_pages(study))
    says = [Finding("reporting.cheers.16.none"), *([Finding("reporting.cheers.16.multiplied")] if plain else [])]
    return told([*says, Finding("reporting.cheers.16.software")], whole=True)


def _analysis(study: OpenStudy) -> Told:
    compared = [Finding("reporting.cheers.17.difference")] if pages(study, "costs", "cost_effectiveness") else []
    assumed = [
        Finding("reporting.cheers.17.assumption", names={"assumption": Label("assumption", name)})
        for name in study.asked.design.assumptions
    ]
    limits = Finding("reporting.cheers.17.limits")
    return told([*compared, *assumed, limits], *money_pages(study), *pages(study, "missing", "robustness"), whole=True)


def _heterogeneity(study: OpenStudy) -> Told:
    asked = pages(study, "costs")
    return told([Finding("reporting.cheers.18.neighbourhoods")] if asked else [], *asked)


def _engagement(study: OpenStudy) -> Told:
    counted = {"sessions": "reporting.sessions"}
    says = [Finding("reporting.cheers.21.sessions", counted)] if "sessions" in study.tables else []
    return told(says, *pages(study, "learning_history"))


def _parameters(study: OpenStudy) -> Told:
    return told([Finding("reporting.cheers.22.manifest")], *money_pages(study))


def _results(study: OpenStudy) -> Told:
    return told([Finding("reporting.cheers.23.pages")], *money_pages(study), whole=True)


def _findings(study: OpenStudy) -> Told:
    return told([Finding("reporting.cheers.26.limits")], *money_pages(study), *pages(study, "learning_history"))


CHEERS: Final[Mapping[str, Tell]] = MappingProxyType(
    {
        "1": _title,
        "2": _summary,
        "3": _questions,
        "5": _people,
        "6": _setting,
        "7": _comparators,
        "8": perspective,
        "9": horizon,
        "10": discounting,
        "11": _benefits,
        "12": _measured,
        "13": _worth,
        "14": valued,
        "15": currency,
        "16": _model,
        "17": _analysis,
        "18": _heterogeneity,
        "19": distribution,
        "20": uncertainty("20"),
        "21": _engagement,
        "22": _parameters,
        "23": _results,
        "24": uncertainty("24"),
        "26": _findings,
    }
)
"""By item; one that is not here no study file can tell: the authors do."""
