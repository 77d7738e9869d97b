"""The gate: nothing reaches a figure, a table, a fact or a page except through `release`."""

from wijklab.disclosure.release import Released, release, safe_to_show
from wijklab.disclosure.voices import Fate, fate, quotable, shown_role

__all__ = ["Fate", "Released", "fate", "quotable", "release", "safe_to_show", "shown_role"]
