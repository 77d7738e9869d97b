"""Is an answer this speaker's, on his own words, and new: answers held against what is known of the quotes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from wijklab.desk.answer_faults import same
from wijklab.desk.quote_answers import Answer, Answered
from wijklab.errors import Problem
from wijklab.story.life import Told
from wijklab.story.rows import Row, day, words


def strange(sheet: Answered, answer: Answer, told: Mapping[str, Told], life: Sequence[Row]) -> Iterator[Problem]:
    """An answer that is not on this speaker's own quote, as it was given to him."""
    quote = told.get(answer.fragment)
    back = "put the number and the words back as they were; new words have a column of their own"
    if quote is None:
        yield Problem(answer.where, "answers a quote that the study does not hold", back)
    elif quote.speaker != sheet.speaker or (sheet.alone and sheet.alone != quote.id):
        yield Problem(answer.where, "answers a quote of another speaker", back)
    elif not any(same(answer.words, text) for text in _texts(quote, life)):
        yield Problem(answer.where, "does not hold the words of the quote with that number", back)


def _texts(quote: Told, life: Sequence[Row]) -> Iterator[str]:
    """All words that this quote has had."""
    yield from (quote.text, quote.first)
    yield from (words(row, "text") for row in life if row["fragment"] == quote.id)


def known(sheet: Answered, answer: Answer, told: Mapping[str, Told], life: Sequence[Row]) -> bool:
    """Whether this answer was noted before: it is how the quote stands, or it came with this very sheet."""
    quote = told.get(answer.fragment)
    if quote is not None and quote.status == answer.status == "withdrawn":
        return True
    stands = quote is not None and quote.status == answer.status and _is(answer, quote.text, quote.expires)
    return stands or any(
        row["status"] == answer.status and _is(answer, words(row, "text"), day(row, "expires"))
        for row in _since(sheet, answer, life)
    )


def _is(answer: Answer, text: str, expires: dt.date | None) -> bool:
    return (not answer.text or same(answer.text, text)) and answer.expires in (None, expires)


def _since(sheet: Answered, answer: Answer, life: Sequence[Row]) -> Iterator[Row]:
    """What was noted of that quote since the sheet was made."""
    for row in life:
        date = day(row, "date")
        if row["fragment"] == answer.fragment and date is not None and date >= sheet.made:
            yield row


def too_late(
    sheet: Answered, answer: Answer, told: Mapping[str, Told], life: Sequence[Row], on: dt.date
) -> Iterator[Problem]:
    """A sheet from before a withdrawal must not bring words back; and a day holds one answer of a kind."""
    if answer.status == "withdrawn":
        return
    since = list(_since(sheet, answer, life))
    if any(row["status"] == "withdrawn" for row in since):
        what = "answers a quote that was withdrawn after this sheet was made"
        yield Problem(answer.where, what, "make a new sheet with --all if its speaker came back to it")
    elif (quote := told.get(answer.fragment)) and quote.first_status == "withdrawn":
        what = "answers a quote that is called withdrawn in fragments"
        yield Problem(answer.where, what, "change the status in fragments first, if its speaker came back to it")
    elif any(row["status"] == answer.status and day(row, "date") == on for row in since):
        what = "is another answer of the same kind on the same day"
        yield Problem(answer.where, what, "give the day on which it came with --on")


def between_files(answers: Sequence[Answer]) -> Iterator[Problem]:
    """A quote that two files answer: nobody can tell which came last."""
    seen: dict[str, str] = {}
    for answer in answers:
        place = seen.setdefault(answer.fragment, answer.where)
        if place != answer.where and place.partition(", row")[0] != answer.where.partition(", row")[0]:
            what = f"answers a quote that {place} answers too"
            yield Problem(answer.where, what, "read the older sheet first, and this one after it")
