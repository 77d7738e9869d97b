"""Codebooks and coded projects of other programs (REFI-QDA), in and out."""

from __future__ import annotations

import typer

app = typer.Typer(no_args_is_help=True, help="Codebooks and coded projects of other programs (REFI-QDA), in and out.")


@app.callback()
def qda() -> None:
    """Codebooks and coded projects of other programs (REFI-QDA), in and out."""
