"""What a sentence may claim follows from the strength of its fact; and p for a family stands beside p."""

from __future__ import annotations

from dataclasses import replace

import pytest
from samples import in_english, wellbeing

from wijklab.contract.answers import Finding, Label
from wijklab.disclosure import Released
from wijklab.report.facts import facts
from wijklab.report.records import records
from wijklab.report.sentences import sentence
from wijklab.report.tables import table

DIFFERENCE = "wellbeing.difference.proeftuin-traditional"
SAYS = Finding(
    "wellbeing.finding.difference",
    {"difference": DIFFERENCE},
    {"first": Label("arm", "proeftuin"), "second": Label("arm", "traditional")},
)
CAUSE = {
    "nl": "komt door de werkwijze, als klopt wat hieronder is aangenomen",
    "en": "comes from the way of working, if",
}
GOES_WITH = {"nl": "gaat samen met de werkwijze", "en": "goes together with the way of working"}


def shown_with(language: str = "nl", **changes: object) -> Released:
    shown = wellbeing()
    changed = replace(shown.quantities[DIFFERENCE], **changes)  # type: ignore[arg-type]
    shown = replace(shown, quantities=dict(shown.quantities) | {DIFFERENCE: changed})
    return in_english(shown) if language == "en" else shown


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(("low", "high"), [(0.6, 3.0), (-3.0, -0.6)])
def test_a_cause_is_named_only_where_the_design_allows_it(low: float, high: float, language: str) -> None:
    causal, comparative = (
        sentence(SAYS, shown_with(language, low=low, high=high, strength=strength))
        for strength in ("causal", "comparative")
    )
    assert CAUSE[language] in causal
    assert GOES_WITH[language] in comparative
    assert CAUSE[language] not in comparative


@pytest.mark.parametrize(
    "changes",
    [
        {"low": -1.0, "high": 2.0},
        {"low": None, "high": None},
        {"value": None, "missing": "suppressed_small", "low": None, "high": None},
    ],
    ids=["unclear", "no interval", "hidden"],
)
def test_a_causal_design_claims_no_more_than_its_numbers(changes: dict[str, object]) -> None:
    said = {sentence(SAYS, shown_with(strength=strength, **changes)) for strength in ("causal", "comparative")}
    assert len(said) == 1
    assert "komt door" not in said.pop()


def test_p_of_a_family_stands_beside_p_and_only_where_there_is_one() -> None:
    shown = shown_with(p=0.029, p_floor=0.029, p_family=0.086)
    exhibit = shown.exhibits[1]
    made = table(exhibit, shown)
    place = made.headers.index("p-waarde, na correctie")
    assert made.headers[place - 1] == "p-waarde"
    assert [line.cells[place].text for line in made.lines] == ["0,086", ""]
    assert [row["kans_op_toeval_na_correctie"] for row in records(exhibit, shown)] == [0.086, None]
    assert facts(shown)[DIFFERENCE].p_family == 0.086
    assert "p-waarde, na correctie" not in table(exhibit, wellbeing()).headers
