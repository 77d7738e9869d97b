"""Who pays and who may keep money: each avoided cost shared among those who paid, by the part that each paid.

What is kept is counted by the stated chances, and as certain where a source states none. A source that names nobody
makes a party of its own: not stated.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeGuard

import numpy as np

from wijklab.analyses.cases.amounts import NOBODY, Amounts
from wijklab.analyses.cases.case import Case, quantity
from wijklab.contract.answers import Exhibit, Finding, Label, Quantity, Row
from wijklab.contract.vocabulary import BEARERS
from wijklab.stats.returns import wrong_pockets
from wijklab.stats.sums import Bools, Floats

PARTIES = (*BEARERS, NOBODY)


def party(bearer: str) -> Label:
    """A party as a label."""
    return Label("missing", NOBODY) if bearer == NOBODY else Label("bearer", bearer)


def payers(amounts: Amounts) -> tuple[list[str], list[str], Floats]:
    """Who pays anything, who may keep anything, and the whole euro of each pair, shape (n_payers, n_gainers)."""
    paid, gained = amounts.by_bearer(PARTIES)
    cells = wrong_pockets(paid, gained)
    return _names(paid > 0), _names(gained > 0), cells[np.ix_(paid > 0, gained > 0)].round()


def pocket_quantities(case: Case) -> list[Quantity]:
    """A number for each pair of payer and gainer, where there is more than one pair."""
    if not _has_matrix(case.amounts):
        return []
    pay, gain, cells = payers(case.amounts)
    return [
        quantity(case, "pocket", float(cells[i, j]), "eur", part=f"{payer}.{gainer}", method="shared_by_part_of_cost")
        for i, payer in enumerate(pay)
        for j, gainer in enumerate(gain)
    ]


def pocket_findings(case: Case) -> Iterator[Finding]:
    """In words who pays and who may keep money, where either is one party; the figure tells it where they are more."""
    if case.amounts is None:
        return
    pay, gain, _ = payers(case.amounts)
    if NOBODY in (*pay, *gain) or len(pay) != 1 or len(gain) != 1:
        return
    names = {"payer": party(pay[0]), "gainer": party(gain[0])}
    yield Finding(f"cases.finding.{'own' if pay == gain else 'other'}_pocket", names=names)


def pocket_exhibit(case: Case) -> Iterator[Exhibit]:
    """Rows who pays, columns who may keep money; none where there is one pair only."""
    if not _has_matrix(case.amounts):
        return
    pay, gain, _ = payers(case.amounts)
    stem, texts = f"cases.pocket.{case.slug}", {"title": case.text("title")}
    yield matrix(f"case_pockets-{case.slug}", stem, pay, gain, texts)


def matrix(id: str, stem: str, pay: Sequence[str], gain: Sequence[str], texts: dict[str, str]) -> Exhibit:
    """The exhibit of pairs whose quantities stand under `stem`."""
    rows = tuple(Row(party(payer), tuple(f"{stem}.{payer}.{gainer}" for gainer in gain)) for payer in pay)
    columns = tuple(party(gainer) for gainer in gain)
    return Exhibit(id, "matrix", columns, rows, (Finding("cases.finding.pockets"),), texts)


def _has_matrix(amounts: Amounts | None) -> TypeGuard[Amounts]:
    if amounts is None:
        return False
    pay, gain, _ = payers(amounts)
    return bool(pay) and bool(gain) and len(pay) + len(gain) > 2


def _names(present: Bools) -> list[str]:
    return [bearer for bearer, there in zip(PARTIES, present, strict=True) if there]
