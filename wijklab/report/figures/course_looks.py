"""How the lines of a course look, and the key above them: colour, mark and dash together, never colour alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from wijklab.contract.answers import Exhibit, Label
from wijklab.disclosure import Released
from wijklab.report import labels
from wijklab.report.figures.svg import BOLD, LETTER, WIDTH, Part, line, mark, named, rect, text, tone, wide
from wijklab.text import phrase

KEY_LINE: Final = 22.0
_SWATCH: Final = 30.0
_NAME_LINE: Final = 17.0
_DASHES: Final = ("", "dashed", "dotted")
_OF_NOBODY: Final = (None, "second", "third")
"""Lines that are of no way of working have a mark and a colour each."""


@dataclass(frozen=True, slots=True)
class Look:
    """The looks of one row: the arm whose mark and colour it takes (None, `second` or `third` where it is of no arm),
    which of that arm it is, how far its whiskers stand aside (in steps), and whether it is company only."""

    arm: str | None
    again: int
    shift: float
    quiet: bool

    @property
    def tone(self) -> str:
        """The class that gives it its colour."""
        return "company" if self.quiet else tone(self.arm)

    @property
    def line(self) -> str:
        """The classes of its line; the second and third of one colour are dashed and dotted."""
        return f"course {self.tone} {_DASHES[min(self.again, len(_DASHES) - 1)]}".strip()

    @property
    def mark(self) -> str:
        """Hollow for the second and third of one colour."""
        return "hollow" if self.again else ""


def looks(exhibit: Exhibit) -> list[Look]:
    """A look for each row: that of its arm, of the first arm of its pair, or one of its own."""
    seen: Counter[str | None] = Counter()
    loud = [row for row in exhibit.rows if not _is_company(exhibit, row.label)]
    made = []
    for row in exhibit.rows:
        arm, quiet = _arm(row.label), _is_company(exhibit, row.label)
        shift = 0.0 if quiet else loud.index(row) - (len(loud) - 1) / 2
        again = 0 if quiet else seen[arm]
        made.append(Look(arm or _OF_NOBODY[min(again, len(_OF_NOBODY) - 1)], again, shift, quiet))
        seen[arm] += not quiet
    return made


def key(exhibit: Exhibit, shown: Released, drawn: list[Look], top: float) -> tuple[list[Part], float]:
    """The names of the lines beside a piece of each, and where the next thing may begin; one line needs no name."""
    entries: list[tuple[Look | None, str]] = [
        (look, labels.heading(row.label, shown.card))
        for row, look in zip(exhibit.rows, drawn, strict=True)
        if not look.quiet and len(drawn) > 1
    ]
    company = next((look for look in drawn if look.quiet), None)
    if company:
        entries.append((company, phrase(shown.card.language, "page.course_company")))
    if exhibit.texts.get("shaded") and exhibit.texts.get("shaded_name"):
        entries.append((None, labels.capital(exhibit.texts["shaded_name"])))
    return _flow(entries, top)


def _flow(entries: list[tuple[Look | None, str]], top: float) -> tuple[list[Part], float]:
    """Entries beside each other as far as they fit, else on the next line."""
    parts: list[Part] = []
    x, y = 0.0, top
    for look, name in entries:
        width = _SWATCH + wide(name, BOLD) + LETTER
        if x and x + width > WIDTH:
            x, y = 0.0, y + KEY_LINE
        parts += _swatch(look, x, y + 10)
        lines, cls = named(name, WIDTH - _SWATCH)
        parts += [text(x + _SWATCH, y + 15 + _NAME_LINE * i, said, cls) for i, said in enumerate(lines)]
        x, y = x + width, y + _NAME_LINE * (len(lines) - 1)
    return parts, y + (KEY_LINE if entries else 0)


def _swatch(look: Look | None, x: float, y: float) -> list[Part]:
    if look is None:
        return [rect(x, y - 7, 22, 14, "shade")]
    piece = line(x, y, x + 22, y, look.line)
    return [piece] if look.quiet else [piece, mark(look.arm, x + 11, y, 5, look.mark)]


def _arm(label: Label) -> str | None:
    return label.id.partition("-")[0] if label.kind == "pair" else labels.arm_of(label)


def _is_company(exhibit: Exhibit, label: Label) -> bool:
    """Areas are company where something else stands among them."""
    return label.kind == "area" and any(row.label.kind != "area" for row in exhibit.rows)
