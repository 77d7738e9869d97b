"""Telling: the historian's Markdown, the voices of those involved, and the facts they cite, as one learning history."""

from wijklab.story.check import check_story
from wijklab.story.history import tell_history

__all__ = ["check_story", "tell_history"]
