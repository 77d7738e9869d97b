"""IPython's shell for cells that run in this very process: what a kernel has, without sockets, threads or history."""

from __future__ import annotations

import builtins
import getpass
import os
import sys
import warnings
from collections.abc import Iterator, MutableMapping
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any, NoReturn

from ipykernel.compiler import XCachingCompiler
from IPython.core import page
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError, UsageError
from IPython.core.interactiveshell import ExecutionResult, InteractiveShell
from traitlets import Type
from traitlets.config import Config

from wijklab.batch.notebook.cell_output import CellOutputs

ENVIRONMENT = {"TERM": "xterm-color", "CLICOLOR": "1", "FORCE_COLOR": "1", "CLICOLOR_FORCE": "1"} | {
    "PAGER": "cat",
    "GIT_PAGER": "cat",
}
"""What a kernel tells the programs that a cell starts."""

CONFIG = Config({"HistoryManager": {"enabled": False, "hist_file": ":memory:"}})
"""No history file, and so no thread that writes it."""


class Results(DisplayHook):
    """The value of a cell's last line becomes an output."""

    def write_output_prompt(self) -> None:
        """A notebook keeps the number with the output."""

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        """Keep the value in the forms it was given."""
        shell: Any = self.shell
        shell.collect()
        if format_dict:
            shell.outputs.show("execute_result", format_dict, md_dict, execution_count=self.prompt_count)

    def finish_displayhook(self) -> None:
        """Nothing is left to be printed."""
        self._is_active = False


class Displays(DisplayPublisher):
    """What a cell displays becomes an output, or changes one."""

    def publish(self, data: Any, metadata: Any = None, *_: Any, **told: Any) -> None:
        """Keep the data; `transient` names the display, `update` says that it is one from before."""
        self._validate_data(data, metadata)
        display_id = (told.get("transient") or {}).get("display_id")
        self.shell.collect()
        if not told.get("update"):
            self.shell.outputs.show("display_data", data, metadata, display_id=display_id)
        elif display_id:
            self.shell.outputs.change(display_id, data, metadata)

    def clear_output(self, wait: bool = False) -> None:
        """Take away what the cell has shown so far."""
        self.shell.collect()
        self.shell.outputs.clear(wait=wait)


class NotebookShell(InteractiveShell):
    """Runs the cells of one notebook and keeps what they show in `outputs`."""

    compiler_class = Type(XCachingCompiler)  # cells are called what a kernel calls them, so tracebacks are the same
    displayhook_class = Type(Results)
    display_pub_class = Type(Displays)

    def __init__(self, **given: Any) -> None:
        self.outputs = CellOutputs()
        self.collect = lambda: None
        super().__init__(**given)

    def init_ipython_dir(self, ipython_dir: str | None) -> None:
        """None: nothing of the user's own set-up is read, and nothing is written."""

    def init_profile_dir(self, profile_dir: Any) -> None:
        """None, for the same reason."""

    def init_hooks(self) -> None:
        """Help that would go to a pager goes nowhere, as when a kernel runs a notebook."""
        super().init_hooks()
        self.set_hook("show_in_pager", page.as_hook(lambda *_, **__: None), 99)

    def enable_gui(self, gui: str | None = None) -> None:
        """There is no window to show anything in: figures come under the cell."""
        if gui not in (None, "inline", "agg"):
            raise UsageError(f"'{gui}' shows windows; a notebook that runs by itself has none")

    def ask_exit(self) -> NoReturn:
        """`exit` ends the notebook there, as `sys.exit` does."""
        raise SystemExit

    def _showtraceback(self, etype: type[BaseException], evalue: BaseException, stb: list[str]) -> None:
        self.collect()
        self.outputs.fail(etype.__name__, str(evalue), stb)

    async def run(self, source: str) -> ExecutionResult:
        """Run one cell inside a loop that is running, as a kernel does: `await` works on its first level."""
        fault = None
        try:
            cell = self.transform_cell(source)
        except Exception:
            cell, fault = source, sys.exc_info()
        if not self.should_run_async(source, transformed_cell=cell, preprocessing_exc_tuple=fault):
            return self.run_cell(source, store_history=True)
        try:
            result = await self.run_cell_async(
                source, store_history=True, transformed_cell=cell, preprocessing_exc_tuple=fault
            )
        finally:
            self.events.trigger("post_execute")
        self.events.trigger("post_run_cell", result)
        return result


def warm_up() -> None:
    """Import and make once what the first shell of a process takes 15 ms for; to be called before a process forks."""
    with shell_of_a_notebook():
        pass


@contextmanager
def shell_of_a_notebook() -> Iterator[NotebookShell]:
    """A new shell that is this process's IPython and its `__main__` for as long as it lasts; then all is put back."""
    with ExitStack() as back:
        back.enter_context(warnings.catch_warnings())
        back.enter_context(_kept_entries(sys.modules, "__main__"))
        back.enter_context(_kept_entries(vars(builtins), "__IPYTHON__", "display", "input", "_"))
        back.enter_context(_kept_entries(vars(getpass), "getpass"))
        back.enter_context(_kept_entries(vars(sys), "ps1", "ps2", "ps3", "displayhook", "last_exc"))
        back.enter_context(_kept_entries(os.environ, *ENVIRONMENT))
        os.environ.update(ENVIRONMENT)
        builtins.input = partial(_refuse, "raw_input")
        getpass.getpass = partial(_refuse, "getpass")
        back.callback(NotebookShell.clear_instance)
        yield NotebookShell.instance(config=CONFIG)


@contextmanager
def _kept_entries(entries: MutableMapping[str, Any], *names: str) -> Iterator[None]:
    """Whatever happens to the entries of these names, afterwards they are what they were."""
    before = {name: entries[name] for name in names if name in entries}
    try:
        yield
    finally:
        for name in names:
            entries.pop(name, None)
        entries.update(before)


def _refuse(asked: str, *_: Any, **__: Any) -> NoReturn:
    raise StdinNotImplementedError(f"{asked} was called, but this frontend does not support input requests.")
