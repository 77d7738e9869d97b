"""Notebooks are thin: one call per cell, committed without outputs, with a word for the researcher in front."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.conftest import ROOT
from wijklab.contract.study import QUESTIONS

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)


def test_there_is_a_notebook_for_every_question_and_no_other() -> None:
    assert {path.stem for path in NOTEBOOKS} == set(QUESTIONS)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_valid_and_holds_no_outputs(path: Path) -> None:
    notebook = read(path)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert not [cell for cell in code if cell.outputs or cell.execution_count]
    assert path.stat().st_size < 7_000, "seaborn's 90 documentation notebooks are 7 KB each: so can ours be"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_opens_with_words_and_then_its_parameters(path: Path) -> None:
    first, second = read(path).cells[:2]
    assert first.cell_type == "markdown"
    assert second.metadata.tags == ["parameters"]
    assert second.source == 'params = "../params/ruwaard.yaml"\noutputs = None'


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_cell_makes_one_call(path: Path) -> None:
    for cell in read(path).cells[2:]:
        if cell.cell_type == "code":
            calls = [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Call)]
            assert len(calls) == 1, cell.source
