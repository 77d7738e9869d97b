"""What a study says of the 22 items of TREND (Des Jarlais et al. 2004, American Journal of Public Health 94:361)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from wijklab.analyses.reporting.design import detectable_says
from wijklab.analyses.reporting.people import people_says
from wijklab.analyses.reporting.told import Tell, Told, areas_says, declared_arms, pages, told
from wijklab.contract.answers import Finding, Label
from wijklab.contract.tables import OpenStudy

COMPARED: Final = ("wellbeing", "over_time", "ladder", "costs")
"""The pages that compare ways of working."""


def _title(study: OpenStudy) -> Told:
    named = Finding("reporting.trend.1.title", names={"title": Label("text", study.card.title)})
    return told([named, Finding(f"reporting.trend.1.{study.asked.design.assignment}")])


def _background(study: OpenStudy) -> Told:
    return Told(see=pages(study, "learning_history"))


def _participants(study: OpenStudy) -> Told:
    made = [Finding("reporting.trend.3.synthetic")] if study.card.synthetic else []
    who = [Finding("reporting.trend.3.residents")] if "residents" in study.tables else []
    return told([*made, *areas_says(study, "reporting.trend.3.areas"), *who])


def _interventions(study: OpenStudy) -> Told:
    begun = [arm for arm in declared_arms(study) if study.asked.arms[arm].start]
    says = [
        Finding(
            "reporting.trend.4.start",
            names={"arm": Label("arm", arm), "day": Label("day", str(study.asked.arms[arm].start))},
        )
        for arm in begun
    ]
    apart = [
        Finding("reporting.trend.4.start_of", names={"area": Label("area", code), "day": Label("day", str(day))})
        for arm in begun
        for code, day in sorted(study.asked.arms[arm].starts.items())
    ]
    return told([*says, *apart], *pages(study, "learning_history"))


def _objectives(study: OpenStudy) -> Told:
    asked = _asked(study)
    return told((Finding(f"reporting.trend.5.{name}") for name in asked), *pages(study, *asked), whole=True)


def _outcomes(study: OpenStudy) -> Told:
    asked, says = study.asked.outcomes, []
    if asked.wellbeing:
        instrument = Label("instrument", asked.wellbeing.instrument)
        says.append(Finding("reporting.trend.6.wellbeing", names={"instrument": instrument}))
    if asked.ladder:
        says.append(Finding("reporting.trend.6.ladder"))
    if asked.costs:
        says.append(
            Finding("reporting.trend.6.costs", names={"year": Label("text", str(asked.costs.price_year))}),
        )
    return told(says)


def _sample_size(study: OpenStudy) -> Told:
    return told(detectable_says(study), whole=study.asked.power is not None)


def _assignment(study: OpenStudy) -> Told:
    if not study.asked.arms:
        return Told()
    names = ("unit", study.asked.design.assignment)
    return told(Finding(f"reporting.trend.8.{name}") for name in names)


def _unit(study: OpenStudy) -> Told:
    return told([Finding("reporting.trend.10.unit")] if _asked(study) else [], whole=True)


def _methods(study: OpenStudy) -> Told:
    if not _asked(study):
        return Told()
    says = [Finding(f"reporting.trend.11.{name}") for name in ("difference", "complete", "software")]
    hidden = Finding("reporting.trend.11.privacy", {"threshold": "reporting.threshold"})
    return told([*says, hidden], *pages(study, "missing", "robustness"), whole=True)


def _flow(study: OpenStudy) -> Told:
    says = people_says(study, "reporting.trend.12.flow", "start", "twice", "lost")
    return told(says, *pages(study, "missing"), whole=True)


def _recruitment(study: OpenStudy) -> Told:
    says = [
        Finding(
            "reporting.trend.13.moment",
            names={
                "moment": Label("moment", moment),
                "first": Label("day", str(period.first)),
                "last": Label("day", str(period.last)),
            },
        )
        for moment, period in study.asked.moments.items()
    ]
    return told(says, whole=True)


def _baseline(study: OpenStudy) -> Told:
    asked = pages(study, *(name for name in ("wellbeing", "ladder") if name in _asked(study)))
    return told([Finding("reporting.trend.14.levels")] if asked else [], *asked, *pages(study, "wijkfoto"))


def _equivalence(study: OpenStudy) -> Told:
    asked = pages(study, "wellbeing") if "wellbeing" in _asked(study) else ()
    return told([Finding("reporting.trend.15.same_start")] if asked else [], *asked, whole=True)


def _analysed(study: OpenStudy) -> Told:
    return told(people_says(study, "reporting.trend.16.analysed", "twice"), whole=True)


def _estimates(study: OpenStudy) -> Told:
    asked = pages(study, *COMPARED) if _asked(study) else ()
    return told([Finding("reporting.trend.17.pages")] if asked else [], *asked, whole=True)


def _ancillary(study: OpenStudy) -> Told:
    asked = pages(study, "robustness", "missing", "over_time")
    return told([Finding("reporting.trend.18.pages")] if asked and _asked(study) else [], *asked, whole=True)


def _interpretation(study: OpenStudy) -> Told:
    says = [
        Finding("reporting.trend.20.assumption", names={"assumption": Label("assumption", name)})
        for name in study.asked.design.assumptions
    ]
    says += [
        Finding("reporting.trend.20.shock", names={"shock": Label("text", shock.name)}) for shock in study.asked.shocks
    ]
    limits = [Finding("reporting.trend.20.limits")] if _asked(study) else []
    return told([*limits, *says], *pages(study, "learning_history"))


def _overall(study: OpenStudy) -> Told:
    says = [Finding("reporting.trend.22.published")] if study.asked.published else []
    return told(says, *pages(study, "wellbeing"))


def _asked(study: OpenStudy) -> list[str]:
    """The outcomes on which ways of working are compared."""
    return [name for name in ("wellbeing", "ladder", "costs") if getattr(study.asked.outcomes, name) is not None]


TREND: Final[Mapping[str, Tell]] = MappingProxyType(
    {
        "1": _title,
        "2": _background,
        "3": _participants,
        "4": _interventions,
        "5": _objectives,
        "6": _outcomes,
        "7": _sample_size,
        "8": _assignment,
        "10": _unit,
        "11": _methods,
        "12": _flow,
        "13": _recruitment,
        "14": _baseline,
        "15": _equivalence,
        "16": _analysed,
        "17": _estimates,
        "18": _ancillary,
        "20": _interpretation,
        "22": _overall,
    }
)
"""By item; one that is not here no study file can tell: the authors do."""
