"""The shape of a learning history: a jointly told tale in which facts, voices and reflection stay apart.

Form after Kleiner & Roth (MIT): events and verbatim quotes right, the historian's questions and commentary left, facts
over the full width. Everything here may be shown: facts were released, quotes agreed, rare roles generalised.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from wijklab.contract.answers import Exhibit, Quantity, StudyCard


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
class CitedExhibit:
    """A released exhibit that a cited fact stands in, with all its numbers: the page of the story holds its figure and
    its table itself, so that it can be read without the other pages."""

    question: str
    exhibit: Exhibit
    quantities: tuple[Quantity, ...]
    threshold: int
    rounding: int


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
class Perspectives:
    """One event as several people saw it: their words stand side by side, in the order of the levels."""

    event: Event
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class CaseBox:
    """A micro-analysis in a box: what a person wants, can and needs, in the words of the case, with its numbers."""

    id: str
    title: str
    wants: str
    can: str
    needs: str
    actions: str
    source: str
    facts: tuple[CitedFact, ...]


Voice = Quote | Event | Perspectives | CaseBox
"""What stands in the right column."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One step of a theme: facts full width, voices (quotes and events) right, commentary and questions left.

    `id` is made of the title and is unique within the theme: notes of a session hang on it.
    """

    id: str
    title: str
    facts: tuple[CitedFact, ...]
    voices: tuple[Voice, ...]
    commentary: tuple[Passage, ...]
    questions: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme opens with a curtain raiser that names the noticeable result and the tension.

    `frames` are the ids of the frames it hangs on, by vocabulary (`contract/vocabulary.py`, `FRAMES`). `climbs` is
    whether it feeds the session of the level above; `climbed_from` is, in the edition of a level, the level below it
    that the theme came from (empty: it is of this level itself).
    """

    id: str
    title: str
    level: str
    valence: str
    frames: Mapping[str, tuple[str, ...]]
    climbs: bool
    curtain: Passage
    moments: tuple[Moment, ...]
    climbed_from: str = ""


@dataclass(frozen=True, slots=True)
class NoticeableResult:
    """A result with what may not be concluded from it."""

    fact: CitedFact
    may_not_conclude: str


@dataclass(frozen=True, slots=True)
class Note:
    """What a session noted: an eye-opener, a question or an action, at a moment, at a theme, or at the whole.

    `answer` is what was done with it, or what was answered; `owner` is a function or organisation, never a name.
    """

    id: str
    session: str
    kind: str
    text: str
    theme: str = ""
    moment: str = ""
    owner: str = ""
    due: dt.date | None = None
    status: str = "open"
    answer: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it still waits: a question without an answer, an action that is not done."""
        return self.kind in ("question", "action") and self.status == "open"


@dataclass(frozen=True, slots=True)
class Session:
    """A learning session and what it left behind: in one text each, and note by note."""

    id: str
    date: dt.date
    level: str
    participants: int | None
    eye_openers: str
    actions: str
    open_questions: str
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class ResultChange:
    """A fact that this edition and the previous one both cite and that is another number now, or a noticeable result
    of one of them; `before` and `now` are None where that edition does not cite it."""

    id: str
    before: CitedFact | None
    now: CitedFact | None


@dataclass(frozen=True, slots=True)
class ThemeChange:
    """A theme that is new, was rewritten, turned (from stuck to proud, ...) or is gone."""

    id: str
    title: str
    change: Literal["new", "rewritten", "turned", "gone"]
    valence_before: str = ""
    valence_now: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since the previous edition: results, themes, and open questions that were answered."""

    previous: str
    cutoff: dt.date
    results: tuple[ResultChange, ...]
    themes: tuple[ThemeChange, ...]
    answered: tuple[Note, ...]
    withdrawn_quotes: int


@dataclass(frozen=True, slots=True)
class QuoteCounts:
    """How many fragments there are, by what became of them. Ids and words of those not shown stay out of every page."""

    shown: int = 0
    concept: int = 0
    presented: int = 0
    no_consent: int = 0
    withdrawn: int = 0
    expired: int = 0

    @property
    def withheld(self) -> int:
        """All that are not shown."""
        return self.concept + self.presented + self.no_consent + self.withdrawn + self.expired


@dataclass(frozen=True, slots=True)
class History:
    """The learning history as a whole, ready to be shown; or the edition of one `level` (empty: the full one).

    `elsewhere` names the themes that stand in other editions only. `interviews` is the number of conversations that
    the quotes come from (None: not recorded). `area` names where it plays.
    """

    card: StudyCard
    introduction: Passage
    noticeable: tuple[NoticeableResult, ...]
    timeline: tuple[Event, ...]
    themes: tuple[Theme, ...]
    sessions: tuple[Session, ...]
    quotes: QuoteCounts
    example_quotes: bool
    exhibits: tuple[CitedExhibit, ...] = ()
    changes: Changes | None = None
    level: str = ""
    elsewhere: tuple[str, ...] = ()
    interviews: int | None = None
    area: str = ""
