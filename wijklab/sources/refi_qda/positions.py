"""Where the words of a selection begin and end: the standard counts code points of the text as it stands, from 0.

Other programs count otherwise: a line end of two signs as one, or one as two; code units of UTF-16, in which an emoji
is two; the mark that opens a file; accents composed or taken apart. Each of these is a known way of counting. Where a
project gives the words beside its positions, the first way under which ALL of them fit is taken, the standard's own
first. Without such a way nothing is moved: a selection whose words stand elsewhere is left out, and said how far.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final, Literal

from wijklab.errors import Problem
from wijklab.sources.refi_qda.codebook import line
from wijklab.sources.refi_qda.counting import COUNTINGS, STANDARD, Counting
from wijklab.sources.refi_qda.shapes import Marked, Source

Fit = Literal["whole", "opens", "differs", "unknown"]
"""Whether positions give the words beside them: all of them, or those that open a longer stretch."""

TELLING: Final = 15
"""So long, and of three words, a text beside a selection must be before it can prove a position wrong: shorter ones are
labels too often."""

CUT_OFF: Final = 5
"""Names are cut off by many programs: words that go on for at least so many signs still fit."""


@dataclass(slots=True, repr=False)
class Ruler:
    """A text laid along each way of counting, once."""

    source: Source
    _laid: dict[Counting, str | bytes] = field(default_factory=dict)
    _told: dict[Marked, tuple[str, ...]] = field(default_factory=dict)
    _plain: str = ""

    def cut(self, marked: Marked, counting: Counting) -> str | None:
        """The words between its positions; None where these lie outside the text, or within a sign."""
        laid, step = self._along(counting), 2 if counting.wide else 1
        first, last = marked.start * step, marked.end * step
        if not 0 <= first < last <= len(laid):
            return None
        if isinstance(laid, str):
            return laid[first:last]
        try:
            return laid[first:last].decode("utf-16-le")
        except UnicodeDecodeError:
            return None

    def _along(self, counting: Counting) -> str | bytes:
        if counting not in self._laid:
            text = counting.laid(self.source.text, self.source.bom)
            self._laid[counting] = text.encode("utf-16-le") if counting.wide else text
        return self._laid[counting]

    def told(self, marked: Marked) -> tuple[str, ...]:
        """What is written beside it and stands in the text: words, not a label."""
        if marked not in self._told:
            self._plain = self._plain or line(self.source.text)
            words = map(_words, marked.beside)
            self._told[marked] = tuple(said for said in words if said and said in self._plain)
        return self._told[marked]

    def fit(self, marked: Marked, counting: Counting) -> Fit:
        """Whether its positions give the words that are written beside it."""
        told = self.told(marked)
        cut = line(self.cut(marked, counting) or "")
        if cut in told:
            return "whole"
        if any(_opens(words, cut) for words in told):
            return "opens"
        return "differs" if any(_tells(words) for words in told) else "unknown"

    def may_be(self, marked: Marked, counting: Counting, *, strictly: bool) -> bool:
        """Whether nothing speaks against a way of counting; `strictly`: also no space before or after the words."""
        cut = self.cut(marked, counting) or ""
        return self.fit(marked, counting) != "differs" and not (strictly and cut != cut.strip())

    def shift(self, marked: Marked) -> int | None:
        """How many signs further on its words stand, negative for back; None where they are not found literally."""
        found = (self.source.text.find(words) for words in self.told(marked) if _tells(words))
        return next((place - marked.start for place in found if place >= 0), None)


def _words(beside: str) -> str:
    return line(beside).removesuffix("…").removesuffix("...").strip()


def _opens(words: str, cut: str) -> bool:
    return cut.startswith(words) and len(cut) >= len(words) + CUT_OFF and _tells(words)


def _tells(words: str) -> bool:
    return len(words) >= TELLING and words.count(" ") >= 2


def countings_of(rulers: Sequence[Ruler]) -> tuple[Counting, ...]:
    """The ways of counting under which all words that are told fit and that depart least from the standard; the first
    is to be used. Where no way does, the standard's own. A way under which no word has a space around it goes first."""
    pairs = [(ruler, marked) for ruler in rulers for marked in ruler.source.marked if ruler.told(marked)]
    for strictly in (True, False):
        for _, ways in groupby(COUNTINGS, key=lambda way: way.departures):
            fitting = [way for way in ways if all(ruler.may_be(one, way, strictly=strictly) for ruler, one in pairs)]
            if fitting:
                return tuple(fitting)
    return (STANDARD,)


def position_notices(rulers: Sequence[Ruler], ways: Sequence[Counting], where: str) -> Iterator[Problem]:
    """What is worth knowing of positions: another way of counting, selections left out, nothing to check them by."""
    used = ways[0]
    if used != STANDARD:
        what = f"positions are counted otherwise than the standard asks: {used}; all words beside them fit so, read so"
        yield Problem(where, what, "look some fragments through", severity="notice")
    fits = Counter(ruler.fit(marked, used) for ruler in rulers for marked in ruler.source.marked)
    if fits["unknown"] and not fits["whole"] + fits["opens"]:
        what = "gives no words beside its positions: they cannot be checked"
        yield Problem(where, what, "hold each fragment against its interview", severity="notice")
    yield from _left_out(rulers, ways, where)


def _left_out(rulers: Sequence[Ruler], ways: Sequence[Counting], where: str) -> Iterator[Problem]:
    reasons: defaultdict[str, list[str]] = defaultdict(list)
    for ruler in rulers:
        for marked in ruler.source.marked:
            if why := why_not(ruler, marked, ways):
                reasons[why].append(marked.guid)
    for why, guids in reasons.items():
        place = f"{where}, selection {guids[0]}{f' and {len(guids) - 1} more' if len(guids) > 1 else ''}"
        todo = "export again, or type these fragments over from their interview"
        yield Problem(place, f"{why}: left out", todo, severity="notice")


def why_not(ruler: Ruler, marked: Marked, ways: Sequence[Counting]) -> str:
    """Why a selection cannot be believed; empty where it can."""
    cut = line(ruler.cut(marked, ways[0]) or "")
    if not cut:
        return "its positions hold no words, or lie outside the text"
    fit = ruler.fit(marked, ways[0])
    if fit in ("unknown", "opens") and any(line(ruler.cut(marked, way) or "") != cut for way in ways[1:]):
        return "several ways of counting fit the words beside other selections, and give other words here"
    return _off_by(ruler.shift(marked)) if fit == "differs" else ""


def _off_by(shift: int | None) -> str:
    if not shift:
        return "its positions do not give the words that stand beside it"
    side = "after" if shift > 0 else "before"
    return (
        f"the words that stand beside it are {abs(shift)} {'sign' if abs(shift) == 1 else 'signs'} {side} its positions"
    )
