"""The life of a quote: what was written down, then each answer of its speaker, in order of the day it came.

A later answer counts over an earlier one. Answers of after the day of the edition do not count yet, so that the edition
stays what it was; but a withdrawal counts from the moment it is known, whatever day stands beside it: a speaker does
not have to wait for the next edition. Of two answers on one day the more careful one counts. A fragment that is called
withdrawn in its own row stays so until that row is changed: nobody can tell whether an answer came before or after.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from wijklab.contract.study import Study
from wijklab.contract.tables import Tables
from wijklab.contract.vocabulary import ANSWERS
from wijklab.disclosure import Fate, fate
from wijklab.story.rows import Row, day, rows, whole, words

_CARE: Final = {status: place for place, status in enumerate(ANSWERS)}
"""Answers of one day in the order in which they count, the most careful one last."""


@dataclass(frozen=True, slots=True, repr=False)
class Told:
    """A fragment as it stands on a day: its words, its status, and the last day on which it may be read.

    `speaker` and `interview` are codes that appear in no output; `first` and `first_status` are its words and status as
    they stand in the table of fragments; `wordings` are all words that it ever had.
    """

    id: str
    text: str
    status: str
    consent: str
    role: str
    level: str
    holders: int | None
    theme: str
    event: str
    interview: str
    speaker: str
    expires: dt.date | None
    first: str
    first_status: str
    wordings: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Told({self.status})"

    def fate(self, on: dt.date, *, concept_edition: bool) -> Fate:
        """What becomes of it in an edition that is told on that day; `expires` is the last day that it may be read."""
        expired = self.expires is not None and self.expires < on
        return fate(self.status, self.consent, expired=expired, concept_edition=concept_edition)


def told_on(study: Study) -> dt.date:
    """The day of this edition: what its story says, or else the day on which the data were cut off."""
    return (study.story.told_on if study.story else None) or study.cutoff


def lives(tables: Tables, on: dt.date) -> dict[str, Told]:
    """Every fragment as it stands on that day, by id, in the order of the table."""
    answers: dict[str, list[Row]] = {}
    for row in rows(tables, "quote_life"):
        answers.setdefault(row["fragment"], []).append(row)
    told = [_lived(_first(row), answers.get(row["fragment"], ()), on) for row in rows(tables, "fragments")]
    fewest = _fewest(told)
    return {quote.id: replace(quote, holders=quote.holders and fewest[_role(quote)]) for quote in told}


def _fewest(told: Iterable[Told]) -> dict[str, int]:
    """Of each role the smallest number of people that any of its quotes gives: where rows differ, the careful one."""
    fewest: dict[str, int] = {}
    for quote in told:
        if quote.holders is not None:
            fewest[_role(quote)] = min(quote.holders, fewest.get(_role(quote), quote.holders))
    return fewest


def _role(told: Told) -> str:
    return " ".join(told.role.casefold().split())


def counts_on(answer: Row, on: dt.date) -> bool:
    """Whether an answer counts on that day: those of until then, and every withdrawal."""
    date = day(answer, "date")
    return answer["status"] == "withdrawn" or (date is not None and date <= on)


def in_order(answers: Iterable[Row]) -> list[Row]:
    """Answers in the order in which they count, the last one over the others."""
    return sorted(answers, key=lambda row: (day(row, "date") or dt.date.min, _CARE[row["status"]]))


def _first(row: Row) -> Told:
    """A fragment as it was written down."""
    return Told(
        id=row["fragment"],
        text=row["text"],
        status=row["status"],
        consent=row["consent"],
        role=row["role"],
        level=row["level"],
        holders=whole(row, "holders"),
        theme=words(row, "theme"),
        event=words(row, "event"),
        interview=words(row, "interview"),
        speaker=words(row, "speaker"),
        expires=day(row, "expires"),
        first=row["text"],
        first_status=row["status"],
        wordings=(row["text"],),
    )


def _lived(first: Told, answers: Sequence[Row], on: dt.date) -> Told:
    told = replace(first, wordings=(*first.wordings, *filter(None, (words(answer, "text") for answer in answers))))
    for answer in in_order(row for row in answers if counts_on(row, on)):
        told = replace(
            told,
            status="withdrawn" if first.status == "withdrawn" else answer["status"],
            text=words(answer, "text") or told.text,
            expires=day(answer, "expires") or told.expires,
        )
    return told


def by_fate(told: Mapping[str, Told], study: Study, on: dt.date) -> dict[str, Fate]:
    """What becomes of each fragment in the study's edition of that day, by id."""
    concept = study.status == "concept"
    return {id: quote.fate(on, concept_edition=concept) for id, quote in told.items()}


def ended_since(tables: Tables, study: Study, today: dt.date) -> tuple[str, ...]:
    """The ids of quotes that the edition shows and whose consent has ended by `today`."""
    told = lives(tables, told_on(study))
    fates = by_fate(told, study, told_on(study))
    ends = ((id, told[id].expires) for id, fate in fates.items() if fate == "shown")
    return tuple(id for id, last in ends if last is not None and last < today)
