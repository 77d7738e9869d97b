"""The page of all studies in a folder of outputs: of each what was made, what was not and why, and since when.

It is made of the `run.json` of each study and of what lies beside it, so that it also tells of studies that were run
another time. What it says of an error is its kind, in the catalogue's words: not a word of what stood in the data.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal
from urllib.parse import quote

from wijklab.contract.study import QUESTIONS
from wijklab.report import labels, render
from wijklab.report.failures import why_failed
from wijklab.sources.fact_file import write_whole
from wijklab.sources.run_file import Run, RunJob, StudyFolder, read_folders
from wijklab.text import date, decimal, has_phrase, phrase

Outcome = Literal["refused", "failed", "partly", "stopped", "unknown", "done"]

OUTCOMES: Final[tuple[Outcome, ...]] = ("refused", "failed", "partly", "stopped", "unknown", "done")
"""How a study can have gone, the worst first: the order in which they stand on the page."""

LINKED: Final = 10_000
"""With more pages than this each study has one link, to its own index: a page of so many links helps nobody."""

OURS: Final = b'id="find-outcome"'
"""By which a page of all studies is known: another `index.html` may be anybody's."""

_FAILED: Final = "failed"


@dataclass(frozen=True, slots=True)
class Failure:
    """A question that failed: its name, why, and the address of its log (or empty)."""

    name: str
    reason: str
    log: str


@dataclass(frozen=True, slots=True)
class Row:
    """One study: where its index is (or empty), how it went, its pages with their addresses (or empty), what was not
    made, and why all of it was refused (or empty)."""

    href: str
    name: str
    title: str
    language: str
    outcome: Outcome
    made: tuple[tuple[str, str], ...]
    unchanged: int
    failures: tuple[Failure, ...]
    stopped: tuple[str, ...]
    left_out: tuple[str, ...]
    refused: str
    at: str
    when: str

    @property
    def not_made(self) -> int:
        """How many questions have no page of this run."""
        return len(self.failures) + len(self.stopped) + len(self.left_out)


def write_batch_index(base: Path) -> Path | None:
    """Write `index.html` over all studies whose outputs lie in `base`. Where there are fewer than two: None, and such a
    page of an earlier time, whose links lead nowhere by now, is taken away. OutputError where it cannot be written."""
    folders = read_folders(base)
    if len(folders) < 2:
        _take_away(base / "index.html")
        return None
    language = "en" if all(folder.language == "en" for folder in folders) else "nl"
    linked = sum(len(_made(folder)) for folder in folders) <= LINKED
    rows = sorted((_row(folder, language, linked) for folder in folders), key=_place)
    html = render.batch_page(
        language, OUTCOMES, rows=rows, sums=_sums(rows, language), all=decimal(len(rows), 0, language)
    )
    return write_whole(base / "index.html", html.encode("utf-8"))


def _take_away(page: Path) -> None:
    with suppress(OSError):
        if OURS in page.read_bytes():
            page.unlink()


def _place(row: Row) -> tuple[int, str, str]:
    return OUTCOMES.index(row.outcome), row.title.casefold(), row.name


def _sums(rows: Sequence[Row], language: str) -> list[tuple[Outcome, str, str]]:
    """Each outcome that occurs, its words, and how many studies had it."""
    counts = Counter(row.outcome for row in rows)
    return [
        (one, _say(language, f"outcome.{one}"), decimal(counts[one], 0, language)) for one in OUTCOMES if counts[one]
    ]


def _row(folder: StudyFolder, language: str, linked: bool) -> Row:
    jobs = folder.run.jobs if folder.run else ()
    made = _made(folder)
    unchanged = [job for job in jobs if job.status == "unchanged"]
    at = folder.run.started if folder.run else ""
    return Row(
        href=f"{quote(folder.name)}/index.html" if "index" in folder.pages else "",
        name=folder.name,
        title=(folder.run and folder.run.title) or folder.name,
        language=folder.language,
        outcome=_outcome(folder.run, made),
        made=tuple((_name(one, language), f"{quote(folder.name)}/{one}.html" if linked else "") for one in made),
        unchanged=len(unchanged),
        failures=tuple(_failure(job, folder, language) for job in jobs if job.status == _FAILED),
        stopped=_names((job for job in jobs if job.status == "stopped"), language),
        left_out=_names((job for job in jobs if job.status == "left_out"), language),
        refused=why_failed(folder.run.refused.error, language) if folder.run and folder.run.refused else "",
        at=at[:16],
        when=_when(at, language),
    )


def _made(folder: StudyFolder) -> list[str]:
    """The questions that have a page, in the order of the questions."""
    return [question for question in QUESTIONS if question in folder.pages]


def _outcome(run: Run | None, made: Sequence[str]) -> Outcome:
    if run is None:
        return "unknown"
    if run.refused:
        return "refused"
    ends = {job.status for job in run.jobs}
    if _FAILED in ends:
        return "partly" if made else "failed"
    return "stopped" if "stopped" in ends else "done"


def _failure(job: RunJob, folder: StudyFolder, language: str) -> Failure:
    log = f"{quote(folder.name)}/logs/{job.question}.log" if job.question in folder.logs else ""
    return Failure(_name(job.question, language), why_failed(job.error or "", language, ran=job.ran), log)


def _names(jobs: Iterable[RunJob], language: str) -> tuple[str, ...]:
    return tuple(_name(job.question, language) for job in jobs)


@cache
def _name(question: str, language: str) -> str:
    known = has_phrase(language, f"labels.question.{question}")
    return labels.page_name(question, language) if known else question


def _when(at: str, language: str) -> str:
    """`22 november 2026, 09:14`; empty where the moment cannot be read."""
    try:
        moment = dt.datetime.fromisoformat(at)
    except ValueError:
        return ""
    return f"{_day(moment.date(), language)}, {moment:%H:%M}"


@cache
def _day(day: dt.date, language: str) -> str:
    return date(day, language)


def _say(language: str, key: str) -> str:
    return phrase(language, f"studies.{key}")
