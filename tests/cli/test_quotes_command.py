"""`wijklab quotes` as a user meets it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from wijklab import cli
from wijklab.errors import OutputError, SourceError, StudyError

FRAGMENTS = """\
fragment;datum;rol;niveau;thema;tekst;status;toestemming;rolhouders;spreker
F1;2023-02-06;opbouwwerker;uitvoerder;tuin;Eerste woorden.;concept;ja;6;P1
F2;2023-02-06;bewoner;bewoner;tuin;Tweede woorden.;concept;ja;90;
"""


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WIJKLAB_DEBUG", raising=False)
    monkeypatch.setenv("COLUMNS", "200")


@pytest.fixture
def study(make_study: Callable[..., Path]) -> Path:
    return make_study(tables={"fragmenten": FRAGMENTS})


def quotes(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli.app, ["quotes", *map(str, arguments)])


def test_help_shows_both_ways() -> None:
    shown = quotes("--help").stdout
    assert " wijklab quotes params/ruwaard.yaml --to " in shown
    assert " wijklab quotes params/ruwaard.yaml --read " in shown


def test_sheets_go_out_and_answers_come_in(study: Path, tmp_path: Path) -> None:
    said = quotes(study, "--to", tmp_path / "heen", "--present", "--on", "2024-05-01").stdout
    assert "2 sheet(s) with 2 quote(s)" in said
    assert "1 quote(s) say nothing under speaker" in said
    assert "2 concept(s) noted as presented" in said
    files = sorted((tmp_path / "heen").iterdir())
    for file in files:
        _answer(file, "akkoord")
    assert "added: 2 agreed" in quotes(study, "--read", *files, "--on", "2024-05-03").stdout
    again = quotes(study, "--read", *files, "--on", "2024-05-09").stdout
    assert "nothing new" in again
    assert "2 answer(s) were known already" in again
    assert "No quote waits" in quotes(study, "--to", tmp_path / "weer").stdout
    assert not (tmp_path / "outputs").exists()


def _answer(file: Path, answer: str) -> None:
    book = openpyxl.load_workbook(file)
    page = book.worksheets[0]
    page.cell(page.max_row, 7).value = answer
    book.save(file)


def test_who_withdraws_is_not_forgotten_on_old_pages(study: Path, tmp_path: Path) -> None:
    quotes(study, "--to", tmp_path / "heen", "--on", "2024-05-01")
    file = tmp_path / "heen" / "citaten-p1.xlsx"
    _answer(file, "ingetrokken")
    said = quotes(study, "--read", file, "--on", "2024-05-03").stdout
    assert "added: 1 withdrawn" in said
    assert "run the study again" in said


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((), 2),
        (("--to", "x", "--read", "y.xlsx"), 2),
        (("--read", "y.xlsx", "--all"), 2),
        (("y.xlsx",), 2),
        (("--to", "x", "--on", "gisteren"), 2),
        (("--read", "weg.xlsx", "--on", "2999-01-01"), 2),
        (("--read", "weg.xlsx"), SourceError.exit_code),
        (("--to", "outputs/citaten"), OutputError.exit_code),
    ],
)
def test_what_cannot_be_done_has_its_own_code(
    study: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], code: int
) -> None:
    monkeypatch.chdir(study.parent.parent)
    result = quotes(study, *arguments)
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output


def test_a_study_that_is_wrong_is_told_as_elsewhere(tmp_path: Path) -> None:
    assert quotes(tmp_path / "weg.yaml", "--to", tmp_path / "x").exit_code == StudyError.exit_code
