"""What changed since the previous edition: results, themes, questions answered, quotes withdrawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from wijklab.contract.answers import Quantity
from wijklab.contract.history import Changes, CitedFact, History, Note, ResultChange, ThemeChange
from wijklab.contract.study_parts import Privacy
from wijklab.contract.tables import OpenStudy
from wijklab.errors import Problem, StoryError
from wijklab.sources.edition_file import (
    EditionRecord,
    RecordedTheme,
    facts_to_keep,
    is_of_one,
    kept_editions,
    previous_of,
    read_edition,
    theme_text,
)

PRIVATE = ("people", "count")
"""Numbers that are shown only over enough people."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The kept records of earlier editions of a study, and what is wrong with other files beside them."""

    records: tuple[EditionRecord, ...]
    problems: tuple[Problem, ...]


def kept_records(study: OpenStudy) -> Kept:
    """The records in `editions/` of the story folder. A file that is no record is a refusal; a record of another study
    a notice, and it is not compared with."""
    if study.asked.story is None:
        return Kept((), ())
    records, problems = [], []
    for path in kept_editions(study.place.root / study.asked.story.folder):
        where = path.relative_to(study.place.root).as_posix()
        try:
            record = read_edition(path, where)
        except StoryError as error:
            problems += error.problems
            continue
        if record.study == study.asked.id:
            records.append(record)
        else:
            problems.append(_of_another(where))
    return Kept(tuple(records), tuple(problems))


def with_changes(history: History, study: OpenStudy, published: Mapping[str, CitedFact]) -> History:
    """The history with what changed since the previous edition; as it is where no earlier edition was kept.

    `published` are the facts that may be cited today.
    """
    before = previous_of(kept_records(study).records, study.asked.edition, study.asked.cutoff)
    if before is None:
        return history
    return replace(history, changes=changes_since(before, history, published, study.asked.privacy))


def changes_since(
    before: EditionRecord, history: History, published: Mapping[str, CitedFact], privacy: Privacy
) -> Changes:
    """What this history says otherwise than the edition of that record.

    `published` are the facts that may be cited today. A number of then is repeated only where it is still published:
    what was hidden since, such as the case of somebody who took back consent, is not told once more.
    """
    return Changes(
        previous=before.edition,
        cutoff=before.cutoff,
        results=tuple(_results(before, history, published, privacy)),
        themes=(*_themes(before, history), *_gone(before, history)),
        answered=_answered(before, history),
        withdrawn_quotes=max(0, history.quotes.withdrawn - before.quotes.withdrawn),
    )


def _of_another(where: str) -> Problem:
    what = "is the record of an edition of another study, and is not compared with"
    return Problem(where, what, "take it away, or put the record of your own previous edition there", severity="notice")


def _results(
    before: EditionRecord, history: History, published: Mapping[str, CitedFact], privacy: Privacy
) -> Iterator[ResultChange]:
    """Facts that are another number now, noticeable results that are new, then those that are cited no more."""
    kept = {fact.quantity.id: fact for fact in before.facts}
    then = {
        id: replace(published[id], quantity=fact.quantity)
        for id, fact in kept.items()
        if id in published and _may_be_repeated(fact.quantity, published[id].quantity, privacy)
    }
    now, noticeable = facts_to_keep(history), {result.fact.quantity.id for result in history.noticeable}
    for id, fact in now.items():
        if (id in then and _differ(then[id], fact)) or (id in noticeable and id not in kept):
            yield ResultChange(id, then.get(id), fact)
    yield from (ResultChange(id, then[id], None) for id in before.noticeable if id in then and id not in now)


def _may_be_repeated(then: Quantity, now: Quantity, privacy: Privacy) -> bool:
    """Whether a number of the previous edition may be told once more: not of one person, and over enough people."""
    if then.value is None or is_of_one(then) or is_of_one(now):
        return False
    # A count of 12 under a threshold of 12 was released as 10: half the rounding is allowed below the threshold.
    return then.basis not in PRIVATE or (then.n or 0) >= privacy.threshold - privacy.rounding / 2


def _differ(one: CitedFact, other: CitedFact) -> bool:
    return _number(one) != _number(other)


def _number(fact: CitedFact) -> tuple[object, ...]:
    number = fact.quantity
    return number.value, number.low, number.high, number.n, number.unit, number.bound


def _themes(before: EditionRecord, history: History) -> Iterator[ThemeChange]:
    """New themes, and those that turned or were written anew, in the order of the story."""
    known = {theme.id: theme for theme in before.themes}
    for theme in history.themes:
        then = known.get(theme.id)
        if then is None:
            yield ThemeChange(theme.id, theme.title, "new", valence_now=theme.valence)
        elif then.valence != theme.valence:
            yield ThemeChange(theme.id, theme.title, "turned", then.valence, theme.valence)
        elif then.text != theme_text(theme):
            yield ThemeChange(theme.id, theme.title, "rewritten", then.valence, theme.valence)


def _gone(before: EditionRecord, history: History) -> Iterator[ThemeChange]:
    told = {theme.id for theme in history.themes}
    gone: list[RecordedTheme] = [theme for theme in before.themes if theme.id not in told]
    yield from (ThemeChange(theme.id, theme.title, "gone", theme.valence) for theme in gone)


def _answered(before: EditionRecord, history: History) -> tuple[Note, ...]:
    """What was open in the previous edition and is not now, in the order of the sessions."""
    waiting = set(before.open_notes)
    notes = (note for session in history.sessions for note in session.notes)
    return tuple(note for note in notes if note.id in waiting and not note.is_open)
