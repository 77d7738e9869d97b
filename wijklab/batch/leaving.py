"""How a command ends: with words that a user can read and the exit code of what went wrong, never with a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from wijklab.errors import WijklabError

INTERRUPTED = 130
TERMINATED = 143


@contextmanager
def told(as_json: bool = False) -> Iterator[None]:
    """Turn every error into what a user can read and the exit code of its kind; a traceback only for who asks."""
    try:
        yield
    except WijklabError as error:
        _tell(error, as_json)
        raise typer.Exit(error.exit_code) from None
    except KeyboardInterrupt:
        typer.echo("stopped", err=True)
        raise typer.Exit(INTERRUPTED) from None
    except (typer.Exit, typer.Abort):
        raise
    except Exception as fault:
        if os.environ.get("WIJKLAB_DEBUG"):
            raise
        typer.echo(f"wijklab failed unexpectedly ({type(fault).__name__}). See more: WIJKLAB_DEBUG=1", err=True)
        raise typer.Exit(1) from None


def _tell(error: WijklabError, as_json: bool) -> None:
    from wijklab.batch.console import JsonReporter, tell_problems
    from wijklab.batch.record import refusal_record

    if as_json:
        JsonReporter().say("refused", refusal_record(None, error))
    else:
        tell_problems(error.problems, "Refused:")


def stop(*_: object) -> None:
    """On SIGTERM: leave by the usual door, so that no kernel lives on."""
    sys.exit(TERMINATED)
