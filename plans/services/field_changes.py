"""One field before and after an amendment, in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher

from django.db.models import Field

from agencies.vietnamese import format_date, format_number

EMPTY = "để trống"
AMENDED_MEANWHILE = "Kế hoạch đã được điều chỉnh trong lúc bạn soạn. Hãy mở lại dự thảo điều chỉnh và xem lại."


@dataclass(frozen=True)
class FieldChange:
    """`words` holds (mark, text) pieces of a long text: "", "ins" or "del"."""

    label: str
    before: str
    after: str
    words: tuple[tuple[str, str], ...] = ()


def in_words(column: Field, value) -> str:
    """A value of a column as people read it."""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, Decimal):
        return format_number(value)
    if column.choices and value:
        return str(dict(column.flatchoices)[value])
    return str(value) if value not in (None, "") else EMPTY


def marked(before: str, after: str) -> tuple[tuple[str, str], ...]:
    """What was taken out and put in, word by word."""
    old, new = re.findall(r"\s*\S+", before), re.findall(r"\s*\S+", after)
    pieces: list[tuple[str, str]] = []
    for step, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if step == "equal":
            pieces.append(("", "".join(old[a:b])))
            continue
        pieces += [(mark, text) for mark, text in (("del", "".join(old[a:b])), ("ins", "".join(new[c:d]))) if text]
    return tuple(pieces)
