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

OWN_OUTCOME: Final = ("wellbeing", "ladder", "costs", "cost_effectiveness", "social_return", "budget", "wijkfoto")
"""The questions that are asked under a key of `outcomes` with the same name."""


def unanswered(study: Study, delivered: Mapping[str, object] | Tables) -> Iterator[tuple[str, str]]:
    """Each question that the study asks and cannot answer, and what it lacks."""
    outcomes = study.outcomes
    for question in (asked for asked in QUESTIONS if asked in study.notebooks):
        lacking = [table for table in QUESTION_TABLES[question] if table not in delivered]
        if question in OWN_OUTCOME and getattr(outcomes, question) is None:
            yield question, f"the study has no outcomes.{question}"
        elif lacking:
            yield question, f"no table {' and no table '.join(lacking)} was delivered"
