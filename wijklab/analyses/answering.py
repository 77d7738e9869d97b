"""How every question begins and ends: whether there is data, the answer without it, and numbers filed by their id."""

from __future__ import annotations

from collections.abc import Iterable

from wijklab.contract.answers import Estimates, Finding, Quantity
from wijklab.contract.tables import OpenStudy
from wijklab.contract.unanswered import INSTEAD


def has_tables(study: OpenStudy, *names: str) -> bool:
    """Whether all tables that a question needs, or those that can take their place, were delivered with some row."""
    return all(any(_has_rows(study, table) for table in (name, *INSTEAD.get(name, ()))) for name in names)


def _has_rows(study: OpenStudy, name: str) -> bool:
    return study.tables.rows().get(name, 0) > 0


def no_data(study: OpenStudy, question: str, why: str = "no_data") -> Estimates:
    """An answer without numbers, so that the page says why there are none."""
    return Estimates(question, study.card, {}, (), (Finding(f"{question}.finding.{why}"),))


def by_id(quantities: Iterable[Quantity]) -> dict[str, Quantity]:
    """Quantities by their own id."""
    return {quantity.id: quantity for quantity in quantities}
