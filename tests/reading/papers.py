"""Writes plan documents of our own in several layouts and kinds of file."""

from __future__ import annotations

import html
import io
from dataclasses import dataclass, field

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from openpyxl import Workbook
from weasyprint import HTML


@dataclass
class Grid:
    """A ruled table: rows of texts; a row with one text spans the width; `None` continues the cell above."""

    rows: list[list[str | None]]


@dataclass
class Paper:
    """A document as its parts: letterhead, type, title, paragraphs and tables, foot."""

    body: list[str | Grid]
    title: str = ""
    type: str = "KẾ HOẠCH"
    left: list[str] = field(default_factory=list)
    place_line: str = ""
    under_title: list[str] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    signature: list[str] = field(default_factory=list)

    @property
    def right(self) -> list[str]:
        return ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", self.place_line]


def bold(text: str) -> bool:
    """Headings of the body are bold: those in capitals and short numbered lines without a closing point."""
    return text.split(" ", 1)[-1].isupper() or (
        text[:1].isdigit() and len(text) < 90 and not text.endswith((".", ";", ":"))
    )


def docx(paper: Paper) -> bytes:
    word = Document()
    if paper.left:
        _frame(word, paper.left, paper.right)
    if paper.type:
        _centred(word, paper.type)
        _centred(word, paper.title)
    for line in paper.under_title:
        word.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for part in paper.body:
        if isinstance(part, Grid):
            _grid(word, part)
        else:
            run = word.add_paragraph().add_run(part)
            run.bold = bold(part) or None
    if paper.recipients or paper.signature:
        _frame(word, ["Nơi nhận:", *(f"- {name};" for name in paper.recipients), "- Lưu: VT."], paper.signature)
    return saved(word)


def _centred(word, text: str) -> None:
    paragraph = word.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run(text).bold = True


def _frame(word, left: list[str], right: list[str]) -> None:
    cells = word.add_table(rows=1, cols=2).rows[0].cells
    cells[0].text, cells[1].text = "\n".join(left), "\n".join(right)


def _grid(word, grid: Grid) -> None:
    width = max(len(row) for row in grid.rows)
    table = word.add_table(rows=len(grid.rows), cols=width, style="Table Grid")
    for number, row in enumerate(grid.rows):
        cells = table.rows[number].cells
        if len(row) == 1:
            cells[0].merge(cells[-1]).text = row[0]
            continue
        for column, text in enumerate(row):
            if text is None:
                table.cell(number - 1, column).merge(table.cell(number, column))
            else:
                cells[column].text = text


STYLE = """
@page { size: A4; margin: 20mm 20mm 20mm 30mm; @top-center { content: counter(page); font: 13pt "Liberation Serif"; } }
@page :first { @top-center { content: none; } }
body { font: 14pt/1.25 "Liberation Serif"; } p { text-align: justify; text-indent: 1.27cm; margin: 0 0 6pt; }
.mid { text-align: center; text-indent: 0; font-weight: bold; } .plain { font-weight: normal; font-style: italic; }
.frame { width: 100%; border-collapse: collapse; } .frame td { vertical-align: top; text-align: center; font-size: 12pt; } .frame td:first-child { width: 40%; }
.frame .from { text-align: left; font-size: 11pt; }
.grid { width: 100%; border-collapse: collapse; font-size: 12pt; } .grid td { border: 0.5pt solid #000; padding: 2pt 4pt; }
.grid thead { display: table-header-group; }
"""


def pdf(paper: Paper) -> bytes:
    return HTML(string=markup(paper)).write_pdf()


def markup(paper: Paper) -> str:
    parts = [f"<style>{STYLE}</style>"]
    if paper.left:
        parts.append(_framed(paper.left, paper.right))
    if paper.type:
        parts.append(f'<p class="mid">{paper.type}</p><p class="mid">{html.escape(paper.title)}</p>')
    parts += [f'<p class="mid plain">{html.escape(line)}</p>' for line in paper.under_title]
    for part in paper.body:
        if isinstance(part, Grid):
            parts.append(_ruled(part))
        else:
            text = html.escape(part)
            parts.append(f"<p>{f'<b>{text}</b>' if bold(part) else text}</p>")
    if paper.recipients or paper.signature:
        names = ["Nơi nhận:", *(f"- {name};" for name in paper.recipients), "- Lưu: VT."]
        parts.append(_framed(names, paper.signature, "from"))
    return f"<html lang=vi><body>{''.join(parts)}</body></html>"


def _framed(left: list[str], right: list[str], name: str = "") -> str:
    cells = ("<br>".join(map(html.escape, column)) for column in (left, right))
    return f'<table class="frame"><tr><td class="{name}">{next(cells)}</td><td>{next(cells)}</td></tr></table>'


def _ruled(grid: Grid) -> str:
    width = max(len(row) for row in grid.rows)
    lines = []
    for number, row in enumerate(grid.rows):
        if len(row) == 1:
            lines.append(f'<tr><td colspan="{width}">{html.escape(row[0])}</td></tr>')
            continue
        cells = []
        for column, text in enumerate(row):
            if text is None:
                continue
            below = 0
            while (
                number + below + 1 < len(grid.rows)
                and column < len(grid.rows[number + below + 1])
                and grid.rows[number + below + 1][column] is None
            ):
                below += 1
            words = "<br>".join(html.escape(line) for line in text.split("\n"))
            cells.append(f'<td rowspan="{below + 1}">{words}</td>')
        lines.append(f"<tr>{''.join(cells)}</tr>")
    head = 1 + sum(None in row for row in grid.rows[1:3])
    return f'<table class="grid"><thead>{"".join(lines[:head])}</thead><tbody>{"".join(lines[head:])}</tbody></table>'


def txt(paper: Paper) -> bytes:
    """One line per paragraph, as text copied out of Word; tables become tab-free Markdown rows."""
    lines = [*paper.left, *paper.right, paper.type, paper.title, *paper.under_title]
    for part in paper.body:
        if isinstance(part, Grid):
            lines += [
                "",
                *("| " + " | ".join((text or "").replace("\n", "<br>") for text in row) + " |" for row in part.rows),
                "",
            ]
        else:
            lines += ["", part]
    if paper.recipients or paper.signature:
        lines += ["", "Nơi nhận:", *(f"- {name};" for name in paper.recipients), "- Lưu: VT.", "", *paper.signature]
    return "\n".join(lines).encode()


def xlsx(paper: Paper) -> bytes:
    """The title lines and the first table on one sheet."""
    book = Workbook()
    sheet = book.active
    for line in (*paper.left, paper.type, paper.title, *paper.under_title):
        sheet.append([line])
    for part in paper.body:
        if isinstance(part, Grid):
            for row in part.rows:
                sheet.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


WRITERS = {"docx": docx, "pdf": pdf}


def saved(word) -> bytes:
    """The bytes of a Word document."""
    held = io.BytesIO()
    word.save(held)
    return held.getvalue()
