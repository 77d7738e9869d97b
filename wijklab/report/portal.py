"""The index page of a study: its reports, its tables, its facts, and what was not made with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from wijklab.contract.answers import StudyCard
from wijklab.report import labels, render
from wijklab.report.exhibits import exhibit_text_of
from wijklab.sources.fact_file import Fact, read_facts, write_whole
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


def _tables(outputs: Path, language: str) -> list[tuple[str, str]]:
    """The address and the name of each table of data, in the order of their files."""
    questions = {fact.exhibit: fact.question for fact in _facts(outputs).values()}
    known = set(questions.values())
    files = sorted(path for path in (outputs / "tables").glob("*.csv") if not path.name.startswith("."))
    return [
        (
            f"tables/{path.name}",
            exhibit_text_of(question, path.stem, language) if question in known else path.stem,
        )
        for path in files
        # An exhibit of which every fact is also in an earlier one is no fact's own: its name begins with its question.
        for question in [questions.get(path.stem, path.stem.partition("-")[0])]
    ]


def _facts(outputs: Path) -> dict[str, Fact]:
    return read_facts(outputs)
