"""Spreadsheets: the first visible sheet that holds a task table, merged cells resolved."""

from __future__ import annotations

import io
import zipfile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from plans.reading.blocks import Block, Cell, Paragraph, Refused, Table, clean
from plans.reading.tables import header_of, printed

MOST_ROWS, MOST_COLUMNS = 5000, 60
LARGEST = 300 * 1024 * 1024
BROKEN = "Tệp Excel bị hỏng, không mở được; hãy mở bằng Excel rồi lưu lại thành .xlsx."


def read(data: bytes) -> list[Block]:
    """Lines above the table as paragraphs, the table, lines below. Raises `Refused` where no sheet has a task table."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > LARGEST:
                raise Refused("Tệp Excel giải nén ra quá lớn; hãy chỉ giữ lại trang có bảng nhiệm vụ.")
        book = load_workbook(io.BytesIO(data), data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise Refused(BROKEN) from error
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        blocks = _blocks(sheet)
        if blocks:
            return blocks
    raise Refused(
        "Không thấy bảng nhiệm vụ trong tệp Excel; bảng cần dòng tiêu đề như “Nội dung công việc”, “Cơ quan chủ trì”."
    )


def _blocks(sheet) -> list[Block]:
    merged = {
        (row, column): area
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row, min(area.max_row, MOST_ROWS) + 1)
        for column in range(area.min_col, min(area.max_col, MOST_COLUMNS) + 1)
    }
    known: dict[str, Cell] = {}
    rows: list[list[Cell]] = []
    for line in sheet.iter_rows(max_row=min(sheet.max_row, MOST_ROWS), max_col=min(sheet.max_column, MOST_COLUMNS)):
        cells: list[Cell] = []
        for cell in line:
            area = merged.get((cell.row, cell.column))
            if area is None:
                cells.append(Cell(printed(cell.value), cell.column - 1, 1, bool(cell.font and cell.font.b)))
            elif str(area) in known:
                if not any(held is known[str(area)] for held in cells):
                    cells.append(known[str(area)])
            else:
                first = sheet.cell(area.min_row, area.min_col)
                held = Cell(
                    printed(first.value),
                    area.min_col - 1,
                    area.max_col - area.min_col + 1,
                    bool(first.font and first.font.b),
                )
                known[str(area)] = held
                cells.append(held)
        rows.append(cells)
    for start in range(min(30, len(rows))):
        if _is_row(rows[start]) and header_of(Table(rows[start : start + 3])):
            end = _end(rows, start)
            return [*_lines(rows[:start]), Table(rows[start:end]), *_lines(rows[end:])]
    return []


def _is_row(cells: list[Cell]) -> bool:
    return sum(bool(clean(cell.text)) for cell in cells) > 1


def _end(rows: list[list[Cell]], start: int) -> int:
    """The table ends before "Nơi nhận" or a signature."""
    for index in range(start + 1, len(rows)):
        words = " ".join(clean(cell.text) for cell in rows[index])
        if words.strip().startswith(("Nơi nhận", "TM. ", "KT. ")):
            return index
    return len(rows)


def _lines(rows: list[list[Cell]]) -> list[Paragraph]:
    """Left cells of a letterhead first, then the right ones, as they are read."""
    cells = [cell for row in rows for cell in row if clean(cell.text)]
    columns = sorted({cell.column for cell in cells})
    two = len(columns) > 1 and any("CỘNG H" in cell.text for cell in cells)
    if two:
        border = max(
            column for column in columns if column < next(cell.column for cell in cells if "CỘNG H" in cell.text) + 1
        )
        cells = [cell for cell in cells if cell.column < border] + [cell for cell in cells if cell.column >= border]
    seen: list[Cell] = []
    lines: list[Paragraph] = []
    for cell in cells:
        if any(cell is held for held in seen):
            continue
        seen.append(cell)
        lines += [Paragraph(clean(line), bold=cell.bold) for line in cell.text.split("\n") if clean(line)]
    return lines
