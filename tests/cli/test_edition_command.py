"""`wijklab edition` and `wijklab export --level` as a user meets them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.desk.test_closing import RECORD, run, study
from wijklab import cli


@pytest.fixture(autouse=True)
def without_debug(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WIJKLAB_DEBUG", raising=False)
    monkeypatch.setenv("COLUMNS", "200")


def wijklab(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli.app, [str(argument) for argument in arguments])


@pytest.mark.parametrize("command", ["close", "list"])
def test_help_shows_examples(command: str) -> None:
    assert f" wijklab edition {command} params/ruwaard.yaml" in wijklab("edition", command, "--help").stdout


def test_closing_says_what_was_kept_and_where(tmp_path: Path) -> None:
    run(tmp_path)
    said = wijklab("edition", "close", study(tmp_path))
    kept = tmp_path / "verhaal" / "editions" / "editie-2024.json"
    assert (said.exit_code, said.stdout) == (0, f"Closed: Editie 2024. Kept in {kept}\n")
    assert "Closed before, with the same content" in wijklab("edition", "close", study(tmp_path)).stdout


def test_a_closed_edition_that_changed_ends_with_9_and_the_remedy(tmp_path: Path) -> None:
    run(tmp_path)
    wijklab("edition", "close", study(tmp_path))
    run(tmp_path, replace(RECORD, open_notes=()))
    refused = wijklab("edition", "close", study(tmp_path))
    assert refused.exit_code == 9
    assert "--again" in refused.stderr
    assert "Closed again" in wijklab("edition", "close", study(tmp_path), "--again").stdout


def test_closing_before_a_run_ends_with_6(tmp_path: Path) -> None:
    file = study(tmp_path)
    refused = wijklab("edition", "close", file)
    assert refused.exit_code == 6
    assert f"run it first: wijklab run {file}" in refused.stderr


def test_the_list_names_what_is_compared_with(tmp_path: Path) -> None:
    assert "No edition was closed yet" in wijklab("edition", "list", study(tmp_path)).stdout
    run(tmp_path)
    wijklab("edition", "close", study(tmp_path))
    said = wijklab("edition", "list", study(tmp_path, edition="Editie 2025")).stdout
    assert said == "2024-06-30  Editie 2024: 0 themes, 0 numbers  (compared with)\n"


WRONG = (
    # options of export, what the message says
    (("--level", "managers"), "'managers' is not a level; choose from: resident, practitioner, manager, executive"),
    (("--level", "../x"), "is not a level"),
    (("--level", "manager", "--pdf"), "print the page of that edition"),
)


@pytest.mark.parametrize(("options", "message"), WRONG)
def test_an_edition_that_cannot_be_exported_is_a_misspelt_command(options: tuple[str, ...], message: str) -> None:
    refused = wijklab("export", "learning_history.ipynb", *options)
    assert refused.exit_code == 2
    assert message in " ".join(refused.stderr.replace("│", " ").split())
