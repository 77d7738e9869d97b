"""Codebooks and coded projects of other programs (REFI-QDA), in and out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wijklab.batch.leaving import told

if TYPE_CHECKING:
    from wijklab.errors import Problem

app = typer.Typer(no_args_is_help=True, help="Codebooks and coded projects of other programs (REFI-QDA), in and out.")

StudyFile = Annotated[Path, typer.Argument(metavar="STUDY", help="A study file, such as params/ruwaard.yaml.")]


@app.callback()
def qda() -> None:
    """Codebooks and coded projects of other programs (REFI-QDA), in and out.

    \b
    wijklab qda themes params/ruwaard.yaml --to ruwaard.qdc
    wijklab qda codes params/ruwaard.yaml codes.qdc
    wijklab qda fragments params/ruwaard.yaml interviews.qdpx --role bewoner --level resident --date 2024-05-31

    ATLAS.ti, MAXQDA, NVivo, QualCoder, Quirkos and others export and import these files. Guide: docs/refi-qda.md.
    """


@app.command()
def themes(
    study: StudyFile,
    to: Annotated[Path, typer.Option("--to", metavar="FILE", help="The codebook to write, such as ruwaard.qdc.")],
) -> None:
    """Write the themes of a study, and its goals, principles and other frames, as a codebook (.qdc).

    \b
    wijklab qda themes params/ruwaard.yaml --to ruwaard.qdc

    Each code keeps its guid, so that a theme is known again when it comes back.
    """
    with told():
        from wijklab.desk.coding.themes import write_themes

        file, number = write_themes(study, to)
        typer.echo(f"{file}: {number} themes")


@app.command()
def codes(
    study: StudyFile,
    codebook: Annotated[Path, typer.Argument(metavar="FILE", help="A codebook (.qdc).")],
    level: Annotated[
        str, typer.Option(metavar="LEVEL", help="Whose themes: resident, practitioner, manager or executive.")
    ] = "practitioner",
) -> None:
    """Make a theme of each outermost code of a codebook (.qdc) that is no theme yet; codes within it become moments.

    \b
    wijklab qda codes params/ruwaard.yaml codes.qdc
    wijklab qda codes params/ruwaard.yaml codes.qdc --level resident

    A new file themes/<name>.md is filled in as far as the codebook goes. Files that exist stay as they are.
    """
    from wijklab.desk.coding.said import level_of

    whose = level_of(level)
    if not whose:
        raise typer.BadParameter("use resident, practitioner, manager or executive", param_hint="--level")
    with told():
        from wijklab.desk.coding.codes import add_codes

        made = add_codes(study, codebook, level=whose)
        for file in made.files:
            typer.echo(file)
        typer.echo(f"{len(made.files)} new themes; {made.known} codes were themes or frames already")


@app.command()
def fragments(
    study: StudyFile,
    project: Annotated[Path, typer.Argument(metavar="FILE", help="A coded project (.qdpx).")],
    level: Annotated[str, typer.Option(metavar="LEVEL", help="The level of who speaks, where no variable says.")] = "",
    role: Annotated[str, typer.Option(metavar="ROLE", help="The role of who speaks: a function, never a name.")] = "",
    holders: Annotated[str, typer.Option(metavar="NUMBER", help="How many people have that role.")] = "",
    date: Annotated[str, typer.Option(metavar="DAY", help="The day of the interview, such as 2024-05-31.")] = "",
    theme: Annotated[str, typer.Option(metavar="THEME", help="The theme of selections whose codes are none.")] = "",
) -> None:
    """Add the coded selections of a project (.qdpx) to the fragments of a study: concepts, without consent.

    \b
    wijklab qda fragments params/ruwaard.yaml interviews.qdpx
    wijklab qda fragments params/ruwaard.yaml interviews.qdpx --level resident --role bewoner --date 2024-05-31
    wijklab qda fragments params/ruwaard.yaml interviews.qdpx --theme geld

    A code is a theme where it has the theme's guid (wijklab qda themes), title or id; codes within it belong to it.
    Variables of a source or case named niveau, rol, rolhouders and datum go before the options. Twice adds nothing.
    """
    with told():
        from wijklab.desk.coding.fragments import add_fragments
        from wijklab.desk.coding.said import Given

        made = add_fragments(study, project, Given(level, role, holders, date), theme=theme)
        _tell(made.notices)
        typer.echo(f"{made.file}: {made.added} fragments added, {made.already} stood there already")


def _tell(notices: tuple[Problem, ...]) -> None:
    from wijklab.batch.console import tell_problems

    if notices:
        tell_problems(notices, "Worth knowing:")
