"""What a reader hears of a failure: its kind in plain words, and whether its notebook had begun at all."""

from __future__ import annotations

import pytest

from wijklab.errors import WijklabError
from wijklab.report.failures import why_failed

KINDS = sorted(kind.__name__ for kind in WijklabError.__subclasses__())


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_kind_of_error_has_words_of_its_own(language: str) -> None:
    said = {why_failed(kind, language) for kind in KINDS}
    assert len(said) == len(KINDS) >= 6
    assert why_failed("ZeroDivisionError", language) not in said, "an unknown kind is something that went wrong"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("KernelError", "het kon niet beginnen"),
        ("NotebookError", "het kon niet beginnen"),
        ("OutputError", "het kon niet beginnen: een resultaat kon niet worden bewaard"),
    ],
)
def test_what_never_began_did_not_go_wrong_halfway(kind: str, said: str) -> None:
    assert why_failed(kind, "nl", ran=False) == said
