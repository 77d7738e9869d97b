"""Sessions into the study: a file becomes a session and its notes, once, and the next build reads them back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from tests.sources.test_session_file import GOOD, NOTE
from wijklab import cli
from wijklab.desk.session_list import list_sessions
from wijklab.desk.sessions import add_session
from wijklab.errors import OutputError, SourceError, StudyError
from wijklab.sources.opening import open_study
from wijklab.story.sessions import sessions

THEME = "---\ntitle: Geld\nlevel: manager\nvalence: trots\n---\n\nWat opvalt.\n\n## Een begin\n\n? Wat herkent u?\n"
NOTES = [
    NOTE,
    NOTE | {"id": "n2", "kind": "action", "text": "=Samen; tellen", "owner": "gemeente", "due": "2024-12-01"},
    NOTE | {"id": "n4", "kind": "eye_opener", "theme": "", "text": 'Wij zeggen "zij"'},
]


@pytest.fixture
def study(make_study: Callable[..., Path], tmp_path: Path) -> Path:
    (tmp_path / "verhaal" / "themes").mkdir(parents=True)
    (tmp_path / "verhaal" / "history.md").write_text("---\n---\n\nEen inleiding.\n", "utf-8")
    (tmp_path / "verhaal" / "themes" / "geld.md").write_text(THEME, "utf-8")
    return make_study(("notebooks:", "story: {folder: verhaal}\nnotebooks:"))


@pytest.fixture
def save(tmp_path: Path) -> Callable[..., Path]:
    def saved(notes: list[dict[str, Any]] = NOTES, **changed: Any) -> Path:
        file = tmp_path / "sessie.json"
        file.write_text(json.dumps(GOOD | {"notes": notes} | changed), "utf-8")
        return file

    return saved


def table(study: Path, name: str) -> str:
    return (study.parent / "klein" / f"{name}.csv").read_text("utf-8")


def test_a_session_comes_in_and_the_next_build_reads_it_back(study: Path, save: Callable[..., Path]) -> None:
    added = add_session(save(), study)
    assert (added.session, added.is_new, added.known, added.notices) == ("2024-09-12-manager", True, 0, ())
    assert added.came == {"question": 1, "action": 1, "eye_opener": 1}
    assert added.written == ("params/klein/leersessies.csv", "params/klein/sessienotities.csv")
    (held,) = sessions(open_study(study).tables)
    assert (held.id, held.level, held.participants) == ("2024-09-12-manager", "manager", 6)
    assert [note.id.removeprefix(f"{held.id}-") for note in held.notes] == ["1", "2", "4"]
    assert [note.text for note in held.notes] == ["Wie betaalt?", "=Samen; tellen", 'Wij zeggen "zij"']
    assert [note.is_open for note in held.notes] == [True, True, False]
    assert (held.notes[1].owner, str(held.notes[1].due), held.notes[1].theme) == ("gemeente", "2024-12-01", "geld")


def test_the_same_file_twice_adds_nothing(study: Path, save: Callable[..., Path]) -> None:
    add_session(save(), study)
    before = table(study, "leersessies"), table(study, "sessienotities")
    again = add_session(save(), study)
    assert (again.is_new, again.known, again.written, dict(again.came)) == (False, 3, (), {})
    assert (table(study, "leersessies"), table(study, "sessienotities")) == before


def test_a_file_that_has_grown_adds_what_is_new_and_leaves_what_the_historian_wrote(
    study: Path, save: Callable[..., Path]
) -> None:
    add_session(save(), study)
    file = study.parent / "klein" / "sessienotities.csv"
    file.write_text(file.read_text("utf-8").replace("Wie betaalt?", "Wie betaalt wat?"), "utf-8")
    added = add_session(save([*NOTES, NOTE | {"id": "n5", "text": "En dan?"}]), study)
    assert (added.session, added.is_new, added.known, added.came) == ("2024-09-12-manager", False, 3, {"question": 1})
    assert table(study, "sessienotities").count("\n") == 5
    assert "Wie betaalt wat?" in table(study, "sessienotities")


def test_another_session_of_that_day_and_level_gets_a_number(study: Path, save: Callable[..., Path]) -> None:
    add_session(save(), study)
    second = add_session(save([NOTE | {"text": "Iets heel anders?"}]), study)
    assert (second.session, second.is_new) == ("2024-09-12-manager-2", True)
    assert add_session(save([NOTE | {"text": "Iets heel anders?"}]), study).written == ()
    assert add_session(save(level="resident"), study).session == "2024-09-12-resident"


def test_notes_join_a_session_that_was_typed_by_hand(study: Path, save: Callable[..., Path]) -> None:
    header = "sessie;datum;niveau;deelnemers;eyeopeners;acties;open_vragen"
    (study.parent / "klein" / "leersessies.csv").write_text(f"{header}\nS4;12-09-2024;manager;6;;;\n", "utf-8")
    added = add_session(save(), study)
    assert (added.session, added.is_new, added.written) == ("S4", False, ("params/klein/sessienotities.csv",))
    assert [listed.session.id for listed in list_sessions(study)] == ["S4"]
    assert [note.id for note in list_sessions(study)[0].open] == ["S4-1", "S4-2"]


def test_a_session_without_notes_is_a_session(study: Path, save: Callable[..., Path]) -> None:
    assert add_session(save([]), study).written == ("params/klein/leersessies.csv",)
    assert add_session(save([], participants=None), study).written == ()


def test_notes_of_another_study_or_edition(study: Path, save: Callable[..., Path], tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="holds notes of the study 'ander'"):
        add_session(save(study="ander"), study)
    with pytest.raises(SourceError, match=r"there is no params/ander\.yaml here"):
        add_session(save(study="ander"))
    (notice,) = add_session(save(edition="2022"), study).notices
    assert "at another edition" in notice.what


def test_notes_at_what_the_story_does_not_have_come_in_and_are_told_of(study: Path, save: Callable[..., Path]) -> None:
    notes = [
        NOTE | {"moment": "een-begin"},
        NOTE | {"id": "n2", "text": "Twee?", "moment": "weg"},
        NOTE | {"id": "n3", "text": "Drie?", "theme": "weg"},
    ]
    told = add_session(save(notes), study).notices
    assert [notice.what for notice in told] == [
        "no moment 'weg' in the theme 'geld'",
        "the story has no theme 'weg'",
    ]


def test_a_study_without_a_folder_keeps_nothing_half(study: Path, save: Callable[..., Path]) -> None:
    study.write_text(study.read_text("utf-8").replace("  folder: params/klein", "  columns: {}"), "utf-8")
    with pytest.raises(StudyError, match="no folder in which the table leersessies"):
        add_session(save(), study)


def test_a_session_without_its_notes_is_never_left(study: Path, save: Callable[..., Path]) -> None:
    lock = study.parent / "klein" / ".~lock.sessienotities.csv#"
    lock.touch()
    with pytest.raises(OutputError, match="open in a spreadsheet"):
        add_session(save(), study)
    assert list_sessions(study) == ()
    lock.unlink()
    assert add_session(save(), study).is_new


def wijklab(*arguments: object) -> Result:
    return CliRunner().invoke(cli.app, [str(argument) for argument in arguments])


def test_the_commands_say_what_came_in_and_what_is_open(
    study: Path, save: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert wijklab("session", "list", study).stdout == "no sessions yet: wijklab session add FILE\n"
    assert wijklab("session", "add", save()).stdout == (
        "2024-09-12-manager: new session, 1 eye-opener, 1 question, 1 action\n"
        "  written to params/klein/leersessies.csv, params/klein/sessienotities.csv\n"
    )
    assert "nothing new, all 3 notes" in wijklab("session", "add", save(), "--study", study).stdout
    assert wijklab("session", "list", study).stdout == (
        "2024-09-12-manager  2024-09-12  manager, 6 participants, 3 notes\n"
        "  open question 2024-09-12-manager-1\n"
        "  open action 2024-09-12-manager-2\n"
    )
    assert wijklab("session", "add", save(level="baas")).exit_code == SourceError.exit_code
    for command in ("add", "list"):
        assert f" wijklab session {command}" in wijklab("session", command, "--help").stdout
