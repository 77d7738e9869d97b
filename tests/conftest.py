"""What every test may use: the workplace's real files, and a small good study that a test may spoil on purpose."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from small_study import GOOD_STUDY, edited, good_tables

from wijklab.batch.jobs import Reporter, RunOptions, StudyResult
from wijklab.batch.warm.client import WarmParent, warm_environment
from wijklab.batch.warm.wire import Channel

ROOT = Path(__file__).resolve().parent.parent

# The same examples every time, and as long as they take: a busy machine is no failure.
settings.register_profile("wijklab", deadline=None, derandomize=True)
settings.load_profile("wijklab")


@pytest.fixture(scope="session", autouse=True)
def kernels_find_this_checkout() -> Iterator[None]:
    """A kernel or a command that a test starts imports the wijklab that is tested, installed or not."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ROOT))
        yield


@pytest.fixture(scope="session", autouse=True)
def signatures_stay_out_of_the_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Executed notebooks are signed with a key of the tests' own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_DATA_DIR", str(tmp_path_factory.mktemp("jupyter")))
        yield


class Lent:
    """A warm parent of all tests, as if it were a batch's own: a fork stands where the test stands, and it stays."""

    def __init__(self, parent: WarmParent) -> None:
        self._parent = parent

    @property
    def alive(self) -> bool:
        return self._parent.alive

    def fork(self, door: str, request: Mapping[str, Any], fds: Sequence[int] = ()) -> Channel:
        return self._parent.fork(door, {**request, "cwd": str(Path.cwd()), "env": warm_environment()}, fds)

    def expect_many(self) -> None:
        """It has forked many already."""

    def know(self, files: Sequence[str]) -> None:
        self._parent.know(files)

    def close(self, *_: object) -> None:
        """It is lent."""


@pytest.fixture(scope="session", autouse=True)
def batches_share_a_warm_parent() -> Iterator[None]:
    """A batch that a test runs in this process forks from one warm parent of all: starting one takes two seconds."""
    parents: list[WarmParent] = []
    start = WarmParent.start

    def lend(kind: str = "batch", **more: Any) -> WarmParent | Lent:
        if kind != "batch" or more or os.environ.get("WIJKLAB_WARM") == "0":
            return start(kind, **more)
        if not parents or not parents[0].alive:
            parents[:] = [start(kind)]
        return Lent(parents[0])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WarmParent, "start", lend)
        yield
    for parent in parents:
        parent.close()


@pytest.fixture(scope="session")
def ran(tmp_path_factory: pytest.TempPathFactory) -> StudyResult:
    """The whole example study, run once for all tests that read what it leaves."""
    from wijklab.batch.run import run_study

    noon = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
    options = RunOptions(outputs=tmp_path_factory.mktemp("example"))
    return run_study(ROOT / "params" / "ruwaard.yaml", options, noon, Reporter())


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with real open data and reference cases beside the checkout; a test is skipped where it is absent."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the folder ../shared with real open data is not here")
    return folder


@pytest.fixture
def make_study(tmp_path: Path) -> Callable[..., Path]:
    """Write the small study and give the path of its params file.

    `make_study(("seed: 1", "seed: 2"), tables={"welbevinden": text, "kosten": None})`: each pair replaces text of the
    study file, each table replaces a good one (None: not delivered); `residents_per_area` makes it larger.
    """

    def make(
        *edits: tuple[str, str], tables: Mapping[str, str | None] | None = None, residents_per_area: int = 12
    ) -> Path:
        written = good_tables(residents_per_area) | dict(tables or {})
        _write_tables(tmp_path / "params" / "klein", written)
        file = tmp_path / "params" / "klein.yaml"
        file.write_text(edited(GOOD_STUDY, *edits), "utf-8")
        return file

    return make


def _write_tables(folder: Path, tables: Mapping[str, str | None]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in tables.items():
        if text is not None:
            (folder / f"{name}.csv").write_text(text, "utf-8")
