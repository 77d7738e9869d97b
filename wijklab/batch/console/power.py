"""What a person, or a program, hears of planning: a few tables in English, or one JSON object per study."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from wijklab.batch.console import JsonReporter, say, shortest, tell_problems
from wijklab.batch.planning import Planned, PlanTeller
from wijklab.contract.answers import Exhibit
from wijklab.disclosure import Released
from wijklab.errors import WijklabError
from wijklab.report.exhibits import exhibit_text
from wijklab.report.sentences import sentences
from wijklab.report.tables import table

SHOWN = ("power-pairs", "power-course", "power-needed")
"""What fits a terminal; the page has the rest."""


class PlainTeller(PlanTeller):
    """Tables and sentences, and the path of the page by itself on the last line."""

    def __init__(self, out: Console) -> None:
        self._out = out

    def planned(self, plan: Planned) -> None:
        """What can be found, what helps, what is needed, and what none of it promises."""
        english = replace(plan.shown, card=replace(plan.shown.card, language="en"))
        say(self._out, Text.assemble((plan.study.id, "bold"), f"  {plan.study.title}"))
        for exhibit in english.exhibits:
            if exhibit.id in SHOWN:
                self._tell(exhibit, english)
        self._say(("", *sentences(english.notes, english)))
        say(self._out, shortest(plan.page))

    def refused(self, path: Path, error: WijklabError) -> None:
        """Every problem, on the error stream."""
        tell_problems(error.problems, f"{path} is refused:")

    def _tell(self, exhibit: Exhibit, shown: Released) -> None:
        say(self._out, Text(f"\n{exhibit_text(exhibit, shown, 'title')}", style="bold"))
        self._out.print(_grid(exhibit, shown), markup=False, highlight=False, emoji=False)
        self._say(sentences(exhibit.findings, shown))

    def _say(self, lines: Iterable[str]) -> None:
        for line in lines:
            self._out.print(line, markup=False, highlight=False, emoji=False)


class JsonTeller(PlanTeller):
    """One JSON object per study, and nothing else."""

    def __init__(self, reporter: JsonReporter) -> None:
        self._reporter = reporter

    def planned(self, plan: Planned) -> None:
        """Every number of the page by its id; null with the reason where there is none."""
        numbers: dict[str, Any] = {
            id: {"value": number.value, "unit": number.unit, "method": number.method, "missing": number.missing}
            for id, number in plan.shown.quantities.items()
        }
        tree = {"study": str(plan.path), "exit_code": 0, "page": str(plan.page), "numbers": numbers}
        self._reporter.say("power", tree)

    def refused(self, path: Path, error: WijklabError) -> None:
        """An object with every problem."""
        self._reporter.study_refused(path, error)


def teller(as_json: bool) -> PlanTeller:
    """The one who tells a person, or a program, what a study can find."""
    return JsonTeller(JsonReporter()) if as_json else PlainTeller(Console())


def _grid(exhibit: Exhibit, shown: Released) -> Table:
    """The same table as on the page, for a terminal."""
    view = table(exhibit, shown)
    grid = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    grid.add_column(Text(view.corner), min_width=_longest(view.corner, *(line.header for line in view.lines)))
    for column, header in enumerate(view.headers):
        widest = max(_longest(header), *(len(line.cells[column].text) for line in view.lines))
        grid.add_column(Text(header), justify="right", width=widest)
    for line in view.lines:
        grid.add_row(Text(line.header), *(Text(cell.text) for cell in line.cells))
    return grid


def _longest(*texts: str) -> int:
    """The letters of the longest word, below which a column would break words."""
    return max(len(word) for text in texts for word in text.split())
