"""What the page shows and says: budget and spending, what is left, where it ends, who was helped, and on what."""

from __future__ import annotations

from wijklab.analyses.budget.ahead import shapes, to_come
from wijklab.analyses.budget.mix import told_years
from wijklab.analyses.budget.spent import ALL
from wijklab.analyses.budget.term import Term
from wijklab.contract.answers import Exhibit, ExhibitKind, Finding, Label, Quantity, Row

Quantities = dict[str, Quantity]
Years = tuple[int, ...]


def budget_exhibits(term: Term, quantities: Quantities) -> tuple[Exhibit, ...]:
    """All exhibits in the order of the page; what lies ahead and who was helped only where it is known."""
    people = told_years(term)
    return (
        _course(term, quantities),
        _left(term, quantities),
        *((_total(term, quantities), _chance(term)) if to_come(term) else ()),
        *((_people(term, quantities, people), _per_euro(term, quantities, people)) if people else ()),
        *_why(quantities, people),
        _share(term, quantities),
        _categories(term, quantities),
    )


def _grid(id: str, kind: ExhibitKind, term: Term, rows: dict[Label, str], among: Quantities, *said: Finding) -> Exhibit:
    """Years by row: the quantity `<prefix>.<year>` of each row's prefix, where there is one."""
    years = term.years if id == "budget-course" else term.known
    cells = {label: tuple(_if_there(f"{prefix}.{year}", among) for year in years) for label, prefix in rows.items()}
    drawn = tuple(Row(label, ids) for label, ids in cells.items() if any(ids))
    return Exhibit(id, kind, tuple(map(_year, years)), drawn, said)


def _course(term: Term, among: Quantities) -> Exhibit:
    shape = shapes(term)[0]
    rows = {
        _line("spent"): "budget.spent.all",
        _line("amount"): "budget.amount",
        _line(f"expected_{shape}"): f"budget.expected.{shape}",
    }
    key = "within" if (among["budget.left.so_far"].value or 0.0) >= 0 else "over"
    facts = {"left": "budget.left.so_far", "spent": "budget.spent.all.so_far", "amount": "budget.amount.so_far"}
    names = {"years": Label("listed", ",".join(map(str, term.known)))}
    return _grid("budget-course", "course", term, rows, among, Finding(f"budget.finding.{key}", facts, names))


def _left(term: Term, among: Quantities) -> Exhibit:
    names = ("left", "left_so_far")
    rows = tuple(
        Row(_year(year), tuple(_if_there(f"budget.{name}.{year}", among) for name in names)) for year in term.known
    )
    said: tuple[Finding, ...] = ()
    if term.unbroken:
        last = f"budget.left_so_far.{term.unbroken[-1]}"
        key = "kept" if (among[last].value or 0.0) >= 0 else "short"
        said = (Finding(f"budget.finding.{key}", {"left": last}, {"year": _year(term.unbroken[-1])}),)
    return Exhibit("budget-left", "bars", tuple(map(_line, names)), rows, said)


def _total(term: Term, among: Quantities) -> Exhibit:
    rows = (
        Row(_line("amount"), ("budget.amount.all",)),
        *(Row(_line(shape), (f"budget.total.{shape}",)) for shape in shapes(term)),
    )
    said = tuple(_expected(term, shape, among) for shape in shapes(term))
    return Exhibit("budget-total", "intervals", (Label("measure", "value"),), rows, said)


def _expected(term: Term, shape: str, among: Quantities) -> Finding:
    """Where it ends if years go on in that way, and whether the money is enough; bare where there is no margin."""
    names = {"last": _year(term.asked.last_year), "n": Label("text", str(len(term.known)))}
    facts = {"total": f"budget.total.{shape}", "amount": "budget.amount.all"}
    if among[facts["total"]].low is None:
        return Finding("budget.finding.expected_bare", facts, names)
    return Finding(f"budget.finding.expected_{shape}", facts | {"chance": f"budget.chance.{shape}"}, names)


def _chance(term: Term) -> Exhibit:
    rows = tuple(Row(_line(shape), (f"budget.chance.{shape}",)) for shape in shapes(term))
    return Exhibit("budget-chance", "values", (Label("measure", "value"),), rows, (Finding("budget.finding.chances"),))


def _people(term: Term, among: Quantities, told: Years) -> Exhibit:
    rows = {label: f"budget.people.{name}" for label, name in _provisions(term).items()}
    said = (_from_to("people", "budget.people.all", told), Finding("budget.finding.twice"))
    return _grid("budget-people", "course", term, rows, among, *said)


def _per_euro(term: Term, among: Quantities, told: Years) -> Exhibit:
    rows = {label: f"budget.per_euro.{name}" for label, name in _provisions(term).items()}
    parts = {"mix": "budget.change.mix", "within": "budget.change.within"}
    why = [Finding("budget.finding.mix", parts)] if parts["mix"] in among else []
    said = (_from_to("per_euro", "budget.per_euro.all", told), *why, Finding("budget.finding.not_better"))
    return _grid("budget-per-euro", "course", term, rows, among, *said)


def _why(among: Quantities, told: Years) -> tuple[Exhibit, ...]:
    """The change in people per euro, taken apart."""
    rows = tuple(
        Row(_line(f"change_{part}"), (f"budget.change.{part}",))
        for part in ("whole", "mix", "within")
        if f"budget.change.{part}" in among
    )
    names = {"first": _year(told[0]), "last": _year(told[-1])} if rows else {}
    said = (Finding("budget.finding.why", names=names),)
    return (Exhibit("budget-why", "values", (Label("measure", "change"),), rows, said),) if rows else ()


def _share(term: Term, among: Quantities) -> Exhibit:
    ids = ("collective_euro", "collective_people")
    rows = {_line(id): f"budget.{id}" for id in ids}
    said = (_from_to("share", "budget.collective_euro", term.known), Finding("budget.finding.substitution"))
    return _grid("budget-share", "course", term, rows, among, *said)


def _categories(term: Term, among: Quantities) -> Exhibit:
    columns = tuple(Label("provision", name) for name in term.spent.provisions())
    rows = (
        Row(Label("category", name), tuple(_if_there(f"budget.on.{column.id}.{name}", among) for column in columns))
        for name in term.spent.categories()
    )
    said = (Finding("budget.finding.on", names={"years": Label("listed", ",".join(map(str, term.known)))}),)
    return Exhibit("budget-on", "bars", columns, tuple(rows), said)


def _provisions(term: Term) -> dict[Label, str]:
    """The provisions that occur, and all of them together where there is more than one."""
    used = term.spent.provisions()
    own = {Label("provision", name): name for name in used}
    return own | {_line(ALL): ALL} if len(used) > 1 else own


def _from_to(key: str, prefix: str, years: Years) -> Finding:
    """From the first of those years to the last; of one year only what it was."""
    first, last = years[0], years[-1]
    names = {"first": _year(first), "last": _year(last)}
    if first == last:
        return Finding(f"budget.finding.{key}_once", {"after": f"{prefix}.{last}"}, names)
    facts = {"after": f"{prefix}.{last}", "before": f"{prefix}.{first}"}
    return Finding(f"budget.finding.{key}", facts, names)


def _if_there(id: str, among: Quantities) -> str | None:
    return id if id in among else None


def _line(id: str) -> Label:
    return Label("budget_line", id)


def _year(year: int) -> Label:
    return Label("text", str(year))
