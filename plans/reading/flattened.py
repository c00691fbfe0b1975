"""A task table that text extraction laid flat: one narrow line after another, cell after cell, row after row.

The columns are found again from what a cell's lines show: a line inside a cell ends because the next word had no room
in its column; agencies begin with the words agencies begin with; a deadline stands last.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from plans import schedules
from plans.reading.blocks import Cell, Table, clean, join_lines
from plans.reading.phrases import HEADS, LOWER_HEADS
from plans.reading.vocabulary import column_of

_NUMBER = re.compile(r"^(\d{1,2}(?:\.\d{1,2}){0,2})\.?$")
_GROUP = re.compile(r"^(?:(\d{1,2})\.|([IVX]+)\.|([A-ZĐ])\.)\s+(\S.*)$")
_AGENCY = re.compile(rf"^(?:{HEADS})(?![\wÀ-ỹ])|^(?:{LOWER_HEADS})\b")
_INNER = re.compile(r"(?:[,;-]|–|\bvà|\bcủa|\bcác|\bHĐND|\bcấp|\bvới|\bvề|\btại|\btheo|\bđến|\bđược)$")
NAMES = ("content", "lead", "coordinators", "deliverable", "schedule")


def restore(lines: list[str], start: int, breaks: frozenset[int] = frozenset()) -> tuple[Table, int] | None:
    """(table, index after it) where a flattened table's header begins at `start`; None elsewhere.

    `breaks` are the lines that begin a page: a row cut there goes through its columns once more.
    """
    header = _header(lines, start)
    if header is None:
        return None
    columns, index = header
    rows, end = _rows(lines, index, columns, breaks)
    if not rows:
        return None
    head = [Cell(name, column) for column, name in enumerate(["TT", *(_TITLES[name] for name in columns)])]
    return Table([head, *rows]), end


_TITLES = {
    "content": "Nội dung công việc",
    "lead": "Cơ quan chủ trì",
    "coordinators": "Cơ quan phối hợp",
    "implementers": "Cơ quan thực hiện",
    "deliverable": "Kết quả",
    "schedule": "Thời gian thực hiện",
    "note": "Ghi chú",
}


def _header(lines: list[str], start: int) -> tuple[list[str], int] | None:
    """The columns a flattened header names, in order, and where its first row begins."""
    found = re.match(r"^(?:TT|STT|Số TT)\b\s*(.*)$", clean(lines[start]))
    if not found:
        return None
    names = [found[1]] if found[1] else []
    index = start + 1
    while index < min(len(lines), start + 18):
        text = clean(lines[index])
        if _NUMBER.match(text) or _GROUP.match(text):
            break
        if names and text[:1].islower():  # a column's name goes on; a new one begins with a capital
            names[-1] += f" {text}"
        else:
            names.append(text)
        index += 1
    columns = [column_of(name) for name in names]
    known = [name for name in columns if name in _TITLES]
    if len(known) < 3 or known[0] != "content" or len(known) < len(columns) or len(set(known)) < len(known):
        return None
    return known, index


def _rows(lines: list[str], index: int, columns: list[str], breaks: frozenset[int]) -> tuple[list[list[Cell]], int]:
    """The rows from `index` to where running text begins again."""
    bundles: list[tuple[str, list[list[str]]]] = []
    groups: dict[int, str] = {}
    end = len(lines)
    current: list[str] | None = None
    for place in range(index, len(lines)):
        text = clean(lines[place])
        if re.match(r"^(?:[IVX]+\.\s+[A-ZĐÀ-Ỹ ,]{8,}|Nơi nhận|[A-ZĐ]\.\s+[A-ZĐÀ-Ỹ ,]{8,})", text):
            end = place
            break
        number, group = _NUMBER.match(text), _GROUP.match(text)
        if number and _follows(number[1], bundles):
            current = []
            bundles.append((number[1], [current]))
        elif group and _is_group(text, lines, place):
            groups[len(bundles)] = text
            current = None
        elif current is None:
            if groups.get(len(bundles)) and _wraps(groups[len(bundles)], text):
                groups[len(bundles)] += f" {text}"
                continue
            current = [text]
            bundles.append(("", [current]))
        elif place in breaks and current:
            current = [text]
            bundles[-1][1].append(current)
        else:
            current.append(text)
    widths = _Widths([parts[0] for _, parts in bundles if len(parts) == 1], columns)
    rows: list[list[Cell]] = []
    for place, (number, parts) in enumerate(bundles):
        if place in groups:
            rows.append([Cell(groups[place], 0, len(columns) + 1)])
        cells = widths.cut(parts[0])
        for part in parts[1:]:
            cells = [join_lines([before, rest]) for before, rest in zip(cells, widths.rest(part), strict=True)]
        rows.append([Cell(number, 0), *(Cell(text, column) for column, text in enumerate(cells, start=1))])
    return rows, end


def _wraps(group: str, text: str) -> bool:
    """Does a group's heading go on in this line?"""
    return text[:1].islower() or (len(group) > 90 and not _AGENCY.match(text))


def _follows(number: str, bundles: list[tuple[str, list[list[str]]]]) -> bool:
    """A number on a line of its own begins a row when it comes next, or begins a new group."""
    last = next((held for held, _ in reversed(bundles) if held), None)
    if last is None:
        return True
    before, now = last.split("."), number.split(".")
    if len(before) == len(now) and before[:-1] == now[:-1]:
        return int(now[-1]) == int(before[-1]) + 1
    return int(now[-1]) == 1


def _is_group(text: str, lines: list[str], place: int) -> bool:
    """A heading row: it stands before a numbered or a first row, and is longer than a cell's line."""
    following = [clean(line) for line in lines[place + 1 : place + 4]]
    return any(_NUMBER.match(line) for line in following) or len(text) > 45


@dataclass
class _Segment:
    first: int
    last: int


class _Widths:
    """Cuts the lines of rows into columns; how wide each column is, is learnt from the rows themselves."""

    def __init__(self, bundles: list[list[str]], columns: list[str]):
        self.columns = columns
        total = {"content": 30.0, "deliverable": 16.0, "schedule": 13.0}
        self.widths = [total.get(name, 15.0) for name in columns]
        for _ in range(3):
            cuts = [(bundle, self._cut(bundle)) for bundle in bundles]
            for column in range(len(columns)):
                sizes = sorted(
                    len(line) for bundle, cut in cuts if cut for line in bundle[cut[column].first : cut[column].last]
                )
                if sizes:
                    self.widths[column] = max(8.0, sizes[min(len(sizes) - 1, int(len(sizes) * 0.96))])

    def cut(self, bundle: list[str]) -> list[str]:
        cut = self._cut(bundle)
        if cut is None:
            return [join_lines(bundle), *[""] * (len(self.columns) - 1)]
        return [join_lines(bundle[part.first : part.last]) for part in cut]

    def rest(self, lines: list[str]) -> list[str]:
        """What a page break left over of a row: any column may be empty, none has to begin like one."""
        cut = self._cut(lines, rest=True)
        return [join_lines(lines[part.first : part.last]) for part in cut or []]

    def _cut(self, lines: list[str], *, rest: bool = False) -> list[_Segment] | None:
        """The cheapest way to give consecutive lines to the columns, each column at least one line where it can."""
        count, columns = len(lines), len(self.columns)
        if not count:
            return None
        infinite = float("inf")
        best = [[infinite] * (count + 1) for _ in range(columns + 1)]
        back = [[0] * (count + 1) for _ in range(columns + 1)]
        best[0][0] = 0.0
        for column in range(columns):
            for start in range(count + 1):
                if best[column][start] == infinite:
                    continue
                for end in range(start, count + 1):
                    cost = best[column][start] + (
                        self._rest_cost(lines, start, end, column) if rest else self._cost(lines, start, end, column)
                    )
                    if cost < best[column + 1][end]:
                        best[column + 1][end], back[column + 1][end] = cost, start
        cut, end = [], count
        for column in range(columns, 0, -1):
            start = back[column][end]
            cut.append(_Segment(start, end))
            end = start
        return cut[::-1]

    def _rest_cost(self, lines: list[str], start: int, end: int, column: int) -> float:
        if start == end:
            return 2.0
        part, name, width = lines[start:end], self.columns[column], self.widths[column]
        cost = sum(max(0.0, len(line) - width) * 0.9 for line in part)
        for line, following in pairwise(part):
            cost += max(0.0, width - len(line) - 1 - len(following.split(" ", 1)[0])) * 0.35
        agencies = all(_AGENCY.match(line) or _LEVEL.match(line) or line[:1].islower() for line in part)
        if name in ("lead", "coordinators", "implementers"):
            cost += 0.0 if agencies else 6.0
        elif name == "content":
            cost += 6.0 if _AGENCY.match(part[0]) or _LEVEL.match(part[0]) else 0.0
        elif name == "schedule":
            cost += 0.0 if re.search(r"\d{1,2}/\d|\d{4}|xuyên|quý|tháng", " ".join(part), re.I) else 4.0
        return cost

    def _cost(self, lines: list[str], start: int, end: int, column: int) -> float:
        name, width = self.columns[column], self.widths[column]
        if start == end:
            return {"coordinators": 6.0, "deliverable": 8.0, "note": 1.0}.get(name, 14.0)
        part = lines[start:end]
        cost = 0.0
        for index, line in enumerate(part):
            over = len(line) - width
            cost += max(0.0, over) * 0.9
            if index + 1 < len(part):  # a break inside a cell is one for want of room
                first = part[index + 1].split(" ", 1)[0]
                room = width - len(line) - 1 - len(first)
                cost += max(0.0, room) * 0.35
        text = clean(" ".join(part))
        opened = bool(_INNER.search(text))
        cost += 7.0 if opened else 0.0
        cost += 8.0 if text[:1].islower() or text[:1] in "-–,;(" or _LEVEL.match(part[0]) else 0.0
        if name in ("lead", "coordinators", "implementers"):
            cost += _agencies_cost(part)
        elif name == "schedule":
            cost += _schedule_cost(text)
        else:
            cost += 3.0 if name == "content" and _AGENCY.match(text) else 0.0
        return cost


_LEVEL = re.compile(r"(?:Huyện|Thành phố|Tỉnh|Thị xã|Xã|Quận|TTHC|CCHC)(?:[.;,]|$)")
_PARTED = re.compile(r"(?:[,;]|\bvà)$")


def _agencies_cost(part: list[str]) -> float:
    """A cell of agencies begins with one, and a further one comes only after a comma, ";" or "và"."""
    cost = 0.0 if _AGENCY.match(part[0]) else 9.0
    cost += 5.0 if part[0].startswith(("HĐND", "UBND Huyện", "UBND huyện")) else 0.0
    cost += 7.0 if re.search(r"(?:Văn phòng|Phòng|Ban|Trung tâm|Hội đồng|Ủy ban)$", part[-1]) else 0.0
    for before, line in pairwise(part):
        if _AGENCY.match(line) and not line.startswith(("HĐND", "UBND Huyện", "UBND\n")):
            cost += 0.0 if _PARTED.search(before) or before.endswith("HĐND và") else 6.0
        elif line[:1].isupper() and not _INNER.search(before):
            cost += (
                1.0 if re.match(r"(?:Huyện|Thành phố|Tỉnh|Thị xã|HĐND|UBND|Văn hoá|Văn hóa|VH|TT)\b", line) else 10.0
            )
    return cost


def _schedule_cost(text: str) -> float:
    schedule = schedules.parse(text, year=2000)
    if schedule is None:
        return 8.0
    words = text.lower()
    begins = re.match(
        r"(?:quý|quí|tháng|trong|từ|trước|đến|thường xuyên|hằng|hàng|định kỳ|theo|khi|sau|năm|ngày|chậm|cả|\d|hoàn thành|tuần|đầu|cuối|mỗi|giai)",
        words,
    )
    if schedule.kind == schedules.EVENT:
        return 2.0 if begins else 18.0
    return 0.0 if begins else 18.0
