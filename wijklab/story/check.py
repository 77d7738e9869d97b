"""Everything wrong with a story at once: its form, its citations, and whom it would point at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from wijklab.contract.history import QuoteCounts
from wijklab.contract.tables import OpenStudy
from wijklab.errors import Problem, Severity
from wijklab.story.citations import Shelf, cited_in_body, cited_in_front, fault
from wijklab.story.facts import citable_facts
from wijklab.story.fragments import Voices, rare_roles, sessions, themes_of_fragments, timeline, voices
from wijklab.story.frontmatter import Document
from wijklab.story.hints import hints
from wijklab.story.markdown import form_faults
from wijklab.story.script import Script, read_script


@dataclass(frozen=True, slots=True)
class Examined:
    """A script, all that it may cite, and every problem and notice that was found."""

    script: Script
    shelf: Shelf
    counts: QuoteCounts
    problems: tuple[Problem, ...]

    def refusals(self) -> tuple[Problem, ...]:
        """The problems that stop a story."""
        return tuple(problem for problem in self.problems if problem.severity == "refusal")


def check_story(study: OpenStudy) -> tuple[Problem, ...]:
    """Refusals and notices about the story of a study; none for a study without one.

    A fact that the last run did not publish is a notice here: the next run may publish it. StoryError where the story
    folder is missing.
    """
    return examine(study, unpublished="notice").problems if study.asked.story else ()


def examine(study: OpenStudy, unpublished: Severity) -> Examined:
    """Read the story and hold every line against what it may cite; `unpublished` is how grave a missing fact is."""
    script = read_script(study)
    heard = voices(study.tables, study.asked)
    shelf = _shelf(study, heard)
    found = [
        *script.problems,
        *_forms(script),
        *_citations(script, shelf, unpublished),
        *_pointing(study, script, shelf),
        *_notices(script, shelf),
        *_homeless(study, script),
    ]
    return Examined(script, shelf, heard.counts, tuple(found))


def _shelf(study: OpenStudy, heard: Voices) -> Shelf:
    published = citable_facts(study.place.outputs)
    events = {event.id: event for event in timeline(study.tables)}
    # Before the first question has run there is nothing to hold a fact against: that is one problem, not one per line.
    ready = {"fact": published.citable} if published.citable or published.barred else {}
    return Shelf(
        {**ready, "quote": heard.quotes, "event": events, "perspectives": {}, "case": {}},
        {"fact": published.barred, "quote": heard.barred},
    )


def _forms(script: Script) -> Iterator[Problem]:
    if script.history:
        yield from form_faults(script.history.document, headings=False)
    for page in script.themes:
        yield from form_faults(page.document, headings=True)


def _citations(script: Script, shelf: Shelf, unpublished: Severity) -> Iterator[Problem]:
    cited = [citation for document in script.documents() for citation in cited_in_body(document)]
    if script.history and script.history.front:
        cited = [*cited_in_front(script.history.document, script.history.front), *cited]
    for citation in cited:
        if problem := fault(citation, shelf):
            yield replace(problem, severity=unpublished) if citation.kind == "fact" else problem


def _pointing(study: OpenStudy, script: Script, shelf: Shelf) -> Iterator[Problem]:
    """Every text of the page that names a role which would point at a person."""
    rare = rare_roles(study.tables, study.asked)
    what = "a role that too few people hold to be named"
    for document in script.documents():
        for number, line in _all_lines(document):
            if any(role.search(line) for role in rare):
                todo = "name the level instead (a practitioner, a manager)"
                yield Problem(document.place(number), what, todo)
    for where, words in _heard(study, shelf):
        if any(role.search(words) for role in rare):
            yield Problem(where, f"names {what}", "have it changed; a quote with its speaker's agreement")


def _heard(study: OpenStudy, shelf: Shelf) -> Iterator[tuple[str, str]]:
    """The free text of the tables that may appear, with its place."""
    for id, quote in shelf.ready["quote"].items():
        yield f"quote '{id}'", quote.text  # type: ignore[union-attr]
    for event in timeline(study.tables):
        yield f"event '{event.id}'", f"{event.title} {event.description} {event.source}"
    for held in sessions(study.tables):
        yield f"session '{held.id}'", f"{held.eye_openers} {held.actions} {held.open_questions}"


def _all_lines(document: Document) -> Iterator[tuple[int, str]]:
    yield from enumerate(document.front.splitlines(), 2)
    yield from enumerate(document.body.splitlines(), document.body_line)


def _notices(script: Script, shelf: Shelf) -> Iterator[Problem]:
    for document in script.documents():
        yield from hints(document, shelf.ready.get("fact", {}))  # type: ignore[arg-type]


def _homeless(study: OpenStudy, script: Script) -> Iterator[Problem]:
    """Themes that fragments were sorted under and that nobody has written."""
    written = {page.front.id for page in script.themes if page.front}
    for theme in sorted(themes_of_fragments(study.tables) - written):
        todo = "write that theme, or correct the column `theme`"
        yield Problem("table fragments", f"theme '{theme}' has no page under themes/", todo, "theme", severity="notice")
