"""Quotes: to their speakers, and their answers back."""

from __future__ import annotations

import typer

app = typer.Typer(no_args_is_help=True, help="Quotes: to their speakers, and their answers back.")


@app.callback()
def quotes() -> None:
    """Quotes: to their speakers, and their answers back."""
