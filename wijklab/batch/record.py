"""How a run went, as plain values: what `run.json` keeps and what `--json` prints. It changes with every run."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

from wijklab.batch.jobs import JobResult, StudyResult
from wijklab.batch.reasons import why_left_out
from wijklab.contract.study import QUESTIONS
from wijklab.errors import Problem, WijklabError
from wijklab.sources.fact_file import write_whole

Tree = dict[str, Any]


def write_record(result: StudyResult, started: str, earlier: Iterable[Tree] = ()) -> Path:
    """Write `run.json`: when it ran, how long each job took and how it ended. `earlier` are the jobs of other questions
    that an earlier run left, each with the moment of its own run."""
    now = [{**job_record(job), "page": job.page.name if job.page else None, "started": started} for job in result.jobs]
    jobs = sorted([*now, *earlier], key=lambda job: QUESTIONS.index(job["question"]))
    tree = {"started": started, **study_record(result), "index": result.index.name, "jobs": jobs}
    return write_whole(result.outputs / "run.json", as_json(tree))


def write_refusal(result: StudyResult, started: str, error: WijklabError) -> Path:
    """Write in `run.json` that the study was refused, and why, beside how its questions ended before."""
    jobs = earlier_jobs(result.outputs, QUESTIONS)
    refused = {key: value for key, value in refusal_record(None, error).items() if key != "study"}
    tree = {"started": started, **study_record(result), "index": result.index.name, "jobs": jobs, "refused": refused}
    return write_whole(result.outputs / "run.json", as_json({**tree, "exit_code": error.exit_code}))


def earlier_jobs(outputs: Path, questions: Collection[str]) -> tuple[Tree, ...]:
    """What `run.json` says of these questions, each with the moment of its run; nothing where it cannot be read."""
    try:
        run = json.loads((outputs / "run.json").read_bytes())
        return tuple({"started": run["started"], **job} for job in run["jobs"] if job["question"] in questions)
    except (OSError, ValueError, KeyError, TypeError):
        return ()


def study_record(result: StudyResult) -> Tree:
    """How a study went."""
    return {
        "study": result.id,
        "title": result.title,
        "exit_code": result.exit_code,
        "seconds": round(result.seconds, 2),
        "index": str(result.index),
    }


def job_record(result: JobResult) -> Tree:
    """How a question went."""
    return {
        "question": result.question,
        "status": result.status,
        "ran": result.ran,
        "exit_code": result.exit_code,
        "seconds": round(result.seconds, 2),
        "page": str(result.page) if result.page else None,
        "left_out": why_left_out(result.left_out, "en") if result.left_out else None,
        "error": type(result.error).__name__ if result.error else None,
        "problems": problem_records(result.error.problems if result.error else ()),
    }


def refusal_record(path: Path | None, error: WijklabError) -> Tree:
    """What was refused, and why."""
    return {
        "study": str(path) if path else None,
        "exit_code": error.exit_code,
        "error": type(error).__name__,
        "problems": problem_records(error.problems),
    }


def problem_records(problems: Iterable[Problem]) -> list[Tree]:
    """Each problem with its place and its remedy."""
    return [
        {
            "where": problem.where,
            "what": problem.what,
            "todo": problem.todo,
            "column": problem.column,
            "rows": list(problem.rows),
            "severity": problem.severity,
        }
        for problem in problems
    ]


def as_json(tree: Tree) -> bytes:
    """A tree of plain values as the bytes of a JSON file."""
    return (json.dumps(tree, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
