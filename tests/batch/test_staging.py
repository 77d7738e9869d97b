"""What a job made takes its place whole or not at all, wherever the process is killed and however full the disk is."""

from __future__ import annotations

import errno
import itertools
import os
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from made_files import at_operation, fill, key_in, killed_at, make, record_of, tree, watched, write

from wijklab.batch.disk.folder import clear
from wijklab.batch.disk.ledger import is_whole, read_record, record_bytes
from wijklab.batch.disk.owned import take_away
from wijklab.batch.disk.staging import leave_failed, open_stage, pack, recover, settle, stage_of, unpack
from wijklab.batch.disk.sweeping import sweep_temporary
from wijklab.errors import OutputError
from wijklab.sources.input_files import fingerprint

NEEDS_FORK = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")


@pytest.fixture
def outputs(tmp_path: Path) -> Path:
    """The outputs of two questions; of one of them there is a newer edition, with other tables, in its stage."""
    outputs = tmp_path / "outputs" / "klein"
    make(outputs, "ladder", "first")
    make(outputs, "wellbeing", "first", "change", "old")
    return outputs


def second(outputs: Path) -> Path:
    return fill(open_stage(outputs, "wellbeing"), "wellbeing", "second", ("change", "new"))


def settle_second(outputs: Path) -> None:
    settle(stage_of(outputs, "wellbeing"), outputs, record_of("wellbeing", "second"))


def run_again(outputs: Path) -> None:
    """What a next batch does: it puts in order what was left, and runs what is not there."""
    recover(outputs)
    record = read_record(outputs, "wellbeing")
    if record is None or record.key != "key of second" or not is_whole(record, outputs):
        second(outputs)
        settle_second(outputs)


def undisturbed(outputs: Path) -> dict[str, bytes]:
    copy = outputs.parent.parent / "undisturbed" / "klein"
    shutil.copytree(outputs, copy)
    settle_second(copy)
    return tree(copy)


def test_what_was_made_takes_its_place_and_what_was_there_before_goes(outputs: Path) -> None:
    second(outputs)
    settle_second(outputs)
    there = tree(outputs)
    assert set(there) == {
        ".jobs/ladder.json", ".jobs/wellbeing.json", "exhibits/ladder.json", "exhibits/wellbeing.json",
        "facts.json", "facts/ladder.json", "facts/wellbeing.json", "ladder.html", "wellbeing.html",
        "notebooks/ladder.ipynb", "notebooks/wellbeing.ipynb",
        "tables/ladder-change.csv", "tables/wellbeing-change.csv", "tables/wellbeing-new.csv",
    }  # fmt: skip
    assert there["wellbeing.html"] == b"<p>second"
    assert [name in there["facts.json"] for name in (b"ladder-change", b"wellbeing-new", b"wellbeing-old")] == [
        True, True, False
    ]  # fmt: skip
    record = read_record(outputs, "wellbeing")
    assert record is not None
    assert is_whole(record, outputs)


@NEEDS_FORK
def test_killed_at_any_operation_of_settling_a_next_run_gives_the_same_bytes(outputs: Path, tmp_path: Path) -> None:
    second(outputs)
    before, expected = tree(outputs), undisturbed(outputs)
    for number in itertools.count(1):
        copy = tmp_path / str(number) / "klein"
        shutil.copytree(outputs, copy)
        lived = killed_at(number, lambda copy=copy: settle_second(copy))
        for path, data in tree(copy).items():
            if not path.startswith(".") and not Path(path).name.startswith("."):
                assert data in (before.get(path), expected.get(path)), path
        assert (copy / "notebooks" / "wellbeing.ipynb").is_file()
        run_again(copy)
        assert tree(copy) == expected
        if lived:
            break
    assert number > 20


@NEEDS_FORK
def test_killed_at_any_operation_of_recovering_too(outputs: Path, tmp_path: Path) -> None:
    second(outputs)
    expected = undisturbed(outputs)
    renames = [0]

    def after_three_renames(event: str) -> None:
        renames[0] += event == "os.rename"
        if renames[0] == 4:
            raise OSError(errno.EIO, "gone")

    with pytest.raises(OutputError):
        watched(after_three_renames, lambda: settle_second(outputs))
    for number in itertools.count(1):
        copy = tmp_path / str(number) / "klein"
        shutil.copytree(outputs, copy)
        lived = killed_at(number, lambda copy=copy: recover(copy))
        recover(copy)
        assert key_in(copy, "wellbeing") == "key of second"
        assert tree(copy) == expected
        if lived:
            break
    assert number > 10


def test_where_any_operation_fails_the_question_fails_and_nothing_half_is_left(outputs: Path, tmp_path: Path) -> None:
    second(outputs)

    def full() -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    for number in itertools.count(1):
        copy = tmp_path / str(number) / "klein"
        shutil.copytree(outputs, copy)
        with suppress(OutputError):
            watched(at_operation(number, full), lambda copy=copy: settle_second(copy))
            if key_in(copy, "wellbeing") == "key of second":
                break
        leave_failed(stage_of(copy, "wellbeing"), copy, "wellbeing")
        assert {path for path in tree(copy) if "wellbeing" in path} <= {"notebooks/wellbeing.ipynb"}
        assert b"wellbeing" not in (copy / "facts.json").read_bytes()
        assert read_record(copy, "ladder") is not None


@NEEDS_FORK
def test_on_a_full_disk_a_failure_is_told_and_no_untrue_facts_stand(outputs: Path) -> None:
    resource = pytest.importorskip("resource")
    second(outputs)
    pid = os.fork()
    if pid == 0:
        resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64))
        told = 0
        for step in (
            lambda: settle_second(outputs),
            lambda: leave_failed(stage_of(outputs, "wellbeing"), outputs, "wellbeing"),
        ):
            try:
                step()
            except OutputError:
                told += 1
            except BaseException:
                os._exit(50)
        os._exit(told)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 2
    assert not (outputs / "facts.json").exists()
    assert not (outputs / "wellbeing.html").exists()
    assert (outputs / "notebooks" / "wellbeing.ipynb").read_text("utf-8") == '{"second": 1}'
    recover(outputs)
    run_again(outputs)
    assert b"ladder" in (outputs / "facts.json").read_bytes()


def test_of_a_failed_job_its_executed_notebook_stays_and_nothing_else(outputs: Path) -> None:
    leave_failed(second(outputs), outputs, "wellbeing")
    assert {path for path in tree(outputs) if "wellbeing" in path} == {"notebooks/wellbeing.ipynb"}
    assert (outputs / "notebooks" / "wellbeing.ipynb").read_text("utf-8") == '{"second": 1}'
    assert b"wellbeing" not in (outputs / "facts.json").read_bytes()


def test_a_job_that_failed_before_it_ran_leaves_no_older_notebook(outputs: Path) -> None:
    leave_failed(open_stage(outputs, "wellbeing"), outputs, "wellbeing")
    assert not [path for path in tree(outputs) if "wellbeing" in path]


def test_of_a_job_that_was_killed_the_executed_notebook_takes_its_place(outputs: Path) -> None:
    second(outputs)
    assert recover(outputs) == ("wellbeing",)
    assert (outputs / "notebooks" / "wellbeing.ipynb").read_text("utf-8") == '{"second": 1}'
    assert not (outputs / "wellbeing.html").exists()
    assert not (outputs / ".stage").exists()


def test_a_job_that_was_killed_before_it_ran_takes_nothing_away(outputs: Path) -> None:
    before = tree(outputs)
    open_stage(outputs, "wellbeing")
    recover(outputs)
    assert tree(outputs) == before


@NEEDS_FORK
def test_the_only_copy_of_an_executed_notebook_outlives_every_kill_of_recovering(tmp_path: Path) -> None:
    outputs = tmp_path / "klein"
    fill(open_stage(outputs, "wellbeing"), "wellbeing", "first")
    for number in itertools.count(1):
        copy = tmp_path / str(number) / "klein"
        shutil.copytree(outputs, copy)
        lived = killed_at(number, lambda copy=copy: recover(copy))
        recover(copy)
        assert (copy / "notebooks" / "wellbeing.ipynb").read_text("utf-8") == '{"first": 1}'
        if lived:
            break


def test_recovering_sweeps_up_what_was_half_written_and_nothing_else(outputs: Path) -> None:
    before = tree(outputs)
    for half in (
        ".wellbeing.html.k3_x9abc",
        "tables/.wellbeing-change.csv.abcdefgh",
        "notebooks/.ladder.partial.ipynb",
    ):
        write(outputs / half, "half")
    write(outputs / ".gitkeep", "")
    recover(outputs)
    assert tree(outputs) == {**before, ".gitkeep": b""}


@pytest.mark.parametrize("path", [
    "facts/ladder.json", "exhibits/ladder.json", "ladder.html", "index.html", "power.html", "manifest.json",
    "refused.csv", "edition.json", "learning_history-burger.html", "session-wijk.html", "tables/ladder-change.csv",
    ".lock", "logs/wellbeing.log", "notebooks/ladder.ipynb", ".jobs/ladder.json", "tables/.x.csv",
])  # fmt: skip
def test_a_job_leaves_its_own_files_only(outputs: Path, path: str) -> None:
    stage = second(outputs)
    expected = undisturbed(outputs)
    write(stage / path, "not the job's to leave")
    settle_second(outputs)
    assert {name: data for name, data in tree(outputs).items() if name != ".jobs/wellbeing.json"} == {
        name: data for name, data in expected.items() if name != ".jobs/wellbeing.json"
    }


def test_a_record_that_a_notebook_made_up_takes_nothing_away(outputs: Path, tmp_path: Path) -> None:
    stage = second(outputs)
    others = write(tmp_path / "outside.csv", "of somebody else")
    before = (outputs / "ladder.html").read_bytes()
    made_up = replace(record_of("wellbeing", "second"), files={"ladder.html": fingerprint(outputs / "ladder.html")})
    (stage / ".made.json").write_bytes(record_bytes(made_up))
    leave_failed(stage, outputs, "wellbeing")
    assert (outputs / "ladder.html").read_bytes() == before
    for path in (str(others), "../../outside.csv", "tables/../../../outside.csv"):
        stage = second(outputs)
        made_up = replace(record_of("wellbeing", "second"), files={path: fingerprint(others)})
        (stage / ".made.json").write_bytes(record_bytes(made_up))
        recover(outputs)
        assert others.read_text("utf-8") == "of somebody else"
        (outputs / ".jobs" / "ladder.json").write_bytes(record_bytes(replace(made_up, question="ladder")))
        clear(outputs, ["ladder"])
        assert others.read_text("utf-8") == "of somebody else"


def test_an_exhibit_with_a_name_that_leads_elsewhere_takes_nothing_away(outputs: Path, tmp_path: Path) -> None:
    others = write(tmp_path / "outside.csv", "of somebody else")
    for part, piece in (("facts", '{"facts": {"x": {"exhibit": "%s"}}}'), ("exhibits", '{"exhibits": [{"id": "%s"}]}')):
        for id in ("../../../outside", str(others.with_suffix(""))):
            write(outputs / part / "wellbeing.json", piece % id)
            take_away(outputs, "wellbeing")
            assert others.is_file()


def test_what_a_notebook_of_ones_own_adds_takes_its_place_and_goes_with_the_next(outputs: Path) -> None:
    write(second(outputs) / "extra" / "map.svg", "<svg>")
    settle_second(outputs)
    assert (outputs / "extra" / "map.svg").read_text("utf-8") == "<svg>"
    make(outputs, "wellbeing", "third")
    assert not (outputs / "extra" / "map.svg").exists()


def test_a_link_in_a_stage_is_never_settled(outputs: Path, tmp_path: Path) -> None:
    secret = write(tmp_path / "elsewhere" / "secret.csv", "secret")
    stage = second(outputs)
    (stage / "tables" / "linked.csv").symlink_to(secret)
    (stage / "more").symlink_to(secret.parent)
    settle_second(outputs)
    assert not (outputs / "tables" / "linked.csv").exists()
    assert not (outputs / "more").exists()
    assert secret.read_text("utf-8") == "secret"


def test_nothing_is_written_through_a_link_among_the_outputs(outputs: Path, tmp_path: Path) -> None:
    stage = second(outputs)
    shutil.rmtree(outputs / "tables")
    (tmp_path / "elsewhere").mkdir()
    (outputs / "tables").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OutputError, match="a link"):
        settle(stage, outputs, record_of("wellbeing", "second"))
    assert not any((tmp_path / "elsewhere").iterdir())


def test_nor_through_a_link_halfway(outputs: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (outputs / "extra").symlink_to(tmp_path / "elsewhere")
    write(second(outputs) / "extra" / "deep" / "map.svg", "<svg>")
    with pytest.raises(OutputError, match="a link"):
        settle_second(outputs)
    assert not any((tmp_path / "elsewhere").iterdir())


def test_the_stage_of_a_story_holds_what_the_others_published(outputs: Path) -> None:
    stage = open_stage(outputs, "learning_history")
    assert set(tree(stage)) == {
        "exhibits/ladder.json", "exhibits/wellbeing.json", "facts/ladder.json", "facts/wellbeing.json"
    }  # fmt: skip
    write(stage / "learning_history.html", "<p>")
    write(stage / "learning_history-manager.html", "<p>")
    record = settle(stage, outputs, record_of("learning_history", "first"))
    assert set(record.files) == {"learning_history.html", "learning_history-manager.html"}


def test_a_stage_goes_to_another_machine_and_back(outputs: Path, tmp_path: Path) -> None:
    stage = second(outputs)
    there = tmp_path / "there"
    unpack(pack(stage), there)
    assert pack(there) == pack(stage)
    assert not [path for path in pack(stage) if "/." in path]


@pytest.mark.parametrize("path", [
    "../x", "/etc/x", "a/../../x", "", "a//b", "a/", ".hidden", "a/.b", "C:/x", "a\\b", "a\nb", "a/ ", "./a", "con:x",
])  # fmt: skip
def test_a_path_that_leads_out_of_the_stage_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(OutputError, match="cannot be a file that a job made"):
        unpack({"good.html": b"x", path: b"x"}, tmp_path / "stage")
    assert not (tmp_path / "stage").exists()


@pytest.mark.parametrize("link", ["tables", "tables/x.csv"])
def test_nothing_is_unpacked_through_a_link(tmp_path: Path, link: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    write(elsewhere / "x.csv", "kept")
    (tmp_path / "stage" / link).parent.mkdir(parents=True)
    (tmp_path / "stage" / link).symlink_to(elsewhere if link == "tables" else elsewhere / "x.csv")
    with pytest.raises(OutputError, match="behind a link"):
        unpack({"tables/x.csv": b"new"}, tmp_path / "stage")
    assert (elsewhere / "x.csv").read_text("utf-8") == "kept"


@pytest.mark.parametrize("step", [
    lambda outputs: open_stage(outputs, "wellbeing"),
    lambda outputs: settle(outputs / "stage", outputs, record_of("wellbeing", "x")),
])  # fmt: skip
def test_a_file_in_the_way_is_said(tmp_path: Path, step: Callable[[Path], object]) -> None:
    outputs = write(tmp_path / "klein", "a file")
    with pytest.raises(OutputError, match="cannot be written"):
        step(outputs)


@pytest.mark.parametrize(("days", "name", "stays"), [
    (8, "wijklab-abc", False), (6, "wijklab-abc", True), (8, "another-abc", True)
])  # fmt: skip
def test_a_temporary_folder_of_ours_goes_when_nothing_was_written_to_it_for_a_week(
    tmp_path: Path, days: int, name: str, stays: bool
) -> None:
    socket = write(tmp_path / name / "kernel.json", "x")
    then = time.time() - days * 24 * 3600
    for path in (socket, socket.parent):
        os.utime(path, (then, then))
    sweep_temporary(tmp_path)
    assert socket.exists() is stays


def test_a_stage_that_cannot_be_made_leaves_nothing(outputs: Path) -> None:
    before = tree(outputs)

    def full() -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    for number in range(1, 8):
        with pytest.raises(OutputError, match="No space left"):
            watched(at_operation(number, full), lambda: open_stage(outputs, "learning_history"))
        assert tree(outputs) == before
