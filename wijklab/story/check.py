"""Everything wrong with a story at once: its form, its citations, and whom it would point at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from wijklab.contract.history import Perspectives, QuoteCounts
from wijklab.contract.tables import OpenStudy
from wijklab.errors import Problem, Severity
from wijklab.story.cases import case_boxes, outdated_cases
from wijklab.story.changes import kept_records
from wijklab.story.citations import Citation, Shelf, cited_in_body, cited_in_front, fault
from wijklab.story.events import timeline
from wijklab.story.facts import citable_facts
from wijklab.story.fragments import Voices, perspectives, themes_of_fragments, voices
from wijklab.story.free_text import coded, leaking, pointing
from wijklab.story.hints import hints
from wijklab.story.life import ended_since
from wijklab.story.markdown import form_faults
from wijklab.story.script import Script, read_script
from wijklab.story.sessions import all_notes, notes_astray

FEWEST_RESULTS: Final = 3
"""Noticeable results that a learning history has at least."""


@dataclass(frozen=True, slots=True)
class Examined:
    """A script, all that it may cite, and every problem and notice that was found."""

    script: Script
    shelf: Shelf
    counts: QuoteCounts
    interviews: int | None
    problems: tuple[Problem, ...]

    def refusals(self) -> tuple[Problem, ...]:
        """The problems that stop a story."""
        return tuple(problem for problem in self.problems if problem.severity == "refusal")


def check_story(study: OpenStudy, today: dt.date | None = None) -> tuple[Problem, ...]:
    """Refusals and notices about the story of a study; none for a study without one.

    A fact that the last run did not publish is a notice here: the next run may publish it. With `today` also the quotes
    whose consent has ended since the day of the edition. StoryError where the story folder is missing.
    """
    if study.asked.story is None:
        return ()
    ended = _ended(study, today) if today else ()
    return (*examine(study, unpublished="notice").problems, *ended)


def _ended(study: OpenStudy, today: dt.date) -> Iterator[Problem]:
    """Quotes that this edition shows and that may not be read any more: whoever keeps the page has to know."""
    ended = ended_since(study.tables, study.asked, today)
    if ended:
        what = f"the consent for {len(ended)} quote(s) of this edition has ended by {today}: {', '.join(ended)}"
        todo = "take the old page away; make `story.told_on` of the study a later day and run it again, or ask again"
        yield Problem("table fragments", what, todo, "expires", severity="notice")


def examine(study: OpenStudy, unpublished: Severity) -> Examined:
    """Read the story and hold every line against what it may cite; `unpublished` is how grave a missing fact is."""
    script = read_script(study)
    heard = voices(study.tables, study.asked)
    shelf = _shelf(study, heard)
    found = [
        *script.problems,
        *_forms(script),
        *_citations(script, shelf, unpublished),
        *_outdated(study, shelf, unpublished),
        *pointing(study, script, shelf),
        *coded(study, script, shelf),
        *leaking(study, script, shelf, heard.silent),
        *_notices(script, shelf),
        *_homeless(study, script),
        *notes_astray(all_notes(study.tables), script),
        *kept_records(study).problems,
    ]
    return Examined(script, shelf, heard.counts, heard.interviews, tuple(found))


def _shelf(study: OpenStudy, heard: Voices) -> Shelf:
    published = citable_facts(study.place.outputs)
    events = {event.id: event for event in timeline(study.tables)}
    cases = case_boxes(study.tables, published.citable)
    # Before the first question has run there is nothing to hold a fact against: that is one problem, not one per line.
    ready = {"fact": published.citable} if published.citable or published.barred else {}
    return Shelf(
        ready={
            **ready,
            "quote": heard.quotes,
            "event": events,
            "perspectives": perspectives(events.values(), heard),
            "case": cases.boxes,
        },
        barred={"fact": published.barred, "quote": heard.barred, "case": cases.barred},
        gone=heard.gone,
    )


def _forms(script: Script) -> Iterator[Problem]:
    if script.history:
        yield from form_faults(script.history.document, headings=False)
    for page in script.themes:
        yield from form_faults(page.document, headings=True)


def _citations(script: Script, shelf: Shelf, unpublished: Severity) -> Iterator[Problem]:
    for citation in _cited(script):
        if problem := fault(citation, shelf):
            yield replace(problem, severity=unpublished) if citation.kind == "fact" else problem
        elif citation.kind == "perspectives":
            yield from _alone(citation, shelf)


def _outdated(study: OpenStudy, shelf: Shelf, severity: Severity) -> Iterator[Problem]:
    """The figures of the last run show a micro-analysis that may not be shown any more: no line of the story does."""
    if outdated_cases(study.tables, shelf.ready.get("fact", {})):  # type: ignore[arg-type]
        what = "holds numbers of somebody who gives no consent any more"
        todo = "run that question again too: --only cases --only learning_history"
        yield Problem(f"{study.place.outputs.name}/facts.json", what, todo, severity=severity)


def _cited(script: Script) -> Iterator[Citation]:
    if script.history and script.history.front:
        yield from cited_in_front(script.history.document, script.history.front)
    for document in script.documents():
        yield from cited_in_body(document)


def _alone(citation: Citation, shelf: Shelf) -> Iterator[Problem]:
    """Perspectives of fewer than two people: nothing stands side by side."""
    seen = shelf.voice("perspectives", citation.id)
    number = len(seen.quotes) if isinstance(seen, Perspectives) else 0
    if number < 2:
        what = f"perspectives on '{citation.id}' hold {number} quote(s) that may be shown: nothing stands side by side"
        todo = "name the event in the column `event` of other fragments about it, or cite the event"
        yield Problem(citation.where, what, todo, severity="notice")


def _too_few_results(script: Script) -> Iterator[Problem]:
    """Readers remember three to seven results; more than seven are refused, fewer than three are worth knowing."""
    if script.history and script.history.front and len(script.history.front.noticeable) < FEWEST_RESULTS:
        what = "fewer than three noticeable results"
        todo = "name three to seven under `noticeable:`, each with what may not be concluded from it"
        yield Problem(script.history.document.where, what, todo, severity="notice")


def _notices(script: Script, shelf: Shelf) -> Iterator[Problem]:
    yield from _too_few_results(script)
    for document in script.documents():
        yield from hints(document, shelf.ready.get("fact", {}))  # type: ignore[arg-type]


def _homeless(study: OpenStudy, script: Script) -> Iterator[Problem]:
    """Themes that fragments were sorted under and that nobody has written."""
    written = {page.front.id for page in script.themes if page.front}
    for theme in sorted(themes_of_fragments(study.tables, study.asked) - written):
        todo = "write that theme, or correct the column `theme`"
        yield Problem("table fragments", f"theme '{theme}' has no page under themes/", todo, "theme", severity="notice")
