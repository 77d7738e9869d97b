"""Values that go from one process of a batch to another: both run the same code, so a pickle will do.

Never for what comes from outside: only between processes that this batch started itself, over sockets of its own.
"""

from __future__ import annotations

import base64
import pickle
from typing import Any


def packed(value: object) -> str:
    """A value as text that fits in a line of JSON."""
    return base64.b64encode(pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)).decode("ascii")


def unpacked(text: str) -> Any:
    """The value that `packed` gave."""
    return pickle.loads(base64.b64decode(text))
