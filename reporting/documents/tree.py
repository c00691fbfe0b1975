"""What a document says. How it looks is the renderers' matter."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Paragraph:
    """Running text; a line break begins a new paragraph. `source` is a key a screen may link (an answer's id)."""

    text: str
    source: str = ""


@dataclass(frozen=True)
class Item:
    """A lettered point: a) b) c) d) đ) …; the renderer gives the letter."""

    text: str


@dataclass(frozen=True)
class HeadCell:
    """A cell of a table's head; `columns` and `rows` say how many it covers."""

    text: str
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True)
class Row:
    """One text per column; `bold` for sums and for rows that head a group."""

    cells: tuple[str, ...]
    bold: bool = False


@dataclass(frozen=True)
class Table:
    """`widths` are shares of the text width, one per column; `align` one of l, c, r per column.

    `dense` is for wide tables of figures: small type, so that 13 rows by 16 columns fit one landscape page.
    Raises `ValueError` when a row, `widths` and `align` do not have the same number of columns.
    """

    head: tuple[tuple[HeadCell, ...], ...]
    rows: tuple[Row, ...]
    widths: tuple[float, ...]
    align: str
    note: str = ""
    dense: bool = False

    def __post_init__(self):
        columns = len(self.widths)
        uneven = [row.cells for row in self.rows if len(row.cells) != columns]
        if len(self.align) != columns or uneven:
            raise ValueError(f"{columns} widths, {len(self.align)} alignments, rows with other columns: {uneven[:1]}")
        places = sum(cell.columns * cell.rows for row in self.head for cell in row)
        if places != columns * len(self.head):
            raise ValueError(f"The head covers {places} cells of {columns * len(self.head)}.")


@dataclass(frozen=True)
class Figure:
    """A picture: the bytes of a PNG or JPEG file, what it shows in words (`alt`), and a caption under it."""

    content: bytes = field(repr=False)
    alt: str
    caption: str = ""
    width_mm: float = 120


Block = Paragraph | Item | Table | Figure


@dataclass(frozen=True)
class Section:
    """A heading with its blocks and sub-sections; the renderer numbers I. / 1. / a) by depth."""

    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True)
class Annex:
    """The renderer heads it "Phụ lục" (with a Roman numeral where there are two or more) and "(Kèm theo …)"."""

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
    """A named document (văn bản có tên loại), or a công văn where `type_name` is empty: its abstract is printed as V/v.

    Number and day stay blank until they are known.
    `issuer` holds the printed lines of the issuing agency; `superior` those of the agency above, none for a committee.
    `author` is the agency's full name in running text: for "(Kèm theo … của …)" and the file's properties.
    `year` is printed while `issued_on` is unknown.
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
    bases: tuple[str, ...] = ()
    opening: tuple[Paragraph, ...] = ()
    recipients: tuple[str, ...] = ()
    archive: str = "VT"
    annexes: tuple[Annex, ...] = ()
    author: str = ""
    keywords: tuple[str, ...] = ()
