"""An exhibit as records, one to a number, for who wants to reckon with it: the rows of its CSV."""

from __future__ import annotations

from wijklab.contract.answers import Exhibit, Label, Row
from wijklab.disclosure import Released
from wijklab.report import labels, words
from wijklab.report.checklists import checklist_records
from wijklab.report.exhibits import is_synthetic
from wijklab.text import phrase

Value = str | float | int | None


def records(exhibit: Exhibit, shown: Released) -> list[dict[str, Value]]:
    """The exhibit as records, one to a number, with headers in the language of the study: for CSV.

    Those of a checklist are one to an item.
    """
    if exhibit.kind == "checklist":
        return [dict(record) for record in checklist_records(exhibit, shown)]
    return [
        record
        for row in exhibit.rows
        for record in (
            *(_record(row.label, column, id, exhibit, shown) for column, id in _cells(exhibit, row) if id),
            *(_record(Label("area", id.rpartition(".")[2]), None, id, exhibit, shown) for id in row.dots),
        )
    ]


def _cells(exhibit: Exhibit, row: Row) -> list[tuple[Label | None, str | None]]:
    columns = exhibit.columns if len(exhibit.columns) > 1 else (None,) * len(row.cells)
    return list(zip(columns, row.cells, strict=True))


def _record(row: Label, column: Label | None, id: str, exhibit: Exhibit, shown: Released) -> dict[str, Value]:
    number, language = shown.quantities[id], shown.card.language
    values = {
        "row": labels.heading(row, shown.card),
        "column": labels.heading(column, shown.card) if column else "",
        "bound": words.BOUND_MARKS[number.bound] if number.value is not None else "",
        "value": number.value,
        "low": number.low,
        "high": number.high,
        "unit": phrase(language, f"units.{number.unit}.name"),
        "n": number.n,
        "p": number.p,
        "p_family": number.p_family,
        "missing": words.missing(number, language, shown.threshold) if number.value is None else "",
        "period": number.period,
        "source": number.source,
        "fact": number.id,
        "synthetic": phrase(language, "page.synthetic_word") if is_synthetic(number, shown.card.synthetic) else "",
    }
    return {phrase(language, f"page.csv.{name}"): value for name, value in values.items()}
