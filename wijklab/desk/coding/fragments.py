"""Selections of a coded project as fragments of a study: concepts without consent, until their speakers agreed."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from wijklab.contract.intake import looks_like
from wijklab.contract.tables import OpenStudy
from wijklab.desk.coding.known import Known, known_to
from wijklab.desk.coding.said import Given, facts_of
from wijklab.desk.coding.themes import themes_of
from wijklab.errors import Problem, SourceError
from wijklab.sources.adding import add_rows
from wijklab.sources.opening import open_study
from wijklab.sources.refi_qda.codebook import line
from wijklab.sources.refi_qda.project import MEMBER, read_project
from wijklab.sources.refi_qda.selections import selections_of
from wijklab.sources.refi_qda.shapes import Code, Selection

LONGEST = 3_000
"""A longer selection is a passage to read, no quote."""


@dataclass(frozen=True, slots=True)
class NewFragments:
    """Where rows were added, how many, how many stood there already, and what is worth knowing."""

    file: Path
    added: int
    already: int
    notices: tuple[Problem, ...]


def add_fragments(params: Path, project: Path, given: Given, *, theme: str = "") -> NewFragments:
    """Add the selections of a project that belong to a theme to the table of fragments.

    `given` holds what goes for all of them and that the project does not say itself; `theme` is the theme of selections
    whose codes are none. SourceError with all that is wrong or missing; then nothing is added. Twice adds nothing.
    """
    study = open_study(params)
    where = f"{project.name}, {MEMBER}"
    found = read_project(project, project.name)
    selections, notices = selections_of(found, where)
    lines = {code_line[-1].guid: code_line for code_line in found.codebook.lines()}
    known = known_to(study.asked, themes_of(study.asked, study.place))
    _refuse_unknown_theme(theme, known)
    told = [(one, _themes(one, lines, known) or [theme]) for one in selections]
    fit, unfit = _fitting(told, lines, where)
    rows = _rows([(one, themes[0]) for one, themes in _fresh(fit, study)], given, where)
    file = add_rows(study.asked, study.place, "fragments", rows)
    return NewFragments(
        file, len(rows), len(fit) - len(rows), (*found.notices, *notices, *unfit, *_several(fit, where))
    )


def _refuse_unknown_theme(theme: str, known: Known) -> None:
    if theme and theme not in known.themes.values():
        todo = f"name one of {', '.join(sorted(set(known.themes.values())))}"
        raise SourceError(Problem("--theme", f"'{theme}' is no theme of this study", todo))


def _themes(selection: Selection, lines: Mapping[str, Sequence[Code]], known: Known) -> list[str]:
    """The themes of its codes, each once, in the order of the codes."""
    found = (known.theme(lines[code]) for code in selection.codes if code in lines)
    return list(dict.fromkeys(theme for theme in found if theme))


Told = tuple[Selection, list[str]]


def _fitting(told: Iterable[Told], lines: Mapping[str, Sequence[Code]], where: str) -> tuple[list[Told], list[Problem]]:
    """What can become a fragment, and why the rest cannot."""
    fit: list[Told] = []
    reasons: dict[tuple[str, str], list[str]] = {}
    for selection, themes in told:
        if why := _why_not(selection, themes, lines):
            reasons.setdefault(why, []).append(selection.guid)
        else:
            fit.append((selection, themes))
    problems = [
        Problem(_first(where, guids), f"{what}: left out", todo, severity="notice")
        for (what, todo), guids in reasons.items()
    ]
    return fit, problems


def _first(where: str, guids: Sequence[str]) -> str:
    return f"{where}, selection {guids[0]}{f' and {len(guids) - 1} more' if len(guids) > 1 else ''}"


def _why_not(
    selection: Selection, themes: Sequence[str], lines: Mapping[str, Sequence[Code]]
) -> tuple[str, str] | None:
    if not themes[0]:
        names = ", ".join(f"'{lines[code][-1].name}'" for code in selection.codes if code in lines)
        what = f"the code {names} is no theme of this study" if names else "has no code"
        return what, "make a theme of it (wijklab qda codes), or give --theme ID for all such selections"
    if len(selection.text) > LONGEST:
        return f"is longer than {LONGEST:,} signs", "mark the words that you want to quote"
    sign = looks_like("fragments", "tekst", "text", Counter([selection.text]))
    if sign:
        return f"looks like {sign[0].name}", "take it out of the interview: nobody's data go into a study"
    return None


def _fresh(told: Sequence[Told], study: OpenStudy) -> list[Told]:
    """What the study does not hold yet: neither under its id, nor in the same words."""
    rows = study.tables["fragments"].to_dict("records") if "fragments" in study.tables else []
    held = {row["fragment"] for row in rows}
    words = {line(row["text"]).casefold() for row in rows}
    each = {fragment_id(one): (one, themes) for one, themes in told}
    return [one for id, one in each.items() if id not in held and one[0].text.casefold() not in words]


def _rows(told: Sequence[tuple[Selection, str]], given: Given, where: str) -> list[dict[str, str]]:
    problems: list[Problem] = []
    rows = [_row(selection, theme, given, where, problems) for selection, theme in told]
    if problems:
        raise SourceError(dict.fromkeys(problems))
    return rows


def _row(selection: Selection, theme: str, given: Given, where: str, problems: list[Problem]) -> dict[str, str]:
    return {
        "fragment": fragment_id(selection),
        "theme": theme,
        "text": selection.text,
        "status": "concept",
        "consent": "no",
        "interview": f"i-{_digest(line(selection.source.text))[:8]}",
        "speaker": f"s-{_digest(selection.case)[:8]}" if selection.case else "",
        **facts_of(selection, given, where, problems),
    }


def fragment_id(selection: Selection) -> str:
    """An id made of the words and of the whole text around them: the same at every export, and no key to a name."""
    return f"q-{_digest(line(selection.source.text), selection.text, str(selection.ordinal))[:10]}"


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8")).hexdigest()


def _several(fit: Sequence[Told], where: str) -> Iterator[Problem]:
    guids = [selection.guid for selection, themes in fit if len(themes) > 1]
    if guids:
        what, todo = "belongs to several themes: the first is taken", "change column 'thema' where another fits better"
        yield Problem(_first(where, guids), what, todo, severity="notice")
