"""Who moved from which level to which, as streams: levels before on the left, after on the right, highest on top.

Only released counts are drawn. A stream that is hidden is not drawn at all, so that its width cannot be read off from
a gap; a note says so, and the table behind the figure has a mark in its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from wijklab.contract.answers import Exhibit
from wijklab.disclosure import Released
from wijklab.report import words
from wijklab.report.figures.svg import WIDTH, Drawing, Part, rect, tag, text
from wijklab.text import phrase

TOP: Final = 28.0
HIGH: Final = 300.0
GAP: Final = 11.0
"""Where the streams begin, how high they are together, and the space between two levels."""

LEFT: Final = 30.0
BAR: Final = 12.0
LEAST: Final = 15.0
"""Room for the names of levels, the width of a bar, and the least height of a level, so that its name fits."""

_KEY_LINE: Final = 21.0
_WAYS: Final = ("up", "same", "down")


@dataclass(frozen=True, slots=True)
class Stream:
    """So many people from the level at `start` to that at `end`, both as positions from the lowest."""

    start: int
    end: int
    people: float

    @property
    def way(self) -> str:
        """`up`, `same` or `down`."""
        return _WAYS[0] if self.end > self.start else _WAYS[1] if self.end == self.start else _WAYS[2]


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the figure: the top, the height and the people of each level, and how high one person is."""

    tops: tuple[float, ...]
    heights: tuple[float, ...]
    people: tuple[float, ...]
    each: float


def draw(exhibit: Exhibit, shown: Released) -> Drawing | None:
    """Rows are the level before, columns the level after. None where every stream is hidden or empty."""
    numbers = [[shown.quantities[id] if id else None for id in row.cells] for row in exhibit.rows]
    streams = [
        Stream(i, j, number.value)
        for i, cells in enumerate(numbers)
        for j, number in enumerate(cells)
        if number is not None and number.value
    ]
    if not streams:
        return None
    n_levels = len(exhibit.rows)
    left, right = (_side([_people(streams, end, level) for level in range(n_levels)]) for end in ("start", "end"))
    hidden = any(words.is_hidden(number) for cells in numbers for number in cells if number is not None)
    bottom = max(side.tops[0] + side.heights[0] for side in (left, right))
    parts = [*_heads(shown), *_ribbons(streams, left, right), *_bars(exhibit, left, right)]
    key, height = _key(shown, bottom + 16, hidden)
    return Drawing((*parts, *key), height)


def _people(streams: list[Stream], end: str, level: int) -> float:
    return sum(stream.people for stream in streams if getattr(stream, end) == level)


def _side(people: list[float]) -> Side:
    """Levels one under the other, the highest on top; each as high as its people, and at least as high as its name."""
    each = HIGH / sum(people)
    heights = tuple(max(LEAST, own * each) for own in people)
    tops = tuple(TOP + sum(heights[level + 1 :]) + GAP * (len(people) - 1 - level) for level in range(len(people)))
    return Side(tops, heights, tuple(people), each)


def _ribbons(streams: list[Stream], left: Side, right: Side) -> list[Part]:
    """Each stream between its two levels; within a level streams lie in the order of where they come from or go to."""
    leaving = _places(streams, left, "start", "end")
    arriving = _places(streams, right, "end", "start")
    order = sorted(streams, key=lambda stream: (-abs(stream.end - stream.start), stream.start, stream.end))
    return [_ribbon(stream, leaving[stream], arriving[stream], left.each) for stream in order]


def _places(streams: list[Stream], side: Side, here: str, there: str) -> dict[Stream, float]:
    """The upper edge of each stream at one side."""
    places: dict[Stream, float] = {}
    for level, top in enumerate(side.tops):
        own = sorted((s for s in streams if getattr(s, here) == level), key=lambda s: -getattr(s, there))
        y = top + (side.heights[level] - side.people[level] * side.each) / 2
        for stream in own:
            places[stream] = y
            y += stream.people * side.each
    return places


def _ribbon(stream: Stream, first: float, last: float, each: float) -> Part:
    x1, x2 = LEFT + BAR, WIDTH - LEFT - BAR
    middle, thick = (x1 + x2) / 2, stream.people * each
    over = f"M{x1:.1f} {first:.1f}C{middle:.1f} {first:.1f} {middle:.1f} {last:.1f} {x2:.1f} {last:.1f}"
    back = (
        f"v{thick:.1f}C{middle:.1f} {last + thick:.1f} {middle:.1f} {first + thick:.1f} {x1:.1f} {first + thick:.1f}Z"
    )
    return tag("path", cls=f"stream stream-{stream.way}", d=over + back)


def _bars(exhibit: Exhibit, left: Side, right: Side) -> list[Part]:
    parts: list[Part] = []
    names = [row.label.id for row in exhibit.rows]
    for side, x, at, anchor in ((left, LEFT, LEFT - 8, "end"), (right, WIDTH - LEFT - BAR, WIDTH - LEFT + 8, "start")):
        for name, top, height, people in zip(names, side.tops, side.heights, side.people, strict=True):
            middle, thick = top + height / 2, people * side.each
            parts += [rect(x, middle - thick / 2, BAR, thick, "stream-bar", rx=1)] if people else []
            parts.append(text(at, middle + 5, name, "name", anchor))
    return parts


def _heads(shown: Released) -> list[Part]:
    first, later = (phrase(shown.card.language, f"page.alluvial_{when}") for when in ("first", "later"))
    return [text(0, 15, first, "axis"), text(WIDTH, 15, later, "axis", "end")]


def _key(shown: Released, y: float, hidden: bool) -> tuple[list[Part], float]:
    """What the looks of a stream mean, and the note where some are not drawn."""
    language = shown.card.language
    parts: list[Part] = []
    for way in _WAYS:
        parts.append(rect(0, y, 18, 13, f"stream stream-{way}", rx=2))
        parts.append(text(26, y + 12, phrase(language, f"page.alluvial_{way}"), "tick"))
        y += _KEY_LINE
    if hidden:
        parts.append(text(0, y + 12, phrase(language, "page.alluvial_hidden"), "tick"))
        y += _KEY_LINE
    return parts, y + 4
