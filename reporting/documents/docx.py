"""Word by python-docx: real styles, A4, page numbers from page 2, landscape annexes; ready for trình ký."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from datetime import UTC, datetime

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor

from reporting.documents import official
from reporting.documents.tree import Item, OfficialDocument, Section, Table

FONT = "Times New Roman"
WIDTH = Mm(165)
WIDE = Mm(252)
FIXED_TIME = (2020, 1, 1, 0, 0, 0)


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _set_font(style, size: float, *, bold=False, italic=False) -> None:
    style.font.name, style.font.size, style.font.bold, style.font.italic = FONT, Pt(size), bold, italic
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), FONT)
    for name in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
        fonts.attrib.pop(qn(name), None)


def _styles(word) -> None:
    """Word's own styles put into the form, so that an officer's edits keep it."""
    normal = word.styles["Normal"]
    _set_font(normal, 14)
    normal.paragraph_format.space_after = Pt(0)
    normal.paragraph_format.line_spacing = 1.0
    body = word.styles["Body Text"]
    _set_font(body, 14)
    body.paragraph_format.alignment = ALIGN.JUSTIFY
    body.paragraph_format.first_line_indent = Mm(12.7)
    body.paragraph_format.space_before, body.paragraph_format.space_after = Pt(6), Pt(0)
    body.paragraph_format.line_spacing = 1.15
    for name, bold in (("Heading 1", True), ("Heading 2", True), ("Heading 3", False)):
        style = word.styles[name]
        _set_font(style, 14, bold=bold)
        form = style.paragraph_format
        form.first_line_indent, form.alignment = Mm(12.7), ALIGN.JUSTIFY
        form.space_before, form.space_after, form.keep_with_next, form.line_spacing = Pt(6), Pt(0), True, 1.15
    title = word.styles["Title"]
    _set_font(title, 14, bold=True)
    title.paragraph_format.alignment = ALIGN.CENTER
    title.paragraph_format.space_before, title.paragraph_format.space_after = Pt(14), Pt(0)
    for border in title.element.findall(".//" + qn("w:pBdr")):
        border.getparent().remove(border)
    subtitle = word.styles["Subtitle"]
    _set_font(subtitle, 14, bold=True)
    subtitle.paragraph_format.alignment = ALIGN.CENTER
    subtitle.paragraph_format.space_after = Pt(0)
    for spacing in subtitle.element.findall(".//" + qn("w:spacing")):
        if spacing.getparent().tag == qn("w:rPr"):
            spacing.getparent().remove(spacing)


def _page(section, *, landscape: bool = False) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    short, long = Mm(210), Mm(297)
    section.page_width, section.page_height = (long, short) if landscape else (short, long)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True
    section.header.is_linked_to_previous = False
    section.first_page_header.is_linked_to_previous = False
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = ALIGN.CENTER
    run = paragraph.add_run()
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        if kind:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        else:
            element = OxmlElement("w:instrText")
            element.text = text
        run._r.append(element)
    run.font.size = Pt(13)


def _restart_numbers(section) -> None:
    numbers = OxmlElement("w:pgNumType")
    numbers.set(qn("w:start"), "1")
    section._sectPr.append(numbers)


def _plain_table(word, widths):
    table = word.add_table(rows=1, cols=len(widths))
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width
    return table


def _line(cell, text: str, size: float, *, first=False, bold=False, italic=False, align=ALIGN.CENTER, before=0.0):
    paragraph = cell.paragraphs[0] if first else cell.add_paragraph()
    paragraph.alignment = align
    paragraph.paragraph_format.space_before = Pt(before)
    run = paragraph.add_run(_nfc(text))
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)
    return paragraph


def _rule(paragraph, share: float, of: Emu | int) -> None:
    """A line centred under a paragraph, `share` of a width long: a bottom border on an indented empty line."""
    side = int(of * (1 - share) / 2)
    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = Emu(side)
    form.line_spacing = Pt(3)
    form.space_before = form.space_after = Pt(0)
    borders = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for key, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "000000")):
        bottom.set(qn(f"w:{key}"), value)
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().append(borders)


def _text_width(text: str, size: float) -> int:
    """About how wide a bold line of text is: enough to draw a rule of the right share under it."""
    return int(Pt(size) * (0.7 if text.isupper() else 0.49) * len(text))


def _head(word, document: OfficialDocument) -> None:
    left, right = Mm(66), Mm(99)
    table = _plain_table(word, (left, right))
    first, second = table.rows[0].cells
    at_start = True
    for text in document.superior:
        _line(first, text, 12, first=at_start)
        at_start = False
    for text in document.issuer:
        _line(first, text, 12, first=at_start, bold=True)
        at_start = False
    last = document.issuer[-1]
    _rule(first.add_paragraph(), min(0.9, 0.41 * _text_width(last, 12) / left), left)
    _line(second, official.NATION, 12, first=True, bold=True)
    _line(second, official.MOTTO, 13, bold=True)
    _rule(second.add_paragraph(), min(0.98, _text_width(official.MOTTO, 13) / right), right)
    first, second = table.add_row().cells
    _line(first, official.number_line(document), 13, first=True, before=6)
    _line(second, official.date_line(document), 13, first=True, italic=True, before=6)


def _body_section(word, section: Section, index: int, depth: int, end: tuple[int, ...] | None) -> None:
    marks = {1: f"{official.roman(index + 1)}.", 2: f"{index + 1}.", 3: f"{official.letter(index)})"}
    title = section.title.upper() if depth == 1 else section.title
    word.add_paragraph(_nfc(f"{marks[min(depth, 3)]} {title}"), style=f"Heading {min(depth, 3)}")
    texts = [position for position, block in enumerate(section.blocks) if not isinstance(block, Table)]
    last = texts[-1] if texts and end == () else None
    lettered = 0
    for position, block in enumerate(section.blocks):
        if isinstance(block, Table):
            _grid(word, block, WIDTH)
            continue
        text = official.with_end(block.text) if position == last else block.text
        if isinstance(block, Item):
            text = f"{official.letter(lettered)}) {text}"
            lettered += 1
        for piece in text.split("\n"):
            if piece.strip():
                word.add_paragraph(_nfc(piece), style="Body Text")
    for at, child in enumerate(section.sections):
        _body_section(word, child, at, depth + 1, end[1:] if end and at == end[0] else None)


def _grid(word, table: Table, width: int) -> None:
    """A ruled table whose header rows repeat on every page."""
    columns, head_rows = len(table.widths), len(table.head)
    grid = word.add_table(rows=head_rows + len(table.rows), cols=columns, style="Table Grid")
    grid.autofit = False
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    size, total = (10 if table.dense else 12), sum(table.widths)
    widths = [int(width * share / total) for share in table.widths]
    for column, value in zip(grid.columns, widths, strict=True):
        column.width = value
    if table.dense:
        _narrow_margins(grid)
    taken: set[tuple[int, int]] = set()
    for r, row in enumerate(table.head):
        c = 0
        for cell in row:
            while (r, c) in taken:
                c += 1
            taken |= {(r + dr, c + dc) for dr in range(cell.rows) for dc in range(cell.columns)}
            merged = grid.cell(r, c).merge(grid.cell(r + cell.rows - 1, c + cell.columns - 1))
            _fill(merged, cell.text, size - 1 if table.dense else size, ALIGN.CENTER, bold=True)
            c += cell.columns
        properties = grid.rows[r]._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:tblHeader"))
    sides = {"l": ALIGN.LEFT, "c": ALIGN.CENTER, "r": ALIGN.RIGHT}
    for r, row in enumerate(table.rows, head_rows):
        cells = grid.rows[r].cells
        grid.rows[r]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for c, (text, side) in enumerate(zip(row.cells, table.align, strict=True)):
            _fill(cells[c], text, size, sides[side], bold=row.bold)
            cells[c].width = widths[c]
    if table.note:
        paragraph = word.add_paragraph()
        paragraph.add_run(_nfc(table.note)).font.size = Pt(12)


def _narrow_margins(grid) -> None:
    """Cells with almost no side margins, so that many columns of figures fit a landscape page."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        element = OxmlElement(f"w:{side}")
        element.set(qn("w:w"), "28")
        element.set(qn("w:type"), "dxa")
        margins.append(element)
    grid._tbl.tblPr.append(margins)


def _fill(cell, text: str, size: float, align, *, bold=False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = align
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1)
    run = paragraph.add_run(_nfc(text))
    run.font.size, run.bold = Pt(size), bold


def _foot(word, document: OfficialDocument) -> None:
    word.paragraphs[-1].paragraph_format.keep_with_next = True
    gap = word.add_paragraph().paragraph_format
    gap.line_spacing, gap.keep_with_next = Pt(8), True
    table = _plain_table(word, (Mm(74), Mm(91)))
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    left, right = table.rows[0].cells
    _line(left, "Nơi nhận:", 12, first=True, bold=True, italic=True, align=ALIGN.LEFT)
    for text in official.recipient_lines(document):
        _line(left, text, 11, align=ALIGN.LEFT)
    for index, text in enumerate(document.signature.lines):
        _line(right, text, 14, first=index == 0, bold=True)
    for _ in range(4):
        _line(right, "", 14)
    _line(right, document.signature.name, 14, bold=True)


def _annex(word, document: OfficialDocument, mark: str, annex) -> None:
    section = word.add_section(WD_SECTION.NEW_PAGE)
    _page(section, landscape=annex.landscape)
    _restart_numbers(section)
    for text, bold, italic in (
        (mark, True, False),
        (annex.title.upper(), True, False),
        (official.annex_reference(document, document.author), False, True),
    ):
        paragraph = word.add_paragraph()
        paragraph.alignment = ALIGN.CENTER
        run = paragraph.add_run(_nfc(text))
        run.bold, run.italic = bold, italic
    for block in annex.blocks:
        if isinstance(block, Table):
            _grid(word, block, WIDE if annex.landscape else WIDTH)
        else:
            word.add_paragraph(_nfc(block.text), style="Body Text")


def render_docx(document: OfficialDocument) -> bytes:
    """The document as a Word file: the same document gives the same bytes."""
    word = Document()
    _styles(word)
    _page(word.sections[0])
    core = word.core_properties
    core.title = _nfc(f"{document.type_name.capitalize()} {document.abstract}")[:250]
    core.author, core.language, core.comments = document.author, "vi-VN", ""
    core.created = core.modified = datetime(*FIXED_TIME, tzinfo=UTC)
    _head(word, document)
    word.add_paragraph(document.type_name.upper(), style="Title")
    lines = official.balanced_lines(document.abstract, official.ABSTRACT_WIDTH)
    for text in lines:
        word.add_paragraph(_nfc(text), style="Subtitle")
    _rule(word.add_paragraph(), min(0.6, 0.41 * _text_width(max(lines, key=len), 14) / WIDTH), WIDTH)
    if document.addressees:
        to = official.addressee_lines(document.addressees)
        for index, text in enumerate(to):
            paragraph = word.add_paragraph(_nfc(text))
            paragraph.alignment = ALIGN.CENTER if len(to) == 1 else ALIGN.LEFT
            paragraph.paragraph_format.left_indent = Mm(0 if len(to) == 1 else 40)
            paragraph.paragraph_format.space_before = Pt(10 if index == 0 else 2)
    for paragraph in document.opening:
        word.add_paragraph(_nfc(paragraph.text), style="Body Text")
    end = official.last_section_path(document.sections)
    for index, section in enumerate(document.sections):
        _body_section(word, section, index, 1, end[1:] if end and index == end[0] else None)
    _foot(word, document)
    for mark, annex in zip(official.annex_marks(len(document.annexes)), document.annexes, strict=True):
        _annex(word, document, mark, annex)
    raw = io.BytesIO()
    word.save(raw)
    return _without_times(raw.getvalue())


def _without_times(content: bytes) -> bytes:
    """The same archive with every member dated alike: a Word file is a zip, and a zip remembers when it was made."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            info = zipfile.ZipInfo(member.filename, FIXED_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, source.read(member.filename))
    return made.getvalue()
