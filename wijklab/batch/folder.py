"""A study's folder of outputs: made, guarded against links, and cleared of what an earlier run left."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from wijklab.errors import OutputError, Problem
from wijklab.sources.exhibit_file import forget_exhibits
from wijklab.sources.fact_file import forget_facts, read_facts

PARTS = ("notebooks", "tables", "facts", "exhibits")


def prepare(outputs: Path, questions: Iterable[str], *, everything: bool) -> None:
    """Make the folder ready for these questions, so that nothing stale can stand beside what is new.

    `everything` clears all tables and facts, also of questions that the study no longer asks. OutputError where the
    folder cannot be written, or where a link in it leads elsewhere.
    """
    refuse_links(outputs)
    try:
        (outputs / "notebooks").mkdir(parents=True, exist_ok=True)
        for stale in _stale(outputs, tuple(questions), everything=everything):
            stale.unlink(missing_ok=True)
    except OSError as fault:
        raise OutputError(
            Problem(str(outputs), f"cannot be written ({fault.strerror})", "choose another folder with --outputs")
        ) from None
    forget_facts(outputs, None if everything else tuple(questions))
    forget_exhibits(outputs, None if everything else tuple(questions))


def refuse_links(outputs: Path) -> None:
    """OutputError where a folder that would be written to is a link to somewhere else."""
    links = [folder for folder in (outputs, *(outputs / part for part in PARTS)) if folder.is_symlink()]
    if links:
        raise OutputError(
            Problem(str(link), "is a link, so results would be written somewhere else", "remove the link")
            for link in links
        )


def _stale(outputs: Path, questions: tuple[str, ...], *, everything: bool) -> list[Path]:
    old = [outputs / "manifest.json", outputs / "run.json", *outputs.glob("notebooks/.*.partial.ipynb")]
    if everything or "learning_history" in questions:
        old += story_files(outputs)
    if everything:
        return [*old, *outputs.glob("*.html"), *outputs.glob("tables/*.csv"), *outputs.glob("notebooks/*.ipynb")]
    pages = [outputs / f"{question}.html" for question in questions]
    notebooks = [outputs / "notebooks" / f"{question}.ipynb" for question in questions]
    return [*old, *pages, *notebooks, *_tables_of(outputs, questions)]


def story_files(outputs: Path) -> list[Path]:
    """What a learning history leaves: its page, the editions, the cards of the sessions, and the record."""
    return [*outputs.glob("learning_history*.html"), *outputs.glob("session-*.html"), outputs / "edition.json"]


def _tables_of(outputs: Path, questions: tuple[str, ...]) -> list[Path]:
    facts = read_facts(outputs).values()
    return sorted(
        {outputs / "tables" / f"{fact.exhibit}.csv" for fact in facts if fact.question in questions and fact.exhibit}
    )
