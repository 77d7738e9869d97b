"""Rules of quotes and what happened to them: ids that tell nothing, answers that can be read and understood."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import pandas as pd

from wijklab.contract.rules.found import Found, Frames, as_dates, refused, rows_of
from wijklab.contract.study import Study

_LIFE: Final = "quote_life"


def fragments_named_after_people(study: Study, frames: Frames) -> Iterator[Found]:
    """A fragment whose id holds the code of its speaker or conversation: ids stand in outputs, those codes never do."""
    if "fragments" not in frames:
        return
    table = frames["fragments"]
    for column in ("speaker", "interview"):
        told = [_holds(row["fragment"], row[column]) for _, row in table[["fragment", column]].iterrows()]
        what = f"holds the code under {column}: ids of quotes stand in outputs, who spoke and where never does"
        todo = "give fragments numbers of their own, such as F01"
        yield from refused("fragments", "fragment", pd.Series(told, index=table.index, dtype=bool), what, todo)


def _holds(id: object, code: object) -> bool:
    if not isinstance(id, str) or not isinstance(code, str) or not code:
        return False
    return re.search(rf"(?<![a-z0-9]){re.escape(code)}(?![a-z0-9])", id, re.IGNORECASE) is not None


def answers_that_cannot_be_read(study: Study, frames: Frames) -> Iterator[Found]:
    """An answer that would be left out although it may be a withdrawal: that one stops the study, whatever it says of
    rows that are refused."""
    if _LIFE in frames and study.data.refused_rows == "leave_out":
        table = frames[_LIFE]
        unread = table["status"].isna() | table["date"].isna() | table["fragment"].isna()
        unknown = ~table["fragment"].isin(frames["fragments"]["fragment"]) if "fragments" in frames else unread
        number = int((unread | unknown).sum())
        if number:
            what = f"holds {number} row(s) that cannot be read: a withdrawal may be among them, so none is left out"
            yield Found(_LIFE, what, "correct those rows; refused.csv lists them", "status")


def answers_after_the_edition(study: Study, frames: Frames) -> Iterator[Found]:
    """Worth knowing: an answer of after the day of this edition. Only a withdrawal counts already."""
    if _LIFE not in frames:
        return
    table, day = frames[_LIFE], (study.story.told_on if study.story else None) or study.cutoff
    late = (table["date"] > as_dates(pd.Series([day]))[0]) & (table["status"] != "withdrawn")
    if late.any():
        what = f"lies after the day of this edition ({day}): that answer does not count yet"
        todo = "leave it for the next edition, or make `story.told_on` of the study a later day"
        yield Found(_LIFE, what, todo, "date", rows_of(late), "notice")


def answers_after_a_withdrawal(study: Study, frames: Frames) -> Iterator[Found]:
    """Worth knowing: somebody who withdrew and came back to it. A withdrawal in `fragments` has no day, so it stays."""
    if _LIFE not in frames or "fragments" not in frames:
        return
    table = frames[_LIFE]
    own = set(frames["fragments"].loc[frames["fragments"]["status"] == "withdrawn", "fragment"])
    held = table["fragment"].isin(own) & (table["status"] != "withdrawn")
    if held.any():
        what = "is an answer on a quote that is called withdrawn in fragments: it stays withdrawn"
        todo = "if its speaker came back to it, change the status in fragments"
        yield Found(_LIFE, what, todo, "status", rows_of(held), "notice")
    first = table[table["status"] == "withdrawn"].groupby("fragment")["date"].min()
    after = table["date"] > as_dates(table["fragment"].map(dict(first)))
    again = table["status"].isin(("agreed", "changed")) & after & ~held
    if again.any():
        what = "comes after a withdrawal: the quote may be shown again"
        yield Found(_LIFE, what, "look whether its speaker said so", "status", rows_of(again), "notice")


def changes_without_words(study: Study, frames: Frames) -> Iterator[Found]:
    """Worth knowing: a quote that was changed, and no new words with it: those in `fragments` pass for them."""
    if _LIFE in frames:
        table = frames[_LIFE]
        worded = set(table.loc[table["text"].notna(), "fragment"])
        silent = (table["status"] == "changed") & ~table["fragment"].isin(worded)
        if silent.any():
            what = "says that the quote was changed, without new words: those in fragments are taken as the new ones"
            yield Found(_LIFE, what, "fill in the new words, or leave it", "text", rows_of(silent), "notice")


def agreed_without_consent(study: Study, frames: Frames) -> Iterator[Found]:
    """Worth knowing: a speaker who agreed, of whom the table says that there is no consent. It is not shown."""
    if _LIFE not in frames or "fragments" not in frames:
        return
    table = frames[_LIFE]
    refusing = set(frames["fragments"].loc[frames["fragments"]["consent"] == "no", "fragment"])
    both = table["status"].isin(("agreed", "changed")) & table["fragment"].isin(refusing)
    if both.any():
        what = "is an answer of somebody who gives no consent according to fragments: the quote is not shown"
        yield Found(_LIFE, what, "ask; then write ja under consent in fragments", "status", rows_of(both), "notice")


def words_after_agreement(study: Study, frames: Frames) -> Iterator[Found]:
    """Worth knowing: a quote whose words in `fragments` are not those that its speaker agreed to. Those are shown."""
    if _LIFE not in frames or "fragments" not in frames:
        return
    table, fragments = frames[_LIFE], frames["fragments"].dropna(subset=["fragment", "text"])
    changed = set(table.loc[table["status"] == "changed", "fragment"])
    agreed = table[(table["status"] == "agreed") & table["text"].notna() & ~table["fragment"].isin(changed)]
    worded = dict(zip(agreed["fragment"], agreed["text"], strict=True))
    other = [id in worded and worded[id].split() != text.split() for id, text in fragments[["fragment", "text"]].values]
    if any(other):
        what = "is not what its speaker agreed to: the words that were agreed to are shown"
        rows = rows_of(pd.Series(other, index=fragments.index, dtype=bool))
        yield Found("fragments", what, "put them back, or ask the speaker again", "text", rows, "notice")
