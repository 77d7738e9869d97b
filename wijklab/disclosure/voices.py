"""What may be quoted, and as whom: agreed words only, and no role that points at a person."""

from __future__ import annotations

from wijklab.contract.study_parts import Privacy
from wijklab.contract.vocabulary import QUOTABLE_STATUSES


def quotable(status: str, consent: str, *, concept_edition: bool) -> bool:
    """Whether a fragment may appear: agreed or changed by its speaker, with consent; a concept edition also shows
    what was presented, marked as such. Withdrawn words and words without consent never appear."""
    if consent == "no" or status == "withdrawn":
        return False
    return status in QUOTABLE_STATUSES or (concept_edition and status == "presented")


def shown_role(role: str, holders: int | None, privacy: Privacy) -> str | None:
    """The role as it may stand beside a quote, or None where it is too rare and only the level may be named."""
    return role if holders is not None and holders >= privacy.rare_role else None
