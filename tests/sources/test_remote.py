"""Tables at a URL: a copy as it is now, whole or not at all, with no password anywhere."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from pandas.testing import assert_frame_equal

from wijklab.errors import SourceError, StudyError
from wijklab.sources.fetching import answer
from wijklab.sources.opening import check_study, open_study
from wijklab.sources.study_file import read_study

FOLDER = "folder: params/klein"


class Server(SimpleHTTPRequestHandler):
    """Serves a folder, with its contents' hash as ETag; `spoilt` names files that go wrong, and how."""

    served: list[str]
    spoilt: dict[str, str]

    def send_head(self):
        name = self.path.rpartition("/")[2]
        how = self.spoilt.get(name, "")
        if self.command == "GET" and name.endswith(".csv"):
            self.served.append(name)
        if how in {"401", "403", "500"}:
            self.send_error(int(how))
            return None
        return super().send_head()

    def end_headers(self):
        file = Path(self.translate_path(self.path))
        if file.is_file() and self.spoilt.get(file.name) != "no mark":
            self.send_header("ETag", hashlib.sha256(file.read_bytes()).hexdigest()[:16])
        super().end_headers()

    def send_header(self, keyword, value):
        if (keyword, self.spoilt.get(self.path.rpartition("/")[2])) != ("Last-Modified", "no mark"):
            super().send_header(keyword, value)

    def copyfile(self, source, outputfile):
        if self.spoilt.get(self.path.rpartition("/")[2]) == "cut off":
            outputfile.write(source.read(20))
            self.close_connection = True
            return
        super().copyfile(source, outputfile)

    def log_message(self, *args): ...


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WIJKLAB_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def spoilt() -> dict[str, str]:
    return {}


@pytest.fixture
def served() -> list[str]:
    return []


@pytest.fixture
def url(tmp_path: Path, spoilt: dict[str, str], served: list[str]) -> Iterator[str]:
    """The address of a store on this machine that has the folder `tmp_path`."""
    handler = type("Here", (Server,), {"spoilt": spoilt, "served": served})
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(tmp_path))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def copies(cache: Path) -> list[str]:
    return sorted(path.name for path in cache.rglob("*") if path.is_file())


def test_a_folder_at_a_url_gives_the_same_tables(make_study: Callable[..., Path], url: str, cache: Path) -> None:
    there = open_study(make_study())
    here = open_study(make_study((FOLDER, f"folder: {url}/params/klein")))
    for name, table in there.tables.frames.items():
        assert_frame_equal(table, here.tables[name])
    assert [read.path for read in here.tables.inputs] == [f"{url}/{read.path}" for read in there.tables.inputs]
    assert [read.sha256 for read in here.tables.inputs] == [read.sha256 for read in there.tables.inputs]
    assert cache.stat().st_mode & 0o077 == 0


def test_a_table_at_a_file_url_is_read(make_study: Callable[..., Path], tmp_path: Path) -> None:
    table = tmp_path / "elders" / "ladder.csv"
    file = make_study(("data:\n", f"data:\n  tables: {{ladder: file://{table}}}\n"))
    table.parent.mkdir()
    (tmp_path / "params" / "klein" / "participatieladder.csv").rename(table)
    study = open_study(file)
    assert study.tables.rows()["ladder"] == 144
    assert f"file://{table}" in {read.path for read in study.tables.inputs}


def test_what_did_not_change_is_not_fetched_again_and_what_did_is(
    make_study: Callable[..., Path], url: str, served: list[str], tmp_path: Path
) -> None:
    file = make_study((FOLDER, f"folder: {url}/params/klein"))
    first = open_study(file)
    before = list(served)
    assert open_study(file).tables.inputs == first.tables.inputs
    assert served == before
    costs = tmp_path / "params" / "klein" / "kosten.csv"
    costs.write_text("\n".join(costs.read_text("utf-8").splitlines()[:-1]) + "\n", "utf-8")
    assert open_study(file).tables.rows()["costs"] == 143
    assert served == [*before, "kosten.csv"]


def test_a_server_that_tells_nothing_of_contents_is_asked_every_time(
    make_study: Callable[..., Path], url: str, served: list[str], spoilt: dict[str, str]
) -> None:
    spoilt["kosten.csv"] = "no mark"
    file = make_study((FOLDER, f"folder: {url}/params/klein"))
    assert open_study(file).tables.inputs == open_study(file).tables.inputs
    assert [served.count(name) for name in ("kosten.csv", "wijken.csv")] == [2, 1]


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("403", "may not be read"),
        ("401", "may not be read"),
        ("500", "cannot be fetched"),
        ("cut off", "cannot be fetched"),
    ],
)
def test_what_cannot_be_fetched_is_told_and_leaves_nothing(
    make_study: Callable[..., Path], url: str, spoilt: dict[str, str], cache: Path, how: str, said: str
) -> None:
    spoilt["kosten.csv"] = how
    file = make_study((FOLDER, f"folder: {url}/params/klein"))
    study, problems = check_study(file)
    assert study is None
    assert [problem.where for problem in problems if problem.severity == "refusal"] == [
        f"{url}/params/klein/kosten.csv"
    ]
    assert said in problems[0].what
    assert "kosten.csv" not in copies(cache)
    assert not list(cache.glob(".new-*"))


def test_a_table_that_is_not_there_is_told_as_on_disk(make_study: Callable[..., Path], url: str) -> None:
    file = make_study(("data:\n", f"data:\n  tables: {{ladder: {url}/params/klein/weg.csv}}\n"))
    with pytest.raises(SourceError, match=r"weg\.csv: does not exist"):
        open_study(file)


@pytest.mark.parametrize(
    "address",
    [
        "https://jansen:geheim@example.org/a.csv",
        "https://example.org/a.csv?sig=geheim",
        "s3://sleutel:geheim@bak/a.csv",
        "http://example.org/geheim.csv",
        "ftp://example.org/geheim.csv",
        "simplecache::s3://bak/geheim.csv",
        "https://example.org/a.csv#geheim",
    ],
)
def test_a_url_that_could_hold_a_password_is_refused_and_not_repeated(
    make_study: Callable[..., Path], address: str
) -> None:
    with pytest.raises(StudyError, match=r"data\.tables\.ladder is not written as it should be") as refused:
        read_study(make_study(("data:\n", f'data:\n  tables: {{ladder: "{address}"}}\n')))
    assert "geheim" not in str(refused.value)


@pytest.mark.parametrize(
    "address",
    [
        "s3://bak/map/a.csv",
        "gs://bak/a.csv",
        "abfs://bak@rekening.dfs.core.windows.net/a.csv",
        "https://a.nl:8443/a.csv",
    ],
)
def test_a_url_of_an_object_store_is_taken(make_study: Callable[..., Path], address: str) -> None:
    study, _ = read_study(make_study(("data:\n", f'data:\n  tables: {{ladder: "{address}"}}\n')))
    assert study.data.tables["ladder"] == address


def test_a_missing_driver_is_told_with_what_to_install(make_study: Callable[..., Path]) -> None:
    pytest.importorskip("fsspec")
    file = make_study(("data:\n", 'data:\n  tables: {ladder: "s3://bak/a.csv"}\n'))
    _, problems = check_study(file)
    assert [(problem.what, problem.todo) for problem in problems] == [
        ("has data at a URL, which needs s3fs", "python -m pip install 'wijklab[cluster]' s3fs")
    ]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_a_folder_for_copies_in_which_others_may_write_is_refused(
    make_study: Callable[..., Path], tmp_path: Path, cache: Path
) -> None:
    cache.mkdir()
    cache.chmod(0o777)
    (tmp_path / "a.csv").write_text("a", "utf-8")
    url = f"file://{tmp_path}/a.csv"
    assert answer(cache, [url], []) == {"files": {}, "folders": {}, "faults": {url: ["shared", ""]}}
    assert not list(cache.iterdir())
    params = make_study(("folder: params/klein", f"folder: file://{tmp_path}/params/klein"))
    with pytest.raises(SourceError, match="others may write in the folder for copies"):
        open_study(params)


def test_copies_that_nobody_asked_for_go(tmp_path: Path, cache: Path) -> None:
    (tmp_path / "a.csv").write_text("x\n", "utf-8")
    old = cache / "oud"
    old.mkdir(parents=True)
    os.utime(old, (0, 0))
    reply = answer(cache, [f"file://{tmp_path}/a.csv"], [])
    assert not old.exists()
    assert Path(reply["files"][f"file://{tmp_path}/a.csv"]).read_text("utf-8") == "x\n"
