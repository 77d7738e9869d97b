"""Which reports a slow rival makes, of all that there are, and what the whole would have taken it.

Every size and question of the sample stands for as many reports as the whole has of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import fmean

from made_studies import MadeStudy
from rival_task import OPENING, Record, Task

Cell = tuple[str, str]
"""A size and a question."""


def tasks_of(study: MadeStudy, outputs: Path) -> list[Task]:
    """Every report of a study, in the order of its questions."""
    root, params = str(study.file.parent.parent), f"params/{study.file.name}"
    return [Task(study.size, question, root, params, str(outputs)) for question in study.questions]


def whole(studies: Iterable[MadeStudy]) -> Counter[Cell]:
    """How many reports there are of every size and question; openings are as many as studies."""
    return Counter((study.size, question) for study in studies for question in (OPENING, *study.questions))


def some_studies(studies: Sequence[MadeStudy], count: int) -> list[MadeStudy]:
    """So many studies, of every size as many (at least one), spread over the whole."""
    by_size: dict[str, list[MadeStudy]] = {}
    for study in studies:
        by_size.setdefault(study.size, []).append(study)
    each = max(1, count // len(by_size))
    return [study for own in by_size.values() for study in _spread(own, each)]


def some_reports(studies: Sequence[MadeStudy], count: int, outputs: Path) -> list[Task]:
    """So many reports, spread over all sizes and questions in the proportions of the whole."""
    every = [task for study in studies for task in tasks_of(study, outputs)]
    return _spread(sorted(every, key=lambda task: (task.size, task.question, task.params)), count)


def _spread(items: list, count: int) -> list:
    """So many, at equal distances; all where there are not as many."""
    count = min(count, len(items))
    return [items[int((place + 0.5) * len(items) / count)] for place in range(count)]


def per_report(records: Sequence[Record], of: Counter[Cell]) -> tuple[float, float]:
    """Seconds and CPU seconds a report, were the whole made as the sample was; openings are spread over reports."""
    reports = sum(count for (_, question), count in of.items() if question != OPENING)
    opens = any(record.question == OPENING for record in records)
    due = {cell: count for cell, count in of.items() if opens or cell[1] != OPENING}
    likely = {cell: _likely(records, *cell) for cell in due}
    sums = (sum(count * likely[cell][place] for cell, count in due.items()) for place in (0, 1))
    seconds, cpu = (total / reports for total in sums)
    return seconds, cpu


def _likely(records: Sequence[Record], size: str, question: str) -> tuple[float, float]:
    """The mean of that cell; of its size, or of all reports, where the sample has none of it."""
    choices = (
        [one for one in records if (one.size, one.question) == (size, question)],
        [one for one in records if one.size == size and one.question != OPENING],
        [one for one in records if one.question != OPENING],
    )
    found = next(choice for choice in choices if choice)
    return fmean(one.seconds for one in found), fmean(one.cpu for one in found)
