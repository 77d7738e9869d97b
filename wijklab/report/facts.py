"""Released numbers as facts: what a story may cite, each with all that a reader needs to weigh it."""

from __future__ import annotations

from wijklab.contract.answers import Exhibit, Quantity
from wijklab.disclosure import Released
from wijklab.report.exhibits import is_synthetic
from wijklab.report.words import is_hidden
from wijklab.sources.fact_file import Fact


def facts(shown: Released) -> dict[str, Fact]:
    """Every released number of an answer as a fact, by id, hidden ones with their reason."""
    places = exhibit_of(shown.exhibits)
    return {id: _fact(number, places.get(id, ""), shown) for id, number in shown.quantities.items()}


def exhibit_of(exhibits: tuple[Exhibit, ...]) -> dict[str, str]:
    """The exhibit in which each quantity stands, by quantity id: the first one that has it in its table."""
    places: dict[str, str] = {}
    for exhibit in exhibits:
        for row in exhibit.rows:
            for id in (*row.cells, *row.dots):
                if id is not None:
                    places.setdefault(id, exhibit.id)
    return places


def _fact(number: Quantity, exhibit: str, shown: Released) -> Fact:
    return Fact(
        id=number.id,
        value=number.value,
        low=number.low,
        high=number.high,
        confidence=number.confidence,
        p=number.p,
        p_floor=number.p_floor,
        p_family=number.p_family,
        unit=number.unit,
        n=number.n,
        basis=number.basis,
        method=number.method,
        question=shown.question,
        exhibit=exhibit,
        missing=number.missing,
        suppressed=is_hidden(number),
        strength=number.strength,
        bound=number.bound,
        source=number.source,
        period=number.period,
        synthetic=is_synthetic(number, shown.card.synthetic),
        study_synthetic=shown.card.synthetic,
        consent=number.consent,
    )
