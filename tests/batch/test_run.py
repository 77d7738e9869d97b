"""A whole study of a few residents: one failing question stops no other, and leaves no page."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from small_jobs import write_notebook

from wijklab.batch.jobs import Reporter, RunOptions, StudyResult
from wijklab.batch.run import run_batch, run_study
from wijklab.errors import NotebookError, SourceError, StudyError, WijklabError

NOON = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)


class Refusals(Reporter):
    """Remembers what was refused."""

    def __init__(self) -> None:
        self.refused: list[tuple[str, type[WijklabError]]] = []
        self.ended: list[str] = []

    def study_refused(self, path: Path, error: WijklabError) -> None:
        self.refused.append((path.name, type(error)))

    def study_ended(self, result: StudyResult) -> None:
        self.ended.append(result.id)


@pytest.fixture
def ran(make_study: Callable[..., Path], tmp_path: Path) -> StudyResult:
    """The small study, its wellbeing notebook failing, over the remains of an earlier run."""
    write_notebook(tmp_path / "notebooks" / "wellbeing.ipynb", "1 / 0")
    outputs = tmp_path / "outputs" / "klein"
    outputs.mkdir(parents=True)
    (outputs / "wellbeing.html").write_text("stale", "utf-8")
    params = make_study(("[wellbeing, ladder, costs]", "[wellbeing, ladder, learning_history]"))
    return run_study(params, RunOptions(), NOON, Reporter())


@pytest.mark.parametrize("warm", [True, False])
def test_what_failed_before_it_ran_is_told_apart_from_what_failed_in_its_notebook(
    make_study: Callable[..., Path], tmp_path: Path, warm: bool
) -> None:
    study = make_study()
    write_notebook(tmp_path / "notebooks" / "wellbeing.ipynb", "1 / 0")
    write_notebook(tmp_path / "notebooks" / "ladder.ipynb", "1", parameters="params = ''")
    (tmp_path / "notebooks" / "costs.ipynb").write_text("no notebook", "utf-8")
    result = run_study(study, RunOptions(warm=warm), NOON, Reporter())
    assert [(job.question, job.status, job.ran) for job in result.jobs] == [
        ("wellbeing", "failed", True), ("ladder", "failed", False), ("costs", "failed", False),
    ]  # fmt: skip
    record = json.loads((result.outputs / "run.json").read_text("utf-8"))
    assert [job["ran"] for job in record["jobs"]] == [True, False, False]
    log = (result.outputs / "logs" / "ladder.log").read_text("utf-8")
    assert "failed before it ran after" in log
    assert "outputs" in log, "and what to do about it"


def test_a_failing_question_stops_no_other_and_leaves_its_notebook_but_no_page(ran: StudyResult) -> None:
    assert [(job.question, job.status) for job in ran.jobs] == [
        ("wellbeing", "failed"), ("ladder", "done"), ("learning_history", "left_out"),
    ]  # fmt: skip
    assert type(ran.jobs[0].error) is NotebookError
    assert ran.exit_code == NotebookError.exit_code
    assert (ran.outputs / "notebooks" / "wellbeing.ipynb").is_file()
    assert not (ran.outputs / "wellbeing.html").exists()
    assert (ran.outputs / "ladder.html").is_file()

    for page in (ran.index, ran.outputs / "ladder.html"):
        text = page.read_text("utf-8")
        assert 'href="wellbeing.html"' not in text, "a link to a page that was not made"
        assert "ZeroDivision" not in text
    index = ran.index.read_text("utf-8")
    assert "een stap in de notebook ging mis" in index
    assert "in het studiebestand ontbreekt story" in index

    record = json.loads((ran.outputs / "run.json").read_text("utf-8"))
    assert record["started"] == "2026-01-01T12:00:00+00:00"
    assert [(job["status"], job["error"]) for job in record["jobs"]] == [
        ("failed", "NotebookError"), ("done", None), ("left_out", None),
    ]  # fmt: skip

    manifest = json.loads((ran.outputs / "manifest.json").read_text("utf-8"))
    assert manifest["seed"] == 2016
    assert {entry["path"] for entry in manifest["inputs"]} >= {"params/klein/participatieladder.csv"}
    made = {entry["path"] for entry in manifest["outputs"]}
    assert {"index.html", "ladder.html", "facts.json"} <= made
    assert not [path for path in made if path.startswith("notebooks/") or path == "run.json"]


def test_the_same_study_gives_the_same_bytes_twice(make_study: Callable[..., Path], tmp_path: Path) -> None:
    params = make_study(("[wellbeing, ladder, costs]", "[ladder]"))
    kept = ("manifest.json", "index.html", "ladder.html", "facts.json")

    def made() -> dict[str, bytes]:
        outputs = run_study(params, RunOptions(), dt.datetime.now(dt.UTC), Reporter()).outputs
        return {name: (outputs / name).read_bytes() for name in kept}

    assert made() == made()


def test_a_study_that_is_refused_stops_no_other(make_study: Callable[..., Path], tmp_path: Path) -> None:
    good = make_study(("[wellbeing, ladder, costs]", "[cases]"))
    wrong = good.with_name("fout.yaml")
    wrong.write_text(
        good.read_text("utf-8").replace("id: klein", "id: fout").replace("params/klein", "params/nergens"), "utf-8"
    )
    heard = Refusals()
    assert run_batch([wrong, good], RunOptions(), NOON, heard).exit_code == SourceError.exit_code
    assert heard.refused == [("fout.yaml", SourceError)]
    assert heard.ended == ["klein"]
    assert not (tmp_path / "outputs" / "fout" / "index.html").exists()


@pytest.mark.parametrize("id", ["../x", "..", "a/b", "x\\y", "{seed}", ""])
def test_an_id_cannot_lead_out_of_the_outputs_folder(make_study: Callable[..., Path], tmp_path: Path, id: str) -> None:
    params = make_study(("id: klein", f"id: '{id}'"))
    with pytest.raises(StudyError):
        run_study(params, RunOptions(), NOON, Reporter())
    assert {path.name for path in tmp_path.iterdir()} == {"params"}
