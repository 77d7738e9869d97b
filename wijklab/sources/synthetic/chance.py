"""Where chance comes from: a stream of draws for each thing that is drawn, seeded by the study."""

from __future__ import annotations

from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from wijklab.contract.study import Study

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def stream(study: Study, what: str) -> np.random.Generator:
    """A stream of its own for each thing that is drawn, so that a new one never shifts another."""
    return np.random.default_rng(np.random.SeedSequence([study.seed, crc32(f"synthetic:{what}".encode())]))


def spread(study: Study, what: str, n_areas: int, size: float) -> Floats:
    """What neighbourhoods differ from their arm: normal, mean 0, cut off on both sides alike so that a score fits."""
    return size * np.clip(stream(study, what).standard_normal(n_areas), -1.8, 1.8)
