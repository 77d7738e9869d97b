"""Which quotes go back to which speaker, each as a reader would see it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from wijklab.contract.cells import slug
from wijklab.contract.tables import OpenStudy
from wijklab.story.events import timeline
from wijklab.story.fragments import quote_of
from wijklab.story.life import Told, lives
from wijklab.story.standing import Standing, standing_of, theme_titles
from wijklab.text import phrase

WAITING: Final = ("concept", "presented")
"""A quote in one of these waits for its speaker."""


@dataclass(frozen=True, slots=True, repr=False)
class Line:
    """One quote on a sheet: its id, its words, how its speaker is named, its theme and what it stands beside."""

    id: str
    words: str
    role: str
    theme: str
    beside: str
    status: str


@dataclass(frozen=True, slots=True, repr=False)
class Sheet:
    """The quotes of one speaker; or one quote of which the speaker was not written down (`speaker` is empty)."""

    name: str
    speaker: str
    lines: tuple[Line, ...]


def sheets(study: OpenStudy, on: dt.date, *, every: bool = False) -> tuple[Sheet, ...]:
    """A sheet for each speaker with quotes that wait for an answer on that day; `every`: with all quotes, so that one
    can be withdrawn that was agreed before. In the order of the speakers' codes, those without a code last."""
    told = lives(study.tables, on)
    asked = [quote for quote in told.values() if every or quote.status in WAITING]
    lines = _lines(study, told.values())
    grouped: dict[tuple[bool, str], list[Line]] = {}
    for quote in sorted(asked, key=lambda quote: quote.id):
        key = (False, quote.speaker) if quote.speaker else (True, quote.id)
        grouped.setdefault(key, []).append(lines[quote.id])
    names = _names(grouped, study.asked.language)
    return tuple(Sheet(names[key], "" if key[0] else key[1], tuple(grouped[key])) for key in sorted(grouped))


def _lines(study: OpenStudy, told: Iterable[Told]) -> dict[str, Line]:
    quotes = tuple(told)
    places, titles = standing_of(study, quotes), theme_titles(study)
    events = {event.id: event.title for event in timeline(study.tables)}
    return {quote.id: _line(study, quote, places.get(quote.id), titles, events) for quote in quotes}


def _line(
    study: OpenStudy, told: Told, place: Standing | None, titles: Mapping[str, str], events: Mapping[str, str]
) -> Line:
    shown, language = quote_of(told, study.asked), study.asked.language
    theme = place.theme if place else titles.get(told.theme, told.theme)
    beside = " ".join(_beside(place, events, language)) if place else phrase(language, "quotes.not_yet")
    return Line(told.id, shown.text, shown.role, theme, beside, told.status)


def _beside(place: Standing, events: Mapping[str, str], language: str) -> Iterator[str]:
    yield place.moment if place.moment[-1] in ".?!" else f"{place.moment}."
    for id in place.events:
        if id in events:
            yield phrase(language, "quotes.event", title=events[id])
    if place.facts == 1:
        yield phrase(language, "quotes.one_fact")
    elif place.facts:
        yield phrase(language, "quotes.facts", count=str(place.facts))


def _names(keys: Iterable[tuple[bool, str]], language: str) -> dict[tuple[bool, str], str]:
    """A file name for each sheet, of the speaker's code; of two that would be the same the second gets a number."""
    names: dict[tuple[bool, str], str] = {}
    for alone, code in sorted(keys):
        stem = phrase(language, "quotes.file_of_quote" if alone else "quotes.file_of_speaker")
        name = f"{stem}-{slug(code) or 'x'}"
        same = sum(taken == name or taken.rpartition("--")[0] == name for taken in names.values())
        names[alone, code] = f"{name}--{same + 1}" if same else name
    return names
