"""How a command ends: with words that a user can read and the exit code of what went wrong, never with a traceback."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import typer

from wijklab.errors import WijklabError

INTERRUPTED = 130
STOPPING: Final = ("SIGINT", "SIGTERM", "SIGHUP")
"""The signals that end a command: Ctrl-C, `kill`, and a terminal that was closed. Windows has no third."""


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


def leave_by_the_door() -> None:
    """On SIGTERM and SIGHUP: leave by the usual door, so that no kernel lives on. Under `nohup` a terminal that was
    closed is still nothing to mind."""
    for name in STOPPING[1:]:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, stop)


def stop(number: int, *_: object) -> None:
    """Leave with the exit code that goes with a signal."""
    sys.exit(128 + number)


@contextmanager
def stops_heard(tell: Callable[[int], None]) -> Iterator[None]:
    """In here the first signal that would end the command only tells the exit code that goes with it; the next one ends
    it, as always. Signals that nobody answers to keep doing what the system makes of them.

    An exception may come between any two steps; what is told can be heard when the time is right.
    """
    known = [getattr(signal, name) for name in STOPPING if hasattr(signal, name)]
    before: dict[int, Any] = {number: signal.getsignal(number) for number in known}
    answered = {number: answer for number, answer in before.items() if callable(answer)}
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def hear(number: int, *_: object) -> None:
        _answer_with(answered)
        tell(128 + number)

    _answer_with(dict.fromkeys(answered, hear))
    try:
        yield
    finally:
        _answer_with(answered)


def _answer_with(answers: dict[int, Any]) -> None:
    for number, answer in answers.items():
        signal.signal(number, answer)
