"""Voices: which fragments may be quoted, as whom, and why the others may not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from wijklab.contract.history import Event, Quote, QuoteCounts, Session
from wijklab.contract.study import Study
from wijklab.contract.tables import Tables
from wijklab.disclosure import quotable, shown_role
from wijklab.story.citations import Bar
from wijklab.text import phrase


@dataclass(frozen=True, slots=True)
class Voices:
    """The fragments of a study, parted: what may be quoted, and what may not with its reason."""

    quotes: Mapping[str, Quote]
    barred: Mapping[str, Bar]
    counts: QuoteCounts


BARRED: Final[Mapping[str, Bar]] = {
    "concept": Bar(
        "is a concept that its speaker has not seen", "take it back to the speaker first, then change its status"
    ),
    "presented": Bar(
        "was presented, but its speaker has not agreed", "wait for the answer, or make `status: concept` of the study"
    ),
    "withdrawn": Bar("was withdrawn by its speaker", "take it out of the story"),
}
"""Why a fragment may not be quoted, by its status."""
NO_CONSENT: Final = Bar("has no consent of its speaker", "ask for consent, or take it out of the story")


def voices(tables: Tables, study: Study) -> Voices:
    """All fragments of the study, each either quotable (with a role that points at nobody) or barred."""
    quotes, barred = {}, {}
    for row in _rows(tables, "fragments"):
        if quotable(row["status"], row["consent"], concept_edition=study.status == "concept"):
            quotes[row["fragment"]] = _quote(row, study)
        else:
            barred[row["fragment"]] = NO_CONSENT if row["consent"] == "no" else BARRED[row["status"]]
    return Voices(quotes, barred, QuoteCounts(shown=len(quotes), **_counts(barred.values())))


def _counts(bars: Iterable[Bar]) -> dict[str, int]:
    ids = {id(bar): status for status, bar in {**BARRED, "no_consent": NO_CONSENT}.items()}
    return dict(Counter(ids[id(bar)] for bar in bars))


def _quote(row: Mapping[str, Any], study: Study) -> Quote:
    role = shown_role(row["role"], _whole(row.get("holders")), study.privacy)
    role = role or phrase(study.language, f"labels.level.{row['level']}")
    return Quote(row["fragment"], row["text"], role, row["level"], row["status"])


def rare_roles(tables: Tables, study: Study) -> tuple[re.Pattern[str], ...]:
    """A pattern for each role that is known to be held by too few people to be named."""
    general = {phrase(study.language, f"labels.level.{row['level']}").lower() for row in _rows(tables, "fragments")}
    rare = {row["role"].strip().lower() for row in _rows(tables, "fragments") if _is_rare(row, study)}
    named = sorted(role for role in rare if not any(role in words for words in general))
    return tuple(re.compile(rf"\b{re.escape(role)}\w{{0,2}}\b", re.IGNORECASE) for role in named)


def _is_rare(row: Mapping[str, Any], study: Study) -> bool:
    holders = _whole(row.get("holders"))
    return holders is not None and holders < study.privacy.rare_role


def themes_of_fragments(tables: Tables) -> set[str]:
    """The ids of the themes under which fragments were sorted."""
    return {words for row in _rows(tables, "fragments") if (words := _words(row, "theme"))}


def timeline(tables: Tables) -> tuple[Event, ...]:
    """The striking events in order of time."""
    events = (
        Event(
            row["event"],
            _day(row["date"]),
            row["title"],
            row["effect"],
            _words(row, "description"),
            _words(row, "source"),
        )
        for row in _rows(tables, "events")
    )
    return tuple(sorted(events, key=lambda event: (event.date, event.id)))


def sessions(tables: Tables) -> tuple[Session, ...]:
    """The learning sessions in order of time, with what they left behind."""
    held = (
        Session(
            id=row["session"],
            date=_day(row["date"]),
            level=row["level"],
            participants=_whole(row["participants"]),
            eye_openers=_words(row, "eye_openers"),
            actions=_words(row, "actions"),
            open_questions=_words(row, "open_questions"),
        )
        for row in _rows(tables, "sessions")
    )
    return tuple(sorted(held, key=lambda session: (session.date, session.id)))


def _rows(tables: Tables, name: str) -> Iterator[dict[str, Any]]:
    yield from tables[name].to_dict("records") if name in tables else ()


def _day(value: Any) -> Any:
    return pd.Timestamp(value).date()


def _whole(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def _words(row: Mapping[str, Any], column: str) -> str:
    value = row.get(column)
    return "" if pd.isna(value) else str(value)
