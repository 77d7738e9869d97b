"""Numbers are written as Babel writes them, digit for digit; only faster."""

from __future__ import annotations

import math

import numpy as np
import pytest
from babel.numbers import format_decimal

from wijklab.text import LANGUAGES, MINUS, decimal

EDGES = [0, -0.0, 0.5, 1.5, 2.5, -0.4, -0.5, 0.05, 0.005, 0.045, 1.005, 2.675, 999, 999.5, 999.95, 1000, 9999.995]
EDGES += [1e6, 123456789.125, 999_999_999_999.9, 1e12, 1e15 + 0.3, 1e21, 2.0**53 + 1, math.inf, -math.inf]


def by_babel(value: float, decimals: int, language: str) -> str:
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(round(value, decimals) + 0.0, format=pattern, locale=language).replace("-", MINUS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("decimals", [0, 1, 2, 3])
def test_every_number_is_written_as_babel_writes_it(decimals: int, language: str) -> None:
    chance = np.random.default_rng(6)
    drawn = np.concatenate([chance.normal(0, 10.0**size, 200) for size in range(-3, 14)])
    halves = (chance.integers(-(10**7), 10**7, 400) * 2 + 1) / (2 * 10**decimals)
    for value in [*EDGES, *drawn, *drawn.tolist(), *halves.tolist(), *map(int, drawn)]:
        assert decimal(value, decimals, language) == by_babel(value, decimals, language), value


def test_what_is_no_number_is_written_as_babel_writes_it() -> None:
    assert decimal(math.nan, 1, "nl") == by_babel(math.nan, 1, "nl")
