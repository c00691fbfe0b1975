"""Quantified aims (chỉ tiêu) in sentences: what is to be reached, how much, by when."""

from __future__ import annotations

import re

from agencies.vietnamese import search_key
from plans.reading.blocks import clean, ended
from plans.reading.outline import Node
from plans.reading.tables import figure

SECTION = re.compile(r"\b(?:chi tieu|muc tieu)\b")
GENERAL = re.compile(r"^(?:muc tieu (?:chung|tong quat)|muc dich|quan diem|yeu cau|muc tieu)$")
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}
_RANK = re.compile(
    r"(?:hạng|vị trí|thứ hạng|xếp)\s+(?:thứ\s+)?(?P<rank>[IVX]+|\d+)\b|(?:tốp|top|nhóm)\s*(?P<top>\d+)", re.I
)
_PERCENT = re.compile(r"(\d+(?:[.,]\d+)?)\s*%")
_COUNT = re.compile(
    r"(?:ít nhất|tối thiểu|xây dựng|có|đạt|từ|trên|hoàn thành|tổ chức|triển khai|thành lập|mở|đưa|giảm|tăng|duy trì|công nhận|ban hành|nhân rộng)\s+(?:được\s+|ít nhất\s+|tối thiểu\s+|thêm\s+|từ\s+)*(?P<n>\d+(?:[.,]\d+)?)\s+(?!/)(?P<unit>[^\W\d]+)(?:\s+(?P<more>[^\W\d]+))?",
    re.I,
)
_POINTS = re.compile(r"(\d+(?:[.,]\d+)?)\s*(điểm|phút|ngày|giờ)\b", re.I)
_DUE = re.compile(
    r"(?:đến|tới)?\s*(?:hết|cuối)?\s*(?:năm|ngày)\s*(?:(\d{1,2})[/.](\d{1,2})[/.])?(\d{4})|(?:đến|hết)\s+quý\s+(i{1,3}|iv)[/ ]+(?:năm )?(\d{4})",
    re.I,
)
_QUALIFIED = {
    "mô": "mô hình",
    "thủ": "thủ tục",
    "dịch": "dịch vụ",
    "phòng": "phòng",
    "xã": "xã",
    "cơ": "cơ quan",
    "hội": "hội nghị",
    "đơn": "đơn vị",
    "lớp": "lớp",
}


def find(root: Node, period_end: str | None) -> list[dict]:
    """Targets in the sections that are named after aims, one per clause with a figure of its own."""
    made: list[dict] = []
    for node in root.walk():
        if not node.text or (node.nodes and not node.text.endswith((".", ";", "%")) and not _value(node.text)):
            continue
        if not _in_section(node):
            continue
        made += _targets(node, period_end)
    return made


def _in_section(node: Node) -> bool:
    """Under a heading on aims; a heading on general aims or on purposes stops it, the nearest heading decides."""
    for above in reversed(node.path()[:-1] if node.mark else node.path()):
        key = search_key(above.text)
        if len(above.text) > 200:
            continue
        if "chi tieu" in key or re.search(r"muc tieu (?:cu the|den nam|nam|chu yeu)", key):
            return True
        if GENERAL.match(key) and above.kind not in ("roman", "upper"):
            return key == "muc tieu" and bool(_value(node.text)) and not _has_specific(above)
        if "muc tieu" in key:
            return True
        if above.kind in ("roman", "upper", "part"):
            return False
    return False


def _has_specific(node: Node) -> bool:
    """Does a sibling heading hold the figures ("1. Mục tiêu", "2. Chỉ tiêu")?"""
    siblings = node.parent.nodes if node.parent else []
    return any(re.search(r"chi tieu|cu the", search_key(other.text)) for other in siblings if other is not node)


def _targets(node: Node, period_end: str | None) -> list[dict]:
    text = ended(node.text)
    lead = re.match(r"^(?:Phấn đấu\s+)?(?:[ĐT]ến|Hết|Trong)\s+(?:hết\s+|cuối\s+)?năm\s+\d{4}\s*,?\s*", text)
    due = _due(text) or _due_above(node) or (f"{period_end}-12-31" if period_end else None)
    clauses = [clean(part) for part in text.split(";") if clean(part)]
    if len(clauses) > 1 and sum(_value(clause) is not None for clause in clauses) == 1 and not lead:
        clauses = [text]
    made = []
    for clause in clauses:
        found = _value(clause)
        if found is None:
            continue
        value, unit = found
        if made and not re.search(r"%|hạng|ít nhất|tối thiểu|đạt|tỷ lệ|trên \d", clause):
            continue  # "góp phần nâng cao 04 chỉ số" counts things, it is no aim
        words = ended(clause)
        made.append(
            {
                "text": words[0].upper() + words[1:],
                "value": value,
                "unit": unit,
                "due": _due(clause) or due,
                "source": {"page": node.page, "text": text},
            }
        )
    return made


def _value(text: str) -> tuple[int | float, str | None] | None:
    """(value, unit) of a sentence: a percentage, a rank, a count; None without a figure."""
    bare = re.sub(r"\((?:[^()]*)\)", " ", text)
    bare = re.sub(r"(?:năm|ngày|tháng|quý|giai đoạn|số)\s*\d[\d/.-]*(?:\s*[-–]\s*\d{4})?", " ", bare, flags=re.I)
    found = _PERCENT.search(bare)
    if found:
        return figure(found[1]), "%"
    found = _RANK.search(bare)
    if found:
        number = found["rank"] or found["top"]
        return ROMAN.get(number.lower()) or int(number), "hạng"
    found = _COUNT.search(bare)
    if found:
        unit = found["unit"].lower()
        return figure(found["n"]), _QUALIFIED.get(unit, unit)
    found = _POINTS.search(bare)
    if found:
        return figure(found[1]), found[2].lower()
    return None


def _due(text: str) -> str | None:
    found = _DUE.search(text)
    if not found:
        return None
    if found[4]:
        quarter = ROMAN[found[4].lower()]
        return f"{found[5]}-{quarter * 3:02d}-{31 if quarter in (1, 4) else 30}"
    if found[1]:
        return f"{found[3]}-{int(found[2]):02d}-{int(found[1]):02d}"
    return f"{found[3]}-12-31"


def _due_above(node: Node) -> str | None:
    for above in reversed(node.path()):
        if above is not node and (due := _due(above.text)):
            return due
    return None
