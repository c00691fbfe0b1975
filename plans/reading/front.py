"""The head and foot of a document: who issued it, its number and date, its title and period, signer, recipients."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from agencies.vietnamese import search_key
from plans.reading.blocks import Block, Cell, Paragraph, Refused, Table, clean, ended
from plans.reading.citing import DATE, partial_date, with_ubnd
from plans.reading.outline import mark_of

TITLES = ("KẾ HOẠCH", "CHƯƠNG TRÌNH", "ĐỀ ÁN", "PHƯƠNG ÁN", "LỘ TRÌNH", "DANH MỤC NHIỆM VỤ", "PHÂN CÔNG NHIỆM VỤ")
OTHER_TITLES = {
    "giay moi": "giấy mời",
    "thong bao": "thông báo",
    "bao cao": "báo cáo",
    "to trinh": "tờ trình",
    "bien ban": "biên bản",
    "cong dien": "công điện",
    "nghi quyet": "nghị quyết",
    "chi thi": "chỉ thị",
    "huong dan": "hướng dẫn",
    "giay gioi thieu": "giấy giới thiệu",
    "quy che": "quy chế",
    "don de nghi": "đơn đề nghị",
    "hop dong": "hợp đồng",
}
_RULE = re.compile(r"^[\W_]*$")
_PLACED = re.compile(rf"^(?P<place>[^,;:]{{2,40}}),\s*(?:{DATE.pattern}|ngày\s*\d{{1,2}}/\d{{1,2}}/\d{{4}})\s*$", re.I)
_NUMBER = re.compile(
    r"^Số\s*:?\s*(?P<number>\d+[a-zA-Z]?)?[\s.…_-]*/\s*(?P<symbol>[\wĐƯđư&.-]+(?:\s*-\s*[\wĐƯđư&]+)*)", re.I
)
_PARTY_NUMBER = re.compile(r"^Số\s*:?\s*(?P<number>\d+)?\s*-\s*(?P<symbol>[A-ZĐ]\w*/[\wĐ-]+)")
_ATTACHED = re.compile(
    r"(?:Kèm theo|Ban hành kèm theo|Đính kèm)\s+(?P<kind>Quyết định|Kế hoạch|Công văn|Tờ trình|Văn bản)\s*(?:số)?\s*:?\s*(?P<number>\d+)?[\s.…_]*/?\s*(?P<symbol>[A-ZĐƯ][\wĐƯ&.-]*(?:-[\wĐƯ&]+)+)?"
    r"(?:\s*,?\s*(?P<date>ngày.{0,20}?tháng.{0,14}?năm\s*\d{4}|ngày\s*\d{1,2}/\d{1,2}/\d{4}))?(?:\s+của\s+(?P<issuer>[^)]+))?",
    re.I,
)
_LEVELS = {
    "huyen": "huyện",
    "quan": "quận",
    "thi xa": "thị xã",
    "thanh pho": "thành phố",
    "tinh": "tỉnh",
    "xa": "xã",
    "phuong": "phường",
    "thi tran": "thị trấn",
    "dac khu": "đặc khu",
}


@dataclass
class Front:
    """What a document says of itself; `body` is what stands between its opening and its signature."""

    title: str | None = None
    type: str = ""
    issuer: str | None = None
    number: str | None = None
    symbol: str | None = None
    place: str | None = None
    issued_on: str | None = None
    signer: dict | None = None
    recipients: list[str] = field(default_factory=list)
    opening: list[Paragraph] = field(default_factory=list)
    body: list[Block] = field(default_factory=list)
    decision_title: str | None = None
    passage: str = ""  # the words all this was read from


# --- flattening the tables that only lay out a head or a foot --------------------------------------------------------


def is_layout(table: Table) -> bool:
    """A frame of two columns around a letterhead or a signature, not a table of content."""
    words = search_key(" ".join(cell.text for row in table.rows for cell in row))
    if table.width > 3 or len(table.rows) > 12:
        return False
    return bool(re.search(r"cong hoa xa hoi|^noi nhan|doc lap tu do|\btm uy ban|\bnoi nhan\b", words)) or (
        len(table.rows) == 1 and bool(re.search(r"chu tich|\bkt\b|truong phong|thu truong", words)) and table.width == 2
    )


def flattened(blocks: list[Block]) -> list[Block]:
    """Blocks with layout tables turned into paragraphs: the left column, then the right one."""
    flat: list[Block] = []
    for block in blocks:
        if isinstance(block, Table) and is_layout(block):
            for column in sorted({cell.column for row in block.rows for cell in row}):
                seen: list[Cell] = []
                for row in block.rows:
                    for cell in row:
                        if cell.column == column and not any(cell is held for held in seen):
                            seen.append(cell)
                            flat += [
                                Paragraph(clean(line), page=block.page, bold=cell.bold)
                                for line in cell.text.split("\n")
                                if clean(line)
                            ]
        else:
            flat.append(block)
    return flat


# --- reading ---------------------------------------------------------------------------------------------------------


def read(blocks: list[Block]) -> Front:
    """Head, opening, body and foot of the plan in `blocks`. Raises `Refused` for a document of another kind."""
    blocks = flattened(blocks)
    at, heading = _title_at(blocks)
    front = Front()
    before = [block for block in blocks[:at] if isinstance(block, Paragraph)]
    _letterhead(front, before)
    start = _read_title(front, blocks, at, heading)
    first = next((i for i in range(start, len(blocks)) if _is_section(blocks[i])), len(blocks))
    decision = _decision(before)
    front.opening = [*decision, *(block for block in blocks[start:first] if isinstance(block, Paragraph))]
    body = blocks[first:]
    foot = _foot_at(body)
    front.body = body[:foot] + _after_foot(body, foot)
    foot_lines = [block for block in body[foot:] if isinstance(block, Paragraph)]
    signed = _foot_at(before)
    if signed < len(before):  # a decision signs for the plan it issues
        _foot(front, before[signed:])
    if front.signer is None or not front.recipients:
        _foot(front, foot_lines)
    _from_opening(front)
    head = [block for block in blocks[:start] if isinstance(block, Paragraph)]
    lines = [*head, *(line for line in foot_lines if line not in head)]
    front.passage = "\n".join(words for line in lines if (words := clean(str(line))))
    return front


def _plain(block: Block) -> str:
    return block.text if isinstance(block, Paragraph) else ""


def _is_head(block: Block) -> bool:
    return isinstance(block, Paragraph) and (block.centred or block.bold)


def _title_at(blocks: list[Block]) -> tuple[int, str]:
    """Where the plan's own title stands: the last heading KẾ HOẠCH before its first section."""
    lines = [clean(_plain(block)).strip("*# :") for block in blocks]
    for index, line in enumerate(lines):
        for title in TITLES:
            if line == title or (line.upper() == title and _is_head(blocks[index])):
                return index, title
    for index, line in enumerate(lines):
        for title in TITLES:
            if (
                line.startswith(title + " ")
                and len(line) < 600
                and not mark_of(line)[0]
                and not line.startswith(title + " số")
            ):
                return index, title
    for line in lines[:40]:
        kind = next((name for key, name in OTHER_TITLES.items() if search_key(line) == key and line.isupper()), None)
        if kind:
            raise Refused(f"Tệp này là {kind}, không phải văn bản kế hoạch; hãy chọn tệp kế hoạch hoặc bảng nhiệm vụ.")
    for index, line in enumerate(lines):
        if re.match(r"(?:phụ lục|biểu|bảng)\b", line, re.I) and any(
            isinstance(block, Table) for block in blocks[index:]
        ):
            return index, "PHỤ LỤC"
    if any(isinstance(block, Table) and block.width >= 3 for block in blocks):
        return 0, ""
    raise Refused(
        "Không thấy tên loại “KẾ HOẠCH” hay bảng nhiệm vụ trong tệp; hãy chọn tệp kế hoạch, hoặc tự lập kế hoạch trên trang này."
    )


def _letterhead(front: Front, lines: list[Paragraph]) -> None:
    texts = [clean(line.text).strip("*# ") for line in lines]
    for text, after in zip(texts, [*texts[1:], ""], strict=False):
        if re.match(r"[^,;:]{2,40}, *ngày\b", text) and not _PLACED.match(text):
            text = f"{text} {after}"  # a narrow frame wraps the line of the date
        found = _PARTY_NUMBER.match(text) or _NUMBER.match(text)
        if found and front.symbol is None:
            front.number, front.symbol = found["number"], re.sub(r"\s", "", found["symbol"]).rstrip(".-")
        found = _PLACED.match(text)
        if found and front.place is None:
            front.place, front.issued_on = clean(found["place"]), partial_date(text)
    head: list[str] = []
    for text in texts[:12]:
        if re.match(r"CỘNG H[OÒ]", text, re.I) or re.match(r"(?:Số\s*:|Căn cứ|Độc lập)", text) or _PLACED.match(text):
            if head:
                break
            continue
        if (
            text
            and text.upper() == text
            and not _RULE.match(text)
            and search_key(text) not in ("quyet dinh", "ke hoach")
        ):
            head.append(text)
    front.issuer = _issuer(head)


def _issuer(head: list[str]) -> str | None:
    """The issuing agency from the capitals of a letterhead; the superior agency above it is left out."""
    if not head:
        return None
    words = clean(" ".join(head))
    key = search_key(words)
    found = re.search(r"(?:ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN|UBND)\s*(?P<place>.*)$", words)
    if found and not re.search(r"(?:VĂN PHÒNG|PHÒNG|BAN|TRUNG TÂM|SỞ)\b", found["place"]):
        return clean(f"UBND {_cased(found['place'])}")
    for index in range(len(head) - 1, -1, -1):
        if re.match(
            r"(?:VĂN PHÒNG|PHÒNG|SỞ|BAN|TRUNG TÂM|TỈNH ỦY|HUYỆN ỦY|THÀNH ỦY|BỘ|ĐẢNG ỦY|CÔNG AN)\b", head[index]
        ):
            name = clean(" ".join(head[index:]))
            return _cased(name)[0].upper() + _cased(name)[1:]
    name = with_ubnd(_cased(words))
    if any(key.startswith(f"{level} ") for level in _LEVELS):  # the line above was lost
        return f"UBND {name}"
    return name


def _cased(capitals: str) -> str:
    """ "HUYỆN HỒNG NGỰ" as "huyện Hồng Ngự"; of an office's name the kind and field keep one capital each."""
    lower = capitals.lower()
    for key, level in _LEVELS.items():
        if search_key(lower).startswith(f"{key} "):
            name = lower[len(level) :].strip()
            return f"{level} {name.title()}"
    words = re.sub(r"\bhđnd\b|\bubnd\b|\bcchc\b", lambda m: m.group().upper(), lower)
    found = re.match(r"(văn phòng|phòng|sở|ban|trung tâm|bộ)\s+(.+)$", words)
    if found:
        field_words = found[2]
        return f"{found[1].capitalize()} {field_words[0].upper()}{field_words[1:]}"
    return words.capitalize()


def _read_title(front: Front, blocks: list[Block], at: int, heading: str) -> int:
    """Reads the abstract under the type name; returns where the text after it begins."""
    front.type = heading
    lines: list[str] = []
    first = clean(_plain(blocks[at])).strip("*# :") if blocks else ""
    if first != heading and first.startswith(heading) and heading:
        rest = first[len(heading) :].strip(" :*")
        numbered = heading == "PHỤ LỤC" and re.match(r"(?:số\s+)?(?:\d+|[IVX]+)\b[.:)]?\s*", rest, re.I)
        lines += filter(None, [rest[numbered.end() :] if numbered else rest])
    index = at + 1 if heading else 0
    while index < len(blocks):
        block = blocks[index]
        text = clean(_plain(block)).strip("*#_ ")
        if not isinstance(block, Paragraph) or _is_section(block):
            break
        if not text or _RULE.match(text):
            index += 1
            if lines:
                break
            continue
        if text.startswith("(") or re.match(
            r"(?:Căn cứ|Thực hiện(?! các mô hình)[^.]{0,30} số|Xét|Theo đề nghị|Kính gửi|Triển khai thực hiện [^.]{0,30} số)",
            text,
        ):
            break
        if lines and (len(text) > 400 or _starts_sentence(text, lines, block)):
            break
        lines.append(text)
        index += 1
    index = _skip_attachment(front, blocks, index)
    title, _, attached = " ".join(lines).partition(" (")  # "(Ban hành kèm theo Quyết định …)" without a line of its own
    found = _ATTACHED.search(attached)
    if found:
        _attached(front, found)
    elif attached:
        title = " ".join(lines)
    title = ended(title)
    front.title = re.sub(r"^(?:về việc|v/v)\s+", "", title, flags=re.I) or None
    if front.title and front.title[0].islower():
        front.title = front.title[0].upper() + front.title[1:]
    return index


def _skip_attachment(front: Front, blocks: list[Block], index: int) -> int:
    """Reads "(Kèm theo Quyết định …)" under the title, on one line or two; returns where the text after it begins."""
    words = ""
    while index < len(blocks):
        block = blocks[index]
        text = clean(_plain(block)).strip("*_# ")
        opened = words.startswith("(") and ")" not in words
        if not isinstance(block, Paragraph) or not (opened or not text or text.startswith("(") or _RULE.match(text)):
            break
        words = f"{words} {text}".strip() if opened else text
        index += 1
        found = _ATTACHED.search(words)
        if found and ")" in words:
            _attached(front, found)
    return index


def _starts_sentence(text: str, lines: list[str], block: Paragraph) -> bool:
    """Does the opening begin here: words of normal weight after a bold title?"""
    return not block.bold and not block.centred and (text.endswith((".", ":", ";")) or len(text) > 160)


def _attached(front: Front, found: re.Match) -> None:
    front.symbol = front.symbol or (found["symbol"] or None)
    front.number = front.number or found["number"]
    if found["date"]:
        printed = partial_date(found["date"])
        front.issued_on = front.issued_on or (printed if printed and len(printed) > 4 else None)
    if found["issuer"] and front.issuer is None:
        front.issuer = re.sub(r"^Chủ tịch\s+", "", with_ubnd(ended(found["issuer"])))


def _is_section(block: Block) -> bool:
    if isinstance(block, Table):
        return not is_layout(block)
    mark, rest = mark_of(f"{block.mark} {block.text}".strip().strip("*# "))
    if mark is None:
        return False
    if mark.kind in ("part", "annex"):
        return True
    return mark.kind in ("roman", "upper", "arabic") and mark.number in ("I", "A", "1") and bool(rest)


def _decision(before: list[Paragraph]) -> list[Paragraph]:
    """The bases of a decision that issues the plan: what stands between its title and its articles."""
    start = next((i for i, line in enumerate(before) if re.match(r"QUYẾT ĐỊNH\s*:?$", clean(line.text))), None)
    if start is None:
        return []
    lines = []
    for line in before[start + 1 :]:
        if re.match(r"(?:QUYẾT ĐỊNH|QUYẾT NGHỊ)\s*:?\s*$|Điều 1", clean(line.text)):
            break
        lines.append(line)
    return lines


# --- the foot --------------------------------------------------------------------------------------------------------

_RECIPIENTS = re.compile(r"^\W*Nơi nhận\W*", re.I)
_AUTHORITY = re.compile(r"^(?:TM|KT|TL|TUQ|Q)\s*\.\s*", re.I)
_TITLE = re.compile(
    r"^(?:Q\.\s*)?(?:PHÓ\s+)?(?:CHỦ TỊCH|BÍ THƯ|TRƯỞNG PHÒNG|TRƯỞNG BAN|CHÁNH VĂN PHÒNG|CHÁNH THANH TRA|GIÁM ĐỐC|THỦ TRƯỞNG|CỤC TRƯỞNG|BỘ TRƯỞNG|THỨ TRƯỞNG|TỔNG GIÁM ĐỐC|HIỆU TRƯỞNG|TRƯỞNG TRẠM|THƯỜNG TRỰC)\b.*$"
)


def _foot_at(blocks: Sequence[Block]) -> int:
    """Where the foot begins: "Nơi nhận" or the signer's authority."""
    for index, block in enumerate(blocks):
        text = clean(_plain(block)).strip("*_ ")
        if _RECIPIENTS.match(text) or re.match(r"TM\.\s*(?:ỦY BAN|UBND)|KT\.\s*CHỦ TỊCH", text):
            return index
        following = clean(_plain(blocks[index + 1])).strip("*_ ") if index + 1 < len(blocks) else ""
        if _TITLE.match(text) and text.upper() == text and len(text) < 40 and _is_name(following):
            return index
    return len(blocks)


def _after_foot(blocks: list[Block], foot: int) -> list[Block]:
    """Annexes stand after the signature."""
    for index in range(foot, len(blocks)):
        block = blocks[index]
        if isinstance(block, Table) or re.match(r"(?:PHỤ LỤC|Phụ lục|BIỂU|DANH MỤC|BẢNG)\b", clean(_plain(block))):
            return blocks[index:]
    return []


def _is_name(text: str) -> bool:
    words = text.split()
    return 2 <= len(words) <= 6 and all(
        word[0].isupper() and (len(word) == 1 or word[1:].islower() or "-" in word) for word in words
    )


def _foot(front: Front, lines: list[Paragraph]) -> None:
    title, listing = "", False
    for line in lines:
        text = clean(line.text).strip("*_ ")
        if re.match(r"(?:PHỤ LỤC|Phụ lục)\b", text):
            break
        if _RECIPIENTS.match(text):
            listing = True
            text = _RECIPIENTS.sub("", text).strip(" :")
            if not text:
                continue
        for piece in re.split(r"\s(?=(?:TM|KT|TL|TUQ)\.\s)|(?<=DÂN)\s+(?=CHỦ TỊCH)|(?<=TỊCH)\s+(?=PHÓ)", text):
            bare = _AUTHORITY.sub("", piece)
            if piece != bare or (_TITLE.match(bare) and bare.upper() == bare):
                listing = False
                if _TITLE.match(bare) or not title:
                    title = bare
            elif title and _is_name(bare):
                if front.signer is None:
                    front.signer = {"title": ended(title), "name": bare}
                title = ""
            elif listing and bare.isupper() and len(bare) > 8:
                listing = False  # the next letterhead
            elif listing or (title and front.recipients and re.match(r"[-–+]", f"{line.mark}{bare}")):
                # A page that ends within the foot leaves the rest of the list below the signature's first lines.
                _recipient(front, f"{line.mark} {bare}".strip())


def _recipient(front: Front, text: str) -> None:
    for item in re.split(r"(?:;|\.)\s*(?=[-–+]\s)", text):
        name = ended(re.sub(r"^[-–+•*]\s*", "", item))
        if not name or re.match(r"Lưu\b", name) or _RULE.match(name):
            continue
        if not re.match(r"[-–+•*]", item) and front.recipients and item[:1].islower():
            front.recipients[-1] += f" {name}"
            continue
        if name not in front.recipients:
            front.recipients.append(name)


def _from_opening(front: Front) -> None:
    """What no letterhead says is taken from the opening sentence."""
    words = clean(" ".join(block.text for block in front.opening))
    if front.issuer is None:
        found = re.search(
            r"((?:Ủy ban nhân dân|Uỷ ban nhân dân|UBND)(?:\s+(?:tỉnh|huyện|quận|thị xã|thành phố|xã|phường|thị trấn|Tỉnh|Huyện|Thành phố|Thị xã|Quận))?(?:\s+[A-ZĐÀ-Ỹ][\wà-ỹ]*)*)\s+(?:ban hành|xây dựng|đề ra|triển khai)",
            words,
        )
        front.issuer = with_ubnd(found[1]) if found else None
    if front.issuer and len(front.issuer.split()) <= 3:
        _complete_issuer(front, words)


def _complete_issuer(front: Front, words: str) -> None:
    """ "UBND Thành phố" gets the name that the place, title or opening give it."""
    issuer = front.issuer or ""
    level = issuer.removeprefix("UBND").strip()
    if not level or search_key(level) not in _LEVELS:
        return
    name = r"\s+((?:[A-ZĐÀ-Ỹ][\wà-ỹ]*)(?:\s+[A-ZĐÀ-Ỹ][\wà-ỹ]*)*)"
    for text in (front.place or "", front.title or "", words):
        found = re.search(rf"\b{level}{name}", text, re.I if text == front.place else 0) or re.search(
            rf"\b(?:{level.lower()}|{level.capitalize()}){name}", text
        )
        if found and found[1].split()[0] not in ("Về", "Ban", "Căn"):
            front.issuer = f"UBND {level.lower()} {found[1]}"
            return
    party = re.search(rf"\b(?:Huyện|Thành|Thị|Quận) ủy{name}", words)
    if party:
        front.issuer = f"UBND {level.lower()} {party[1]}"


# --- the period ------------------------------------------------------------------------------------------------------


def period_of(title: str | None, opening: list[Paragraph]) -> dict:
    """First and last year of a plan, from its title, else from the opening; both null when nothing says."""
    for text in (
        title or "",
        " ".join(clean(line.text) for line in opening if re.search(r"ban hành|xây dựng", line.text))[-400:],
    ):
        found = re.search(
            r"(?:giai đoạn|từ năm|thời kỳ|các năm)\s*:?\s*(\d{4})\s*(?:[-–—]|đến(?: năm)?)\s*(\d{4})", text, re.I
        )
        found = found or re.search(r"\b(20\d\d)\s*[-–—]\s*(20\d\d)\b", text)
        if found:
            return {"start": found[1], "end": found[2]}
        years = re.findall(r"năm\s+(20\d\d)", text, re.I)
        until = re.search(r"đến(?: hết)? năm\s+(20\d\d)", text, re.I)
        if years:
            first = years[0]
            if until and len(years) == 1:
                return {"start": None, "end": until[1]}
            return {
                "start": first,
                "end": until[1] if until and until[1] > first and "định hướng" not in text.lower() else first,
            }
    return {"start": None, "end": None}
