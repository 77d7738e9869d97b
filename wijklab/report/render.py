"""HTML from views: our own templates, everything escaped, compiled once, with the style and script inside the file."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from wijklab.contract.answers import StudyCard
from wijklab.contract.history import History
from wijklab.disclosure import Released
from wijklab.report.history_view import history_view
from wijklab.report.views import answer_view, card_view
from wijklab.report.words import unbroken
from wijklab.text import phrase
from wijklab.text.catalogue import load

TEMPLATES: Final = Path(__file__).parent / "templates" / "leergeschiedenis"


def fragment(shown: Released | History, level: int = 2) -> Markup:
    """The part of a page that shows one answer or history. `level` is that of its headings."""
    if isinstance(shown, History):
        return _render("history.html.j2", shown.card, history=history_view(shown), level=level)
    return _render("answer.html.j2", shown.card, answer=answer_view(shown), level=level)


def page(
    card: StudyCard,
    *,
    here: str,
    title: str,
    lead: str,
    body: Sequence[Markup],
    privacy: Sequence[str],
    example: bool = False,
) -> str:
    """A whole page, one self-contained file. `here` is the page's own id, marked in the navigation."""
    css = style() + _print_stamp(card, example)
    html = _render(
        "page.html.j2",
        card,
        here=here,
        title=title,
        lead=lead,
        body=body,
        privacy=privacy,
        example=example,
        glossary=_glossary(card.language),
        style=Markup(css),
        script=Markup(script()),
        style_hash=_hash(css),
        script_hash=_hash(script()),
    )
    return str(html)


def index(card: StudyCard, **parts: Any) -> Markup:
    """The part of the index page that lists reports, tables and files."""
    return _render("index.html.j2", card, **parts)


@cache
def style() -> str:
    """The style sheet of a page: the theme first, which a municipality may swap."""
    return "\n".join(_file(name) for name in ("theme.css", "report.css", "page.css", "print.css"))


@cache
def cell_style() -> str:
    """The style sheet of one output in a notebook: every rule of it is bound to the class `wl`."""
    return "\n".join(_file(name) for name in ("theme.css", "report.css"))


@cache
def script() -> str:
    """The page's only script: it opens the tables for print, folds the navigation of a phone, and makes
    a wide table reachable by keyboard."""
    return _file("page.js")


def _render(template: str, card: StudyCard, **values: Any) -> Markup:
    words = {"t": _say(card.language, "page."), "say": _say(card.language)}
    return Markup(_environment().get_template(template).render(card=card_view(card), **words, **values))


def _unbroken(value: object) -> object:
    """Every word of a template with its amounts on one line; what is markup already stays as it is."""
    return unbroken(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("wijklab.report", "templates/leergeschiedenis"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_unbroken,
    )


@cache
def _file(name: str) -> str:
    return (TEMPLATES / name).read_text("utf-8")


def _say(language: str, stem: str = "") -> Callable[..., str]:
    def say(key: str, **values: str) -> str:
        return phrase(language, stem + key, **values)

    return say


def _glossary(language: str) -> list[tuple[str, str]]:
    words = load(language, "page")
    ids = [key.split(".")[2] for key in words if key.startswith("page.glossary.") and key.endswith(".word")]
    return [(words[f"page.glossary.{id}.word"], words[f"page.glossary.{id}.meaning"]) for id in ids]


def _print_stamp(card: StudyCard, example: bool) -> str:
    """On paper every page carries the stamp in its margin."""
    stamps = [
        name
        for name, on in (("synthetic", card.synthetic), ("concept", card.status == "concept"), ("example", example))
        if on
    ]
    if not stamps:
        return ""
    words = " · ".join(phrase(card.language, f"page.stamp.{name}") for name in stamps)
    return f'\n@page {{ @top-center {{ content: "{words}"; font: 700 9pt sans-serif; }} }}\n'


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
