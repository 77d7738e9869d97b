"""What free text may not hold, wherever it stands: a role or code that points at a person, words nobody agreed to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from wijklab.contract.history import CaseBox
from wijklab.contract.session_file import plain
from wijklab.contract.tables import OpenStudy, Tables
from wijklab.errors import Problem
from wijklab.sources.edition_file import previous_of
from wijklab.story.changes import kept_records
from wijklab.story.citations import Shelf
from wijklab.story.events import timeline
from wijklab.story.fragments import rare_roles
from wijklab.story.frontmatter import Document
from wijklab.story.markdown import CITATION, blocks
from wijklab.story.rows import rows
from wijklab.story.rows import words as cell
from wijklab.story.script import Script
from wijklab.story.sessions import sessions

RUN: Final = 7
"""So many words in a row are no chance: they were taken over."""

TOLD: Final = ("heading", "paragraph", "question")
"""Blocks in the historian's words; of the others the text is an id."""

Text = tuple[str, str]
"""Where a text stands, and the text."""


def pointing(study: OpenStudy, script: Script, shelf: Shelf) -> Iterator[Problem]:
    """Every text of the page that names a role which would point at a person."""
    rare = rare_roles(study.tables, study.asked)
    what = "a role that too few people hold to be named"
    for document in script.documents():
        for where in _named(document, rare):
            yield Problem(where, what, "name the level instead (a practitioner, a manager)")
    for where, words in (*_voiced(shelf), *_tables(study.tables), *_around(study, script)):
        if any(role.search(plain(words)) for role in rare):
            yield Problem(where, f"names {what}", "have it changed; a quote with its speaker's agreement")


def _named(document: Document, patterns: Iterable[re.Pattern[str]]) -> Iterator[str]:
    """The places that name one of these: line by line, then what runs on over the end of a line."""
    found = {number for number, line in _all_lines(document) if _says(line, patterns)}
    yield from (document.place(number) for number in sorted(found))
    for block in blocks(document):
        lines = range(block.line, block.line + len(block.text.splitlines()))
        if found.isdisjoint(lines) and _says(block.text, patterns):
            yield document.place(block.line)


def _says(text: str, patterns: Iterable[re.Pattern[str]]) -> bool:
    bare = plain(re.sub(r"[*_\\]", "", text))
    return any(pattern.search(bare) for pattern in patterns)


def coded(study: OpenStudy, script: Script, shelf: Shelf) -> Iterator[Problem]:
    """Every text of the page that holds the code of a speaker or a conversation, or the number of a quote that may not
    be shown."""
    codes = "|".join(sorted(map(re.escape, _codes(study.tables, shelf))))
    found = re.compile(rf"(?<![\w-])({codes})(?![\w-])" if codes else r"(?!)")
    written = (text for document in script.documents() for text in _pieces(document))
    for where, text in (*written, *_voiced(shelf), *_tables(study.tables), *_around(study, script)):
        if found.search(CITATION.sub("", text)):
            what = "holds the code of a speaker or a conversation, or the number of a quote that may not be shown"
            yield Problem(where, what, "take it out: these stand in the tables only")


def _codes(tables: Tables, shelf: Shelf) -> set[str]:
    """Those with a letter and a digit, and three signs at the least: others are words too."""
    told = list(rows(tables, "fragments"))
    codes = {row["fragment"] for row in told if row["fragment"] not in shelf.ready["quote"]}
    codes |= {cell(row, name) for row in told for name in ("speaker", "interview")}
    return {code for code in codes if len(code) > 2 and re.search(r"\d", code) and re.search(r"[A-Za-z]", code)}


def leaking(study: OpenStudy, script: Script, shelf: Shelf, silent: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    """Every text of the page that holds words of a quote that may not be shown, however they came there. `silent` are
    those words, each with the words that are shown in their place; words of fewer than `RUN` count as a whole, from
    four on."""
    runs = {run for words, now in silent for run in _runs(_words(words)) if not _holds(_words(now), run)}
    written = (text for document in script.documents() for text in _pieces(document))
    boxes = ((f"case '{id}'", _boxed(box)) for id, box in _boxes(shelf).items())
    for where, words in (*written, *boxes, *_tables(study.tables), *_around(study, script)):
        if runs and not runs.isdisjoint(_parts(_words(words), {len(run) for run in runs})):
            what = "holds words of a quote that may not be shown"
            yield Problem(where, what, "take them out; cite the quote once it may be shown")


def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", plain(text).casefold()))


def _holds(words: tuple[str, ...], run: tuple[str, ...]) -> bool:
    return run in _parts(words, {len(run)})


def _runs(words: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    return _parts(words, {min(RUN, len(words))}) if len(words) >= 4 else ()


def _parts(words: tuple[str, ...], lengths: set[int]) -> Iterator[tuple[str, ...]]:
    return (words[at : at + long] for long in lengths for at in range(len(words) - long + 1))


def _pieces(document: Document) -> Iterator[Text]:
    yield document.place(2), document.front
    yield from ((document.place(block.line), block.text) for block in blocks(document) if block.kind in TOLD)


def _all_lines(document: Document) -> Iterator[tuple[int, str]]:
    yield from enumerate(document.front.splitlines(), 2)
    yield from enumerate(document.body.splitlines(), document.body_line)


def _voiced(shelf: Shelf) -> Iterator[Text]:
    """The words of quotes and of micro-analyses that may appear."""
    for id, quote in shelf.ready["quote"].items():
        yield f"quote '{id}'", quote.text  # type: ignore[union-attr]
    yield from ((f"case '{id}'", _boxed(box)) for id, box in _boxes(shelf).items())


def _boxes(shelf: Shelf) -> Mapping[str, CaseBox]:
    return {box.id: box for box in shelf.ready["case"].values() if isinstance(box, CaseBox)}


def _boxed(box: CaseBox) -> str:
    return f"{box.title} {box.wants} {box.can} {box.needs} {box.actions} {box.source}"


def _around(study: OpenStudy, script: Script) -> Iterator[Text]:
    """What stands above the story, and the titles of themes that the previous edition had and this one has not."""
    asked = study.asked
    yield study.place.file.name, f"{asked.title} {asked.subtitle or ''} {asked.edition}"
    before = previous_of(kept_records(study).records, asked.edition, asked.cutoff)
    if before is None:
        return
    told = {page.front.id for page in script.themes if page.front}
    for theme in before.themes:
        if theme.id not in told:
            yield f"theme '{theme.id}' of the kept edition '{before.edition}'", theme.title


def _tables(tables: Tables) -> Iterator[Text]:
    """The free text of events and sessions."""
    for event in timeline(tables):
        yield f"event '{event.id}'", f"{event.title} {event.description} {event.source}"
    for held in sessions(tables):
        yield f"session '{held.id}'", f"{held.eye_openers} {held.actions} {held.open_questions}"
        yield from ((f"note '{note.id}'", f"{note.text} {note.owner} {note.answer}") for note in held.notes)
