"""The two exhibits of every comparison: a number per arm with its neighbourhoods as dots, and a difference per pair."""

from __future__ import annotations

from wijklab.analyses.arms.panel import Panel, pair_id
from wijklab.contract.answers import Exhibit, Finding, Label, Row


def change_exhibit(panel: Panel, id: str, *, measure: str, facts: str, dots: str, finding: str) -> Exhibit:
    """The intervals `<facts>.<arm>` with the dots `<dots>.<neighbourhood>`, and a sentence on each arm.

    `measure` is what is compared, such as `change`: the label of the column, and the placeholder in the sentence.
    """
    arms = panel.present()
    rows = tuple(
        Row(Label("arm", arm), (f"{facts}.{arm}",), tuple(f"{dots}.{code}" for code in panel.codes_of(arm)))
        for arm in arms
    )
    says = tuple(Finding(finding, {measure: f"{facts}.{arm}"}, {"arm": Label("arm", arm)}) for arm in arms)
    return Exhibit(id, "intervals", (Label("measure", measure),), rows, says)


def difference_exhibit(panel: Panel, id: str, *, facts: str, finding: str) -> Exhibit:
    """The intervals `<facts>.<pair>`, and a sentence on each pair of arms."""
    pairs = panel.pairs()
    rows = tuple(Row(Label("pair", pair_id(pair)), (f"{facts}.{pair_id(pair)}",)) for pair in pairs)
    says = tuple(
        Finding(
            finding,
            {"difference": f"{facts}.{pair_id(pair)}"},
            {"first": Label("arm", pair[0]), "second": Label("arm", pair[1])},
        )
        for pair in pairs
    )
    return Exhibit(id, "intervals", (Label("measure", "difference"),), rows, says)
