"""What the template of a learning history is given: words and safe HTML, nothing left to decide."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from wijklab.report.history.edition_shapes import ChangesView, EditionView
from wijklab.report.history.session_shapes import AgendaView
from wijklab.report.views import ExhibitView


@dataclass(frozen=True, slots=True)
class FactView:
    """A cited number with all that belongs to it, the address of its figure, and what that is called on paper."""

    value: str
    interval: str
    n: str
    who: str
    what: str
    source: str
    strength: str
    href: str
    synthetic: bool
    figure: str = ""


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
class PerspectivesView:
    """One event and what several people say of it, side by side."""

    event: EventView
    quotes: tuple[QuoteView, ...]
    name: str


@dataclass(frozen=True, slots=True)
class CaseView:
    """A micro-analysis in a box: pairs of a question and its answer, what was done, its numbers and its source."""

    id: str
    title: str
    asked: tuple[tuple[str, str, str], ...]
    facts: tuple[FactView, ...]
    source: str


VoiceView = QuoteView | EventView | CaseView
"""What stands in the right column."""


@dataclass(frozen=True, slots=True)
class NoteView:
    """What a session noted at this place: its kind in a word, its words, and what was done with it."""

    id: str
    kind: str
    word: str
    text: str
    by: str
    status: str
    answer: str


@dataclass(frozen=True, slots=True)
class ReflectionView:
    """A question or a remark of the historian."""

    kind: str
    html: Markup


@dataclass(frozen=True, slots=True)
class MomentView:
    """One step of a theme: facts over the full width, voices right, reflection left, perspectives side by side."""

    id: str
    title: str
    facts: tuple[FactView, ...]
    voices: tuple[VoiceView, ...]
    perspectives: tuple[PerspectivesView, ...]
    reflection: tuple[ReflectionView, ...]
    notes: tuple[NoteView, ...]


@dataclass(frozen=True, slots=True)
class FrameView:
    """A frame of one kind that themes hang on: `key` is its anchor, `themes` are pairs of an id and a title."""

    key: str
    name: str
    themes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FrameKindView:
    """All frames of one kind that some theme hangs on, and the names of those that none does."""

    kind: str
    frames: tuple[FrameView, ...]
    untold: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ThemeView:
    """A theme with its curtain raiser and its moments; `frames` are per kind pairs of an anchor and a name."""

    id: str
    number: int
    title: str
    level: str
    whose: str
    valence: str
    valence_word: str
    frames: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    curtain: Markup
    moments: tuple[MomentView, ...]
    notes: tuple[NoteView, ...]


@dataclass(frozen=True, slots=True)
class FigureView:
    """A figure behind the story: its number on this page, its page of origin, and the themes that cite it."""

    number: int
    exhibit: ExhibitView
    question: str
    page: str
    themes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class HistoryView:
    """The learning history as a whole."""

    introduction: Markup
    reading: Markup
    contents: tuple[tuple[str, str], ...]
    noticeable: tuple[ResultView, ...]
    timeline: tuple[tuple[str, tuple[EventView, ...]], ...]
    themes: tuple[ThemeView, ...]
    frames: tuple[FrameKindView, ...]
    more_frames: tuple[FrameKindView, ...]
    agenda: AgendaView
    figures: tuple[FigureView, ...]
    made: tuple[str, ...]
    withheld: tuple[str, ...]
    example_quotes: bool
    edition: EditionView
    changes: ChangesView | None
