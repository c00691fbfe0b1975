"""Agency phrases: "Phòng Tài chính - Kế hoạch, Văn phòng HĐND và UBND Huyện" is two names, not four.

A comma, "và", ";" or "/" parts two agencies only where the words after it begin a name of their own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from plans.reading.blocks import clean, ended

# Words a name begins with. Lower-case ones count after "và" and commas as well ("…, các phòng, ban ngành Huyện").
HEADS = (
    r"Ủy ban|UBND|UBMTTQ|UB ?MTTQ|MTTQ|Mặt trận|Hội đồng nhân dân|HĐND|Văn phòng|VP|Phòng|P\.|Ban(?! (?:hành|đầu))|Sở|Bộ(?! phận)|Bộ phận"
    r"|Trung tâm|TT\.?(?= )|Tổ(?! chức)|Công an|Quân sự|Bộ Chỉ huy|Đài|Báo|Bưu điện|Chi cục|Cục|Chi nhánh|Kho bạc|Bảo hiểm|BHXH|Tòa án"
    r"|Viện|Thanh tra|Huyện đoàn|Thành đoàn|Tỉnh đoàn|Thị đoàn|Đoàn|Hội|Liên đoàn|Liên hiệp|Liên minh|Công đoàn|LĐLĐ|Huyện ủy|Thành ủy|Tỉnh ủy|Thị ủy"
    r"|Đảng ủy|Chủ tịch|CT|Thủ trưởng|Trưởng|Chánh|Giám đốc|Hiệu trưởng|Người đứng đầu|Lãnh đạo|Thường trực|TT"
    r"|Các|Toàn thể|Cơ quan|Đơn vị|Trường|Trạm|Điện lực|Ngân hàng|Doanh nghiệp|Viễn thông|VNPT|Viettel|Cổng|Hạt|Đội|Xã(?! hội)|Phường|Thị trấn|Những|Tất cả|Công ty|Hợp tác xã|Công chức|Đồng chí"
)
LOWER_HEADS = (
    r"các|những|toàn thể|tất cả|ủy ban nhân dân|chủ tịch|thủ trưởng|người đứng đầu|lãnh đạo|cơ quan|đơn vị (?:có )?liên quan"
    r"|đơn vị,? (?:địa phương|doanh nghiệp)|bộ phận|cá nhân|công chức|phòng,? (?:ban|chuyên môn)|văn phòng|trung tâm|mặt trận|bưu điện"
)
_HEAD = rf"(?:{HEADS})(?![\wÀ-ỹ])|(?:{LOWER_HEADS})\b"
_JOIN = re.compile(rf"\s*(?:;|,|/|(?<=\s)và(?=\s)|(?<=\s)cùng(?: với)?(?=\s))\s*(?:và\s+)?(?=(?P<head>{_HEAD}))")
_HARD = re.compile(r"\s*;\s*|(?<!\bP)\.\s+(?=[A-ZĐ])|\n")
_ITEM = re.compile(r"(?:[-–+•]|\d+[.)])\s")
_NEW_LINE = re.compile(r"(?:Phòng|Văn phòng|Sở|Ban|Trung tâm|Công an|Các|UBND|Ủy ban)\b")
_COUNCIL = re.compile(r"(?:HĐND|Hội đồng nhân dân)\s*$", re.I)
# A list after one collective word is one agency: "Các cơ quan, đơn vị" – nothing after the comma begins a name.
_COLLECTIVE = re.compile(r"^(?:các|những|toàn thể|cơ quan|đơn vị)\b", re.I)
_SERIES = re.compile(r"^(?:cơ quan|đơn vị|phòng|ban|sở|ngành)\b", re.I)
_POLITE = re.compile(
    r"^(?:[-–+•]\s*|\d+[.)]\s*)?(?:(?:đề nghị|giao(?: cho)?|yêu cầu|mời|gồm|bao gồm|do|là|và|với|cùng)\b\s*:?\s*)+",
    re.I,
)
_TAIL = re.compile(r"\s*(?:\bphối hợp(?: thực hiện)?|\bchủ trì(?: thực hiện)?|\bcùng\b|\bvà\b)\s*$", re.I)
FIELDS = (
    "Nội vụ|Tư pháp|Tài chính - Kế hoạch|Tài chính|Thanh tra|Y tế|Công Thương|Xây dựng|Ngoại vụ|Giao thông vận tải"
    "|Tài nguyên và Môi trường|Nông nghiệp và Phát triển nông thôn|Nông nghiệp và Môi trường|Kế hoạch và Đầu tư"
    "|Giáo dục và Đào tạo|Văn hóa và Thông tin|Văn hóa - Thông tin|Kinh tế và Hạ tầng|Kinh tế|Quản lý đô thị"
    "|Lao động - Thương binh và Xã hội|Thông tin và Truyền thông|Khoa học và Công nghệ|Văn hóa, Thể thao và Du lịch"
    "|Văn hóa - Xã hội|Văn hóa, Khoa học và Thông tin|Kinh tế, Hạ tầng và Đô thị|Dân tộc và Tôn giáo|Dân tộc"
)
_FIELD_SERIES = re.compile(
    rf"^(?P<kind>Phòng|Sở)\s*:?\s*(?P<names>(?:{FIELDS})(?:\s*(?:,|;|và)\s*(?:{FIELDS}))+)(?P<rest>.*)$"
)
_SERIES_OF = re.compile(
    rf"^Các (?P<kind>phòng|sở)\s*:\s*(?P<names>(?:{FIELDS})(?:\s*(?:,|;|và)\s*(?:{FIELDS}))*)(?P<rest>.*)$", re.I
)


def split(text: str) -> list[str]:
    """The agencies a phrase names, in its own words with a capital first letter."""
    names: list[str] = []
    for part in _HARD.split(_WITH.sub("; ", _unwrapped(text))):
        for name in _parted(clean_name(part)):
            names += _series(name)
    return [name for index, name in enumerate(names) if name not in names[:index]]


def _unwrapped(text: str) -> str:
    """`text` with line feeds only where a new name begins; the others only wrap a long name in a narrow column."""
    lines: list[str] = []
    listed = bool(_ITEM.match(clean(text)))
    for line in filter(None, map(clean, text.split("\n"))):
        begins = listed if _ITEM.match(line) else _NEW_LINE.match(line) and not _open(lines[-1] if lines else "")
        if lines and not begins:
            lines[-1] += f" {line}"
        else:
            lines.append(line)
    return "\n".join(lines)


def clean_name(text: str) -> str:
    """A phrase without polite openings, closing verbs and list marks."""
    text = ended(_POLITE.sub("", ended(text)))
    while True:
        shorter = ended(_TAIL.sub("", text))
        if shorter == text:
            return text
        text = shorter


def _parted(text: str) -> list[str]:
    """`text` cut where a new name begins."""
    pieces, start = [], 0
    for found in _JOIN.finditer(text):
        before = text[start : found.start()]
        if _COUNCIL.search(before) and re.match(r"UBND|Ủy ban|ủy ban", found["head"]):
            continue  # "HĐND và UBND" is one office
        if _one_series(before, text[found.start() :], found):
            continue
        if text[: found.start()].count("(") > text[: found.start()].count(")"):
            continue
        pieces.append(before)
        start = found.end()
    pieces.append(text[start:])
    names = []
    for piece in pieces:
        name = clean_name(clean(piece))
        name = re.sub(r"^[Cc]ác (?:cơ quan|đơn vị)(?:, đơn vị)?\s*:\s*", "", name)
        if name:
            names.append(name[0].upper() + name[1:])
    return names


def _open(before: str) -> bool:
    """Does a line end in words that the next one goes on with ("Chủ tịch / UBND xã")?"""
    return bool(
        re.search(
            r"(?:của|và|tịch|Trưởng|Chánh|Lãnh đạo|trưởng|cấp|đầu|đạo|các|-|–|,|HĐND|(?:^|\s)(?:Văn phòng|Phòng|Ban|Sở|Trung tâm|Công an|Đảng ủy|Thường trực))\s*$",
            before,
        )
    )


def _one_series(before: str, rest: str, found: re.Match) -> bool:
    """ "Các cơ quan chuyên môn, đơn vị sự nghiệp Thành phố": one "Các …" over a series is one agency."""
    if not _COLLECTIVE.match(before.strip()) or ";" in found.group():
        return False
    head = found["head"]
    if " và" in f" {found.group().strip()} " and not re.match(r"(?:cơ quan|đơn vị|cá nhân)\b", head):
        return False
    return bool(_SERIES.match(head)) and head[0].islower()


def _series(name: str) -> list[str]:
    """ "Các phòng: Nội vụ, Tư pháp" and "Phòng Nội vụ, Tư pháp" name each office."""
    found = _SERIES_OF.match(name) or _FIELD_SERIES.match(name)
    if not found or (re.fullmatch(FIELDS, found["names"]) and ":" not in name):
        return [name]
    kind = found["kind"].capitalize()
    names = re.findall(FIELDS, found["names"])
    rest = clean(found["rest"])
    if rest and not re.match(r"(?:huyện|Huyện|thành phố|Thành phố|tỉnh|Tỉnh|thị xã|Thị xã|quận|Quận)\b", rest):
        return [name]
    return [f"{kind} {field} {rest}".strip() for field in names]


@dataclass(frozen=True)
class Parts:
    """Who leads and who coordinates; `unclear` when several lead and nobody is said to coordinate."""

    lead: list[str]
    coordinate: list[str]

    @property
    def unclear(self) -> bool:
        return len(self.lead) > 1 and not self.coordinate


_LEADS = re.compile(
    r"^(?P<lead>.+?)\s*(?:là )?(?:chủ trì|làm đầu mối|đầu mối)\b[^,;.]*?[,;.]?\s*(?:và\s+)?(?P<rest>.*)$", re.I | re.S
)
_WITH = re.compile(
    r"\s*[,;.(]?\s*(?:chủ động\s+)?phối hợp(?:\s+(?:chặt chẽ|thực hiện))?(?:\s+(?:với|cùng|của))*\s*:?\s*", re.I
)
_LABELLED = re.compile(
    r"(?:(?:cơ quan|đơn vị)\s+)?chủ trì\s*:\s*(?P<lead>.*?)\s*[.;,]?\s*(?:(?:cơ quan|đơn vị)\s+)?phối hợp\s*:\s*(?P<rest>.*)",
    re.I | re.S,
)


def parts(text: str) -> Parts:
    """Lead and coordinators of a phrase: "X chủ trì, phối hợp Y", "X phối hợp với Y", "X; Y, Z phối hợp"."""
    text = text.strip()
    labelled = _LABELLED.search(text)
    if labelled:
        return Parts(split(labelled["lead"]), split(labelled["rest"]))
    text = re.sub(r"^(?:giao|đề nghị)\s+", "", text, flags=re.I)
    found = _LEADS.match(text)
    if found:
        lead, rest = (
            found["lead"],
            _WITH.sub("", found["rest"], count=1) if _WITH.match(found["rest"]) else found["rest"],
        )
        return Parts(split(lead), split(_WITH.sub("; ", rest)))
    found = re.match(r"^chủ trì\s*:?\s*(?P<lead>.+)$", text, re.I | re.S)
    if found:
        text = found["lead"]
    pieces = [piece for piece in _WITH.split(text) if clean(piece)]
    if len(pieces) > 1:
        return Parts(split(pieces[0]), [name for piece in pieces[1:] for name in split(piece)])
    if re.search(r"phối hợp[\s.;]*$", ended(text)):  # "Phòng Nội vụ; Văn phòng, Phòng Tư pháp phối hợp"
        head, _, tail = text.partition(";")
        if tail:
            return Parts(split(head), split(tail))
    return Parts(split(text), [])
