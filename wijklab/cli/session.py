"""Learning sessions: what they noted, into the study."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wijklab.batch.leaving import told

if TYPE_CHECKING:
    from wijklab.desk.session_list import Listed
    from wijklab.desk.sessions import Added

app = typer.Typer(no_args_is_help=True, help="Learning sessions: what they noted, into the study.")

KINDS = {"eye_opener": "eye-opener", "question": "question", "action": "action"}


@app.callback()
def session() -> None:
    """Learning sessions: what they noted, into the study."""


@app.command()
def add(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="Files of notes that the page saved.")],
    study: Annotated[
        Path | None, typer.Option(metavar="STUDY", help="The study; params/<study>.yaml here if not given.")
    ] = None,
) -> None:
    """Bring the notes of a learning session into the study, where the next edition shows them.

    \b
    wijklab session add sessie-ruwaard-2024-09-12-manager.json
    wijklab session add tafel1.json tafel2.json --study params/ruwaard.yaml

    The session becomes a row of leersessies, its notes rows of sessienotities. The same file a second time adds
    nothing. Write in sessienotities what was done with a note (stand, antwoord): the next edition tells it.
    """
    with told():
        from wijklab.batch.console import tell_problems
        from wijklab.desk.sessions import add_session

        for file in files:
            added = add_session(file, study)
            typer.echo(_said(added))
            if added.notices:
                tell_problems(added.notices, "Worth knowing:")


@app.command("list")
def list_(study: Annotated[Path, typer.Argument(metavar="STUDY", help="The study file.")]) -> None:
    """List the learning sessions of a study, and what each left open.

    \b
    wijklab session list params/ruwaard.yaml
    """
    with told():
        from wijklab.desk.session_list import list_sessions

        held = list_sessions(study)
        for listed in held:
            typer.echo(_listed(listed))
        if not held:
            typer.echo("no sessions yet: wijklab session add FILE")


def _said(added: Added) -> str:
    if not added.written:
        return f"{added.session}: nothing new, all {added.known} notes stand in the study already"
    came = ", ".join(_counted(added.came[kind], word) for kind, word in KINDS.items() if added.came.get(kind))
    known = f"; {added.known} stood there already" if added.known else ""
    new = "new session, " if added.is_new else ""
    return f"{added.session}: {new}{came or 'no notes'}{known}\n  written to {', '.join(added.written)}"


def _listed(listed: Listed) -> str:
    session = listed.session
    people = "" if session.participants is None else f", {_counted(session.participants, 'participant')}"
    head = f"{session.id}  {session.date}  {session.level}{people}, {_counted(len(session.notes), 'note')}"
    return "\n".join([head, *(f"  open {KINDS[note.kind]} {note.id}" for note in listed.open)])


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
