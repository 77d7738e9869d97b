"""The figures behind the story: each cited exhibit once, with its table, so that one file is enough."""

from __future__ import annotations

from wijklab.contract.cited import facts_of
from wijklab.contract.history import CitedExhibit, History, Theme
from wijklab.disclosure import Released
from wijklab.report import labels
from wijklab.report.history.shapes import FigureView
from wijklab.report.views import exhibit_view


def figures(history: History) -> tuple[FigureView, ...]:
    """The figures in the order in which a reader meets them, numbered from 1."""
    return tuple(_figure(number, cited, history) for number, cited in enumerate(history.exhibits, 1))


def _figure(number: int, cited: CitedExhibit, history: History) -> FigureView:
    language = history.card.language
    return FigureView(
        number=number,
        exhibit=exhibit_view(cited.exhibit, _released(cited, history)),
        question=cited.question if cited.question in history.card.pages else "",
        page=labels.page_name(cited.question, language),
        themes=tuple((theme.id, theme.title) for theme in history.themes if _stands_in(cited, theme)),
    )


def _stands_in(cited: CitedExhibit, theme: Theme) -> bool:
    place = (cited.question, cited.exhibit.id)
    return any((fact.question, fact.exhibit) == place for fact in facts_of(theme))


def _released(cited: CitedExhibit, history: History) -> Released:
    """A piece of what `release` let through, as it came from disk; the payload looked at its numbers again."""
    return Released(
        question=cited.question,
        card=history.card,
        quantities={number.id: number for number in cited.quantities},
        exhibits=(cited.exhibit,),
        notes=(),
        threshold=cited.threshold,
        rounding=cited.rounding,
    )
