"""How Vietnamese is written, sorted and searched: the one place that turns dates and numbers into Vietnamese."""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}  # huyền, hỏi, ngã, sắc, nặng
WORDS_MAX = 20
_SHAPES = ("\u0302", "\u0306", "\u031b")  # the marks that make another letter: â, ă, ơ


def normal(text: str) -> str:
    """NFC with single spaces, so that the same words are the same characters."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()


def search_key(text: str) -> str:
    """`text` folded for search: no accents, đ as d, lower case, single spaces. Works alike on every database."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return re.sub(r"[^0-9a-z]+", " ", "".join(c for c in plain if not unicodedata.combining(c))).strip()


def search_words(text: str) -> list[str]:
    """The different words a search asks for, folded; at most `WORDS_MAX`, which no name exceeds and every database bears."""
    return list(dict.fromkeys(search_key(text[:1000]).split()))[:WORDS_MAX]


def sort_key(text: str) -> str:
    """A key under which names sort in the Vietnamese alphabet: letters first (a ă â …), then tones."""
    letters, tones = [], []
    for char in unicodedata.normalize("NFC", text.lower()):
        parts = unicodedata.normalize("NFD", char)
        tone = next((TONES[mark] for mark in parts if mark in TONES), "0")
        letter = unicodedata.normalize("NFC", parts[0] + "".join(mark for mark in parts[1:] if mark in _SHAPES))
        place = LETTERS.find(letter)
        letters.append(f"{place + 10:02d}" if place >= 0 else ("00" if char.isspace() else f"9{char}"))
        tones.append(tone)
    return "".join(letters) + " " + "".join(tones)


def name_sort_key(full_name: str) -> str:
    """People sort by the last word, the given name, then by the rest."""
    words = normal(full_name).split()
    return f"{sort_key(words[-1])} {sort_key(' '.join(words[:-1]))}"[:200] if words else ""


def format_number(value, places: int | None = None) -> str:
    """1.234,5 with a true minus; trailing zeros only when `places` asks for them; an absent value is an empty string."""
    if value is None or value == "":
        return ""
    number = Decimal(str(value))
    text = f"{abs(number):,.{places}f}" if places is not None else f"{abs(number):,f}"
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    text = text.replace(",", " ").replace(".", ",").replace(" ", ".")
    return f"−{text}" if number < 0 and text.strip("0.,") else text


def format_count(value) -> str:
    """A figure inside a sentence, as offices write it: 04 thư, 36 thư, 1.711 thư; nothing counted stays 0."""
    below_ten = value is not None and 0 < value < 10 and value == int(value)
    return f"{int(value):02d}" if below_ten else format_number(value)


def format_percent(value, places: int = 1) -> str:
    """`value` in percent (86.4 is 86,4 %)."""
    if value is None:
        return ""
    number = round(Decimal(str(value)), places)
    return f"{format_number(number, 0 if number == int(number) and places <= 1 and number in (0, 100) else places)} %"


def parse_number(text: str) -> Decimal:
    """Reads a number as people here type it: 1.234,5 · 1234,5 · 1 234. Raises `ValueError` with what to do."""
    plain = text.strip().replace(" ", "").replace("\u00a0", "").replace("−", "-")
    if re.fullmatch(r"-?\d{1,3}(\.\d{3})+(,\d+)?", plain):
        plain = plain.replace(".", "")
    if not re.fullmatch(r"-?\d+([.,]\d+)?", plain):
        raise ValueError("Hãy nhập một số, ví dụ 1.234 hoặc 86,4.")
    return Decimal(plain.replace(",", "."))


def _day(value: date | datetime) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


def format_date(value: date | datetime | None) -> str:
    """20/12/2024; an absent date is an empty string."""
    return f"{_day(value):%d/%m/%Y}" if value else ""


def format_day(value: date | datetime | None) -> str:
    """20/12"""
    return f"{_day(value):%d/%m}" if value else ""


def format_weekday(value: date | datetime | None) -> str:
    return WEEKDAYS[_day(value).weekday()] if value else ""


def format_time(value: datetime | None) -> str:
    return f"{timezone.localtime(value):%H:%M}" if value else ""


def format_moment(value: datetime | None) -> str:
    """16/12/2024 16:40"""
    return f"{timezone.localtime(value):%d/%m/%Y %H:%M}" if value else ""


def long_date(value: date) -> str:
    """ngày 05 tháng 01 năm 2026: days below 10 and months 1 and 2 take a leading 0 (NĐ 30/2020, Phụ lục I)."""
    month = f"{value.month:02d}" if value.month < 3 else str(value.month)
    return f"ngày {value.day:02d} tháng {month} năm {value.year}"


def join_words(words, last: str = " và ") -> str:
    """a, b và c"""
    words = [word for word in words if word]
    return ", ".join(words[:-1]) + last + words[-1] if len(words) > 1 else "".join(words)
