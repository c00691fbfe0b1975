"""What can be typed in each kind of row: names, labels, choices, and the rules of each value."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from agencies.models import Level
from agencies.vietnamese import format_number, parse_number
from models_registry.models import ReformField
from plans.editing.days import parse_day
from plans.models import Cadence, Direction, Nature, PlanKind, Scope

TEXT_MAX = 20_000
LINES = "lines"


@dataclass(frozen=True)
class Field:
    """One thing to type. `kind`: text, area, lines (one per line), choice, day (partial), number, agencies (lines)."""

    name: str
    label: str
    kind: str = "text"
    choices: tuple[tuple[str, str], ...] = ()
    required: bool = False
    max_length: int = TEXT_MAX
    help: str = ""
    span: int = 2  # of the four columns of a row

    @property
    def is_long(self) -> bool:
        return self.kind in ("area", LINES, "agencies")


def _choices(enum, empty: str = "") -> tuple[tuple[str, str], ...]:
    rows = tuple((str(value), str(label).capitalize()) for value, label in enum.choices)
    return (("", empty), *rows) if empty else rows


_PER = tuple((value, f"mỗi {label}") for value, label in Cadence.choices)
NATURE = Field("nature", "Tính chất", "choice", _choices(Nature), span=1)
SCOPE = Field(
    "scope", "Tính cho", "choice", (("EACH", "Từng đơn vị làm"), ("SHARED", "Chung cả địa bàn, đếm một lần")), span=2
)
PER = Field("cadence_per", "Nhịp", "choice", (("", "Không có nhịp"), *_PER), span=1)
TIMES = Field("cadence_times", "Số lần", "number", max_length=3, span=1)
UNIT = Field("count_unit", "Đơn vị tính", max_length=30, span=1, help="kỳ, buổi, hồ sơ; để trống nếu không đếm")
COUNT = Field("count_label", "Tên số liệu", max_length=200, span=1)

FIELDS: dict[str, tuple[Field, ...]] = {
    "plan": (
        Field("title", "Trích yếu", "area", required=True, max_length=500, span=4),
        Field("short_title", "Tên gọn", max_length=160, required=True, help="Dùng trong bảng và thông báo", span=4),
        Field(
            "kind",
            "Loại kế hoạch",
            "choice",
            tuple(row for row in _choices(PlanKind) if row[0] != "DIRECTIONS"),
            span=1,
        ),
        Field("number", "Số", max_length=20, span=1, help="Để trống nếu văn bản chưa có số"),
        Field("symbol", "Ký hiệu", max_length=40, span=1),
        Field("issued_on", "Ngày ban hành", "day", span=1, help="11/10/2021 hoặc 10/2021"),
        Field("period_start", "Thực hiện từ", "day", required=True, span=1, help="năm, tháng/năm hoặc ngày"),
        Field("period_end", "Đến hết", "day", required=True, span=1),
        Field("signer_title", "Chức vụ người ký", max_length=60, span=1),
        Field("signer_name", "Người ký", max_length=100, span=1),
        Field("decision", "Ban hành kèm theo", max_length=300, help="Quyết định số …", span=4),
        Field("parent_text", "Thực hiện văn bản cấp trên", max_length=300, span=4),
        Field("recipients", "Nơi nhận", LINES, help="Mỗi nơi một dòng", span=4),
    ),
    "basis": (
        Field("kind", "Loại văn bản", max_length=60, required=True, span=1),
        Field("number", "Số, ký hiệu", max_length=60, span=1),
        Field("date", "Ngày", "day", span=1),
        Field("issuer", "Cơ quan ban hành", max_length=200, span=1),
    ),
    "model": (
        Field("number", "Số mục", max_length=20, required=True, span=1),
        Field("field", "Lĩnh vực", "choice", _choices(ReformField), span=3),
        Field("name", "Tên mô hình", "area", max_length=300, required=True, span=4),
        Field("purpose", "Mục đích", "area", span=4),
        Field("implementers", "Cơ quan thực hiện", "agencies", help="Mỗi cơ quan một dòng", span=4),
        Field("monitors", "Chủ trì theo dõi, kiểm tra", "agencies"),
        Field("monitors_with", "Phối hợp theo dõi", "agencies"),
    ),
    "requirement": (
        Field("text", "Yêu cầu thực hiện", "area", required=True, span=4),
        Field("level", "Cấp thực hiện", "choice", _choices(Level, "Các cấp"), span=1),
        NATURE,
        PER,
        TIMES,
        SCOPE,
        UNIT,
        COUNT,
    ),
    "task": (
        Field("number", "Số mục", max_length=30, span=1),
        Field("section", "Phần", max_length=300, span=3),
        Field("content", "Nội dung", "area", required=True, span=4),
        Field("lead", "Chủ trì", "agencies", help="Mỗi cơ quan một dòng"),
        Field("coordinators", "Phối hợp", "agencies", help="Mỗi cơ quan một dòng"),
        Field("deliverable", "Kết quả, sản phẩm", "area", max_length=500, span=4),
        Field("schedule", "Thời gian như trong văn bản", max_length=300),
        Field("deadline", "Tính hạn theo", max_length=200, help="Chỉ ghi khi hiểu khác lời văn, ví dụ 30/6/2024"),
        NATURE,
        SCOPE,
        UNIT,
    ),
    "target": (
        Field("text", "Chỉ tiêu", "area", required=True, span=4),
        Field("direction", "Mức yêu cầu", "choice", _choices(Direction), span=1),
        Field("value", "Giá trị", "number", max_length=20, span=1),
        Field("unit", "Đơn vị tính", max_length=30, span=1),
        Field("due", "Hạn đạt", "day", span=1),
    ),
    "responsibility": (
        Field("agency", "Cơ quan", "area", max_length=300, required=True, span=4),
        Field("duties", "Trách nhiệm", LINES, help="Mỗi việc một đoạn", span=4),
    ),
    "reporting": (
        Field("by", "Cơ quan báo cáo", "agencies", span=4),
        Field("cadence", "Kỳ báo cáo", "choice", _choices(Cadence, "Không nêu kỳ")),
        Field("due", "Hạn gửi", max_length=200, help="ngày, hoặc lời văn như “trước 15/12 hằng năm”"),
        Field("to", "Gửi đến", max_length=200),
        Field("via", "Qua", max_length=200),
    ),
}
KINDS = {
    "plan": "Thông tin kế hoạch",
    "basis": "Căn cứ",
    "model": "Mô hình",
    "requirement": "Yêu cầu",
    "task": "Nhiệm vụ",
    "target": "Chỉ tiêu",
    "responsibility": "Trách nhiệm",
    "reporting": "Chế độ báo cáo",
}
# A row may be laid aside, moved and added unless it is the plan itself.
PARENTS = {"requirement": "model"}


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def plain(text: str, *, lines: bool) -> str:
    """What was typed or pasted, NFC, without control characters; one line unless the field has several."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    text = "".join(c for c in text if c == "\n" or unicodedata.category(c)[0] != "C")
    rows = [" ".join(row.split()) for row in text.split("\n")]
    return "\n".join(row for row in rows if row) if lines else " ".join(row for row in rows if row)


def clean(kind: str, values: dict[str, str]) -> tuple[dict[str, str], dict[str, list[str]]]:
    """(the values of a row as they are kept, errors by field). Fields that were not sent are left out.

    An empty required field is no error here: an unfinished row is kept, the confirmation asks for it.
    """
    kept: dict[str, str] = {}
    errors: dict[str, list[str]] = {}
    for item in FIELDS[kind]:
        if item.name not in values:
            continue
        text = plain(values[item.name] or "", lines=item.is_long)
        kept[item.name] = text
        if len(text) > item.max_length:
            errors[item.name] = [
                f"Nội dung dài {format_number(len(text))} ký tự, tối đa {format_number(item.max_length)}. Hãy rút gọn."
            ]
        elif item.kind == "choice" and text not in dict(item.choices):
            errors[item.name] = ["Hãy chọn một trong các mục có sẵn."]
        elif text and item.kind in ("day", "number"):
            try:
                _check(item, text)
            except ValueError as error:
                errors[item.name] = [str(error)]
    return kept, errors


def _check(item: Field, text: str) -> None:
    if item.kind == "day":
        parse_day(text)
        return
    number = parse_number(text)
    if item.name == "cadence_times" and (number < 1 or number != int(number) or number > 366):
        raise ValueError("Số lần mỗi kỳ là số nguyên từ 1 trở lên.")
    if abs(number) > 99_999_999_999:
        raise ValueError("Số quá lớn. Hãy kiểm tra lại số chữ số.")


def missing(kind: str, fields: dict[str, str]) -> list[str]:
    """Labels of required fields that are still empty."""
    return [item.label for item in FIELDS[kind] if item.required and not fields.get(item.name, "").strip()]


__all__ = ["FIELDS", "KINDS", "PARENTS", "Field", "Scope", "clean", "lines_of", "missing", "plain"]
