"""Answers as an Excel workbook; text never becomes a formula."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.workbook.child import INVALID_TITLE_REGEX

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def plain(value):
    """A cell value Excel will not run: text that looks like a formula gets a leading apostrophe."""
    if isinstance(value, str) and value.startswith(DANGEROUS):
        return f"'{value}"
    return value


def workbook(title: str, head: list[str], rows, widths: list[int]) -> Workbook:
    """One sheet with a frozen head, wrapped text and the given column widths (characters).

    Its name is `title` as far as Excel takes it: 31 characters, none of them the slash of “Quý I/2024”.
    """
    book = Workbook()
    sheet = book.active
    sheet.title = INVALID_TITLE_REGEX.sub("-", title)[:31]
    sheet.append(head)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in rows:
        sheet.append([plain(value) for value in row])
    for index, width in enumerate(widths):
        sheet.column_dimensions[chr(65 + index)].width = width
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    return book


def answers_workbook(report, answers) -> Workbook:
    """One row per question: section, question, number, whole, unit, words, source, state."""
    head = ["Phần", "Nội dung", "Số liệu", "Tổng số (với tỷ lệ)", "Đơn vị tính", "Lời văn", "Nguồn", "Tình trạng"]
    rows = [
        [
            str(answer.question.section),
            answer.question.label,
            answer.number,
            answer.denominator,
            answer.question.unit,
            answer.text or answer.choice,
            answer.get_origin_display() if answer.number is not None else "",
            answer.get_status_display(),
        ]
        for answer in answers
    ]
    return workbook(report.agency.short_name, head, rows, [34, 44, 12, 14, 12, 70, 12, 16])
