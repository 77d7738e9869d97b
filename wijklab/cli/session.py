"""Learning sessions: what they noted, into the study."""

from __future__ import annotations

import typer

app = typer.Typer(no_args_is_help=True, help="Learning sessions: what they noted, into the study.")


@app.callback()
def session() -> None:
    """Learning sessions: what they noted, into the study."""
