"""PDF by WeasyPrint: tagged, PDF/A-2a requested, fonts embedded, the same bytes for the same document."""

from __future__ import annotations

import gc
import hashlib
import threading
import zlib
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree

import pydyf
from cssselect2 import ElementWrapper
from weasyprint import CSS, HTML, Page
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from reporting.documents import lines, styles
from reporting.documents.html import to_html
from reporting.documents.tree import OfficialDocument

VARIANT = {"pdf_variant": "pdf/a-2a", "pdf_tags": True}
STYLESHEET = Path(__file__).resolve().parents[2] / "static" / "documents" / "official.css"
ELEMENTS = CSS(filename=Path(__file__).with_name("elements.css"))
STRETCH_MAX = 6 * 96 / 72  # pixels that a gap between two paragraphs may grow by: it is about doubled
_own = threading.local()
lines.replace()
styles.replace()


class NothingFromOutside(URLFetcher):
    """Documents load neither files nor addresses; pictures lie in the document itself."""

    def __init__(self):
        super().__init__(allowed_protocols=("data",), allow_redirects=False)


OUTSIDE = NothingFromOutside()


class OfficialPage(HTML):
    """A page made by `to_html`: read as XML, and displayed by the few rules that it needs."""

    def __init__(self, html: str):
        if not lines.KNOWN_VERSION:  # below is what HTML.__init__ of the known one sets
            return super().__init__(string=html, url_fetcher=OUTSIDE)
        self.etree_element = ElementTree.fromstring(html)
        self.wrapper_element = ElementWrapper.from_html_root(self.etree_element)
        self.base_url, self.url_fetcher, self.media_type = None, OUTSIDE, "print"

    def _ua_stylesheets(self, forms=False):
        return [ELEMENTS]

    def _ph_stylesheets(self):
        return []


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
        return _laid_out(html).write_pdf(pdf_identifier=identifier, finisher=_write_once, **VARIANT)


class _Written(pydyf.Object):
    """An object of the file as it will be written."""

    data = b""
    compressible = False

    def __init__(self, item: pydyf.Object):
        super().__init__()
        self.number, self.compressible, self.data = item.number, item.compressible, item.data


def _as_bytes(item) -> bytes:
    """As pydyf's own, the usual first."""
    kind = type(item)
    return item if kind is bytes else item.encode("ascii") if kind is str else _to_bytes(item)


def _stream_data(self: pydyf.Stream) -> bytes:
    """As `Stream.data`, which compresses with level 9: twice as long, for one byte in a hundred."""
    content = b"\n".join(map(_as_bytes, self.stream))
    extra = pydyf.Dictionary(self.extra)
    if self.compress:
        extra["Filter"], content = "/FlateDecode", zlib.compress(content, 5)
    extra["Length"] = len(content)
    return b"\n".join((extra.data, b"stream", content, b"endstream"))


_to_bytes = pydyf._to_bytes
if pydyf.__version__ == "0.13.0":
    pydyf._to_bytes, pydyf.Stream.data = _as_bytes, property(_stream_data)


def _write_once(_laid: Document, pdf: pydyf.PDF) -> None:
    """Makes the bytes of every object before pydyf does it twice: for the file, and for the digest that names it."""
    for index, item in enumerate(pdf.objects):
        if item.free != "f":
            pdf.objects[index] = _Written(item)


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
    css, fonts = _prepared()
    laid = OfficialPage(html).render(stylesheets=[css], font_config=fonts, presentational_hints=True, **VARIANT)
    text = [at for at, page in enumerate(laid.pages) if not page._page_box.page_type.name]
    for at in text[:-1]:
        _reach_down(laid.pages[at]._page_box)
        laid.pages[at] = Page(laid.pages[at]._page_box)  # the outline points to where headings stand now
    return laid


def _reach_down(page) -> None:
    """Moves the paragraphs of a page apart until the lowest stands on the bottom margin.

    Headings stay with their text and paragraphs of two lines stay whole, which leaves a gap at the foot of a page that
    reads as a wrong bottom margin. The form says how near paragraphs may stand, not how far. A gap too wide to spread
    is left, and so is a page that ends with something else than paragraphs.
    """
    article = next(box for box in page.descendants() if box.element_tag == "article")
    text = article.children[-1]
    if text.element.get("class") != "text" or not text.children:
        return
    lowest = text.children[-1]
    gap = page.content_box_y() + page.height - lowest.border_box_y() - lowest.border_height()
    step = gap / max(1, len(text.children) - 1)
    if step <= STRETCH_MAX:
        for index, block in enumerate(text.children):
            block.translate(dy=index * step)


def warm_up(document: OfficialDocument) -> None:
    """Renders once and takes what is loaded out of garbage collection: half the p95 of a worker's later documents."""
    render_pdf(document)
    gc.collect()
    gc.freeze()
