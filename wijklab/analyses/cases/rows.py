"""What a micro-analysis was reckoned from: every row of what it cost and may have avoided, as its source gives it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from wijklab.analyses.cases.amounts import Amounts
from wijklab.analyses.cases.case import Case, quantity
from wijklab.contract.answers import Exhibit, Finding, Label, Quantity, Row, Unit
from wijklab.stats.sums import Floats

COLUMNS: dict[str, Unit] = {"row_euro": "eur", "row_number": "count", "row_chance": "percent", "row_years": "count"}
"""The columns of the table, with their units; the chance of what was spent has no cell."""


def row_quantities(case: Case) -> list[Quantity]:
    """Of every row the euro together, the number, the chance in percent and the years."""
    if case.amounts is None:
        return []
    return [
        quantity(case, name, None if np.isnan(value) else float(value), COLUMNS[name], part=str(place))
        for name, values in _values(case.amounts).items()
        for place, value in enumerate(values, 1)
        if _has_cell(case.amounts, name, place)
    ]


def rows_exhibit(case: Case) -> Iterator[Exhibit]:
    """A row for each cost, then for each avoided one, with who pays or may keep it; none without amounts."""
    amounts = case.amounts
    if amounts is None:
        return
    order = np.argsort(amounts.avoided, kind="stable")
    rows = tuple(Row(_label(amounts, int(place)), _cells(case, amounts, int(place) + 1)) for place in order)
    columns = tuple(Label("measure", name) for name in COLUMNS)
    yield Exhibit(f"case_rows-{case.slug}", "values", columns, rows, (_prices(case),), {"title": case.text("title")})


def _values(amounts: Amounts) -> dict[str, Floats]:
    return dict(zip(COLUMNS, (amounts.euro, amounts.number, 100 * amounts.chance, amounts.years), strict=True))


def _has_cell(amounts: Amounts, name: str, place: int) -> bool:
    return name != "row_chance" or bool(amounts.avoided[place - 1])


def _cells(case: Case, amounts: Amounts, place: int) -> tuple[str | None, ...]:
    return tuple(f"cases.{name}.{case.slug}.{place}" if _has_cell(amounts, name, place) else None for name in COLUMNS)


def _label(amounts: Amounts, place: int) -> Label:
    what = "avoided" if amounts.avoided[place] else "cost"
    return Label("case_row", f"{what}|{amounts.bearers[place]}|{amounts.descriptions[place]}")


def _prices(case: Case) -> Finding:
    """Of which year the prices are, or that the source does not say."""
    year = case.amounts.price_year if case.amounts else None
    if year is None:
        return Finding("cases.finding.rows_unpriced", names={"case": case.name})
    return Finding("cases.finding.rows", names={"case": case.name, "year": Label("text", str(year))})
