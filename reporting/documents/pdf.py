"""PDF by WeasyPrint: tagged, PDF/A-2a requested, fonts embedded, the same bytes for the same document."""

from __future__ import annotations

import gc
import hashlib
import threading
from contextlib import contextmanager
from pathlib import Path

from weasyprint import CSS, HTML
from weasyprint.document import Document
from weasyprint.formatting_structure.boxes import LineBox
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from reporting.documents.html import to_html
from reporting.documents.tree import OfficialDocument

VARIANT = {"pdf_variant": "pdf/a-2a", "pdf_tags": True}
SPACINGS = ("usual", "looser", "tighter", "loosest", "tightest")  # classes of the stylesheet
GAP_MAX = 10 * 96 / 25.4  # pixels: below this a foot looks like the margin that the form asks for
STYLESHEET = Path(__file__).resolve().parents[2] / "static" / "documents" / "official.css"
REMEMBERED = 2000
_own = threading.local()
_found: dict[bytes, str] = {}  # digest of a page -> the spacing that fills it: the same report is opened many times


class NothingFromOutside(URLFetcher):
    """Documents load neither files nor addresses; pictures lie in the document itself."""

    def __init__(self):
        super().__init__(allowed_protocols=("data",), allow_redirects=False)


def _prepared() -> tuple[CSS, FontConfiguration]:
    """The parsed stylesheet and its fonts, once per thread: a Pango font map must not be shared between threads."""
    if not hasattr(_own, "prepared"):
        fonts = FontConfiguration()
        _own.prepared = CSS(filename=STYLESHEET, font_config=fonts), fonts
    return _own.prepared


def render_pdf(document: OfficialDocument) -> bytes:
    """The document as PDF. Conformance to PDF/A is requested and named in the file, not certified by a validator."""
    return print_html(to_html(document))


def print_html(html: str) -> bytes:
    """A complete page made by `to_html` as PDF; the file's identifier is a digest of the page."""
    identifier = hashlib.sha256(html.encode()).digest()[:16]
    with _no_collection():
        return _laid_out(html).write_pdf(pdf_identifier=identifier, **VARIANT)


@contextmanager
def _no_collection():
    """Laying out makes many objects that all live to the end: collections meanwhile find nothing and cost a third."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _laid_out(html: str) -> Document:
    """The pages, in the first line spacing that fills them; the form allows single to 1.5.

    Headings stay with their text and paragraphs of two lines stay whole, so short paragraphs may leave a gap at the
    foot of every page, which reads as a wrong bottom margin; another spacing breaks the pages elsewhere.
    """
    digest = hashlib.sha256(html.encode()).digest()
    known = _found.get(digest)
    if known:
        return _in_spacing(html, known)
    if len(_found) >= REMEMBERED:
        _found.clear()
    for spacing in SPACINGS:
        laid = _in_spacing(html, spacing)
        if _fills(laid):
            _found[digest] = spacing
            return laid
    _found[digest] = SPACINGS[0]
    return _in_spacing(html, SPACINGS[0])


def _in_spacing(html: str, spacing: str) -> Document:
    css, fonts = _prepared()
    page = html.replace("<body class='sheet'>", f"<body class='sheet {spacing}'>", 1)
    source = HTML(string=page, url_fetcher=NothingFromOutside())
    return source.render(stylesheets=[css], font_config=fonts, presentational_hints=True, **VARIANT)


def _fills(laid: Document) -> bool:
    """Does some page of the text, its last one aside, reach down to the bottom margin?"""
    text = [page._page_box for page in laid.pages if not page._page_box.page_type.name]
    return len(text) < 3 or any(_gap(page) < GAP_MAX for page in text[:-1])


def _gap(page) -> float:
    """Pixels between the lowest line of a page and its bottom margin."""
    lines = (box for box in page.children[0].descendants() if isinstance(box, LineBox))
    lowest = max((line.position_y + line.height for line in lines), default=0)
    return page.position_y + page.margin_top + page.height - lowest


def warm_up(document: OfficialDocument) -> None:
    """Renders once and takes what is loaded out of garbage collection: half the p95 of a worker's later documents."""
    render_pdf(document)
    gc.collect()
    gc.freeze()
