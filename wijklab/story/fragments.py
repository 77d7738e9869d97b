"""Voices: which fragments may be quoted, as whom, and what becomes of the others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from wijklab.contract.history import Event, Perspectives, Quote, QuoteCounts
from wijklab.contract.session_file import plain
from wijklab.contract.study import Study
from wijklab.contract.tables import Tables
from wijklab.contract.vocabulary import LEVELS
from wijklab.disclosure import shown_role
from wijklab.story.citations import Bar
from wijklab.story.life import Told, by_fate, lives, told_on
from wijklab.text import phrase


@dataclass(frozen=True, slots=True, repr=False)
class Voices:
    """The fragments of a study, parted: what may be quoted; what may not and stops a story that cites it; what is gone
    and drops out of a story that cites it. `about` holds the quotes on each event; `silent` all words that may not be
    read, of quotes that may not be quoted or that a speaker changed, each with what its quote shows now ("": nothing).
    `interviews` is None where not every quote says from which conversation it comes."""

    quotes: Mapping[str, Quote]
    about: Mapping[str, tuple[Quote, ...]]
    barred: Mapping[str, Bar]
    gone: Mapping[str, Bar]
    silent: tuple[tuple[str, str], ...]
    counts: QuoteCounts
    interviews: int | None

    def __repr__(self) -> str:
        return f"Voices({self.counts!r})"


BARRED: Final[Mapping[str, Bar]] = {
    "concept": Bar(
        "is a concept that its speaker has not seen",
        "take it back to the speaker first: 'wijklab quotes' makes a sheet",
    ),
    "presented": Bar(
        "was presented, but its speaker has not agreed", "wait for the answer, or make `status: concept` of the study"
    ),
    "no_consent": Bar("has no consent of its speaker", "ask for consent, or take it out of the story"),
}
"""Why a fragment may not be quoted, by what became of it."""
GONE: Final[Mapping[str, Bar]] = {
    "withdrawn": Bar("a quote that its speaker has withdrawn: it is left out of every page", "take this line out"),
    "expired": Bar(
        "a quote of which the consent has ended: it is left out of every page", "take this line out, or ask again"
    ),
}
"""What may not be read any more. A page that is made without it harms nobody, so it does not wait for the historian."""


def voices(tables: Tables, study: Study) -> Voices:
    """All fragments of the study on the day of its edition: quotable (with a role that points at nobody), or not."""
    told = lives(tables, told_on(study))
    fates = by_fate(told, study, told_on(study))
    shown = [told[id] for id, fate in fates.items() if fate == "shown"]
    quotes = {quote.id: quote_of(quote, study) for quote in shown}
    return Voices(
        quotes=quotes,
        about=_about(shown, quotes),
        barred={id: BARRED[fate] for id, fate in fates.items() if fate in BARRED},
        gone={id: GONE[fate] for id, fate in fates.items() if fate in GONE},
        silent=tuple(_silent(told, quotes)),
        counts=QuoteCounts(**Counter(fates.values())),
        interviews=_interviews(shown),
    )


def _silent(told: Mapping[str, Told], quotes: Mapping[str, Quote]) -> Iterator[tuple[str, str]]:
    for id, one in told.items():
        now = quotes[id].text if id in quotes else ""
        yield from ((earlier, now) for earlier in dict.fromkeys(one.wordings) if earlier != now)


def quote_of(told: Told, study: Study) -> Quote:
    """A fragment as a reader sees it: a role that too few people hold, or of unknown number, becomes its level."""
    role = shown_role(told.role, told.holders, study.privacy)
    role = role or phrase(study.language, f"labels.level.{told.level}")
    return Quote(told.id, told.text, role, told.level, told.status)


def _about(shown: Iterable[Told], quotes: Mapping[str, Quote]) -> dict[str, tuple[Quote, ...]]:
    """The quotes on each event, residents first, then by id."""
    about: dict[str, list[Quote]] = {}
    for told in shown:
        about.setdefault(told.event, []).append(quotes[told.id])
    return {event: tuple(sorted(found, key=_place)) for event, found in about.items() if event}


def _place(quote: Quote) -> tuple[int, str]:
    return LEVELS.index(quote.level), quote.id


def perspectives(events: Iterable[Event], heard: Voices) -> dict[str, Perspectives]:
    """Each event with all that may be quoted about it, by the id of the event."""
    return {event.id: Perspectives(event, heard.about.get(event.id, ())) for event in events}


def _interviews(shown: Iterable[Told]) -> int | None:
    codes = {told.interview for told in shown}
    return len(codes) if codes and "" not in codes else None


def rare_roles(tables: Tables, study: Study) -> tuple[re.Pattern[str], ...]:
    """A pattern for each role that is known to be held by too few people to be named."""
    told = lives(tables, told_on(study)).values()
    general = {phrase(study.language, f"labels.level.{quote.level}").lower() for quote in told}
    rare = {plain(quote.role).lower() for quote in told if _is_rare(quote, study)} - {""}
    named = sorted(role for role in rare if not any(role in level for level in general))
    return tuple(re.compile(rf"(?<!\w){re.escape(role)}\w{{0,2}}(?!\w)", re.IGNORECASE) for role in named)


def _is_rare(told: Told, study: Study) -> bool:
    return told.holders is not None and told.holders < study.privacy.rare_role


def themes_of_fragments(tables: Tables, study: Study) -> set[str]:
    """The ids of the themes under which fragments were sorted; not those of quotes that are gone."""
    told = lives(tables, told_on(study))
    fates = by_fate(told, study, told_on(study))
    return {quote.theme for id, quote in told.items() if quote.theme and fates[id] not in GONE}
