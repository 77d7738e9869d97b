"""What travels in a notebook: a released answer or a learning history as plain JSON, and back.

A page is made from this JSON and from nothing else in the notebook. What comes back is looked at again: a number over
fewer people than its own threshold was not let through by `release`, whoever wrote it there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from pydantic import TypeAdapter

from wijklab.contract.answers import Quantity
from wijklab.contract.history import CitedExhibit, History
from wijklab.disclosure import Released
from wijklab.errors import DisclosureError, NotebookError, Problem

MIME: Final = "application/vnd.wijklab+json"
FORMAT: Final = 3
Shown = Released | History

_KINDS: Final[dict[str, TypeAdapter[Any]]] = {"answer": TypeAdapter(Released), "history": TypeAdapter(History)}
_PRIVATE: Final = ("people", "count")


def dump(shown: Shown) -> dict[str, Any]:
    """The JSON of a released answer or a history. DisclosureError for anything else, and for too small a number."""
    kind = kind_of(shown)
    _refuse_small(shown)
    body = _KINDS[kind].dump_python(shown, mode="json")
    return {"kind": kind, "format": FORMAT, "body": _with_facts(body, lambda facts: [list(p) for p in facts.items()])}


def load(tree: Any) -> Shown:
    """What `dump` wrote. NotebookError where it is something else, DisclosureError where it may not be shown."""
    try:
        _refuse_other_format(tree["format"])
        shown: Shown = _KINDS[tree["kind"]].validate_python(_with_facts(tree["body"], dict))
    except (KeyError, TypeError, ValueError) as error:
        raise NotebookError(
            Problem(
                f"output {MIME}", "is not what show() writes", "run the notebook again with this version of wijklab"
            )
        ) from error
    _refuse_small(shown)
    return shown


def kind_of(shown: object) -> str:
    """`answer` or `history`; DisclosureError for what was never released."""
    if isinstance(shown, Released):
        return "answer"
    if isinstance(shown, History):
        return "history"
    raise DisclosureError(Problem(type(shown).__name__, "not released", "call release() first"))


def _with_facts(body: dict[str, Any], change: Callable[[Any], Any]) -> dict[str, Any]:
    """The body with the facts of each finding changed: pairs in the file, because a notebook is written with its keys
    sorted, and the first fact of a finding decides what it may say. What holds no finding is not copied."""

    def findings(told: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{**finding, "facts": change(finding["facts"])} for finding in told]

    def exhibit(one: dict[str, Any]) -> dict[str, Any]:
        return {**one, "findings": findings(one["findings"])}

    def cited(one: dict[str, Any]) -> dict[str, Any]:  # a history holds each exhibit with its question
        return {**one, "exhibit": exhibit(one["exhibit"])} if "exhibit" in one else exhibit(one)

    notes = {"notes": findings(body["notes"])} if "notes" in body else {}
    exhibits = {"exhibits": [cited(one) for one in body["exhibits"]]} if "exhibits" in body else {}
    return {**body, **notes, **exhibits}


def _refuse_other_format(format: object) -> None:
    if format != FORMAT:
        raise ValueError("written by another version")


def _refuse_small(shown: Shown) -> None:
    for question, numbers, policy in _numbers(shown):
        if any(_too_small(number, policy) for number in numbers):
            what, todo = "holds numbers over too few people", "show only what release() gave back, unchanged"
            raise DisclosureError(Problem(question, what, todo))


def _numbers(shown: Shown) -> Iterator[tuple[str, Iterable[Quantity], Released | CitedExhibit]]:
    if isinstance(shown, Released):
        yield shown.question, shown.quantities.values(), shown
    else:
        yield from ((one.question, one.quantities, one) for one in shown.exhibits)


def _too_small(number: Quantity, shown: Released | CitedExhibit) -> bool:
    # A count of 12 under a threshold of 12 is released as 10, so half the rounding is allowed below the threshold.
    if number.basis not in _PRIVATE or number.value is None:
        return False
    return number.n is None or number.n < shown.threshold - shown.rounding / 2
