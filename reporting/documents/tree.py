"""What a document says. How it looks is the renderers' matter."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Paragraph:
    """Running text. `source` is a key a screen may link (an answer's id); paper does not show it."""

    text: str
    source: str = ""


@dataclass(frozen=True)
class Item:
    """A lettered point: a) b) c) d) đ) …; the renderer gives the letter."""

    text: str


@dataclass(frozen=True)
class HeadCell:
    text: str
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True)
class Row:
    cells: tuple[str, ...]
    bold: bool = False


@dataclass(frozen=True)
class Table:
    """`widths` are shares of the text width, one per column; `align` one of l, c, r per column."""

    head: tuple[tuple[HeadCell, ...], ...]
    rows: tuple[Row, ...]
    widths: tuple[float, ...]
    align: str
    note: str = ""
    dense: bool = False


Block = Paragraph | Item | Table


@dataclass(frozen=True)
class Section:
    """A heading with its blocks and sub-sections; the renderer numbers I. / 1. / a) by depth."""

    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True)
class Annex:
    title: str
    blocks: tuple[Block, ...]
    landscape: bool = False


@dataclass(frozen=True)
class Signature:
    """`lines` in order, as printed: ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")."""

    lines: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True)
class OfficialDocument:
    """A named document (văn bản có tên loại). Number and day stay blank until they are known.

    `issuer` holds the printed lines of the issuing agency; `superior` those of the agency above, none for a committee.
    """

    type_name: str
    symbol: str
    issuer: tuple[str, ...]
    place: str
    abstract: str
    sections: tuple[Section, ...]
    signature: Signature
    year: int
    superior: tuple[str, ...] = ()
    number: str = ""
    issued_on: date | None = None
    addressees: tuple[str, ...] = ()
    opening: tuple[Paragraph, ...] = ()
    recipients: tuple[str, ...] = ()
    archive: str = "VT"
    annexes: tuple[Annex, ...] = ()
    author: str = ""
    keywords: tuple[str, ...] = field(default=())
