"""The list of work as an Excel workbook: the rows of the list, and what was asked, so that the list can be had again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain
from typing import IO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from plans.intake import label_of
from plans.models import PartKind, ScheduleKind
from plans.states import Status
from plans.workbook import Bold, FlatWorkbook

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Header, width in characters, and the value among those of COLUMNS.
HEAD = (
    ("Mã", 8),
    ("Nhiệm vụ", 60),
    ("Kế hoạch", 28),
    ("Phần", 28),
    ("Cơ quan, đơn vị", 24),
    ("Vai", 12),
    ("Kết quả, sản phẩm", 28),
    ("Thời gian trong kế hoạch", 22),
    ("Hạn", 12),
    ("Hạn gốc", 12),
    ("Trạng thái", 24),
    ("Ngày hoàn thành", 12),
    ("Kết quả đã ghi", 50),
    ("Ngày xác nhận", 12),
    ("Nguồn", 28),
)
COLUMNS = (
    "order__plan_model__number",
    "order__number",
    "order__text",
    "order__plan__short_title",
    "order__plan_model__short_name",
    "order__section",
    "kept_by__short_name",
    "part",
    "order__deliverable",
    "order__schedule_text",
    "order__schedule_kind",
    "due",
    "first_due",
    "status",
    "done_on",
    "result",
    "confirmed_on",
    "order__source_document",
)
PARTS = {str(key): label for key, label in PartKind.choices}
STATES = {str(key): label for key, label in Status.choices}


def plain(text: str) -> str:
    """Text Excel will not run: what looks like a formula gets a leading apostrophe."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def lines(rows) -> Iterator[list]:
    """`rows` (assignments with their status) as lines of the sheet, read piece by piece."""
    for (
        model_number, number, text, plan, model, section, unit, part, deliverable, schedule, kind,
        due, first_due, status, done_on, result, confirmed_on, source,
    ) in rows.values_list(*COLUMNS).iterator(2000):  # fmt: skip
        yield [
            plain(model_number or number),
            plain(text),
            plain(plan),
            plain(model or section),
            plain(unit),
            PARTS[part],
            plain(deliverable),
            plain(schedule),
            due or ("theo sự việc" if kind == ScheduleKind.EVENT else "không có"),
            first_due if first_due != due else None,
            STATES[status],
            done_on,
            plain(result),
            confirmed_on,
            plain(source),
        ]


def write_tasks(out: IO[bytes], rows, *, criteria: Iterable[tuple[str, str]], address: str, moment: str) -> None:
    """Writes the workbook to `out`; `criteria` and `address` say on the second sheet how to have the list again."""
    asked = [("Số liệu lúc", moment), *((label, plain(words)) for label, words in criteria)]
    asked.append(("Mở lại danh sách", address))
    head = [Bold(title) for title, _ in HEAD]
    with FlatWorkbook(out) as book:
        book.add("Nhiệm vụ", chain([head], lines(rows)), widths=[width for _, width in HEAD], frozen="C2")
        book.add("Điều kiện lọc", [[Bold(label), words] for label, words in asked], widths=[24, 90])


# Read back by `plans.intake`, which knows these headings; the unit of count is for the eye.
SAMPLE_HEAD = (
    ("Đơn vị", 30),
    ("Mô hình", 40),
    ("Số liệu", 48),
    ("Đơn vị tính", 12),
    ("Tháng", 10),
    ("Số lượng", 12),
    ("Ghi chú", 30),
)


def write_sample(out: IO[bytes], work, *, first: date, held: dict) -> None:
    """The workbook in which the figures of a month are filled in: a row per unit, work and figure, what is held put in.

    `work`: assignments with order, model, measures and unit; `held`: assignment id -> the month's entry with its figures.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Số liệu")
    for index, (_, width) in enumerate(SAMPLE_HEAD):
        sheet.column_dimensions[chr(65 + index)].width = width
    sheet.freeze_panes = "D2"
    sheet.append([_bold(sheet, title) for title, _ in SAMPLE_HEAD])
    for row in work:
        entry, model = held.get(row.pk), row.order.plan_model
        figures = {figure.measure_id: figure.count for figure in entry.figures.all()} if entry else {}
        lines = [(label_of(row), row.order.count_unit, entry.count if entry else None)]
        lines += [(m.label, m.unit, figures.get(m.pk)) for m in row.order.measures.all()]
        for label, unit, value in lines:
            sheet.append(
                [
                    plain(row.kept_by.short_name),
                    plain(f"{model.number} {model.short_name}" if model else row.order.number),
                    plain(label),
                    plain(unit),
                    f"{first:%m/%Y}",
                    value,
                ]
            )
    book.save(out)


def _bold(sheet, text: str):
    cell = WriteOnlyCell(sheet, value=text)
    cell.font, cell.alignment = Font(bold=True), Alignment(vertical="top", wrap_text=True)
    return cell
