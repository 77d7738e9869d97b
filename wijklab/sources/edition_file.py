"""An edition of a learning history as a record: what it said, so that the next edition can tell what changed.

`outputs/<study>/edition.json` is written with the page; a closed edition is kept in `editions/` of the story folder.
No word of anybody stands in it: of quotes it holds how many there were, and the fingerprint of a theme leaves them out,
so that a quote that is withdrawn later cannot be found back in it. Nor does a number of one person's micro-analysis,
unless a source published it: who takes back consent later is not in a record that is kept.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, NoReturn

from pydantic import TypeAdapter, ValidationError

from wijklab.contract.answers import Quantity
from wijklab.contract.cited import cited_facts
from wijklab.contract.history import CitedFact, Event, History, Moment, Passage, QuoteCounts, Theme
from wijklab.contract.vocabulary import LEVELS, VALENCES
from wijklab.errors import OutputError, Problem, StoryError
from wijklab.sources.fact_file import write_whole

FORMAT: Final = "wijklab editie 1"
NAME: Final = "edition.json"
LARGEST: Final = 5_000_000
"""Bytes: a record of the largest learning history is a hundredth of this."""


@dataclass(frozen=True, slots=True)
class RecordedTheme:
    """A theme as an edition told it; `text` is the SHA-256 of the historian's words, quotes left out."""

    id: str
    title: str
    level: Literal[LEVELS]  # type: ignore[valid-type]
    valence: Literal[VALENCES]  # type: ignore[valid-type]
    text: str


@dataclass(frozen=True, slots=True)
class EditionRecord:
    """What one edition said: the numbers it cited, its themes, the notes that were open, and how many quotes.

    `noticeable` are the ids of the facts that were its noticeable results.
    """

    format: str
    study: str
    edition: str
    status: str
    cutoff: dt.date
    told_on: dt.date
    noticeable: tuple[str, ...]
    facts: tuple[CitedFact, ...]
    themes: tuple[RecordedTheme, ...]
    open_notes: tuple[str, ...]
    quotes: QuoteCounts


def record_of(history: History, told_on: dt.date) -> EditionRecord:
    """The record of a full learning history that is told on that day."""
    card, facts = history.card, facts_to_keep(history)
    return EditionRecord(
        format=FORMAT,
        study=card.id,
        edition=card.edition,
        status=card.status,
        cutoff=card.cutoff,
        told_on=told_on,
        noticeable=tuple(id for id in (result.fact.quantity.id for result in history.noticeable) if id in facts),
        facts=tuple(facts[id] for id in sorted(facts)),
        themes=tuple(_recorded(theme) for theme in history.themes),
        open_notes=tuple(note.id for session in history.sessions for note in session.notes if note.is_open),
        quotes=history.quotes,
    )


def facts_to_keep(history: History) -> dict[str, CitedFact]:
    """The facts that a history cites, by id, without what is told of one person with nothing but that one's consent."""
    return {fact.quantity.id: fact for fact in cited_facts(history) if not is_of_one(fact.quantity)}


def is_of_one(number: Quantity) -> bool:
    """Whether a number is of one person's micro-analysis that no source published."""
    return number.basis == "case" and number.consent != "published"


def theme_text(theme: Theme) -> str:
    """The SHA-256 of what the historian wrote in a theme: its words, and the facts and events that it cites."""
    told = [theme.title, *_passage(theme.curtain)]
    for moment in theme.moments:
        told += [moment.title, *_moment(moment)]
    return hashlib.sha256("\x1f".join(told).encode("utf-8")).hexdigest()


def edition_slug(edition: str) -> str:
    """The name of an edition as the name of a file; empty where no letter or digit of it can stand in one."""
    plain = unicodedata.normalize("NFKD", edition.lower()).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")


def write_edition(record: EditionRecord, path: Path) -> Path:
    """Write a record, whole or not at all. OutputError where it cannot be written."""
    tree = _RECORD.dump_python(record, mode="json", exclude_defaults=True)
    text = json.dumps(tree, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False)
    return write_whole(path, f"{text}\n".encode())


def read_edition(path: Path, where: str) -> EditionRecord:
    """The record in that file, which a message calls `where`; StoryError where it is not one."""
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError("too large to be a record")
        record = _RECORD.validate_python(json.loads(path.read_text("utf-8"), parse_constant=_no_number))
        if record.format != FORMAT:
            raise ValueError("written by another version")
    except (OSError, ValueError, ValidationError, RecursionError):
        raise StoryError(
            Problem(
                where,
                "is not the record of an edition",
                "put back the file that 'wijklab edition close' wrote, or take this one away",
            )
        ) from None
    return record


def kept_editions(folder: Path) -> tuple[Path, ...]:
    """The files of kept records in a story folder, by name."""
    return tuple(sorted(path for path in (folder / "editions").glob("*.json") if not path.name.startswith(".")))


def previous_of(records: Iterable[EditionRecord], edition: str, cutoff: dt.date) -> EditionRecord | None:
    """The record to compare an edition with: of another name, no later than it; the latest, then the last by name."""
    earlier = [record for record in records if record.edition != edition and record.cutoff <= cutoff]
    return max(earlier, key=lambda record: (record.cutoff, record.edition), default=None)


def refuse_nameless(edition: str, where: str) -> str:
    """The slug of an edition; OutputError where its name cannot name a file."""
    if slug := edition_slug(edition):
        return slug
    raise OutputError(
        Problem(where, "the name of this edition cannot name a file", "use letters and digits in `edition:`")
    )


def _recorded(theme: Theme) -> RecordedTheme:
    return RecordedTheme(theme.id, theme.title, theme.level, theme.valence, theme_text(theme))


def _passage(passage: Passage) -> list[str]:
    return [passage.markdown, *(fact.quantity.id for fact in passage.facts)]


def _moment(moment: Moment) -> list[str]:
    told = [fact.quantity.id for fact in moment.facts]
    told += [voice.id for voice in moment.voices if isinstance(voice, Event)]
    for passage in (*moment.commentary, *moment.questions):
        told += _passage(passage)
    return told


def _no_number(_: str) -> NoReturn:
    raise ValueError("not a number")


_RECORD: Final[TypeAdapter[Any]] = TypeAdapter(EditionRecord)
