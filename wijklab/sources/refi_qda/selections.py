"""The words that a project marked, cut from its texts; whatever cannot be believed is left out and told of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from wijklab.errors import Problem
from wijklab.sources.refi_qda.codebook import line
from wijklab.sources.refi_qda.counting import Counting
from wijklab.sources.refi_qda.positions import Ruler, countings_of, position_notices, why_not
from wijklab.sources.refi_qda.shapes import Case, Marked, Project, Selection, Source


def selections_of(project: Project, where: str) -> tuple[tuple[Selection, ...], tuple[Problem, ...]]:
    """Every stretch of text once, with all its codes, in the order of the texts; and what is worth knowing of them."""
    rulers = [Ruler(source) for source in project.sources]
    ways = countings_of(rulers)
    cases = {case.guid: case for case in project.cases}
    found = [one for ruler in rulers for one in _selections(ruler, ways, cases)]
    return tuple(found), tuple(position_notices(rulers, ways, where))


def _selections(ruler: Ruler, ways: Sequence[Counting], cases: Mapping[str, Case]) -> Iterator[Selection]:
    together: dict[tuple[int, int], list[Marked]] = {}
    for marked in sorted(ruler.source.marked, key=lambda one: (one.start, one.end)):
        if not why_not(ruler, marked, ways):
            together.setdefault((marked.start, marked.end), []).append(marked)
    seen: Counter[str] = Counter()
    for alike in together.values():
        text = line(ruler.cut(alike[0], ways[0]) or "")
        seen[text] += 1
        yield _selection(ruler.source, alike, text, seen[text], cases)


def _selection(source: Source, alike: list[Marked], text: str, ordinal: int, cases: Mapping[str, Case]) -> Selection:
    codes = tuple(dict.fromkeys(code for marked in alike for code in marked.codes))
    case = _case_of(source, alike, codes, cases)
    values = {**source.values, **(case.values if case else {})}
    return Selection(alike[0].guid, source, text, codes, values, case.guid if case else "", ordinal)


def _case_of(source: Source, alike: list[Marked], codes: tuple[str, ...], cases: Mapping[str, Case]) -> Case | None:
    """The only case that the selection itself belongs to, else the only case that its text belongs to."""
    guids = {marked.guid for marked in alike}
    own = [case for case in cases.values() if case.guid in codes or guids & case.holds]
    around = [case for case in cases.values() if source.guid in case.holds]
    nearest = own or around
    return nearest[0] if len(nearest) == 1 else None
