"""Files of session notes: what the page saved comes in; whatever else stands in one is refused without its words."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from wijklab.contract.session_file import MOST_NOTES, SavedNote
from wijklab.errors import SourceError
from wijklab.sources.session_file import MOST_BYTES, read_session_file

NOTE = {"id": "n1", "kind": "question", "theme": "geld", "moment": "", "text": "Wie betaalt?", "owner": "", "due": ""}
GOOD = {
    "format": "wijklab sessie 1",
    "study": "klein",
    "edition": "2024",
    "level": "manager",
    "date": "2024-09-12",
    "participants": 6,
    "notes": [NOTE],
}


def read(tmp_path: Path, content: Any) -> Any:
    file = tmp_path / "sessie.json"
    file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return read_session_file(file)


def with_note(**changed: Any) -> dict[str, Any]:
    return GOOD | {"notes": [NOTE | changed]}


def test_a_file_as_the_page_saves_it_comes_in(tmp_path: Path) -> None:
    saved = read(tmp_path, GOOD | {"notes": [NOTE, NOTE | {"id": "n12", "kind": "action", "due": "2024-12-01"}]})
    assert (saved.study, saved.level, saved.date, saved.participants) == ("klein", "manager", dt.date(2024, 9, 12), 6)
    assert saved.notes[0] == SavedNote(id="n1", kind="question", theme="geld", text="Wie betaalt?")
    assert (saved.notes[1].due, saved.notes[1].number) == (dt.date(2024, 12, 1), "12")
    assert read(tmp_path, "\ufeff".encode() + json.dumps(GOOD | {"participants": None}).encode()).participants is None


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  twee\nregels\t en\u2028meer ", "twee regels en meer"),
        ("links\u202erechts\u200f\u2066", "linksrechts"),
        ("nul\x00\x1bnul\u200b", "nul nul"),
        ("e\u0301e\u0301n", "één"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("=1+1", "=1+1"),
        ("los\ud83d", "los"),
    ],
)
def test_text_stays_text_without_signs_that_cannot_be_seen(tmp_path: Path, written: str, kept: str) -> None:
    assert read(tmp_path, with_note(text=written)).notes[0].text == kept


@pytest.mark.parametrize(
    ("content", "where", "said"),
    [
        (b"", "sessie.json, line 1", "is broken"),
        (b'{"format": "wijklab sessie 1",\n', "sessie.json, line 2", "is broken"),
        (b"\xff\xfe{}", "sessie.json", "is not a file of session notes"),
        (b"[" * 100_000, "sessie.json", "is not a file of session notes"),
        (b'{"format": "wijklab sessie 1", "format": "x"}', "sessie.json", "is not a file of session notes"),
        (b'{"format": NaN}', "sessie.json", "is not a file of session notes"),
        (b" " * (MOST_BYTES + 1), "sessie.json", "is too large"),
        ([GOOD], "sessie.json", "is not a file of session notes"),
        (GOOD | {"format": "wijklab sessie 2"}, "sessie.json", "is not a file of session notes"),
        (GOOD | {"study": "../klein"}, "sessie.json, study", "is not what a file of notes holds"),
        (GOOD | {"level": "baas"}, "sessie.json, level", "is not one of the choices"),
        (GOOD | {"date": "gisteren"}, "sessie.json, date", "is not a day"),
        (GOOD | {"date": 20240912}, "sessie.json, date", "is not"),
        (GOOD | {"participants": "6"}, "sessie.json, participants", "is not a whole number"),
        (GOOD | {"participants": 0}, "sessie.json, participants", "is too low"),
        (GOOD | {"notes": "veel"}, "sessie.json, notes", "is not what a file of notes holds"),
        (GOOD | {"notes": [NOTE] * (MOST_NOTES + 1)}, "sessie.json, notes", "is too long"),
        (GOOD | {"iets": "geheim"}, "sessie.json, a key", "does not belong"),
        ({key: GOOD[key] for key in GOOD if key != "date"}, "sessie.json, date", "is missing"),
        (with_note(text=" \u202e "), "sessie.json, note 1, text", "is empty"),
        (with_note(text="x" * 2001), "sessie.json, note 1, text", "is too long"),
        (with_note(owner="x" * 201), "sessie.json, note 1, owner", "is too long"),
        (with_note(id="1"), "sessie.json, note 1, id", "is not what a file of notes holds"),
        (with_note(theme="Geheim!"), "sessie.json, note 1, theme", "is not what a file of notes holds"),
        (with_note(due="ooit"), "sessie.json, note 1, due", "is not a day"),
        (with_note(text="Mail geheim@voorbeeld.nl"), "sessie.json, note n1, text", "looks like an e-mail address"),
        (with_note(owner="Bel 06-12345678"), "sessie.json, note n1, owner", "looks like a phone number"),
        (with_note(text="BSN 123456782 geheim"), "sessie.json, note n1, text", "looks like a citizen service number"),
        (with_note(text="Vraag het mevrouw Geheim."), "sessie.json, note n1, text", "looks like a person's name"),
        (with_note(owner="dhr. J. van den Geheim"), "sessie.json, note n1, owner", "looks like a person's name"),
        (with_note(text="Bel (040) 123 45 67, geheim"), "sessie.json, note n1, text", "looks like a phone number"),
        (with_note(text="06.12.34.56.78 geheim"), "sessie.json, note n1, text", "looks like a phone number"),
        (with_note(text="+31 (0)6-12345678 geheim"), "sessie.json, note n1, text", "looks like a phone number"),
        (with_note(text="123456782, geheim"), "sessie.json, note n1, text", "looks like a citizen service number"),
        (GOOD | {"notes": [NOTE, NOTE]}, "sessie.json, note n1", "stands in the file twice"),
    ],
)
def test_anything_else_is_refused_with_its_place_and_without_its_words(
    tmp_path: Path, content: Any, where: str, said: str
) -> None:
    with pytest.raises(SourceError) as error:
        read(tmp_path, content)
    assert [problem.where for problem in error.value.problems] == [where]
    assert error.value.problems[0].what.startswith(said)
    assert not any(word in str(error.value).casefold() for word in ("geheim", "gisteren", "12345678"))


def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as error:
        read(tmp_path, GOOD | {"level": "baas", "notes": [NOTE | {"kind": "mening", "text": ""}]})
    places = [problem.where.removeprefix("sessie.json, ") for problem in error.value.problems]
    assert places == ["level", "note 1, kind", "note 1, text"]


def test_a_file_that_is_not_there_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be opened"):
        read_session_file(tmp_path / "weg.json")
