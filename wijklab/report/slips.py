"""The cards of a learning session: slips of paper that still say where they come from when they are cut loose."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from markupsafe import Markup, escape

from wijklab.contract.history import CaseBox, CitedFact, History, Moment, Passage, Perspectives, Quote, Voice
from wijklab.report import labels, markdown, words
from wijklab.report.history.numbers import fact_view
from wijklab.report.history.voices import event_view, quote_view
from wijklab.text import phrase

PER_SHEET: Final = {"event": 6, "fact": 4, "theme": 4, "case": 4, "quote": 4, "question": 6, "open": 6, "empty": 4}
"""How many cards of a kind fit on a sheet of A4, in the order in which they are used."""

SIZES: Final = {6: ((110, "short"), (350, "middling")), 4: ((190, "short"), (520, "middling"))}
"""How large a card is written so that it fits: up to so many characters, by the number of cards on its sheet."""

EMPTY: Final = ("eye_opener", "eye_opener", "question", "question", "action", "action", "action", "action")


@dataclass(frozen=True, slots=True)
class Slip:
    """One card: what kind, what is above it, its title, its words, and what is below them."""

    kind: str
    kicker: str
    title: str
    html: Markup
    below: tuple[str, ...] = ()
    limit: str = ""
    mark: str = ""
    lines: tuple[str, ...] = ()

    @property
    def size(self) -> str:
        """How large it is written, so that it fits; a title takes twice the room of its words."""
        held = 2 * len(self.title) + len(self.html.striptags()) + len(self.limit) + sum(map(len, self.below))
        return next((name for most, name in SIZES[PER_SHEET[self.kind]] if held <= most), "long")


def slips_of(kind: str, history: History) -> list[Slip]:
    """All cards of one kind that this edition gives, in the order of the page."""
    return list(MAKERS[kind](history))


def _events(history: History) -> Iterable[Slip]:
    for event in sorted(history.timeline, key=lambda one: (one.date, one.id)):
        view = event_view(event, history)
        kicker = f"{view.symbol} {labels.capital(view.word)} · {view.day}"
        yield Slip("event", kicker, view.title, _text(view.description), tuple(filter(None, (view.source,))))


def _themes(history: History) -> Iterable[Slip]:
    language = history.card.language
    for theme in history.themes:
        kicker = labels.capital(phrase(language, f"labels.valence.{theme.valence}"))
        yield Slip("theme", kicker, theme.title, _told(theme.curtain, history))


def _facts(history: History) -> Iterable[Slip]:
    """Each fact once; a noticeable result with what the historian says may not be concluded from it."""
    limits = {result.fact.quantity.id: result.may_not_conclude for result in history.noticeable}
    cited = [result.fact for result in history.noticeable]
    cited += [fact for moment in _moments(history) for fact in moment.facts]
    once = {fact.quantity.id: fact for fact in cited}
    return [_fact(fact, limits.get(id) or _limit(fact, history), history) for id, fact in once.items()]


def _fact(cited: CitedFact, limit: str, history: History) -> Slip:
    language, fact = history.card.language, fact_view(cited, history)
    about = ": ".join(filter(None, (fact.what, fact.who)))
    below = " · ".join(filter(None, (fact.interval, fact.n, fact.strength, fact.source)))
    mark = phrase(language, "page.synthetic_word") if fact.synthetic else ""
    return Slip("fact", phrase(language, "session.slip.fact"), fact.value, _text(about), (below,), limit, mark)


def _limit(cited: CitedFact, history: History) -> str:
    return phrase(history.card.language, f"session.limit.{cited.quantity.strength}")


def _quotes(history: History) -> Iterable[Slip]:
    language = history.card.language
    example = phrase(language, "page.quote_example") if history.example_quotes else ""
    voices = [voice for moment in _moments(history) for voice in moment.voices]
    quotes = {quote.id: quote for voice in voices for quote in _said(voice)}
    for quote in quotes.values():
        view = quote_view(quote, history)
        marks = ", ".join(filter(None, (view.unsure, example)))
        yield Slip("quote", phrase(language, "session.slip.quote"), "", _text(f"“{view.text}”"), (view.by,), mark=marks)


def _said(voice: Voice) -> tuple[Quote, ...]:
    if isinstance(voice, Quote):
        return (voice,)
    return voice.quotes if isinstance(voice, Perspectives) else ()


def _cases(history: History) -> Iterable[Slip]:
    language = history.card.language
    found = [voice for moment in _moments(history) for voice in moment.voices if isinstance(voice, CaseBox)]
    for box in {one.id: one for one in found}.values():
        told = (("wants", box.wants), ("can", box.can), ("needs", box.needs))
        html = Markup("").join(
            Markup("<p><strong>{}</strong> {}</p>").format(phrase(language, f"session.case.{name}"), text)
            for name, text in told
        )
        yield Slip("case", phrase(language, "session.slip.case"), box.title, html)


def _questions(history: History) -> Iterable[Slip]:
    for theme in history.themes:
        for moment in theme.moments:
            for question in moment.questions:
                yield Slip("question", f"{theme.title}: {moment.title}", "", _told(question, history))


def _open(history: History) -> Iterable[Slip]:
    language = history.card.language
    waiting = [note for one in history.sessions for note in one.notes if note.kind == "question"]
    texts = [note.text for note in waiting if note.status == "open"]
    texts += [one.open_questions for one in history.sessions if one.open_questions]
    return [Slip("open", phrase(language, "session.slip.open"), "", _text(text)) for text in dict.fromkeys(texts)]


def _empty(history: History) -> Iterable[Slip]:
    language = history.card.language
    asked = tuple(phrase(language, f"session.line.{name}") for name in ("about", "owner", "due"))
    for kind in EMPTY:
        kicker = labels.capital(phrase(language, f"labels.note.{kind}"))
        yield Slip("empty", kicker, "", Markup(""), lines=asked if kind == "action" else asked[:1])


MAKERS: Final[Mapping[str, Callable[[History], Iterable[Slip]]]] = MappingProxyType(
    {
        "event": _events,
        "fact": _facts,
        "theme": _themes,
        "case": _cases,
        "quote": _quotes,
        "question": _questions,
        "open": _open,
        "empty": _empty,
    }
)
"""What makes the cards of a kind."""


def _moments(history: History) -> list[Moment]:
    return [moment for theme in history.themes for moment in theme.moments]


def _text(text: str) -> Markup:
    """Words of people, as text: a direction mark in them cannot reach what stands beside them."""
    return Markup('<p dir="auto">{}</p>').format(text) if text else Markup("")


def _told(told: Passage, history: History) -> Markup:
    """The historian's words with their numbers as text: paper has no links."""
    language = history.card.language
    return markdown.html(told.markdown, 4, [escape(_number(cited, language)) for cited in told.facts])


def _number(cited: CitedFact, language: str) -> str:
    spread = words.spoken_interval(cited.quantity, language)
    value = words.saying(cited.quantity, language)
    return f"{value} ({spread})" if spread else value
