"""What a person hears of a plan: what would be run, and why; nothing is run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, cast

from rich.console import Console
from rich.text import Text

from wijklab.batch.console.lines import PlainReporter
from wijklab.batch.jobs import CITES, FORCED, GONE, NOT_MADE, BatchResult, Decision, LeftOut
from wijklab.batch.reasons import why_left_out

WORDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "run": ("run", "green"),
        "wait": ("maybe", "cyan"),
        "unchanged": ("unchanged", "dim"),
        "left_out": ("left out", "yellow"),
    }
)
"""The word and the colour of each thing that a plan can do with a question."""


IN_WORDS: Final = frozenset({NOT_MADE, GONE, FORCED, CITES})
"""Reasons that are no names of something that changed."""

NAMED: Final = 3
"""How many names of what changed a line has."""


class PlanReporter(PlainReporter):
    """A line per question: what would be done with it, and because of what. Of more studies than one, only what would
    be run has a line; the rest is counted."""

    def __init__(self, out: Console, *, quiet: bool = False) -> None:
        super().__init__(out, quiet=quiet)
        self._sums: Counter[str] = Counter()

    def study_planned(self, study: str, decisions: tuple[Decision, ...]) -> None:
        """A line per question; above the first of all, what the columns are."""
        if not self._sums:
            study_column = f"{'study':<19} " if self.many else ""
            self._say(Text(f"  {study_column}{'question':<19}{'plan':<11}why", style="dim"))
        self._sums.update(decision.what for decision in decisions)
        for decision in decisions:
            if not (self.many and decision.what in ("unchanged", "left_out")):
                self._say(_line(decision, named=self.many))

    def batch_ended(self, result: BatchResult) -> None:
        """How many of each, and that nothing was run."""
        sums = ", ".join(f"{self._sums[what]:,} {WORDS[what][0]}" for what in WORDS if self._sums[what])
        refused = f"; studies refused: {len(result.refused):,}" if result.refused else ""
        self._say(f"  {sums or 'nothing to do'}{refused}. Nothing was run: this was a dry run.")


def _line(decision: Decision, *, named: bool) -> Text:
    word, colour = WORDS[decision.what]
    study = f"{decision.study:<19} " if named else ""
    line = Text.assemble(f"  {study}{decision.question:<19}", (f"{word:<11}", colour), _because(decision))
    line.rstrip()
    return line


def _because(decision: Decision) -> str:
    """Of a question that is left out, its reason in words; of another, why it is run or what changed."""
    if decision.what != "left_out" or not decision.why:
        return _what_changed(decision.why)
    reason, *names = decision.why
    why = cast("Literal['not_asked', 'not_delivered', 'not_run']", reason)
    return why_left_out(LeftOut(decision.study, decision.question, why, tuple(names)), "en")


def _what_changed(why: tuple[str, ...]) -> str:
    if not why or IN_WORDS.issuperset(why):
        return ", ".join(why)
    more = f" and {len(why) - NAMED} more" if len(why) > NAMED else ""
    return f"changed: {', '.join(why[:NAMED])}{more}"
