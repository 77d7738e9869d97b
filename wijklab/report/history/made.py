"""How the learning history was made: from how many conversations, what was shown, what was withheld and why."""

from __future__ import annotations

from typing import Final

from wijklab.contract.history import History
from wijklab.text import phrase

REASONS: Final = ("concept", "presented", "no_consent", "withdrawn", "expired")
"""Why a quote is not shown, by the fields of `QuoteCounts`."""


def made(history: History) -> tuple[str, ...]:
    """Where the words come from, and how they were chosen, as sentences."""
    language = history.card.language
    interviews = "interviews" if history.interviews is not None else "interviews_unknown"
    values = {"count": str(history.interviews)} if history.interviews is not None else {}
    return (
        phrase(language, f"history.made.{interviews}", **values),
        *(phrase(language, f"history.made.{part}") for part in ("voices", "facts", "chosen", "form")),
    )


def withheld(history: History) -> tuple[str, ...]:
    """How many quotes are shown, how many are not, and a sentence for each reason; never which."""
    language, counts = history.card.language, history.quotes
    first = _counted("shown", counts.shown, language)
    if not counts.withheld:
        return (first, phrase(language, "history.withheld_none"))
    said = (_counted(reason, getattr(counts, reason), language) for reason in REASONS if getattr(counts, reason))
    return (first, _counted("withheld", counts.withheld, language), *said)


def _counted(reason: str, count: int, language: str) -> str:
    key = f"history.{reason}_one" if count == 1 else f"history.{reason}_many"
    return phrase(language, key, **({} if count == 1 else {"count": str(count)}))
