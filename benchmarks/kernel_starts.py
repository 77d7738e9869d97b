"""How soon a kernel is ready, warm and ordinary; and whether 64 at once all come. `batch.py` starts this.

    python kernel_starts.py ROUNDS FOLDER

Kernels are started as JupyterLab does, through jupyter_client. FOLDER holds what they leave at run time. Prints JSON.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
NAMES: Final = ("wijklab", "python3")
AT_ONCE: Final = 64
ONE_BY_ONE: Final = 20
QUIET: Final = ["--log-level=ERROR"]
CELL: Final = "6 * 7"
PATIENCE: Final = 120
"""Seconds that a kernel of 64 at once may take."""


def find_kernels(folder: Path) -> None:
    """Let Jupyter find the kernel of this checkout, and keep what it leaves at run time in a folder of ours."""
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["JUPYTER_PATH"] = str(ROOT / "share" / "jupyter")
    os.environ["JUPYTER_RUNTIME_DIR"] = str(folder)
    from jupyter_client.provisioning import KernelProvisionerFactory

    from wijklab.batch.warm.provisioner import register

    register(KernelProvisionerFactory.instance())  # the installation says so too; a checkout has none


async def started(name: str) -> tuple[Any, Any]:
    """A kernel that answers, and its client."""
    from jupyter_client.manager import start_new_async_kernel

    return await start_new_async_kernel(kernel_name=name, startup_timeout=PATIENCE, extra_arguments=QUIET)


def is_warm(manager: Any) -> bool:
    """Whether it was forked; a provisioner that could not fork starts an ordinary kernel."""
    return type(manager.provisioner.process).__name__ == "ForkedProcess"


async def stop(manager: Any, client: Any) -> None:
    """Away with it, at once."""
    client.stop_channels()
    await manager.shutdown_kernel(now=True)


async def wait_for_a_warm_parent() -> None:
    """The first kernel of a user is ordinary: start one after another until one is forked, or patience ends."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        manager, client = await started("wijklab")
        warm = is_warm(manager)
        await stop(manager, client)
        if warm:
            return
    raise SystemExit(f"no kernel became warm within {PATIENCE} seconds")


async def ready_seconds() -> dict[str, list[float]]:
    """From asking for a kernel until its first answer, one kernel at a time, the two kinds in turn.

    `cold` has an entry for each that was to be warm, and was not. `start_new_async_kernel` waits a fifth of a second
    longer, whatever kernel it is: until nothing more has been heard for so long.
    """
    from jupyter_client.manager import AsyncKernelManager

    found: dict[str, list[float]] = {name: [] for name in (*NAMES, "cold")}
    for _ in range(ONE_BY_ONE):
        for name in NAMES:
            clock = time.monotonic()
            manager = AsyncKernelManager(kernel_name=name)
            await manager.start_kernel(extra_arguments=QUIET)
            client = manager.client()
            client.start_channels()
            await client.kernel_info(reply=True, timeout=PATIENCE)
            found[name].append(time.monotonic() - clock)
            found["cold"] += [1.0] if name == "wijklab" and not is_warm(manager) else []
            await stop(manager, client)
    return found


async def one_cell_seconds() -> dict[str, list[float]]:
    """A notebook of one cell through nbclient, from start to shutdown."""
    import nbformat
    from nbclient import NotebookClient

    found: dict[str, list[float]] = {name: [] for name in NAMES}
    for name in NAMES * 5:
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL)])
        clock = time.monotonic()
        await NotebookClient(notebook, kernel_name=name, extra_arguments=QUIET).async_execute()
        found[name].append(time.monotonic() - clock)
    return found


async def _answers(name: str) -> str:
    """ "warm" or "ordinary" where a kernel came and reckoned; else the name of what went wrong."""
    try:
        manager, client = await started(name)
        reply = await asyncio.wait_for(client.execute(CELL, reply=True), PATIENCE)
        how = "warm" if is_warm(manager) else "ordinary"
        await stop(manager, client)
        return how if reply["content"]["status"] == "ok" else "wrong answer"
    except Exception as fault:  # what failed is counted
        return type(fault).__name__


async def at_once(name: str, rounds: int) -> list[dict[str, Any]]:
    """Rounds of 64 starts at the same moment: how long each round took, and how its starts ended."""
    found = []
    for _ in range(rounds):
        clock = time.monotonic()
        ends = await asyncio.gather(*(_answers(name) for _ in range(AT_ONCE)))
        found.append({"seconds": time.monotonic() - clock, "ends": {end: ends.count(end) for end in set(ends)}})
        print(f"  64 at once, {name}: {found[-1]}", file=sys.stderr, flush=True)
    return found


async def measure(rounds: int) -> dict[str, Any]:
    """All of it."""
    await wait_for_a_warm_parent()
    ready, cell = await ready_seconds(), await one_cell_seconds()
    together = {"wijklab": await at_once("wijklab", rounds), "python3": await at_once("python3", min(rounds, 1))}
    return {"ready": ready, "one_cell": cell, "at_once": together}


def kernel_table(found: dict[str, Any]) -> list[str]:
    """The figures as Markdown."""
    lines = ["| kernel | ready: median (worst) | one-cell notebook: median (worst) | 64 at once: rounds, seconds "
             "| did not come |", "|---|--:|--:|--:|--:|"]  # fmt: skip
    for name, called in (("wijklab", "warm"), ("python3", "ordinary")):
        rounds = found["at_once"][name]
        lost = sum(count for one in rounds for end, count in one["ends"].items() if end not in {"warm", "ordinary"})
        seconds = _middle([one["seconds"] for one in rounds], 1) if rounds else ""
        lines.append(f"| {called} | {_middle(found['ready'][name])} s | {_middle(found['one_cell'][name])} s | "
                     f"{len(rounds)}, {seconds} | {lost} of {AT_ONCE * len(rounds)} |")  # fmt: skip
    cold = sum(one["ends"].get("ordinary", 0) for one in found["at_once"]["wijklab"])
    told = (
        f"Of the kernels that were to be warm, {len(found['ready']['cold'])} of {ONE_BY_ONE} one by one and {cold} of "
    )
    return [*lines, "", f"{told}those at once came as ordinary ones."]


def _middle(seconds: Sequence[float], digits: int = 3) -> str:
    return f"{statistics.median(seconds):.{digits}f} ({max(seconds):.{digits}f})"


if __name__ == "__main__":
    find_kernels(Path(sys.argv[2]))
    print(json.dumps(asyncio.run(measure(int(sys.argv[1])))))
