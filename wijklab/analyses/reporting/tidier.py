"""What a study says of the 12 items of TIDieR (Hoffmann et al. 2014, BMJ 348:g1687): the new ways of working."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from wijklab.analyses.reporting.told import Tell, Told, areas_of, declared_arms, pages, told
from wijklab.contract.answers import Finding, Label
from wijklab.contract.study_values import Arm
from wijklab.contract.tables import OpenStudy


def _names(study: OpenStudy) -> Told:
    return told((Finding("reporting.tidier.1.called", names={"arm": Label("arm", a)}) for a in _new(study)), whole=True)


def _story(study: OpenStudy) -> Told:
    return Told(see=pages(study, "learning_history"))


def _where(study: OpenStudy) -> Told:
    says = [
        Finding("reporting.tidier.7.areas", names={"arm": Label("arm", arm), "names": areas_of(study, arm)})
        for arm in _new(study)
    ]
    return told(says, *pages(study, "wijkfoto"), whole=True)


def _when(study: OpenStudy) -> Told:
    says = [
        Finding(
            "reporting.tidier.8.start",
            names={
                "arm": Label("arm", arm),
                "first": Label("day", str(study.asked.arms[arm].start)),
                "last": Label("day", str(study.asked.period.last)),
            },
        )
        for arm in _new(study)
    ]
    return told(says)


def _changes(study: OpenStudy) -> Told:
    return _counted(study, "10", "events")


def _fidelity(study: OpenStudy) -> Told:
    return _counted(study, "12", "sessions")


def _counted(study: OpenStudy, item: str, table: str) -> Told:
    says = [Finding(f"reporting.tidier.{item}.{table}", {table: f"reporting.{table}"})] if table in study.tables else []
    return told(says, *pages(study, "learning_history"))


def _new(study: OpenStudy) -> tuple[Arm, ...]:
    """The ways of working that began somewhere."""
    return tuple(arm for arm in declared_arms(study) if study.asked.arms[arm].start)


TIDIER: Final[Mapping[str, Tell]] = MappingProxyType(
    {"1": _names, "2": _story, "4": _story, "7": _where, "8": _when, "10": _changes, "12": _fidelity}
)
"""By item; one that is not here no study file can tell: the authors do."""
