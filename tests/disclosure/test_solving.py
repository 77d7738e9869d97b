"""Linear algebra as an attacker: what is let through gives no protected sum away, and nothing known is held back."""

from __future__ import annotations

import numpy as np
import pytest

from wijklab.disclosure.solving import harmless, reduced


def rows(*vectors: list[float]) -> list[np.ndarray]:
    return [np.array(vector, dtype=float) for vector in vectors]


@pytest.mark.parametrize(
    ("shown", "protected", "wanted", "allowed"),
    [
        ([[1, 1, 1]], [[0, 0, 1]], {"a+b": [1, 1, 0]}, set()),
        ([[1, 1, 1]], [[0, 0, 1]], {"a": [1, 0, 0], "b": [0, 1, 0]}, {"a"}),
        ([[1, 1, 1]], [[0, 0, 1]], {"b": [0, 1, 0], "a": [1, 0, 0]}, {"b"}),
        ([[1, 1, 1], [0, 0, 1]], [[0, 0, 1]], {"a": [1, 0, 0]}, {"a"}),
        ([[1, 1, 1]], [[1, 0, 0]], {"twice": [2, 2, 2]}, {"twice"}),
        ([], [[1, 0]], {"sum": [1, 1], "difference": [1, -1]}, {"sum"}),
        ([], [], {"a": [1, 0]}, {"a"}),
        ([], [[1, 0]], {"nothing": [0, 0]}, {"nothing"}),
    ],
)
def test_a_number_is_let_through_unless_something_hidden_follows(
    shown: list, protected: list, wanted: dict, allowed: set
) -> None:
    """Three cells a, b, c with a shown sum, and so on: each case can be followed on paper."""
    vectors = {name: np.array(vector, dtype=float) for name, vector in wanted.items()}
    assert harmless(rows(*shown), rows(*protected), vectors) == allowed


def test_on_random_pages_no_protected_sum_is_solved_and_every_refusal_was_needed() -> None:
    chance = np.random.default_rng(4)
    for _ in range(60):
        cells = chance.integers(-1, 2, (14, 9)).astype(float)
        shown, protected, wanted = cells[:4], np.eye(9)[:4], {str(i): row for i, row in enumerate(cells[4:])}
        allowed = harmless(list(shown), list(protected), wanted)
        known = np.vstack([shown, *(wanted[name] for name in sorted(allowed))])
        before = {i for i in range(4) if solves(shown, protected[i])}
        assert {i for i in range(4) if solves(known, protected[i])} == before
        for name in set(wanted) - allowed:
            more = np.vstack([known, wanted[name]])
            assert {i for i in range(4) if solves(more, protected[i])} > before


def test_what_is_left_of_sums_once_large_cells_are_taken_out_is_told_of_small_ones() -> None:
    """a+b+c+d and a+b: their difference, c+d, comes out with a and b in front; and c with it once d is shown."""
    sums = rows([1, 1, 1, 1], [1, 1, 0, 0])
    assert [left.tolist() for left in reduced(sums, [0, 1, 2, 3])] == [[1, 1, 0, 0], [0, 0, 1, 1]]
    left = reduced([*sums, *rows([0, 0, 0, 1])], [0, 1, 2, 3])
    assert [0, 0, 1, 0] in [each.tolist() for each in left]
    assert reduced([], [0, 1]) == []


def solves(known: np.ndarray, vector: np.ndarray) -> bool:
    """Whether a sum follows from known ones: adding it does not raise the rank."""
    return np.linalg.matrix_rank(np.vstack([known, vector]), 1e-7) == np.linalg.matrix_rank(known, 1e-7)
