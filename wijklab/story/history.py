"""`tell_history`: facts, voices and the historian's words brought together, kept apart, ready to be shown."""

from __future__ import annotations

from collections.abc import Iterable

from wijklab.contract.history import CitedFact, History, Moment, NoticeableResult, Passage, Theme, Voice
from wijklab.contract.tables import OpenStudy
from wijklab.errors import Problem, StoryError
from wijklab.story.changes import with_changes
from wijklab.story.check import Examined, examine
from wijklab.story.citations import VOICES, Shelf
from wijklab.story.events import timeline
from wijklab.story.exhibits import with_exhibits
from wijklab.story.frontmatter import Document, HistoryFront, ThemeFront
from wijklab.story.markdown import CITATION, Block, blocks, curtain, moment_ids, moments
from wijklab.story.place import area_of
from wijklab.story.sessions import sessions_to_show


def tell_history(study: OpenStudy) -> History:
    """The learning history of a study. StoryError with every fault at once: a missing story or facts, a citation that
    does not exist, was suppressed or is not agreed by its speaker, a role that points at a person."""
    found = examine(study, unpublished="refusal")
    if problems := [*_no_facts_yet(study, found.shelf), *found.refusals()]:
        raise StoryError(problems)
    told = with_changes(_told(study, found), study, found.shelf.ready["fact"])  # type: ignore[arg-type]
    return with_exhibits(told, study.place.outputs)


def _no_facts_yet(study: OpenStudy, shelf: Shelf) -> list[Problem]:
    if "fact" in shelf.ready:
        return []
    where = f"{study.place.outputs.name}/facts.json"
    return [
        Problem(where, "there are no facts to cite yet", "run the questions first: 'wijklab run', or their notebooks")
    ]


def _told(study: OpenStudy, found: Examined) -> History:
    front, document = found.script.history.front, found.script.history.document  # type: ignore[union-attr]
    return History(
        card=study.card,
        introduction=_passage(blocks(document), found.shelf),
        noticeable=_noticeable(front, found.shelf),  # type: ignore[arg-type]
        timeline=timeline(study.tables),
        themes=tuple(_theme(page.front, page.document, found.shelf) for page in found.script.themes),  # type: ignore[arg-type]
        sessions=sessions_to_show(study.tables, study.asked.privacy),
        quotes=found.counts,
        interviews=found.interviews,
        area=area_of(study),
        example_quotes=front.quotes == "invented",  # type: ignore[union-attr]
    )


def _noticeable(front: HistoryFront, shelf: Shelf) -> tuple[NoticeableResult, ...]:
    return tuple(NoticeableResult(shelf.fact(noticed.fact), noticed.may_not_conclude) for noticed in front.noticeable)


def _theme(front: ThemeFront, document: Document, shelf: Shelf) -> Theme:
    parts = tuple(part for part in blocks(document) if not shelf.is_gone(part.kind, part.text))
    return Theme(
        id=front.id,
        title=front.title,
        level=front.level,
        valence=front.valence,
        frames=front.frames,
        climbs=front.feeds_above,
        curtain=_passage(curtain(parts), shelf),
        moments=_moments(parts, shelf),
    )


def _moments(parts: tuple[Block, ...], shelf: Shelf) -> tuple[Moment, ...]:
    titled = moments(parts)
    ids = moment_ids([title for title, _ in titled])
    return tuple(_moment(id, title, under, shelf) for id, (title, under) in zip(ids, titled, strict=True))


def _moment(id: str, title: str, parts: tuple[Block, ...], shelf: Shelf) -> Moment:
    return Moment(
        id=id,
        title=title,
        facts=_facts(parts, shelf),
        voices=_voices(parts, shelf),
        commentary=tuple(_passage([part], shelf) for part in parts if part.kind == "paragraph"),
        questions=tuple(_passage([part], shelf) for part in parts if part.kind == "question"),
    )


def _facts(parts: Iterable[Block], shelf: Shelf) -> tuple[CitedFact, ...]:
    return tuple(shelf.fact(part.text) for part in parts if part.kind == "fact")


def _voices(parts: Iterable[Block], shelf: Shelf) -> tuple[Voice, ...]:
    return tuple(shelf.voice(part.kind, part.text) for part in parts if part.kind in VOICES)


def _passage(parts: Iterable[Block], shelf: Shelf) -> Passage:
    """Paragraphs as one piece of Markdown, its citations numbered `[[fact:0]]`, `[[fact:1]]`, ..."""
    text = "\n\n".join(part.text for part in parts)
    ids = [id for _, id in CITATION.findall(text)]
    numbers = iter(range(len(ids)))
    return Passage(CITATION.sub(lambda _: f"[[fact:{next(numbers)}]]", text), tuple(shelf.fact(id) for id in ids))
