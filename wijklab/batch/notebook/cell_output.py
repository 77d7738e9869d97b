"""What the cells of a notebook show, gathered as a notebook keeps it: streams, results, displays, errors."""

from __future__ import annotations

import json
from collections.abc import Mapping
from threading import RLock
from typing import Any

from jupyter_client.jsonutil import json_clean, json_default
from nbformat import NotebookNode
from nbformat.v4 import new_output

OUTPUTS = frozenset({"execute_result", "display_data"})


class CellOutputs:
    """The outputs of the cell that runs now, and of displays by their id in cells before it.

    Follows nbclient, so that a notebook holds the same whichever of the two ran it. Text that follows text on the same
    stream is one output: where a kernel happens to cut it into messages is chance.
    """

    def __init__(self) -> None:
        self._lock = RLock()  # a cell may have threads that print
        self._cell: NotebookNode = NotebookNode(outputs=[])
        self._stream = ""
        self._text: list[str] = []
        self._clear_first = False
        self._by_id: dict[str, list[NotebookNode]] = {}

    def begin(self, cell: NotebookNode) -> None:
        """From now on everything that is shown belongs to this cell."""
        with self._lock:
            self.settle()
            self._cell = cell
            self._cell.outputs = []
            self._clear_first = False

    def write(self, stream: str, text: str) -> None:
        """Text on `stdout` or `stderr`."""
        with self._lock:
            if stream != self._stream:
                self.settle()
                self._stream = stream
            self._text.append(text)

    def show(self, kind: str, data: Mapping[str, Any], metadata: Mapping[str, Any] | None, **more: Any) -> None:
        """A result or a display; `more`: `display_id` by which it can be changed later, `execution_count`."""
        display_id = more.pop("display_id", None)
        shown = new_output(kind, data=_plain(data), metadata=_plain(metadata or {}), **more)
        with self._lock:
            if display_id:
                self._change(display_id, shown)
                self._by_id.setdefault(display_id, []).append(shown)
            self._add(shown)

    def change(self, display_id: str, data: Mapping[str, Any], metadata: Mapping[str, Any] | None) -> None:
        """Other data for every display of that id, in whichever cell; nothing happens where there is none."""
        with self._lock:
            self._change(display_id, new_output("display_data", data=_plain(data), metadata=_plain(metadata or {})))

    def fail(self, name: str, said: str, traceback: list[str]) -> None:
        """The error that a cell ended with."""
        with self._lock:
            self._add(new_output("error", ename=name, evalue=said, traceback=list(traceback)))

    def clear(self, *, wait: bool) -> None:
        """Take away what the cell has shown so far: at once, or as soon as it shows something else."""
        with self._lock:
            self.settle()
            if wait:
                self._clear_first = True
            else:
                self._cell.outputs.clear()

    def settle(self) -> None:
        """Make an output of the text that was written so far."""
        with self._lock:
            text, self._text, stream, self._stream = "".join(self._text), [], self._stream, ""
            if text:
                self._append(new_output("stream", name=stream, text=text))

    def _add(self, output: NotebookNode) -> None:
        self.settle()
        self._append(output)

    def _append(self, output: NotebookNode) -> None:
        if self._clear_first:
            self._cell.outputs.clear()
            self._clear_first = False
        before = self._cell.outputs[-1] if self._cell.outputs else None
        if output.output_type == "stream" and before is not None and before.get("name") == output.name:
            before.text += output.text
        else:
            self._cell.outputs.append(output)

    def _change(self, display_id: str, shown: NotebookNode) -> None:
        for output in self._by_id.get(display_id, ()):
            output.data, output.metadata = shown.data, shown.metadata


def _plain(bundle: Mapping[str, Any]) -> dict[str, Any]:
    """The bundle as it would arrive from a kernel: through JSON, so that later changes to an object do not reach it."""
    return {str(key): value if isinstance(value, str) else _through_json(value) for key, value in bundle.items()}


def _through_json(value: Any) -> Any:
    try:
        text = json.dumps(value, default=json_default, ensure_ascii=False, allow_nan=False)
    except ValueError:  # a number that JSON does not know, or something that refers to itself
        text = json.dumps(json_clean(value), default=json_default, ensure_ascii=False, allow_nan=False)
    return json.loads(text)
