"""`wijklab check` reads the story too: a wrong citation is told before anything runs."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from wijklab.batch.checking import check_studies
from wijklab.batch.jobs import Checked, Reporter
from wijklab.batch.starter import lay_down_example
from wijklab.errors import StoryError, WijklabError


class Ears(Reporter):
    """Keeps what it hears."""

    def __init__(self) -> None:
        self.refused: list[WijklabError] = []
        self.checked: list[Checked] = []

    def study_refused(self, path: Path, error: WijklabError) -> None:
        self.refused.append(error)

    def study_checked(self, checked: Checked) -> None:
        self.checked.append(checked)


@pytest.fixture
def example(tmp_path: Path) -> Path:
    return lay_down_example(tmp_path / "voorbeeld")


def test_the_example_is_in_order(example: Path) -> None:
    ears = Ears()
    assert check_studies([example], ears) == 0
    assert ears.refused == []


def test_a_wrong_citation_is_told_with_file_and_line(example: Path) -> None:
    theme = example.parent / "ruwaard" / "verhaal" / "themes" / "geld.md"
    text = theme.read_text("utf-8").replace("{{ quote: F14 }}", "{{ quote: F99 }}")
    theme.write_text(text, "utf-8")
    line = text.splitlines().index("{{ quote: F99 }}") + 1
    ears = Ears()
    assert check_studies([example], ears) == StoryError.exit_code
    (error,) = ears.refused
    assert isinstance(error, StoryError)
    assert f"geld.md, line {line}: " in str(error)


def test_a_story_without_its_folder_is_told(example: Path) -> None:
    example.write_text(example.read_text("utf-8").replace("folder: params/ruwaard/verhaal", "folder: verhaal"), "utf-8")
    ears = Ears()
    assert check_studies([example], ears) == StoryError.exit_code


def test_consent_that_has_ended_by_today_is_told(example: Path) -> None:
    ears = Ears()
    fragments = example.parent / "ruwaard" / "tabellen" / "fragmenten.csv"
    rows = fragments.read_text("utf-8").splitlines()
    assert rows[1].startswith("F01;")
    assert rows[1].endswith(";")
    rows[1] += "2030-12-31"
    fragments.write_text("\n".join([*rows, ""]), "utf-8")
    assert check_studies([example], ears, dt.date(2030, 12, 31)) == 0
    assert check_studies([example], ears, dt.date(2031, 1, 1)) == 0
    told = ["F01" in "".join(map(str, checked.notices)) for checked in ears.checked]
    assert told == [False, True]
