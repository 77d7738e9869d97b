"""The themes: curtain raiser, frames, and moments in which facts, voices and reflection stay apart."""

from __future__ import annotations

from wijklab.contract.history import History, Moment, Perspectives, Theme
from wijklab.report.glossary import glossary
from wijklab.report.history.frames import frames_of
from wijklab.report.history.noted import notes_at
from wijklab.report.history.numbers import fact_view, passage
from wijklab.report.history.shapes import MomentView, ReflectionView, ThemeView
from wijklab.report.history.terms import Explain, explainer
from wijklab.report.history.voices import perspectives_view, voice_view
from wijklab.text import phrase


def theme_view(theme: Theme, number: int, history: History) -> ThemeView:
    """One theme, ready for a template. A word of the glossary is explained once in each theme."""
    language = history.card.language
    explain = explainer(glossary(language))
    return ThemeView(
        id=theme.id,
        number=number,
        title=theme.title,
        level=phrase(language, f"labels.level.{theme.level}"),
        whose=_whose(theme, language),
        valence=theme.valence,
        valence_word=phrase(language, f"labels.valence.{theme.valence}"),
        frames=frames_of(theme, history),
        curtain=passage(theme.curtain, history, 4, theme.id, explain),
        moments=tuple(moment_view(moment, theme.id, history, explain) for moment in theme.moments),
        notes=notes_at(history, theme.id),
    )


def _whose(theme: Theme, language: str) -> str:
    """Of which level a theme is, or from which it climbed to this edition, and through which."""
    if not theme.climbed_from:
        return phrase(language, "history.level", level=phrase(language, f"labels.level.{theme.level}"))
    below = phrase(language, f"labels.levels.{theme.climbed_from}")
    if theme.climbed_from == theme.level:
        return phrase(language, "history.edition_came_from", below=below)
    own = phrase(language, f"labels.levels.{theme.level}")
    return phrase(language, "history.edition_came_through", own=own, below=below)


def moment_view(moment: Moment, theme: str, history: History, explain: Explain) -> MomentView:
    """One step of a theme; what was asked stands before what was remarked."""
    return MomentView(
        id=moment.id,
        title=moment.title,
        facts=tuple(fact_view(cited, history) for cited in moment.facts),
        voices=tuple(voice_view(voice, history) for voice in moment.voices if not isinstance(voice, Perspectives)),
        perspectives=tuple(
            perspectives_view(voice, history) for voice in moment.voices if isinstance(voice, Perspectives)
        ),
        reflection=_reflection(moment, f"{theme}-{moment.id}", history, explain),
        notes=notes_at(history, theme, moment.id),
    )


def _reflection(moment: Moment, name: str, history: History, explain: Explain) -> tuple[ReflectionView, ...]:
    told = [("question", one) for one in moment.questions] + [("commentary", one) for one in moment.commentary]
    return tuple(
        ReflectionView(kind, passage(one, history, 5, f"{name}-{i}", explain)) for i, (kind, one) in enumerate(told)
    )
