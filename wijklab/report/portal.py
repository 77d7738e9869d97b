"""The index page of a study: its reports, its tables, its facts, and what was not made with the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from wijklab.contract.answers import StudyCard
from wijklab.contract.study import QUESTIONS
from wijklab.contract.study_values import STORY
from wijklab.contract.vocabulary import LEVELS
from wijklab.report import labels, render
from wijklab.report.exhibits import exhibit_text_of
from wijklab.report.history.editions import edition_page
from wijklab.report.history.editions import levels as people_of
from wijklab.sources.fact_file import read_facts, write_whole
from wijklab.text import phrase

GROUPS: Final = {
    "story": (STORY,),
    "close": ("wijkfoto", "cases"),
    "changed": ("wellbeing", "over_time", "ladder"),
    "money": ("costs", "cost_effectiveness", "social_return", "budget"),
    "sure": ("robustness", "missing", "power", "reporting"),
}
"""What belongs together on the index, in the order in which one would read: first the story, last how sure it is."""

POWER: Final = "power"
"""The page that is made beforehand, by a command of its own."""


@dataclass(frozen=True, slots=True)
class PageStatus:
    """What became of one question: a page, a failure, or left out, and why. The reason never holds a person's value."""

    question: str
    status: Literal["done", "failed", "left_out"]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class EditionEntry:
    """The edition of one level: its address, for whom it is, and the address of what its session needs (or empty)."""

    href: str
    name: str
    session: str
    session_name: str


@dataclass(frozen=True, slots=True)
class ReportCard:
    """One report on the index: its address, its title and in one line what it answers; of a learning history its
    editions too, and for which levels there is none."""

    href: str
    title: str
    answers: str
    main: bool
    editions: tuple[EditionEntry, ...] = ()
    without: str = ""


@dataclass(frozen=True, slots=True)
class ReportGroup:
    """Reports that belong together, under one heading."""

    id: str
    title: str
    reports: tuple[ReportCard, ...]


@dataclass(frozen=True, slots=True)
class TableGroup:
    """The tables of one question on the index: the address and the name of each."""

    name: str
    tables: tuple[tuple[str, str], ...]


def write_index(card: StudyCard, pages: Sequence[PageStatus], outputs: Path) -> Path:
    """Write `index.html` in the study's folder of outputs and return its path. OutputError where it cannot be written.

    Pages stand on the index in the order of `GROUPS`. Tables are those that lie in `tables/`.
    """
    language = card.language
    body = render.index(
        card,
        groups=_groups(language, pages, outputs),
        tables=_tables(outputs, language),
        files=[
            name for name in ("facts.json", "manifest.json") if name == "manifest.json" or (outputs / name).is_file()
        ],
        not_made=[
            (labels.page_name(page.question, language), page.status, page.reason)
            for page in pages
            if page.status != "done"
        ],
    )
    lead = card.subtitle or phrase(language, "page.index.lead")
    html = render.page(card, here="index", title=card.title, lead=lead, body=[body], privacy=[])
    return write_whole(outputs / "index.html", html.encode("utf-8"))


def _groups(language: str, pages: Sequence[PageStatus], outputs: Path) -> list[ReportGroup]:
    """The pages that are there, group by group; a group without pages is left out."""
    there = {page.question for page in pages if page.status == "done"}
    there |= {POWER} if (outputs / f"{POWER}.html").is_file() else set()
    cards = {id: tuple(_report(page, outputs, language) for page in own if page in there) for id, own in GROUPS.items()}
    return [ReportGroup(id, phrase(language, f"page.index.{id}"), own) for id, own in cards.items() if own]


def _report(question: str, outputs: Path, language: str) -> ReportCard:
    story = question == STORY
    editions = _editions(outputs, language) if story else ()
    return ReportCard(
        href=f"{question}.html",
        title=phrase(language, "history.title" if story else f"{question}.title"),
        answers=phrase(language, f"page.index.answers.{question}"),
        main=story,
        editions=editions,
        without=_without(outputs, language) if editions else "",
    )


def _editions(outputs: Path, language: str) -> tuple[EditionEntry, ...]:
    """The editions that have a page, by level."""
    return tuple(_edition(level, outputs, language) for level in LEVELS if (outputs / edition_page(level)).is_file())


def _edition(level: str, outputs: Path, language: str) -> EditionEntry:
    people = people_of(level, language)
    session = f"session-{level}.html"
    return EditionEntry(
        href=edition_page(level),
        name=phrase(language, "history.edition_for", level=people),
        session=session if (outputs / session).is_file() else "",
        session_name=phrase(language, "page.index.session", level=people),
    )


def _without(outputs: Path, language: str) -> str:
    """For which levels there is no edition, and why; empty where each has one."""
    lacking = [people_of(level, language) for level in LEVELS if not (outputs / edition_page(level)).is_file()]
    return phrase(language, "page.index.without", levels=labels.listed(lacking, language)) if lacking else ""


def _tables(outputs: Path, language: str) -> list[TableGroup]:
    """The tables of data, by the question that they belong to, in the order of the questions."""
    files = sorted(path for path in (outputs / "tables").glob("*.csv") if not path.name.startswith("."))
    home = {fact.exhibit: fact.question for fact in read_facts(outputs).values()}
    sorts = (*QUESTIONS, POWER)
    by_question = {question: [path for path in files if _question(path, home) == question] for question in sorts}
    return [
        TableGroup(
            labels.page_name(question, language),
            tuple((f"tables/{path.name}", exhibit_text_of(question, path.stem, language)) for path in found),
        )
        for question, found in by_question.items()
        if found
    ]


def _question(table: Path, home: Mapping[str, str]) -> str:
    """The question of a table; one whose facts all stand in an earlier exhibit begins with its question."""
    return home.get(table.stem, table.stem.partition("-")[0])
