"""The commands as a user meets them: what they say, and the code they end with."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.conftest import ROOT, good_tables
from wijklab import cli, errors
from wijklab.batch import glance, lab, run
from wijklab.errors import NotebookError, StudyError, WijklabError

BAD_LADDER = good_tables()["participatieladder"].replace(";nulmeting;1\n", ";nulmeting;7\n", 1)
FAMILY = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, WijklabError)]


@pytest.fixture(autouse=True)
def without_debug(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WIJKLAB_DEBUG", raising=False)
    monkeypatch.setenv("COLUMNS", "200")


def wijklab(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli.app, [str(argument) for argument in arguments])


def test_help_teaches_the_whole_way_and_every_exit_code() -> None:
    shown = wijklab("--help").stdout
    for command in ("run", "check", "power", "init", "export", "lab"):
        assert f"wijklab {command}" in shown or f" {command} " in shown
    for kind in FAMILY:
        assert f" {kind.exit_code}  " in shown, kind.__name__


@pytest.mark.parametrize("command", ["run", "check", "power", "init", "export", "lab"])
def test_help_of_a_command_shows_examples(command: str) -> None:
    assert f" wijklab {command}" in wijklab(command, "--help").stdout


def test_the_version_is_that_of_the_project() -> None:
    said = wijklab("--version").stdout.strip()
    assert said.startswith("wijklab ")
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    assert f'version = "{said.split()[-1]}"' in text or "not installed" in said


def test_a_wrong_study_is_refused_with_all_that_is_wrong_and_no_traceback(make_study: Callable[..., Path]) -> None:
    result = wijklab("run", make_study(("title:", "titel:"), ("edition:", "editie:")))
    assert result.exit_code == StudyError.exit_code
    assert "titel" in result.stderr
    assert "editie" in result.stderr
    assert "Traceback" not in result.output
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("run", "nowhere.yaml"), 3),
        (("check", "nowhere.yaml"), 3),
        (("export", "nowhere.ipynb"), 7),
        (("lab", "nowhere"), 9),
        (("init", str(ROOT)), 9),
        (("run",), 2),
        (("runn",), 2),
    ],
)
def test_what_does_not_exist_has_its_own_code(arguments: tuple[str, ...], code: int) -> None:
    result = wijklab(*arguments)
    assert result.exit_code == code
    assert result.stderr
    assert "Traceback" not in result.output


def test_check_says_what_is_wrong_with_tables_and_runs_nothing(make_study: Callable[..., Path], tmp_path: Path) -> None:
    result = wijklab("check", make_study(tables={"participatieladder": BAD_LADDER}))
    assert result.exit_code == 4
    assert "participatieladder.csv, column 'trede'" in result.stderr
    assert not (tmp_path / "outputs").exists()


def test_check_of_several_studies_gives_the_worst_code(make_study: Callable[..., Path]) -> None:
    good = make_study()
    wrong = good.with_name("fout.yaml")
    wrong.write_text("id: 1\n", "utf-8")
    result = wijklab("check", good, wrong)
    assert result.exit_code == 3
    assert f"{good} is in order: costs 144, ladder 144" in result.stdout


def test_json_is_one_object_per_line_and_nothing_else(make_study: Callable[..., Path]) -> None:
    good = make_study()
    for arguments in (
        ("check", good),
        ("check", make_study(tables={"participatieladder": BAD_LADDER})),
        ("run", "nowhere.yaml"),
    ):
        result = wijklab(*arguments, "--json")
        told = [json.loads(line) for line in result.stdout.splitlines()]
        assert [entry["exit_code"] for entry in told] == [result.exit_code]
        assert result.stderr == ""


def test_a_run_ends_with_the_path_of_the_index(make_study: Callable[..., Path], tmp_path: Path) -> None:
    result = wijklab(
        "run", make_study(("[wellbeing, ladder, costs]", "[ladder]")), "--only", "ladder", "--timeout", "60"
    )
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[-1] == str(tmp_path / "outputs" / "klein" / "index.html")
    page = tmp_path / "ladder.html"
    executed = tmp_path / "outputs" / "klein" / "notebooks" / "ladder.ipynb"
    assert wijklab("export", executed, "--to", page).stdout.strip() == str(page)
    assert page.read_bytes() == (tmp_path / "outputs" / "klein" / "ladder.html").read_bytes()


def test_a_notebook_without_results_gets_no_page(tmp_path: Path) -> None:
    result = wijklab("export", ROOT / "notebooks" / "ladder.ipynb", "--to", tmp_path / "x.html")
    assert result.exit_code == NotebookError.exit_code
    assert not (tmp_path / "x.html").exists()


def test_init_says_what_comes_next(tmp_path: Path) -> None:
    result = wijklab("init", tmp_path / "mijn-wijk")
    assert result.exit_code == 0
    assert f"wijklab check {tmp_path / 'mijn-wijk' / 'params' / 'mijn-wijk.yaml'}" in result.stdout
    assert wijklab("init", tmp_path / "voorbeeld", "--example").exit_code == 0


def test_lab_opens_on_the_root_of_the_study(make_study: Callable[..., Path], tmp_path: Path) -> None:
    study = make_study()
    wanted = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={tmp_path}", lab.WARM]
    assert lab.lab_command(study) == lab.lab_command(tmp_path) == wanted


@pytest.mark.parametrize(
    ("raised", "code", "said"),
    [
        (RuntimeError("mevrouw Jansen"), 1, "wijklab failed unexpectedly (RuntimeError). See more: WIJKLAB_DEBUG=1\n"),
        (KeyboardInterrupt(), 130, "stopped\n"),
    ],
)
def test_what_nobody_expected_is_one_line(
    monkeypatch: pytest.MonkeyPatch, make_study: Callable[..., Path], raised: BaseException, code: int, said: str
) -> None:
    monkeypatch.setattr(run, "run_batch", _raising(raised))
    result = wijklab("run", make_study())
    assert (result.exit_code, result.stderr, result.stdout) == (code, said, "")


def test_a_traceback_is_there_for_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glance, "refuse_wrong_studies", _raising(RuntimeError("why")))
    monkeypatch.setenv("WIJKLAB_DEBUG", "1")
    assert isinstance(wijklab("run", "x.yaml").exception, RuntimeError)


def _raising(raised: BaseException) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise raised

    return fail
