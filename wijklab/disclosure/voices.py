"""What may be quoted, and as whom: agreed words only, and no role that points at a person."""

from __future__ import annotations

from typing import Final, Literal

from wijklab.contract.study_parts import Privacy
from wijklab.contract.vocabulary import QUOTABLE_STATUSES

CONSENTED: Final = ("yes", "published")

Fate = Literal["shown", "concept", "presented", "no_consent", "withdrawn", "expired"]
"""What becomes of a quote in an edition; the names are those of `QuoteCounts`."""


def fate(status: str, consent: str, *, expired: bool = False, concept_edition: bool) -> Fate:
    """What becomes of a fragment: shown where its speaker agreed to it or changed it, with consent that has not ended;
    a concept edition also shows what was presented, marked as such. Else the reason why it is not shown."""
    if status == "withdrawn":
        return "withdrawn"
    if consent not in CONSENTED:
        return "no_consent"
    if status not in QUOTABLE_STATUSES and not (concept_edition and status == "presented"):
        return "presented" if status == "presented" else "concept"
    return "expired" if expired else "shown"


def quotable(status: str, consent: str, *, expired: bool = False, concept_edition: bool) -> bool:
    """Whether a fragment may appear. Withdrawn words and words without consent never do."""
    return fate(status, consent, expired=expired, concept_edition=concept_edition) == "shown"


def shown_role(role: str, holders: int | None, privacy: Privacy) -> str | None:
    """The role as it may stand beside a quote, or None where it is too rare and only the level may be named."""
    return role if holders is not None and holders >= privacy.rare_role else None
