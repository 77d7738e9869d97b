"""What a program hears while studies run: one JSON object per line, and nothing else."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from wijklab.batch.jobs import BatchResult, Checked, Decision, JobResult, Reporter, StudyResult
from wijklab.batch.record import job_record, problem_records, refusal_record, study_record
from wijklab.errors import Problem, WijklabError


def _line(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


class JsonReporter(Reporter):
    """One JSON object per line; `event` says of what, `study` of which study."""

    def __init__(self, write: Callable[[str], Any] = _line) -> None:
        self._write = write

    def batch_opened(self, studies: int, slots: int, how: str) -> None:
        """An object for what is going to be run, and in what."""
        self.say("opened", {"studies": studies, "jobs": slots, "how": how})

    def noted(self, text: str) -> None:
        """An object with what is worth knowing of the batch."""
        self.say("noted", {"text": text})

    def study_refused(self, path: Path, error: WijklabError) -> None:
        """An object with every problem."""
        self.say("refused", refusal_record(path, error))

    def study_checked(self, checked: Checked) -> None:
        """An object with the rows of each table and what is worth knowing."""
        rows, problems = dict(checked.rows), problem_records(checked.notices)
        self.say("checked", {"study": str(checked.path), "exit_code": 0, "rows": rows, "problems": problems})

    def study_opened(self, study: str, title: str, notices: tuple[Problem, ...]) -> None:
        """An object for each thing worth knowing of its tables."""
        for notice in notices:
            self.say("noted", {"study": study, "text": notice.in_short})

    def study_planned(self, study: str, decisions: tuple[Decision, ...]) -> None:
        """An object with what will be done with each of its questions, and why."""
        planned = [{"question": one.question, "what": one.what, "why": list(one.why)} for one in decisions]
        self.say("plan", {"study": study, "questions": planned})

    def job_started(self, study: str, question: str, cells: int) -> None:
        """An object per notebook that starts."""
        self.say("started", {"study": study, "question": question, "cells": cells})

    def job_ended(self, result: JobResult) -> None:
        """An object per question."""
        self.say("job", {"study": result.study, **job_record(result)})

    def study_ended(self, result: StudyResult) -> None:
        """An object for the study as a whole."""
        self.say("study", study_record(result))

    def batch_ended(self, result: BatchResult) -> None:
        """An object for all of it: how many questions ended in which way, and the exit code."""
        tree = {
            "exit_code": result.exit_code,
            "seconds": round(result.seconds, 2),
            "studies": len(result.studies),
            "refused": len(result.refused),
            "questions": dict(Counter(job.status for study in result.studies for job in study.jobs)),
            "index": str(result.index) if result.index else None,
        }
        self.say("batch", tree)

    def say(self, event: str, tree: dict[str, Any]) -> None:
        """One line."""
        self._write(json.dumps({"event": event, **tree}, ensure_ascii=False))
