"""What the template of a learning history is given: words and safe HTML, nothing left to decide."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class FactView:
    """A cited number with all that belongs to it, and the address of its figure."""

    value: str
    interval: str
    n: str
    who: str
    what: str
    source: str
    strength: str
    href: str
    synthetic: bool


@dataclass(frozen=True, slots=True)
class ResultView:
    """A noticeable result, and what may not be concluded from it."""

    fact: FactView
    may_not: str


@dataclass(frozen=True, slots=True)
class EventView:
    """A striking event: when, what, and whether it helped."""

    id: str
    day: str
    iso: str
    title: str
    effect: str
    symbol: str
    word: str
    description: str
    source: str


@dataclass(frozen=True, slots=True)
class QuoteView:
    """Verbatim words with their role and level; `unsure` where the speaker has not agreed yet."""

    id: str
    text: str
    by: str
    unsure: str


@dataclass(frozen=True, slots=True)
class ReflectionView:
    """A question or a remark of the historian."""

    kind: str
    html: Markup


@dataclass(frozen=True, slots=True)
class MomentView:
    """One step of a theme: facts over the full width, voices right, reflection left."""

    title: str
    facts: tuple[FactView, ...]
    voices: tuple[QuoteView | EventView, ...]
    reflection: tuple[ReflectionView, ...]


@dataclass(frozen=True, slots=True)
class ThemeView:
    """A theme with its curtain raiser and its moments."""

    id: str
    title: str
    level: str
    valence: str
    valence_word: str
    frames: tuple[tuple[str, tuple[str, ...]], ...]
    curtain: Markup
    moments: tuple[MomentView, ...]


@dataclass(frozen=True, slots=True)
class SessionView:
    """A learning session and what it left behind."""

    day: str
    level: str
    participants: str
    eye_openers: str
    actions: str


@dataclass(frozen=True, slots=True)
class HistoryView:
    """The learning history as a whole."""

    introduction: Markup
    noticeable: tuple[ResultView, ...]
    timeline: tuple[tuple[str, tuple[EventView, ...]], ...]
    themes: tuple[ThemeView, ...]
    sessions: tuple[SessionView, ...]
    open_questions: tuple[str, ...]
    withheld: str
    example_quotes: bool
