"""`wijklab init`: a study of one's own that runs at once, its small story, and a workbook that the reader accepts."""

from __future__ import annotations

import datetime as dt
import re
import warnings
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from wijklab.batch.first_rows import FILLED, first_rows, header
from wijklab.batch.jobs import Reporter, RunOptions
from wijklab.batch.run import run_study
from wijklab.batch.starter import lay_down, lay_down_example
from wijklab.batch.workbook import choices, note, write_workbook
from wijklab.contract.columns import TABLES
from wijklab.contract.table_shapes import Column
from wijklab.errors import OutputError
from wijklab.sources.opening import check_study, open_study
from wijklab.sources.study_file import read_study
from wijklab.story import check_story

NOON = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
CHOICES = [(table.name, column) for table in TABLES.values() for column in table.columns if column.choices]


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_what_is_about_people_stays_out_of_an_archive(tmp_path: Path) -> None:
    folder = lay_down(tmp_path / "mijn-wijk").parent.parent
    kept_out = (folder / ".gitignore").read_text("utf-8").splitlines()
    for file in (
        "citaten/citaten-p1.xlsx",
        "params/mijn-wijk/werkmap.xlsx",
        "sessie-mijn-wijk-2024-09-12-manager.json",
    ):
        assert any(Path(file).match(pattern) for pattern in kept_out), file
    assert "--to citaten" in (folder / "README.md").read_text("utf-8")


def test_a_starter_has_all_that_a_study_needs_under_its_own_name(tmp_path: Path) -> None:
    study = lay_down(tmp_path / "Mijn Wijk")
    folder = tmp_path / "Mijn Wijk"
    assert study == folder / "params" / "mijn-wijk.yaml"
    tables = {f"params/mijn-wijk/tabellen/{table.dutch}.csv" for table in TABLES.values()}
    assert tables | {"README.md", ".gitignore", "params/mijn-wijk/werkmap.xlsx", "notebooks/costs.ipynb",
                     "params/mijn-wijk/verhaal/history.md",
                     "params/mijn-wijk/verhaal/themes/de-tafel.md"} <= files(folder)  # fmt: skip
    told = {".md", ".yaml", ".ipynb"}
    texts = [path.read_text("utf-8") for path in folder.rglob("*") if path.suffix in told]
    assert not [text for text in texts if re.search(r"\bNAAM\b|params/ruwaard\.yaml", text)]


def test_a_starter_is_in_order_and_runs(tmp_path: Path) -> None:
    study = lay_down(tmp_path / "mijn-wijk")
    opened, problems = check_study(study)
    assert opened is not None, problems
    assert not [problem for problem in problems if problem.severity == "refusal"]
    result = run_study(study, RunOptions(only=("wellbeing",)), NOON, Reporter())
    assert result.exit_code == 0
    assert "synthetisch" in (result.outputs / "wellbeing.html").read_text("utf-8").lower()


def test_every_key_that_waits_behind_a_hash_may_be_used(tmp_path: Path) -> None:
    study = lay_down(tmp_path / "mijn-wijk")
    text, keys = re.subn(r'^( *)# ( *[a-z0-9_"]+:)', r"\1\2", study.read_text("utf-8"), flags=re.MULTILINE)
    study.write_text(text, "utf-8")
    asked, _ = read_study(study)
    assert keys >= 18
    assert asked.arms["proeftuin"].starts
    assert asked.design.assignment == "chosen"
    assert None not in (asked.power, asked.story, asked.outcomes.wijkfoto)
    assert asked.outcomes.wellbeing.placebo_instrument == "who5"
    assert (len(asked.reporting.trend), len(asked.reporting.tidier), len(asked.reporting.cheers)) == (1, 1, 1)
    assert None not in (asked.outcomes.cost_effectiveness, asked.outcomes.social_return, asked.outcomes.budget)
    assert (asked.economics.price_index, len(asked.outcomes.costs.sharing)) == ("cpi", 1)


def test_the_workbook_can_take_the_place_of_the_tables(tmp_path: Path) -> None:
    study = lay_down(tmp_path / "mijn-wijk")
    text = (
        study.read_text("utf-8")
        .replace("  folder: params/mijn-wijk/tabellen\n", "")
        .replace("# workbook:", "workbook:")
    )
    study.write_text(text, "utf-8")
    opened, problems = check_study(study)
    assert opened is not None, problems
    assert [entry.path for entry in opened.tables.inputs] == ["params/mijn-wijk/werkmap.xlsx"]
    assert check_story(opened) == ()
    by_csv = open_study(lay_down(tmp_path / "twee" / "mijn-wijk")).tables
    for name in FILLED:
        assert opened.tables[name].equals(by_csv[name]), f"{name} of the workbook and of the CSV"


def test_a_starter_tells_a_small_story_at_once(tmp_path: Path) -> None:
    study = lay_down(tmp_path / "mijn-wijk")
    few = study.read_text("utf-8").replace("residents_per_neighbourhood: 150", "residents_per_neighbourhood: 60")
    study.write_text(few, "utf-8")
    assert check_story(open_study(study)) == ()
    result = run_study(study, RunOptions(only=("wellbeing", "ladder", "learning_history")), NOON, Reporter())
    assert result.exit_code == 0, result.jobs
    page = (result.outputs / "learning_history.html").read_text("utf-8")
    assert not [said for said in ("verzonnen", "concept", "Nu maak ik hem.", "Een plek aan tafel") if said not in page]
    assert "nog niet teruggelegd" not in page, "the words of a concept"
    assert "kwartiermaker" not in page, "a role that one person holds"


def test_all_that_the_story_still_needs_is_named_at_once(tmp_path: Path) -> None:
    """What a historian meets who takes out rows too early, and calls the edition final too early."""
    study = lay_down(tmp_path / "mijn-wijk")
    study.write_text(study.read_text("utf-8").replace("status: concept ", "status: final "), "utf-8")
    _take_out(study.parent / "mijn-wijk" / "tabellen" / "fragmenten.csv", "V02")
    _take_out(study.parent / "mijn-wijk" / "tabellen" / "gebeurtenissen.csv", "VG3")
    refused = [str(problem) for problem in check_story(open_study(study)) if problem.severity == "refusal"]
    for page, said in (
        ("de-tafel.md, line", "quote 'V02' does not exist"),
        ("de-tafel.md, line", "event 'VG3' does not exist"),
        ("de-wachtlijst.md, line", "quote 'V05' was presented, but its speaker has not agreed"),
    ):
        assert [text for text in refused if page in text and said in text], refused
    assert len(refused) == 3


def _take_out(table: Path, row: str) -> None:
    kept = [line for line in table.read_text("utf-8").splitlines() if not line.startswith(f"{row};")]
    table.write_text("\n".join(kept), "utf-8")


def test_the_example_comes_whole(tmp_path: Path) -> None:
    study = lay_down_example(tmp_path / "voorbeeld")
    assert study == tmp_path / "voorbeeld" / "params" / "ruwaard.yaml"
    opened, problems = check_study(study)
    assert opened is not None, problems
    assert "cases" in opened.tables


def test_a_folder_that_holds_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("mine", "utf-8")
    with pytest.raises(OutputError, match="holds files already"):
        lay_down(tmp_path)
    with pytest.raises(OutputError, match="is a file"):
        lay_down(tmp_path / "note.txt")


def test_force_never_replaces_anybodys_work(tmp_path: Path) -> None:
    folder = tmp_path / "mijn-wijk"
    lay_down(folder)
    own = folder / "params" / "mijn-wijk"
    mine = [
        own.with_suffix(".yaml"),
        own / "tabellen" / "wijken.csv",
        own / "werkmap.xlsx",
        own / "verhaal" / "history.md",
    ]
    for path in mine:
        path.write_text("mine", "utf-8")
    lay_down(folder, force=True)
    assert [path.read_text("utf-8") for path in mine] == ["mine"] * 4


@pytest.mark.parametrize("name", ["€", "--", "..."])
def test_a_folder_that_cannot_name_a_study_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputError, match="cannot name a study"):
        lay_down(tmp_path / name)


def test_the_workbook_has_a_sheet_per_table_with_its_dutch_headers(tmp_path: Path) -> None:
    book = CalamineWorkbook.from_path(write_workbook(tmp_path / "werkmap.xlsx"))
    sheets = {name: book.get_sheet_by_name(name).to_python()[0] for name in book.sheet_names}
    assert sheets == {table.dutch: [column.dutch for column in table.columns] for table in TABLES.values()}
    assert {header(table).strip().split(";")[0] for table in TABLES.values()} == {row[0] for row in sheets.values()}


def test_the_workbook_is_the_same_bytes_twice(tmp_path: Path) -> None:
    rows = {name: first_rows(TABLES[name]) for name in FILLED}
    first, second = (write_workbook(tmp_path / name, rows).read_bytes() for name in ("a.xlsx", "b.xlsx"))
    assert first == second


def test_the_rows_of_a_starter_say_that_they_are_invented() -> None:
    assert all(first_rows(TABLES[name]) for name in FILLED)
    assert all(row["bron"] for row in first_rows(TABLES["events"]))
    assert all("erzonnen" in row["eyeopeners"] for row in first_rows(TABLES["sessions"]))
    assert not first_rows(TABLES["residents"])


@pytest.mark.parametrize(("table", "column"), CHOICES, ids=lambda part: part if isinstance(part, str) else part.name)
def test_a_list_of_choices_fits_in_a_cell_and_has_every_choice(table: str, column: Column) -> None:
    words = choices(column)
    assert len(set(words)) == len(column.choices)
    assert len(",".join(words)) <= 255, "Excel's own limit: a longer list is dropped"


@pytest.mark.parametrize(
    ("column", "said"),
    [
        (TABLES["ladder"].column("level"), "een heel getal; minstens 1; hoogstens 6; mag leeg"),
        (
            TABLES["residents"].column("resident"),
            "een code zonder namen, zoals a-001; pseudoniem, nooit een BSN; moet gevuld",
        ),
    ],
)
def test_a_note_says_what_a_column_asks(column: Column, said: str) -> None:
    assert note(column) == said


def test_nothing_is_dropped_from_the_workbook_with_a_warning(tmp_path: Path) -> None:
    with warnings.catch_warnings(record=True) as told:
        write_workbook(tmp_path / "werkmap.xlsx")
    assert not told
