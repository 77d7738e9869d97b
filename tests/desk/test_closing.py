"""Closing an edition: what was told is kept once, and never replaced by accident."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from wijklab.contract.history import QuoteCounts
from wijklab.desk.editions import close_edition, list_editions
from wijklab.errors import OutputError, StoryError
from wijklab.sources.edition_file import FORMAT, EditionRecord, edition_slug, read_edition, write_edition

DAY = dt.date(2024, 6, 30)
STUDY = """\
id: klein
title: Klein
edition: {edition}
status: final
period: {{from: 2016-01-01, to: 2023-12-31}}
cutoff: 2024-06-30
"""
RECORD = EditionRecord(FORMAT, "klein", "Editie 2024", "final", DAY, DAY, (), (), (), ("n1",), QuoteCounts(shown=3))


def study(root: Path, edition: str = "Editie 2024", story: str = "story: {folder: verhaal}\n") -> Path:
    (root / "verhaal").mkdir(exist_ok=True)
    file = root / "klein.yaml"
    file.write_text(STUDY.format(edition=edition) + story, "utf-8")
    return file


def run(root: Path, record: EditionRecord = RECORD) -> None:
    """What `wijklab run` leaves of an edition."""
    write_edition(record, root / "outputs" / "klein" / "edition.json")


def test_closing_keeps_what_was_told_with_the_story(tmp_path: Path) -> None:
    run(tmp_path)
    closed = close_edition(study(tmp_path))
    assert (closed.outcome, closed.path) == ("kept", tmp_path / "verhaal" / "editions" / "editie-2024.json")
    assert read_edition(closed.path, "x") == RECORD


def test_closing_twice_changes_nothing_and_says_so(tmp_path: Path) -> None:
    run(tmp_path)
    first = close_edition(study(tmp_path)).path.read_bytes()
    again = close_edition(study(tmp_path))
    assert again.outcome == "already"
    assert again.path.read_bytes() == first


def test_an_edition_that_was_closed_is_replaced_only_when_asked(tmp_path: Path) -> None:
    run(tmp_path)
    file = study(tmp_path)
    close_edition(file)
    run(tmp_path, replace(RECORD, open_notes=()))
    with pytest.raises(OutputError, match="was closed before, and said something else"):
        close_edition(file)
    closed = close_edition(file, again=True)
    assert closed.outcome == "replaced"
    assert read_edition(closed.path, "x").open_notes == ()


def test_outputs_elsewhere_are_found(tmp_path: Path) -> None:
    write_edition(RECORD, tmp_path / "usb" / "klein" / "edition.json")
    assert close_edition(study(tmp_path), tmp_path / "usb").outcome == "kept"


OTHERS = (
    # what was run, what the message says
    (replace(RECORD, edition="Editie 2023"), "tells another edition than the study file now asks"),
    (replace(RECORD, cutoff=dt.date(2023, 6, 30)), "tells another edition than the study file now asks"),
    (replace(RECORD, study="ander"), "tells another edition than the study file now asks"),
    (None, "klein/edition.json: this edition was not told yet"),
)


@pytest.mark.parametrize(("record", "message"), OTHERS)
def test_only_the_edition_that_was_told_can_be_closed(
    tmp_path: Path, record: EditionRecord | None, message: str
) -> None:
    if record:
        run(tmp_path, record)
    with pytest.raises(StoryError, match=message):
        close_edition(study(tmp_path))
    assert not (tmp_path / "verhaal" / "editions").exists()


def test_a_study_without_a_story_has_no_editions(tmp_path: Path) -> None:
    with pytest.raises(StoryError, match="no key 'story'"):
        close_edition(study(tmp_path, story=""))


def test_two_names_that_make_one_file_are_refused_even_when_asked(tmp_path: Path) -> None:
    run(tmp_path)
    close_edition(study(tmp_path))
    run(tmp_path, replace(RECORD, edition="Editie (2024)"))
    with pytest.raises(OutputError, match="whose name only differs in signs"):
        close_edition(study(tmp_path, edition="Editie (2024)"), again=True)


def test_a_name_without_a_letter_cannot_be_kept(tmp_path: Path) -> None:
    run(tmp_path, replace(RECORD, edition="第二版"))
    with pytest.raises(OutputError, match="cannot name a file"):
        close_edition(study(tmp_path, edition="第二版"))


SLUGS = (
    ("Derde editie, 2024", "derde-editie-2024"),
    ("Één jaar ná de start", "een-jaar-na-de-start"),
    ("../../etc/passwd", "etc-passwd"),
    ("...", ""),
    ("x" * 90, "x" * 60),
)


@pytest.mark.parametrize(("edition", "slug"), SLUGS)
def test_the_name_of_an_edition_becomes_a_plain_file_name(edition: str, slug: str) -> None:
    assert edition_slug(edition) == slug


def test_the_list_is_in_order_of_time_and_marks_what_is_compared(tmp_path: Path) -> None:
    folder = tmp_path / "verhaal" / "editions"
    for edition, year, name in (("C", 2024, "klein"), ("A", 2022, "klein"), ("B", 2023, "klein"), ("X", 2023, "ander")):
        record = replace(RECORD, study=name, edition=edition, cutoff=dt.date(year, 6, 30))
        write_edition(record, folder / f"{edition}.json")
    found = list_editions(study(tmp_path, edition="C"))
    assert [(one.record.edition, one.compared) for one in found] == [("A", False), ("B", True), ("C", False)]
