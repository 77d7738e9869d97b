"""What somebody solves who has all sums of a page: numbers are let through one by one, while nothing hidden follows.

Every number here is a sum of cells that may not all be shown, with weights: a vector with one place for each cell. What
is shown spans a space, and whoever subtracts and adds can reach every vector in it, and no other. So a number may be
added as long as no vector that must stay hidden comes to lie in that space. The vectors that lie in it already are
left alone: they are known without the number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_NOTHING: Final = 1e-8
"""What is left of a vector of length one that lies in the space, within rounding."""


def harmless(shown: Sequence[Floats], protected: Sequence[Floats], wanted: Mapping[str, Floats]) -> frozenset[str]:
    """The names in `wanted` that may be shown as well, judged in their order; all vectors have shape (n_cells,)."""
    if not wanted:
        return frozenset()
    size = next(iter(wanted.values())).size
    basis = _basis(_stacked(shown, size))
    left = _outside(_unit(_stacked(protected, size)), basis)
    left = left[_length(left) > _NOTHING]
    allowed = []
    for name, vector in wanted.items():
        new = _outside(_unit(vector[None, :]), basis)[0]
        length = float(np.linalg.norm(new))
        if length > _NOTHING:
            after = left - np.outer(left @ new, new) / length**2
            if (_length(after) <= _NOTHING).any():
                continue
            basis, left = np.vstack([basis, new / length]), after
        allowed.append(name)
    return frozenset(allowed)


def reduced(shown: Sequence[Floats], order: Sequence[int] | NDArray[np.integer]) -> list[Floats]:
    """The sums that are left when the cells in front are taken out of as many sums as they can be (reduced row echelon
    form). With large cells in front of `order`, whatever is told of small cells alone comes out by itself."""
    if not len(shown):
        return []
    left = np.array(shown, dtype=float)[:, np.asarray(order)]
    row = 0
    for column in range(left.shape[1]):
        if row == left.shape[0]:
            break
        pivot = row + int(np.abs(left[row:, column]).argmax())
        if abs(left[pivot, column]) <= _NOTHING:
            continue
        left[[row, pivot]] = left[[pivot, row]]
        left[row] /= left[row, column]
        others = np.arange(left.shape[0]) != row
        left[others] -= np.outer(left[others, column], left[row])
        row += 1
    left[np.abs(left) <= _NOTHING] = 0.0
    back = np.argsort(order)
    return [sum[back] for sum in left[:row]]


def _stacked(vectors: Sequence[Floats], size: int) -> Floats:
    return np.array(vectors, dtype=float).reshape(len(vectors), size)


def _basis(vectors: Floats) -> Floats:
    """Orthonormal rows that span the same space, shape (rank, n_cells)."""
    if not vectors.size:
        return vectors
    _, sizes, rows = np.linalg.svd(_unit(vectors), full_matrices=False)
    return rows[sizes > _NOTHING * sizes.max(initial=0.0)]


def _outside(vectors: Floats, basis: Floats) -> Floats:
    """What is left of each vector outside the space; taken away twice, so that rounding leaves nothing behind."""
    once = vectors - (vectors @ basis.T) @ basis
    return once - (once @ basis.T) @ basis


def _unit(vectors: Floats) -> Floats:
    length = _length(vectors)
    return vectors / np.where(length > 0, length, 1.0)[:, None]


def _length(vectors: Floats) -> Floats:
    return np.sqrt((vectors**2).sum(axis=1))
