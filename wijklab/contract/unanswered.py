"""Which questions a study asks and cannot answer, and what each of them lacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from wijklab.contract.study import QUESTIONS, Study
from wijklab.contract.tables import Tables

QUESTION_TABLES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "wijkfoto": ("context",),
        "wellbeing": ("neighbourhoods", "residents", "wellbeing"),
        "over_time": ("neighbourhoods",),
        "ladder": ("neighbourhoods", "residents", "ladder"),
        "costs": ("neighbourhoods", "residents", "costs"),
        "cost_effectiveness": ("neighbourhoods", "residents", "costs"),
        "social_return": ("social_returns", "investments", "prices"),
        "budget": ("area_spending",),
        "missing": ("neighbourhoods", "residents"),
        "robustness": ("neighbourhoods", "residents", "wellbeing"),
        "cases": ("cases",),
        "reporting": (),
        "learning_history": (),
    }
)
"""The tables without which a question cannot be answered."""

INSTEAD: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({"costs": ("service_use",)})
"""Tables that can take the place of another: help that was used, times its price, is a cost too."""

OUTCOMES_BESIDE: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({"cost_effectiveness": ("costs",)})
"""The keys of `outcomes` that a question needs beside its own."""

OWN_OUTCOME: Final = ("wellbeing", "ladder", "costs", "cost_effectiveness", "social_return", "budget", "wijkfoto")
"""The questions that are asked under a key of `outcomes` with the same name."""


def unanswered(study: Study, delivered: Mapping[str, object] | Tables) -> Iterator[tuple[str, str]]:
    """Each question that the study asks and cannot answer, and what it lacks."""
    outcomes = study.outcomes
    for question in (asked for asked in QUESTIONS if asked in study.notebooks):
        needed = ((question,) if question in OWN_OUTCOME else ()) + OUTCOMES_BESIDE.get(question, ())
        not_asked = [name for name in needed if getattr(outcomes, name) is None][:1]
        lacking = tables_lacking(question, delivered)
        if not (not_asked or lacking):
            not_asked, lacking = effects_lacking(study, question, delivered)
        if not_asked:
            yield question, f"the study has no outcomes.{' and no outcomes.'.join(not_asked)}"
        elif lacking:
            named = (" or ".join((table, *INSTEAD.get(table, ()))) for table in lacking)
            yield question, f"no table {' and no table '.join(named)} was delivered"


def effects_lacking(
    study: Study, question: str, delivered: Mapping[str, object] | Tables
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The keys of `outcomes`, or else the tables, without which no effect can stand beside the costs. One of the
    effects that are asked is enough."""
    asked = study.outcomes.cost_effectiveness
    if question != "cost_effectiveness" or asked is None:
        return (), ()
    compared = tuple(effect for effect in asked.effects if getattr(study.outcomes, effect) is not None)
    if not compared:
        return asked.effects, ()
    return (), () if any(is_there(effect, delivered) for effect in compared) else compared


def tables_lacking(question: str, delivered: Mapping[str, object] | Tables) -> tuple[str, ...]:
    """The tables that a question needs and that were not delivered, nor one that can take their place."""
    return tuple(table for table in QUESTION_TABLES[question] if not is_there(table, delivered))


def is_there(table: str, delivered: Mapping[str, object] | Tables) -> bool:
    """Whether a table was delivered, or one that can take its place."""
    return any(name in delivered for name in (table, *INSTEAD.get(table, ())))
