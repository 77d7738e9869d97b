"""The fewer people, the coarser the number: its decimals may not tell how many people exactly it was over."""

from __future__ import annotations

import pytest

from wijklab.contract.answers import Quantity, Unit
from wijklab.contract.study_parts import Privacy
from wijklab.disclosure import safe_to_show


def released(value: float, unit: Unit, n: int) -> float | None:
    quantity = Quantity("q", value, unit, "people", n=n)
    return safe_to_show({"q": quantity}, Privacy())["q"].value


@pytest.mark.parametrize(
    ("value", "unit", "n", "shown"),
    [
        (6.1234, "points", 100, 6.12),
        (6.1234, "points", 97, 6.1),
        (44.73, "percent", 1000, 44.7),
        (44.73, "percent", 390, 45.0),
        (44.73, "percent", 50, 45.0),
        (42.4, "percent", 50, 40.0),
        (-2.5, "percentage_points", 390, -2.0),
        (1239.5, "eur", 12, 1240.0),
        (2.348, "ratio", 100, 2.35),
        (2.348, "ratio", 30, 2.3),
    ],
)
def test_step(value: float, unit: Unit, n: int, shown: float) -> None:
    assert released(value, unit, n) == shown


def test_a_percentage_does_not_undo_the_rounding_of_its_n() -> None:
    """58 of 130 people is 44.6 %, and no other number from 128 to 132 gives 44.6: with a decimal, both were known."""
    fits = {
        (part, n) for n in range(128, 133) for part in range(10, n - 9) if released(100 * part / n, "percent", n) == 45
    }
    assert {part for part, _ in fits} >= {57, 58, 59}
    assert {n for _, n in fits} == set(range(128, 133))
