"""PDF files with text: lines by their place on the page, ruled tables, letterheads in two columns."""

from __future__ import annotations

import io
import re
import statistics
from collections import Counter
from itertools import pairwise

import pdfplumber
import pypdfium2
from pdfminer.pdfexceptions import PDFException
from pdfplumber.utils.exceptions import PdfminerException

from plans.reading.blocks import Block, Cell, Paragraph, Refused, Table, clean, join_lines
from plans.reading.layout import Line, Measure, measure, paragraphs

LONGEST = 400  # pages
SCANNED = "Tệp PDF là ảnh quét, không có chữ để đọc; hãy dùng tệp Word gốc hoặc PDF có lớp chữ (đã nhận dạng)."
LOCKED = "Tệp PDF có mật khẩu; hãy bỏ mật khẩu rồi tải lên lại."
BROKEN = "Tệp PDF bị hỏng, không mở được; hãy xuất lại từ Word rồi thử lại."
FEWEST = 60  # letters a page of a plan has at least, on average


def read(data: bytes) -> list[Block]:
    """The blocks of a PDF. Raises `Refused` for one that is locked, damaged, scanned or longer than `LONGEST` pages."""
    _check(data)
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            pages = []
            for page in document.pages:
                pages.append(_Page(page))
                page.close()
    except (PdfminerException, PDFException, ValueError, KeyError, TypeError) as error:
        raise Refused(BROKEN) from error
    edges = measure([line for page in pages for line in page.lines if not line.column])
    blocks: list[Block] = []
    pending: list[Line] = []
    for page in pages:
        for item in page.items():
            if isinstance(item, Table):
                blocks += paragraphs(pending, edges)
                pending = []
                blocks.append(item)
            elif item.column:
                blocks += paragraphs(pending, edges)
                pending = []
                blocks.append(Paragraph(item.text, page=item.page, bold=item.bold))
            else:
                pending.append(item)
    return _joined([*blocks, *paragraphs(pending, edges)])


def _check(data: bytes) -> None:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise Refused(LOCKED if "password" in str(error).lower() else BROKEN) from error
    try:
        count = len(document)
        if count > LONGEST:
            raise Refused(f"Tệp PDF dài {count} trang; một kế hoạch dài nhất {LONGEST} trang, hãy tách tệp.")
        letters = odd = 0
        for page in document:
            text = page.get_textpage().get_text_range()
            letters += sum(char.isalpha() for char in text)
            odd += sum(
                char == "\ufffd" or "\ue000" <= char <= "\uf8ff" or (char < " " and char not in "\r\n\t")
                for char in text
            )
            page.close()
    finally:
        document.close()
    if not count or letters < FEWEST * count:
        raise Refused(SCANNED)
    if odd > letters * 0.2:
        raise Refused("Chữ trong tệp PDF không đọc được (phông chữ cũ hoặc bị khóa); hãy dùng tệp Word gốc.")


class _Line(Line):
    """A line with the column of a letterhead it stands in: 0 for running text, 1 left, 2 right."""

    column: int = 0


class _Page:
    """Lines and tables of one page, in reading order."""

    def __init__(self, page):
        self.number = page.page_number
        found = [
            table for table in page.find_tables(_closing(page)) if len(table.rows) > 1 or len(table.rows[0].cells) > 2
        ]
        words = page.extract_words(x_tolerance=1.5, y_tolerance=2.5, extra_attrs=["fontname", "size"])
        self.tables = [(table.bbox[1], _table(table, words, self.number)) for table in found]
        outside = [word for word in words if not any(_inside(word, table.bbox) for table in found)]
        self.lines = _lines(outside, page)

    def items(self) -> list[_Line | Table]:
        placed: list[tuple[float, int, _Line | Table]] = [(top, 1, table) for top, table in self.tables]
        order = 0.0
        for line in self.lines:
            order = max(order, line.top)
            placed.append((order, 0, line))
        return [item for _, _, item in sorted(placed, key=lambda entry: (entry[0], entry[1]))]


def _closing(page) -> dict:
    """Settings that close a table where a page break cuts a row: there its upright rules end without a crossing one."""
    upright = [edge for edge in page.edges if edge["orientation"] == "v" and edge["bottom"] - edge["top"] > 6]
    level = [edge["top"] for edge in page.edges if edge["orientation"] == "h"]
    ends = Counter(round(edge[side]) for edge in upright for side in ("top", "bottom"))
    open_ends = [end for end, count in ends.items() if count > 2 and all(abs(end - top) > 3 for top in level)]
    return {"explicit_horizontal_lines": open_ends} if open_ends else {}


def _inside(word: dict, box) -> bool:
    middle_x, middle_y = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    return box[0] - 1 <= middle_x <= box[2] + 1 and box[1] - 1 <= middle_y <= box[3] + 1


# --- lines -----------------------------------------------------------------------------------------------------------


def _rows(words: list[dict]) -> list[list[dict]]:
    """Words by printed row, left to right."""
    rows: list[list[dict]] = []
    for word in sorted(words, key=lambda word: (word["bottom"], word["x0"])):
        if rows and abs(rows[-1][-1]["bottom"] - word["bottom"]) < max(3.0, word["size"] * 0.3):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda word: word["x0"]) for row in rows]


def _columns(row: list[dict], border: float | None, page) -> tuple[list[dict], list[dict]] | None:
    """The two parts of a row that stands in a letterhead's or a foot's columns; None for a row of running text.

    The cut is the gap at the border of the rows above, else the widest one about the middle of the page.
    """
    gaps = [after["x0"] - before["x1"] for before, after in pairwise(row)]
    wide = max(16.0, statistics.median(gaps) * 3) if gaps else 0.0
    places = [
        place
        for place, gap in enumerate(gaps, start=1)
        if (gap > wide or (border is not None and len(gaps) < 3 and gap > 16))
        and row[place - 1]["x1"] < page.width * 0.55
        and row[place]["x0"] > page.width * 0.3
    ]
    if border is None and not _opens_columns(row, places):
        return None
    if border is not None:
        places = [place for place in places if row[place - 1]["x1"] - 8 < border < row[place]["x0"] + 8] or places
    if not places:
        return None
    place = max(places, key=lambda place: gaps[place - 1])
    return row[:place], row[place:]


def _line(words: list[dict], page: int) -> _Line:
    text = re.sub(r"(?<=[(“]) | (?=[)”])", "", clean(" ".join(word["text"] for word in words)))
    heavy = sum(len(word["text"]) for word in words if "bold" in word["fontname"].lower())
    line = _Line(
        text,
        words[0]["x0"],
        words[-1]["x1"],
        page,
        words[0]["top"],
        heavy * 2 > sum(len(word["text"]) for word in words),
        words[0]["size"],
        words[0]["x1"] - words[0]["x0"],
    )
    return line


def _lines(words: list[dict], page) -> list[_Line]:
    """The page's lines; those of a letterhead or a foot in two columns come left column first."""
    lines: list[_Line] = []
    left: list[_Line] = []
    right: list[_Line] = []
    border: float | None = None

    def close() -> None:
        nonlocal border
        for column, held in enumerate((left, right), start=1):
            for line in held:
                line.column = column
            lines.extend(held)
            held.clear()
        border = None

    rows = _rows(words)
    for number, row in enumerate(rows):
        if _page_number(row, number, len(rows), page):
            continue
        parts = _columns(row, border, page)
        if parts:
            border = (parts[0][-1]["x1"] + parts[1][0]["x0"]) / 2 if border is None else border
            left.append(_line(parts[0], page.page_number))
            right.append(_line(parts[1], page.page_number))
            continue
        line = _line(row, page.page_number)
        if line.text.startswith(("Nơi nhận", "NƠI NHẬN")) and len(line.text) < 12:  # the signature's lines stand lower
            close()
            border = page.width / 2
            left.append(line)
            continue
        edge = (
            min(part.left for part in right) if right else border or 0.0
        )  # the left column may reach to the right one
        if border is not None and (line.right < edge or line.left > border - 4) and not _title(line, page):
            (right if line.left > border - 4 else left).append(line)
            continue
        close()
        lines.append(line)
    close()
    return lines


def _title(line: Line, page) -> bool:
    """A type name in the middle of the page ends a letterhead."""
    return (
        line.text.isupper() and abs((line.left + line.right) / 2 - page.width / 2) < 30 and line.left > page.width * 0.3
    )


_HEAD = re.compile(r"CỘNG H[OÒ]|Độc lập|TM\.|KT\.|TL\.|TUQ\.")


def _opens_columns(row: list[dict], places: list[int]) -> bool:
    """Does a letterhead or a foot begin with this row?"""
    if not places:
        return False
    words = " ".join(word["text"] for word in row)
    right = " ".join(word["text"] for word in row[places[0] :])
    return (
        words.startswith(("Nơi nhận", "NƠI NHẬN")) or bool(_HEAD.match(right)) or (words.isupper() and len(right) > 5)
    )


def _page_number(row: list[dict], number: int, count: int, page) -> bool:
    """A number alone in the top or bottom margin."""
    text = "".join(word["text"] for word in row)
    if not re.fullmatch(r"[-–]?\d{1,3}[-–]?(?:/\d{1,3})?", text):
        return False
    return (number == 0 and row[0]["top"] < page.height * 0.12) or (
        number == count - 1 and row[0]["top"] > page.height * 0.88
    )


# --- tables ----------------------------------------------------------------------------------------------------------


def _table(table, words: list[dict], page: int) -> Table:
    """The ruled table; a cell's lines stay lines, spans are counted by the rules it crosses."""
    edges = sorted({round(x) for row in table.rows for cell in row.cells if cell for x in (cell[0], cell[2])})
    edges = [edge for index, edge in enumerate(edges) if not index or edge - edges[index - 1] > 4]
    inside = [word for word in words if _inside(word, table.bbox)]
    grid = Table(page=page)
    known: dict[tuple, Cell] = {}
    for row in table.rows:
        cells: list[Cell] = []
        for box in row.cells:
            if box is None:
                continue
            column = _edge(edges, box[0])
            span = max(1, _edge(edges, box[2]) - column)
            held = known.get(box)
            if held is None:
                held = known[box] = Cell(_cell_text(inside, box), column, span, _bold(inside, box))
            cells.append(held)
        middle = (row.bbox[1] + row.bbox[3]) / 2
        covered = {column for cell in cells for column in range(cell.column, cell.column + cell.span)}
        for box, cell in known.items():  # merged over rows: it stands in each of them
            if box[1] < middle < box[3] and cell.column not in covered and not any(cell is own for own in cells):
                cells.append(cell)
        grid.rows.append(sorted(cells, key=lambda cell: cell.column))
    return grid


def _edge(edges: list[int], x: float) -> int:
    return min(range(len(edges)), key=lambda index: abs(edges[index] - x))


def _cell_text(words: list[dict], box) -> str:
    own = [word for word in words if _inside(word, (box[0] + 1, box[1] + 1, box[2] - 1, box[3] - 1))]
    return "\n".join(_cell_lines([" ".join(word["text"] for word in row) for row in _rows(own)])) if own else ""


def _cell_lines(lines: list[str]) -> list[str]:
    """Lines of a cell: one per list item; a wrapped name or sentence is whole, agencies keep their line feeds."""
    joined: list[str] = []
    for line in lines:
        if joined and re.search(r"[A-ZĐ]-$|\d/\d{1,2}/\d{1,3}$|(?<!\s)/$", joined[-1]):
            joined[-1] = join_lines([joined[-1], line])
        else:
            joined.append(line)
    return joined


def _bold(words: list[dict], box) -> bool:
    own = [word for word in words if _inside(word, box)]
    return bool(own) and all("bold" in word["fontname"].lower() for word in own)


def _joined(blocks: list[Block]) -> list[Block]:
    """Tables that a page break cut are one: the same columns, nothing but a repeated header between."""
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if (
            isinstance(block, Table)
            and isinstance(last, Table)
            and block.width == last.width
            and block.page != last.page
        ):
            rows = block.rows
            head = [clean(cell.text) for cell in last.rows[0]]
            if rows and [clean(cell.text) for cell in rows[0]] == head:
                rows = rows[1:]
            if rows and _goes_on(last.rows[-1], rows[0]):
                for cell, more in zip(last.rows[-1], rows[0], strict=True):
                    cell.text = f"{cell.text}\n{more.text}".strip()
                rows = rows[1:]
            last.rows += rows
        else:
            joined.append(block)
    return joined


def _goes_on(last: list[Cell], first: list[Cell]) -> bool:
    """The first row of a page is the rest of the last one when it has no number of its own and that one has."""
    alike = [cell.column for cell in last] == [cell.column for cell in first]
    return alike and len(last) > 2 and bool(clean(last[0].text)) and not clean(first[0].text)


__all__ = ["Measure", "read"]
