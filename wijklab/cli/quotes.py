"""Quotes: to their speakers, and their answers back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wijklab.batch.leaving import told

if TYPE_CHECKING:
    from wijklab.contract.tables import OpenStudy
    from wijklab.desk.quotes import Heard, Written

Study = Annotated[Path, typer.Argument(metavar="STUDY", help="A study file, such as params/ruwaard.yaml.")]
More = Annotated[list[Path] | None, typer.Argument(metavar="FILE", help="More files to read, after --read.")]
To = Annotated[Path | None, typer.Option(metavar="FOLDER", help="Write a sheet for each speaker into this folder.")]
Read = Annotated[list[Path] | None, typer.Option(metavar="FILE", help="Read what a speaker answered.")]
Every = Annotated[bool, typer.Option("--all", help="All quotes, also those that were answered before.")]
Present = Annotated[bool, typer.Option("--present", help="Note too that the concepts were presented.")]
On = Annotated[
    dt.datetime | None,
    typer.Option(
        formats=["%Y-%m-%d"], metavar="DATE", help="The day of the sheets or the answers; today if not given."
    ),
]


def quotes(
    study: Study,
    more: More = None,
    to: To = None,
    read: Read = None,
    every: Every = False,
    present: Present = False,
    on: On = None,
) -> None:
    """Take quotes back to their speakers, and note what they answered.

    \b
    wijklab quotes params/ruwaard.yaml --to citaten            a sheet for each speaker
    wijklab quotes params/ruwaard.yaml --to citaten --present  and note that they were presented
    wijklab quotes params/ruwaard.yaml --to alles --all        also what was answered before
    wijklab quotes params/ruwaard.yaml --read terug/*.xlsx     their answers, into the study
    wijklab quotes params/ruwaard.yaml --read terug/a.xlsx --on 2024-09-12

    A sheet holds the quotes of one speaker as readers would see them. It can be filled in or printed, and says that a
    quote may always be withdrawn. Answers are added to the table quote_life (citaatverloop); reading a sheet twice adds
    nothing. Where anything in the files is wrong nothing is added.
    """
    files = [*(read or ()), *(more or ())]
    if (to is None) == (not files) or (more and not read):
        raise typer.BadParameter("give --to FOLDER, or --read FILE ...: one of the two")
    if read and (every or present):
        raise typer.BadParameter("--all and --present go with --to")
    if on and on.date() > dt.date.today():
        raise typer.BadParameter("that day has yet to come", param_hint="--on")
    with told():
        from wijklab.desk.quotes import hear_answers, write_sheets

        opened, day = _opened(study), (on.date() if on else dt.date.today())
        if to is not None:
            _tell_written(write_sheets(opened, to, day, every=every, present=present), to)
        else:
            _tell_heard(hear_answers(opened, files, day))


def _opened(path: Path) -> OpenStudy:
    """The study, checked; nothing is written."""
    from wijklab.errors import SourceError
    from wijklab.sources.opening import check_study
    from wijklab.sources.study_file import read_study

    read_study(path)
    opened, problems = check_study(path)
    if opened is None:
        raise SourceError(problem for problem in problems if problem.severity == "refusal")
    return opened


def _tell_written(written: Written, to: Path) -> None:
    if not written.files:
        typer.echo("No quote waits for its speaker. With --all there is a sheet for every speaker.")
        return
    typer.echo(f"{len(written.files)} sheet(s) with {written.quotes} quote(s) in {to}")
    if written.without_speaker:
        typer.echo(f"{written.without_speaker} quote(s) say nothing under speaker: each has a sheet of its own")
    if written.presented:
        typer.echo(f"{written.presented} concept(s) noted as presented")


def _tell_heard(heard: Heard) -> None:
    came = ", ".join(f"{number} {status}" for status, number in sorted(heard.added.items()))
    typer.echo(f"added: {came}" if came else "nothing new")
    if heard.added.get("withdrawn"):
        typer.echo("run the study again: what was withdrawn is on the old pages still, also on those that were shared")
    if heard.known:
        typer.echo(f"{heard.known} answer(s) were known already")
    if heard.silent:
        typer.echo(f"{heard.silent} quote(s) have no answer yet")
    for notice in heard.notices:
        typer.echo(str(notice))
