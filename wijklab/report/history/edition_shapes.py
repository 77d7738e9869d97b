"""What the templates of editions and of changes are given: words and addresses, nothing left to decide."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EditionLink:
    """Another edition, or this one."""

    href: str
    name: str
    current: bool


@dataclass(frozen=True, slots=True)
class EditionView:
    """The bar of editions, in one sentence or two what this edition holds, and the themes that it leaves out."""

    bar: tuple[EditionLink, ...]
    about: tuple[str, ...]
    elsewhere: tuple[str, ...]
    full: str


@dataclass(frozen=True, slots=True)
class ResultChangeView:
    """A number then and now, each with its interval and its n; `href` leads to the figure of now, where there is."""

    what: str
    who: str
    before: str
    now: str
    href: str
    synthetic: bool


@dataclass(frozen=True, slots=True)
class ThemeChangeView:
    """A theme, where it stands on this page (empty: nowhere), and how it turned."""

    title: str
    href: str
    turned: str


@dataclass(frozen=True, slots=True)
class AnswerView:
    """What a session had asked or agreed, what became of it, and what was done."""

    text: str
    became: str
    answer: str


@dataclass(frozen=True, slots=True)
class ChangesView:
    """The section as a whole; `nothing` is whether nothing changed at all."""

    since: str
    results: tuple[ResultChangeView, ...]
    themes: tuple[tuple[str, tuple[ThemeChangeView, ...]], ...]
    answered: tuple[AnswerView, ...]
    withdrawn: str
    nothing: bool
