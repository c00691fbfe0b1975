"""Rows of results from Excel, pasted or in a workbook: what each row means, or one sentence on what is not clear in it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from openpyxl import load_workbook

from agencies.matching import Matcher
from agencies.models import Agency
from agencies.vietnamese import format_number, normal, parse_number, search_key
from plans.cadence import next_period
from plans.models import Activity, Assignment, Measure
from workflow.evidence import Refused, check

ROWS_MAX, COLUMNS_MAX, HEAD_WITHIN = 2000, 20, 20
# Headings after folding. What is not named here (unit of count, number of the row) is not read.
HEADINGS = {
    "unit": ("don vi", "co quan", "co quan don vi", "ten don vi", "xa thi tran"),
    "work": ("mo hinh", "nhiem vu", "mo hinh nhiem vu", "mo hinh hoac nhiem vu", "ten mo hinh", "so mo hinh"),
    "figure": ("so lieu", "ten so lieu", "chi so"),
    "on": ("ngay", "thang", "ngay thang", "ngay hoac thang", "ngay thuc hien", "thoi gian"),
    "count": ("so luong", "so", "gia tri"),
    "text": ("noi dung", "mot dong noi dung", "ghi chu", "dien giai", "ket qua"),
}
FIELDS = {heading: name for name, headings in HEADINGS.items() for heading in headings}


@dataclass
class Line:
    """A row as it was sent and what it means; with a `problem` it means nothing yet. `deed` says what saving does."""

    number: int
    cells: dict[str, str]
    problem: str = ""
    assignment: Assignment | None = None
    measure: Measure | None = None
    on: date | None = None
    monthly: bool = False
    count: Decimal | None = None
    deed: str = ""
    old: Decimal | None = None

    @property
    def text(self) -> str:
        return self.cells.get("text", "")

    @property
    def label(self) -> str:
        return self.measure.label if self.measure else label_of(self.assignment)

    @property
    def unit_of_count(self) -> str:
        return self.measure.unit if self.measure else self.assignment.order.count_unit


@dataclass
class Entry:
    """What one or several lines write: an event, or a month's count with its figures."""

    assignment: Assignment
    on: date
    monthly: bool
    count: Decimal | None = None
    text: str = ""
    figures: dict[int, Decimal] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)


# From what was sent to a table of words


def table_of_text(text: str) -> list[list[str]]:
    """Rows as Excel puts them on the clipboard (tabs, quoted cells); typed by hand, semicolons do as well."""
    mark = "\t" if "\t" in text or ";" not in text else ";"
    if text.count('"') % 2:
        rows = [line.split(mark) for line in text.splitlines()]
    else:
        rows = list(csv.reader(io.StringIO(text), delimiter=mark))
    if len(rows) > ROWS_MAX:
        raise Refused(
            f"Có {format_number(len(rows))} dòng, mỗi lần nhận tối đa {format_number(ROWS_MAX)}. Hãy chia ra."
        )
    return [[normal(cell) for cell in row[:COLUMNS_MAX]] for row in rows]


def text_of_workbook(upload) -> str:
    """The first visible sheet of an .xlsx file with a known heading, as pasted text. Raises `Refused`."""
    check(upload, allowed=(".xlsx",))
    try:
        book = load_workbook(upload, read_only=True, data_only=True)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        for sheet in sheets:
            rows = [
                [_printed(value) for value in row]
                for row in sheet.iter_rows(max_row=ROWS_MAX + HEAD_WITHIN, max_col=COLUMNS_MAX, values_only=True)
            ]
            start = head_of(rows)
            if start is not None:
                return "\n".join("\t".join(row).rstrip("\t") for row in rows[start:] if any(row))
    except Refused:
        raise
    except Exception as error:  # openpyxl raises whatever a broken part leads it to
        raise Refused("Tệp Excel không mở được. Hãy mở bằng Excel, lưu lại thành .xlsx rồi chọn lại.") from error
    raise Refused(
        "Không thấy dòng tiêu đề trong tệp. Dòng tiêu đề cần các cột Đơn vị, Mô hình, Tháng, Số lượng như tệp mẫu."
    )


def _printed(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float):
        return format_number(round(value, 4)).replace(".", "")
    return normal(str(value))


def head_of(rows: list[list[str]]) -> int | None:
    """Index of the row of headings: at least three columns known, a count among them."""
    for index, row in enumerate(rows[:HEAD_WITHIN]):
        known = {FIELDS.get(search_key(cell)) for cell in row}
        if "count" in known and len(known - {None}) >= 3:
            return index
    return None


# From the table to lines


def lines_of(text: str, *, columns: tuple[str, ...]) -> list[Line]:
    """The rows of `text` under its headings, or without any under `columns`; rows of blanks are left out."""
    rows = table_of_text(text)
    start = head_of(rows)
    if start is not None:
        names = [FIELDS.get(search_key(cell), "") for cell in rows[start]]
        body = rows[start + 1 :]
    else:
        names, body = list(columns), rows
    offset = 0 if start is None else start + 1
    found = []
    for index, row in enumerate(body, start=offset + 1):
        cells: dict[str, str] = {}
        for name, cell in zip(names, row, strict=False):
            if name and cell:
                cells.setdefault(name, cell)
        if cells:
            found.append(Line(index, cells))
    return found


def without(text: str, numbers: set[int]) -> str:
    """The pasted text without the rows of these numbers (`Line.number`)."""
    rows = enumerate(table_of_text(text), start=1)
    return "\n".join("\t".join(row) for number, row in rows if number not in numbers)


def day_of(text: str, *, today: date) -> tuple[date, bool]:
    """(day, whether a whole month is meant). A month stands for its last day, the present one for today.

    Reads 14/12/2024, 14-12-2024, 2024-12-14, 14/12 (this year), the serial number Excel shows for a day, 12/2024,
    2024-12, "tháng 12", "T12/2024". Raises `ValueError` with the sentence to show.
    """
    words = search_key(text)
    asked = ValueError(f"“{text[:30]}” không đọc được là ngày. Hãy ghi ngày/tháng/năm, ví dụ {today:%d/%m/%Y}.")
    try:
        if found := re.fullmatch(r"(\d{1,2}) (\d{1,2})(?: (\d{4}))?", words):
            return date(int(found[3] or today.year), int(found[2]), int(found[1])), False
        if found := re.fullmatch(r"(\d{4}) (\d{1,2}) (\d{1,2})(?: 00 00 00)?", words):
            return date(int(found[1]), int(found[2]), int(found[3])), False
        if re.fullmatch(r"[34567]\d{4}", words):
            return date(1899, 12, 30) + timedelta(days=int(words)), False
        if found := re.fullmatch(r"(?:thang |t)?(\d{1,2}) (\d{4})|(?:thang |t)(\d{1,2})", words):
            first = date(int(found[2] or today.year), int(found[1] or found[3]), 1)
        elif found := re.fullmatch(r"(\d{4}) (\d{1,2})", words):
            first = date(int(found[1]), int(found[2]), 1)
        else:
            raise asked
    except ValueError as error:
        raise asked from error
    return max(first, min(today, next_period("MONTH", first) - timedelta(days=1))), True


class Reading:
    """Finds the work each line means among `work` (assignments with order, model, measures and units loaded)."""

    def __init__(self, work: Iterable[Assignment], *, today: date, chosen: Assignment | None = None):
        self.work, self.today, self.chosen = list(work), today, chosen
        self._by_name: dict[tuple[int | None, str], list[Assignment]] = {}
        self._units: dict[str, Agency] = {}
        self._registries: list[Matcher] | None = None
        for row in self.work:
            for name in names_of(row):
                for unit in (row.kept_by_id, None):
                    self._by_name.setdefault((unit, search_key(name)), []).append(row)
            for name in (row.kept_by.name, row.kept_by.short_name):
                self._units[search_key(name)] = row.kept_by

    def read(self, line: Line, *, by_unit: bool) -> None:
        """Fills in the line, or its `problem`. `by_unit`: each row names its unit."""
        try:
            unit = self._unit(line.cells.get("unit", "")) if by_unit else None
            line.assignment, line.measure = self._work(line, unit)
            if not line.cells.get("on"):
                raise ValueError("Thiếu ngày hoặc tháng.")
            line.on, monthly = day_of(line.cells["on"], today=self.today)
            line.monthly = monthly or by_unit
            line.count = self._count(line)
            if line.on > self.today:
                raise ValueError("Thời gian này ở sau hôm nay. Hãy kiểm tra lại ngày, tháng.")
            if line.measure is not None and not line.monthly:
                raise ValueError("Số liệu kèm theo chỉ nhận theo tháng. Hãy ghi tháng, ví dụ 12/2024.")
        except ValueError as error:
            line.problem = str(error)

    def _matchers(self) -> list[Matcher]:
        """The registries of the jurisdictions concerned, read when a name is written in another way than here."""
        if self._registries is None:
            authorities = {row.order.plan.authority_id: row.order.plan.authority for row in self.work}
            self._registries = [Matcher(authority, on=self.today) for authority in authorities.values()]
        return self._registries

    def _unit(self, words: str) -> Agency:
        if not words:
            raise ValueError("Thiếu tên đơn vị.")
        unit = self._units.get(search_key(words))
        for matcher in self._matchers() if unit is None else ():
            unit = unit or matcher.find(words).agency
        if unit is None:
            raise ValueError(f"Không có đơn vị “{words[:60]}”. Hãy ghi tên đơn vị như trong tệp mẫu.")
        return unit

    def _work(self, line: Line, unit: Agency | None) -> tuple[Assignment, Measure | None]:
        words = line.cells.get("work", "")
        whose = f" của {unit.short_name}" if unit else ""
        if words:
            found = self._by_name.get((unit.pk if unit else None, search_key(words)), [])
        else:
            found = [self.chosen] if self.chosen else []
            if not found:
                raise ValueError("Thiếu mô hình hoặc nhiệm vụ.")
        if not found:
            raise ValueError(
                f"Không có “{words[:60]}” trong việc{whose or ' của đơn vị'}. Hãy ghi số hoặc tên mô hình."
            )
        figure = search_key(line.cells.get("figure", ""))
        meant = [
            (row, measure)
            for row in dict.fromkeys(found)
            for measure in (None, *row.order.measures.all())
            if (search_key(measure.label if measure else label_of(row)) == figure if figure else not measure)
        ]
        if len(meant) != 1:
            labels = [label for row in dict.fromkeys(found) for label in labels_of(row)]
            said = "không rõ số liệu nào" if len(meant) else f"không có số liệu “{line.cells['figure'][:60]}”"
            raise ValueError(f"“{words[:60]}” {said}. Hãy ghi một trong: {'; '.join(dict.fromkeys(labels))}.")
        return meant[0]

    @staticmethod
    def _count(line: Line) -> Decimal:
        words = line.cells.get("count", "")
        if not words:
            raise ValueError("Thiếu số lượng; không phát sinh thì ghi 0.")
        try:
            return parse_number(words)
        except ValueError as error:
            raise ValueError(f"Số lượng “{words[:20]}” không đọc được. {error}") from error


def names_of(row: Assignment) -> set[str]:
    """The words by which a row may mean this work."""
    order, model = row.order, row.order.plan_model
    if model is None:
        return {name for name in (order.number, order.text, f"{order.number} {order.text}") if name}
    return {model.number, model.short_name, model.name, f"{model.number} {model.short_name}"}


def label_of(row: Assignment) -> str:
    """The words for a work's own count."""
    return row.order.count_label or "Số lượng"


def labels_of(row: Assignment) -> list[str]:
    return [label_of(row), *(measure.label for measure in row.order.measures.all())]


def entries_of(lines: Iterable[Line]) -> list[Entry]:
    """What the lines without a problem write; a month's lines of one work are one entry."""
    months: dict[tuple, Entry] = {}
    found: list[Entry] = []
    for line in lines:
        if line.problem:
            continue
        key = (line.assignment.pk, line.on.year, line.on.month)
        entry = months.get(key) if line.monthly else None
        if entry is None:
            entry = Entry(line.assignment, line.on, line.monthly)
            found.append(entry)
            if line.monthly:
                months[key] = entry
        if line.measure is None:
            if entry.count is not None:
                line.problem = f"Trùng với dòng {entry.lines[0].number}. Hãy giữ một dòng."
                continue
            entry.count, entry.text = line.count, line.text
        elif line.measure.pk in entry.figures:
            line.problem = f"Trùng số liệu “{line.measure.label}” của tháng này. Hãy giữ một dòng."
            continue
        else:
            entry.figures[line.measure.pk] = line.count
        entry.lines.append(line)
    return [entry for entry in found if entry.lines]


def held_of(entry: Entry) -> Activity | None:
    """The entry of the log that this one meets: the month's figure, or the very same event."""
    log = entry.assignment.activities.counted().prefetch_related("figures")
    if entry.monthly:
        return log.of_months().filter(on__year=entry.on.year, on__month=entry.on.month).first()
    return log.filter(monthly=False, on=entry.on, count=entry.count, text=entry.text).first()
