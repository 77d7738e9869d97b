"""One study step by step, in this process and without a notebook: what stands on record however a run ends."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from wijklab.batch.disk.ledger import Record, keep_record, read_record
from wijklab.batch.disk.lock import held
from wijklab.batch.disk.stages import open_stage
from wijklab.batch.jobs import RunOptions
from wijklab.batch.linking import link_pages
from wijklab.batch.study_run import StudyRun
from wijklab.batch.taking_in import Begun
from wijklab.errors import OutputError, SourceError

EARLIER, NOW = "2026-01-01T12:00:00+00:00", "2026-02-02T12:00:00+00:00"


@pytest.fixture
def study(make_study: Callable[..., Path]) -> Path:
    """The small study."""
    return make_study()


def begun(study: Path, started: str, *only: str) -> StudyRun:
    """A run whose study is open."""
    run = StudyRun(study, RunOptions(only=only), started)
    run.open()
    return run


def left_by(run: StudyRun, *stopped: str) -> None:
    """Let a run end of which these questions were stopped."""
    for question in stopped:
        run.stop(question)
    run.finish()
    run.close()


def record(study: Path) -> dict[str, Any]:
    """What `run.json` says."""
    tree: dict[str, Any] = json.loads((study.parent.parent / "outputs" / "klein" / "run.json").read_text("utf-8"))
    return tree


def jobs(study: Path) -> list[tuple[str, str, str, str | None]]:
    """Of each question on record how it ended, when, and by which error."""
    return [(job["question"], job["status"], job["started"], job["error"]) for job in record(study)["jobs"]]


def test_a_run_of_one_question_leaves_on_record_how_the_others_ended(study: Path) -> None:
    run = begun(study, EARLIER)
    run.begin("wellbeing")
    run.take_in("wellbeing", SourceError(()), ran=True)
    left_by(run, "ladder", "costs")
    left_by(begun(study, NOW, "ladder"), "ladder")
    assert record(study)["started"] == NOW
    assert jobs(study) == [
        ("wellbeing", "failed", EARLIER, "SourceError"), ("ladder", "stopped", NOW, None),
        ("costs", "stopped", EARLIER, None),
    ]  # fmt: skip
    left_by(begun(study, EARLIER), "wellbeing", "ladder", "costs")
    assert {job[2:] for job in jobs(study)} == {(EARLIER, None)}, "a run of all of them begins anew"


def test_of_a_run_that_is_killed_it_is_on_record_that_it_did_not_end(study: Path) -> None:
    begun(study, NOW).close()
    assert jobs(study) == [(question, "stopped", NOW, None) for question in ("wellbeing", "ladder", "costs")]


def test_that_a_study_is_refused_is_on_record_beside_what_there_was(study: Path) -> None:
    left_by(begun(study, EARLIER), "wellbeing", "ladder", "costs")
    study.write_text(study.read_text("utf-8").replace("folder: params/klein", "folder: params/nergens"), "utf-8")
    run = StudyRun(study, RunOptions(), NOW)
    with pytest.raises(SourceError):
        run.open()
    run.close()
    said = record(study)
    assert (said["started"], said["exit_code"], said["refused"]["error"]) == (NOW, 4, "SourceError")
    assert {job[1:3] for job in jobs(study)} == {("stopped", EARLIER)}
    study.write_text(study.read_text("utf-8").replace("params/nergens", "params/klein"), "utf-8")
    left_by(begun(study, NOW), "wellbeing", "ladder", "costs")
    assert "refused" not in record(study)


def test_what_the_questions_gave_is_told_where_the_end_cannot_be_written(study: Path) -> None:
    run = begun(study, NOW)
    for question in ("wellbeing", "ladder", "costs"):
        run.stop(question)
    (study.parent.parent / "outputs" / "klein" / "manifest.json").mkdir()
    how, (result, error) = run.end()
    run.close()
    assert (how, type(error)) == ("unfinished", OutputError)
    assert [job.status for job in result.jobs] == ["stopped"] * 3


@pytest.mark.parametrize("what", ["file", "folder"])
def test_whatever_stands_in_the_way_a_question_fails_and_the_study_goes_on(study: Path, what: str) -> None:
    run = begun(study, NOW)
    stages = study.parent.parent / "outputs" / "klein" / ".stage"
    stages.touch() if what == "file" else (stages / "wellbeing").mkdir(parents=True)
    begun_or_failed = run.begin("wellbeing")
    result = begun_or_failed if what == "file" else run.take_in("wellbeing", OutputError(()), ran=True)
    assert (result.status, type(result.error)) == ("failed", OutputError)  # type: ignore[union-attr]
    stages.unlink(missing_ok=True)
    left_by(run, "ladder", "costs")
    assert jobs(study)[0] == ("wellbeing", "failed", NOW, "OutputError")


def test_a_folder_that_was_taken_away_and_is_anothers_by_now_is_left_alone(study: Path) -> None:
    run = begun(study, NOW)
    outputs = study.parent.parent / "outputs" / "klein"
    assert isinstance(run.begin("wellbeing"), Begun)
    assert isinstance(run.begin("ladder"), Begun)
    shutil.rmtree(outputs)
    with held(outputs):
        for question in ("wellbeing", "ladder"):
            (open_stage(outputs, question) / "notebooks" / f"{question}.ipynb").write_text("the other's", "utf-8")
        before = sorted(outputs.rglob("*"))
        assert run.stop("ladder", ran=True).status == "stopped"
        for result in (run.take_in("wellbeing", None, ran=True), run.begin("costs")):
            assert "in use by another run" in str(getattr(result, "error", ""))
        how, (_, error) = run.end()
        assert (how, "in use by another run" in str(error)) == ("unfinished", True)
        run.close()
        assert sorted(outputs.rglob("*")) == before


def test_pages_that_link_to_all_pages_are_made_again_for_those_that_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_record(tmp_path, Record("ladder", "key", {}, {}, None, 1.0))
    written = []
    monkeypatch.setattr("wijklab.batch.linking.write_linked", lambda *given: written.append(given))
    link_pages(tmp_path, ("ladder",))
    link_pages(tmp_path, ("ladder",))
    assert written == [(tmp_path, "ladder", ("ladder",))]
    assert getattr(read_record(tmp_path, "ladder"), "links", None) == ("ladder",)
