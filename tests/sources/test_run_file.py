"""Records of runs on disk: what is whole is read, what is not is known to be unreadable, the rest is not looked at."""

from __future__ import annotations

from pathlib import Path

import pytest

from wijklab.sources.run_file import Refused, Run, RunJob, read_folders

GOOD = '{"study": "oost", "title": "Oost", "started": "2026-11-22T09:14:25+01:00", "jobs": [%s], "more": 1}'
JOB = '{"question": "ladder", "status": "failed", "error": "KernelError", "seconds": 1.5, "problems": []}'


def leave(base: Path, text: str, name: str = "oost") -> Path:
    (base / name).mkdir()
    (base / name / "run.json").write_text(text, "utf-8")
    return base / name


def test_a_record_is_read_with_what_lies_beside_it(tmp_path: Path) -> None:
    folder = leave(tmp_path, GOOD % JOB)
    for file in ("index.html", "costs.html", ".costs.html.x1.html", "facts.json"):
        (folder / file).write_text('<html lang="en">', "utf-8")
    (folder / "logs").mkdir()
    (folder / "logs" / "ladder.log").touch()
    (found,) = read_folders(tmp_path)
    assert found.run == Run("oost", "2026-11-22T09:14:25+01:00", (RunJob("ladder", "failed", "KernelError"),), "Oost")
    assert (found.pages, found.logs, found.language) == ({"index", "costs"}, {"ladder"}, "en")


def test_of_a_study_that_was_refused_it_is_known_why(tmp_path: Path) -> None:
    leave(tmp_path, GOOD.replace('"more": 1', '"refused": {"error": "SourceError", "problems": []}') % JOB)
    (found,) = read_folders(tmp_path)
    assert found.run is not None
    assert (found.run.refused, len(found.run.jobs)) == (Refused("SourceError"), 1)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"jobs": 1}', GOOD % '{"question": 1}', "\x00"])
def test_a_record_that_is_not_whole_is_no_record(tmp_path: Path, text: str) -> None:
    leave(tmp_path, text)
    (found,) = read_folders(tmp_path)
    assert (found.name, found.run, found.language) == ("oost", None, "nl")


def test_folders_come_by_name_and_others_are_not_looked_at(tmp_path: Path) -> None:
    for name in ("west", "oost"):
        leave(tmp_path, GOOD % "", name)
    leave(tmp_path, GOOD % "", ".stage")
    (tmp_path / "leeg").mkdir()
    assert [folder.name for folder in read_folders(tmp_path)] == ["oost", "west"]
