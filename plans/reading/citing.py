"""What documents say of other documents: their kind, number, date and issuer."""

from __future__ import annotations

import re
from calendar import monthrange

from plans.reading.blocks import Paragraph, clean

KINDS = (
    "Thông tư liên tịch|Bộ luật|Luật|Pháp lệnh|Nghị định|Nghị quyết|Quyết định|Thông tư|Chỉ thị|Kế hoạch|Công văn|Tờ trình"
    "|Báo cáo|Chương trình hành động|Chương trình|Đề án|Thông báo kết luận|Thông báo|Kết luận|Hướng dẫn|Quy định|Hiến pháp|Văn bản|Công điện|Hợp nhất"
)
DATE = re.compile(
    r"ngày\s*(?P<day>\d{1,2}|[.…_\s]*)?\s*tháng\s*(?P<month>\d{1,2}|[.…_\s]*)\s*năm\s*(?P<year>\d{4})", re.I
)


def partial_date(text: str) -> str | None:
    """ "ngày 04 tháng 10 năm 2021", "04/10/2021", "tháng 10 năm 2021", "năm 2021" as far as printed; ISO."""
    found = DATE.search(text)
    if found:
        day, month = (found[name].strip(" .…_") if found[name] else "" for name in ("day", "month"))
        return _iso(found["year"], month, day)
    found = re.search(r"(?<![\d/])(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text)
    if found:
        return _iso(found[3], found[2], found[1])
    found = re.search(r"tháng\s*(\d{1,2})\s*(?:/|năm)\s*(\d{4})", text, re.I)
    if found:
        return _iso(found[2], found[1], "")
    found = re.search(r"năm\s*(\d{4})", text, re.I)
    return found[1] if found else None


def _iso(year: str, month: str, day: str) -> str | None:
    if not month or not 1 <= int(month) <= 12:
        return year
    if not day or not 1 <= int(day) <= monthrange(int(year), int(month))[1]:
        return f"{year}-{int(month):02d}"
    return f"{year}-{int(month):02d}-{int(day):02d}"


def with_ubnd(text: str) -> str:
    """ "Ủy ban nhân dân" written as UBND, as issuers are."""
    return clean(
        re.sub(r"[ỦU][ỷyỶY]?\s*[ỦU]?[yỷ]?\s*ban\s+nhân\s+dân|ủy ban nhân dân|uỷ ban nhân dân", "UBND", text, flags=re.I)
    )


_CITED = re.compile(
    rf"(?P<kind>{KINDS})\s*(?:số\s*:?\s*(?P<number>\d+[\w/.\-–ĐĐƯư&]*(?:\s*-\s*(?=[A-ZĐ]{{2}})[A-ZĐ&]+)*))?"
)
_ISSUER_ENDS = re.compile(
    r"\s+(?:về|ban hành|quy định|phê duyệt|sửa đổi|hướng dẫn|triển khai|thực hiện|v/v|và\s+(?:Quyết|Nghị|Thông|Kế|Công|Chỉ)|trong|nhằm|liên quan|công bố|tại|đến năm|giai đoạn|được|thông qua)\b|[,;.()“”\"]|$",
    re.I,
)


def legal_bases(opening: list[Paragraph]) -> list[dict]:
    """Every document the opening paragraphs cite, each once; laws carry a date alone."""
    bases: list[dict] = []
    for line in opening:
        text = clean(line.text)
        for found in _CITED.finditer(text):
            base = _base(text, found)
            if base and not any(_same_base(base, held) for held in bases):
                bases.append(base | {"source": {"page": line.page, "text": text}})
    return bases


def _same_base(base: dict, held: dict) -> bool:
    if base["number"]:
        return base["number"] == held["number"]
    return all(base[name] == held[name] for name in base)


def _base(text: str, found: re.Match) -> dict | None:
    rest = text[found.end() : found.end() + 260]
    if found["kind"] in ("Luật", "Bộ luật", "Pháp lệnh", "Hiến pháp"):
        stop = re.search(rf"(?:;|\b(?:{KINDS})\b(?!\s+Tổ))", rest)
        span = rest[: stop.start()] if stop else rest
        dated = re.search(r"(?:ngày|năm)\s.*", span)
        return (
            {"kind": found["kind"], "number": None, "date": partial_date(dated.group()), "issuer": None}
            if dated
            else None
        )
    if not found["number"]:
        return None
    number = re.sub(r"\s", "", found["number"]).rstrip(".,;-–/")
    dated = re.match(
        r"\s*,?\s*(ngày\s*\d{1,2}\s*tháng\s*\d{1,2}\s*năm\s*\d{4}|ngày\s*\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|(?:ngày[\s.…]*)?tháng\s*\d{1,2}\s*năm\s*\d{4}|năm\s*\d{4})",
        rest,
    )
    after = rest[dated.end() :] if dated else rest
    named = re.match(r"\s*,?\s*của\s+", after)
    issuer = None
    if named:
        words = after[named.end() :]
        words = words[: _ISSUER_ENDS.search(words).start()]
        issuer = with_ubnd(words) or None
    asked = re.search(r"đề nghị của\s+([^,;]+?)\s+tại\s*$", text[: found.start()])
    if issuer is None and asked:
        issuer = with_ubnd(asked[1])
    return {
        "kind": found["kind"],
        "number": number,
        "date": partial_date(dated[1]) if dated else None,
        "issuer": issuer,
    }
