"""Word files: paragraphs with the numbers Word writes itself, tables with merged cells resolved."""

from __future__ import annotations

import io
import zipfile

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph

from plans.reading.blocks import Block, Cell, Paragraph, Refused, Table, clean

LARGEST = 300 * 1024 * 1024  # bytes of all parts unpacked; a plan of 200 pages has some megabytes
BROKEN = "Tệp Word bị hỏng, không mở được; hãy mở bằng Word rồi lưu lại thành .docx."
ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"))
ROMAN += ((9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
BULLETS = {"\uf0b7": "-", "·": "-", "•": "-", "\uf02d": "-", "–": "-", "o": "+", "\uf0a7": "+", "": "-"}


def read(data: bytes) -> list[Block]:
    """The blocks of a .docx file. Raises `Refused` for one that is damaged or unpacks to more than `LARGEST`."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > LARGEST:
                raise Refused("Tệp Word giải nén ra quá lớn; hãy lưu lại tệp bằng Word, bỏ ảnh không cần thiết.")
        document = Document(io.BytesIO(data))
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError, SyntaxError, OSError) as error:
        raise Refused(BROKEN) from error
    numbers = Numbering(document)
    blocks: list[Block] = []
    _walk(document.element.body, document, numbers, blocks)
    return blocks


def _walk(parent, document, numbers: Numbering, blocks: list[Block]) -> None:
    for element in parent.iterchildren():
        if element.tag == qn("w:p"):
            _paragraph(WordParagraph(element, document), numbers, blocks)
        elif element.tag == qn("w:tbl"):
            _table(WordTable(element, document), numbers, blocks)
        elif element.tag == qn("w:sdt"):
            _walk(element.find(qn("w:sdtContent")), document, numbers, blocks)


def _paragraph(paragraph: WordParagraph, numbers: Numbering, blocks: list[Block]) -> None:
    """One block, or several where the writer broke the line by hand before a list mark or inside a title."""
    text = _text(paragraph)
    if not clean(text):
        return
    mark = numbers.mark(paragraph)
    runs = [run for run in paragraph.runs if run.text.strip()]
    bold = bool(runs) and sum(len(run.text) for run in runs if run.bold) * 2 > sum(len(run.text) for run in runs)
    centred = paragraph.alignment is not None and int(paragraph.alignment) == 1
    for number, line in enumerate(split_lines(text)):
        blocks.append(Paragraph(line, mark if number == 0 else "", bold, centred))


def _text(paragraph: WordParagraph) -> str:
    """The visible words, those of links, insertions and fields among them; deleted text is not there."""
    parts: list[str] = []
    for node in paragraph._p.iter():
        if node.tag == qn("w:t"):
            parts.append(node.text or "")
        elif node.tag == qn("w:tab"):
            if node.getparent().tag == qn("w:r"):
                parts.append(" ")
        elif node.tag in (qn("w:br"), qn("w:cr")):
            parts.append("\n")
        elif node.tag == qn("w:noBreakHyphen"):
            parts.append("-")
    return "".join(parts)


def split_lines(text: str) -> list[str]:
    """A paragraph cut at line breaks before list marks; other breaks are white space."""
    lines: list[str] = []
    for line in map(clean, text.split("\n")):
        if not line:
            continue
        if lines and not _starts_item(line):
            lines[-1] += f" {line}"
        else:
            lines.append(line)
    return lines


def _starts_item(line: str) -> bool:
    return line[:2] in ("- ", "+ ", "– ", "• ")


def _table(table: WordTable, numbers: Numbering, blocks: list[Block]) -> None:
    grid = Table()
    open_cells: dict[int, Cell] = {}
    for row in table._tbl.tr_lst:
        cells: list[Cell] = []
        before = row.trPr.find(qn("w:gridBefore")) if row.trPr is not None else None
        column = int(before.get(qn("w:val"))) if before is not None else 0
        for element in row.tc_lst:
            span = element.grid_span
            if element.vMerge == "continue" and column in open_cells:
                cells.append(open_cells[column])
            else:
                cell = Cell(_cell_text(element, table, numbers), column, span, _is_bold(element))
                cells.append(cell)
                if element.vMerge == "restart":
                    open_cells[column] = cell
                else:
                    open_cells.pop(column, None)
            column += span
        grid.rows.append(cells)
    if any(cell.text for row in grid.rows for cell in row):
        blocks.append(grid)


def _cell_text(element, table: WordTable, numbers: Numbering) -> str:
    lines = []
    for node in element.iter(qn("w:p")):
        paragraph = WordParagraph(node, table)
        mark = numbers.mark(paragraph)
        for line in _text(paragraph).split("\n"):
            if clean(line) or mark:
                lines.append(f"{mark} {clean(line)}".strip())
                mark = ""
    return "\n".join(lines)


def _is_bold(element) -> bool:
    runs = [run for run in element.iter(qn("w:r")) if "".join(run.itertext()).strip()]
    return bool(runs) and all(run.find(f"{qn('w:rPr')}/{qn('w:b')}") is not None for run in runs)


class Numbering:
    """Counts Word's own lists, so that a number nobody typed is read all the same."""

    def __init__(self, document):
        self.levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self.counts: dict[str, dict[int, int]] = {}
        self.lists: dict[str, str] = {}
        self.styles = document.styles
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        shapes = {node.get(qn("w:abstractNumId")): _shape(node) for node in root.iter(qn("w:abstractNum"))}
        for node in root.iter(qn("w:num")):
            name, shape = node.get(qn("w:numId")), node.find(qn("w:abstractNumId")).get(qn("w:val"))
            self.lists[name] = shape
            self.levels[name] = dict(shapes.get(shape, {}))
            for override in node.iter(qn("w:lvlOverride")):
                start = override.find(qn("w:startOverride"))
                level = int(override.get(qn("w:ilvl")))
                if start is not None and level in self.levels[name]:
                    kind, text, _ = self.levels[name][level]
                    self.levels[name][level] = kind, text, int(start.get(qn("w:val")))
                    self.lists[name] = f"{shape}/{name}"  # counts anew

    def mark(self, paragraph: WordParagraph) -> str:
        """The number or bullet Word shows before this paragraph; an empty string for none."""
        name, level = self._place(paragraph)
        shape = self.levels.get(name or "", {}).get(level)
        if shape is None:
            return ""
        kind, text, start = shape
        if kind == "bullet":
            return BULLETS.get(text, "-")
        if kind == "none":
            return ""
        counts = self.counts.setdefault(self.lists[name], {})
        counts[level] = counts.get(level, start - 1) + 1
        for deeper in [key for key in counts if key > level]:
            del counts[deeper]
        for number in range(9):
            kind_of, _, first = self.levels[name].get(number, ("decimal", "", 1))
            value = counts.get(number, first)
            shown = (
                str(value) if kind != "decimal" and number != level and kind_of == "decimal" else shaped(value, kind_of)
            )
            text = text.replace(f"%{number + 1}", shown)
        return text.strip()

    def _place(self, paragraph: WordParagraph) -> tuple[str | None, int]:
        style = paragraph.style
        sources = [paragraph._p.pPr]
        while style is not None:
            sources.append(style.element.find(qn("w:pPr")))
            style = style.base_style
        for properties in sources:
            held = properties.find(qn("w:numPr")) if properties is not None else None
            if held is None:
                continue
            name, level = held.find(qn("w:numId")), held.find(qn("w:ilvl"))
            if name is not None:
                return name.get(qn("w:val")), int(level.get(qn("w:val"))) if level is not None else 0
        return None, 0


def _shape(node) -> dict[int, tuple[str, str, int]]:
    """Per level: kind of number, its text with %1 …, the first number."""
    held = {}
    for level in node.iter(qn("w:lvl")):
        kind, text, start = (level.find(qn(f"w:{name}")) for name in ("numFmt", "lvlText", "start"))
        held[int(level.get(qn("w:ilvl")))] = (
            kind.get(qn("w:val")) if kind is not None else "decimal",
            (text.get(qn("w:val")) or "") if text is not None else "",
            int(start.get(qn("w:val"))) if start is not None else 1,
        )
    return held


def shaped(value: int, kind: str) -> str:
    """A number as Word writes it: decimal, roman, letters."""
    if kind in ("upperRoman", "lowerRoman"):
        text = ""
        for size, letters in ROMAN:
            while value >= size:
                text, value = text + letters, value - size
        return text if kind == "upperRoman" else text.lower()
    if kind in ("upperLetter", "lowerLetter"):
        letter = chr(ord("A") + (value - 1) % 26) * ((value - 1) // 26 + 1)
        return letter if kind == "upperLetter" else letter.lower()
    if kind == "decimalZero":
        return f"{value:02d}"
    return str(value)
