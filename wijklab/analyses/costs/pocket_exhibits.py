"""What a page shows and says of who pays and who gains: the matrix, the balance of each party, and the whole area."""

from __future__ import annotations

from wijklab.analyses.arms.panel import pair_id
from wijklab.analyses.costs.pockets import INVESTS, NET, POCKET, Pockets, area_id
from wijklab.analyses.costs.savings import ALL, Pair, pools, saves_id, shared_id
from wijklab.contract.answers import Exhibit, Finding, Label, Row

Exhibits = tuple[Exhibit, ...]


def pocket_exhibits(pockets: Pockets) -> tuple[Exhibits, Exhibits]:
    """Those of the first pair of arms, which belong to the answer, and those of the other pairs with all totals."""
    pairs = pockets.savings.panel.pairs()
    front = _shown(pockets, pairs[0], "") if pairs else ()
    others = tuple(exhibit for pair in pairs[1:] for exhibit in _shown(pockets, pair, f"-{pair_id(pair)}"))
    totals = tuple(_area(pockets, pair) for pair in pairs if pockets.shares(pair))
    return front, (*others, *totals)


def pocket_notes(pockets: Pockets) -> tuple[Finding, ...]:
    """What a reader must know of these numbers: how cells are reckoned, which key, and what was not delivered."""
    pairs = pockets.savings.panel.pairs()
    if not pairs:
        return ()
    if pockets.investments is None:
        return (Finding("costs.finding.no_investments"),)
    first, last = (Label("text", str(year)) for year in pockets.investments.years)
    less = [pair for pair in pairs if not pockets.shares(pair)]
    return (
        Finding("costs.finding.pocket_convention"),
        Finding("costs.finding.pocket_net"),
        Finding("costs.finding.pocket_years", names={"first": first, "last": last}),
        *(Finding("costs.finding.nothing_extra", names=_names(pair)) for pair in less),
    )


def _shown(pockets: Pockets, pair: Pair, end: str) -> Exhibits:
    if pockets.shares(pair):
        return _matrix(pockets, pair, f"costs-pockets{end}"), _balance(pockets, pair, f"costs-balance{end}")
    return (_saves(pockets, pair, f"costs-saves{end}"),) if len(pockets.savings.parties()) > 1 else ()


def _matrix(pockets: Pockets, pair: Pair, id: str) -> Exhibit:
    """Rows: who invests, and all together. Columns: what they invest, whose costs came out lower, and all together."""
    savers = (*pockets.savings.parties(), ALL)
    rows = [
        Row(_party(party), (_id(INVESTS, pair, party), *(_cell(pair, party, saver) for saver in savers)))
        for party in pockets.shares(pair)
    ]
    rows.append(Row(_party(ALL), (_id(INVESTS, pair, ALL), *(saves_id(pair, saver) for saver in savers))))
    columns = (Label("pocket", INVESTS), *(_party(saver) for saver in savers))
    return Exhibit(id, "matrix", columns, tuple(rows), _matrix_findings(pockets, pair))


def _matrix_findings(pockets: Pockets, pair: Pair) -> tuple[Finding, ...]:
    facts = {"saves": saves_id(pair, ALL), "invests": _id(INVESTS, pair, ALL)}
    has_own = any(party in pockets.shares(pair) for party in pockets.savings.parties())
    return (
        Finding("costs.finding.pockets", facts, _names(pair)),
        *([Finding("costs.finding.pocket_reading")] if pair == pockets.savings.panel.pairs()[0] else []),
        *([Finding("costs.finding.own_pocket", {"own": _id(POCKET, pair, "own")})] if has_own else []),
        Finding("costs.finding.other_pocket", {"other": _id(POCKET, pair, "other")}),
        *_key_findings(pockets, pair),
    )


def _key_findings(pockets: Pockets, pair: Pair) -> list[Finding]:
    """How the study declares that a saving is shared, and how much there was to share."""
    return [
        Finding(
            "costs.finding.sharing",
            {"shared": shared_id(pair, flow, place)},
            {
                "bearer": _party(flow.block.bearer),
                "categories": Label("categories", ",".join(flow.block.categories)),
                "parts": Label("parts", ",".join(f"{name}:{part:.4f}" for name, part in flow.block.parts.items())),
            },
        )
        for flow, place in pools(pockets.savings.flowing)
    ]


def _balance(pockets: Pockets, pair: Pair, id: str) -> Exhibit:
    """What each party saves less what it invests."""
    parties, keeping = pockets.parties(pair), pockets.savings.parties()
    rows = tuple(Row(_party(party), (_id(NET, pair, party),)) for party in (*parties, ALL) if party in (*keeping, ALL))
    says = (
        Finding("costs.finding.balance_all", {"net": _id(NET, pair, ALL)}, _names(pair)),
        *(_party_finding(pair, party, party in keeping) for party in parties),
    )
    return Exhibit(id, "intervals", (Label("measure", "difference"),), rows, says)


def _party_finding(pair: Pair, party: str, keeping: bool) -> Finding:
    invests = {INVESTS: _id(INVESTS, pair, party)}
    if not keeping:
        return Finding("costs.finding.balance_unknown", invests, {"party": _party(party)})
    facts = {NET: _id(NET, pair, party), "saves": saves_id(pair, party), **invests}
    return Finding("costs.finding.balance", facts, {"party": _party(party)})


def _saves(pockets: Pockets, pair: Pair, id: str) -> Exhibit:
    """Where nothing was invested, or not delivered: whose costs came out lower, and whose higher."""
    parties = pockets.savings.parties()
    rows = tuple(Row(_party(party), (saves_id(pair, party),)) for party in (*parties, ALL))
    says = [
        Finding("costs.finding.saves", {"saves": saves_id(pair, party)}, {"party": _party(party), **_names(pair)})
        for party in parties
    ]
    columns = (Label("measure", "difference"),)
    return Exhibit(id, "intervals", columns, rows, (*says, *_key_findings(pockets, pair)))


def _area(pockets: Pockets, pair: Pair) -> Exhibit:
    """Invested, saved and the balance of each party, for all residents of the first arm."""
    keeping = (*pockets.savings.parties(), ALL)
    columns = (INVESTS, "saves", NET)
    rows = tuple(
        Row(
            _party(party),
            tuple(
                area_id(_id(column, pair, party)) if column == INVESTS or party in keeping else None
                for column in columns
            ),
        )
        for party in (*pockets.parties(pair), ALL)
    )
    says = (Finding("costs.finding.area", names=_names(pair)),)
    return Exhibit(f"costs-area-{pair_id(pair)}", "values", tuple(Label("pocket", c) for c in columns), rows, says)


def _party(party: str) -> Label:
    return Label("pocket", ALL) if party == ALL else Label("bearer", party)


def _id(what: str, pair: Pair, party: str) -> str:
    return f"costs.{what}.{pair_id(pair)}.{party}"


def _cell(pair: Pair, investor: str, saver: str) -> str:
    return f"{_id(POCKET, pair, investor)}.{saver}"


def _names(pair: Pair) -> dict[str, Label]:
    return {"first": Label("arm", pair[0]), "second": Label("arm", pair[1])}
