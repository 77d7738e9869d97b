"""The command line: each command calls one function, and imports heavy packages only when it needs them."""

from __future__ import annotations

import datetime as dt
import gc
import os
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated

import typer

from wijklab.batch.leaving import leave_by_the_door, told
from wijklab.batch.listening import mind_no_closed_pipe
from wijklab.cli import edition, qda, quotes, session

EXIT_CODES = """
Exit codes (of several studies or notebooks: the highest)

 0  all is well
 1  a defect of wijklab itself
 2  a command or an option misspelt
 3  the study file is wrong
 4  a delivered table is wrong, or missing
 5  something would be shown that may not be shown
 6  the story is wrong: a theme, a quote or a citation
 7  a cell of a notebook raised an error
 8  a kernel died or took too long
 9  an output could not be written
 130  stopped with Ctrl-C, 143  stopped by the system, 129  its terminal was closed
"""

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.command()(quotes.quotes)
app.add_typer(session.app, name="session")
app.add_typer(edition.app, name="edition")
app.add_typer(qda.app, name="qda")

StudyFiles = Annotated[list[Path], typer.Argument(metavar="STUDY", help="Study files, such as params/ruwaard.yaml.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object per line on standard output, nothing else.")]


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"wijklab {installed_version()}")
        raise typer.Exit


@app.callback(epilog=EXIT_CODES)
def wijklab(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", envvar="WIJKLAB_DEBUG", help="Show the traceback of an unexpected error.")
    ] = False,
) -> None:
    """Count and tell for neighbourhoods: tables and interviews in, a learning history out.

    \b
    The whole way, from nothing:
      wijklab init mijn-wijk                         a study of your own
      wijklab power mijn-wijk/params/mijn-wijk.yaml  which difference it can find, before there are data
      wijklab check mijn-wijk/params/mijn-wijk.yaml  all that is wrong, at once
      wijklab run mijn-wijk/params/mijn-wijk.yaml    reports in mijn-wijk/outputs/
      wijklab lab mijn-wijk                          cell by cell, in JupyterLab

    wijklab COMMAND --help says more of each, with examples.
    """
    if debug:
        os.environ["WIJKLAB_DEBUG"] = "1"


@app.command()
def run(
    studies: StudyFiles,
    only: Annotated[
        list[str] | None, typer.Option(metavar="QUESTION", help="Run this question only; may be given more than once.")
    ] = None,
    outputs: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write to DIR/<study id> instead of outputs/<study id>.")
    ] = None,
    jobs: Annotated[
        int | None, typer.Option("--jobs", "-j", metavar="N", min=1, help="So many at once; one a core if not given.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would run, and why; run and write nothing.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Also run what is unchanged since it was made.")] = False,
    fail_fast: Annotated[bool, typer.Option("--fail-fast", help="Begin nothing new after the first failure.")] = False,
    timeout: Annotated[
        int | None, typer.Option(metavar="SECONDS", min=1, help="Stop a notebook when one cell takes longer.")
    ] = None,
    memory: Annotated[
        int | None, typer.Option(metavar="MIB", min=16, help="Memory that a job may take for itself (Linux).")
    ] = None,
    cluster: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Run on a Dask cluster, such as tcp://10.0.0.5:8786.")
    ] = "",
    ordinary: Annotated[
        bool, typer.Option("--ordinary-kernels", help="A new kernel for every notebook: slower, the same numbers.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print the path of the index only.")] = False,
    as_json: AsJson = False,
) -> None:
    """Run the notebooks of studies and write their reports: what is missing or has changed, and nothing else.

    \b
    wijklab run params/ruwaard.yaml
    wijklab run params/*.yaml --jobs 8
    wijklab run params/*.yaml --dry-run
    wijklab run params/ruwaard.yaml --only wellbeing --only ladder
    wijklab run params/ruwaard.yaml --timeout 600 --memory 2000
    wijklab run params/ruwaard.yaml --outputs /media/usb
    wijklab run params/*.yaml --cluster tcp://10.0.0.5:8786 --json

    A study is checked as a whole before anything of it runs; a wrong one is
    refused and stops no other. A notebook that fails stops no other either: it
    is left, executed up to the failing cell, in outputs/<study>/notebooks/,
    with a log in outputs/<study>/logs/, and has no page.

    A question runs where its data, study file, notebook, story or wijklab itself
    changed since its report was made, or where that report is gone. Stopped
    halfway, by whatever cause? The same command goes on with what is missing.
    """
    with told(as_json):
        from wijklab.batch.glance import each_once, refuse_wrong_studies

        studies = each_once(studies)
        refuse_wrong_studies(studies, outputs, strict=fail_fast)
        from wijklab.batch.console import reporter
        from wijklab.batch.jobs import RunOptions
        from wijklab.batch.run import run_batch

        options = RunOptions(
            only=tuple(only or ()), outputs=outputs, cell_seconds=timeout, jobs=jobs, memory_mib=memory, force=force,
            fail_fast=fail_fast, dry_run=dry_run, warm=not ordinary, cluster=cluster,
        )  # fmt: skip
        result = run_batch(studies, options, dt.datetime.now().astimezone(), reporter(quiet, as_json, dry_run))
        raise typer.Exit(result.exit_code)


@app.command()
def check(studies: StudyFiles, as_json: AsJson = False) -> None:
    """Say everything that is wrong with studies and their tables. Nothing is run, nothing is computed.

    \b
    wijklab check params/ruwaard.yaml
    wijklab check params/*.yaml --json
    """
    with told(as_json):
        from wijklab.batch.checking import check_studies
        from wijklab.batch.console import reporter

        raise typer.Exit(check_studies(studies, reporter(quiet=False, as_json=as_json), dt.date.today()))


@app.command()
def power(
    studies: StudyFiles,
    outputs: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write to DIR/<study id> instead of outputs/<study id>.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say which difference a study can find with its neighbourhoods, before there is a single table.

    \b
    wijklab power params/ruwaard.yaml
    wijklab power params/ruwaard.yaml --json
    wijklab power params/*.yaml --outputs /media/usb

    Only the study file is read: the neighbourhoods under `arms:`, and under `power:` what you know or assume:

    \b
    power:
      residents_per_neighbourhood: 60     measured at the start, in each neighbourhood
      follow_up_loss: 0.25                a quarter is not measured again
      icc: 0.03                           how alike neighbours are, 0 to 1
      smallest_difference_points: 0.5     worth finding

    Every key may be left out; the page says what is assumed then. It is left in
    outputs/<study>/power.html, with its tables. With few neighbourhoods, more of
    them help far more than more residents in each.
    """
    with told(as_json):
        from wijklab.batch.console.power import teller
        from wijklab.batch.planning import plan_studies

        raise typer.Exit(plan_studies(studies, outputs, teller(as_json)))


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where the study comes; its name becomes its id.")],
    example: Annotated[bool, typer.Option("--example", help="Lay down the whole example study instead.")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Also in a folder that holds files; those stay as they are.")
    ] = False,
) -> None:
    """Lay down a study of your own: notebooks, a study file that teaches, empty tables, an Excel workbook, a story.

    \b
    wijklab init mijn-wijk
    wijklab init voorbeeld --example
    """
    with told():
        from wijklab.batch.starter import lay_down, lay_down_example

        study = lay_down_example(folder, force=force) if example else lay_down(folder, force=force)
        typer.echo(f"{folder} is ready. Next:\n  wijklab power {study}\n  wijklab check {study}\n  wijklab run {study}")


@app.command()
def export(
    notebook: Annotated[Path, typer.Argument(metavar="NOTEBOOK", help="An executed notebook; with --pdf also a page.")],
    to: Annotated[Path | None, typer.Option(metavar="FILE", help="The page; beside the notebook if not given.")] = None,
    as_pdf: Annotated[
        bool, typer.Option("--pdf", help="Print the page to PDF: tagged, with bookmarks (needs 'wijklab[pdf]').")
    ] = False,
    level: Annotated[
        str, typer.Option(metavar="LEVEL", help="The edition of resident, practitioner, manager or executive.")
    ] = "",
) -> None:
    """Make the page for readers of one executed notebook.

    \b
    wijklab export outputs/ruwaard/notebooks/wellbeing.ipynb
    wijklab export outputs/ruwaard/notebooks/wellbeing.ipynb --to welbevinden.html
    wijklab export --pdf outputs/ruwaard/learning_history.html
    wijklab export outputs/ruwaard/notebooks/learning_history.ipynb --level manager
    """
    from wijklab.contract.vocabulary import LEVELS

    if level and level not in LEVELS:
        raise typer.BadParameter(f"'{level}' is not a level; choose from: {', '.join(LEVELS)}")
    if as_pdf and level:
        raise typer.BadParameter("print the page of that edition: --pdf outputs/.../learning_history-LEVEL.html")
    with told():
        if as_pdf:
            from wijklab.batch.pdf import export_pdf

            typer.echo(export_pdf(notebook, to or notebook.with_suffix(".pdf")))
        else:
            from wijklab.batch.pages import export_page

            beside = notebook.with_name(f"{notebook.stem}-{level}.html" if level else f"{notebook.stem}.html")
            typer.echo(export_page(notebook, to or beside, level=level))


@app.command()
def lab(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The study's folder, or its study file.")] = Path(),
) -> None:
    """Open a study in JupyterLab: the same notebooks, one call a cell.

    \b
    wijklab lab
    wijklab lab mijn-wijk
    """
    with told():
        from wijklab.batch.lab import open_lab

        open_lab(folder)


def installed_version() -> str:
    """The version of this installation."""
    try:
        return version("wijklab")
    except PackageNotFoundError:
        return "(not installed: run from a checkout)"


def main() -> None:
    """The command `wijklab`."""
    gc.set_threshold(100_000, 20, 20)  # looking for cycles at the usual pace takes a fifth of the time to check a study
    leave_by_the_door()
    mind_no_closed_pipe()
    app()
