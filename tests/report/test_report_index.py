"""Facts and the index on disk: whole files, the same bytes, and what was not made with its reason."""

from __future__ import annotations

import os
from dataclasses import replace
from types import SimpleNamespace

import pytest
from reading import read
from samples import CARD, wellbeing, wijkfoto

from wijklab.errors import OutputError
from wijklab.report.portal import PageStatus, write_index
from wijklab.report.showing import publish
from wijklab.sources.fact_file import read_facts, write_whole


def study(outputs):
    return SimpleNamespace(place=SimpleNamespace(outputs=outputs))


def test_facts_of_all_questions_come_together(tmp_path):
    publish(wellbeing(), study(tmp_path))
    publish(wijkfoto(), study(tmp_path))
    found = read_facts(tmp_path)
    assert {fact.question for fact in found.values()} == {"wellbeing", "wijkfoto"}
    assert sorted(path.name for path in (tmp_path / "facts").iterdir()) == ["wellbeing.json", "wijkfoto.json"]
    assert sorted(path.stem for path in (tmp_path / "tables").iterdir()) == [
        "wellbeing-change",
        "wellbeing-difference",
        "wijkfoto-all-health",
        "wijkfoto-profile",
    ]


def test_facts_are_the_same_bytes_in_any_order(tmp_path):
    for folder, order in (("a", (wellbeing, wijkfoto)), ("b", (wijkfoto, wellbeing, wellbeing))):
        for make in order:
            publish(make(), study(tmp_path / folder))
    assert (tmp_path / "a" / "facts.json").read_bytes() == (tmp_path / "b" / "facts.json").read_bytes()


def test_no_facts_yet_is_no_error(tmp_path):
    assert read_facts(tmp_path) == {}


@pytest.mark.parametrize("text", ["", "[]", '{"facts": {"a": {"id": "a"}}}'])
def test_a_broken_piece_is_named(tmp_path, text):
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "wellbeing.json").write_text(text, "utf-8")
    with pytest.raises(OutputError, match=r"facts/wellbeing\.json: is not a file of facts"):
        read_facts(tmp_path)


def test_a_write_that_fails_leaves_the_old_file_and_no_rubbish(tmp_path, monkeypatch):
    path = write_whole(tmp_path / "facts.json", b"old")
    monkeypatch.setattr(
        "pathlib.Path.replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device"))
    )
    with pytest.raises(OutputError, match=r"facts.json: cannot be written \(No space left on device\)"):
        write_whole(path, b"new")
    assert [file.name for file in tmp_path.iterdir()] == ["facts.json"]
    assert path.read_bytes() == b"old"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no umask")
@pytest.mark.parametrize("umask", [0o077, 0o027, 0o022])
def test_a_file_is_for_whom_the_user_says(tmp_path, umask):
    before = os.umask(umask)
    try:
        path = write_whole(tmp_path / "facts.json", b"new")
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o666 & ~umask


def test_the_index_links_what_there_is(tmp_path):
    publish(wellbeing(), study(tmp_path))
    pages = [PageStatus("wellbeing", "done"), PageStatus("learning_history", "done")]
    path = write_index(CARD, pages, tmp_path)
    tree = read(path.read_text("utf-8"))
    links = [a.attributes["href"] for a in tree.one("main").all("a")]
    assert path == tmp_path / "index.html"
    assert links == [
        "learning_history.html",
        "wellbeing.html",
        "tables/wellbeing-change.csv",
        "tables/wellbeing-difference.csv",
        "facts.json",
        "manifest.json",
    ]


def test_the_index_says_what_was_not_made_and_why(tmp_path):
    pages = [
        PageStatus("costs", "failed", "De bedragen staan in prijzen van <b>twee</b> jaren."),
        PageStatus("ladder", "left_out", "Er is geen tabel participatieladder."),
    ]
    text = read(write_index(CARD, pages, tmp_path).read_text("utf-8")).text
    assert "Kosten: niet gelukt. De bedragen staan in prijzen van <b>twee</b> jaren." in text
    assert "Er is geen tabel participatieladder." in text


def test_the_index_twice_is_the_same_bytes(tmp_path):
    pages = [PageStatus("wellbeing", "done")]
    assert write_index(CARD, pages, tmp_path).read_bytes() == write_index(CARD, pages, tmp_path).read_bytes()


@pytest.mark.parametrize("id", ["../../x", "a/b", "=1+1", "A b", ""])
def test_a_table_cannot_land_outside_its_folder(tmp_path, id):
    shown = wellbeing()
    first = replace(shown.exhibits[0], id=id)
    with pytest.raises(OutputError, match="cannot be the name of a table"):
        publish(replace(shown, exhibits=(first,)), study(tmp_path))
    assert not list(tmp_path.rglob("*.csv"))
