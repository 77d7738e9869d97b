"""For whom a page is: the editions beside each other, what this one holds, and what stands in the full one only."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from wijklab.contract.history import History
from wijklab.contract.study_values import STORY
from wijklab.contract.vocabulary import LEVELS
from wijklab.report.history.edition_shapes import EditionLink, EditionView
from wijklab.text import phrase

_BELOW: Final = {above: below for below, above in pairwise(LEVELS)}


def edition_page(level: str) -> str:
    """The file name of the edition of a level; of the full one for an empty level."""
    return f"{STORY}-{level}.html" if level else f"{STORY}.html"


def edition_title(history: History) -> str:
    """The title of the page of this edition."""
    if not history.level:
        return history.card.title
    language = history.card.language
    return phrase(language, "history.edition_title", level=levels(history.level, language))


def levels(level: str, language: str) -> str:
    """The people of a level: `managers`."""
    return phrase(language, f"labels.levels.{level}")


def edition_view(history: History, told: Sequence[str]) -> EditionView:
    """The editions ready for a template; `told` are the levels that have a page of their own, none in a notebook."""
    return EditionView(
        bar=_bar(history, told),
        about=_about(history),
        elsewhere=history.elsewhere,
        full=edition_page("") if told else "",
    )


def _bar(history: History, told: Sequence[str]) -> tuple[EditionLink, ...]:
    language = history.card.language
    named = [(level, phrase(language, "history.edition_for", level=levels(level, language))) for level in told]
    every = [("", phrase(language, "history.edition_full")), *named] if named else []
    return tuple(EditionLink(edition_page(level), name, level == history.level) for level, name in every)


def _about(history: History) -> tuple[str, ...]:
    """What this edition holds, in sentences; nothing for the full one."""
    if not history.level:
        return ()
    language, own = history.card.language, levels(history.level, history.card.language)
    said = [phrase(language, "history.edition_about", level=own)]
    if any(theme.climbed_from for theme in history.themes):
        below = levels(_BELOW[history.level], language)
        said.append(phrase(language, "history.edition_climbed", level=own, below=below))
    return tuple(said)
