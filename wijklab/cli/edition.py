"""Editions: closing one, so that the next can tell what changed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wijklab.batch.leaving import told

app = typer.Typer(no_args_is_help=True, help="Editions: closing one, so that the next can tell what changed.")

StudyFile = Annotated[Path, typer.Argument(metavar="STUDY", help="The study file, such as params/ruwaard.yaml.")]
OUTCOMES = {
    "kept": "Closed: {edition}. Kept in {path}",
    "replaced": "Closed again: {edition}. Replaced {path}",
    "already": "Closed before, with the same content: {edition}, in {path}",
}


@app.callback()
def edition() -> None:
    """Editions: closing one, so that the next can tell what changed."""


@app.command()
def close(
    study: StudyFile,
    outputs: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where it was run to: DIR/<study id>, not outputs/<study id>.")
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Replace what was kept of this edition before.")] = False,
) -> None:
    """Keep what the edition says that was last run, so that the next edition can tell what changed since.

    \b
    wijklab run params/ruwaard.yaml
    wijklab edition close params/ruwaard.yaml
    wijklab edition close params/ruwaard.yaml --again

    The record holds the cited numbers, the themes, which questions were open and how many quotes there were; no word of
    anybody. It stands in editions/ of the story folder: keep it with the story. Then give the study a new `edition:`.
    """
    with told():
        from wijklab.desk.editions import close_edition

        closed = close_edition(study, outputs, again=again)
        typer.echo(OUTCOMES[closed.outcome].format(edition=closed.edition, path=closed.path))


@app.command(name="list")
def list_(study: StudyFile) -> None:
    """Name the editions that were closed, and with which of them the present one is compared.

    \b
    wijklab edition list params/ruwaard.yaml
    """
    with told():
        from wijklab.desk.editions import list_editions

        kept = list_editions(study)
        for one in kept:
            record = one.record
            marked = "  (compared with)" if one.compared else ""
            counts = f"{len(record.themes)} themes, {len(record.facts)} numbers"
            typer.echo(f"{record.cutoff.isoformat()}  {record.edition}: {counts}{marked}")
        if not kept:
            typer.echo(f"No edition was closed yet. To close one: wijklab edition close {study}")
