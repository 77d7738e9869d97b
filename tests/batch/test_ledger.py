"""A record is believed only where every file is still what it says: what vanished or was altered runs again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from made_files import make, record_of, tree, write

from wijklab.batch.disk.ledger import forget, is_whole, keep_record, note_pages, read_record, record_file
from wijklab.batch.disk.staging import recover


@pytest.fixture
def outputs(tmp_path: Path) -> Path:
    outputs = tmp_path / "klein"
    make(outputs, "wellbeing", "first")
    return outputs


def whole(outputs: Path) -> bool:
    record = read_record(outputs, "wellbeing")
    return record is not None and is_whole(record, outputs)


def test_a_record_is_read_as_it_was_kept(outputs: Path) -> None:
    record = record_of("ladder", "first")
    keep_record(outputs, record)
    assert read_record(outputs, "ladder") == record
    forget(outputs, "ladder")
    forget(outputs, "ladder")
    assert read_record(outputs, "ladder") is None


def test_a_record_without_files_is_of_nothing(outputs: Path) -> None:
    assert not is_whole(record_of("wellbeing", "first"), outputs)


def altered(file: Path) -> None:
    file.write_bytes(file.read_bytes()[::-1])


def linked(file: Path) -> None:
    copy = write(file.parent.parent / "copy", file.read_text("utf-8"))
    file.unlink()
    file.symlink_to(copy)


@pytest.mark.parametrize("name", ["wellbeing.html", "tables/wellbeing-change.csv", "notebooks/wellbeing.ipynb"])
@pytest.mark.parametrize("done", [Path.unlink, altered, linked, lambda file: file.write_bytes(b"")])
def test_a_file_that_vanished_or_was_altered_is_seen(outputs: Path, name: str, done: Callable[[Path], object]) -> None:
    assert whole(outputs)
    done(outputs / name)
    assert not whole(outputs)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"format": "wijklab job 1"}', '{"format": "wijklab job 1", "record": 3}']
)
def test_a_record_that_cannot_be_read_is_none(outputs: Path, text: str) -> None:
    record_file(outputs, "wellbeing").write_text(text, "utf-8")
    assert read_record(outputs, "wellbeing") is None


def test_a_record_of_another_format_is_none(outputs: Path) -> None:
    file = record_file(outputs, "wellbeing")
    file.write_text(file.read_text("utf-8").replace("wijklab job 1", "wijklab job 2"), "utf-8")
    assert read_record(outputs, "wellbeing") is None


def test_pages_that_are_made_again_with_other_links_are_noted(outputs: Path) -> None:
    write(outputs / "wellbeing.html", "<p>with other links")
    assert not whole(outputs)
    note_pages(outputs, "wellbeing", ("ladder", "wellbeing"))
    assert whole(outputs)
    record = read_record(outputs, "wellbeing")
    assert record is not None
    assert record.links == ("ladder", "wellbeing")


def test_noting_pages_believes_no_other_file_and_makes_no_record(outputs: Path) -> None:
    altered(outputs / "tables" / "wellbeing-change.csv")
    note_pages(outputs, "wellbeing", ())
    assert not whole(outputs)
    note_pages(outputs, "ladder", ())
    assert read_record(outputs, "ladder") is None


def test_a_page_that_is_gone_when_it_is_noted_is_not_believed(outputs: Path) -> None:
    (outputs / "wellbeing.html").unlink()
    note_pages(outputs, "wellbeing", ())
    assert not whole(outputs)


def test_putting_in_order_what_is_in_order_changes_nothing(outputs: Path) -> None:
    before = tree(outputs)
    assert recover(outputs) == ()
    assert tree(outputs) == before
