"""Reading the deadlines people write: "Quý I/2021", "Trước ngày 15/12 hằng năm", "100 ngày kể từ ngày ban hành".

One place for every screen and document where somebody types when a task is due. What the words do not date is an
event with its words kept; a date is never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from holidays.countries import Vietnam

FIXED, ONGOING, RECURRING, EVENT = "fixed", "ongoing", "recurring", "event"


@dataclass(frozen=True)
class Cadence:
    """`times` in every `per`: week, month, quarter, half or year."""

    per: str
    times: int = 1

    def as_dict(self) -> dict:
        return {"per": self.per, "times": self.times}


@dataclass(frozen=True)
class Schedule:
    """What a deadline says: `kind`, first and last day (either may be absent), how often, and a doubt in words."""

    text: str
    kind: str
    start: date | None = None
    due: date | None = None
    cadence: Cadence | None = None
    warning: str = ""

    def as_dict(self) -> dict:
        """The `schedule` object of a plan document: ISO dates, null where nothing is said."""
        return {
            "text": self.text,
            "kind": self.kind,
            "start": self.start.isoformat() if self.start else None,
            "due": self.due.isoformat() if self.due else None,
            "cadence": self.cadence.as_dict() if self.cadence else None,
        }


# --- folding ---------------------------------------------------------------------------------------------------------


# "tháng năm" may be the fifth month or a month of the year: it is not read.
_MONTHS = {
    "gieng": 1,
    "hai": 2,
    "ba": 3,
    "tu": 4,
    "sau": 6,
    "bay": 7,
    "tam": 8,
    "chin": 9,
    "muoi": 10,
    "muoi mot": 11,
    "muoi hai": 12,
    "chap": 12,
}
_SPELLED = re.compile(rf"\bthang ({'|'.join(sorted(_MONTHS, key=len, reverse=True))})(?= nam \d|/\d|$)")


def _folded(text: str) -> str:
    """Lower case without accents, so that hàng/hằng, quí/quý and NFD read alike; signs and digits stay."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    plain = re.sub(r"[‐-―−]", "-", plain).replace("qui ", "quy ")
    plain = re.sub(r"\bqui(?=[ivx\d])", "quy ", plain)
    plain = re.sub(r"\bquy (?=(?:dinh|che|trinh|hoach|mo|tac|uoc|chuan|pham|doi)\b)", "q", plain)  # no quarter
    plain = re.sub(r"\bt\.? ?(?=\d{1,2}/\d{4})", "thang ", plain)
    plain = re.sub(r"\bq\.? ?(?=(?:[1-4]|iv|i{1,3})/\d{4})", "quy ", plain)
    plain = _SPELLED.sub(lambda found: f"thang {_MONTHS[found[1]]}", plain)
    return re.sub(r"\s+", " ", plain).strip(" .;,:()")


# --- how often -------------------------------------------------------------------------------------------------------

PERIODS = (  # in the order in which a series ("tháng, quý, năm") is named by its shortest
    ("week", r"tuan"),
    ("month", r"thang"),
    ("quarter", r"quy|(?:0?3|ba) thang"),
    ("half", r"(?:0?6|sau) thang(?: dau nam| cuoi nam)?|nua nam|ban nien"),
    ("year", r"nam"),
)
_UNIT = "(?P<unit>(?:0?6|sau) thang|(?:0?3|ba) thang|nua nam|tuan|thang|quy|nam)"
_TIMES = r"(?P<n>\d{1,2}|mot|hai|ba|bon)"
_COUNTED = r"(?:lan|ky|buoi|cuoc|dot|phien|chuyen de|chuyen muc|tin|bai|so|hoi nghi|lop|mo hinh|doanh nghiep|chuong trinh|luot)"
_EVERY = r"(?:hang|moi|tung|dinh ky(?: theo)?(?: hang| moi)?|theo)"
_FREQUENCIES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{_TIMES} (?P<unit>tuan|thang|quy|nam)[ ,]*(?:it nhat |toi thieu )?(?P<m>\d{{1,2}}|mot|hai|ba) lan\b",
        rf"\b{_TIMES} {_COUNTED}(?: [a-z]+)?\s*/\s*(?:0?1 )?{_UNIT}\b",
        rf"\b{_TIMES} {_COUNTED} (?:trong )?(?:hang|moi|mot|trong) {_UNIT}\b",
        rf"\b(?:hang|moi|mot|trong) {_UNIT}[^.;]{{0,60}}?(?:it nhat|toi thieu|tu)? ?{_TIMES} {_COUNTED}\b",
        rf"(?<!\d )\b{_UNIT}(?: (?:mot|0?1)| ?/) ?lan\b",
        r"\b(?:thang )?(?:dau|cuoi) (?P<unit>quy)\b",
        rf"\b(?:hang|moi) {_UNIT}\b",
    )
)
_WORDS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4}


def _per(unit: str) -> str:
    if unit.startswith(("6", "06", "sau", "nua")):
        return "half"
    if unit.startswith(("3 ", "03", "ba ")):
        return "quarter"
    return {"tuan": "week", "thang": "month", "quy": "quarter", "nam": "year"}[unit]


def _number(word: str) -> int:
    return _WORDS.get(word) or int(word)


def cadence_of(text: str) -> Cadence | None:
    """How often a sentence asks for something: "mỗi tháng ít nhất 01 kỳ" is once a month; none when it does not say.

    The most exact phrase counts ("hằng quý … ít nhất 02 cuộc"); of a series of periods the shortest.
    """
    plain = _folded(text)
    for pattern in _FREQUENCIES:
        for found in pattern.finditer(plain):
            held = found.groupdict()
            if plain[max(0, found.start() - 4) : found.start()].endswith(("thu ", "/")):
                continue  # "thứ năm", "2021/năm"
            times = held.get("m") or held.get("n") or "1"
            if "m" in held and _number(held["n"]) != 1:  # "06 tháng 01 lần"; "02 năm 01 lần" has no period of ours
                per = {3: "quarter", 6: "half", 12: "year"}.get(_number(held["n"])) if held["unit"] == "thang" else None
                return Cadence(per, _number(times)) if per else None
            return Cadence(_per(held["unit"]), max(1, _number(times)))
    return _series(plain)


def _series(plain: str) -> Cadence | None:
    """ "Định kỳ quý, 6 tháng, năm": the shortest period of a series, named after a word that repeats."""
    for found in re.finditer(
        rf"\b{_EVERY} (?:bao cao )?((?:(?:0?6|sau|0?3|ba|0?9) thang|tuan|thang|quy|nam|va|hoac|,|/| )+)(?![\w])", plain
    ):
        words = found.group(1)
        for per, pattern in (PERIODS[0], PERIODS[2], PERIODS[3], PERIODS[1], PERIODS[4]):
            for hit in re.finditer(rf"\b(?:{pattern})\b(?! ?[\d/])", words):
                if per == "month" and re.search(r"\d ?$|\b(?:sau|ba) $", words[: hit.start()]):
                    continue
                if per == "quarter" and re.search(r"\bthang\b", re.sub(r"\d+ thang|sau thang|ba thang", "", words)):
                    return Cadence("month")
                return Cadence(per)
    return None


# --- dates -----------------------------------------------------------------------------------------------------------

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_QUARTER = r"(?:iv|iii|ii|i|0?[1-4])"
_YEAR = r"(?:\s*(?:[/.,-]|\(|nam|cua nam)\s*|\s+)(?:nam\s*)?(?P<{0}>(?:19|20)\d\d)"
_ATOM = re.compile(
    "|".join(
        (
            r"(?P<d0>\d{1,2})\s*(?:-|den)\s*(?P<d1>\d{1,2})\s*[/.]\s*(?P<dm>\d{1,2})(?:\s*[/.]\s*(?P<dy>(?:19|20)\d\d))?(?!\d)",
            r"(?:ngay\s*)?(?P<a>\d{1,2})\s*[/.-]\s*(?P<am>\d{1,2})\s*[/.-]\s*(?P<ay>(?:19|20)\d\d)",
            rf"ngay\s*(?P<b>\d{{1,2}})\s*thang\s*(?P<bm>\d{{1,2}})(?:{_YEAR.format('by')})?",
            r"(?P<iy>(?:19|20)\d\d)-(?P<im>\d\d)-(?P<i>\d\d)(?: 00:00:00)?",
            r"(?P<halves>0?6|sau|0?9|chin|0?3|ba)\s*thang\s*(?P<side>dau|cuoi)\s*nam(?:\s*(?P<hy>(?:19|20)\d\d))?",
            r"nua\s*(?P<nside>dau|cuoi)\s*nam(?:\s*(?P<ny>(?:19|20)\d\d))?",
            rf"(?:cac\s*)?quy\s*(?:thu\s*)?(?P<q>{_QUARTER})\b(?P<qmore>(?:\s*(?:,|va|-|den|/)\s*(?:quy\s*)?{_QUARTER}\b(?!\s*[/.]\s*\d\d\b(?!\d)))*)(?:{_YEAR.format('qy')})?",
            rf"(?:cac\s*)?thang\s*/?\s*(?P<m>\d{{1,2}})\b(?P<mmore>(?:\s*(?:,|va|-|den)\s*\d{{1,2}}\b(?!\s*[/.]\s*\d{{1,2}}\b(?!\d)))*)(?:{_YEAR.format('my')})?",
            r"\b(?P<s>\d{1,2})\s*/\s*(?P<sy>(?:19|20)\d\d)\b",
            r"(?:ngay\s*)?\b(?P<e>\d{1,2})\s*[/.]\s*(?P<em>\d{1,2})\b(?!\s*[/.]\s*\d)",
            r"(?:giai doan\s*|nam\s*|cac nam\s*)?\b(?P<y0>(?:19|20)\d\d)\s*(?:-|den|toi)\s*(?:nam\s*)?(?P<y1>(?:19|20)\d\d)\b",
            r"(?:nam\s*)?\b(?P<y>(?:19|20)\d\d)\b",
            r"\b(?P<ty>(?:ca |trong )?nam(?: nay)?|trong (?:ca )?nam(?: ke hoach)?)$",
        )
    )
)


@dataclass
class _Atom:
    """A span of days found in the text; `year` is None where the words name none."""

    at: int
    end: int
    unit: str
    first: tuple[int, int]  # month, day
    last: tuple[int, int]
    year: int | None
    last_year: int | None = None
    several: bool = False
    span: bool = False

    def days(self, year: int) -> tuple[date, date]:
        return _day(year, *self.first), _day(self.last_year or year, *self.last)


def _day(year: int, month: int, day: int) -> date:
    """The day; day 0 is the last of its month."""
    return date(year, month, day or monthrange(year, month)[1])


def _quarters(found: re.Match) -> list[int]:
    words = [found["q"], *re.findall(_QUARTER + r"\b", found["qmore"] or "")]
    return [_ROMAN.get(word) or int(word) for word in words]


def _atom(found: re.Match) -> _Atom | None:
    held = found.groupdict()
    at, end = found.span()

    def year(name: str) -> int | None:
        return int(held[name]) if held.get(name) else None

    def made(unit, first, last, when, **extra) -> _Atom | None:
        try:
            for month, day in (first, last):
                date(2024, month, day or 1)
        except ValueError:
            return None
        return _Atom(at, end, unit, first, last, when, **extra)

    if held["d0"]:
        month = int(held["dm"])
        return made("day", (month, int(held["d0"])), (month, int(held["d1"])), year("dy"), span=True)
    for day, month, when in (("a", "am", "ay"), ("b", "bm", "by"), ("i", "im", "iy"), ("e", "em", None)):
        if held[day]:
            spot = (int(held[month]), int(held[day]))
            return made("day", spot, spot, year(when) if when else None)
    if held["halves"]:
        months = {"6": 6, "06": 6, "sau": 6, "9": 9, "09": 9, "chin": 9}.get(held["halves"], 3)
        first = 1 if held["side"] == "dau" else 13 - months
        return made("half", (first, 1), (first + months - 1, 0), year("hy"))
    if held["nside"]:
        first = 1 if held["nside"] == "dau" else 7
        return made("half", (first, 1), (first + 5, 0), year("ny"))
    if held["q"]:
        quarters = _quarters(found)
        joined = bool(re.search(r"-|den", held["qmore"] or ""))
        return made(
            "quarter",
            (min(quarters) * 3 - 2, 1),
            (max(quarters) * 3, 0),
            year("qy"),
            several=len(quarters) > 1 and not joined,
            span=joined,
        )
    if held["m"]:
        months = [int(held["m"]), *map(int, re.findall(r"\d+", held["mmore"] or ""))]
        joined = bool(re.search(r"-|den", held["mmore"] or ""))
        if not all(1 <= month <= 12 for month in months):
            return None
        return made(
            "month",
            (min(months), 1),
            (max(months), 0),
            year("my"),
            several=len(months) > 1 and not joined,
            span=joined,
        )
    if held["s"]:
        return made("month", (int(held["s"]), 1), (int(held["s"]), 0), year("sy")) if int(held["s"]) <= 12 else None
    if held["y0"]:
        return made("year", (1, 1), (12, 31), year("y0"), last_year=year("y1"), span=True)
    return made("year", (1, 1), (12, 31), year("y"))


def _atoms(plain: str) -> list[_Atom]:
    found = [atom for atom in map(_atom, _ATOM.finditer(plain)) if atom is not None]
    following: int | None = None
    for atom in reversed(found):  # "tháng 02 đến tháng 6/2021": the year said last holds for those before it
        if atom.year is None:
            atom.year = following
        following = atom.year or following
    return found


# --- reading ---------------------------------------------------------------------------------------------------------

_EVENT = re.compile(
    r"^(?:thuc hien )?(?:theo(?! (?:dinh ky|quy\b|thang|tuan|nam\b|6 thang|hang|moi))|khi|ngay khi|ngay sau khi|sau khi|sau hoi nghi|tuy theo|tuy tinh hinh|dot xuat|tu khi)\b"
)
_REPEATING = re.compile(
    r"\b(?:hang|moi|dinh ky|thuong ky)\b|\btheo (?:tuan|thang|quy|nam|6 thang)\b|\b\d+ lan\s*/|\b(?:quy|thang|nam) (?:mot|0?1) lan\b|\b(?:0?1|mot) (?:quy|thang|tuan|nam) (?:0?1|mot|\d) lan\b|\b(?:thang|quy|nam|tuan) ?/ ?lan\b|\bthang (?:dau|cuoi)(?: cua)? quy\b(?! ?[ivx\d])"
)
_YEARLY = re.compile(r"\b(?:hang|moi|cac) nam\b")
_RELATIVE = re.compile(
    r"(?P<n>\d+)\s*(?:\(\s*[a-z ]+\)\s*)?(?P<unit>ngay|tuan|thang)\s*(?P<work>lam viec)?\s*(?:,\s*)?(?:ke )?tu\s*(?:ngay|khi)?\s*(?P<what>.*)"
)
_BEFORE = re.compile(r"(?:truoc|som hon)(?:\s*(?:ngay|thoi diem))?\s*$")
_UNTIL = re.compile(
    r"(?:den|toi|het|cham nhat|han cuoi|muon nhat|khong qua|khong muon hon|khong cham hon|cuoi|han)(?:\s*(?:la|vao|het|trong|cuoi|den|ngay|thoi diem))*\s*$"
)
_FROM = re.compile(r"(?:\btu|bat dau(?: tu)?|ke tu)(?:\s*(?:ngay|thoi diem|dau))*\s*$")
_ROUGH = re.compile(r"(?:dau|giua|tuan (?:dau|cuoi|thu [a-z0-9]+|\d)(?: cua)?)\s*$")


def parse(text: str, *, year: int | None = None, issued: date | None = None) -> Schedule | None:
    """The schedule that `text` states, None for blank text.

    `year` is the plan's year for words without one ("Tháng 4"); `issued` the day from which "100 ngày kể từ ngày ban
    hành" counts. Quarters and months are whole calendar periods; "trước" a day ends the day before, "chậm nhất" on it.
    """
    words = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()
    words = re.sub(r"(?:[\s;,]|(?<!\.)\.(?:/\.)?)+$", "", words)
    plain = _folded(words)
    if not plain or not re.search(r"\w", plain):
        return None
    atoms = _atoms(plain)
    cadence = cadence_of(words)
    if re.search(
        r"\bthuong xuyen\b|\blien tuc\b|\b(?:trong|xuyen) suot\b|\b(?:hang|moi) ngay\b", plain
    ) and not _dated_stage(plain, atoms):
        return Schedule(words, ONGOING, cadence=cadence)
    relative = _RELATIVE.search(plain)
    if relative:
        return _relative(words, relative, issued)
    if _YEARLY.search(plain) and atoms and all(atom.unit != "year" for atom in atoms):
        return Schedule(words, RECURRING, cadence=Cadence("year"))
    if _REPEATING.search(plain):
        doubt = "" if cadence else f"“{words}” không nêu kỳ cụ thể."
        return Schedule(words, RECURRING, cadence=cadence, warning=doubt)
    if _EVENT.search(plain) and not _dated_stage(plain, atoms):
        return Schedule(words, EVENT, warning=f"“{words}” chưa có ngày cụ thể.")
    lone = bool(atoms) and all(atom.unit == "year" for atom in atoms)
    if not atoms or _impossible(plain, atoms) or (lone and not _YEAR_LEADS.fullmatch(plain[: atoms[0].at])):
        return Schedule(words, EVENT, warning=f"“{words}” chưa có ngày cụ thể.")
    return _dated(words, plain, atoms, year)


# Letters typed or scanned for figures ("15/O2/2026", "tháng l2"), a figure torn in two ("tháng 1 2/2026").
_GARBLED = re.compile(
    r"(?<![a-z\d])(?:[ol]\d|\d[ol])(?![a-z])|\b(?:thang|quy) [ol]\b|(?<![\d/])\d \d{1,2}/\d{4}|\bquy \d ?[ivx]|\bquy [ivx]*[lo1][ivxlo]+\b|\bthang \d \d\b|/\d \d{1,2}/\d{4}"
)


def garbled(text: str) -> str | None:
    """The date in `text` whose figures are letters or stand apart; None where all dates are whole."""
    found = _GARBLED.search(_folded(text))
    return found.group() if found else None


def _impossible(plain: str, atoms: list[_Atom]) -> bool:
    """A quarter or month that the calendar does not have ("Quý V", "tháng 13"), or figures that are none."""
    units = {atom.unit for atom in atoms}
    return (
        bool(_GARBLED.search(plain))
        or (bool(re.search(r"\bquy\s*(?:thu\s*)?[ivx\d]", plain)) and "quarter" not in units)
        or (bool(re.search(r"\bthang\s*\d", plain)) and not units & {"month", "day"})
    )


def _dated_stage(plain: str, atoms: list[_Atom]) -> bool:
    """Does the text, after words without a day, name a deadline of its own ("…; hoàn thành trước 30/9/2026")?"""
    return any(
        re.search(r"(?:hoan thanh|xong|cham nhat|[;,] ?truoc|han cuoi)[a-z ]*$", plain[: atom.at])
        and not re.search(r"\bso \S*$", plain[: atom.at])
        for atom in atoms
    )


def _relative(words: str, found: re.Match, issued: date | None) -> Schedule:
    """ "N ngày kể từ ngày ban hành": a day once the day of issue is known; other beginnings are events."""
    if (
        issued is None
        or not re.search(r"ban hanh|\bky\b|phe duyet", found["what"])
        or re.search(r"cua (?:tinh|trung uong|bo|chinh phu)|van ban cap tren", found["what"])
    ):
        return Schedule(words, EVENT, warning=f"“{words}” tính từ một ngày chưa biết.")
    count = int(found["n"])
    if found["unit"] == "thang":
        month = issued.month - 1 + count
        year, month = issued.year + month // 12, month % 12 + 1
        due = date(year, month, min(issued.day, monthrange(year, month)[1]))
    elif found["work"]:
        off, due = Vietnam(years=range(issued.year, issued.year + 3)), issued
        while count:
            due += timedelta(days=1)
            count -= due.weekday() < 5 and due not in off
    else:
        due = issued + timedelta(days=count * (7 if found["unit"] == "tuan" else 1))
    return Schedule(words, FIXED, due=due)


# What may stand before a bare year that is the deadline; "trước Tết Nguyên đán 2026" is no year.
_YEAR_LEADS = re.compile(
    r"(?:(?:thuc hien|hoan thanh|trien khai|to chuc|xong|trong|vao|den|toi|het|tu|ca|suot|giai doan|thoi gian|thoi ky|cuoi|dau|nam|cac|truoc|cham nhat|ke|bat dau|va|la|cua)\b|[^a-z])*"
)


def _dated(words: str, plain: str, atoms: list[_Atom], year: int | None) -> Schedule:
    starts: list[date | None] = []
    dues: list[date | None] = []
    doubt, open_end, previous = "", False, 0
    joined = False
    for atom in atoms:
        when = atom.year or year
        if when is None:
            return Schedule(words, EVENT, warning=f"“{words}” không nêu năm.")
        try:
            first, last = atom.days(when)
        except ValueError:
            return Schedule(words, EVENT, warning=f"“{words}” không phải là một ngày có trong lịch.")
        before = plain[previous : atom.at]
        begins = bool(_FROM.search(before)) and not atom.span
        if _ROUGH.search(before):
            if atom.unit == "year":
                return Schedule(words, EVENT, warning=f"“{words}” chưa có ngày cụ thể.")
            doubt = f"“{words}” chỉ nêu khoảng thời gian."
        if atom.several:
            doubt = f"“{words}” nêu nhiều mốc; lấy cả khoảng."
        if begins:
            starts.append(first)
            open_end = True
        elif open_end and re.search(r"^\s*(?:-|den|toi|cho den)", before):  # the end of "từ … đến …"
            dues.append(last if not _BEFORE.search(before) else first - timedelta(days=1))
            open_end, joined = False, True
        elif _BEFORE.search(before):
            starts.append(None)
            dues.append(first - timedelta(days=1))
        elif dues and re.search(r"^\s*(?:-|den|toi)\s*(?:het|ngay|cuoi)*\s*$", before):  # "tháng 02 đến tháng 6"
            if starts[-1] is None:  # a plain day opens the span
                starts[-1] = dues[-1]
            dues.append(last)
            joined = True
        elif _UNTIL.search(before):
            starts.append(None)
            dues.append(last)
        else:
            starts.append(first if atom.unit != "day" or first != last else None)
            dues.append(last)
        previous = atom.end
    stages = len(atoms) - joined
    if stages > 1 and not doubt:
        doubt = f"“{words}” nêu nhiều mốc; mốc cuối là thời hạn."
    known = [day for day in starts if day]
    due = max((day for day in dues if day), default=None)
    start = min(known) if known and starts[0] is not None else None
    if start and due and start > due:
        return Schedule(words, EVENT, warning=f"“{words}”: ngày kết thúc trước ngày bắt đầu.")
    return Schedule(words, FIXED, start, due, warning=doubt)
