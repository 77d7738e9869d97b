"""All shown cases added up, what belongs to several of them once, and who pays and may keep what.

Only cases in prices of one year are added up: that of the study, or that of all where it names none. A sum of cases
says what these cases cost and may have avoided; of the neighbourhood it says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wijklab.analyses.cases.amounts import Amounts, added_up
from wijklab.analyses.cases.case import Case
from wijklab.analyses.cases.money import percent
from wijklab.analyses.cases.pockets import PARTIES, matrix, party, payers
from wijklab.analyses.cases.ranges import extremes, has_ranges
from wijklab.analyses.cases.reckoning import PRESENT, RATE, present_values
from wijklab.contract.answers import Consent, Exhibit, Finding, Label, Quantity, Row, Unit
from wijklab.contract.tables import OpenStudy

_FEWEST = 2  # cases: of one the box has it all
_MONEY = ("cost", "avoided", "saving", "break_even", "expected_saving", *PRESENT, "worst", "best")
_PARTS = ("pays", "keeps", "net")


@dataclass(frozen=True, slots=True, repr=False)
class Total:
    """The cases that are added up, those that are not, and the rows of the first, each once; `twice` in euro."""

    cases: tuple[Case, ...]
    left_out: int
    amounts: Amounts
    twice: float

    @property
    def consent(self) -> Consent:
        """That of all cases: published only where each of them was."""
        return "published" if all(case.row["consent"] == "published" for case in self.cases) else "yes"

    @property
    def parties(self) -> tuple[str, ...]:
        """Everybody who pays or may keep anything."""
        paid, kept = self.amounts.by_bearer(PARTIES)
        return tuple(name for name, any_of in zip(PARTIES, (paid > 0) | (kept > 0), strict=True) if any_of)


def total_of(study: OpenStudy, cases: list[Case]) -> Total | None:
    """The cases in prices of one year, added up; None where they are fewer than two."""
    priced = [case for case in cases if case.amounts is not None]
    years = {case.amounts.price_year for case in priced if case.amounts and case.amounts.price_year}
    year = study.asked.price_year or (min(years) if len(years) == 1 else None)
    counted = tuple(case for case in priced if case.amounts and year and case.amounts.price_year == year)
    if len(counted) < _FEWEST:
        return None
    told = [case for case in cases if len(case.costs)]
    together = added_up([case.amounts for case in counted if case.amounts])
    return Total(counted, len(told) - len(counted), *together)


def no_total(cases: list[Case], total: Total | None) -> list[Finding]:
    """That cases with amounts were not added up, where there are several and none share a price year."""
    several = sum(len(case.costs) > 0 for case in cases) >= _FEWEST
    return [Finding("cases.finding.no_total")] if several and total is None else []


def total_quantities(total: Total | None) -> list[Quantity]:
    """What the cases cost and may have avoided together, and what each party pays and may keep of it."""
    if total is None:
        return []
    return [*_sums(total), *_by_party(total), *_by_pair(total)]


def total_exhibits(total: Total | None) -> Iterator[Exhibit]:
    """The sums, the parties, and who pays against who may keep."""
    if total is None:
        return
    value = (Label("measure", "value"),)
    rows = tuple(Row(Label("measure", f"total_{name}"), (_id(name),)) for name in ("cases", "left_out", *_names(total)))
    yield Exhibit("cases-total", "values", value, rows, _says(total))
    columns = tuple(Label("measure", name) for name in _PARTS)
    parties = tuple(Row(party(name), tuple(_id(part, name) for part in _PARTS)) for name in total.parties)
    net = dict(zip(total.parties, (row.cells[-1] for row in parties), strict=True))
    yield Exhibit("cases-parties", "bars", columns, parties, _who(total, net))
    pay, gain, _ = payers(total.amounts)
    if pay and gain:
        yield matrix("cases-pockets", _id("pocket"), pay, gain, {})


def _names(total: Total) -> tuple[str, ...]:
    """Which sums there are: the expected one only where each chance is stated, ends only where a range is."""
    lacking = set() if has_ranges(total.amounts) else {"worst", "best"}
    lacking |= set() if total.amounts.has_later else set(PRESENT)
    lacking |= set() if total.amounts.result.expected_saving is not None else {"expected_saving"}
    once = ("once",) if total.twice else ()
    return (*(name for name in _MONEY if name not in lacking), *once)


def _sums(total: Total) -> list[Quantity]:
    found = total.amounts.result
    worst, best = extremes(total.amounts)
    values: dict[str, float | None] = {
        "cost": found.cost,
        "avoided": found.avoided,
        "saving": found.saving,
        "break_even": percent(found.break_even),
        "expected_saving": found.expected_saving,
        **dict(zip(PRESENT, present_values(total.amounts), strict=True)),
        "worst": worst,
        "best": best,
        "once": total.twice,
    }
    sums = [
        _quantity(total, name, values[name], "percent" if name.startswith("break_even") else "eur")
        for name in _names(total)
    ]
    counts = [("cases", len(total.cases)), ("left_out", total.left_out)]
    return [*sums, *(_quantity(total, name, float(number), "count") for name, number in counts)]


def _by_party(total: Total) -> list[Quantity]:
    pays, keeps = total.amounts.by_bearer(total.parties)
    values = dict(zip(_PARTS, (pays, keeps, keeps - pays), strict=True))
    return [
        _quantity(total, part, float(values[part][i]), "eur", name)
        for i, name in enumerate(total.parties)
        for part in _PARTS
    ]


def _by_pair(total: Total) -> list[Quantity]:
    pay, gain, cells = payers(total.amounts)
    pairs = [(i, j, f"{payer}.{gainer}") for i, payer in enumerate(pay) for j, gainer in enumerate(gain)]
    return [_quantity(total, "pocket", float(cells[i, j]), "eur", pair) for i, j, pair in pairs]


def _says(total: Total) -> tuple[Finding, ...]:
    found = total.amounts.result
    way = "nothing" if found.break_even is None else "total" if found.break_even <= 1 else "never"
    facts = {name: _id(name) for name in ("cost", "avoided", *(() if way == "nothing" else ("break_even",)))}
    says = [Finding(f"cases.finding.total_{way}", facts)]
    if "expected_saving" in _names(total):
        says.append(Finding("cases.finding.total_expected_saving", {"expected_saving": _id("expected_saving")}))
    if total.amounts.has_later:
        says.append(Finding("cases.finding.worth_now", {"outcome": _id(PRESENT[0]), "rate": RATE}))
    if total.twice:
        says.append(Finding("cases.finding.total_once", {"once": _id("once")}))
    says += [Finding("cases.finding.total_left_out", {"left_out": _id("left_out")})] if total.left_out else []
    return (*says, Finding("cases.finding.total_chosen"))


def _who(total: Total, net: dict[str, str | None]) -> tuple[Finding, ...]:
    """Who comes out best and who worst, where they differ, and how was counted."""
    pays, keeps = total.amounts.by_bearer(total.parties)
    left = keeps - pays
    best, worst = (total.parties[int(place)] for place in (left.argmax(), left.argmin()))
    how = Finding("cases.finding.counted_by_chance")
    if best == worst or not left.max() > 0 > left.min():
        return (Finding("cases.finding.parties"), how)
    facts = {"gain": net[best] or "", "loss": net[worst] or ""}
    return (Finding("cases.finding.parties_apart", facts, {"gainer": party(best), "payer": party(worst)}), how)


def _id(name: str, part: str = "") -> str:
    return ".".join(filter(None, (f"cases.total_{name}", part)))


def _quantity(total: Total, name: str, value: float | None, unit: Unit, part: str = "") -> Quantity:
    missing = None if value is not None else "not_computable"
    method = "sum_of_shown_cases"
    return Quantity(_id(name, part), value, unit, "case", method=method, missing=missing, consent=total.consent)
