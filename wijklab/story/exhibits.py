"""The figures behind a story: each released exhibit that a cited fact stands in, once, in the order of the page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from wijklab.contract.cited import cited_facts
from wijklab.contract.history import History
from wijklab.sources.exhibit_file import read_exhibits


def with_exhibits(history: History, outputs: Path) -> History:
    """The history with the figures that it cites, read from the outputs of its study.

    A figure whose question published none is left out: its facts then point at the page of that question.
    """
    asked = dict.fromkeys((cited.question, cited.exhibit) for cited in cited_facts(history) if cited.exhibit)
    found = read_exhibits(outputs, (question for question, _ in asked))
    stands = (found[id] for question, id in asked if id in found and found[id].question == question)
    return replace(history, exhibits=tuple(stands))
