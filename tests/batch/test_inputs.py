"""What a job rests on: everything that would change what it makes, and nothing else."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from made_files import write
from small_jobs import write_notebook

from wijklab.batch.disk import made_with as made
from wijklab.batch.disk.inputs import changed, key_of, parts_of, study_parts
from wijklab.batch.jobs import Job
from wijklab.batch.starter import lay_down_example
from wijklab.sources import input_files
from wijklab.sources.input_files import ABSENT, fingerprint
from wijklab.sources.opening import open_study
from wijklab.sources.study_file import read_study

MakeStudy = Callable[..., Path]


@pytest.fixture
def example(tmp_path: Path) -> Path:
    return lay_down_example(tmp_path / "voorbeeld")


def job_of(file: Path, question: str = "wellbeing") -> Job:
    root = file.parent.parent
    notebook = root / "notebooks" / f"{question}.ipynb"
    if not notebook.exists():
        write_notebook(notebook)
    return Job("klein", question, notebook, root, root / "outputs" / "klein", {"params": file.name, "outputs": None})


def parts(file: Path, question: str = "wellbeing") -> dict[str, str]:
    return parts_of(job_of(file, question), *read_study(file))


def test_everything_that_opening_a_study_reads_is_a_part(make_study: MakeStudy, example: Path) -> None:
    for file in (make_study(), example):
        read = {one.path: one.sha256 for one in open_study(file).tables.inputs}
        assert read
        assert read.items() <= parts(file).items()


EDITS: Mapping[str, tuple[str, str, str]] = {
    "a table": ("params/klein/welbevinden.csv", "wellbeing", "params/klein/welbevinden.csv"),
    "the study": ("params/klein.yaml", "wellbeing", "params/klein.yaml"),
    "the notebook": ("notebooks/wellbeing.ipynb", "wellbeing", "notebook wellbeing"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_is_told_by_its_name(make_study: MakeStudy, edit: str) -> None:
    path, question, name = EDITS[edit]
    file = make_study()
    before = parts(file, question)
    edited = file.parent.parent / path
    edited.write_text(edited.read_text("utf-8") + "\n", "utf-8")
    assert changed(before, parts(file, question)) == (name,)


def test_a_table_that_comes_or_goes_is_told(make_study: MakeStudy) -> None:
    file = make_study()
    before = parts(file)
    table = file.parent / "klein" / "kosten.csv"
    text = table.read_text("utf-8")
    table.unlink()
    assert changed(before, parts(file)) == ("params/klein/kosten.csv",)
    write(table, text)
    assert changed(before, parts(file)) == ()
    write(table.with_name("gebeurtenissen.csv"), "id;datum\n")
    assert changed(before, parts(file)) == ("params/klein/gebeurtenissen.csv",)


def test_what_no_question_reads_is_no_part(make_study: MakeStudy) -> None:
    file = make_study()
    before = parts(file)
    for name in (
        "klein/LEESMIJ.md",
        "klein/.verborgen.csv",
        "klein/~$kosten.xlsx",
        "klein/geen tabel.csv",
        "klein/map/x",
    ):
        write(file.parent / name, "x")
    assert parts(file) == before


def test_a_file_that_a_study_names_and_that_is_not_there_has_a_part(make_study: MakeStudy) -> None:
    file = make_study(("  folder: params/klein\n", "  folder: params/klein\n  workbook: params/map.xlsx\n"))
    assert parts(file)["params/map.xlsx"] == ABSENT
    before = parts(file)
    write(file.parent / "map.xlsx", "x")
    assert changed(before, parts(file)) == ("params/map.xlsx",)


def test_only_the_story_rests_on_its_own_files_and_on_what_others_published(example: Path) -> None:
    outputs = example.parent.parent / "outputs" / "ruwaard"
    told, counted = parts(example, "learning_history"), parts(example)
    theme = example.parent / "ruwaard" / "verhaal" / "themes" / "geld.md"
    theme.write_text(theme.read_text("utf-8") + "\n", "utf-8")
    write(example.parent / "ruwaard" / "verhaal" / "editions" / "vorige.json", "{}")
    write(example.parent / "ruwaard" / "verhaal" / "uitgetypt.txt", "no part of the story")
    write(outputs / "facts" / "ladder.json", "{}")
    write(outputs / "exhibits" / "ladder.json", "{}")
    write(outputs / "facts" / ".ladder.json.abc", "half")
    assert set(changed(told, parts(example, "learning_history"))) == {
        "params/ruwaard/verhaal/themes/geld.md", "params/ruwaard/verhaal/editions/vorige.json",
        "facts/ladder.json", "exhibits/ladder.json",
    }  # fmt: skip
    assert parts(example) == counted


def test_what_the_notebook_is_given_is_a_part_and_to_what_its_page_links_is_not(make_study: MakeStudy) -> None:
    file = make_study()
    job, (study, place) = job_of(file), read_study(file)
    before = parts_of(job, study, place)
    elsewhere = replace(job, parameters={**job.parameters, "outputs": "/media/usb"})
    assert changed(before, parts_of(elsewhere, study, place)) == ("what the notebook is given",)
    assert parts_of(replace(job, links=("ladder",)), study, place) == before


def test_wijklab_python_and_packages_are_parts(make_study: MakeStudy, monkeypatch: pytest.MonkeyPatch) -> None:
    file = make_study()
    before = parts(file)
    versions = made.installed()
    for name, told in (("numpy", "numpy"), ("jinja2", made.OTHERS)):
        known = next(known for known in versions if known.lower() == name)
        monkeypatch.setattr(made, "installed", lambda known=known: {**versions, known: "0.0"})
        made.made_with.cache_clear()
        assert changed(before, parts(file)) == (told,)
    monkeypatch.undo()
    monkeypatch.setattr(made, "PACKAGE", write(file.parent / "package" / "a.py", "x = 1").parent)
    made.made_with.cache_clear()
    assert changed(before, parts(file)) == ("wijklab",)
    monkeypatch.undo()
    made.made_with.cache_clear()
    assert parts(file) == before


def test_the_own_sources_are_code_and_templates_and_nothing_python_leaves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(made, "PACKAGE", tmp_path)
    write(tmp_path / "a.py", "x = 1")
    before = made.own_sources()
    write(tmp_path / "__pycache__" / "a.cpython-311.pyc", "x")
    write(tmp_path / "_resources" / "notebooks" / "ladder.ipynb", "x")
    assert made.own_sources() == before
    write(tmp_path / "templates" / "page.html.j2", "x")
    assert made.own_sources() != before


def test_the_key_is_of_all_parts_in_any_order() -> None:
    assert key_of({"a": "1", "b": "2"}) == key_of({"b": "2", "a": "1"})
    assert key_of({"a": "1", "b": "2"}) != key_of({"a": "1", "b": "3"})
    assert key_of({"a": "12"}) != key_of({"a1": "2"})


def test_a_file_that_many_studies_share_is_read_once(make_study: MakeStudy, monkeypatch: pytest.MonkeyPatch) -> None:
    file = make_study()
    study, place = read_study(file)
    for table in (file.parent / "klein").iterdir():
        os.utime(table, (1, 1))
    monkeypatch.setattr(input_files, "SETTLED_SECONDS", 0.0)
    read: list[Path] = []
    digest = input_files._digest
    monkeypatch.setattr(input_files, "_digest", lambda path: read.append(path) or digest(path))
    first = study_parts(study, place)
    assert all(study_parts(study, place) == first for _ in range(1000))
    assert len(read) == len(set(read)) == len(first)


def test_a_file_that_was_just_written_is_read_every_time(tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv", "one")
    known = file.stat()
    first = fingerprint(file)
    file.write_text("two", "utf-8")
    os.utime(file, ns=(known.st_atime_ns, known.st_mtime_ns))
    assert fingerprint(file) != first


def test_what_is_no_file_has_the_fingerprint_of_what_is_not_there(tmp_path: Path) -> None:
    assert fingerprint(tmp_path) == ABSENT
    assert fingerprint(tmp_path / "a") == ABSENT
    assert fingerprint(write(tmp_path / "file", "x") / "below") == ABSENT
