"""A study file in, a checked `Study` and its place on disk out; everything that is wrong in it refused together.

Parameters are data: a study is read as a tree of text (`yaml_text`), so that the types of `Study` decide what a value
is, and nothing in a file can run as code. This module imports no pandas: a wrong study is refused at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from wijklab.contract.columns import TABLES
from wijklab.contract.study import Study, StudyPlace
from wijklab.errors import Problem, StudyError
from wijklab.sources.explain import contradictions, explain
from wijklab.sources.yaml_text import Tree, key_path, read_tree


def read_study(path: str | Path, outputs: str | Path | None = None) -> tuple[Study, StudyPlace]:
    """The study of that file and where it stands; StudyError with everything that is wrong in it.

    Every path in a study starts at its root: the parent of a folder named `params` in which the file lies, else the
    file's own folder. Outputs go to `<root>/outputs/<id>`, or to `<outputs>/<id>` where a folder is given.
    """
    file = Path(path)
    tree, problems = read_tree(file)
    study = _validated(tree, problems)
    problems += [*_absolute_paths(tree), *_unknown_tables(tree)]
    if study is None or problems:
        raise StudyError(sorted(problems, key=_line))
    return study, _place(file, study, outputs)


def _validated(tree: Tree, problems: list[Problem]) -> Study | None:
    """The study, or None; what pydantic finds is added to the problems, and the contradictions that it hid by them."""
    if not isinstance(tree.value, dict):
        return None
    try:
        return Study.model_validate(tree.value)
    except ValidationError as error:
        problems += [problem for detail in error.errors() for problem in explain(detail, tree)]
        problems += contradictions(tree, error)
        return None


def _place(file: Path, study: Study, outputs: str | Path | None) -> StudyPlace:
    root = study_root(file)
    target = outputs_of(root, study.id, outputs)
    base = target.parent
    if target.resolve() != base.resolve() / study.id or (outputs is None and base.is_symlink()):
        raise StudyError(_leads_out(file, target))
    return StudyPlace(file=file.absolute(), root=root, outputs=target)


def outputs_of(root: Path, id: str, outputs: str | Path | None) -> Path:
    """The folder of the outputs of a study with that root and id, under the folder asked for or the usual one."""
    return (Path(outputs).absolute() if outputs is not None else root / "outputs") / id


def study_root(file: Path) -> Path:
    """The folder from which every path in that study file starts."""
    folder = file.absolute().parent
    return folder.parent if folder.name == "params" else folder


def _leads_out(file: Path, target: Path) -> Problem:
    return Problem(
        where=str(file),
        what=f"its outputs folder '{target.parent.name}/{target.name}' is a link that leads out of the outputs folder",
        todo="remove the link, or name another folder for the outputs",
    )


def _absolute_paths(tree: Tree) -> Iterator[Problem]:
    for keys in tree.lines:
        value = tree.at(keys)
        if _is_path(keys) and isinstance(value, str) and value.startswith(("/", "~")):
            yield Problem(
                where=tree.where(keys),
                what=f"{key_path(keys)} is an absolute path, which is true on one machine only",
                todo="write it from the root of the study, such as params/my-study or ../shared/data/file.csv",
            )


def _is_path(keys: tuple[str | int, ...]) -> bool:
    single = {("data", "folder"), ("data", "workbook"), ("data", "context_fallback"), ("story", "folder")}
    in_context = keys[:2] == ("data", "context") and keys[-1] == "file"
    return keys in single or in_context or (keys[:2] == ("data", "tables") and len(keys) == 3)


def _unknown_tables(tree: Tree) -> Iterator[Problem]:
    for keys in tree.lines:
        named = len(keys) == 3 and keys[:2] in {("data", "tables"), ("data", "columns")}
        if named and keys[2] not in TABLES:
            yield Problem(
                where=tree.where(keys),
                what=f"{key_path(keys)}: the contract has no table '{keys[2]}'",
                todo=f"use one of {', '.join(TABLES)}",
            )
        yield from _unknown_column(tree, keys)


def _unknown_column(tree: Tree, keys: tuple[str | int, ...]) -> Iterator[Problem]:
    if len(keys) != 4 or keys[:2] != ("data", "columns") or keys[2] not in TABLES:
        return
    known = [column.name for column in TABLES[str(keys[2])].columns]
    if tree.at(keys) not in known:
        yield Problem(
            where=tree.where(keys),
            what=f"{key_path(keys)}: the contract's table '{keys[2]}' has no column '{tree.at(keys)}'",
            todo=f"write `delivered header: column`, with one of {', '.join(known)}",
        )


def _line(problem: Problem) -> int:
    number = problem.where.rpartition("line ")[2]
    return int(number) if number.isdigit() else 0
