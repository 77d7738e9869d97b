"""Pages as PDF: tagged for a screen reader, with bookmarks, language and title, and the same bytes every time.

The browser is given the text of the page and nothing else: no network, no script, no folder. So a link to a file beside
the page is plain text on paper, and no path of this machine can come into the PDF.
"""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from wijklab.batch.browser import running_browser
from wijklab.errors import OutputError, Problem
from wijklab.sources.fact_file import write_whole

_OURS: Final = '<body class="wl"'
_DATES: Final = re.compile(rb"/(?:CreationDate|ModDate) \(D:[^)]*\)")


def export_pdf(source: Path, pdf: Path) -> Path:
    """Print a page (`.html`), or the page of an executed notebook.

    OutputError where the page is not one of wijklab, or where there is no browser; NotebookError as `export_page`.
    """
    if source.suffix.lower() in {".html", ".htm"}:
        return write_whole(pdf, printed(_read(source)))
    from wijklab.batch.pages import export_page  # a page is printed without what makes pages, which takes a second

    with TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        export_page(source, page)
        return write_whole(pdf, printed(_read(page)))


def _read(page: Path) -> str:
    try:
        html = page.read_text("utf-8")
    except (OSError, ValueError):
        raise OutputError(Problem(str(page), "cannot be read as a page", "name a page in outputs/<study>")) from None
    if _OURS not in html:
        raise OutputError(Problem(str(page), "is not a page that wijklab made", "name a page in outputs/<study>"))
    return html


def printed(html: str) -> bytes:
    """The PDF of a page: A4, its own margins, stamp and page numbers (`print.css`), tags and bookmarks."""
    with running_browser() as browser:
        page = browser.new_context(java_script_enabled=False, offline=True).new_page()
        page.set_content(html, wait_until="load")
        return undated(page.pdf(prefer_css_page_size=True, print_background=True, tagged=True, outline=True))


def undated(pdf: bytes) -> bytes:
    """The same PDF without the moment of its making; every byte of the rest stays in its place."""
    return _DATES.sub(lambda date: b" " * len(date.group()), pdf)
