"""Reading the conclusions of a meeting, pasted as text: one order a line, with whom it goes to and until when.

"3. Giao Phòng Tư pháp chủ trì, phối hợp với Văn phòng HĐND và UBND Huyện hướng dẫn mẫu thư, hoàn thành trước ngày
30/12/2024." What is not recognised stays empty for a person to fill; the words are kept as they were written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from agencies.matching import Matcher
from agencies.models import Agency, AgencyGroup
from plans.schedules import parse

LINES_MAX = 40
NAME_WORDS = 16
_NUMBER = re.compile(r"^\s*(?:\d{1,2}(?:\.\d{1,2})*[.)]?|[a-zđ]\)|[-–+•*])\s+")
_ASKED = re.compile(r"^(?:giao(?: cho)?|đề nghị|yêu cầu|phân công|thống nhất giao)\s+", re.I)
_AFTER = re.compile(r"^[\s,:;–-]*(?:là cơ quan\s+)?(?:chủ trì|làm đầu mối)?[\s,;]*", re.I)
_WITH = re.compile(r"^(?:chủ động\s+)?phối hợp(?:\s+(?:chặt chẽ))?(?:\s+(?:với|cùng))*\s+", re.I)
_NEXT = re.compile(r"^\s*(?:,|;|và)\s+", re.I)
_DEADLINE = re.compile(
    r"(?:trước|chậm nhất|muộn nhất|đến hết|hết|trong|xong|hạn)\b[^.;]{0,40}?"
    r"(?:\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{4})?|(?:tháng|quý)\s+[\dIV]{1,3}(?:[/ ](?:năm )?\d{4})?)",
    re.I,
)


@dataclass
class Line:
    text: str
    lead: Agency | AgencyGroup | None = None
    coordinators: list[Agency] = field(default_factory=list)
    due: date | None = None


def _name_at_start(text: str, matcher: Matcher) -> tuple[Agency | AgencyGroup | None, str]:
    """(who, rest) of the longest name with which the text begins; (None, text) where it begins with none."""
    words = text.split(" ")
    for size in range(min(NAME_WORDS, len(words)), 0, -1):
        phrase = " ".join(words[:size])
        if phrase.endswith(("và", ",", ";")) and size > 1:
            phrase = phrase.rstrip(",;")
        match = matcher.find(phrase.rstrip(",:;"))
        if match.target is not None and match.how in ("chosen", "name"):
            kept = re.search(r"[,:;]$", words[size - 1])
            return match.target, (kept.group() if kept else "") + " " + " ".join(words[size:])
    return None, text


def named(text: str, matcher: Matcher) -> tuple[list[Agency], str]:
    """The agencies that a series of names means ("Phòng Tư pháp, Văn phòng"), groups opened, and what follows it."""
    found: list[Agency] = []
    rest = text.strip()
    while rest:
        who, after = _name_at_start(rest, matcher)
        if who is None:
            break
        found += [who] if isinstance(who, Agency) else matcher.members(who)
        following = _NEXT.match(after)
        if not following:
            return found, after.strip(" .;,")
        rest = after[following.end() :]
    return found, rest


def _read(line: str, matcher: Matcher, on: date) -> Line:
    said = Line(line)
    who, rest = _name_at_start(_ASKED.sub("", line), matcher)
    said.lead = who
    if who is not None:
        rest = rest[_AFTER.match(rest).end() :]  # type: ignore[union-attr]
        if helps := _WITH.match(rest):
            said.coordinators, _ = named(rest[helps.end() :], matcher)
    for found in _DEADLINE.finditer(line):
        for year in (on.year, on.year + 1):  # "trước ngày 15/01", said in December
            schedule = parse(found.group(), year=year)
            if schedule and schedule.due and schedule.due >= on:
                said.due = schedule.due
                break
    return said


def read_conclusions(text: str, *, authority: Agency, on: date) -> list[Line]:
    """The orders of a pasted text, a line each, without their numbers; at most `LINES_MAX`."""
    matcher = Matcher(authority, on=on)
    lines = [re.sub(r"\s+", " ", _NUMBER.sub("", line)).strip() for line in text.splitlines()]
    return [_read(line, matcher, on) for line in lines if line][:LINES_MAX]
