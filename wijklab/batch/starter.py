"""`wijklab init`: a study of one's own, outside the repository, that runs at once and teaches while it is filled."""

from __future__ import annotations

import re
import shutil
from importlib.resources import as_file, files
from pathlib import Path

from wijklab.batch.first_rows import FILLED, first_rows, first_table
from wijklab.batch.workbook import write_workbook
from wijklab.contract.columns import TABLES
from wijklab.errors import OutputError, Problem
from wijklab.resources import notebooks_folder, params_folder

EXAMPLE = "ruwaard"
NOT_COPIED = shutil.ignore_patterns(".*", "__pycache__")
PRIVATE = """\
# Tabellen, bladen met citaten, gesprekken en notities gaan over mensen: ze horen niet in een archief dat gedeeld wordt.
outputs/
params/*/tabellen/
*.xlsx
*.qdpx
sessie-*.json
"""


def lay_down(folder: Path, *, force: bool = False) -> Path:
    """Lay down notebooks, a study file, tables, a workbook and a small invented story; gives the study file.

    The study is named after the folder. OutputError where the folder holds files already and `force` is not given.
    """
    name = _slug(folder)
    _refuse_full(folder, force=force)
    own = folder / "params" / name
    _write(folder / "README.md", _blank("README.md", name))
    _write(folder / ".gitignore", PRIVATE)
    _copy_notebooks(folder, name)
    for table in TABLES.values():
        _write(own / "tabellen" / f"{table.dutch}.csv", first_table(table))
    if not (own / "werkmap.xlsx").exists():
        write_workbook(own / "werkmap.xlsx", {name: first_rows(TABLES[name]) for name in FILLED})
    _lay_down_story(own / "verhaal", name)
    return _write(folder / "params" / f"{name}.yaml", _blank("studie.yaml", name))


def lay_down_example(folder: Path, *, force: bool = False) -> Path:
    """Lay down the whole example study, ready to run; gives its study file."""
    _refuse_full(folder, force=force)
    _copy_notebooks(folder, EXAMPLE)
    _copy_folder(params_folder(), folder / "params")
    return folder / "params" / f"{EXAMPLE}.yaml"


def _lay_down_story(folder: Path, name: str) -> None:
    with as_file(files("wijklab.batch") / "blank" / "verhaal") as story:
        for page in sorted(story.rglob("*.md")):
            _write(folder / page.relative_to(story), page.read_text("utf-8").replace("NAAM", name))


def _slug(folder: Path) -> str:
    """The folder's name as an id; OutputError where nothing of it can stand in one."""
    name = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-")[:60].strip("-")
    if not name:
        raise OutputError(
            Problem(str(folder), "cannot name a study", "use letters, digits and dashes, such as mijn-wijk")
        )
    return name


def _refuse_full(folder: Path, *, force: bool) -> None:
    if folder.exists() and not folder.is_dir():
        raise OutputError(Problem(str(folder), "is a file", "name a folder that does not exist yet"))
    if folder.is_dir() and any(folder.iterdir()) and not force:
        raise OutputError(
            Problem(
                str(folder),
                "holds files already",
                "name another folder, or add --force (files that are there stay as they are)",
            )
        )


def _copy_notebooks(folder: Path, name: str) -> None:
    for notebook in sorted(notebooks_folder().glob("*.ipynb")):
        text = notebook.read_text("utf-8").replace(f"params/{EXAMPLE}.yaml", f"params/{name}.yaml")
        _write(folder / "notebooks" / notebook.name, text)


def _blank(file: str, name: str) -> str:
    return (files("wijklab.batch") / "blank" / file).read_text("utf-8").replace("NAAM", name)


def _copy_folder(source: Path, target: Path) -> None:
    shutil.copytree(source, target, dirs_exist_ok=True, ignore=NOT_COPIED, copy_function=_copy_new)


def _copy_new(source: str, target: str) -> str:
    """Copy a file unless it is there: nobody's work is ever replaced."""
    return target if Path(target).exists() else shutil.copyfile(source, target)


def _write(path: Path, text: str) -> Path:
    """Write a file unless it is there: nobody's work is ever replaced."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.write_text(text, "utf-8")
    except OSError as fault:
        raise OutputError(
            Problem(str(path), f"cannot be written ({fault.strerror})", "choose another folder")
        ) from None
    return path
