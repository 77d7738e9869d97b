"""A kernel that was forked is a kernel like any other, and where it cannot be forked there is one all the same."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import KernelProvisionerFactory
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook
from small_jobs import write_notebook

from tests.conftest import ROOT
from wijklab.batch.warm import kernels, server, shared
from wijklab.batch.warm.client import CannotWarm
from wijklab.batch.warm.forked_process import ForkedProcess, PortTaken, forked_kernel
from wijklab.batch.warm.likeness import likeness
from wijklab.batch.warm.provisioner import PINNED, WarmProvisioner, kernel_arguments, register

PATIENCE_SECONDS = 120


@pytest.fixture(scope="module", autouse=True)
def jupyter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Jupyter with a runtime folder of its own, that knows the provisioner as in an installation."""
    runtime = tmp_path_factory.mktemp("runtime")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_RUNTIME_DIR", str(runtime))
        patch.setenv("JUPYTER_PATH", str(ROOT / "share" / "jupyter"))
        patch.setenv("IPYTHONDIR", str(tmp_path_factory.mktemp("ipython")))
        patch.setenv("JUPYTER_PLATFORM_DIRS", "1")
        KernelProvisionerFactory.clear_instance()
        register(KernelProvisionerFactory.instance())
        yield runtime
        with contextlib.suppress(OSError, CannotWarm):
            os.kill(_parent_pid(), signal.SIGKILL)
        KernelProvisionerFactory.clear_instance()


@pytest.fixture
def warm(jupyter: Path) -> Path:
    """There is a parent that forks kernels."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        with contextlib.suppress(CannotWarm):
            shared.warm_up(_environment())
            return jupyter
        time.sleep(0.1)
    raise TimeoutError(list((jupyter / shared.FOLDER).glob("*")))


def _environment() -> dict[str, str]:
    return {**os.environ, **PINNED}


def _parent_pid() -> int:
    folder = shared.private_folder()
    with contextlib.closing(shared._connected(folder, likeness(_environment()))) as end:
        told = end.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    return struct.unpack("3i", told)[0]


@contextlib.asynccontextmanager
async def _kernel(name: str = "wijklab", **wishes: Any) -> AsyncIterator[tuple[AsyncKernelManager, AsyncKernelClient]]:
    manager = AsyncKernelManager(kernel_name=name)
    await manager.start_kernel(**wishes)
    client = manager.client()
    client.start_channels(hb=False)  # nothing here listens for a heartbeat, which has a thread of its own
    try:
        yield manager, client
    finally:
        client.stop_channels()
        await manager.shutdown_kernel(now=True)


async def _value(client: AsyncKernelClient, expression: str) -> str:
    """What an expression is in the kernel, as text; the name of the error where it raises one."""
    reply = await client.execute("", reply=True, timeout=PATIENCE_SECONDS, user_expressions={"it": expression})
    it = reply["content"]["user_expressions"]["it"]
    return it["data"]["text/plain"] if it["status"] == "ok" else it["ename"]


def _is_warm(manager: AsyncKernelManager) -> bool:
    return isinstance(manager.provisioner.process, ForkedProcess)


def _gone(pid: int) -> bool:
    """Wait until a process has ended."""
    with contextlib.suppress(ProcessLookupError):
        watch = os.pidfd_open(pid)
        try:
            return bool(select.select([watch], [], [], PATIENCE_SECONDS)[0])
        finally:
            os.close(watch)
    return True


CELLS = (
    "import os, sys\nprint(os.getcwd()); print('fout', file=sys.stderr)",
    "__name__, sys.argv[0].endswith('ipykernel_launcher.py'), sys.argv[1], sys.path[0], sys.flags.safe_path",
    "import matplotlib.pyplot as plt\n_ = plt.plot([1, 2])",
    "import pandas as pd\npd.DataFrame({'a': [1]})",
    "from IPython.display import display\nhandle = display('eerst', display_id='een'); handle.update('dan')",
    "await __import__('asyncio').sleep(0, 'gewacht')",
    "_ = os.system('echo vanuit C')",
    "!echo vanuit de schil",
    "sys.stdin.read(), os.environ['OMP_NUM_THREADS'], hash('a')",
    "%%time\npass",
    "from multiprocessing import get_context\nget_context('fork').Pool(2).map(abs, [-1, -2])",
    "from comm import create_comm\ntype(create_comm(target_name='x')).__module__",
    "import __main__\n__main__.plt is plt",
    "%matplotlib --list",
    "input('naam')",
    "1 / 0",
)


def _run(kernel_name: str, folder: Path) -> list[Any]:
    notebook = new_notebook(cells=[new_code_cell(cell, id=f"c{number}") for number, cell in enumerate(CELLS)])
    client = NotebookClient(
        notebook, kernel_name=kernel_name, allow_errors=True, timeout=60, resources={"metadata": {"path": str(folder)}}
    )
    client.execute()
    return [_steady(cell.outputs) for cell in notebook.cells]


def _steady(outputs: list[Any]) -> tuple[dict[str, str], list[Any]]:
    """Without what differs from run to run: times, how a stream was cut up, and where an error stood in files."""
    streams: dict[str, str] = {}
    others = []
    for output in outputs:
        if output.output_type == "stream":
            streams[output.name] = streams.get(output.name, "") + output.text
        else:
            others.append((output.ename, output.evalue) if output.output_type == "error" else dict(output))
    return {name: "times" if "Wall time" in text else text for name, text in streams.items()}, others


def test_every_cell_gives_what_it_gives_in_an_ordinary_kernel(
    warm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forked = _run("wijklab", tmp_path)
    monkeypatch.setenv("WIJKLAB_WARM", "0")
    assert forked == _run("wijklab", tmp_path)
    assert "image/png" in forked[2][1][0]["data"]


def test_papermill_and_the_server_get_warm_kernels_by_name(warm: Path, tmp_path: Path) -> None:
    import papermill
    from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager

    write_notebook(tmp_path / "in.ipynb", "print(__import__('os').getppid())")
    ran = papermill.execute_notebook(
        tmp_path / "in.ipynb", tmp_path / "out.ipynb", kernel_name="wijklab", progress_bar=False
    )
    assert ran.cells[-1].outputs[0].text.strip() == str(_parent_pid())

    async def serve() -> None:
        server = AsyncMappingKernelManager(root_dir=str(tmp_path))
        kernel = await server.start_kernel(kernel_name="wijklab")
        assert _is_warm(server.get_kernel(kernel))
        await server.shutdown_kernel(kernel, now=True)

    asyncio.run(serve())


def test_the_kernel_is_a_fork_and_not_a_child_of_its_manager(warm: Path, tmp_path: Path) -> None:
    async def look() -> None:
        async with _kernel(cwd=str(tmp_path), env={**os.environ, "VAN_WIE": "de vrager"}) as (manager, client):
            assert _is_warm(manager)
            assert await _value(client, "__import__('os').getpid()") == str(manager.provisioner.pid)
            assert await _value(client, "__import__('os').getppid()") == str(_parent_pid())
            assert await _value(client, "__import__('os').environ['VAN_WIE']") == "'de vrager'"
            assert await _value(client, "'pandas' in __import__('sys').modules") == "True"

    asyncio.run(look())


def test_a_cell_that_hangs_can_be_interrupted(warm: Path) -> None:
    async def interrupt() -> None:
        async with _kernel() as (manager, client):
            hangs = "print('begonnen'); __import__('time').sleep(600)"
            asked = client.execute(hangs, stop_on_error=False)  # what is asked next is not to be given up
            while (await client.get_iopub_msg(timeout=PATIENCE_SECONDS))["msg_type"] != "stream":
                pass
            await manager.interrupt_kernel()
            reply = await client._async_recv_reply(asked, timeout=PATIENCE_SECONDS)
            assert reply["content"]["ename"] == "KeyboardInterrupt"
            assert await _value(client, "1 + 1") == "2"

    asyncio.run(interrupt())


def test_a_restarted_kernel_is_a_fresh_fork_with_the_same_ports(warm: Path) -> None:
    async def restart() -> None:
        async with _kernel() as (manager, client):
            await client.execute("x = 1", reply=True, timeout=PATIENCE_SECONDS)
            first, ports = manager.provisioner.pid, manager.ports
            await manager.restart_kernel()
            assert await _value(client, "x") == "NameError"
            assert _is_warm(manager)
            assert manager.provisioner.pid != first
            assert manager.ports == ports

    asyncio.run(restart())


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("__import__('os').kill(__import__('os').getpid(), 9)", -signal.SIGKILL),
        ("__import__('os')._exit(3)", 3),
        ("exit()", 0),
    ],
)
def test_the_manager_sees_how_a_kernel_ended(warm: Path, cell: str, code: int) -> None:
    async def end() -> None:
        async with _kernel() as (manager, client):
            client.execute(cell)
            assert _gone(manager.provisioner.pid)
            assert await asyncio.wait_for(manager.provisioner.wait(), PATIENCE_SECONDS) == code
            assert not await manager.is_alive()

    asyncio.run(end())


def test_what_a_kernel_was_to_do_at_its_end_is_done(warm: Path, tmp_path: Path) -> None:
    async def leave() -> None:
        async with _kernel() as (manager, client):
            note = f"open({str(tmp_path / 'noot')!r}, 'w').write('klaar')"
            await client.execute(f"import atexit; atexit.register(lambda: {note})", reply=True, timeout=60)
            await client.execute("from tempfile import TemporaryDirectory; kept = TemporaryDirectory()", reply=True)
            kept = Path((await _value(client, "kept.name")).strip("'"))
            assert kept.is_dir()
            await manager.shutdown_kernel()
            assert not kept.exists()

    asyncio.run(leave())
    assert (tmp_path / "noot").read_text() == "klaar"


def start_many(count: int) -> None:
    """Start so many kernels at once; print of each whether it was warm, and a number that it drew."""

    async def one() -> tuple[bool, str]:
        async with _kernel() as (manager, client):
            return _is_warm(manager), await _value(client, "__import__('numpy').random.random()")

    async def all_of_them() -> list[tuple[bool, str]]:
        return await asyncio.gather(*(one() for _ in range(count)))

    register(KernelProvisionerFactory.instance())
    print(json.dumps(asyncio.run(all_of_them())))


def test_sixty_four_kernels_start_at_once(warm: Path) -> None:
    """In a process of its own, for 64 managers hold hundreds of sockets: those of other tests would not fit beside."""
    places = [str(ROOT), str(ROOT / "tests"), str(Path(__file__).parent)]
    script = f"import sys; sys.path[:0] = {places!r}; import test_warm_kernel as t; t.start_many(64)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=240)
    ended = json.loads(done.stdout.splitlines()[-1])
    assert [is_warm for is_warm, _ in ended] == [True] * 64
    assert len({drawn for _, drawn in ended}) == 64


@pytest.mark.parametrize("port", ["shell_port", "control_port", "hb_port"])
def test_a_port_that_is_taken_meanwhile_is_replaced(warm: Path, monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    """Jupyter chooses ports before the kernel binds them; another program may be quicker."""
    wanted: list[int] = []

    def fork(arguments: list[str], wishes: Any) -> ForkedProcess:
        wanted.append(json.loads(Path(arguments[1]).read_text())[port])
        with socket.socket() as other_program:
            if len(wanted) == 1:
                other_program.bind(("127.0.0.1", wanted[0]))
                other_program.listen()
            return forked_kernel(arguments, wishes)

    async def start() -> None:
        async with _kernel() as (manager, client):
            assert _is_warm(manager)
            assert await _value(client, "1 + 1") == "2"

    monkeypatch.setattr("wijklab.batch.warm.provisioner.forked_kernel", fork)
    asyncio.run(start())
    assert len(set(wanted)) == 2


ASKER = """
import asyncio, sys, time
from jupyter_client.manager import KernelManager
from jupyter_client.provisioning import KernelProvisionerFactory
from wijklab.batch.warm.provisioner import register
register(KernelProvisionerFactory.instance())
manager = KernelManager(kernel_name="wijklab")
manager.start_kernel()
print(manager.provisioner.pid, type(manager.provisioner.process).__name__, flush=True)
sys.stdin.read()
"""


def test_a_kernel_ends_with_whoever_asked_for_it(warm: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ASKER], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as asker:
        pid, kind = asker.stdout.readline().split()
        asker.kill()
    assert kind == b"ForkedProcess"
    assert _gone(int(pid))


@pytest.mark.parametrize(
    ("wishes", "reason"),
    [
        ({"env": {"WIJKLAB_WARM": "0"}}, "turns it off"),
        ({"stdin": subprocess.PIPE}, "a pipe"),
        ({"stdout": subprocess.PIPE}, "a pipe"),
        ({"independent": True}, "outlive"),
    ],
)
def test_what_a_fork_cannot_give_is_left_to_an_ordinary_kernel(wishes: dict[str, Any], reason: str) -> None:
    with pytest.raises(CannotWarm, match=reason):
        forked_kernel(["-f", "nowhere.json"], {"env": _environment(), **wishes})


def test_a_fork_that_fails_leaves_nothing_and_says_why(warm: Path, tmp_path: Path) -> None:
    with pytest.raises(CannotWarm, match="did not become a kernel"):
        forked_kernel([], {"env": _environment(), "cwd": tmp_path / "nergens"})
    assert issubclass(PortTaken, CannotWarm)


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        ([sys.executable, "-m", "ipykernel_launcher", "-f", "c.json"], ["-f", "c.json"]),
        (["/elsewhere/bin/python", "-m", "ipykernel_launcher", "-f", "c.json"], None),
        ([sys.executable, "-m", "bash_kernel", "-f", "c.json"], None),
        (["R", "--slave", "-e", "IRkernel::main()"], None),
        ([sys.executable], None),
    ],
)
def test_only_kernels_of_this_python_are_forked(command: list[str], arguments: list[str] | None) -> None:
    assert kernel_arguments(command) == arguments


def _open_to_all(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o755)


def _a_link(folder: Path) -> None:
    (folder.parent / "elders").mkdir(mode=0o700)
    folder.symlink_to(folder.parent / "elders")


@pytest.mark.parametrize("spoil", [_open_to_all, _a_link])
def test_a_folder_that_another_user_may_enter_is_not_used(
    spoil: Callable[[Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))
    spoil(tmp_path / shared.FOLDER)
    with pytest.raises(CannotWarm, match="not this user's alone"):
        shared.private_folder()


def test_another_user_at_the_other_end_is_not_spoken_to(warm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared, "user_at", lambda _: os.getuid() + 1)
    with pytest.raises(CannotWarm, match="another user"):
        shared.warm_up(_environment())


def test_another_user_who_connects_gets_no_fork(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernels, "user_at", lambda _: os.getuid() + 1)
    with (
        socket.socket(socket.AF_UNIX) as listener,
        socket.socket(socket.AF_UNIX) as asker,
        (tmp_path / "lock").open("w+b") as lock,
    ):
        listener.bind(str(tmp_path / "s"))
        listener.listen()
        asker.connect(str(tmp_path / "s"))
        answering = kernels.Kernels(listener, lambda: True, lock)
        answering._admit()
        assert asker.recv(1) == b""
        assert not answering._askers


@pytest.mark.parametrize(("idle", "current"), [(0, True), (600, False)])
def test_the_parent_ends_when_nobody_asks_or_its_sources_changed(
    idle: int, current: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kernels, "IDLE_SECONDS", idle)
    with socket.socket(socket.AF_UNIX) as listener, (tmp_path / "lock").open("w+b") as lock:
        kernels.Kernels(listener, lambda: current, lock).serve()


def test_of_many_who_start_a_parent_one_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[int] = []
    monkeypatch.setattr(shared, "_spawn", lambda _folder, _name, lock, _environment: started.append(os.dup(lock)))
    said = [shared.start(tmp_path, "name", {}) for _ in range(3)]
    assert len(started) == 1
    assert said[1:] == ["the warm parent is still importing"] * 2
    os.close(started[0])


def test_a_parent_that_could_not_import_is_not_started_again_at_once(tmp_path: Path) -> None:
    note = tmp_path / "name.failed"
    note.write_text("Threaded: some.package")
    assert shared.start(tmp_path, "name", {}) == "Threaded: some.package"
    os.utime(note, (0, 0))
    assert shared._failed_before(note) == ""


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({}, True),
        ({"VAN_WIE": "iemand"}, True),
        ({"PYTHONPATH": "/elders"}, False),
        ({"LC_ALL": "nl_NL.UTF-8"}, False),
        ({"TZ": "UTC-3"}, False),
        ({"HOME": "/elders"}, False),
        ({"ARROW_DEFAULT_MEMORY_POOL": "system"}, False),
        ({"OPENBLAS_CORETYPE": "Haswell"}, False),
    ],
)
def test_a_parent_serves_only_who_would_start_alike(change: dict[str, str], same: bool) -> None:
    assert (likeness({"HOME": "/hier", **change}) == likeness({"HOME": "/hier"})) is same


def test_an_installed_package_is_another_parent_and_a_new_folder_is_not(tmp_path: Path) -> None:
    places = {"PYTHONPATH": str(tmp_path)}
    before = likeness(places)
    (tmp_path / "outputs").mkdir()
    assert likeness(places) == before
    (tmp_path / "pandas-4.0.dist-info").mkdir()
    assert likeness(places) != before


def test_an_edited_source_is_another_parent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "module.py"
    source.write_text("a = 1")
    monkeypatch.setattr("wijklab.batch.warm.likeness.PACKAGE", tmp_path)
    before = likeness({})
    os.utime(source, ns=(1, 1))
    assert likeness({}) != before


class _Server:
    """As much of a Jupyter server as the extension meets."""

    def __init__(self) -> None:
        self.kernel_spec_manager = type("Specs", (), {"kernel_dirs": []})()
        self.log = None


@pytest.mark.parametrize("chosen", [server.JUPYTERS_OWN, "somebody-elses"])
def test_the_lab_makes_python_warm_unless_somebody_chose_otherwise(
    chosen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    warmed: list[dict[str, str]] = []
    monkeypatch.setattr(server, "warm_up", warmed.append)
    factory = KernelProvisionerFactory.instance()
    monkeypatch.setattr(factory, "default_provisioner_name", chosen)
    monkeypatch.setattr(KernelProvisionerFactory, "instance", lambda **_: factory)
    monkeypatch.setattr("threading.Thread.start", lambda thread: thread.run())
    lab = _Server()
    server._load_jupyter_server_extension(lab)
    is_ours = chosen == server.JUPYTERS_OWN
    assert factory.default_provisioner_name == ("wijklab" if is_ours else chosen)
    assert len(warmed) == is_ours
    assert lab.kernel_spec_manager.kernel_dirs == [str(ROOT / "share" / "jupyter" / "kernels")]


def test_warm_and_ordinary_kernels_are_pinned_alike_and_draw_inline() -> None:
    assert PINNED["OMP_NUM_THREADS"] == "1"
    assert "MPLBACKEND" not in PINNED
    assert issubclass(WarmProvisioner, KernelProvisionerFactory.instance().provisioners["local-provisioner"].load())


def test_when_the_parent_is_killed_its_kernels_are_seen_to_end_and_the_next_is_ordinary(warm: Path) -> None:
    async def kill() -> None:
        async with _kernel() as (manager, _):
            parent = _parent_pid()
            os.kill(parent, signal.SIGKILL)
            assert _gone(parent)
            assert await asyncio.wait_for(manager.provisioner.wait(), PATIENCE_SECONDS) == -signal.SIGKILL
        async with _kernel() as (manager, client):
            assert not _is_warm(manager)
            assert await _value(client, "1 + 1") == "2"

    asyncio.run(kill())
