"""Complementary suppression: what is published never gives a hidden number away by subtraction."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wijklab.contract.answers import Quantity
from wijklab.contract.study_parts import Privacy
from wijklab.disclosure import safe_to_show
from wijklab.disclosure.secondary import SPREAD, TOLD


def matrix(counts: list[list[int]]) -> dict[str, Quantity]:
    """A transition matrix whose counts add up to their row and to their column."""
    return {
        f"{row}.{column}": Quantity(
            f"{row}.{column}", count, "count", "count", n=count, sums_in=(f"row {row}", f"column {column}")
        )
        for row, cells in enumerate(counts)
        for column, count in enumerate(cells)
    }


def shown_of(counts: list[list[int]]) -> list[list[float | None]]:
    shown = safe_to_show(matrix(counts), Privacy())
    return [[shown[f"{row}.{column}"].value for column in range(len(cells))] for row, cells in enumerate(counts)]


def test_one_hidden_count_takes_neighbours_with_it() -> None:
    assert shown_of([[50, 4, 30], [40, 60, 20], [70, 80, 90]]) == [[50, None, None], [40, None, None], [70, 80, 90]]


def test_hidden_counts_that_are_nothing_together_take_a_neighbour_with_them() -> None:
    """A total of 60 beside 25 and 35 would tell that the two hidden counts are nought."""
    line = ("line",)
    counts = {"total": 60, "a": 25, "b": 35, "c": 0, "d": 0}
    shown = safe_to_show(
        {id: Quantity(id, n, "count", "count", n=n, sums_in=line) for id, n in counts.items()}, Privacy()
    )
    assert [id for id, quantity in shown.items() if quantity.value is not None] == ["total", "b"]


def test_counts_that_are_all_small_keep_the_reason_that_says_so() -> None:
    line = ("line",)
    counts = {"total": 70, "a": 55, "b": 9, "c": 6}
    shown = safe_to_show(
        {id: Quantity(id, n, "count", "count", n=n, sums_in=line) for id, n in counts.items()}, Privacy()
    )
    assert [shown[id].missing for id in ("b", "c")] == ["suppressed_small", "suppressed_small"]


def test_a_matrix_without_small_counts_is_left_whole() -> None:
    assert shown_of([[50, 41], [32, 63]]) == [[50, 40], [30, 65]]


def test_a_hidden_neighbourhood_is_not_given_away_by_the_mean_of_its_arm() -> None:
    dots = {
        name: Quantity(name, 4.0, "points", "people", n=n, sums_in=("arm",))
        for name, n in [("a", 4), ("b", 60), ("c", 30)]
    }
    shown = safe_to_show(dots, Privacy())
    assert {name: quantity.missing for name, quantity in shown.items()} == {
        "a": "suppressed_secondary",
        "b": None,
        "c": "suppressed_secondary",
    }, "one reason for both: who sees which of them is the small one knows more than the sum"


@pytest.mark.parametrize(
    "claim",
    [
        {"strength": "comparative"},
        {"strength": "causal"},
        {"strength": "descriptive", "method": "difference_of_neighbourhood_means"},
    ],
)
def test_a_difference_does_not_give_away_the_arm_that_it_compares(claim: dict[str, str]) -> None:
    """Whatever it may claim, the difference goes before what it compares."""
    line = ("line",)
    shown = safe_to_show(
        {
            "one": Quantity("one", 5.0, "percent", "people", n=100, sums_in=line),
            "other": Quantity("other", 30.0, "percent", "people", n=100, sums_in=line),
            "difference": Quantity("difference", -25.0, "percentage_points", "people", n=100, sums_in=line, **claim),
        },
        Privacy(),
    )
    assert [shown[id].missing for id in ("one", "other", "difference")] == [
        "suppressed_secondary",
        None,
        "suppressed_secondary",
    ]


def arm(*risen: int, n: int = 40) -> dict[str, Quantity]:
    """The share that rose in each neighbourhood of an arm, `risen` of `n` people, and their mean with its interval."""
    dots = {
        f"dot{i}": Quantity(f"dot{i}", 100 * up / n, "percent", "people", n=n, sums_in=("mean", f"{SPREAD}mean"))
        for i, up in enumerate(risen)
    }
    mean, people = 100 * sum(risen) / n / len(risen), n * len(risen)
    told = ("mean", f"{TOLD}mean")
    return dots | {"mean": Quantity("mean", mean, "percent", "people", n=people, low=9.0, high=60.0, sums_in=told)}


def test_a_mean_and_its_interval_do_not_give_two_neighbourhoods_away() -> None:
    """Two unknown numbers follow from their sum and their sum of squares; so three go, and the interval may stay."""
    shown = safe_to_show(arm(4, 20, 15, 18), Privacy())
    assert [shown[f"dot{i}"].value is None for i in range(4)] == [True, True, True, False]
    assert shown["mean"].low is not None


def test_where_an_arm_has_two_neighbourhoods_the_interval_goes() -> None:
    shown = safe_to_show(arm(4, 20), Privacy())
    assert [shown[id].value for id in ("dot0", "dot1")] == [None, None]
    assert (shown["mean"].value, shown["mean"].low, shown["mean"].high) == (30.0, None, None)


def test_an_interval_stays_where_nothing_is_hidden() -> None:
    assert safe_to_show(arm(14, 20), Privacy())["mean"].low is not None


def test_a_share_is_taken_from_rounded_counts_and_hidden_with_them() -> None:
    counts = {
        "part": Quantity("part", 33, "count", "count"),
        "small": Quantity("small", 4, "count", "count"),
        "whole": Quantity("whole", 101, "count", "count"),
        "share": Quantity("share", 32.67, "percent", "people", share_of=("part", "whole")),
        "little": Quantity("little", 3.96, "percent", "people", share_of=("small", "whole")),
    }
    shown = safe_to_show(counts, Privacy())
    assert (shown["share"].value, shown["share"].n) == (35.0, 100)
    assert (shown["little"].value, shown["little"].missing) == (None, "suppressed_small")


@given(st.lists(st.lists(st.integers(0, 60), min_size=3, max_size=3), min_size=3, max_size=3))
def test_no_line_ever_has_exactly_one_hidden_count(counts: list[list[int]]) -> None:
    shown = shown_of(counts)
    for line in [*shown, *map(list, zip(*shown, strict=True))]:
        assert line.count(None) != 1
        assert all(count is None or (count >= 10 and count % 5 == 0) for count in line)
