"""What a process does beforehand so that each process forked from it makes its first page as fast as its second."""

from __future__ import annotations

import datetime as dt

import nbformat

from wijklab.report import markdown, render
from wijklab.report.glossary import glossary
from wijklab.text import LANGUAGES, date, decimal, month
from wijklab.text.catalogue import load, namespaces


def get_ready() -> None:
    """Compile the templates and the validator of notebooks, read style sheets, scripts, words and notation.

    Nothing of a study is read, and what is kept is what any first page would have kept.
    """
    render.compile_templates()
    for language in LANGUAGES:
        _get_ready_in(language)
    markdown.html("-", 2)
    nbformat.reads(nbformat.writes(nbformat.v4.new_notebook()), as_version=4)  # builds the validator of notebooks


def _get_ready_in(language: str) -> None:
    for namespace in namespaces(language):
        load(language, namespace)
    glossary(language)
    day = dt.date(2024, 1, 31)
    for say in (date, month):
        say(day, language)
    decimal(1234.5, 1, language)
