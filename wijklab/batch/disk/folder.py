"""A study's folder of outputs: guarded against links, and cleared of what must not stand beside what is new."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from wijklab.batch.disk.ledger import FOLDER as RECORDS
from wijklab.batch.disk.owned import LOGS, owned, questions_there, story_files, take_away
from wijklab.batch.disk.stage_files import telling
from wijklab.errors import OutputError, Problem
from wijklab.sources.fact_file import STAGES, put_facts_together

__all__ = ["clear", "refuse_links", "story_files"]

PARTS = ("notebooks", "tables", "facts", "exhibits", LOGS, RECORDS, STAGES)


def clear(outputs: Path, questions: Collection[str], *, keep: Collection[str] | None = None) -> None:
    """Take away what these questions left, so that nothing stale can stand beside what is new.

    With `keep` everything goes that does not belong to one of those questions, also of questions that the study asks
    no more; without it the files of all others stay. OutputError where the folder cannot be written, or where a link
    in it leads elsewhere.
    """
    refuse_links(outputs)
    with telling(outputs):
        (outputs / "notebooks").mkdir(parents=True, exist_ok=True)
        gone = set(questions) if keep is None else (set(questions) | questions_there(outputs)) - set(keep)
        for question in sorted(gone):
            take_away(outputs, question)
        for file in _of_nobody(outputs, keep) if keep is not None else ():
            file.unlink(missing_ok=True)
        for name in ("manifest.json", "run.json"):
            (outputs / name).unlink(missing_ok=True)
        put_facts_together(outputs)


def refuse_links(outputs: Path) -> None:
    """OutputError where a folder that would be written to is a link to somewhere else."""
    links = [folder for folder in (outputs, *(outputs / part for part in PARTS)) if folder.is_symlink()]
    if links:
        raise OutputError(
            Problem(str(link), "is a link, so results would be written somewhere else", "remove the link")
            for link in links
        )


def _of_nobody(outputs: Path, keep: Collection[str]) -> set[Path]:
    """Pages, tables and logs that no question which is kept has left."""
    kept = {file for question in keep for file in owned(outputs, question)}
    logs = {file for file in outputs.glob(f"{LOGS}/*.log") if file.stem not in keep}
    return {*outputs.glob("*.html"), *outputs.glob("tables/*.csv"), *story_files(outputs), *logs} - kept
