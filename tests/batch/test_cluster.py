"""A cluster: a real scheduler and real workers on this machine, of which some are killed."""

from __future__ import annotations

import dataclasses
import datetime as dt
import gc
import os
import pickle
import shutil
import signal
import socket
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from nbformat.sign import NotebookNotary
from small_cluster import SmallCluster, small_cluster
from small_jobs import executed, printed, readers_files, small_job

from tests.conftest import ROOT
from wijklab.batch.cluster import connecting
from wijklab.batch.cluster.cargo import loaded, unfit
from wijklab.batch.cluster.connecting import connected, refuse_other_versions
from wijklab.batch.cluster.following import Stopped
from wijklab.batch.cluster.performing import Cluster
from wijklab.batch.cluster.seeing import Seeing
from wijklab.batch.jobs import Job, Reporter, RunOptions
from wijklab.batch.run import run_study
from wijklab.batch.threaded_workers import ThreadedWorkers
from wijklab.errors import KernelError, NotebookError, StudyError, WijklabError

NOON = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
WAITS = """import os, pathlib, threading
here = pathlib.Path('first')
again = here.exists()
here.write_text(str(os.getpid()))"""
"""A cell that leaves the number of its process, and knows whether it ran before."""
SHOWN = (
    "import wijklab as wl\nstudy = wl.open_study(params, outputs)",
    "shown = wl.release(wl.compare_wellbeing(study), study)\nwl.show(shown)\nwl.publish(shown, study)",
)


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallCluster]:
    """Two workers, for the tests that leave them alive."""
    with small_cluster(tmp_path_factory.mktemp("cluster"), workers=2) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def cold(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallCluster]:
    """A worker whose jobs run in ordinary kernels."""
    with small_cluster(tmp_path_factory.mktemp("cold"), workers=0) as cluster:
        cluster.start_worker(WIJKLAB_WARM="0")
        yield cluster


@pytest.fixture
def cluster(workers: SmallCluster) -> Iterator[Cluster]:
    yield from opened(workers)


@pytest.fixture
def mortals(tmp_path: Path) -> Iterator[SmallCluster]:
    """Workers of a test's own, to be killed."""
    with small_cluster(tmp_path / "mortals", workers=1) as cluster:
        yield cluster


def opened(workers: SmallCluster, **patience: float) -> Iterator[Cluster]:
    cluster = Cluster(connected(workers.address), **patience)
    try:
        yield cluster
    finally:
        cluster.close()


class Told:
    """What a batch is told of a job; after a cell something is done."""

    def __init__(self, after: int = 0, do: Callable[[], Any] = lambda: None) -> None:
        self.events: list[dict[str, Any]] = []
        self._after = after
        self._do = do

    def __call__(self, event: dict[str, Any]) -> None:
        self.events.append(event)
        if event["event"] == "cell" and event["number"] == self._after:
            self._do()

    @property
    def order(self) -> list[Any]:
        return [event.get("number", event["event"]) for event in self.events]


def perform(cluster: Cluster, job: Job, told: Callable[[dict[str, Any]], None] = Told()) -> tuple[Any, Job]:  # noqa: B008
    """The error that ended a job, and the job with its results where they are gathered."""
    stage = job.outputs / ".stage" / job.question
    (stage / "notebooks").mkdir(parents=True)
    error = cluster.perform(job, stage, RunOptions(), told)
    return error, dataclasses.replace(job, outputs=stage)


def job_of(study: Path, *cells: str) -> Job:
    return small_job(study.parent.parent, *cells)


def test_a_study_gives_the_same_bytes_as_on_one_machine(make_study: Callable[..., Path], workers: SmallCluster) -> None:
    study = make_study()
    made = []
    for address in ("", workers.address):
        result = run_study(study, RunOptions(cluster=address), NOON, Reporter())
        assert [job.status for job in result.jobs] == ["done"] * 3
        made.append(readers_files(result.outputs))
        shutil.rmtree(result.outputs)
    assert len(made[0]) > 20
    assert made[0] == made[1]


def test_a_study_that_is_finished_is_let_go_of_by_the_batch(make_study: Callable[..., Path]) -> None:
    """There may be thousands of studies, each with its tables."""
    study = make_study()
    workers = ThreadedWorkers(RunOptions(), "", lambda *_: None, "nothing", 1)
    workers.open(study)
    assert workers.news.get(timeout=60).event == "opened"
    run = weakref.ref(workers._studies[study]._run)
    workers.finish(study, ["wellbeing", "ladder", "costs"])
    assert workers.news.get(timeout=60).event == "finished"
    for thread in [thread for thread in threading.enumerate() if thread is not threading.current_thread()]:
        if thread.name.endswith("(_guarded)"):
            thread.join(60)
    gc.collect()
    assert run() is None


def test_what_a_job_made_is_fetched_and_nothing_stays_at_the_worker(
    make_study: Callable[..., Path], cluster: Cluster, workers: SmallCluster
) -> None:
    told = Told()
    error, done = perform(cluster, job_of(make_study(), *SHOWN), told)
    assert error is None
    made = {path.relative_to(done.outputs).as_posix() for path in done.outputs.rglob("*") if path.is_file()}
    assert {"wellbeing.html", "notebooks/wellbeing.ipynb", "facts/wellbeing.json", "exhibits/wellbeing.json"} <= made
    assert told.order == ["started", 1, 2, 3, 4]
    assert all("pid" not in event for event in told.events)
    assert not [path for path in workers.folder.rglob("wijklab-*") if path.is_dir()]


HOW = "import os, wijklab.sources.holding as h; print(os.getppid(), len(h._held))"
"""A cell that says which process it was forked from, and how many studies that one had open."""


def keeper(cluster: Cluster, study: Path) -> int:
    """The process that had the study open from which a job of it was forked."""
    shutil.rmtree(study.parent.parent / "outputs", ignore_errors=True)
    error, done = perform(cluster, job_of(study, HOW, *SHOWN))
    assert error is None
    process, held = printed(done).split()
    assert held == "1"
    return int(process)


def test_a_worker_opens_a_study_once_and_again_when_a_file_of_it_changed(
    make_study: Callable[..., Path], workers: SmallCluster
) -> None:
    study = make_study()
    for cluster in opened(workers):
        first = keeper(cluster, study)
        assert keeper(cluster, study) == first
        wards = study.parent / "klein" / "wijken.csv"
        wards.write_text(wards.read_text("utf-8").replace("Wijk 1", "Wijk een"), "utf-8")
        second = keeper(cluster, study)
        assert second != first
        kept = [psutil.Process(process) for process in (first, second) if psutil.pid_exists(process)]
    _, alive = psutil.wait_procs(kept, timeout=30)
    assert not alive


def test_a_study_whose_keeper_was_killed_is_opened_again(make_study: Callable[..., Path], cluster: Cluster) -> None:
    study = make_study()
    first = psutil.Process(keeper(cluster, study))
    first.kill()
    psutil.wait_procs([first], timeout=30)
    shutil.rmtree(study.parent.parent / "outputs")
    error, _ = perform(cluster, job_of(study, *SHOWN))
    assert error is None
    assert keeper(cluster, study) != first.pid


def test_what_a_worker_executed_is_trusted_here(make_study: Callable[..., Path], cluster: Cluster) -> None:
    _, done = perform(cluster, job_of(make_study(), "print('hier')"))
    notary = NotebookNotary(data_dir=os.environ["JUPYTER_DATA_DIR"])
    assert notary.check_signature(executed(done))
    notary.store.close()


def test_a_cell_that_raises_is_told_of_where_the_user_finds_it(
    make_study: Callable[..., Path], cluster: Cluster, workers: SmallCluster
) -> None:
    job = job_of(make_study(), "1 / 0")
    error, done = perform(cluster, job)
    assert type(error) is NotebookError
    assert str(job.executed) in str(error)
    assert str(workers.folder) not in str(error)
    assert done.executed.is_file()


def test_a_killed_job_is_an_error_and_the_worker_goes_on(make_study: Callable[..., Path], cluster: Cluster) -> None:
    study = make_study()
    error, _ = perform(cluster, job_of(study, "import os; os.kill(os.getpid(), 9)"))
    assert type(error) is KernelError
    shutil.rmtree(study.parent.parent / "outputs")
    error, _ = perform(cluster, job_of(study, *SHOWN))
    assert error is None


def test_a_lost_workers_job_runs_again_on_another_and_without_any_left_it_ends_with_an_error(
    make_study: Callable[..., Path], mortals: SmallCluster
) -> None:
    """The worker that has the job is killed; the job that it ran is gone with it, and is told of once. Then the other
    worker is killed too, with a job of its own."""
    study = make_study()
    mark = study.parent.parent / "first"
    killed: list[psutil.Process] = []

    def kill() -> None:
        running = psutil.Process(int(mark.read_text()))
        worker = next(p for p in running.parents() if p.pid in {process.pid for process in mortals.workers})
        killed.extend([running, worker])
        worker.kill()

    mortals.start_worker()
    told = Told(after=3, do=kill)
    for cluster in opened(mortals):
        error, done = perform(cluster, job_of(study, WAITS, "if not again: threading.Event().wait()", *SHOWN), told)
    assert error is None
    assert done.page.is_file()
    assert told.order == ["started", 1, 2, 3, 4, 5, 6]
    _, alive = psutil.wait_procs(killed, timeout=30)
    assert not alive
    shutil.rmtree(mark.parent / "outputs")
    for cluster in opened(mortals, without_workers=0.5):
        error, _ = perform(cluster, job_of(study, WAITS, "threading.Event().wait()"), Told(after=3, do=kill))
    assert type(error) is KernelError
    assert "has no worker left on its cluster" in str(error)


@pytest.mark.parametrize("where", ["workers", "cold"])
def test_a_job_that_is_taken_back_is_killed_at_its_worker(
    make_study: Callable[..., Path], request: pytest.FixtureRequest, where: str
) -> None:
    study = make_study()
    for cluster in opened(request.getfixturevalue(where)):
        stopping = threading.Thread(target=cluster.stop)
        told = Told(after=3, do=stopping.start)
        error, _ = perform(cluster, job_of(study, WAITS, "threading.Event().wait()"), told)
        stopping.join()
        running = int((study.parent.parent / "first").read_text())
        assert type(error) is KernelError
        if psutil.pid_exists(running):
            psutil.wait_procs([psutil.Process(running)], timeout=30)
        assert not psutil.pid_exists(running)


def test_when_the_batch_is_killed_its_jobs_are_too(make_study: Callable[..., Path], workers: SmallCluster) -> None:
    study = make_study()
    job = job_of(study, WAITS, "threading.Event().wait()")
    script = (
        "import pickle, sys; from pathlib import Path; from wijklab.batch.cluster.connecting import connected\n"
        "from wijklab.batch.cluster.performing import Cluster; from wijklab.batch.jobs import RunOptions\n"
        "cluster = Cluster(connected(sys.argv[1])); job = pickle.loads(sys.stdin.buffer.read())\n"
        "tell = lambda event: print(event.get('number'), flush=True)\n"
        "cluster.perform(job, Path(sys.argv[2]), RunOptions(), tell)"
    )
    arguments = [sys.executable, "-P", "-c", script, workers.address, str(study.parent.parent / "stage")]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as batch:
        assert batch.stdin is not None
        assert batch.stdout is not None
        batch.stdin.write(pickle.dumps(job))
        batch.stdin.close()
        assert b"3\n" in iter(batch.stdout.readline, b"")
        running = psutil.Process(int((study.parent.parent / "first").read_text()))
        batch.kill()
    _, alive = psutil.wait_procs([running], timeout=30)
    assert not alive


def test_when_the_scheduler_is_lost_a_job_ends_with_an_error(
    make_study: Callable[..., Path], mortals: SmallCluster
) -> None:
    job = job_of(make_study(), WAITS, "threading.Event().wait()")
    for cluster in opened(mortals, without_workers=0.5):
        error, _ = perform(cluster, job, Told(after=3, do=mortals.scheduler.kill))
        assert type(error) is KernelError


def test_a_worker_that_cannot_warm_gives_the_same_with_ordinary_kernels(
    make_study: Callable[..., Path], workers: SmallCluster, cold: SmallCluster
) -> None:
    study = make_study()
    pages = []
    for place in (workers, cold):
        for cluster in opened(place):
            error, done = perform(cluster, job_of(study, *SHOWN))
            assert error is None
            pages.append(readers_files(done.outputs))
        shutil.rmtree(study.parent.parent / "outputs")
    assert pages[0] == pages[1]


@pytest.mark.parametrize("where", ["made up", "at a URL"])
def test_a_study_without_tables_in_a_folder_needs_no_folder_at_the_worker(
    make_study: Callable[..., Path], cluster: Cluster, where: str, tmp_path: Path
) -> None:
    elsewhere = f"data:\n  folder: file://{tmp_path}/params/klein"
    made_up = "synthetic: {residents_per_neighbourhood: 20}"
    study = make_study(("data:\n  folder: params/klein", made_up if where == "made up" else elsewhere))
    error, done = perform(cluster, job_of(study, "import os; print(os.getcwd())", *SHOWN))
    assert error is None
    assert str(study.parent.parent) not in printed(done)


def test_a_worker_that_sees_other_files_says_which(make_study: Callable[..., Path], tmp_path: Path) -> None:
    study = make_study()
    cargo = loaded("k", job_of(study), tmp_path, RunOptions())
    assert {"params/klein.yaml", "params/klein/kosten.csv"} <= set(cargo.seen)
    assert unfit(cargo, "worker x") is None
    (study.parent / "klein" / "kosten.csv").write_text("anders", "utf-8")
    (study.parent / "klein" / "wijken.csv").unlink()
    error = unfit(cargo, "worker x")
    assert type(error) is StudyError
    assert [problem.in_short for problem in sorted(error.problems, key=str)] == [
        "worker x: does not see params/klein/wijken.csv",
        "worker x: sees another params/klein/kosten.csv than this machine",
    ]


def test_a_worker_with_another_wijklab_is_refused_by_name(mortals: SmallCluster, tmp_path: Path) -> None:
    copy = tmp_path / "other" / "wijklab"
    shutil.copytree(ROOT / "wijklab", copy, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "errors.py").write_text((copy / "errors.py").read_text("utf-8") + "\n", "utf-8")
    mortals.start_worker(PYTHONPATH=str(copy.parent))
    with pytest.raises(KernelError) as refused:
        connected(mortals.address)
    assert [problem.what for problem in refused.value.problems] == ["has another version of wijklab than this machine"]
    assert refused.value.problems[0].where.startswith("worker tcp://127.0.0.1:")


class Blind:
    """A cluster of which two workers do not see what this machine sees, and a third cannot say."""

    status = "running"

    def __init__(self) -> None:
        self.asked = 0

    def run(self, ask: Callable[..., Any], root: str, files: list[str], **_: object) -> dict[str, object]:
        self.asked += 1
        here = ask(root, files)
        one, other = here | {"params/klein/kosten.csv": None}, here | {"params/klein.yaml": 1}
        return {"tcp://10.0.0.7:1": one, "tcp://10.0.0.8:1": other, "tcp://10.0.0.9:1": OSError()}


def test_every_worker_is_asked_once_what_it_sees_of_a_study(make_study: Callable[..., Path], tmp_path: Path) -> None:
    blind = Blind()
    seeing = Seeing(blind)  # type: ignore[arg-type]
    cargo = loaded("k", job_of(make_study()), tmp_path, RunOptions())
    for _ in range(2):
        with pytest.raises(StudyError) as refused:
            seeing.refuse_where_unseen(cargo)
    assert blind.asked == 1
    assert [problem.in_short for problem in refused.value.problems] == [
        "worker tcp://10.0.0.7:1: does not see params/klein/kosten.csv",
        "worker tcp://10.0.0.8:1: sees another params/klein.yaml than this machine",
    ]


class Bare:
    """A cluster on which nobody has wijklab."""

    def run(self, *_: object, **__: object) -> dict[str, None]:
        return {"tcp://10.0.0.7:1": None}

    def run_on_scheduler(self, *_: object) -> None:
        raise ModuleNotFoundError


def test_who_has_no_wijklab_is_named() -> None:
    with pytest.raises(KernelError) as refused:
        refuse_other_versions(Bare())  # type: ignore[arg-type]
    assert [problem.in_short for problem in refused.value.problems] == [
        "worker tcp://10.0.0.7:1: has no wijklab",
        "the scheduler: has no wijklab",
    ]


def test_where_nobody_answers_is_told_in_seconds() -> None:
    before = set(threading.enumerate())
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(KernelError, match=r"does not answer\n    -> start one with `dask scheduler`"):
            connected(address, seconds=0.5)
    assert not [thread for thread in threading.enumerate() if thread.name == "IO loop" and thread not in before]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("nonsense://x", "is not the address of a Dask scheduler"),
        ("tcp://127.0.0.1:notaport", "is not the address of a Dask scheduler"),
        ("tls://127.0.0.1:1", "asks for certificates, and there are none"),
    ],
)
def test_what_is_no_address_is_told(address: str, said: str) -> None:
    before = set(threading.enumerate())
    with pytest.raises(KernelError, match=said):
        connected(address, seconds=0.5)
    assert set(threading.enumerate()) <= before  # what is left for the collector could halt the next client


def test_a_scheduler_without_workers_is_told(tmp_path: Path) -> None:
    with small_cluster(tmp_path, workers=0) as empty, pytest.raises(KernelError, match="without workers") as refused:
        connected(empty.address, seconds=0.5)
    assert f"dask worker {empty.address}" in str(refused.value)


def test_without_the_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(WijklabError, match=r"pip install 'wijklab\[cluster\]'"):
        connecting.connected("tcp://127.0.0.1:1")


def test_a_job_that_was_taken_back_before_it_began_is_killed_when_it_begins() -> None:
    waiting = psutil.Popen(["sleep", "600"])
    stopped = Stopped()
    stopped.stop()
    stopped.by_killing(waiting.pid, signal.SIGKILL)
    assert waiting.wait(30) == -signal.SIGKILL
