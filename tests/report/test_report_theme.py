"""The theme: text and marks stand out enough from their ground, in light and in dark (WCAG 2.2, 1.4.3 and 1.4.11)."""

from __future__ import annotations

import re

import pytest

from wijklab.report.render import TEMPLATES

TEXT, MARK = 4.5, 3.0

PAIRS = [
    *((ink, ground, TEXT) for ink in ("ink", "quiet", "accent") for ground in ("paper", "surface")),
    ("ink", "accent-soft", TEXT),
    ("quiet", "accent-soft", TEXT),
    ("ink", "limit-soft", TEXT),
    ("limit", "limit-soft", TEXT),
    ("quiet", "track", TEXT),
    ("on-cover", "cover", TEXT),
    ("on-stamp", "stamp", TEXT),
    ("on-accent", "accent", TEXT),
    *((effect, "surface", TEXT) for effect in ("helping", "hindering", "context")),
    *(("on-step-light", f"step-{step}", TEXT) for step in (1, 2, 3, 4)),
    *(("on-step-dark", f"step-{step}", TEXT) for step in (5, 6)),
    *((f"arm-{arm}", "surface", MARK) for arm in ("proeftuin", "samenwerkwijze", "traditional", "none")),
]


def colours() -> dict[str, dict[str, str]]:
    """The custom properties of the theme by name, in light and, where they differ, in dark."""
    light, dark = (TEMPLATES / "theme.css").read_text("utf-8").split("@media (prefers-color-scheme: dark)")
    found = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", part)) for part in (light, dark)]
    return {"light": found[0], "dark": found[0] | found[1]}


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_stands_out(mode, ink, ground, least):
    first, second = sorted((luminance(colours()[mode][name]) for name in (ink, ground)), reverse=True)
    assert (first + 0.05) / (second + 0.05) >= least


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_six_levels_are_in_order_in_greyscale_too(mode):
    steps = [luminance(colours()[mode][f"step-{step}"]) for step in range(1, 7)]
    assert steps == sorted(steps, reverse=True)
