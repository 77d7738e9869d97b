"""Why a question has no page, in the words of a reader."""

from __future__ import annotations

import re

from wijklab.batch.jobs import LeftOut
from wijklab.contract.columns import TABLES
from wijklab.errors import WijklabError
from wijklab.text import phrase


def why_left_out(step: LeftOut, language: str) -> str:
    """Why a question was not run; tables by the names that a reader of that language knows."""
    names = [TABLES[name].dutch if language == "nl" and name in TABLES else name for name in step.names]
    return phrase(language, f"batch.left_out.{step.why}", names=", ".join(names))


def why_failed(error: WijklabError, language: str) -> str:
    """What kind of thing went wrong, without a word of what stood in the data."""
    kind = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(error).__name__).lower()
    return phrase(language, f"batch.failed.{kind}")
