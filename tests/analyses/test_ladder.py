"""The ladder: counts that add up, shares on neighbourhoods, no mean level, and a cross-check that knows its place."""

from __future__ import annotations

import numpy as np
import pytest

from tests.analyses.factories import (
    ask,
    measured,
    opened,
    shuffled,
    synthetic,
    two_proeftuinen_three_controls,
    words_of,
)
from wijklab.analyses.ladder import compare_ladder
from wijklab.contract.answers import Estimates
from wijklab.contract.tables import OpenStudy
from wijklab.disclosure import release

LEVELS = range(1, 7)


def climbing(up: list[int], residents: int = 20) -> OpenStudy:
    """Everyone starts on 2; in neighbourhood k, `up[k]` people stand on 3 afterwards, the rest stays."""
    study = ask({"proeftuin": 2, "traditional": len(up) - 2})
    tables = measured(study, [1.0] * len(up), residents)
    levels = tables["ladder"].copy()
    who = [(int(name[1 : name.index("-")]), int(name[-3:])) for name in levels["resident"]]
    later = levels["moment"] == "long_term"
    levels["level"] = ["3" if late and i < up[k] else "2" for (k, i), late in zip(who, later, strict=True)]
    return opened(study, tables | {"ladder": levels})


def value(answer: Estimates, id: str) -> float | None:
    return answer.quantities[id].value


def test_shares_are_means_of_neighbourhoods() -> None:
    answer = compare_ladder(climbing([10, 12, 4, 6]))
    assert value(answer, "ladder.up.proeftuin") == pytest.approx(55)
    assert value(answer, "ladder.up_difference.proeftuin-traditional") == pytest.approx(30)
    assert answer.quantities["ladder.up_difference.proeftuin-traditional"].unit == "percentage_points"
    assert value(answer, "ladder.same.proeftuin") == pytest.approx(45)
    assert value(answer, "ladder.neighbourhood_up.WK999902") == pytest.approx(60)


def test_counts_add_up_to_their_lines() -> None:
    found = compare_ladder(synthetic(residents=60)).quantities
    for arm in ("proeftuin", "samenwerkwijze", "traditional"):
        cells = np.array([[found[f"ladder.transition.{arm}.{a}.{b}"].value for b in LEVELS] for a in LEVELS])
        before = [found[f"ladder.count.{arm}.baseline.{level}"].value for level in LEVELS]
        after = [found[f"ladder.count.{arm}.long_term.{level}"].value for level in LEVELS]
        assert cells.sum(axis=1).tolist() == before
        assert cells.sum(axis=0).tolist() == after
        assert cells.sum() == found[f"ladder.total.{arm}"].value
        assert sum(found[f"ladder.{way}.{arm}"].value for way in ("up", "same", "down")) == pytest.approx(100)


def test_a_transition_stands_in_its_row_its_column_and_its_direction() -> None:
    cell = compare_ladder(synthetic(residents=40)).quantities["ladder.transition.proeftuin.2.3"]
    assert cell.sums_in == (
        "ladder.line.proeftuin.baseline.2",
        "ladder.line.proeftuin.long_term.3",
        "ladder.line.proeftuin.up",
    )


def test_the_interval_of_a_share_stays_between_nought_and_a_hundred() -> None:
    found = compare_ladder(climbing([1, 19, 0, 20])).quantities
    assert (found["ladder.up.proeftuin"].low, found["ladder.up.proeftuin"].high) == (0, 100)


def test_the_odds_ratio_is_that_of_the_two_by_two_table() -> None:
    """One start level, two end levels: (22 / 18) / (10 / 30). No interval, and the note why."""
    answer = compare_ladder(climbing([10, 12, 4, 6]))
    odds = answer.quantities["ladder.odds_ratio.proeftuin-traditional"]
    assert odds.value == pytest.approx((22 / 18) / (10 / 30))
    assert (odds.low, odds.p, odds.strength) == (None, None, "descriptive")
    assert "ladder.finding.odds_note" in {note.key for note in answer.notes}


def test_an_odds_ratio_without_an_end_is_not_computable() -> None:
    """All of one arm rise, none of the other: no number, and no number made up."""
    answer = compare_ladder(climbing([20, 20, 0, 0]))
    odds = answer.quantities["ladder.odds_ratio.proeftuin-traditional"]
    assert odds.value is None or odds.value > 1e3


def test_nobody_moves_and_no_certainty_is_claimed() -> None:
    found = compare_ladder(two_proeftuinen_three_controls()).quantities
    assert found["ladder.up.proeftuin"].value == 0
    assert found["ladder.up_difference.proeftuin-traditional"].low is None


def test_no_mean_level_anywhere() -> None:
    answer = compare_ladder(synthetic(residents=40))
    assert not [q for q in answer.quantities.values() if q.unit == "level"]


def test_the_order_of_rows_changes_no_bit() -> None:
    study = ask({"proeftuin": 2, "traditional": 3})
    tables = measured(study, [1, 2, 3, 2, 1])
    first = compare_ladder(opened(study, tables))
    assert compare_ladder(opened(study, shuffled(tables, 8))).quantities == first.quantities


def test_small_cells_are_hidden_at_the_gate_and_no_line_has_one_hidden_alone() -> None:
    study = synthetic(residents=60)
    shown = release(compare_ladder(study), study).quantities
    lines: dict[str, list[bool]] = {}
    for quantity in shown.values():
        for line in quantity.sums_in:
            lines.setdefault(line, []).append(quantity.value is None)
    assert all(sum(hidden) != 1 for hidden in lines.values())
    assert any(any(hidden) for hidden in lines.values())


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("arms", [{"proeftuin": 3, "samenwerkwijze": 3, "traditional": 3}, {"proeftuin": 1}])
def test_every_sentence_has_its_words(language: str, arms: dict[str, int]) -> None:
    study = synthetic(residents=40, arms=arms)
    assert "{" not in " ".join(words_of(compare_ladder(study), study, language))


def test_without_data_it_says_so() -> None:
    study = ask({"proeftuin": 2, "traditional": 2}, outcomes={"wellbeing": {}})
    answer = compare_ladder(opened(study, measured(study, [1, 2, 3, 4])))
    assert [note.key for note in answer.notes] == ["ladder.finding.no_data"]
    assert not answer.quantities
