"""Whether the models of costs say the same: an exhibit per pair of arms, and one sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wijklab.analyses.arms.panel import pair_id
from wijklab.analyses.costs.models import PARK, Pair
from wijklab.contract.answers import Exhibit, Finding, Label, Quantity, Row


def models_exhibits(models: Mapping[Pair, list[Quantity]], differences: Iterable[Quantity]) -> tuple[Exhibit, ...]:
    """An exhibit per pair of arms. `differences` are those of the page, in the order of the pairs."""
    return tuple(_exhibit(pair, plain, own) for (pair, own), plain in zip(models.items(), differences, strict=True))


def model_limits(models: Mapping[Pair, list[Quantity]], quantities: Iterable[Quantity]) -> list[Finding]:
    """What the models take for granted, and whether the spread of costs is that of a gamma."""
    if not models:
        return []
    known = any(quantity.id == PARK for quantity in quantities)
    return [Finding("costs.finding.how_models"), *([Finding("costs.finding.park", {"power": PARK})] if known else [])]


def _exhibit(pair: Pair, plain: Quantity, models: list[Quantity]) -> Exhibit:
    """A row per way of reckoning, that of the page first."""
    rows = (
        Row(Label("cost_model", "plain"), (plain.id,)),
        *(Row(Label("cost_model", model.id.rpartition(".")[2]), (model.id,)) for model in models),
    )
    measured = Label("measure", "difference")
    says = (_finding(pair, plain, models), Finding("costs.finding.models_n"))
    return Exhibit(f"costs-models-{pair_id(pair)}", "intervals", (measured,), rows, says)


def _finding(pair: Pair, plain: Quantity, models: list[Quantity]) -> Finding:
    """What is small is left out of the sentence; what hides later hides the sentence."""
    known = sorted((one for one in (plain, *models) if one.value is not None), key=lambda one: one.value or 0.0)
    said = {_said(one) for one in known}
    names = {"first": Label("arm", pair[0]), "second": Label("arm", pair[1])}
    if len(known) == 1:
        return Finding("costs.finding.models_none", {"difference": plain.id}, names)
    facts = {"difference": plain.id, "lowest": known[0].id, "highest": known[-1].id}
    return Finding(f"costs.finding.models_{'same' if len(said) == 1 else 'part'}", facts, names)


def _said(quantity: Quantity) -> str:
    """What an interval says: more, less or unclear; nothing without one."""
    if quantity.low is None or quantity.high is None:
        return ""
    return "more" if quantity.low > 0 else "less" if quantity.high < 0 else "unclear"
