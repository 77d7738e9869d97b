"""A cell that spoils all that it can reach harms its own job, and no other."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from small_jobs import executed, write_notebook

from wijklab.batch.jobs import Job, Reporter, RunOptions
from wijklab.batch.run import run_study

ITS_WORST = """
import builtins, fcntl, gc, json, os, signal, socket, time
from pathlib import Path
import numpy, pandas
import wijklab.sources.holding as holding

held = [str(fd.readlink()) for fd in Path("/proc/self/fd").iterdir() if fd.exists()]
if any(path.endswith(".lock") for path in held):
    os._exit(71)
for frame in [one for one in gc.get_objects() if isinstance(one, pandas.DataFrame)]:
    frame.drop(frame.index, inplace=True)
numpy.random.seed(1)
holding._held.clear()
builtins.sorted = builtins.round = lambda *_, **__: []
signal.signal(signal.SIGTERM, signal.SIG_IGN)
os.environ.clear()
lies = [{"event": "finished", "body": "x"}, {"event": "opened"}, {"no": "event"}, {"event": "refused", "body": ""}]
text = b"".join(json.dumps(lie).encode() + b"\\n" for lie in lies) + b"half"
for fd in range(3, 256):
    try:
        fcntl.flock(fd, fcntl.LOCK_UN)
        socket.socket(fileno=os.dup(fd)).sendall(text)
    except OSError:
        pass
os.closerange(3, 4096)
state = lambda: Path(f"/proc/{os.getppid()}/stat").read_text().rpartition(")")[2].split()[0]
used = time.process_time()
while time.process_time() < used + 0.3 and state() == "R":
    pass
os._exit(73 if state() == state() == "R" else 72)
"""
"""It spoils its process, speaks for others, and lets go of its parent, which should not wait for it in vain (73)."""


def made(outputs: Path) -> dict[str, bytes]:
    """What the ladder left."""
    return {path.name: path.read_bytes() for part in ("facts", "tables") for path in outputs.glob(f"{part}/ladder*")}


@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux shows them")
def test_a_cell_that_does_its_worst_harms_its_own_job_only(make_study: Callable[..., Path], tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path / "notebooks" / "wellbeing.ipynb", ITS_WORST)
    params = make_study(("[wellbeing, ladder, costs]", "[wellbeing, ladder]"))
    spoiled = run_study(params, RunOptions(jobs=2), dt.datetime.now(dt.UTC), Reporter())
    assert [job.status for job in spoiled.jobs] == ["failed", "done"]
    assert "(code 72)" in str(spoiled.jobs[0].error)
    beside = made(spoiled.outputs)

    notebook.unlink()
    undisturbed = run_study(params, RunOptions(force=True), dt.datetime.now(dt.UTC), Reporter())
    assert [job.status for job in undisturbed.jobs] == ["done", "done"]
    assert made(undisturbed.outputs) == beside


@pytest.mark.skipif(sys.platform != "linux", reason="there is no such limit elsewhere")
@pytest.mark.parametrize("warm", [True, False])
def test_a_job_leaves_no_image_of_its_memory_where_it_crashes(
    make_study: Callable[..., Path], tmp_path: Path, warm: bool
) -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_CORE)
    write_notebook(tmp_path / "notebooks" / "wellbeing.ipynb", "import resource as r; r.getrlimit(r.RLIMIT_CORE)")
    params = make_study(("[wellbeing, ladder, costs]", "[wellbeing]"))
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (before[1], before[1]))
        ran = run_study(params, RunOptions(warm=warm), dt.datetime.now(dt.UTC), Reporter())
    finally:
        resource.setrlimit(resource.RLIMIT_CORE, before)
    job = Job("klein", "wellbeing", Path(), tmp_path, ran.outputs, {})
    assert executed(job).cells[-1].outputs[0].data["text/plain"].startswith("(0, ")
