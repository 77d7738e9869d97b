"""A learning history as a template is given it: one module for each block of the page."""

from wijklab.report.history.notes import notebook_view
from wijklab.report.history.view import history_view

__all__ = ["history_view", "notebook_view"]
