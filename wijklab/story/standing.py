"""Where in the story a quote stands, and beside what: what its speaker wants to see before saying yes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from wijklab.contract.tables import OpenStudy
from wijklab.errors import StoryError
from wijklab.story.frontmatter import ThemeFront
from wijklab.story.life import Told
from wijklab.story.markdown import Block, blocks, moments
from wijklab.story.script import Page, read_script


@dataclass(frozen=True, slots=True)
class Standing:
    """The theme and the moment in which a quote stands, the events that stand there too (by id), and how many facts."""

    theme: str
    moment: str
    events: tuple[str, ...]
    facts: int


def standing_of(study: OpenStudy, told: Iterable[Told]) -> dict[str, Standing]:
    """The first place of each fragment that the story cites, by itself or among perspectives on its event; by id.

    Empty where there is no story yet, or none that can be read.
    """
    places: dict[str, Standing] = {}
    fragments = tuple(told)
    for page in _themes(study):
        if page.front:
            for title, under in moments(blocks(page.document)):
                for id in _cited(under, fragments):
                    places.setdefault(id, _standing(page.front, title, under))
    return places


def theme_titles(study: OpenStudy) -> Mapping[str, str]:
    """The titles of the themes that are written, by id."""
    return {page.front.id: page.front.title for page in _themes(study) if page.front}


def _themes(study: OpenStudy) -> tuple[Page[ThemeFront], ...]:
    try:
        return read_script(study).themes
    except StoryError:
        return ()


def _cited(under: Iterable[Block], fragments: tuple[Told, ...]) -> Iterator[str]:
    for part in under:
        if part.kind == "quote":
            yield part.text
        elif part.kind == "perspectives":
            yield from (told.id for told in fragments if told.event == part.text)


def _standing(front: ThemeFront, moment: str, under: tuple[Block, ...]) -> Standing:
    events = tuple(part.text for part in under if part.kind in ("event", "perspectives"))
    return Standing(front.title, moment, events, sum(part.kind == "fact" for part in under))
