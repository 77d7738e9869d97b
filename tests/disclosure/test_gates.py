"""Primary suppression as a table of cases; the defaults are those of CBS, OpenSAFELY and ACRO."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wijklab.contract.answers import Quantity
from wijklab.contract.study_parts import Privacy
from wijklab.disclosure import safe_to_show
from wijklab.disclosure.gates import round_to


def released(quantity: Quantity, privacy: Privacy | None = None) -> Quantity:
    return safe_to_show({quantity.id: quantity}, privacy or Privacy())[quantity.id]


def mean_over(n: int | None, value: float | None = 6.123, **more: object) -> Quantity:
    return Quantity("q", value, "points", "people", n=n, low=5.0, high=7.0, p=0.04, p_floor=0.01, **more)


@pytest.mark.parametrize(
    ("quantity", "value", "n", "missing"),
    [
        pytest.param(mean_over(10), 6.1, 10, None, id="at the threshold"),
        pytest.param(mean_over(9), None, None, "suppressed_small", id="one below the threshold"),
        pytest.param(mean_over(0), None, None, "suppressed_small", id="nobody"),
        pytest.param(mean_over(None), None, None, "suppressed_small", id="an unknown number of people"),
        pytest.param(mean_over(12), 6.1, 10, None, id="n is rounded to five"),
        pytest.param(mean_over(50, value=None), None, None, "not_computable", id="nothing computed"),
        pytest.param(
            mean_over(50, value=None, missing="not_measured"), None, None, "not_measured", id="a reason is kept"
        ),
        pytest.param(mean_over(50, dominance=0.91), None, None, "suppressed_dominance", id="two contributors dominate"),
        pytest.param(mean_over(50, dominance=0.90), 6.1, 50, None, id="dominance at the limit"),
        pytest.param(Quantity("q", 14, "count", "count"), 15, 15, None, id="a count is rounded"),
        pytest.param(Quantity("q", 9, "count", "count"), None, None, "suppressed_small", id="a small count"),
        pytest.param(Quantity("q", 0, "count", "count"), None, None, "suppressed_small", id="zero tells too"),
        pytest.param(Quantity("q", 8.0, "percent", "people", n=100), None, None, "suppressed_small", id="8 of 100"),
        pytest.param(Quantity("q", 92.0, "percent", "people", n=100), None, None, "suppressed_small", id="all but 8"),
        pytest.param(Quantity("q", 100.0, "percent", "people", n=100), None, None, "suppressed_small", id="everybody"),
        pytest.param(Quantity("q", 34.56, "percent", "people", n=100), 35.0, 100, None, id="a share of both sides"),
        pytest.param(Quantity("q", 62.7, "percent", "area"), 62.7, None, None, id="an area figure passes"),
        pytest.param(Quantity("q", 4.0, "points", "published"), 4.0, None, None, id="a published figure, n unknown"),
        pytest.param(Quantity("q", 9.0, "grade", "case"), None, None, "suppressed_no_consent", id="a case, no consent"),
        pytest.param(Quantity("q", 9.0, "grade", "case", consent="yes"), 9.0, None, None, id="a case with consent"),
    ],
)
def test_gate(quantity: Quantity, value: float | None, n: int | None, missing: str | None) -> None:
    shown = released(quantity)
    assert (shown.value, shown.n, shown.missing) == (value, n, missing)


def test_a_hidden_number_keeps_nothing_that_betrays_it() -> None:
    shown = released(mean_over(3, dominance=0.5))
    assert [shown.low, shown.high, shown.p, shown.p_floor, shown.n, shown.dominance] == [None] * 6


def test_a_stricter_study_hides_more() -> None:
    assert released(mean_over(19), Privacy(threshold=20)).missing == "suppressed_small"
    assert released(mean_over(24), Privacy(threshold=20, rounding=10)).n == 20


@pytest.mark.parametrize("looser", [{"threshold": 9}, {"rounding": 1}, {"rare_role": 2}])
def test_a_study_cannot_be_looser_than_the_defaults(looser: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="greater than or equal"):
        Privacy(**looser)


@pytest.mark.parametrize(("value", "rounded"), [(0, 0), (2, 0), (2.5, 5), (12, 10), (12.5, 15), (13, 15), (100, 100)])
def test_round_to_five(value: float, rounded: int) -> None:
    assert round_to(value, 5) == rounded


def told_by(*ids: str) -> dict[str, Quantity]:
    """A hidden mean, a number reckoned from it, and one reckoned from that."""
    small = Quantity("small", 6.0, "points", "people", n=4)
    pairs = zip(ids, ("small", *ids[:-1]), strict=True)
    rest = [Quantity(id, 5.0, "points", "people", n=200, rests_on=(of,)) for id, of in pairs]
    return safe_to_show({quantity.id: quantity for quantity in (small, *rest)}, Privacy())


def test_what_was_reckoned_from_a_hidden_number_is_hidden_with_it_however_far() -> None:
    shown = told_by("without_one", "smallest_without_one")
    assert [shown[id].value for id in ("without_one", "smallest_without_one")] == [None, None]
    assert shown["without_one"].missing == "suppressed_secondary"


def test_what_was_reckoned_from_a_shown_number_or_from_one_never_measured_is_shown() -> None:
    never = Quantity("never", None, "points", "people", missing="not_measured")
    large = Quantity("large", 6.0, "points", "people", n=400)
    of_both = Quantity("of_both", 5.0, "points", "people", n=400, rests_on=("never", "large"))
    shown = safe_to_show({quantity.id: quantity for quantity in (never, large, of_both)}, Privacy())
    assert shown["of_both"].value == 5.0


def test_a_number_of_the_design_alone_rests_on_nobody_and_is_shown() -> None:
    assert released(Quantity("q", 4.0, "neighbourhoods", "design")).value == 4.0


def test_a_mean_of_shares_is_judged_by_the_people_it_stands_for() -> None:
    """4 of 12 and 0 of 200 is 17 % where each neighbourhood counts once: of 212 people that would be 35."""
    share = Quantity("share", 16.7, "percent", "people", n=212, part=4)
    assert safe_to_show({"share": share}, Privacy())["share"].missing == "suppressed_small"
    shown = safe_to_show({"share": replace(share, part=40)}, Privacy())["share"]
    assert (shown.value, shown.part) == (17, None)


@pytest.mark.parametrize(
    ("method", "shown"),
    [
        ("difference_of_neighbourhood_means_welch_t3.7", "difference_of_neighbourhood_means_welch"),
        ("difference_of_neighbourhood_means_t4_simultaneous_9", "difference_of_neighbourhood_means_simultaneous_9"),
        ("mean_of_cases", "mean_of_cases"),
    ],
)
def test_a_hidden_number_keeps_no_degrees_of_freedom(method: str, shown: str) -> None:
    """Those of Welch tell how the spreads of two arms relate, also where the neighbourhoods are hidden."""
    few = Quantity("few", 1.0, "points", "people", n=4, method=method)
    assert safe_to_show({"few": few}, Privacy())["few"].method == shown


def test_why_a_number_could_not_be_reckoned_is_hidden_with_what_it_rests_on() -> None:
    few = Quantity("few", 3.0, "persons", "count")
    tip = Quantity("tip", None, "points", "people", missing="cannot_occur", rests_on=("few",))
    assert safe_to_show({"few": few, "tip": tip}, Privacy())["tip"].missing == "suppressed_secondary"
