"""The index page of a study: its reports, its tables, its facts, and what was not made with the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from wijklab.contract.answers import StudyCard
from wijklab.contract.study import QUESTIONS
from wijklab.report import labels, render
from wijklab.report.exhibits import exhibit_text_of
from wijklab.sources.fact_file import read_facts, write_whole
from wijklab.text import phrase


@dataclass(frozen=True, slots=True)
class PageStatus:
    """What became of one question: a page, a failure, or left out, and why. The reason never holds a person's value."""

    question: str
    status: Literal["done", "failed", "left_out"]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ReportCard:
    """One report on the index: its address, its name, its title and what it is about."""

    href: str
    name: str
    title: str
    lead: str
    main: bool


@dataclass(frozen=True, slots=True)
class TableGroup:
    """The tables of one question on the index: the address and the name of each."""

    name: str
    tables: tuple[tuple[str, str], ...]


def write_index(card: StudyCard, pages: Sequence[PageStatus], outputs: Path) -> Path:
    """Write `index.html` in the study's folder of outputs and return its path. OutputError where it cannot be written.

    `pages` stand on the index in their order, the learning history first. Tables are those that lie in `tables/`.
    """
    language = card.language
    body = render.index(
        card,
        reports=_reports(card, pages),
        tables=_tables(outputs, language),
        files=[
            name
            for name in ("power.html", "facts.json", "manifest.json")
            if name == "manifest.json" or (outputs / name).is_file()
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


def _reports(card: StudyCard, pages: Sequence[PageStatus]) -> list[ReportCard]:
    done = [page.question for page in pages if page.status == "done"]
    first = [question for question in done if question == "learning_history"]
    return [_report(question, card.language) for question in (*first, *(q for q in done if q not in first))]


def _report(question: str, language: str) -> ReportCard:
    stem = "page.history" if question == "learning_history" else question
    return ReportCard(
        href=f"{question}.html",
        name=labels.page_name(question, language),
        title=phrase(language, f"{stem}.title"),
        lead=phrase(language, f"{stem}.lead"),
        main=question == "learning_history",
    )


def _tables(outputs: Path, language: str) -> list[TableGroup]:
    """The tables of data, by the question that they belong to, in the order of the questions."""
    files = sorted(path for path in (outputs / "tables").glob("*.csv") if not path.name.startswith("."))
    home = {fact.exhibit: fact.question for fact in read_facts(outputs).values()}
    sorts = (*QUESTIONS, "power")
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
