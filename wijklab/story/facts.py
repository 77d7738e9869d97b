"""The facts that a story may cite: those that the study's questions published, and no others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from wijklab.contract.history import CitedFact
from wijklab.sources.fact_file import Fact, read_facts
from wijklab.story.citations import Bar


@dataclass(frozen=True, slots=True)
class Facts:
    """Published facts, parted: those with a value, and those without with the reason."""

    citable: Mapping[str, CitedFact]
    barred: Mapping[str, Bar]


BARRED: Final[Mapping[str, Bar]] = {
    "suppressed_small": Bar(
        "was suppressed: too few people stand behind it", "take the citation out, or cite a larger group"
    ),
    "suppressed_secondary": Bar(
        "was suppressed: it would give a small number away", "take the citation out, or cite a larger group"
    ),
    "suppressed_dominance": Bar(
        "was suppressed: one or two people make up nearly all of it", "take the citation out, or cite a larger group"
    ),
    "suppressed_no_consent": Bar("was suppressed: the person has not agreed", "take the citation out"),
}
"""Why a fact without a value may not be cited, by its reason; other reasons have no policy behind them."""


def citable_facts(outputs: Path) -> Facts:
    """The facts under the outputs of a study; empty where no question has run yet."""
    published = read_facts(outputs)
    return Facts(
        citable={id: _cited(fact) for id, fact in published.items() if fact.value is not None},
        barred={id: _bar(fact) for id, fact in published.items() if fact.value is None},
    )


def _cited(fact: Fact) -> CitedFact:
    return CitedFact(fact.quantity(), fact.question, fact.exhibit)


def _bar(fact: Fact) -> Bar:
    return BARRED.get(fact.missing or "", Bar(f"has no value ({fact.missing})", "take the citation out"))
