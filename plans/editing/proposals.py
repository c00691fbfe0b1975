"""What the portal proposes where a plan's words leave it open: nature, scope, unit of count. People confirm or change it."""

from __future__ import annotations

import re

from agencies.vietnamese import search_key
from plans.models import Nature, Scope

_ONCE = re.compile(r"\b(thiet lap|thanh lap|tao lap|lap va van hanh|xay dung va van hanh|ban hanh quy che)\b")
_DEMAND = re.compile(r"\b(khi phat sinh|khi co|neu co|theo yeu cau|theo thoi gian yeu cau|co nhu cau)\b")
_SHARED = re.compile(
    r"\b(phat song|luan phien|thay phien|chung (?:cho )?(?:ca|toan) (?:huyen|tinh|dia ban|thanh pho))\b"
)
_UNITS = "kỳ|buổi|cuộc|đợt|lớp|phiên|hội nghị|chuyên mục|tin, bài|tin bài|tin|bài|mô hình|văn bản|hồ sơ|lượt|thư|lần"
_COUNTED = re.compile(rf"\b\d+\s+({_UNITS})\b", re.IGNORECASE)
# The thing an on-demand requirement is about, in the order in which it is looked for.
_THINGS = (("thu chuc mung", "thư"), ("thu xin loi", "thư"), ("phan anh kien nghi", "ý kiến"), ("ho so", "hồ sơ"))


_WHERE = re.compile(r"\s+trên địa bàn (?:tỉnh|huyện|thành phố|thị xã|quận|xã|phường)(?:\s+[A-ZĐÀ-Ỹ][\wà-ỹ]*)*")
_HANGING = re.compile(r"(?:\s+(?:và|với|của|về|trên|năm|giai đoạn|các|theo|tại))+$")


def nature_of(text: str, *, cadence: bool) -> str:
    """CADENCE where the text names one; ONCE for what is set up; else ON_DEMAND, which is counted and never missed."""
    if cadence:
        return Nature.CADENCE
    words = search_key(text)
    return Nature.ONCE if _ONCE.search(words) and not _DEMAND.search(words) else Nature.ON_DEMAND


def nature_of_task(schedule: dict | None, text: str) -> str:
    """A task is done once or kept up, unless it has a named period or waits for something to happen."""
    if schedule and schedule.get("kind") == "recurring" and schedule.get("cadence"):
        return Nature.CADENCE
    waits = schedule and schedule.get("kind") == "event" and _DEMAND.search(search_key(f"{text} {schedule['text']}"))
    return Nature.ON_DEMAND if waits else Nature.ONCE


def scope_of(text: str) -> str:
    """SHARED for what the whole jurisdiction does together in turn (a broadcast), else EACH."""
    return Scope.SHARED if _SHARED.search(search_key(text)) else Scope.EACH


def unit_of(text: str, *, nature: str) -> str:
    """The unit in which the order is counted, empty where its words name nothing countable."""
    if found := _COUNTED.search(text):
        return found.group(1).lower()
    if nature == Nature.CADENCE:
        return "lần"
    words = search_key(text)
    return next((unit for thing, unit in _THINGS if thing in words), "") if nature == Nature.ON_DEMAND else ""


def label_of(unit: str) -> str:
    return f"Số {unit} đã thực hiện" if unit else ""


def short_title_of(title: str, limit: int = 100) -> str:
    """The first words of a title, without where it holds, cut between words and not behind one that hangs on."""
    text = f"Kế hoạch {title[:1].lower()}{title[1:]}" if title else ""
    if len(text) > limit:
        text = _WHERE.sub("", text)
    if len(text) > limit:
        text = _HANGING.sub("", text[:limit].rsplit(" ", 1)[0])
    return text.rstrip(" ,;-–(")
