"""What a story may cite, and what stops it: no number, quote or event that does not exist or may not be shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from wijklab.contract.history import CitedFact, Voice
from wijklab.errors import Problem
from wijklab.story.frontmatter import Document, HistoryFront, tree_of
from wijklab.story.markdown import CITATION


@dataclass(frozen=True, slots=True)
class Bar:
    """Why something that exists may not be cited, and what to do about it."""

    what: str
    todo: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """All that a story may cite, by kind and id; `barred` holds what exists and may not be cited.

    `gone` are quotes that were withdrawn or of which the consent has ended: a line that cites one is left out and told.

    A kind that is absent from `ready` is not checked: there are no facts before the questions have run.
    """

    ready: Mapping[str, Mapping[str, CitedFact | Voice]]
    barred: Mapping[str, Mapping[str, Bar]]
    gone: Mapping[str, Bar]

    def fact(self, id: str) -> CitedFact:
        """The citable fact of that id; KeyError where the citations were not checked first."""
        return self.ready["fact"][id]  # type: ignore[return-value]

    def voice(self, kind: str, id: str) -> Voice:
        """The quote, event, perspectives or case of that id; KeyError where the citations were not checked first."""
        return self.ready[kind][id]  # type: ignore[return-value]

    def is_gone(self, kind: str, id: str) -> bool:
        """Whether this is a quote that may not be read any more."""
        return kind == "quote" and id in self.gone


@dataclass(frozen=True, slots=True)
class Citation:
    """A kind and an id that a file cites, and where."""

    kind: str
    id: str
    where: str


VOICES: Final = ("quote", "event", "perspectives", "case")
"""Kinds of citation that stand in the right column."""

MISSING: Final[Mapping[str, str]] = {
    "fact": "correct the id, or run the question that publishes it",
    "quote": "correct the id, or add the fragment to the table `fragments`",
    "event": "correct the id, or add the event to the table `events`",
    "perspectives": "correct the id, or name the event in the column `event` of the fragments about it",
    "case": "correct the id, or add the micro-analysis to the table `cases`",
}
"""What to do about an id that does not exist, by kind."""


def cited_in_body(document: Document) -> Iterator[Citation]:
    """Every citation in the body, line by line."""
    for number, line in enumerate(document.body.splitlines(), document.body_line):
        yield from (Citation(kind, id, document.place(number)) for kind, id in CITATION.findall(line))


def cited_in_front(document: Document, front: HistoryFront) -> Iterator[Citation]:
    """Every fact that is declared a noticeable result."""
    tree = tree_of(document)
    for number, noticed in enumerate(front.noticeable):
        yield Citation("fact", noticed.fact, tree.where(("noticeable", number, "fact")))


def fault(citation: Citation, shelf: Shelf) -> Problem | None:
    """What is wrong with a citation, or None."""
    ready = shelf.ready.get(citation.kind)
    if ready is None or citation.id in ready:
        return None
    if shelf.is_gone(citation.kind, citation.id):
        bar = shelf.gone[citation.id]  # not its id: what is told may be kept
        return Problem(citation.where, bar.what, bar.todo, severity="notice")
    if bar := shelf.barred.get(citation.kind, {}).get(citation.id):
        return Problem(citation.where, f"{citation.kind} '{citation.id}' {bar.what}", bar.todo)
    return Problem(
        citation.where,
        f"{citation.kind} '{citation.id}' does not exist{_nearest(citation, ready)}",
        MISSING[citation.kind],
    )


def _nearest(citation: Citation, ready: Mapping[str, object]) -> str:
    near = get_close_matches(citation.id, ready, n=1)
    return f"; the nearest is '{near[0]}'" if near else ""
