"""A small good story that a test may spoil on purpose: two facts shown, one suppressed, six fragments, two events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from wijklab.contract.answers import StudyCard
from wijklab.contract.study import Study, StudyPlace
from wijklab.contract.tables import OpenStudy, Tables
from wijklab.sources.fact_file import Fact, write_facts

HISTORY = """\
---
noticeable:
  - fact: wellbeing.change.proeftuin
    may_not_conclude: De werkwijze heeft dit niet bewezen.
  - fact: wellbeing.change.proeftuin
    may_not_conclude: De wijken verschillen ook op andere punten.
  - fact: wellbeing.change.proeftuin
    may_not_conclude: Wie laag begint, gaat vaak vanzelf omhoog.
---

De inleiding noemt {{ fact: wellbeing.change.proeftuin }} één keer.
"""
THEME = """\
---
title: De tuin
level: uitvoerder
valence: trots
goals: [better_health]
principles: [count_and_tell]
---

Het opvallende, en de spanning.

## Samen beginnen

{{ fact: wellbeing.change.proeftuin }}
{{ event: E1 }}
{{ quote: F1 }}

Een gedachte bij {{ fact: wellbeing.difference.proeftuin-traditional }}
die op een tweede regel verdergaat.

? Wat herkent u hierin?
"""

FRAGMENTS = (
    # fragment, role, level, text, status, consent, holders
    ("F1", "opbouwwerker", "practitioner", "We gingen gewoon op de koffie.", "agreed", "yes", 6),
    ("F2", "kwartiermaker", "manager", "Ik was de enige.", "changed", "yes", 1),
    ("F3", "bewoner", "resident", "Dit is nog een concept.", "concept", "yes", 90),
    ("F4", "bewoner", "resident", "Dit is voorgelegd.", "presented", "yes", 90),
    ("F5", "bewoner", "resident", "Dit is ingetrokken.", "withdrawn", "yes", 90),
    ("F6", "bewoner", "resident", "Dit mag niet van mij.", "agreed", "no", 90),
)
EVENTS = (
    ("E2", dt.date(2020, 3, 15), "Deuren dicht", "context", None, None),
    ("E1", dt.date(2016, 1, 1), "Het begin", "helping", "Er was koffie.", "Verzonnen"),
)
SESSIONS = (("S1", dt.date(2023, 9, 14), "practitioner", None, "Een inzicht.", None, "Een vraag?"),)

FACT = Fact(
    id="wellbeing.change.proeftuin",
    value=3.9,
    low=3.4,
    high=4.4,
    confidence=0.95,
    p=None,
    p_floor=None,
    p_family=None,
    unit="points",
    n=120,
    basis="people",
    method="neighbourhood means",
    question="wellbeing",
    exhibit="wellbeing-change",
    missing=None,
    suppressed=False,
    strength="descriptive",
    bound="exactly",
    source="",
    period="",
    synthetic=True,
    study_synthetic=True,
    consent="no",
)
FACTS = (
    FACT,
    replace(FACT, id="wellbeing.difference.proeftuin-traditional", value=2.1, low=1.2, high=3, strength="comparative"),
    replace(FACT, id="ladder.count.proeftuin", value=None, n=None, missing="suppressed_small", suppressed=True),
    replace(FACT, id="costs.total_change.proeftuin", value=None, n=None, missing="not_computable"),
)

Tell = Callable[..., OpenStudy]


def make_story_in(
    root: Path,
    files: Mapping[str, str] | None = None,
    *,
    status: str = "final",
    facts: tuple[Fact, ...] = FACTS,
    fragments: tuple[tuple[object, ...], ...] = FRAGMENTS,
    theme: str = "tuin",
) -> OpenStudy:
    """An open study around the small story.

    `files` replaces or adds files of the story; `status` is that of the study; `facts` and `fragments` replace the
    good ones; every fragment is sorted under `theme`.
    """
    _write_story(root / "verhaal", {"history.md": HISTORY, "themes/tuin.md": THEME} | dict(files or {}))
    if facts:
        write_facts({fact.id: fact for fact in facts}, "wellbeing", root / "outputs" / "klein")
    return OpenStudy(_asked(status), Tables(_frames(fragments, theme)), _place(root), _card(status))


def _write_story(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")


def _asked(status: str) -> Study:
    period = {"from": "2016-01-01", "to": "2023-12-31"}
    return Study.model_validate(
        {
            "id": "klein",
            "title": "Klein",
            "edition": "2024",
            "status": status,
            "period": period,
            "cutoff": "2024-06-30",
            "story": {"folder": "verhaal"},
        }
    )


def _place(root: Path) -> StudyPlace:
    return StudyPlace(file=root / "klein.yaml", root=root, outputs=root / "outputs" / "klein")


def _card(status: str) -> StudyCard:
    first, last, cutoff = dt.date(2016, 1, 1), dt.date(2023, 12, 31), dt.date(2024, 6, 30)
    return StudyCard("klein", "Klein", "", "nl", "2024", status, False, (), (), first, last, cutoff, {}, ())


def _frames(fragments: tuple[tuple[object, ...], ...], theme: str) -> dict[str, pd.DataFrame]:
    columns = ["fragment", "role", "level", "text", "status", "consent", "holders"]
    quotes = pd.DataFrame(fragments, columns=columns).assign(
        holders=lambda frame: frame["holders"].astype("Int64"), theme=theme
    )
    events = pd.DataFrame(EVENTS, columns=["event", "date", "title", "effect", "description", "source"])
    held = ["session", "date", "level", "participants", "eye_openers", "actions", "open_questions"]
    sessions = pd.DataFrame(SESSIONS, columns=held)
    return {"fragments": quotes, "events": events, "sessions": sessions}
