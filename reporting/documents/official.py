"""The fixed words and rules of the form (Nghị định 30/2020/NĐ-CP, Phụ lục I), shared by all renderers."""

from __future__ import annotations

import re
from datetime import date

from agencies.vietnamese import long_date, normal
from reporting.documents.tree import OfficialDocument, Section, Signature

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
LETTERS = tuple("abcdđeghiklmnopqrstuvxy")
END = "./."
ISSUER_WIDTH = 27
ABSTRACT_WIDTH = 62
BLANK = "\u00a0"


def roman(number: int) -> str:
    """1 -> I; up to 39 is all that documents need."""
    tens, ones = divmod(number, 10)
    return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]


def letter(index: int) -> str:
    """0 -> a, 4 -> đ; after y it goes on with aa, ab …"""
    before, last = divmod(index, len(LETTERS))
    return (LETTERS[before - 1] if before else "") + LETTERS[last]


def balanced_lines(text: str, width: int) -> tuple[str, ...]:
    """`text` in as few lines of at most `width` characters as it needs, of nearly equal length; words stay whole."""
    words = normal(text).split()
    count = max(1, -(-len(" ".join(words)) // width))
    while True:
        goal = -(-len(" ".join(words)) // count)
        lines, line = [], ""
        for word in words:
            tried = f"{line} {word}".strip()
            if line and (len(tried) > width or (len(tried) > goal + 3 and len(lines) < count - 1)):
                lines.append(line)
                line = word
            else:
                line = tried
        lines.append(line)
        if all(len(item) <= width for item in lines) or count > len(words):
            return tuple(lines)
        count += 1


def issuer_lines(name: str) -> tuple[str, ...]:
    """An agency's name as printed at the top: upper case; a committee breaks after "ỦY BAN NHÂN DÂN"."""
    name = normal(name).upper()
    match = re.fullmatch(r"(ỦY BAN NHÂN DÂN) (.+)", name)
    if match:
        return (match[1], *balanced_lines(match[2], ISSUER_WIDTH))
    return balanced_lines(name, ISSUER_WIDTH)


def number_line(document: OfficialDocument) -> str:
    """Số: 05/BC-UBND; numbers below 10 take a 0; an unknown number leaves room to write it."""
    number = document.number.zfill(2) if document.number else BLANK * 8
    return f"Số: {number}/{document.symbol}"


def date_line(document: OfficialDocument) -> str:
    if document.issued_on:
        return f"{document.place}, {long_date(document.issued_on)}"
    return f"{document.place}, ngày{BLANK * 6}tháng{BLANK * 6}năm {document.year}"


def annex_reference(document: OfficialDocument, owner: str) -> str:
    """(Kèm theo Báo cáo số 412/BC-UBND ngày 26 tháng 12 năm 2022 của …)"""
    number = document.number.zfill(2) if document.number else BLANK * 6
    day = long_date(document.issued_on) if document.issued_on else f"ngày{BLANK * 4}tháng{BLANK * 4}năm {document.year}"
    kind = document.type_name.capitalize()
    return f"(Kèm theo {kind} số {number}/{document.symbol} {day} của {owner})"


def annex_marks(count: int) -> list[str]:
    """Headings of the annexes: a single one has no number, two or more take Roman numerals."""
    return ["Phụ lục"] if count == 1 else [f"Phụ lục {roman(index + 1)}" for index in range(count)]


def addressee_lines(addressees: tuple[str, ...]) -> tuple[str, ...]:
    """Kính gửi: one addressee on the line, several as "- …;" with a full stop after the last."""
    if len(addressees) == 1:
        return (f"Kính gửi: {addressees[0]}.",)
    ends = [";"] * (len(addressees) - 1) + ["."]
    return ("Kính gửi:", *(f"- {name}{end}" for name, end in zip(addressees, ends, strict=True)))


def recipient_lines(document: OfficialDocument) -> tuple[str, ...]:
    return (*(f"- {name};" for name in document.recipients), f"- Lưu: {document.archive}.")


def with_end(text: str) -> str:
    """The last paragraph of a document ends with "./."."""
    return text.rstrip().rstrip(".;,/ ") + END


def last_section_path(sections: tuple[Section, ...]) -> tuple[int, ...]:
    """Indexes that lead to the section that ends the text."""
    path: list[int] = []
    while sections:
        path.append(len(sections) - 1)
        sections = sections[-1].sections
    return tuple(path)


def committee_signature(*, title: str = "Chủ tịch", form: str = "TM", name: str = "") -> Signature:
    """TM. ỦY BAN NHÂN DÂN / CHỦ TỊCH, or KT. CHỦ TỊCH / PHÓ CHỦ TỊCH under it; Q., TL. and TUQ. as the form says."""
    upper = title.upper()
    on_behalf = "TM. ỦY BAN NHÂN DÂN"
    lines = {
        "TM": (on_behalf, upper if not upper.startswith("PHÓ") else "CHỦ TỊCH"),
        "KT": (on_behalf, "KT. CHỦ TỊCH", upper if upper.startswith("PHÓ") else f"PHÓ {upper}"),
        "Q": (on_behalf, f"Q. {upper}"),
        "TL": ("TL. CHỦ TỊCH", upper),
        "TUQ": ("TUQ. CHỦ TỊCH", upper),
        "NONE": (upper,),
    }
    return Signature(lines[form], name)


def office_signature(*, head_title: str, form: str = "NONE", title: str = "", name: str = "") -> Signature:
    """TRƯỞNG PHÒNG; KT. TRƯỞNG PHÒNG / PHÓ TRƯỞNG PHÒNG; Q. TRƯỞNG PHÒNG."""
    head = head_title.upper()
    if form == "KT":
        deputy = title.upper() if title.upper().startswith("PHÓ") else f"PHÓ {head}"
        return Signature((f"KT. {head}", deputy), name)
    if form == "Q":
        return Signature((f"Q. {head}",), name)
    return Signature((head,), name)


def year_of(day: date | None, fallback: int) -> int:
    return day.year if day else fallback
