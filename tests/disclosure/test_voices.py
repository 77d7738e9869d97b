"""Which words may be quoted, and as whom."""

from __future__ import annotations

import pytest

from wijklab.contract.study_parts import Privacy
from wijklab.disclosure import fate, quotable, shown_role


@pytest.mark.parametrize(
    ("status", "consent", "concept_edition", "allowed"),
    [
        ("agreed", "yes", False, True),
        ("changed", "yes", False, True),
        ("agreed", "published", False, True),
        ("agreed", "no", False, False),
        ("agreed", "", False, False),
        ("presented", "yes", False, False),
        ("presented", "yes", True, True),
        ("concept", "yes", True, False),
        ("withdrawn", "yes", True, False),
    ],
)
def test_quotable(status: str, consent: str, concept_edition: bool, allowed: bool) -> None:
    assert quotable(status, consent, concept_edition=concept_edition) is allowed


@pytest.mark.parametrize(
    ("status", "consent", "expired", "what"),
    [
        ("agreed", "yes", True, "expired"),
        ("agreed", "no", True, "no_consent"),
        ("withdrawn", "no", True, "withdrawn"),
        ("concept", "yes", True, "concept"),
        ("presented", "published", False, "presented"),
        ("changed", "published", False, "shown"),
    ],
)
def test_what_becomes_of_a_quote(status: str, consent: str, expired: bool, what: str) -> None:
    assert fate(status, consent, expired=expired, concept_edition=False) == what
    assert quotable(status, consent, expired=expired, concept_edition=False) is (what == "shown")


@pytest.mark.parametrize(
    ("holders", "role"), [(None, None), (2, None), (3, "wijkverpleegkundige"), (12, "wijkverpleegkundige")]
)
def test_a_role_of_fewer_than_three_people_is_not_named(holders: int | None, role: str | None) -> None:
    assert shown_role("wijkverpleegkundige", holders, Privacy()) == role
