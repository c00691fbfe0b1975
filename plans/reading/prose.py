"""A task told in running words: who leads, with whom, by when, in brackets at its end or in sentences after it."""

from __future__ import annotations

import re
from itertools import pairwise

from plans.reading import phrases
from plans.reading.blocks import clean, ended
from plans.reading.phrases import HEADS
from plans.reading.vocabulary import label_of

_STARTS = re.compile(r"(?:^|[.;,(]\s*|\s[-–]\s)(?=(?P<label>[^\W\d_][^.;:,()]{1,60}?)\s*:)")
_BRACKETS = re.compile(r"\s*\((?P<inside>[^()]{8,})\)\s*$")
_NAMED = rf"(?:{HEADS})(?![\wÀ-ỹ])"
_WHO = re.compile(rf"(?:do|giao|đề nghị|yêu cầu)?\s*(?={_NAMED})(?P<who>.+)$", re.I | re.S)
_LEADS = re.compile(
    r"\bchủ trì(?:,?\s*(?:tham mưu|thực hiện|triển khai|tổ chức|tổ chức thực hiện|triển khai thực hiện))*\s*(?=[,;.]|\s+(?:và\s+)?phối hợp|$)",
    re.I,
)
_HELPS = re.compile(r"(?:phối hợp|cùng)(?:\s+(?:thực hiện|triển khai))*$", re.I)
_CLOSING = re.compile(r"\s+(?:tham mưu|tổ chức|triển khai|thực hiện|tham gia)(?:\s+(?:thực hiện|triển khai))*$", re.I)
_WHEN = re.compile(
    r"^(?:(?:và|phải|cần)\s+)*(?:thời gian|thời hạn|hạn|tiến độ|hoàn thành|thực hiện|xong|báo cáo)(?:\s+(?:thực hiện|hoàn thành|xong))*\s*:?\s*"
    r"(?P<when>(?:xong\s+)?(?:trong|trước|vào|đến|từ|chậm nhất|quý|quí|tháng|năm|ngày|thường xuyên|h[ằà]ng|định k[ỳì]|cả năm|khi|theo)\b.*)$",
    re.I,
)
_BARE_WHEN = re.compile(r"^(?:quý|quí|tháng|năm|trước ngày|trong (?:quý|tháng|năm)|thường xuyên|h[ằà]ng)\b", re.I)


def labelled(text: str) -> list[tuple[str | None, str]]:
    """`text` cut at the labels within it: [(None, "Niêm yết …"), ("lead", "Phòng Nội vụ"), ("schedule", "Quý I")]."""
    cuts: list[tuple[int, str]] = []
    for found in _STARTS.finditer(text):
        name, _ = label_of(f"{found['label']}:")
        if name:
            cuts.append((found.start("label"), name))
    pieces: list[tuple[str | None, str]] = [(None, text[: cuts[0][0] if cuts else None])]
    for (at, name), (end, _) in pairwise([*cuts, (len(text), "")]):
        pieces.append((name, text[at:end].partition(":")[2]))
    shut = [(name, _shut(ended(words.rstrip(" (–-")))) for name, words in pieces[:-1]]
    name, words = pieces[-1]
    shut.append((name, _shut(words) if cuts else words))
    return [(name, words) for name, words in shut if name or words]


def _shut(words: str) -> str:
    """The words of one label among several: without what parts them, or the bracket that closes them."""
    words = words.strip()
    inner = ended(words)
    if inner.endswith(")") and inner.count("(") < inner.count(")"):
        return ended(inner[:-1])
    return words


def told(text: str) -> tuple[str, dict[str, str]]:
    """(content, fields) of a task in running words; no fields where the words do not say who leads.

    >>> told("Rà soát văn bản (Phòng Tư pháp chủ trì; hoàn thành trong Quý III/2025)")
    ('Rà soát văn bản', {'lead': 'Phòng Tư pháp', 'schedule': 'trong Quý III/2025'})
    """
    pieces = labelled(clean(text))
    if len(pieces) > 1 and pieces[0][0] is None:
        fields: dict[str, str] = {}
        for name, words in pieces[1:]:
            if name and words:
                fields.setdefault(name, words)
        content, more = _sentences(pieces[0][1])
        return content, more | fields
    bracket = _BRACKETS.search(ended(text))
    if bracket:
        fields = clauses(re.split(r"\s*;\s*|,\s*(?=hoàn thành|thời gian|thực hiện|xong|trước)", bracket["inside"]))
        if "lead" in fields:
            return ended(ended(text)[: bracket.start()]), fields
    return _sentences(text)


def _sentences(text: str) -> tuple[str, dict[str, str]]:
    """The sentences after the first that say only who or when, as fields; the others stay as they are."""
    text = ended(text)
    content, fields = "", {}
    for place, sentence in enumerate(re.split(r"(?<=[^\s.]{2}[.;])\s+(?=[A-ZĐÀ-Ỹ])", text)):
        found = clauses([sentence]) if place else {}
        fields = found | fields
        if not found:
            content = f"{content} {sentence}".strip()
    return ended(content), fields


def clauses(parts: list[str]) -> dict[str, str]:
    """Who and when of clauses that say nothing else: "Phòng Tư pháp chủ trì", "hoàn thành trong Quý III"."""
    fields: dict[str, str] = {}
    for clause in filter(None, map(ended, parts)):
        when = _WHEN.match(clause)
        if when or _BARE_WHEN.match(clause):
            fields.setdefault("schedule", ended(when["when"] if when else clause))
            continue
        for name, words in _who(clause).items():
            fields.setdefault(name, words)
    return fields


def _who(clause: str) -> dict[str, str]:
    """Lead and coordinators of a clause that says nothing else."""
    found = _WHO.match(clause)
    if found is None:
        return {}
    words = ended(found["who"])
    lead = _LEADS.search(words)
    if lead:
        head, rest = words[: lead.start()], ended(words[lead.end() :])
        rest = re.sub(r"^[,;.]?\s*(?:và\s+)?(?:phối hợp)?(?:\s+(?:với|cùng))*\s*:?\s*", "", rest, flags=re.I)
        helpers = ended(_HELPS.sub("", _CLOSING.sub("", rest)))
        if not _only_names(head) or (helpers and not _only_names(helpers)):
            return {}
        return {"lead": ended(head)} | ({"coordinators": helpers} if helpers else {})
    if _HELPS.search(words):
        names = ended(_HELPS.sub("", words))
        return {"coordinators": names} if _only_names(names) else {}
    if re.search(r"\s+(?:tham mưu|triển khai|tổ chức)?\s*thực hiện$", words, re.I):
        names = ended(_CLOSING.sub("", words))
        return {"lead": names} if _only_names(names) else {}
    return {}


_VERB = re.compile(
    r"\b(?:rà soát|xây dựng|báo cáo|tổng hợp|hướng dẫn|kiểm tra|theo dõi|đôn đốc|trình|ban hành|thực hiện|triển khai|tham mưu|để|nhằm|bảo đảm|đảm bảo)\b",
    re.I,
)


def _only_names(words: str) -> bool:
    names = phrases.split(words)
    return bool(names) and all(re.match(_NAMED, name) and len(name) <= 110 and not _VERB.search(name) for name in names)
