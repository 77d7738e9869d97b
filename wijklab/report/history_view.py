"""A learning history as a template is given it: every cited number as a link to its figure, every passage safe HTML."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from markupsafe import Markup

from wijklab.contract.history import CitedFact, Event, History, Moment, NoticeableResult, Passage, Quote, Session, Theme
from wijklab.report import labels, markdown, words
from wijklab.report.exhibits import fact_name, is_synthetic
from wijklab.report.history_shapes import (
    EventView,
    FactView,
    HistoryView,
    MomentView,
    QuoteView,
    ReflectionView,
    ResultView,
    SessionView,
    ThemeView,
)
from wijklab.text import date, phrase

FRAME_LABELS = {
    "goals": "goal",
    "principles": "principle",
    "challenges": "challenge",
    "domains": "domain",
    "development": "development",
    "rooms": "room",
    "lessons": "lesson",
}
"""Under which word of `labels.toml` the names of a frame stand."""

SYMBOLS = {"helping": "▲", "hindering": "▼", "context": "●"}
"""A mark beside the word, so that colour is never alone."""


def history_view(history: History) -> HistoryView:
    """A learning history, ready for a template."""
    return HistoryView(
        introduction=_passage(history.introduction, history, top=3),
        noticeable=tuple(_result(result, history) for result in history.noticeable),
        timeline=_by_year(history),
        themes=tuple(_theme(theme, history) for theme in history.themes),
        sessions=tuple(_session(session, history) for session in history.sessions),
        open_questions=tuple(session.open_questions for session in history.sessions if session.open_questions),
        withheld=_withheld(history),
        example_quotes=history.example_quotes,
    )


def fact_view(cited: CitedFact, history: History) -> FactView:
    """A cited number in words. Its address is a page beside this one, and the figure on it."""
    number, language = cited.quantity, history.card.language
    spread = words.spoken_interval(number, language)
    n = words.people(number, language)
    return FactView(
        value=words.saying(number, language),
        interval=phrase(language, "history.interval", range=spread) if spread else "",
        n=phrase(language, "history.n", n=n) if n else "",
        who=labels.capital(labels.about(number.id, history.card)),
        what=fact_name(number.id, cited.question, cited.exhibit, language),
        source=phrase(language, "history.source", source=number.source) if number.source else "",
        strength=phrase(language, f"labels.strength.{number.strength}"),
        href=f"{cited.question}.html" + (f"#{cited.exhibit}" if cited.exhibit else ""),
        synthetic=is_synthetic(number, history.card.synthetic),
    )


def fact_link(cited: CitedFact, history: History) -> Markup:
    """A cited number within a sentence: the value, its interval, and a link to its figure."""
    fact, language = fact_view(cited, history), history.card.language
    spread = words.spoken_interval(cited.quantity, language)
    shown = f"{fact.value} ({spread})" if spread else fact.value
    about = "; ".join(
        filter(None, (fact.what, fact.who, fact.n, phrase(language, "page.strength_tip", strength=fact.strength)))
    )
    return Markup('<a class="fact" href="{}" title="{}">{}</a>').format(fact.href, about, shown)


def _passage(passage: Passage, history: History, top: int) -> Markup:
    return markdown.html(passage.markdown, top, [fact_link(cited, history) for cited in passage.facts])


def _result(result: NoticeableResult, history: History) -> ResultView:
    return ResultView(fact_view(result.fact, history), result.may_not_conclude)


def _by_year(history: History) -> tuple[tuple[str, tuple[EventView, ...]], ...]:
    events = sorted(history.timeline, key=lambda event: (event.date, event.id))
    years = groupby(events, key=lambda event: event.date.year)
    return tuple((str(year), tuple(_event(event, history) for event in group)) for year, group in years)


def _event(event: Event, history: History) -> EventView:
    language = history.card.language
    return EventView(
        id=event.id,
        day=date(event.date, language),
        iso=event.date.isoformat(),
        title=event.title,
        effect=event.effect,
        symbol=SYMBOLS[event.effect],
        word=phrase(language, f"labels.effect.{event.effect}"),
        description=event.description,
        source=phrase(language, "history.source", source=event.source) if event.source else "",
    )


def _quote(quote: Quote, history: History) -> QuoteView:
    language = history.card.language
    level = phrase(language, f"labels.level.{quote.level}")
    by = level if not quote.role or quote.role == quote.level else ", ".join(dict.fromkeys((quote.role, level)))
    unsure = phrase(language, "labels.status.presented") if quote.status == "presented" else ""
    return QuoteView(quote.id, quote.text, labels.capital(by), unsure)


def _theme(theme: Theme, history: History) -> ThemeView:
    language = history.card.language

    def names(kind: str, ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(phrase(language, f"labels.{FRAME_LABELS[kind]}.{id}") for id in ids)

    return ThemeView(
        id=theme.id,
        title=theme.title,
        level=phrase(language, f"labels.level.{theme.level}"),
        valence=theme.valence,
        valence_word=phrase(language, f"labels.valence.{theme.valence}"),
        frames=tuple((kind, names(kind, ids)) for kind, ids in theme.frames.items()),
        curtain=_passage(theme.curtain, history, top=4),
        moments=tuple(_moment(moment, history) for moment in theme.moments),
    )


def _moment(moment: Moment, history: History) -> MomentView:
    voices = (_quote(voice, history) if isinstance(voice, Quote) else _event(voice, history) for voice in moment.voices)
    asked = (ReflectionView("question", _passage(passage, history, top=5)) for passage in moment.questions)
    noted = (ReflectionView("commentary", _passage(passage, history, top=5)) for passage in moment.commentary)
    return MomentView(
        title=moment.title,
        facts=tuple(fact_view(cited, history) for cited in moment.facts),
        voices=tuple(voices),
        reflection=(*asked, *noted),
    )


def _session(session: Session, history: History) -> SessionView:
    language = history.card.language
    participants = str(session.participants) if session.participants is not None else phrase(language, "page.unknown")
    return SessionView(
        day=date(session.date, language),
        level=phrase(language, f"labels.levels.{session.level}"),
        participants=phrase(language, "history.participants", n=participants),
        eye_openers=session.eye_openers,
        actions=session.actions,
    )


def _withheld(history: History) -> str:
    withheld = history.quotes.withheld
    key = {0: "withheld_none", 1: "withheld_one"}.get(withheld, "withheld_many")
    values = {"count": str(withheld)} if key == "withheld_many" else {}
    return phrase(history.card.language, f"history.{key}", **values)
