"""What changed since the previous edition: then and now in words, theme by theme, answer by answer."""

from __future__ import annotations

from typing import Final

from wijklab.contract.history import Changes, CitedFact, History, Note, ResultChange, ThemeChange
from wijklab.report.history.edition_shapes import AnswerView, ChangesView, ResultChangeView, ThemeChangeView
from wijklab.report.history.numbers import fact_view
from wijklab.text import date, phrase

KINDS: Final = ("new", "turned", "rewritten", "gone")
"""What may become of a theme, in the order in which a reader hears it."""


def changes_view(history: History) -> ChangesView | None:
    """What changed since the previous edition, ready for a template; None where there is no earlier edition."""
    changes, language = history.changes, history.card.language
    if changes is None:
        return None
    day = date(changes.cutoff, language)
    return ChangesView(
        since=phrase(language, "history.changes_since", previous=changes.previous, day=day),
        results=tuple(_result(change, history) for change in changes.results),
        themes=_themes(changes, history),
        answered=tuple(_answer(note, language) for note in changes.answered),
        withdrawn=_withdrawn(changes, language),
        nothing=not (changes.results or changes.themes or changes.answered or changes.withdrawn_quotes),
    )


def _result(change: ResultChange, history: History) -> ResultChangeView:
    known = change.now or change.before
    if known is None:
        raise ValueError("a change of a result that neither edition cites")
    view = fact_view(known, history)
    return ResultChangeView(
        what=view.what,
        who=view.who,
        before=_said(change.before, history),
        now=_said(change.now, history),
        href=view.href if change.now else "",
        synthetic=view.synthetic,
    )


def _said(cited: CitedFact | None, history: History) -> str:
    """A number with its interval and n, or that this edition does not name it."""
    if cited is None:
        return phrase(history.card.language, "history.changes_absent")
    view = fact_view(cited, history)
    return "\N{NO-BREAK SPACE}· ".join(filter(None, (view.value, view.interval, view.n)))


def _themes(changes: Changes, history: History) -> tuple[tuple[str, tuple[ThemeChangeView, ...]], ...]:
    """The themes that changed, under the word for what became of them."""
    told = {theme.id for theme in history.themes}
    groups = (
        (kind, tuple(_theme(one, told, history.card.language) for one in changes.themes if one.change == kind))
        for kind in KINDS
    )
    return tuple((phrase(history.card.language, f"history.change_{kind}"), own) for kind, own in groups if own)


def _theme(change: ThemeChange, told: set[str], language: str) -> ThemeChangeView:
    turned = change.change == "turned"
    return ThemeChangeView(
        title=change.title,
        href=f"#theme-{change.id}" if change.id in told else "",
        turned=_turned(change, language) if turned else "",
    )


def _turned(change: ThemeChange, language: str) -> str:
    before = phrase(language, f"labels.valence.{change.valence_before}")
    now = phrase(language, f"labels.valence.{change.valence_now}")
    return phrase(language, "history.change_turned_how", before=before, now=now)


def _answer(note: Note, language: str) -> AnswerView:
    return AnswerView(note.text, phrase(language, f"labels.note_status.{note.status}"), note.answer)


def _withdrawn(changes: Changes, language: str) -> str:
    count = changes.withdrawn_quotes
    if count == 0:
        return ""
    if count == 1:
        return phrase(language, "history.changes_withdrawn_one")
    return phrase(language, "history.changes_withdrawn_many", count=str(count))
