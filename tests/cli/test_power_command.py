"""`wijklab power`: from a study file alone to a page and a terminal, and wrong values refused with their place."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.small_study import ARMS
from wijklab import cli
from wijklab.errors import OutputError, StudyError
from wijklab.text import phrase

PLAN = "power: {residents_per_neighbourhood: 60, follow_up_loss: 0.25, sd: 2, icc: 0.04}\nnotebooks: "


def power(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli.app, ["power", *(str(argument) for argument in arguments)])


@pytest.fixture
def study(make_study: Callable[..., Path]) -> Path:
    return make_study(("notebooks: ", PLAN))


def test_it_needs_no_table_at_all(study: Path, tmp_path: Path) -> None:
    for table in (tmp_path / "params" / "klein").iterdir():
        table.unlink()
    result = power(study)
    outputs = tmp_path / "outputs" / "klein"
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[-1] == str(outputs / "power.html")
    assert {path.name for path in (outputs / "tables").iterdir()} >= {"power-pairs.csv", "power-course.csv"}


def test_the_terminal_speaks_english_and_the_page_the_language_of_the_study(study: Path, tmp_path: Path) -> None:
    said = " ".join(power(study).stdout.split())
    assert "With 2 neighbourhoods against 2 neighbourhoods a p-value can never come below 0.33" in said
    assert "measure in more neighbourhoods" in said
    page = (tmp_path / "outputs" / "klein" / "power.html").read_text("utf-8")
    assert '<html lang="nl">' in page
    assert "nooit onder 0,33 komen" in page
    assert phrase("nl", "power.privacy") in page


def test_a_page_that_stands_alone_leads_nowhere(study: Path, tmp_path: Path) -> None:
    power(study)
    page = (tmp_path / "outputs" / "klein" / "power.html").read_text("utf-8")
    assert 'href="index.html"' not in page
    assert 'href="ladder.html"' not in page


def test_the_same_study_gives_the_same_bytes(study: Path, tmp_path: Path) -> None:
    power(study, "--outputs", tmp_path / "a")
    power(study, "--outputs", tmp_path / "b")
    one, two = ({p.name: p.read_bytes() for p in (tmp_path / x / "klein").rglob("*") if p.is_file()} for x in "ab")
    assert one == two
    assert "power.html" in one


def test_json_holds_every_number(study: Path) -> None:
    told = json.loads(power(study, "--json").stdout)
    found = told["numbers"]["power.detectable.proeftuin-traditional"]
    assert (told["event"], told["exit_code"]) == ("power", 0)
    assert found["unit"] == "points"
    assert found["value"] == pytest.approx(5.6535 * 2 * (0.04 + 0.96 / 45) ** 0.5, abs=1e-3)  # t(2), change at r = .5


ONE_EACH = "  proeftuin: {neighbourhoods: [WK999901], start: 2018-01-01}\n  traditional: {neighbourhoods: [WK999902]}\n"


@pytest.mark.parametrize(
    ("arms", "said", "never"),
    [
        ("arms: {}\n", "names no two ways of working with neighbourhoods", "What this study can find"),
        ("arms:\n  traditional: {neighbourhoods: [WK999901]}\n", "names no two ways of working", "not shown"),
        (
            f"arms:\n{ONE_EACH}",
            "no difference can be found, however many residents are measured",
            "it does give a margin",
        ),
    ],
)
def test_too_little_to_compare_is_said_and_is_no_fault(
    make_study: Callable[..., Path], arms: str, said: str, never: str
) -> None:
    result = power(make_study((f"arms:\n{ARMS}", arms)))
    shown = " ".join(result.stdout.split())
    assert result.exit_code == 0
    assert said in shown
    assert never not in shown


@pytest.mark.parametrize(
    "part",
    [
        "{icc: 1, sd: 1000}",
        "{icc: 0, sd: 0.01, residents_per_neighbourhood: 100000}",
        "{residents_per_neighbourhood: 2, follow_up_loss: 0.95, smallest_difference_points: 0.01}",
        "{correlation: 0.99, neighbourhood_correlation: 0, analysis: same_start, power: 0.99, confidence: 0.99}",
        "{share_rising: 0.99, smallest_difference_share: 0.01}",
    ],
)
def test_what_is_extreme_but_possible_has_a_page(make_study: Callable[..., Path], part: str) -> None:
    result = power(make_study(("notebooks: ", f"power: {part}\nnotebooks: ")))
    assert result.exit_code == 0, result.output
    assert "nan" not in result.stdout


def test_nothing_under_power_is_needed(make_study: Callable[..., Path]) -> None:
    assert power(make_study()).exit_code == 0


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("icc: 5", "power.icc is too large"),
        ("icc: veel", "power.icc is not a number"),
        ("follow_up_loss: 1", "power.follow_up_loss is too large"),
        ("residents: 60", "power.residents is not a key of a study"),
        ("analysis: ancova", "power.analysis is not one of the choices"),
        ("{share_rising: 0.95, smallest_difference_share: 0.2}", "are more than 1 together"),
    ],
)
def test_a_wrong_value_is_refused_with_its_place(make_study: Callable[..., Path], wrong: str, said: str) -> None:
    part = wrong if wrong.startswith("{") else f"{{{wrong}}}"
    result = power(make_study(("notebooks: ", f"power: {part}\nnotebooks: ")))
    assert result.exit_code == StudyError.exit_code
    assert said in result.stderr
    assert "line" in result.stderr
    assert "->" in result.stderr
    assert result.stdout == ""


def test_of_several_studies_the_worst_code_counts(study: Path) -> None:
    result = power(study, "nowhere.yaml")
    assert result.exit_code == StudyError.exit_code
    assert "power.html" in result.stdout


def test_what_cannot_be_written_has_its_own_code(study: Path, tmp_path: Path) -> None:
    (tmp_path / "full").write_text("a file, not a folder", "utf-8")
    assert power(study, "--outputs", tmp_path / "full").exit_code == OutputError.exit_code


def test_a_refusal_as_json_is_one_object(make_study: Callable[..., Path]) -> None:
    result = power(make_study(("notebooks: ", "power: {icc: 5}\nnotebooks: ")), "--json")
    told = json.loads(result.stdout)
    assert (told["event"], told["exit_code"]) == ("refused", 3)


def test_help_teaches_by_an_example() -> None:
    shown = CliRunner().invoke(cli.app, ["power", "--help"]).stdout
    assert "wijklab power params/ruwaard.yaml" in shown
    assert "smallest_difference_points" in shown


def test_a_run_of_a_study_that_plans_makes_the_page_too(make_study: Callable[..., Path], tmp_path: Path) -> None:
    study = make_study(("notebooks: [wellbeing, ladder, costs]", f"{PLAN}[wijkfoto]"))
    result = CliRunner().invoke(cli.app, ["run", str(study), "--quiet"])
    outputs = tmp_path / "outputs" / "klein"
    assert result.exit_code == 0, result.output
    assert 'href="power.html"' in (outputs / "index.html").read_text("utf-8")
    assert '"power.html"' in (outputs / "manifest.json").read_text("utf-8")
