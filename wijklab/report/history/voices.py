"""What stands in the right column of a moment, and on the timeline: words with their role, events with their day."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from wijklab.contract.history import CaseBox, Event, History, Perspectives, Quote
from wijklab.report import labels
from wijklab.report.history.numbers import fact_view
from wijklab.report.history.shapes import CaseView, EventView, PerspectivesView, QuoteView, VoiceView
from wijklab.text import date, phrase

SYMBOLS = {"helping": "▲", "hindering": "▼", "context": "●"}
"""A mark beside the word, so that colour is never alone."""


def voice_view(voice: Quote | Event | CaseBox, history: History) -> VoiceView:
    """A quote, an event or a micro-analysis, each in its own shape."""
    if isinstance(voice, Quote):
        return quote_view(voice, history)
    return case_view(voice, history) if isinstance(voice, CaseBox) else event_view(voice, history)


def event_view(event: Event, history: History) -> EventView:
    """An event in words: its day, its effect as word and mark, its source."""
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


def quote_view(quote: Quote, history: History) -> QuoteView:
    """Verbatim words, who says them in role and level, and whether the speaker has yet to agree."""
    language = history.card.language
    level = phrase(language, f"labels.level.{quote.level}")
    by = level if not quote.role or quote.role == quote.level else ", ".join(dict.fromkeys((quote.role, level)))
    unsure = phrase(language, "labels.status.presented") if quote.status == "presented" else ""
    return QuoteView(quote.id, quote.text, labels.capital(by), unsure)


def perspectives_view(seen: Perspectives, history: History) -> PerspectivesView:
    """One event as several people saw it."""
    name = phrase(history.card.language, "history.perspectives", title=seen.event.title)
    return PerspectivesView(
        event_view(seen.event, history), tuple(quote_view(quote, history) for quote in seen.quotes), name
    )


def case_view(box: CaseBox, history: History) -> CaseView:
    """A micro-analysis: what someone wants, can and needs, what was done, and the numbers that are there."""
    language = history.card.language
    told = {"wants": box.wants, "can": box.can, "needs": box.needs, "actions": box.actions}
    return CaseView(
        id=box.id,
        title=box.title,
        asked=tuple((part, phrase(language, f"page.case.{part}"), words) for part, words in told.items() if words),
        facts=tuple(fact_view(cited, history) for cited in box.facts),
        source=phrase(language, "page.source_note", sources=box.source.rstrip(".")) if box.source else "",
    )


def timeline(events: Sequence[Event], history: History) -> tuple[tuple[str, tuple[EventView, ...]], ...]:
    """The events of each year, in order of date."""
    ordered = sorted(events, key=lambda event: (event.date, event.id))
    years = groupby(ordered, key=lambda event: event.date.year)
    return tuple((str(year), tuple(event_view(event, history) for event in group)) for year, group in years)
