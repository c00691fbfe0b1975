"""PDF by WeasyPrint: tagged, PDF/A-2a requested, fonts embedded, the same bytes for the same document."""

from __future__ import annotations

import gc
import hashlib
import threading
from pathlib import Path

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from reporting.documents.html import to_html
from reporting.documents.tree import OfficialDocument

STYLESHEET = Path(__file__).resolve().parents[2] / "static" / "documents" / "official.css"
_own = threading.local()


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
    css, fonts = _prepared()
    identifier = hashlib.sha256(html.encode()).digest()[:16]
    return HTML(string=html, url_fetcher=NothingFromOutside()).write_pdf(
        stylesheets=[css],
        font_config=fonts,
        presentational_hints=True,
        pdf_variant="pdf/a-2a",
        pdf_tags=True,
        pdf_identifier=identifier,
    )


def warm_up(document: OfficialDocument) -> None:
    """Renders once and takes what is loaded out of garbage collection: half the p95 of a worker's later documents."""
    render_pdf(document)
    gc.collect()
    gc.freeze()
