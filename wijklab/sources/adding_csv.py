"""Rows at the foot of a CSV file that keeps its encoding, its delimiter, its line ends and every byte it had."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from typing import Final

from wijklab.errors import Problem, SourceError
from wijklab.sources.csv_file import decode, delimiter_of

_MARKS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
"""What a file may begin with, and the encoding of what comes after it."""


def csv_with(before: bytes, where: str, added: Sequence[str], lines: Sequence[Sequence[str]]) -> bytes:
    """The file with columns added at its right (their headers; empty in the rows it had) and lines at its foot.

    SourceError where its encoding cannot hold what is to be added.
    """
    text, _ = decode(before, where)
    delimiter, ending = delimiter_of(text), _ending(text)
    if added:
        text = "".join(_widened(text, delimiter, ending, added))
    if not text.endswith(("\n", "\r")):
        text += ending
    return _encoded(text + written(lines, delimiter, ending, quoted=text.startswith('"')), before, where)


def written(lines: Sequence[Sequence[str]], delimiter: str, ending: str, *, quoted: bool = False) -> str:
    """Lines as CSV; `quoted` puts every cell between quotation marks."""
    text = io.StringIO(newline="")
    style = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    csv.writer(text, delimiter=delimiter, lineterminator=ending, quoting=style).writerows(lines)
    return text.getvalue()


def _ending(text: str) -> str:
    """How the first line ends."""
    first = io.StringIO(text, newline="").readline()
    return "\r\n" if first.endswith("\r\n") else "\r" if first.endswith("\r") else "\n"


def _widened(text: str, delimiter: str, ending: str, added: Sequence[str]) -> Iterator[str]:
    """Each row as it stands with the new cells behind it; the first row gets the headers."""
    fresh = written([added], delimiter, "")
    for number, row in enumerate(_records(text, delimiter)):
        bare = row.rstrip("\r\n")
        cells = fresh if number == 0 else delimiter * (len(added) - 1)
        yield f"{bare}{delimiter}{cells}{row[len(bare) :] or ending}" if bare else row


def _records(text: str, delimiter: str) -> Iterator[str]:
    """The rows as they are written, with their ends; one with a line break inside quotes is one."""
    lines = list(io.StringIO(text, newline=""))
    reader, start = csv.reader(lines, delimiter=delimiter), 0
    for _ in reader:
        yield "".join(lines[start : reader.line_num])
        start = reader.line_num


def _encoded(text: str, before: bytes, where: str) -> bytes:
    mark, encoding = next(((mark, name) for mark, name in _MARKS if before.startswith(mark)), (b"", _plain(before)))
    try:
        return mark + text.encode(encoding)
    except UnicodeEncodeError:
        what = "is in an encoding that cannot hold every sign of what is to be added"
        raise SourceError(Problem(where, what, "save it as CSV in UTF-8, then give the command again")) from None


def _plain(before: bytes) -> str:
    """The encoding of a file without a mark, as `decode` takes it."""
    for encoding in ("utf-8", "cp1252"):
        try:
            before.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return "latin-1"
