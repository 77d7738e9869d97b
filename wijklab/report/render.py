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
from wijklab.report.glossary import glossary
from wijklab.report.history import history_view, notebook_view
from wijklab.report.lean import lean_css, lean_html, lean_js
from wijklab.report.views import answer_view, card_view
from wijklab.report.words import unbroken
from wijklab.text import phrase

TEMPLATES: Final = Path(__file__).parent / "templates" / "leergeschiedenis"
COMMON_STYLES: Final = ("theme.css", "report.css", "page.css", "print.css")
STYLES: Final = {
    "page": ("checklist.css",),
    "history": ("history.css", "session.css"),
    "cards": ("cards.css",),
    "batch": ("batch.css",),
}
SCRIPTS: Final = {"page": (), "history": ("terms.js", "session.js"), "cards": (), "batch": ("batch.js",)}
"""What a kind of page carries beside what all pages do: a learning history its session mode, a deck its cards."""


def fragment(shown: Released | History, level: int = 2, told: Sequence[str] = ()) -> Markup:
    """The part of a page that shows one answer or history. `level` is that of its headings; `told` are the levels for
    which an edition of the history has a page."""
    if isinstance(shown, History):
        views = {"history": history_view(shown, told), "notebook": notebook_view(shown)}
        return _render("history.html.j2", shown.card, **views, level=level)
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
    kit: str = "page",
    cover: Sequence[tuple[str, str]] = (),
) -> str:
    """A whole page, one self-contained file. `here` is the page's own id, marked in the navigation; `kit` says what it
    carries beside the common style and script (`STYLES`, `SCRIPTS`)."""
    css = style(kit) + _print_stamp(card, example)
    html = _render(
        "page.html.j2",
        card,
        here=here,
        title=title,
        lead=lead,
        body=body,
        privacy=privacy,
        example=example,
        glossary=glossary(card.language),
        cover=cover,
        style=Markup(css),
        script=Markup(script(kit)),
        style_hash=_hash(css),
        script_hash=_hash(script(kit)),
    )
    return lean_html(str(html))


def index(card: StudyCard, **parts: Any) -> Markup:
    """The part of the index page that lists reports, tables and files."""
    return _render("index.html.j2", card, **parts)


def cards(card: StudyCard, **parts: Any) -> Markup:
    """The part of a facilitator's page: the schedule, what to lay ready, and the cards."""
    return _render("cards.html.j2", card, **parts)


def batch_page(language: str, outcomes: Sequence[str], **parts: Any) -> str:
    """The page of all studies, one self-contained file. It stands above the studies, so no card of one is on it."""
    css, js = style("batch"), script("batch")
    html = (
        _environment()
        .get_template("batch.html.j2")
        .render(
            language=language,
            t=_say(language, "studies."),
            outcomes={one: phrase(language, f"studies.outcome.{one}") for one in outcomes},
            style=Markup(css),
            script=Markup(js),
            style_hash=_hash(css),
            script_hash=_hash(js),
            **parts,
        )
    )
    return lean_html(html)


def compile_templates() -> None:
    """Compile every template, and put together each style sheet and script, so that no page has to wait for them."""
    for name in _environment().list_templates(extensions=["j2"]):
        _environment().get_template(name)
    for kit in STYLES:
        style(kit)
        script(kit)
    cell_style()


@cache
def style(kit: str = "page") -> str:
    """The style sheet of a page: the theme first, which a municipality may swap."""
    return lean_css("\n".join(_file(name) for name in (*COMMON_STYLES, *STYLES[kit])))


@cache
def cell_style() -> str:
    """The style sheet of one output in a notebook: every rule of it is bound to the class `wl`."""
    return lean_css("\n".join(_file(name) for name in ("theme.css", "report.css", "checklist.css")))


@cache
def script(kit: str = "page") -> str:
    """The scripts of a page, as one. Every page opens its tables for print, folds the navigation of a phone, makes a
    wide table reachable by keyboard; a learning history also has its session mode and its notes."""
    return lean_js("\n".join(_file(name) for name in ("page.js", *SCRIPTS[kit])))


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
