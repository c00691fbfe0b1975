"""Who does what under "Tổ chức thực hiện", and who reports when to whom."""

from __future__ import annotations

import re

from agencies.vietnamese import search_key
from plans import schedules
from plans.reading import phrases
from plans.reading.blocks import clean, ended
from plans.reading.outline import Node
from plans.reading.phrases import HEADS, LOWER_HEADS

SECTION = re.compile(
    r"(?:cong tac )?to chuc (?:trien khai )?thuc hien|(?:phan cong )?(?:nhiem vu|trach nhiem)(?: thuc hien)?(?: cu the)?(?: cua)?(?: cac| mot so)? (?:co quan|don vi|dia phuong|phong|ban|so)\b.*|phan cong(?: nhiem vu| trach nhiem| thuc hien| to chuc)*|trach nhiem(?: thuc hien| thi hanh| to chuc)*|to chuc thuc hien\b.*|nhiem vu cua\b.*"
)
NO_AGENCY = re.compile(
    r"^(?:kinh phi|nguon|thoi gian|tien do|che do|cong tac|kiem tra|bao cao|khen thuong|giai phap|du toan|lo trinh|dieu khoan|thong tin|so ket|hieu luc|thi dua|tuyen truyen|muc|yeu cau$|to chuc)"
)
VERBS = (
    "chủ trì|phối hợp|tham mưu|theo dõi|lãnh đạo|xây dựng|rà soát|tổ chức|hướng dẫn|thực hiện|bảo đảm|đảm bảo|tích cực|chủ động|chịu trách nhiệm"
    "|có trách nhiệm|căn cứ|tăng cường|đôn đốc|kiểm tra|bố trí|cân đối|thẩm định|tổng hợp|tuyên truyền|triển khai|tiếp tục|đẩy mạnh"
    "|thường xuyên|định kỳ|báo cáo|lập|ban hành|quán triệt|nghiên cứu|đề xuất|cập nhật|nâng cao|giúp|khẩn trương|kịp thời|phân công"
    "|chỉ đạo|vận hành|duy trì|là cơ quan|là đầu mối|đăng tải|quản lý|hỗ trợ|giám sát|trên cơ sở|theo chức năng|đưa|gửi|cử|vận động|hoàn thành|bám sát|nghiêm túc|phát huy|cụ thể hóa|tập trung|lồng ghép|công khai|tiếp nhận|trình|xem xét|chuẩn bị|thông tin|đánh giá|phổ biến|biên soạn|phát sóng|mở|tạo điều kiện|giao|quan tâm|niêm yết|trực tiếp|hằng năm|hàng năm|hằng quý|hàng quý|hằng tháng|hàng tháng|trước ngày|tham gia"
)
_VERB = re.compile(
    rf"(?<!các)(?<!những)(?<!được)(?<!thuộc)[,:]?\s+(?=(?:{VERBS})\b(?! chính trị| xã hội| đoàn thể| quần chúng))"
)
_OPENING = re.compile(
    r"^(?:Căn cứ [^,]+,\s*|Trên cơ sở [^,]+,\s*|Theo [^,]{3,60},\s*)?(?:(?:Giao(?: cho)?|Đề nghị|Yêu cầu|Đối với)\s+)?",
    re.I,
)
_HEAD = re.compile(rf"(?:{HEADS})(?![\wÀ-ỹ])|(?:{LOWER_HEADS})\b")
_DUTY = re.compile(r"\s*(?:có trách nhiệm|chịu trách nhiệm|thực hiện(?: các nhiệm vụ)?(?: sau)?)\s*:?\s*$", re.I)


def sections(root: Node) -> list[Node]:
    """The headings whose text says who does what."""
    found = []
    for node in root.walk():
        if not node.mark or node.kind not in ("roman", "upper", "arabic", "part", "dotted"):
            continue
        if any(above in found for above in node.path()[:-1]):
            continue
        key = re.sub(r"^(?:va|ve) ", "", search_key(node.text))
        if SECTION.fullmatch(key) and len(node.text) < 120:
            found.append(node)
    return found


def responsibilities(root: Node) -> list[dict]:
    """One row per agency named by a numbered heading or at the head of a numbered paragraph."""
    rows: list[dict] = []
    for section in sections(root):
        for node in section.nodes:
            row = _row(node)
            if row:
                rows.append(row)
    return rows


def _row(node: Node) -> dict | None:
    text = clean(node.text)
    if NO_AGENCY.match(search_key(text)) or (node.mark is None and not _starts_with_agency(text)):
        return None
    agency, duty = _parted(text)
    if not agency:
        return None
    if node.mark is None and not duty:
        return None
    duties = ([duty] if duty else []) + [ended(line) for line in _lines(node, heading=not duty)]
    duties = [item for item in duties if item]
    if not duties:
        return None
    return {
        "agency": agency,
        "duties": [item[0].upper() + item[1:] for item in duties],
        "source": {"page": node.page, "text": node.passage},
    }


def _starts_with_agency(text: str) -> bool:
    """A paragraph without a number is a duty only when it gives an order to a named agency."""
    return bool(re.match(r"(?:Giao|Đề nghị)\s+(?=[A-ZĐ])", text)) and bool(_HEAD.match(_OPENING.sub("", text)))


_CLOSING = re.compile(
    r"(?:Trên đây là|Trong quá trình (?:thực hiện|triển khai|tổ chức)|Yêu cầu (?:các|Thủ|lãnh đạo)|Kế hoạch này (?:thay|có hiệu)|Căn cứ (?:vào )?Kế hoạch này|Đề nghị các)",
    re.I,
)


def _lines(node: Node, *, heading: bool) -> list[str]:
    """One duty per paragraph; what stands under a duty that ends with a colon belongs to it.

    A paragraph without a mark goes on a heading, not a numbered sentence; the document's closing words are no duty.
    """
    lines: list[str] = []
    for child in node.nodes:
        if not child.text or (child.mark is None and (not heading or _CLOSING.match(child.text))):
            continue
        words = clean(child.text)
        if child.nodes:
            under = [inner for inner in child.nodes if inner.mark or not _CLOSING.match(inner.text)]
            words = " ".join([words, *(clean(text) for inner in under for text in inner.texts())])
        lines.append(words)
    return lines


def _parted(text: str) -> tuple[str | None, str]:
    """(agency, duty) of "Giao Văn phòng HĐND và UBND Huyện theo dõi, kiểm tra …"; the duty is empty for a heading."""
    opening = _OPENING.match(text)
    rest = text[opening.end() :] if opening else text
    head, sign, tail = rest.partition(":")
    if sign and len(head) < 200 and _HEAD.match(head) and not _VERB.search(head):
        return _agency(head), ended(tail)
    if not _HEAD.match(rest):
        return None, ""
    found = _VERB.search(rest)
    if found is None:
        return _agency(rest), ""
    agency, duty = rest[: found.start()], rest[found.end() :]
    duty = re.sub(
        r"^(?:có trách nhiệm|chịu trách nhiệm(?=\s+(?:xây|tổ|triển|thực|hướng|theo|tham|rà|phối|chỉ)))\s*:?\s*",
        "",
        duty,
    )
    return _agency(agency), ended(duty)


def _agency(text: str) -> str | None:
    name = ended(_DUTY.sub("", ended(text)))
    return name[0].upper() + name[1:] if name else None


# --- reporting -------------------------------------------------------------------------------------------------------

_ADDRESSEE = r"(?:Ủy ban nhân dân|Uỷ ban nhân dân|UBND|Chủ tịch|Văn phòng|Phòng|Sở|Ban|Thường trực|Huyện ủy|Thành ủy|Tỉnh ủy|Đảng ủy|Bộ|Hội đồng|HĐND|Trung tâm|Giám đốc|Lãnh đạo|Bí thư|Thủ trưởng|Trưởng|Chánh|Tổ trưởng|cấp trên|cấp có thẩm quyền)"
_REPORT = re.compile(
    rf"(?<!thông tin )(?i:báo cáo|gửi báo cáo|gửi|tổng hợp gửi)\b(?P<what>[^.;:]{{0,160}}?)(?:\s*\(?(?:về|gửi|cho|tới|đến|lên|trình))?(?<!của)(?<!thuộc)(?<!với)(?<!bởi)(?<! do)\s+(?P<to>{_ADDRESSEE}(?![\wÀ-ỹ])(?:[^.;:(),]|,(?=\s*{_ADDRESSEE}(?![\wÀ-ỹ])))*?)"
    r"(?=\s*(?:\((?:qua|thông qua)|,?\s*(?:thông )?qua\s+(?=[A-ZĐ])|\s(?:trước|chậm nhất|vào|định kỳ|theo|để|trong|khi|nắm|xem xét|chỉ đạo|tổng hợp|biết|lồng ghép|hằng|hàng|và lồng|đúng|kết quả|tình hình|những|các nội dung|việc|về)\b|[.;:,(]|$))",
)
_VIA = re.compile(
    r"\(?\s*(?:thông )?qua\s+(?P<via>[A-ZĐÀ-Ỹ][^).;]*?)(?=\s+(?:để|tổng hợp|theo dõi|trước|chậm nhất)\b|[).;]|,\s*(?:báo cáo|đề xuất|để)|$)"
)
_CONDITIONAL = re.compile(
    r"nếu (?:có )?(?:phát sinh|khó khăn|vướng mắc)|khó khăn, vướng mắc|có khó khăn|vấn đề (?:mới )?phát sinh|cần (?:sửa đổi|điều chỉnh)",
    re.I,
)
_WHEN = re.compile(
    r"(?:trước|chậm nhất(?: là)?(?: vào)?|vào|hạn cuối)\s+(?:ngày\s+)?\d{1,2}(?:\s*/\s*\d{1,2}(?:\s*/\s*\d{4})?|\s+tháng\s+\d{1,2}(?:\s+năm\s+\d{4})?)(?:\s+h[ằà]ng\s+\w+)?",
    re.I,
)
_PERIODIC = re.compile(
    r"h[ằà]ng (?:tháng|quý|năm|tuần)|định k[ỳì]|(?:0?6|sáu) tháng|mỗi (?:tháng|quý|năm)|báo cáo (?:tháng|quý|năm)|sơ kết|quý\b",
    re.I,
)


def reporting(root: Node, year: int | None, issued=None) -> list[dict]:
    """Who reports when to whom, from the sections on carrying out and on reporting."""
    rows: list[dict] = []
    places = [*sections(root), *_report_sections(root)]
    seen: set[int] = set()
    for section in places:
        for node in section.walk():
            if id(node) in seen or not node.text:
                continue
            seen.add(id(node))
            for sentence in re.split(r"(?<=[^\d])\.\s+(?=[A-ZĐÀ-Ỹ])", clean(node.text)):
                rows += [row for row in _reports(sentence, node, year, issued) if not _known(row, rows)]
    return rows


def _known(row: dict, rows: list[dict]) -> bool:
    keys = ("cadence", "by", "to", "due")
    return any(all(row[key] == held[key] for key in keys) for held in rows)


def _report_sections(root: Node) -> list[Node]:
    return [
        node
        for node in root.walk()
        if node.mark
        and node.kind in ("roman", "upper", "arabic", "part", "dotted")
        and len(node.text) < 140
        and "bao cao" in search_key(node.text)
        and not _REPORT.search(node.text)
    ]


def _reports(sentence: str, node: Node, year: int | None, issued) -> list[dict]:
    if _CONDITIONAL.search(sentence):
        return []
    found = _REPORT.search(sentence)
    if not found:
        return []
    via = _VIA.search(sentence)
    cadences = _cadences(sentence)
    clause = _clause(sentence, found.start())
    when = _WHEN.search(clause)
    if not (via or when or cadences or _PERIODIC.search(sentence)):
        return []
    if not cadences and not when and not via and not re.search(r"định k[ỳì]", sentence):
        return []
    to = _addressee(found["to"])
    if via:
        to = re.sub(r"\s*[,(]?\s*(?:thông )?qua\b.*$", "", to)
    # "báo cáo hằng năm trước 10/12" is of every year; "trước ngày 15/6 và 15/12" are two reports.
    yearly = bool(cadences) and when is not None and not re.search(r"\d{4}", when.group())
    dues = [None] if when is None or yearly else _dues(clause[when.start() :], when, year, issued)
    by = _reporters(sentence, found.start(), node)
    row = {
        "by": by,
        "to": ended(to) or None,
        "via": phrases.clean_name(re.sub(r"\s+(?:tổng hợp|để).*$", "", via["via"])) if via else None,
        "source": {"page": node.page, "text": sentence},
    }
    return [{"cadence": cadence, **row, "due": due} for cadence in (cadences or [None]) for due in dues]


def _clause(sentence: str, at: int) -> str:
    """The part between semicolons in which the word "báo cáo" at `at` stands: its dates are the report's."""
    return sentence[sentence.rfind(";", 0, at) + 1 :].split(";")[0] if ";" in sentence[:at] else sentence.split(";")[0]


def _dues(words: str, when: re.Match, year: int | None, issued) -> list[str | None]:
    """Due days of "trước ngày 15/6 và 15/12": the first as it is written, each further date with the same word."""
    texts = [when.group()]
    rest = words[len(when.group()) :]
    lead = re.match(r"\D*", when.group()).group()
    while more := re.match(r"\s*(?:,|và|;)\s*(?:ngày\s+)?(\d{1,2}/\d{1,2}(?:/\d{4})?)(?![\d/])", rest):
        texts.append(f"{lead}{more[1]}")
        rest = rest[more.end() :]
    read = [schedules.parse(text, year=year, issued=issued) for text in texts]
    return [schedule.due.isoformat() if schedule and schedule.due else None for schedule in read]


def _addressee(text: str) -> str:
    return ended(
        re.sub(
            r"\s+(?:và|để|về|theo|trước|kết quả|nắm)\s*$",
            "",
            re.sub(r"\s+(?:kết quả|tình hình|về|theo dõi)\b.*$", "", text),
        )
    )


def _cadences(sentence: str) -> list[str]:
    """The periods a report is owed for: "6 tháng và hằng năm" are two."""
    words: list[tuple[int, str]] = []
    plain = sentence.lower()
    series = re.search(
        r"(?:định k[ỳì]|h[ằà]ng|báo cáo|mỗi)\s+(?:(?:theo|h[ằà]ng|báo cáo)\s+)*((?:(?:0?6 tháng(?: đầu năm| cuối năm)?|sáu tháng(?: đầu năm)?|0?9 tháng|tháng|quý|năm|tuần|h[ằà]ng|đột xuất|và|hoặc|,|\(|\))\s*)+)",
        plain,
    )
    scope = series.group(1) if series else ""
    scope += " ".join(found.group(1) for found in re.finditer(r"h[ằà]ng (tháng|quý|năm|tuần)", plain))
    if re.search(r"định k[ỳì][^.]{0,30}(?:0?6|sáu) tháng|(?:0?6|sáu) tháng(?: đầu năm)?\s*(?:,|và|/)", plain):
        scope += (
            " 6 tháng, năm"
            if re.search(r"(?:0?6|sáu) tháng(?: đầu năm)?\s*(?:,|và|/)\s*(?:h[ằà]ng )?(?:01 )?năm", plain)
            else " 6 tháng"
        )
    for name, pattern in (
        ("week", r"tuần"),
        ("month", r"(?<!\d )(?<!sáu )tháng"),
        ("quarter", r"quý"),
        ("half", r"(?:0?6|sáu) tháng"),
        ("year", r"(?<!đầu )(?<!cuối )năm"),
    ):
        found = re.search(pattern, scope)
        if found:
            words.append((found.start(), name))
    order = ("week", "month", "quarter", "half", "year")
    return sorted({name for _, name in words}, key=order.index)


def _reporters(sentence: str, at: int, node: Node) -> list[str]:
    """The agencies that report: named in the sentence before the word, else by the paragraph or the heading above."""
    before = re.sub(
        r"^.*?(?:h[ằà]ng (?:tháng|quý|năm|tuần)|định k[ỳì][^,]{0,40}|\d{4}|này)\s*,\s*", "", sentence[:at], flags=re.I
    )
    for words in (before, sentence[:at]):
        opening = _OPENING.match(words)
        rest = words[opening.end() :] if opening else words
        if _HEAD.match(rest):
            verb = _VERB.search(rest)
            named = (rest[: verb.start()] if verb else rest).partition(":")[0]
            agencies = phrases.split(named)
            if agencies:
                return agencies
    found = re.search(
        rf"(?:giao|đề nghị|yêu cầu)\s+((?:{HEADS})(?![\wÀ-ỹ]).*?)(?=\s+(?:{VERBS})\b|$)", sentence[:at], re.I
    )
    if found:
        return phrases.split(found[1])
    for above in reversed(node.path()):
        agency, _ = _parted(clean(above.text))
        if agency and above.kind in ("arabic", "dotted", "lettered") and not NO_AGENCY.match(search_key(above.text)):
            return phrases.split(agency)
    parent = node.parent
    if node.mark is None and parent is not None:
        agency, _ = _parted(clean(parent.text))
        if agency:
            return phrases.split(agency)
    return []
