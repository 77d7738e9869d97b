"""What a person, or a program, hears while studies run: plain lines, a live table on a terminal, or JSON."""

from __future__ import annotations

from rich.console import Console

from wijklab.batch.console.json_lines import JsonReporter
from wijklab.batch.console.lines import PlainReporter
from wijklab.batch.console.plan_table import PlanReporter
from wijklab.batch.console.saying import say, shortest, tell_problems
from wijklab.batch.jobs import Reporter

__all__ = ["JsonReporter", "PlainReporter", "PlanReporter", "reporter", "say", "shortest", "tell_problems"]


def reporter(quiet: bool, as_json: bool, dry_run: bool = False) -> Reporter:
    """The one who tells a person, or a program, what happens; `dry_run` tells what would happen."""
    if as_json:
        return JsonReporter()
    out = Console()
    if dry_run:
        return PlanReporter(out, quiet=quiet)
    if quiet or not out.is_terminal or out.is_dumb_terminal:
        return PlainReporter(out, quiet=quiet)
    from wijklab.batch.console.live import LiveReporter  # what draws takes a tenth of a second to import

    return LiveReporter(out)
