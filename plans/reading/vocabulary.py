"""The labels and column headers that plans use, as data: what an office calls a field, folded, as patterns."""

from __future__ import annotations

import re
from functools import lru_cache

from agencies.vietnamese import search_key

_WHO = r"(?:(?:cac )?(?:co quan|don vi|dia phuong|phong ban|bo phan|ca nhan|to chuc|phong|ban|nganh)(?:,? (?:va )?(?:co quan|don vi|dia phuong|ca nhan|to chuc))*)"
_JOINED = r"(?:[ ,/&va]*(?:va|, |/)?)"

# Order matters: the first pattern that fits a label wins.
LABELS: tuple[tuple[str, str], ...] = (
    (
        "monitors",
        rf"(?:{_WHO} )?(?:chu tri )?(?:chiu trach nhiem )?(?:theo doi|kiem tra|giam sat|don doc|danh gia)(?:[ ,va]+(?:theo doi|kiem tra|giam sat|don doc|danh gia|tong hop|bao cao|huong dan|ket qua|thuc hien|viec))*(?: mo hinh)?",
    ),
    (
        "monitors",
        rf"{_WHO} (?:chu tri|dau moi) (?:huong dan|tham muu)?(?: |,|va)*(?:theo doi|kiem tra|giam sat|don doc)\b.*",
    ),
    ("coordinators", rf"(?:{_WHO} )?(?:cung )?phoi hop(?: thuc hien| trien khai)?"),
    (
        "lead",
        rf"(?:{_WHO} )?(?:duoc giao |phan cong )?(?:phan cong|trach nhiem|chu tri|dau moi|chiu trach nhiem chinh|tham muu|giao nhiem vu)(?: (?:thuc hien|tham muu|trien khai|to chuc|chinh))*",
    ),
    (
        "implementers",
        rf"(?:{_WHO} )?(?:to chuc |truc tiep |chiu trach nhiem |trien khai )?(?:thuc hien|trien khai)(?: mo hinh)?|(?:doi tuong|pham vi|noi|dia ban|don vi|co quan|dia diem)(?: va pham vi)? (?:thuc hien|ap dung|trien khai|thi diem|dang ky)|{_WHO} chiu trach nhiem(?: chinh)?",
    ),
    (
        "schedule",
        r"(?:thoi gian|thoi han|tien do|thoi diem|lo trinh|han|moc thoi gian|thoi gian, tien do)(?: (?:thuc hien|hoan thanh|trien khai|to chuc|bao cao|ap dung|du kien))*|tan suat(?: thuc hien)?|dinh ky(?: thuc hien)?",
    ),
    (
        "deliverable",
        r"(?:ket qua|san pham|dau ra|san pham dau ra|ket qua dau ra|san pham, ket qua)(?:[ ,/]*(?:va )?(?:san pham|ket qua|dau ra|can dat|dat duoc|thuc hien|du kien|hoan thanh|yeu cau|cu the|chu yeu|dau ra))*",
    ),
    (
        "purpose",
        r"(?:muc dich|muc tieu|y nghia|su can thiet)(?:[ ,va]+(?:y nghia|muc dich|muc tieu|cua mo hinh|yeu cau dat duoc))*",
    ),
    (
        "requirement",
        r"(?:yeu cau|noi dung|cach thuc|cach lam|hinh thuc|phuong thuc|giai phap|bien phap|noi dung va cach thuc|noi dung, yeu cau|noi dung, cach lam)(?: (?:thuc hien|trien khai|mo hinh|cu the|can dat|chu yeu|to chuc|ap dung|tien hanh|hoat dong|cong viec|nhiem vu|cua mo hinh|chinh))*|nhiem vu(?: cu the)?|hoat dong",
    ),
    ("budget", r"(?:du toan |nguon )?kinh phi.*|nguon luc.*"),
    ("note", r"ghi chu.*|luu y.*"),
)
_LABELS = tuple((name, re.compile(pattern)) for name, pattern in LABELS)

COLUMNS: tuple[tuple[str, str], ...] = (
    ("number", r"(?:s )?tt|so tt|so thu tu|stt|ma(?: so)?(?: nhiem vu)?|muc"),
    ("code", r"ma (?:so )?nhiem vu|ma so|ky hieu"),
    (
        "model",
        r"(?:ten )?(?:cac )?(?:mo hinh|sang kien|cach lam|giai phap)(?:[ ,/]*(?:mo hinh|sang kien|cach lam hay|cach lam|giai phap|cai cach hanh chinh|cchc|thuc hien))*",
    ),
    ("target", r"(?:ten |noi dung )?(?:cac )?(?:chi tieu|muc tieu, chi tieu|chi so)(?: .{0,30})?"),
    ("unit", r"don vi tinh|dvt|don vi do"),
    ("purpose", r"muc dich(?:[ ,]*y nghia)?|muc tieu"),
    ("monitors", r".*(?:theo doi|giam sat|don doc|kiem tra).*"),
    ("lead+coordinators", r".*chu tri.*phoi hop.*|don vi thuc hien chu tri phoi hop"),
    ("coordinators", r".*phoi hop.*"),
    ("lead", r".*chu tri.*|(?:co quan |don vi |dau moi )?(?:tham muu|dau moi).*"),
    ("schedule", r"(?:thoi gian|thoi han|tien do|thoi diem|han|ky|lo trinh|ngay).*"),
    ("deliverable", r"(?:ket qua|san pham|dau ra).*"),
    (
        "implementers",
        r"(?:co quan|don vi|dia phuong|bo phan|phong|nguoi|to chuc|don vi, dia phuong|phan cong|trach nhiem)[ ,/a-z]*(?:thuc hien|trien khai|phu trach|chiu trach nhiem)|phan cong|phan cong thuc hien|(?:ten |cac )?(?:co quan|don vi)(?:,? (?:va )?(?:co quan|don vi|dia phuong|ca nhan))*",
    ),
    ("requirement", r"(?:yeu cau|cach thuc|cach lam|noi dung va yeu cau|noi dung, yeu cau|yeu cau thuc hien).*"),
    ("content", r"(?:ten |noi dung |cac )*(?:nhiem vu|cong viec|noi dung|hoat dong|dau viec|cong tac).*"),
    ("budget", r".*kinh phi.*|du toan.*|nguon von.*"),
    ("note", r"ghi chu.*|can cu.*"),
)
_COLUMNS = tuple((name, re.compile(pattern)) for name, pattern in COLUMNS)

MODEL_WORDS = re.compile(
    r"^(?:thuc hien |trien khai |xay dung )?(?:mo hinh|de an|sang kien|cach lam|tong dai|duong day nong|to hop|phong trao)\b"
)


# Headings of whole sections that would be labels if a colon followed them.
_SECTIONS = {
    "noi dung",
    "nhiem vu",
    "giai phap",
    "hoat dong",
    "muc tieu",
    "to chuc thuc hien",
    "thuc hien",
    "trien khai",
    "kiem tra",
    "giam sat",
}
_SECTIONS |= {
    "noi dung thuc hien",
    "giai phap thuc hien",
    "nhiem vu cu the",
    "danh gia",
    "theo doi",
    "kinh phi thuc hien",
    "thoi gian thuc hien",
}


_KNOWN = frozenset(re.findall(r"(?<![a-z])[a-z]{2,}(?![a-z])", " ".join(pattern for _, pattern in (*LABELS, *COLUMNS))))


def _one_slip(word: str, known: str) -> bool:
    """Is `word` `known` with one letter left out, put in twice, wrong, or changed with the next?"""
    if abs(len(word) - len(known)) > 1 or word == known:
        return False
    at = next((i for i, (a, b) in enumerate(zip(word, known, strict=False)) if a != b), min(len(word), len(known)))
    tails = (word[at + 1 :], known[at:]), (word[at:], known[at + 1 :]), (word[at + 1 :], known[at + 1 :])
    swapped = word[at : at + 2] == known[at : at + 2][::-1] and word[at + 2 :] == known[at + 2 :]
    return swapped or any(a == b for a, b in tails)


@lru_cache(maxsize=4096)
def _corrected(key: str) -> str | None:
    """A folded label with one mistyped word put right ("thoi gian hoan thnah"); None where that is no label's word."""
    words = key.split(" ")
    odd = [place for place, word in enumerate(words) if word not in _KNOWN]
    if len(odd) > 1 or not 2 <= len(words) <= 9:
        return None
    for place in odd or range(len(words)):
        for known in sorted(_KNOWN):
            if len(words[place]) > 1 and _one_slip(words[place], known):
                candidate = " ".join([*words[:place], known, *words[place + 1 :]])
                if any(pattern.fullmatch(candidate) for _, pattern in (*_LABELS, *_COLUMNS)):
                    return candidate
    return None


def label_of(text: str) -> tuple[str | None, str]:
    """The field that a paragraph's label names and the words after it: ("purpose", "Lắng nghe …")."""
    head, sign, rest = text.partition(":")
    if sign and len(head) <= 90:
        key = search_key(head)
        for candidate in filter(None, (key, _corrected(key))):
            for name, pattern in _LABELS:
                if pattern.fullmatch(candidate):
                    return name, rest.strip()
    elif not sign and len(text) <= 60 and not text.isupper():
        key = search_key(text)
        if key in _SECTIONS:
            return None, text
        for name, pattern in _LABELS:
            if pattern.fullmatch(key):
                return name, ""
    return None, text


def column_of(header: str) -> str | None:
    """The field a column holds by its header; None for one we do not know."""
    key = search_key(header)
    if not key:
        return None
    for candidate in filter(None, (key, _corrected(key))):
        for name, pattern in _COLUMNS:
            if pattern.fullmatch(candidate):
                return name
    return None
