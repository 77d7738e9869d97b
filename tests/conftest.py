"""What every test may use: the workplace's real files, and a small good study that a test may spoil on purpose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import settings
from small_study import GOOD_STUDY, edited, good_tables

from wijklab.batch.jobs import Reporter, RunOptions, StudyResult

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
