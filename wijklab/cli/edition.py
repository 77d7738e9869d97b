"""Editions: closing one, so that the next can tell what changed."""

from __future__ import annotations

import typer

app = typer.Typer(no_args_is_help=True, help="Editions: closing one, so that the next can tell what changed.")


@app.callback()
def edition() -> None:
    """Editions: closing one, so that the next can tell what changed."""
