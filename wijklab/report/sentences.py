"""Findings as sentences: the variant that the numbers and the design allow, with its values and names filled in.

A finding never says more than its interval: one that holds zero is said to be unclear, whatever its middle. Nor does it
say more than its strength of claim: a phrase under `causal` is for facts that are causal by design, and for no others.
"""

from __future__ import annotations

from collections.abc import Mapping

from wijklab.contract.answers import Finding, Quantity, StudyCard
from wijklab.disclosure import Released
from wijklab.report import labels, words
from wijklab.text import has_phrase, phrase


def sentence(finding: Finding, shown: Released) -> str:
    """What a finding says, beginning with a capital, in the language of the study."""
    key = _key(finding, shown)
    return labels.capital(phrase(shown.card.language, key, **_placeholders(finding, shown)))


def sentences(findings: tuple[Finding, ...], shown: Released) -> list[str]:
    """All findings as sentences, in their order."""
    return [sentence(finding, shown) for finding in findings]


def variant(main: Quantity | None) -> str:
    """Which phrase a finding with that main fact may use: hidden, unclear, more, less or plain.

    A finding of which any fact may not be shown is hidden as a whole: half a sentence says the wrong thing.
    """
    if main is None:
        return "plain"
    if main.value is None:
        return "hidden"
    if main.low is None or main.high is None:
        return "plain"
    return "more" if main.low > 0 else "less" if main.high < 0 else "unclear"


def _key(finding: Finding, shown: Released) -> str:
    facts = [shown.quantities[id] for id in finding.facts.values()]
    main = next(iter(facts), None)
    wished = "hidden" if any(map(words.is_hidden, facts)) else variant(main)
    stems = (f"{finding.key}.{main.strength}", finding.key) if main else (finding.key,)
    candidates = (*(f"{stem}.{wished}" for stem in stems), *(f"{stem}.plain" for stem in stems), finding.key)
    return next((key for key in candidates if has_phrase(shown.card.language, key)), f"{finding.key}.plain")


def _placeholders(finding: Finding, shown: Released) -> Mapping[str, str]:
    values: dict[str, str] = {name: labels.words(label, shown.card) for name, label in finding.names.items()}
    for name, id in finding.facts.items():
        values |= _fact_placeholders(name, shown.quantities[id], shown.card)
    return values


def _fact_placeholders(name: str, number: Quantity, card: StudyCard) -> dict[str, str]:
    language = card.language
    return {
        name: words.saying(number, language),
        f"{name}_size": words.saying(number, language, size=True),
        f"{name}_bare": words.bare(number, language),
        f"{name}_range": words.spoken_interval(number, language),
        f"{name}_n": words.people(number, language) or phrase(language, "page.unknown"),
    }
