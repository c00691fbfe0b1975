"""Days known only in part: "2021", "10/2021", "tháng 10 năm 2021", "11/10/2021"."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from agencies.vietnamese import format_date, search_key
from plans.schedules import parse as parse_schedule

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
_TYPED = re.compile(r"(?:(?:(\d{1,2})[/.-])?(\d{1,2})[/.-])?(\d{4})")
_WORDS = re.compile(r"(?:(?:ngay (\d{1,2}) )?thang (\d{1,2}) )?nam (\d{4})")


@dataclass(frozen=True)
class PartialDay:
    """A day, a month or a year: the first and the last day it may be."""

    first: date
    last: date

    @property
    def text(self) -> str:
        """As people write it: 11/10/2021, tháng 10 năm 2021, năm 2021."""
        if self.first == self.last:
            return format_date(self.first)
        if self.first.month == self.last.month:
            return f"tháng {self.first.month:02d} năm {self.first.year}"
        return f"năm {self.first.year}"


def parse_day(text: str | None) -> PartialDay | None:
    """None for an empty text. Raises `ValueError` with what to do."""
    words = (text or "").strip()
    if not words:
        return None
    if found := _ISO.fullmatch(words):
        year, month, day = found.groups()
    elif (found := _TYPED.fullmatch(words.replace(" ", ""))) or (found := _WORDS.fullmatch(search_key(words))):
        day, month, year = found.groups()
    else:
        raise ValueError("Hãy ghi ngày/tháng/năm, tháng/năm hoặc năm, ví dụ 11/10/2021, 10/2021, 2021.")
    try:
        first = date(int(year), int(month or 1), int(day or 1))
    except ValueError as error:
        raise ValueError("Ngày này không có trong lịch. Hãy kiểm tra lại.") from error
    if not 1945 <= first.year <= 2100:
        raise ValueError("Năm phải từ 1945 đến 2100. Hãy kiểm tra lại.")
    if day:
        return PartialDay(first, first)
    last_month = first.month if month else 12
    return PartialDay(first, date(first.year, last_month, calendar.monthrange(first.year, last_month)[1]))


def typed(text: str | None) -> str:
    """A date of the reader ("2021-10-11", "2021-10", "2021") as people type it: 11/10/2021, 10/2021, 2021."""
    return "/".join(reversed(text.split("-"))) if text else ""


def iso(text: str) -> str:
    """The other way round, for what is kept as text: 2021-10-11, 2021-10 or 2021; empty for nothing."""
    known = parse_day(text)
    if known is None:
        return ""
    if known.first == known.last:
        return known.first.isoformat()
    return f"{known.first:%Y-%m}" if known.first.month == known.last.month else f"{known.first:%Y}"


def schedule_of(fields: dict[str, str], plan: dict[str, str]) -> dict | None:
    """What the portal understands of a task's time: a `schedule` of the contract, or None where nothing is written.

    The words of "Tính hạn theo" go before those of the document, which are kept.
    """
    words = fields.get("deadline") or fields.get("schedule")
    if not words:
        return None
    try:
        issued, start = parse_day(plan.get("issued_on")), parse_day(plan.get("period_start"))
    except ValueError:
        issued = start = None
    known = issued.first if issued and issued.first == issued.last else None
    found = parse_schedule(words, year=start.first.year if start else None, issued=known)
    return found.as_dict() | {"text": fields.get("schedule") or words} if found else None
