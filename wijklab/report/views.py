"""What a template is given: words and finished figures, so that a template decides nothing and computes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from wijklab.contract.answers import Exhibit, StudyCard
from wijklab.disclosure import Released
from wijklab.report import labels, words
from wijklab.report.checklists import Checklist, checklist
from wijklab.report.depth import is_aside, is_method
from wijklab.report.exhibits import dot_label, exhibit_text, is_change, numbers
from wijklab.report.figures import figure
from wijklab.report.sentences import sentences
from wijklab.report.table_notes import marks
from wijklab.report.tables import Table, table
from wijklab.text import date, phrase

CASE_TEXTS = ("wants", "can", "needs", "actions", "source")
STRENGTHS = ("published", "descriptive", "comparative", "causal")
SAID_BY = {
    "descriptive": ("social_return.finding.no_cause",),
    "comparative": ("limits.not_drawn", "limits.not_drawn_assumed"),
    "causal": ("limits.drawn", "limits.not_drawn_assumed"),
}
"""Notes that say already what a kind of claim may not carry."""


@dataclass(frozen=True, slots=True)
class ExhibitView:
    """One exhibit: its two titles, its figure, its sentences, its table, and for a case the person's own words."""

    id: str
    finding: str
    rest: str
    shown: str
    svg: Markup
    marks: tuple[str, ...]
    more: tuple[str, ...]
    table: Table
    texts: Mapping[str, str]
    checklist: Checklist | None = None


@dataclass(frozen=True, slots=True)
class AnswerView:
    """One question: its answer, its limits, which are as much a result as its numbers, how was reckoned, and checks."""

    question: str
    title: str
    lead: str
    exhibits: tuple[ExhibitView, ...]
    limits: tuple[str, ...]
    methods: tuple[str, ...]
    asides: tuple[ExhibitView, ...]
    threshold: int
    rounding: int


@dataclass(frozen=True, slots=True)
class CardView:
    """What every page says of its study, in words."""

    language: str
    title: str
    subtitle: str
    synthetic: bool
    concept: bool
    meta: tuple[tuple[str, str], ...]
    nav: tuple[tuple[str, str], ...]


def answer_view(shown: Released) -> AnswerView:
    """A released answer, ready for a template."""
    title, lead = opening(shown)
    methods = tuple(note for note in shown.notes if is_method(note))
    others = tuple(note for note in shown.notes if not is_method(note))
    return AnswerView(
        question=shown.question,
        title=title,
        lead=lead,
        exhibits=tuple(exhibit_view(exhibit, shown) for exhibit in shown.exhibits if not is_aside(exhibit)),
        limits=(*sentences(others, shown), *_limits_of_claims(shown)),
        methods=tuple(sentences(methods, shown)),
        asides=tuple(exhibit_view(exhibit, shown) for exhibit in shown.exhibits if is_aside(exhibit)),
        threshold=shown.threshold,
        rounding=shown.rounding,
    )


def opening(shown: Released) -> tuple[str, str]:
    """The title of a question's page and its first sentence."""
    language = shown.card.language
    return phrase(language, f"{shown.question}.title"), phrase(language, f"{shown.question}.lead")


def exhibit_view(exhibit: Exhibit, shown: Released) -> ExhibitView:
    """One exhibit, ready for a template. Its heading is what it found; where it found no number, what it shows."""
    title = exhibit_text(exhibit, shown, "title")
    listed = checklist(exhibit, shown)
    said = sentences(exhibit.findings[:1] if listed else exhibit.findings, shown)  # the others stand at their items
    finding = said[0] if said else title
    heading, rest = _heading(exhibit, finding, title)
    alt = next((words for says, words in zip(exhibit.findings, said, strict=False) if says.facts), title)
    return ExhibitView(
        id=exhibit.id,
        finding=heading,
        rest=rest,
        shown=title if heading != title else "",
        svg=figure(exhibit, shown, alt, description(exhibit, shown, title)),
        marks=marks(exhibit, shown),
        more=tuple(said[1:]),
        table=table(exhibit, shown),
        texts={part: exhibit.texts.get(part, "") for part in CASE_TEXTS},
        checklist=listed,
    )


def _heading(exhibit: Exhibit, finding: str, title: str) -> tuple[str, str]:
    """A micro-analysis is headed by its own title, a result by its first sentence, an explanation by what is shown."""
    own = exhibit.texts.get("title") if exhibit.kind == "case" else ""
    if own:
        return own, finding
    return first_sentence(finding) if _is_result(exhibit) else (title, finding if exhibit.findings else "")


def _is_result(exhibit: Exhibit) -> bool:
    """Whether what an exhibit says first rests on a number, and is not an explanation of how to read it."""
    return bool(exhibit.findings) and bool(exhibit.findings[0].facts)


def first_sentence(text: str) -> tuple[str, str]:
    """A text as its first sentence, fit for a heading, and what follows it."""
    first, *rest = re.split(r"(?<=[.!?]) (?=[A-ZÀ-Ý“‘€])", text, maxsplit=1)
    return first, " ".join(rest)


def description(exhibit: Exhibit, shown: Released, title: str, at_most: int = 12) -> str:
    """What a figure shows, for who cannot see it: its title and its first dozen numbers; the table has them all."""
    named = list(_named_numbers(exhibit, shown))
    ended = title if title.endswith(("?", ".")) else f"{title}."
    if not any(number.value is not None for number in numbers(exhibit, shown)):
        return f"{ended} {phrase(shown.card.language, 'page.description.hidden')}"
    return f"{ended} {'; '.join(named[:at_most])}."


def card_view(card: StudyCard) -> CardView:
    """The study's card in its own language, with the pages of the study as navigation."""
    language = card.language

    def say(key: str, **values: str) -> str:
        return phrase(language, f"page.{key}", **values)

    meta = [
        (say("edition"), card.edition),
        (say("status"), say(f"status_{card.status}")),
        (say("period"), say("from_to", first=date(card.period_from, language), last=date(card.period_to, language))),
        (say("cutoff"), date(card.cutoff, language)),
        (say("authors_inside"), ", ".join(card.authors_inside)),
        (say("authors_outside"), ", ".join(card.authors_outside)),
    ]
    overview = (("index", say("overview")),) if card.pages else ()  # a page that stands alone has nowhere to lead
    return CardView(
        language=language,
        title=card.title,
        subtitle=card.subtitle,
        synthetic=card.synthetic,
        concept=card.status == "concept",
        meta=tuple(pair for pair in meta if pair[1]),
        nav=(*overview, *((page, labels.page_name(page, language)) for page in card.pages)),
    )


def _named_numbers(exhibit: Exhibit, shown: Released) -> Iterable[str]:
    language, change = shown.card.language, is_change(exhibit)
    for row in exhibit.rows:
        for index, id in enumerate(row.cells):
            if id is not None:
                number = shown.quantities[id]
                name = _name(exhibit, row.label, index, shown)
                spread = words.interval(number, language, change=change)
                value = words.cell(number, language, shown.threshold, change=change) + (
                    f" ({spread})" if spread else ""
                )
                yield phrase(language, "page.description.item", name=name, value=value)
        for id in row.dots:
            value = words.cell(shown.quantities[id], language, shown.threshold, change=change)
            yield phrase(language, "page.description.item", name=dot_label(id, shown), value=value)


def _name(exhibit: Exhibit, row: labels.Label, index: int, shown: Released) -> str:
    name = labels.heading(row, shown.card)
    return name if len(exhibit.columns) <= 1 else f"{name}, {labels.words(exhibit.columns[index], shown.card)}"


def _limits_of_claims(shown: Released) -> list[str]:
    """What each kind of claim on the page may not carry."""
    known = (number for number in shown.quantities.values() if number.value is not None and number.basis != "design")
    made, noted = {number.strength for number in known}, {note.key for note in shown.notes}
    if {"causal", "limits.drawn"} <= made | noted:
        made.discard("comparative")  # after a draw that is a test, other differences are chance
    unsaid = [kind for kind in STRENGTHS if kind in made and not noted.intersection(SAID_BY.get(kind, ()))]
    return [phrase(shown.card.language, f"page.limits.{kind}") for kind in unsaid]
