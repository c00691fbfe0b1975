"""PDF by WeasyPrint: tagged, PDF/A-2a requested, fonts embedded, the same bytes for the same document."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from reporting.documents.html import to_html
from reporting.documents.tree import OfficialDocument

STYLESHEET = Path(__file__).resolve().parents[2] / "static" / "documents" / "official.css"


def nothing_from_outside(url: str, *args, **kwargs):
    """Documents load nothing: neither files nor addresses."""
    raise ValueError(f"a document may not load {url}")


@cache
def _prepared() -> tuple[CSS, FontConfiguration]:
    """The parsed stylesheet and its fonts, once per process."""
    fonts = FontConfiguration()
    return CSS(filename=STYLESHEET, font_config=fonts), fonts


def render_pdf(document: OfficialDocument) -> bytes:
    """The document as PDF. Conformance to PDF/A is requested and named in the file, not certified by a validator."""
    return print_html(to_html(document))


def print_html(html: str) -> bytes:
    css, fonts = _prepared()
    identifier = hashlib.sha256(html.encode()).digest()[:16]
    return HTML(string=html, url_fetcher=nothing_from_outside).write_pdf(
        stylesheets=[css],
        font_config=fonts,
        presentational_hints=True,
        pdf_variant="pdf/a-2a",
        pdf_tags=True,
        pdf_identifier=identifier,
    )
