"""Hints to the historian: lines that may be right, and that a reader would rather see otherwise. They stop nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from wijklab.contract.history import CitedFact
from wijklab.contract.intake import ADDRESSED
from wijklab.errors import Problem
from wijklab.story.frontmatter import Document
from wijklab.story.markdown import CITATION, Block, blocks

_NUMBER: Final = (
    r"(?<![\w.,-])(?!(?:19|20)\d\d\b)\d+(?:[.,]\d+)*"
    r"|\b(?:twee|drie|vier|vijf|zes|zeven|acht|negen|tien|two|three|four|five|six|seven|eight|nine|ten)\b"
)
_OUTCOME: Final = (
    r"welbevinden|welzijn|wellbeing|trede\w*|ladder|niveaus?|levels?|kost(?:en|te)|costs?|besparing\w*|savings?"
    r"|euro'?s?|punt(?:en)?|points?|procent\w*|per ?cent|rapportcijfers?|cijfers?"
)
_BETWEEN: Final = r"(?:\s+[^\s.!?:;]+){0,3}?\s+"

TYPED_NUMBER: Final = re.compile(
    rf"(?:€\s*\d|\d\s*%|(?:{_NUMBER}){_BETWEEN}(?:{_OUTCOME})\b|\b(?:{_OUTCOME}){_BETWEEN}(?:{_NUMBER}))", re.IGNORECASE
)
TYPED_QUOTE: Final = re.compile(r"[“„\"](?:[^\s“”„\"]+\s+){4,}[^\s“”„\"]+[”\"]")
LONG_SENTENCE: Final = re.compile(r"(?<![^\s.!?])(?:[^\s.!?]++(?:[^\S\n]|\n(?!\s{0,9}[-*\d]))++){30}[^\s.!?]")
"""More than thirty words without an end: the one measure of reading ease that told our own texts apart. The formula of
Flesch for Dutch gives 72 to 97 for every page of the catalogue, also for those on bounds and imputation."""
CAUSE: Final = re.compile(
    r"\b(?:leid(?:t|de|den|en) (?:\w+ )?tot|zorg(?:t|de|den|en) (?:er )?voor|dankzij|doordat|veroorza\w+|komt door"
    r"|leads? to|led to|caused? by|because of|thanks to)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Hint:
    """A pattern to look for, and what to say where it is found."""

    pattern: re.Pattern[str]
    what: str
    todo: str


HINTS: Final = (
    Hint(
        TYPED_NUMBER,
        "a number typed by hand beside an outcome",
        "cite it with {{ fact: id }}, so that it cannot go stale",
    ),
    Hint(TYPED_QUOTE, "words between quotation marks", "if somebody said this, cite the fragment: {{ quote: id }}"),
    Hint(ADDRESSED, "what looks like the name of a person", "write a function, or a name that was made up"),
    Hint(LONG_SENTENCE, "a sentence of more than thirty words", "make two of it, and read both aloud"),
)
CAUSAL: Final = Hint(
    CAUSE,
    "a word of cause beside a fact that only describes or compares",
    "say what was seen, and leave the cause open",
)


def hints(document: Document, facts: Mapping[str, CitedFact]) -> Iterator[Problem]:
    """A notice for each piece of the body that a hint fits."""
    for block in blocks(document):
        words = CITATION.sub(" ", block.text)
        wanted = (*HINTS, CAUSAL) if _cites_no_cause(block, facts) else HINTS
        for hint in wanted:
            if found := hint.pattern.search(words):
                line = block.line + words[: found.start()].count("\n")
                yield Problem(document.place(line), hint.what, hint.todo, severity="notice")


def _cites_no_cause(block: Block, facts: Mapping[str, CitedFact]) -> bool:
    cited = [facts[id] for kind, id in CITATION.findall(block.text) if kind == "fact" and id in facts]
    return any(fact.quantity.strength != "causal" for fact in cited)
