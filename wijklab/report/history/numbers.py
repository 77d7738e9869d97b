"""Cited numbers in words: beside their figure, and as links within the historian's sentences."""

from __future__ import annotations

from markupsafe import Markup

from wijklab.contract.history import CitedFact, History, Passage
from wijklab.report import labels, markdown, words
from wijklab.report.exhibits import fact_name, is_synthetic
from wijklab.report.history.shapes import FactView
from wijklab.report.history.terms import Explain, nothing_explained
from wijklab.text import phrase

_LINK = Markup(
    '<span class="term"><a class="fact" href="{}" aria-describedby="{}"{}>{}</a>'
    '<span class="tip" role="tooltip" id="{}">{}</span></span>'
)


def fact_view(cited: CitedFact, history: History) -> FactView:
    """A cited number in words. Its address is its figure on this page, or else the page beside this one."""
    number, language = cited.quantity, history.card.language
    spread = words.spoken_interval(number, language)
    n = words.people(number, language)
    figure = figure_number(cited, history)
    page = f"{cited.question}.html" if not figure else ""
    return FactView(
        value=words.saying(number, language),
        interval=phrase(language, "history.interval", range=spread) if spread else "",
        n=phrase(language, "history.n", n=n) if n else "",
        who=labels.capital(labels.about(number.id, history.card)),
        what=fact_name(number.id, cited.question, cited.exhibit, language),
        source=phrase(language, "history.source", source=number.source) if number.source else "",
        strength=phrase(language, f"labels.strength.{number.strength}"),
        href=page + (f"#{cited.exhibit}" if cited.exhibit else ""),
        synthetic=is_synthetic(number, history.card.synthetic),
        figure=phrase(language, "history.figure", number=str(figure)) if figure else "",
    )


def figure_number(cited: CitedFact, history: History) -> int:
    """The number on this page of the figure that a fact stands in; 0 where the page does not hold it."""
    places = [(one.question, one.exhibit.id) for one in history.exhibits]
    key = (cited.question, cited.exhibit)
    return places.index(key) + 1 if key in places else 0


def fact_link(cited: CitedFact, history: History, tip: str) -> Markup:
    """A cited number within a sentence: the value, its interval, and a link to its figure.

    What it is stands in a tip beside it, of the id `tip`: on hover, on focus, and for who listens.
    """
    fact, language = fact_view(cited, history), history.card.language
    spread = words.spoken_interval(cited.quantity, language)
    shown = f"{fact.value} ({spread})" if spread else fact.value
    strength = phrase(language, "page.strength_tip", strength=fact.strength)
    about = "; ".join(filter(None, (fact.what, fact.who, fact.n, strength)))
    note = Markup(' data-note="{}"').format(fact.figure) if fact.figure else ""
    return _LINK.format(fact.href, tip, note, words.unbroken(shown), tip, words.unbroken(about))


def passage(told: Passage, history: History, top: int, name: str, explain: Explain = nothing_explained) -> Markup:
    """A piece of the historian's Markdown as safe HTML, its cited numbers as links; headings begin at level `top`.

    `name` is unique on the page and begins the ids of its tips; `explain` marks words of the glossary.
    """
    facts = [fact_link(cited, history, f"tip-{name}-{i}") for i, cited in enumerate(told.facts)]
    return markdown.html(told.markdown, top, facts, explain)
