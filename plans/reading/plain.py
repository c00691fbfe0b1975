"""Text files: plain text taken from a PDF or a page, and Markdown."""

from __future__ import annotations

import re
import statistics

from plans.reading.blocks import Block, Cell, Paragraph, Refused, Table, clean, join_lines
from plans.reading.flattened import restore
from plans.reading.layout import Line, Measure
from plans.reading.outline import mark_of

UNREADABLE = "Tệp không phải văn bản đọc được; hãy lưu lại dạng văn bản UTF-8, Word hoặc PDF."
_NARROW, _WIDE = set("iljtfrI.,;:'()/-| "), set("mwMWĐƠƯÔ%@")


def decode(data: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 or a Vietnamese Windows page. Raises `Refused` for anything else."""
    encodings = ["utf-16"] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "cp1258"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        odd = sum(char < " " and char not in "\r\n\t\f\v" for char in text)
        if odd <= len(text) * 0.001:
            return text.replace("\r\n", "\n").replace("\r", "\n")
    raise Refused(UNREADABLE)


def read(text: str) -> list[Block]:
    """The blocks of a text. Short lines are put together to paragraphs; Markdown's marks and tables are understood."""
    lines = text.replace("\f", "\n\f").split("\n")
    if _is_markdown(lines):
        return _markdown(lines)
    lines = _side_by_side(lines)
    held = [line for line in lines if clean(line) and not re.fullmatch(r"\s*[-–]?\s*\d{1,3}\s*[-–]?\s*", line)]
    lines = _paged(lines)
    numbers = [line for line in lines if clean(line)]
    long = sorted(len(clean(line)) for line in held)
    if not long:
        raise Refused("Tệp trống, không có chữ để đọc.")
    if long[-1] > 220 or long[len(long) * 9 // 10] > 160:
        return [block for line in lines if clean(line) for block in [Paragraph(clean(line))]]
    return _wrapped(numbers)


_GAP = re.compile(r"(?<=\S)(?: {3,}|\t+ *)(?=\S)")
_HEAD_LINES = 14


def _side_by_side(lines: list[str]) -> list[str]:
    """Lines with the two columns of a letterhead and of a signature one under the other, as their frames hold them."""
    held = [place for place, line in enumerate(lines) if line.strip()]
    head = held[:_HEAD_LINES]
    republic = next((place for place in head if re.search(r"C[ỘO]NG H[ÒO]", lines[place], re.I)), None)
    if republic is not None and _GAP.search(lines[republic].strip()):
        last = max((place for place in head if _GAP.search(lines[place].strip())), default=republic)
        lines = _unfolded(lines, head[0], last + 1)
    foot = next((place for place in reversed(held) if re.match(r"\s*Nơi nhận", lines[place])), None)
    if foot is not None and any(_GAP.search(line.strip()) for line in lines[foot:]):
        end = next((place for place in held if place > foot and re.match(r"\s*PHỤ LỤC", lines[place])), len(lines))
        lines = _unfolded(lines, foot, end)
    return lines


def _unfolded(lines: list[str], begin: int, end: int) -> list[str]:
    """The left column of `lines[begin:end]`, then the right one; a lone line stands where its first letter does."""
    middle = min((found.end() for line in lines[begin:end] if (found := _GAP.search(line.rstrip(), 1))), default=40)
    left: list[str] = []
    right: list[str] = []
    for line in lines[begin:end]:
        indent = len(line) - len(line.lstrip())
        found = _GAP.search(line.rstrip(), indent + 1) if line.strip() else None
        if found:
            left.append(line[: found.start()].strip())
            right.append(line[found.end() :].strip())
        elif line.strip():
            (right if indent >= middle - 12 and indent > 12 else left).append(line.strip())
    return [*lines[:begin], *left, *right, *lines[end:]]


def _paged(lines: list[str]) -> list[str]:
    """Lines with a form feed where a page begins, also where extraction left only a space at the head of its first line.

    Such texts part all lines by blank ones, but not the last of a page from the first of the next.
    """
    blank = sum(not clean(line) for line in lines)
    if blank * 5 < len(lines) * 2:
        return lines
    return [
        f"\f{line}" if line.startswith(" ") and before.strip() and line.strip() else line
        for before, line in zip(["", *lines], lines, strict=False)
    ]


# --- Markdown --------------------------------------------------------------------------------------------------------


def _is_markdown(lines: list[str]) -> bool:
    return sum(bool(re.match(r"#{1,6}\s", line)) for line in lines) > 1 or sum(map(_is_row, lines)) > 1


def _is_row(line: str) -> bool:
    return line.strip().startswith("|") and line.count("|") > 2


def _markdown(lines: list[str]) -> list[Block]:
    blocks: list[Block] = []
    table: list[list[str]] = []
    paragraph: list[str] = []
    wraps = any(line.startswith("#") for line in lines)  # without headings it is plain text around a table

    def close() -> None:
        if table:
            wide = max(map(len, table))
            blocks.append(
                Table(
                    [
                        [Cell(text, column, wide if len(row) == 1 else 1) for column, text in enumerate(row)]
                        for row in table
                    ]
                )
            )
            table.clear()
        if paragraph:
            blocks.extend(_marked_down(" ".join(paragraph)))
            paragraph.clear()

    for line in lines:
        bare = line.strip()
        if bare.startswith("|"):
            if paragraph:
                close()
            cells = [clean(re.sub(r"<br\s*/?>", "\n", cell).strip("* ")) for cell in bare.strip("|").split("|")]
            if not all(re.fullmatch(r":?-{2,}:?", cell) for cell in cells):
                table.append(cells)
            continue
        capitals = bare.isupper() and len(bare) > 3  # a line of a letterhead or of a signature
        if not bare or bare.startswith("#") or capitals or re.match(r"(?:[-+*]|\d+[.)]|[a-zđ]\))\s", bare):
            close()
        if bare:
            hard = line.endswith("  ") or not wraps
            paragraph.append(bare)
            if bare.startswith("#") or hard or capitals:
                close()
    close()
    return blocks


def _marked_down(line: str) -> list[Paragraph]:
    head = re.match(r"#{1,6}\s+(.*)", line)
    text = head[1] if head else line
    bold = bool(head) or bool(re.match(r"\*\*.+\*\*$", text.strip()))
    text = clean(re.sub(r"(?<!\w)[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?!\w)|\\(?=[-.*_#+])|`", "", text))
    found = re.match(r"(KẾ HOẠCH|CHƯƠNG TRÌNH|ĐỀ ÁN|QUYẾT ĐỊNH)\s+(?=[A-ZĐÀ-Ỹ][a-zà-ỹ])(.*)", text)
    if found and head:
        return [Paragraph(found[1], bold=True, centred=True), Paragraph(found[2], bold=True, centred=True)]
    return [Paragraph(text, bold=bold)] if text else []


# --- wrapped text ----------------------------------------------------------------------------------------------------


def width(text: str) -> float:
    """About how wide a proportional typeface prints `text`, in letters of middle width."""
    return sum(0.55 if char in _NARROW else 1.55 if char in _WIDE else 1.25 if char.isupper() else 1.0 for char in text)


def _wrapped(lines: list[str]) -> list[Block]:
    """Paragraphs of lines that a page's width cut, with a flattened task table restored where one stands."""
    made = [_line(line) for line in lines]
    breaks = frozenset(place for place, line in enumerate(lines) if "\f" in line)
    rights = [line.right for line in made]
    longest = statistics.quantiles(rights, n=20)[-1] if len(rights) > 1 else max(rights, default=0.0)
    edges = Measure(0.0, longest)
    blocks: list[Block] = []
    held: list[Line] = []
    index = 0
    while index < len(made):
        found = restore([line.text for line in made], index, breaks)
        if found is not None:
            table, index = found
            blocks += _merged(held, edges)
            held = []
            blocks.append(table)
            continue
        if not re.fullmatch(r"\d{1,3}", made[index].text):
            held.append(made[index])
        index += 1
    return blocks + _merged(held, edges)


def _line(text: str) -> Line:
    words = clean(text)
    first = words.split(" ", 1)[0]
    return Line(words, 0.0, width(words), first_width=width(first))


def _merged(lines: list[Line], edges: Measure) -> list[Paragraph]:
    """Lines of one paragraph put together; without a layout the words themselves say where one ends."""
    groups: list[list[Line]] = []
    for line in lines:
        if groups and _goes_on(groups[-1][-1], line, edges, groups[-1]):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [Paragraph(join_lines([line.text for line in group])) for group in groups]


_BEGINS = re.compile(
    r"(?:Căn cứ|Xét|Theo đề nghị|Nơi nhận|TM\.|KT\.|CỘNG HÒA|Độc lập -|Số:|Thực hiện (?:Kế hoạch|Quyết định|Nghị quyết|Công văn|Chương trình)\b)"
)


def _goes_on(before: Line, line: Line, edges: Measure, group: list[Line]) -> bool:
    text, room = before.text, edges.right - before.right - line.first_width
    if re.fullmatch(r"[\W_]+", text) or re.fullmatch(r"[\W_]+", line.text):
        return False
    mark = mark_of(line.text)[0]
    closed = bool(re.search(r"(?:[.;:!?…]|\./\.|[.…]”)$", text))
    if mark is not None and mark.kind not in ("brackets",):
        if mark.kind in ("dash", "plus", "star") or closed:
            return False
        if mark.kind in ("upper", "roman", "arabic", "dotted", "lettered", "article") and not _cited(text):
            return False
    if text.isupper() != line.text.isupper() and (text.isupper() or line.text.isupper()) and len(text) > 3:
        return False
    if text.isupper() and line.text.isupper():
        return room < edges.width * 0.25 or bool(mark_of(group[0].text)[0])
    if line.text[:1].islower() and not closed:
        return True
    if closed and re.match(r"(?:Yêu cầu|Trên đây|Giao|Đề nghị|Trong quá trình)\b", line.text):
        return False
    if _BEGINS.match(line.text) and (closed or not mark_of(group[0].text)[0]):
        return False
    if closed:
        return room < edges.width * 0.015 and not text.endswith((":", "./."))
    return room < edges.width * 0.18


def _cited(text: str) -> bool:
    """Does a line end where a number of a document or a date goes on?"""
    return bool(re.search(r"(?:số|ngày|tháng|năm|mức độ|khoản|điểm|Điều|thứ|đến|từ|-|–|quý|Quý)$", text))
