"""The shape of a learning history: a jointly told tale in which facts, voices and reflection stay apart.

Form after Kleiner & Roth (MIT): events and verbatim quotes right, the historian's questions and commentary left, facts
over the full width. Everything here may be shown: facts were released, quotes agreed, rare roles generalised.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from wijklab.contract.answers import Quantity, StudyCard


@dataclass(frozen=True, slots=True)
class CitedFact:
    """A released quantity that a story cites, with the question and the exhibit that show it."""

    quantity: Quantity
    question: str
    exhibit: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of the historian's Markdown in which `[[fact:0]]`, `[[fact:1]]`, ... stand for the cited facts."""

    markdown: str
    facts: tuple[CitedFact, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """Verbatim words, with role and level, never a name."""

    id: str
    text: str
    role: str
    level: str
    status: str


@dataclass(frozen=True, slots=True)
class Event:
    """A striking event; `effect` is helping, hindering or context."""

    id: str
    date: dt.date
    title: str
    effect: str
    description: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """One step of a theme: facts full width, voices (quotes and events) right, commentary and questions left."""

    title: str
    facts: tuple[CitedFact, ...]
    voices: tuple[Quote | Event, ...]
    commentary: tuple[Passage, ...]
    questions: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme opens with a curtain raiser that names the noticeable result and the tension."""

    id: str
    title: str
    level: str
    valence: str
    goals: tuple[str, ...]
    principles: tuple[str, ...]
    curtain: Passage
    moments: tuple[Moment, ...]


@dataclass(frozen=True, slots=True)
class NoticeableResult:
    """A result with what may not be concluded from it."""

    fact: CitedFact
    may_not_conclude: str


@dataclass(frozen=True, slots=True)
class Session:
    """A learning session and what it left behind."""

    id: str
    date: dt.date
    level: str
    participants: int | None
    eye_openers: str
    actions: str
    open_questions: str


@dataclass(frozen=True, slots=True)
class History:
    """The learning history as a whole, ready to be shown."""

    card: StudyCard
    introduction: Passage
    noticeable: tuple[NoticeableResult, ...]
    timeline: tuple[Event, ...]
    themes: tuple[Theme, ...]
    sessions: tuple[Session, ...]
    withheld_quotes: int
    example_quotes: bool
