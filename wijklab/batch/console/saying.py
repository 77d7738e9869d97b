"""Words on the console as they are: a text of a user is never markup, is not wrapped, and its numbers stay plain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from rich.console import Console
from rich.text import Text

from wijklab.batch.jobs import JobResult, Status, StudyResult
from wijklab.batch.reasons import why_left_out
from wijklab.errors import Problem

MARKS: Final[Mapping[Status, tuple[str, str]]] = MappingProxyType(
    {
        "done": ("done", "green"),
        "unchanged": ("unchanged", "dim"),
        "failed": ("FAILED", "bold red"),
        "stopped": ("stopped", "yellow"),
        "left_out": ("left out", "yellow"),
    }
)
"""The word and the colour of each way in which a question can end: never the colour alone."""


_FOR_THE_TERMINAL: Final = dict.fromkeys((*range(9), *range(11, 32), *range(127, 160)), "�")
"""Signs by which a terminal does something: a file may have them in its name."""


def say(out: Console, text: str | Text, *, quiet: bool = False) -> None:
    """Print a text as it is: no markup, no wrapping, no colouring of numbers, and nothing that steers the terminal."""
    if not quiet:
        out.print(_harmless(text), markup=False, highlight=False, soft_wrap=True, emoji=False)


def _harmless(text: str | Text) -> str | Text:
    if isinstance(text, str):
        return text.translate(_FOR_THE_TERMINAL)
    text = text.copy()
    text.plain = text.plain.translate(_FOR_THE_TERMINAL)
    return text


def say_problems(out: Console, problems: Iterable[Problem], heading: str) -> None:
    """Problems under a heading, each with its place and its remedy."""
    say(out, Text(heading, style="bold red"))
    for problem in problems:
        say(out, f"  {problem}")


def tell_problems(problems: Iterable[Problem], heading: str) -> None:
    """Problems on the error stream, each with its place and its remedy."""
    say_problems(Console(stderr=True), problems, heading)


def shortest(path: Path) -> str:
    """A path from where the user stands, if that is shorter."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def result_line(result: JobResult, *, named: bool = False) -> Text:
    """How a question ended, in one line; `named` says of which study it is."""
    word, colour = MARKS[result.status]
    study = f"{result.study:<19} " if named else ""
    line = Text.assemble(f"  {study}{result.question:<19}", (f"{word:<9}", colour), _rest(result))
    line.rstrip()
    return line


def counted(results: Iterable[JobResult]) -> str:
    """`12 done, 1 failed, 1 left out`: how many questions ended in which way."""
    return in_words(Counter(result.status for result in results))


def in_words(counts: Mapping[Status, int]) -> str:
    """How many of each way of ending, without those that there are none of."""
    return (
        ", ".join(f"{counts[status]:,} {MARKS[status][0].lower()}" for status in MARKS if counts.get(status))
        or "nothing"
    )


def duration(seconds: float) -> str:
    """`3.5 s`, `12 min 3 s`, `2 h 5 min`: no more of it than matters."""
    whole = round(seconds)
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{whole // 60} min {whole % 60} s" if whole < 3600 else f"{whole // 3600} h {whole % 3600 // 60} min"


def roughly(seconds: float) -> str:
    """A duration that is a guess: `45 s`, `12 min`, `2 h 5 min`, never less than a second."""
    if seconds < 60:
        return f"{max(round(seconds), 1)} s"
    return duration(seconds) if seconds >= 3600 else f"{round(seconds / 60)} min"


def rate(per_minute: float) -> str:
    """`46 reports a minute`; of a slow one a decimal too."""
    return f"{per_minute:,.{0 if per_minute >= 10 else 1}f} reports a minute"


def log_of(study: StudyResult, question: str) -> Path | None:
    """The log of a question, where it left one."""
    path = study.outputs / "logs" / f"{question}.log"
    return path if path.is_file() else None


def _rest(result: JobResult) -> str:
    if result.left_out:
        return why_left_out(result.left_out, "en")
    shown = result.page or result.executed
    took = f"{result.seconds:>5.1f} s" if result.status in ("done", "failed") else " " * 7
    before = "before it ran  " if result.failed_before_it_ran else ""
    return f"{took}  {before}{shortest(shown) if shown else ''}".rstrip()
