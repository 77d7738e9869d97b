"""What the page shows and says: per euro, who invests and who gains, each return, what went off, what it hangs on."""

from __future__ import annotations

from wijklab.analyses.social_return.quantities import ENDS, step_name, worth_id
from wijklab.analyses.social_return.reckoning import EXTENTS, Reckoning
from wijklab.contract.answers import Exhibit, Finding, Label, Quantity, Row
from wijklab.stats.social_return import INPUTS, STEPS

MOST_BARS = 8
"""The widest inputs of the figure; all of them stand in the table of what was stated."""

_BOTH = tuple(Label("extent", extent) for extent in EXTENTS)


def social_return_exhibits(found: Reckoning, quantities: dict[str, Quantity]) -> tuple[Exhibit, ...]:
    """All exhibits in the order of the page."""
    tried = _widest(found, quantities)
    return (
        _per_euro(found, quantities),
        _parties(found),
        _returns(found),
        _steps(found),
        *((_one_way(tried),) if tried else ()),
        _stated(found),
    )


def _pair(id: str) -> tuple[str, ...]:
    return tuple(f"social_return.{id}.{extent}" for extent in EXTENTS)


def _facts(id: str) -> dict[str, str]:
    return dict(zip(EXTENTS, _pair(id), strict=True))


def _per_euro(found: Reckoning, quantities: dict[str, Quantity]) -> Exhibit:
    """All together and party by party, per euro invested."""
    lowest, highest = (round(quantities[id].value or 0.0, 2) for id in _pair("per_euro.together"))  # as it is read
    says = "above" if lowest > 1 else "below" if highest < 1 else "around"
    facts = {**_facts("per_euro.together"), "invested": "social_return.invested.together"}
    rows = [Row(Label("extent", "together"), _pair("per_euro.together"))]
    rows += [Row(Label("bearer", bearer), _pair(f"per_euro.{bearer}")) for bearer in found.gainers()]
    findings = (Finding(f"social_return.finding.{says}", facts), Finding("social_return.finding.range"))
    return Exhibit("social_return-per-euro", "bars", _BOTH, tuple(rows), findings)


def _parties(found: Reckoning) -> Exhibit:
    """What each party put in beside what it gains."""
    columns = (Label("measure", "invested"), *_BOTH)
    parties = found.parties()
    rows = tuple(Row(Label("bearer", bearer), _put_in_and_gained(found, bearer)) for bearer in parties)
    findings = (Finding("social_return.finding.parties"), *(_party(found, bearer) for bearer in parties))
    return Exhibit("social_return-parties", "bars", columns, rows, findings)


def _put_in_and_gained(found: Reckoning, bearer: str) -> tuple[str | None, ...]:
    gained = _pair(f"gain.{bearer}") if found.of(bearer) else (None, None)
    return (f"social_return.invested.{bearer}", *gained)


def _party(found: Reckoning, bearer: str) -> Finding:
    paid, gains = bool(found.invested.get(bearer)), bool(found.of(bearer))
    kind = "both" if paid and gains else "gains_only" if gains else "pays_only"
    facts = (_facts(f"gain.{bearer}") if gains else {}) | (
        {"invested": f"social_return.invested.{bearer}"} if paid else {}
    )
    return Finding(f"social_return.finding.party_{kind}", facts, {"bearer": Label("bearer", bearer)})


def _returns(found: Reckoning) -> Exhibit:
    rows = tuple(
        Row(Label("text", name), tuple(worth_id(slug, extent) for extent in EXTENTS))
        for name, slug in zip(found.names, found.slugs, strict=True)
    )
    says = [Finding("social_return.finding.returns")]
    if "difference" in found.bases:
        says.append(Finding("social_return.finding.difference"))
    return Exhibit("social_return-returns", "bars", _BOTH, rows, tuple(says))


def _steps(found: Reckoning) -> Exhibit:
    """What is left after each thing that is taken off; discounting is a step where there is a rate."""
    steps = [step_name(step) for step in (STEPS if found.valued.rate else STEPS[:-1])]
    rows = tuple(Row(Label("step", step), _pair(f"left.{step}")) for step in steps)
    ends = {"counted": steps[0], "left": steps[-1]}
    facts = {f"{name}_{end}": f"social_return.left.{step}.{end}" for name, step in ends.items() for end in EXTENTS}
    later = [Finding("social_return.finding.later")] if found.valued.rate else []
    findings = (Finding("social_return.finding.steps", facts), Finding("social_return.finding.order"), *later)
    return Exhibit("social_return-steps", "bars", _BOTH, rows, findings)


def _widest(found: Reckoning, quantities: dict[str, Quantity]) -> list[tuple[Label, tuple[str, ...]]]:
    """Inputs that move the outcome, the one that moves it most first."""
    every = [
        (Label(f"{name}_of", text), tuple(f"social_return.one_way.{slug}.{name}.{end}" for end in ENDS))
        for slug, text in zip(found.slugs, found.names, strict=True)
        for name in INPUTS
        if quantities[worth_id(slug, "lowest")].value is not None
    ]
    moved = [(abs(_value(quantities, ids[1]) - _value(quantities, ids[0])), label, ids) for label, ids in every]
    ranked = sorted((each for each in moved if each[0] > 0), key=lambda each: -each[0])
    return [(label, ids) for _, label, ids in ranked[:MOST_BARS]]


def _value(quantities: dict[str, Quantity], id: str) -> float:
    return quantities[id].value or 0.0


def _one_way(tried: list[tuple[Label, tuple[str, ...]]]) -> Exhibit:
    label, (low, high) = tried[0]
    facts, middle = {"low": low, "high": high}, "social_return.middle.together"
    findings = (
        Finding("social_return.finding.widest", facts, {"input": label}),
        Finding("social_return.finding.middle", {"middle": middle}),
    )
    rows = tuple(Row(label, ids) for label, ids in tried)
    columns = tuple(Label("end", end) for end in ENDS)
    return Exhibit("social_return-one-way", "tornado", columns, rows, findings, {"base": middle})


def _stated(found: Reckoning) -> Exhibit:
    """What the user stated of each return, with the price and how long it lasts."""
    rows = [row for slug, text in zip(found.slugs, found.names, strict=True) for row in _stated_rows(slug, text)]
    columns = tuple(Label("stated", end) for end in ENDS)
    return Exhibit("social_return-stated", "values", columns, tuple(rows), (Finding("social_return.finding.stated"),))


def _stated_rows(slug: str, text: str) -> list[Row]:
    stem = f"social_return.stated.{slug}"
    fixed = [Row(Label(f"{name}_of", text), (f"{stem}.{name}", f"{stem}.{name}")) for name in ("price", "length")]
    return [
        *(Row(Label(f"{name}_of", text), tuple(f"{stem}.{name}.{end}" for end in ENDS)) for name in INPUTS),
        *fixed,
    ]
