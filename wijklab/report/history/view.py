"""The learning history as a whole, block by block, ready for a template."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from wijklab.contract.history import History, NoticeableResult
from wijklab.report.glossary import glossary
from wijklab.report.history.changes import changes_view
from wijklab.report.history.cover import contents
from wijklab.report.history.editions import edition_view
from wijklab.report.history.figures import figures
from wijklab.report.history.frames import MAIN, MORE, frame_kinds
from wijklab.report.history.made import made, withheld
from wijklab.report.history.numbers import fact_view, passage
from wijklab.report.history.sessions import agenda_view
from wijklab.report.history.shapes import HistoryView, ResultView
from wijklab.report.history.terms import explainer
from wijklab.report.history.themes import theme_view
from wijklab.report.history.voices import timeline
from wijklab.text import phrase


def history_view(history: History, told: Sequence[str] = ()) -> HistoryView:
    """A learning history, ready for a template. `told` are the levels that have a page of their own."""
    return HistoryView(
        introduction=passage(history.introduction, history, 3, "introduction"),
        reading=_reading(history),
        contents=contents(history),
        noticeable=tuple(_result(result, history) for result in history.noticeable),
        timeline=timeline(history.timeline, history),
        themes=tuple(theme_view(theme, number, history) for number, theme in enumerate(history.themes, 1)),
        frames=frame_kinds(history, MAIN),
        more_frames=frame_kinds(history, MORE),
        agenda=agenda_view(history),
        figures=figures(history),
        made=made(history),
        withheld=withheld(history),
        example_quotes=history.example_quotes,
        edition=edition_view(history, told),
        changes=changes_view(history),
    )


def _result(result: NoticeableResult, history: History) -> ResultView:
    return ResultView(fact_view(result.fact, history), result.may_not_conclude)


def _reading(history: History) -> Markup:
    """How to read the page, with the words about numbers explained."""
    language = history.card.language
    return Markup(explainer(glossary(language))(str(escape(phrase(language, "history.columns")))))
