"""What stands under a table: what its marks mean, how sure its intervals are, and where its numbers come from."""

from __future__ import annotations

from wijklab.contract.answers import Exhibit, Quantity
from wijklab.disclosure import Released
from wijklab.report import words
from wijklab.report.exhibits import numbers
from wijklab.text import has_phrase, phrase


def notes(exhibit: Exhibit, shown: Released) -> tuple[str, ...]:
    """What stands under the table: what the marks mean, how sure, and where the numbers come from."""
    language, found = shown.card.language, numbers(exhibit, shown)
    confidences = sorted({number.confidence for number in found if words.has_interval(number)})
    sure = [phrase(language, "page.interval_note", percent=f"{100 * c:g}".replace(".", ",")) for c in confidences]
    rounded = [phrase(language, "page.rounded_note", rounding=str(shown.rounding))] if _has_people(found) else []
    own = exhibit.texts.get("source")  # stands under the exhibit already
    sources = sorted({number.source for number in found if number.source and number.source != own})
    quoted = [phrase(language, "page.source_note", sources="; ".join(sources))] if sources else []
    return (*marks(exhibit, shown), *sure, *rounded, *quoted)


def marks(exhibit: Exhibit, shown: Released) -> tuple[str, ...]:
    """What each mark means that stands in an exhibit where a number does not: `<10`, `×`."""
    language = shown.card.language
    reasons = sorted({n.missing for n in numbers(exhibit, shown) if n.value is None and n.missing})
    keys = [f"page.footnote.{reason}" for reason in reasons]
    said = (phrase(language, key, threshold=str(shown.threshold)) for key in keys if has_phrase(language, key))
    return tuple(dict.fromkeys(said))


def _has_people(found: list[Quantity]) -> bool:
    return any(number.basis in ("people", "count") and number.n is not None for number in found)
