"""The way to a cluster: whether a scheduler answers, has workers, and whether those have what this machine has."""

from __future__ import annotations

import logging
import warnings
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from wijklab.batch.cluster.cargo import other_versions
from wijklab.batch.disk.made_with import made_with
from wijklab.errors import KernelError, OutputError, Problem

if TYPE_CHECKING:
    from distributed import Client

SECONDS: Final = 15.0
"""How long a scheduler, and then a first worker, may let us wait."""


def connected(address: str, seconds: float = SECONDS) -> Client:
    """A client of the scheduler at that address, all of whose workers have the same wijklab, Python and packages.

    KernelError where nobody answers, where there is no worker, or with every worker that has something else.
    """
    try:
        import distributed  # noqa: F401
    except ImportError:
        raise OutputError(
            Problem("--cluster", "needs the package distributed", "python -m pip install 'wijklab[cluster]'")
        ) from None
    from wijklab.batch.cluster.client import ClosingClient  # only now: it needs that package

    _be_quiet()
    try:
        client = ClosingClient(address, timeout=seconds, set_as_default=False)
    except (OSError, ValueError, TypeError) as fault:
        raise KernelError(_no_scheduler(address, fault)) from None
    try:
        _await_a_worker(client, address, seconds)
        refuse_other_versions(client)
    except BaseException:
        client.close()
        raise
    return client


def refuse_other_versions(client: Client) -> None:
    """KernelError with every worker, and the scheduler, that cannot give the same results as this machine."""
    bare = [who for who, found in _everywhere(client, find_spec, "wijklab") if not _is_there(found)]
    if bare:
        todo = "install it there, as on this machine, and start it again"
        raise KernelError(Problem(who, "has no wijklab", todo) for who in bare)
    mine = dict(made_with())
    told = [(who, _differing(mine, theirs)) for who, theirs in _everywhere(client, here)]
    problems = [other_versions(who, names) for who, names in told if names]
    if problems:
        raise KernelError(problems)


def here() -> dict[str, str]:
    """What the process that calls this makes its reports with."""
    return dict(made_with())


def _everywhere(client: Client, ask: Any, *arguments: object) -> list[tuple[str, Any]]:
    """What each worker answers, and the scheduler; an answer that is an exception is given as it is."""
    workers = client.run(ask, *arguments, on_error="return")
    try:
        scheduler = client.run_on_scheduler(ask, *arguments)
    except Exception as fault:  # whatever is wrong there is told as what it lacks
        scheduler = fault
    return [*((f"worker {name}", told) for name, told in sorted(workers.items())), ("the scheduler", scheduler)]


def _is_there(found: object) -> bool:
    return found is not None and not isinstance(found, BaseException)


def _differing(mine: dict[str, str], theirs: object) -> list[str]:
    if not isinstance(theirs, dict):
        return ["wijklab"]
    return [name for name in mine if mine[name] != theirs.get(name)]


def _await_a_worker(client: Client, address: str, seconds: float) -> None:
    try:
        client.wait_for_workers(1, timeout=seconds)
    except TimeoutError:
        todo = f"start one on each machine that is to work: dask worker {address}"
        raise KernelError(Problem(address, "is a scheduler without workers", todo)) from None


def _no_scheduler(address: str, fault: Exception) -> Problem:
    if address.startswith("tls://") and isinstance(fault, TypeError):
        todo = "name them in Dask's settings: distributed.comm.tls (docs/cluster.md)"
        return Problem(address, "asks for certificates, and there are none", todo)
    what = "does not answer" if isinstance(fault, OSError) else "is not the address of a Dask scheduler"
    todo = "start one with `dask scheduler`, and give the address that it prints, such as tcp://10.0.0.5:8786"
    return Problem(address, what, todo)


def _be_quiet() -> None:
    """What Dask logs and warns of on the way, our own errors say."""
    for name in ("distributed", "distributed.client", "distributed.core", "distributed.comm", "distributed.utils"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    warnings.filterwarnings("ignore", message=r"(?s)Mismatched versions", category=UserWarning)
