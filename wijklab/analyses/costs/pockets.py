"""Who pays for a way of working, and where costs came out lower: the wrong-pocket matrix.

Cell (i, j) is the share of party i in all that was invested, times the saving at party j: whoever paid a quarter is
given a quarter of every saving. That is a convention and no measurement: nobody can tell which euro brought what. The
cells of a column are the saving of that party, and all cells together the total.
Everything is in euro per resident per year, first arm minus second; a neighbourhood counts once. Investments are
given amounts of organisations and have no margin, so a net amount has that of its saving.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from wijklab.analyses.arms.amounts import Amounts
from wijklab.analyses.arms.investments import (
    Investments,
    invested,
    investing_years,
    investment_sources,
    people_for_whom,
)
from wijklab.analyses.arms.panel import Panel, measure, pair_id
from wijklab.analyses.arms.quantities import difference_quantity
from wijklab.analyses.costs.apart import parts_apart
from wijklab.analyses.costs.blocks import euro_paid, flows
from wijklab.analyses.costs.known import may_be_known
from wijklab.analyses.costs.savings import ALL, Pair, Savings, saves_id, savings_of, told_in
from wijklab.contract.answers import Quantity
from wijklab.contract.outcomes import CostsOutcome
from wijklab.contract.tables import OpenStudy
from wijklab.contract.vocabulary import BEARERS
from wijklab.stats.sums import Floats

INVESTS, NET, POCKET, AREA = "invests", "net", "pocket", "area"


@dataclass(frozen=True, slots=True, repr=False)
class Pockets:
    """What the page needs to show who pays and who gains: the parties, and what was invested, if anything."""

    savings: Savings
    investments: Investments | None
    asked: CostsOutcome

    def extra(self, pair: Pair) -> dict[str, float]:
        """What each party invested in the first arm beyond the second, in euro per resident per year; none where
        nothing was delivered or nobody invested more."""
        if self.investments is None:
            return {}
        panel = self.savings.panel
        mean = [self.investments.per_resident[panel.areas_of(arm)].mean(axis=0) for arm in pair]
        more = dict(zip(BEARERS, (mean[0] - mean[1]).tolist(), strict=True))
        return {party: euro for party, euro in more.items() if euro} if max(more.values()) > 0 else {}

    def shares(self, pair: Pair) -> dict[str, float]:
        """The part (0-1) of each party in all that was invested extra; who invested less has none."""
        more = {party: euro for party, euro in self.extra(pair).items() if euro > 0}
        return {party: euro / sum(more.values()) for party, euro in more.items()}

    def parties(self, pair: Pair) -> tuple[str, ...]:
        """Who invests or keeps a part of any cost, in the order of the vocabulary."""
        known = {*self.savings.parties(), *self.extra(pair)}
        return tuple(party for party in BEARERS if party in known)


def pockets_of(study: OpenStudy, asked: CostsOutcome, panel: Panel, amounts: Amounts) -> Pockets:
    """Who pays and who gains, as far as the study has it."""
    paid = euro_paid(panel, amounts)
    savings = Savings(study, panel, paid, flows(paid, asked.sharing))
    return Pockets(savings, invested(study, panel.codes, investing_years(asked)), asked)


def with_pockets(page: dict[str, Quantity], pockets: Pockets) -> dict[str, Quantity]:
    """The quantities of the page with those of who pays and who gains."""
    page, pairs = parts_apart(page, pockets.savings), pockets.savings.panel.pairs()
    of = {pair: savings_of(pockets.savings, pair, page[f"costs.total_difference.{pair_id(pair)}"]) for pair in pairs}
    known = may_be_known(page, {quantity.id: quantity for own in of.values() for quantity in own}, pockets.savings)
    made = (made for pair in pairs if pockets.shares(pair) for made in _of_pair(pockets, pair, known))
    return page | known | {quantity.id: quantity for quantity in made}


def _of_pair(pockets: Pockets, pair: Pair, saved: dict[str, Quantity]) -> list[Quantity]:
    """What follows from savings and investments: a row to a party, the cells, and all in one's own pocket."""
    rows = [_row(pockets, pair, party, saved.get(saves_id(pair, party))) for party in (*pockets.parties(pair), ALL)]
    cells = [
        _reckoned(saved[saves_id(pair, saver)], f"{_id(POCKET, pair, investor)}.{saver}", share)
        for investor, share in pockets.shares(pair).items()
        for saver in (*pockets.savings.parties(), ALL)
    ]
    return [*(quantity for row in rows for quantity in row), *cells, *_own(pockets, pair, saved)]


def _row(pockets: Pockets, pair: Pair, party: str, saved: Quantity | None) -> list[Quantity]:
    """What a party invests, and its balance: per resident, and for all residents of the first arm."""
    extra, people = pockets.extra(pair), _people(pockets, pair[0])
    euro = sum(extra.values()) if party == ALL else extra.get(party, 0.0)
    paid = Quantity(
        _id(INVESTS, pair, party),
        euro,
        "eur",
        "organisation",
        method="investments_per_resident",
        source=_source(pockets, pair),
    )
    each = [paid] if saved is None else [paid, _shifted(saved, _id(NET, pair, party), euro)]
    whole = each if saved is None else [*each, saved]
    return [*each, *(_for_all(quantity, people) for quantity in whole)]


def _source(pockets: Pockets, pair: Pair) -> str:
    panel, years = pockets.savings.panel, investing_years(pockets.asked)
    codes = tuple(code for arm in pair for code in panel.codes_of(arm))
    return investment_sources(pockets.savings.study, codes, years)


def _id(what: str, pair: Pair, party: str) -> str:
    return f"costs.{what}.{pair_id(pair)}.{party}"


def area_id(id: str) -> str:
    """The fact about all residents of the first arm, of a fact about one: `costs.net...` -> `costs.area_net...`."""
    return id.replace("costs.", f"costs.{AREA}_", 1)


def _people(pockets: Pockets, arm: str) -> float:
    return float(people_for_whom(pockets.savings.study, pockets.savings.panel.codes_of(arm)).sum())


def _shifted(saved: Quantity, id: str, euro: float) -> Quantity:
    """A saving less what its party invests."""
    return _reckoned(saved, id, 1.0, -euro)


def _reckoned(saved: Quantity, id: str, times: float, plus: float = 0.0) -> Quantity:
    """A number that follows from a saving and from what was invested, with its interval; hidden with the saving."""
    value, low, high = (None if end is None else times * end + plus for end in (saved.value, saved.low, saved.high))
    moved = replace(saved, id=id, value=value, low=low, high=high)
    return replace(moved, p=None, p_floor=None, p_family=None, dominance=None, rests_on=(saved.id,))


def _for_all(each: Quantity, people: float) -> Quantity:
    """The same for all residents: whole euro per resident times their number, which says no more than those."""
    if each.basis == "organisation":
        return replace(each, id=area_id(each.id), value=round((each.value or 0.0) * people, 2))
    value, low, high = (None if e is None else np.floor(e + 0.5) * people for e in (each.value, each.low, each.high))
    times = _reckoned(each, area_id(each.id), 1.0)
    return replace(times, value=value, low=low, high=high, rests_on=(each.id,))


def _own(pockets: Pockets, pair: Pair, saved: dict[str, Quantity]) -> list[Quantity]:
    """The diagonal, and all that is not on it: lower costs at who invests, and at others."""
    shares, savings = pockets.shares(pair), pockets.savings
    keeping = [party for party in savings.parties() if party in shares]
    nothing = np.zeros(savings.panel.area.size)
    own = sum((shares[party] * savings.less(party) for party in keeping), nothing)
    other = sum((savings.less(party) for party in savings.parties()), nothing) - own
    spread = all(saved[saves_id(pair, party)].low is not None for party in savings.parties())
    own_spread = all(saved[saves_id(pair, party)].low is not None for party in keeping)
    of_own = _summed(pockets, pair, "own", own, [saved[saves_id(pair, party)] for party in keeping], own_spread)
    of_other = _summed(pockets, pair, "other", other, [saved[saves_id(pair, ALL)], *of_own], spread)
    return [*of_own, *of_other]


def _summed(pockets: Pockets, pair: Pair, name: str, less: Floats, on: list[Quantity], spread: bool) -> list[Quantity]:
    """A sum of cells, on neighbourhood means; nothing where it rests on nothing, and an interval only with `spread`."""
    if not on:
        return []
    of = measure(pockets.savings.panel, less, "eur")
    found = difference_quantity(_id(POCKET, pair, name), of, pair, pockets.savings.study)
    least = min((quantity.n for quantity in on if quantity.n is not None), default=None)
    rests_on = tuple(quantity.id for quantity in on)
    summed = replace(found, p=None, p_floor=None, sums_in=told_in(pair), rests_on=rests_on, n=least)
    return [summed if spread else replace(summed, low=None, high=None, method="difference_of_neighbourhood_means")]
