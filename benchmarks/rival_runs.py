"""Running a rival: so many lanes at once, each a process of its own, in the same environment, threads pinned."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from rival_task import Record, Task, read_records, write_tasks

ROOT: Final = Path(__file__).resolve().parent.parent
LANE: Final = Path(__file__).with_name("rival_lane.py")
PLOOMBER: Final = "ploomber-engine==0.0.33"
THREADS: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")


def environment() -> dict[str, str]:
    """What everything measured gets: this checkout, one thread, the same order of sets, no reports to makers.

    And nbconvert's templates of this installation, which another environment would look for in itself.
    """
    return {
        **os.environ,
        **dict.fromkeys(THREADS, "1"),
        "JUPYTER_PATH": str(Path(sys.prefix, "share", "jupyter")),
        "PLOOMBER_STATS_ENABLED": "false",
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "ignore",
    }


def run_lanes(python: str, way: str, tasks: Sequence[Task], lanes: int, scratch: Path) -> list[Record]:
    """Every task in that way, dealt out over the lanes by study; the records of all. SystemExit where a lane fails."""
    scratch.mkdir(parents=True, exist_ok=True)
    started = [
        _start(python, way, share, scratch / f"{way}-{place}") for place, share in enumerate(_dealt(tasks, lanes))
    ]
    codes = [process.wait() for process, _ in started]
    if any(codes):
        raise SystemExit(f"{way}: a report could not be made (see above)")
    return [record for _, records in started for record in read_records(records)]


def _start(python: str, way: str, share: Sequence[Task], name: Path) -> tuple[subprocess.Popen[bytes], Path]:
    records = name.with_suffix(".jsonl")
    command = [python, str(LANE), way, str(write_tasks(name.with_suffix(".json"), share)), str(records)]
    return subprocess.Popen(command, env=environment(), cwd=ROOT, stdout=subprocess.DEVNULL), records


def _dealt(tasks: Sequence[Task], lanes: int) -> list[list[Task]]:
    """A share for each lane: whole studies where there are several, so that a story comes after what it cites."""
    names = list(dict.fromkeys(task.place for task in tasks))
    if len(names) < lanes:
        return [list(tasks[place::lanes]) for place in range(lanes)]
    place = {name: index % lanes for index, name in enumerate(names)}
    return [[task for task in tasks if place[task.place] == lane] for lane in range(lanes)]


def ploomber_python(folder: Path) -> str | None:
    """A Python that has ploomber-engine beside all that is here; None where it cannot be installed.

    Of its own, because where it is installed every `import papermill` takes a second longer.
    """
    if find_spec("ploomber_engine"):
        print("note: ploomber-engine is installed here, which makes papermill slower too", file=sys.stderr)
        return sys.executable
    python = str(folder / "bin" / "python")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    here = [path for path in sys.path if path.endswith("-packages")]
    _site(python).joinpath("beside.pth").write_text("\n".join(here) + "\n", "utf-8")
    asked = ["--disable-pip-version-check", "--quiet", "--python", python, "install", PLOOMBER]
    pins = ["-c", str(ROOT / "constraints.txt")]
    done = subprocess.run([sys.executable, "-m", "pip", *asked, *pins], capture_output=True, text=True)
    if done.returncode:
        print(done.stderr, file=sys.stderr)
        return None
    return python


def _site(python: str) -> Path:
    asked = "import sysconfig; print(sysconfig.get_path('purelib'))"
    return Path(subprocess.run([python, "-c", asked], check=True, capture_output=True, text=True).stdout.strip())
