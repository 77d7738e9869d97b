"""By how much more the score changed than in the traditional way of working, by years since the start.

The reference is the last year before the start. Years before it stand in the same figure: there the line should lie
around zero, or the arms were already growing apart.
"""

from __future__ import annotations

import numpy as np

from wijklab.analyses.over_time.pairs import YearPair, difference, pairs_of
from wijklab.analyses.over_time.panel import YearPanel
from wijklab.analyses.over_time.parts import Parts
from wijklab.contract.answers import Exhibit, Finding, Label, Quantity, Row
from wijklab.contract.tables import OpenStudy
from wijklab.stats.over_time.aligned import changes_at


def since_start_parts(study: OpenStudy, panel: YearPanel) -> Parts:
    """The difference in change of every arm that began, at each number of years since its start."""
    pairs = pairs_of(panel)
    found = {pair.id: _by_time(study, pair) for pair in pairs}
    times = sorted({since for by_time in found.values() for since in by_time})
    if not times:
        return Parts()
    columns = tuple(Label("text", str(since).replace("-", "\N{MINUS SIGN}")) for since in times)
    rows = tuple(
        Row(Label("pair", pair.id), tuple(_id(pair, since) if since in found[pair.id] else None for since in times))
        for pair in pairs
    )
    says = tuple(finding for pair in pairs if (finding := _finding(pair, found[pair.id])))
    reading = Finding("over_time.finding.since_reading")
    marked = {"start": "0"} if 0 in times else {}
    exhibit = Exhibit("over_time-since-start", "course", columns, rows, (*says, reading), marked)
    return Parts([quantity for by_time in found.values() for quantity in by_time.values()], (exhibit,))


def _id(pair: YearPair, since: int) -> str:
    """`over_time.since.proeftuin-traditional.before_2` or `.after_3`; the year of the start is `after_0`."""
    return f"over_time.since.{pair.id}.{'before' if since < 0 else 'after'}_{abs(since)}"


def _by_time(study: OpenStudy, pair: YearPair) -> dict[int, Quantity]:
    began = pair.first[pair.first > 0]
    if not began.size:
        return {}
    times = range(int(pair.years[0] - began.max()), int(pair.years[-1] - began.min()) + 1)
    made = {since: _at(study, pair, since) for since in times}
    return {since: quantity for since, quantity in made.items() if quantity is not None}


def _at(study: OpenStudy, pair: YearPair, since: int) -> Quantity | None:
    treated, never = changes_at(pair.outcome, pair.first, pair.years, since)
    if not treated.size or not never.size:
        return None
    return difference(_id(pair, since), pair, treated, never, "difference_since_year_before_start", study)


def _finding(pair: YearPair, by_time: dict[int, Quantity]) -> Finding | None:
    """What the last year says in which every neighbourhood of the arm still counts; nothing where there is none."""
    began = pair.first[pair.first > 0]
    everyone = [
        since
        for since in by_time
        if since >= 0 and changes_at(pair.outcome, pair.first, pair.years, since)[0].size == np.size(began)
    ]
    if not everyone:
        return None
    names = {"first": Label("arm", pair.pair[0]), "second": Label("arm", pair.pair[1])}
    at = {"years": Label("text", str(max(everyone)))}
    return Finding("over_time.finding.since", {"difference": _id(pair, max(everyone))}, {**names, **at})
