"""The report: figures, tables and sentences of released numbers, the page that holds them, and the index of a study."""

from wijklab.report.showing import publish, show

__all__ = ["publish", "show"]
