"""The small story of `small_story.py`, written to a folder of its own for each test."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from small_story import Tell, make_story_in


@pytest.fixture
def make_story(tmp_path: Path) -> Tell:
    """`make_story({"themes/tuin.md": text}, status="concept", facts=..., fragments=...)` gives an open study."""
    return partial(make_story_in, tmp_path)
