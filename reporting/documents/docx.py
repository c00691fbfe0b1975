"""Word by python-docx: real styles, A4, page numbers from page 2, landscape annexes; ready for trình ký."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor

from reporting.documents import official
from reporting.documents.measure import text_width
from reporting.documents.official import Line
from reporting.documents.tree import Annex, Figure, OfficialDocument, Table

FONT = "Times New Roman"
FIXED_TIME = (2020, 1, 1, 0, 0, 0)
SIDES = {"l": ALIGN.LEFT, "c": ALIGN.CENTER, "r": ALIGN.RIGHT}


@dataclass(frozen=True)
class Form:
    """A paragraph style: size and spaces in points, indents in mm, line spacing in lines."""

    size: float = 14
    bold: bool = False
    italic: bool = False
    align: ALIGN = ALIGN.CENTER
    first: float = 0
    left: float = 0
    before: float = 0
    after: float = 0
    lines: float = 1.0
    keep: bool = False  # with the next paragraph


def _running(**other) -> Form:
    return Form(align=ALIGN.JUSTIFY, first=12.7, before=6, lines=1.15, **other)


# Word's own styles where it has one, so that its navigation and an officer's edits keep the form.
STYLES = {
    "Normal": Form(align=ALIGN.LEFT),
    "Header": Form(13),
    "Title": Form(bold=True, before=14, keep=True),
    "Subtitle": Form(bold=True, keep=True),
    "Body Text": _running(),
    "Heading 1": _running(bold=True, keep=True),
    "Heading 2": _running(bold=True, keep=True),
    "Heading 3": _running(keep=True),
    "Caption": Form(italic=True, before=4),
    "Cơ quan chủ quản": Form(12),
    "Cơ quan ban hành": Form(12, bold=True),
    "Quốc hiệu": Form(12, bold=True),
    "Tiêu ngữ": Form(13, bold=True),
    "Số và ký hiệu": Form(13, before=6),
    "Địa danh và thời gian": Form(13, italic=True, before=6),
    "Kính gửi": Form(before=10, after=4),
    "Kính gửi nhiều nơi": Form(align=ALIGN.LEFT, left=47.6, before=2),  # under the colon
    "Căn cứ ban hành": _running(italic=True),
    "Chức vụ người ký": Form(bold=True, keep=True),
    "Họ tên người ký": Form(bold=True, before=74),
    "Nơi nhận": Form(12, bold=True, italic=True, align=ALIGN.LEFT),
    "Danh sách nơi nhận": Form(11, align=ALIGN.LEFT),
    "Phụ lục": Form(bold=True, keep=True),
    "Tên phụ lục": Form(bold=True, keep=True),
    "Kèm theo": Form(italic=True, after=8, keep=True),
    "Ô bảng": Form(12, before=1, after=1),
    "Ô bảng nhỏ": Form(10, before=1, after=1),
    "Đầu bảng": Form(12, bold=True, before=1, after=1),
    "Đầu bảng nhỏ": Form(9, bold=True, before=1, after=1),
    "Ghi chú bảng": Form(12, align=ALIGN.LEFT, before=4),
    "Đường kẻ": Form(2),
    "Trích yếu công văn": Form(12, before=6),
}
OF_WORD = ("Normal", "Header", "Title", "Subtitle", "Body Text", "Heading 1", "Heading 2", "Heading 3", "Caption")
# Plain letters in the identifiers, as Word itself makes them; known beforehand, since looking one up walks all styles.
IDS = {name: name.replace(" ", "") if name in OF_WORD else f"Nd30{at:02d}" for at, name in enumerate(STYLES)}


def _define(styles, name: str, form: Form) -> None:
    if name not in OF_WORD:
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).element.styleId = IDS[name]
    style = styles[name]
    properties = style.element.get_or_add_rPr()
    for left_over in list(properties):  # colours, letter spacing and theme fonts of Word's own styles
        properties.remove(left_over)
    font = style.font
    font.name, font.size, font.bold, font.italic = FONT, Pt(form.size), form.bold, form.italic
    font.color.rgb = RGBColor(0, 0, 0)
    for script in ("w:cs", "w:eastAsia"):
        properties.get_or_add_rFonts().set(qn(script), FONT)
    for border in style.element.findall(".//" + qn("w:pBdr")):
        border.getparent().remove(border)
    laid = style.paragraph_format
    laid.alignment, laid.line_spacing, laid.keep_with_next = form.align, form.lines, form.keep
    laid.first_line_indent, laid.left_indent = Mm(form.first), Mm(form.left)
    laid.space_before, laid.space_after, laid.widow_control = Pt(form.before), Pt(form.after), True
    style.quick_style, style.hidden = True, False


def _styles(word) -> None:
    defaults = word.styles.element.find(".//" + qn("w:rPrDefault"))
    for language in defaults.iter(qn("w:lang")):
        for key in ("w:val", "w:eastAsia"):
            language.set(qn(key), "vi-VN")
    for name, form in STYLES.items():
        _define(word.styles, name, form)


def _put(paragraph, text: str, style: str):
    """Gives a paragraph its style and words; returns it."""
    paragraph._p.style = IDS[style]
    if text:
        paragraph.add_run(official.printable(text))
    return paragraph


def _page(section, *, landscape: bool = False) -> None:
    """A4 with the margins of the form and the page number in the top margin, from the second page on."""
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    short, long = Mm(210), Mm(297)
    section.page_width, section.page_height = (long, short) if landscape else (short, long)
    for side, size in official.MARGINS.items():
        setattr(section, f"{side}_margin", Mm(size))
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True
    section.header.is_linked_to_previous = False
    section.first_page_header.is_linked_to_previous = False
    paragraph = section.header.paragraphs[0]
    _put(paragraph, "", "Header")
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        paragraph.add_run()._r.append(element)


def _restart_numbers(section) -> None:
    properties = section._sectPr
    for inherited in properties.findall(qn("w:pgNumType")):
        properties.remove(inherited)
    numbers = OxmlElement("w:pgNumType")
    numbers.set(qn("w:start"), "1")
    properties.find(qn("w:pgMar")).addnext(numbers)  # Word refuses a file whose properties are out of order


def _plain_table(word, widths):
    """A table without rules, to set things side by side."""
    table = word.add_table(rows=1, cols=len(widths))
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        column.cells[0].width = Mm(width)
    _cell_margins(table, 0)
    return table


def _cell_margins(table, twips: int) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        element = OxmlElement(f"w:{side}")
        element.set(qn("w:w"), str(twips))
        element.set(qn("w:type"), "dxa")
        margins.append(element)
    table._tbl.tblPr.find(qn("w:tblLayout")).addnext(margins)


class _Cell:
    """Writes paragraphs into a cell, beginning with the empty one every cell has."""

    def __init__(self, cell):
        self.cell, self.fresh = cell, True

    def add(self, text: str, style: str):
        paragraph = self.cell.paragraphs[0] if self.fresh else self.cell.add_paragraph()
        self.fresh = False
        return _put(paragraph, text, style)


def _rule(paragraph, length: float, width_mm: float) -> None:
    """A line of `length` points centred in `width_mm`: the bottom border of a flat paragraph indented on both sides."""
    _put(paragraph, "", "Đường kẻ")
    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = Emu(max(0, int((Mm(width_mm) - Pt(length)) / 2)))
    form.line_spacing = Pt(3)
    borders = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for key, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "000000")):
        bottom.set(qn(f"w:{key}"), value)
    borders.append(bottom)
    paragraph._p.pPr.find(qn("w:pStyle")).addnext(borders)


def _head(word, document: OfficialDocument) -> None:
    left, right = official.HEAD_COLUMNS
    table = _plain_table(word, (left, right))
    agency, nation = map(_Cell, table.rows[0].cells)
    for text in document.superior:
        agency.add(text, "Cơ quan chủ quản")
    for text in document.issuer:
        agency.add(text, "Cơ quan ban hành")
    _rule(agency.add("", "Đường kẻ"), official.RULE_SHARE * text_width(document.issuer[-1], 12), left)
    nation.add(official.NATION, "Quốc hiệu")
    nation.add(official.MOTTO, "Tiêu ngữ")
    _rule(nation.add("", "Đường kẻ"), text_width(official.MOTTO, 13), right)
    number, day = map(_Cell, table.add_row().cells)
    number.add(official.number_line(document), "Số và ký hiệu")
    day.add(official.date_line(document), "Địa danh và thời gian")
    if document.type_name:
        _put(word.add_paragraph(), document.type_name.upper(), "Title")
        lines = official.abstract_lines(document)
        for text in lines:
            _put(word.add_paragraph(), text, "Subtitle")
        longest = max(text_width(text, 14) for text in lines)
        _rule(word.add_paragraph(), official.RULE_SHARE * longest, official.TEXT_WIDTH)
        word.paragraphs[-1].paragraph_format.space_after = Pt(6)
    else:
        for index, text in enumerate(official.about_lines(document)):
            line = number.add(text, "Trích yếu công văn")
            line.paragraph_format.space_before = Pt(0 if index else 6)
    to = official.addressee_lines(document.addressees) if document.addressees else ()
    for index, text in enumerate(to):
        paragraph = _put(word.add_paragraph(), text, "Kính gửi nhiều nơi" if index else "Kính gửi")
        if len(to) > 1 and not index:
            paragraph.alignment, paragraph.paragraph_format.left_indent = ALIGN.LEFT, Mm(30)


def _blocks(word, printed, width_mm: float) -> None:
    for block in printed:
        if isinstance(block, Table):
            _grid(word, block, width_mm)
        elif isinstance(block, Figure):
            _figure(word, block, width_mm)
        else:
            _put(word.add_paragraph(), block.text, _style_of(block))


def _style_of(line: Line) -> str:
    return {-1: "Căn cứ ban hành", 0: "Body Text"}.get(line.level, f"Heading {line.level}")


def _figure(word, figure: Figure, width_mm: float) -> None:
    paragraph = word.add_paragraph()
    paragraph.alignment = ALIGN.CENTER
    paragraph.paragraph_format.keep_with_next = bool(figure.caption)
    picture = paragraph.add_run().add_picture(io.BytesIO(figure.content), width=Mm(min(figure.width_mm, width_mm)))
    picture._inline.docPr.set("descr", official.printable(figure.alt))
    if figure.caption:
        _put(word.add_paragraph(), figure.caption, "Caption")


def _grid(word, table: Table, width_mm: float) -> None:
    """A ruled table whose header rows repeat on every page."""
    lead_in = word.paragraphs[-1].paragraph_format
    lead_in.space_after, lead_in.keep_with_next = Pt(6), True
    grid = word.add_table(rows=len(table.head) + len(table.rows), cols=len(table.widths), style="Table Grid")
    grid.autofit = False
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    _cell_margins(grid, 28 if table.dense else 70)
    small = " nhỏ" if table.dense else ""
    widths = [int(Mm(width_mm) * share / sum(table.widths)) for share in table.widths]
    for column, value in zip(grid.columns, widths, strict=True):
        column.width = value
    rows = [row.cells for row in grid.rows]  # each call walks the whole row
    for cells in rows:
        for cell, value in zip(cells, widths, strict=True):
            cell.width = value
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    taken: set[tuple[int, int]] = set()
    for r, head in enumerate(table.head):
        c = 0
        for cell in head:
            while (r, c) in taken:
                c += 1
            taken |= {(r + down, c + across) for down in range(cell.rows) for across in range(cell.columns)}
            merged = rows[r][c].merge(rows[r + cell.rows - 1][c + cell.columns - 1])
            _Cell(merged).add(cell.text, f"Đầu bảng{small}")
            merged.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        _row_property(grid, r, "w:tblHeader")
    for r, row in enumerate(table.rows, len(table.head)):
        for cell, text, side in zip(rows[r], row.cells, table.align, strict=True):
            paragraph = _Cell(cell).add(text, f"Ô bảng{small}")
            paragraph.alignment = SIDES[side]
            for run in paragraph.runs if row.bold else ():
                run.bold = True
    for r in range(len(rows)):
        _row_property(grid, r, "w:cantSplit")
    if table.note:
        _put(word.add_paragraph(), table.note, "Ghi chú bảng")


def _row_property(table, row: int, name: str) -> None:
    table.rows[row]._tr.get_or_add_trPr().append(OxmlElement(name))


def _foot(word, document: OfficialDocument) -> None:
    """Recipients and signature, held together with the end of the text."""
    for paragraph in word.paragraphs[-2:]:
        paragraph.paragraph_format.keep_with_next = True
    gap = _put(word.add_paragraph(), "", "Đường kẻ").paragraph_format
    gap.line_spacing, gap.keep_with_next = Pt(8), True
    table = _plain_table(word, official.FOOT_COLUMNS)
    _row_property(table, 0, "w:cantSplit")
    recipients, sign = map(_Cell, table.rows[0].cells)
    recipients.add("Nơi nhận:", "Nơi nhận")
    for text in official.recipient_lines(document):
        recipients.add(text, "Danh sách nơi nhận")
    for text in document.signature.lines:
        sign.add(text, "Chức vụ người ký")
    sign.add(document.signature.name, "Họ tên người ký")


def _annex(word, annex: Annex, mark: str, title: tuple[str, ...], of: tuple[str, ...]) -> None:
    section = word.add_section(WD_SECTION.NEW_PAGE)
    _page(section, landscape=annex.landscape)
    _restart_numbers(section)
    _put(word.add_paragraph(), mark, "Phụ lục")
    _put(word.add_paragraph(), "\n".join(title), "Tên phụ lục")
    _put(word.add_paragraph(), "\n".join(of), "Kèm theo")
    width = official.WIDE_WIDTH if annex.landscape else official.TEXT_WIDTH
    _blocks(word, official.printed_blocks(annex.blocks), width)


def render_docx(document: OfficialDocument) -> bytes:
    """The document as a Word file: the same document gives the same bytes."""
    word = Document()
    _styles(word)
    _page(word.sections[0])
    core = word.core_properties
    core.title = official.printable(official.title_of(document))[:250]
    core.author = official.printable(official.owner_of(document))[:250]
    core.keywords, core.language, core.comments = ", ".join(document.keywords)[:250], "vi-VN", ""
    core.created = core.modified = datetime(*FIXED_TIME, tzinfo=UTC)
    _head(word, document)
    _blocks(word, official.printed_body(document), official.TEXT_WIDTH)
    _foot(word, document)
    for parts in official.annex_heads(document):
        _annex(word, *parts)
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
