"""What a warm parent imports once, and whether it is still a process that can be forked: one with a single thread."""

from __future__ import annotations

import pkgutil
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Final

NOTEBOOKS: Final = (
    "pyarrow",
    "pyarrow.pandas_compat",
    "pandas",
    "pandera",
    "ruamel.yaml",
    "scipy.optimize",
    "scipy.stats",
    "wijklab.sources.*",
    "wijklab.disclosure.*",
    "wijklab.analyses.*",
    "wijklab.report.*",
    "wijklab.story.*",
    "wijklab.contract.*",
    "wijklab.report.readying:get_ready",
)
"""What a notebook of a study needs. `name.*` stands for a package with all that is in it; `name:function` is called
once it is imported, so that every fork finds done what takes the first page a tenth of a second."""

BATCH: Final = (
    *NOTEBOOKS,
    "papermill",
    "nbconvert",
    "bdb",
    "encodings.utf_8_sig",
    "IPython.core.logger",
    "pandas.core.methods.to_dict",
    "pandas.core.reshape.reshape",
    "pyarrow.vendored.version",
    "wijklab.batch.study_process",
    "wijklab.batch.batch_page",
    "wijklab.batch.disk.made_with:made_with",
    "wijklab.batch.notebook.shell:warm_up",
)
"""What a study and its jobs need."""

KERNEL: Final = (
    *NOTEBOOKS,
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "seaborn",
    "statsmodels.api",
    "pandas.io.formats.html",
    "ipykernel.kernelapp",
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.pylabtools",
    "IPython.extensions.storemagic",
    "sqlite3",
    "tornado.platform.asyncio",
)
"""What a researcher in a notebook reaches for, and what a kernel itself imports before its first answer."""

THREADED_BY: Final = MappingProxyType({"statsmodels.api": "polars"})
"""What is not imported beforehand where that other package is installed too: it would import it, and start threads."""

SLOW: Final = ("rfc3987_syntax",)
"""What takes two seconds to import and serves nobody here: jsonschema takes it along for internationalised addresses,
papermill takes jsonschema along through nbformat, and a notebook has no such address to check."""

KINDS: Final = MappingProxyType({"batch": BATCH, "kernel": KERNEL})

_TASKS: Final = Path("/proc/self/task")


class Threaded(Exception):
    """An import started a thread: a fork of this process could wait for ever for a lock that nobody holds."""


def preload(names: Iterable[str]) -> None:
    """Import them all, in this order, and call what `module:function` names. Threaded names the first one after which
    there is more than one thread."""
    with _left_aside(SLOW):
        for name in _spelled_out(names):
            _preload(name)


def _preload(name: str) -> None:
    if name in THREADED_BY and find_spec(THREADED_BY[name]):
        return
    module, _, ready = name.partition(":")
    imported = import_module(module)
    if ready:
        getattr(imported, ready)()
    if name == "pyarrow":
        sys.modules["pyarrow"].enable_signal_handlers(False)  # they come with a thread
    if threads() > 1:
        raise Threaded(f"importing {name} starts a thread")


@contextmanager
def _left_aside(names: Iterable[str]) -> Iterator[None]:
    """Whoever imports one of these meanwhile goes on without it, as where it is not installed; later it is there."""
    aside = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(aside))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in aside:
            sys.modules.pop(name, None)


def threads() -> int:
    """How many threads this process has, also those that Python does not know of where the system tells."""
    try:
        return sum(1 for _ in _TASKS.iterdir())
    except OSError:
        return threading.active_count()


def _spelled_out(names: Iterable[str]) -> Iterable[str]:
    for name in names:
        package = name.removesuffix(".*")
        yield package
        if package != name:
            inside = pkgutil.walk_packages(import_module(package).__path__, f"{package}.")
            yield from sorted(module.name for module in inside)
