"""Which released numbers a learning history cites, wherever in it they stand."""

from __future__ import annotations

from collections.abc import Iterator

from wijklab.contract.history import CaseBox, CitedFact, History, Moment, Theme


def cited_facts(history: History) -> Iterator[CitedFact]:
    """Every fact that a history cites, in the order of the page; one that is cited twice comes twice."""
    yield from history.introduction.facts
    yield from (result.fact for result in history.noticeable)
    for theme in history.themes:
        yield from facts_of(theme)
    if history.changes:
        yield from (change.now for change in history.changes.results if change.now)


def facts_of(theme: Theme) -> Iterator[CitedFact]:
    """Every fact that a theme cites, as often as it does."""
    yield from theme.curtain.facts
    for moment in theme.moments:
        yield from _of_moment(moment)


def _of_moment(moment: Moment) -> Iterator[CitedFact]:
    yield from moment.facts
    for voice in moment.voices:
        yield from voice.facts if isinstance(voice, CaseBox) else ()
    for passage in (*moment.questions, *moment.commentary):
        yield from passage.facts
