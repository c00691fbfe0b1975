"""How wide text prints in the bold face of Times New Roman, and how it breaks into lines of equal length."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

# Advance widths in thousandths of the size; Liberation Serif Bold has the same. Accents and tones add nothing.
_BY_WIDTH = {
    220: "|",
    250: " ,.\u00a0",
    278: "'/\\il",
    333: "!()-:;[]`fjt",
    389: "Is",
    394: "{}",
    444: "cerz",
    500: "#$*0123456789?J_agovxy–“”",
    520: "~",
    554: "ơ",
    555: '"',
    556: "Sbdhknpquđ",
    570: "+<=>−",
    600: "ư",
    611: "FP",
    667: "BELTZ",
    722: "ACDNRUVXYwĐ",
    778: "GHKOQƠ",
    796: "Ư",
    833: "&m",
    944: "M",
    1000: "%W…",
}
_WIDTHS = {char: width for width, chars in _BY_WIDTH.items() for char in chars}
# Where a heading may be cut with the least harm, and what it must not cut apart (words of agencies' names and subjects).
_LINKS = "và với của trên trong tại theo về cho để từ đến năm do bằng các những đối giai qua khu"
LINK_WORDS = frozenset(_LINKS.split())
_COMPOUNDS = (
    "ủy ban,ban nhân,nhân dân,hội đồng,đồng nhân,văn phòng,trung tâm,thị trấn,cơ quan,đơn vị,địa phương,địa bàn,"
    "cải cách,hành chính,thủ tục,dịch vụ,trực tuyến,phục vụ,kết quả,thực hiện,công tác,nhiệm vụ,mô hình,chính quyền,"
    "thân thiện,văn hóa,thể thao,truyền thanh,tài chính,kế hoạch,kinh tế,hạ tầng,đô thị,xã hội,lao động,thương binh,"
    "nông nghiệp,nông thôn,phát triển,tài nguyên,môi trường,giáo dục,đào tạo,dự án,đầu tư,xây dựng,quản lý,kỹ thuật,"
    "quốc phòng,an ninh"
)
COMPOUNDS = frozenset(tuple(pair.split()) for pair in _COMPOUNDS.split(","))
_HORN = str.maketrans("OoUu", "ƠơƯư")


@cache
def _width(char: str) -> int:
    base, *marks = tuple(unicodedata.normalize("NFD", char))
    return _WIDTHS.get(base.translate(_HORN) if "\u031b" in marks else base, 600)


def text_width(text: str, size: float) -> float:
    """Points that `text` takes in bold at `size` points; regular and italic text takes up to a tenth less."""
    return sum(map(_width, unicodedata.normalize("NFC", text))) * size / 1000


def _units(text: str) -> list[str]:
    """What a line may not cut: words held by no-break spaces, compounds, a number or a dash with the word before it."""
    units: list[str] = []
    before = ""
    for word in re.split(r"[ \t\r\n]+", unicodedata.normalize("NFC", text).strip(" \t\r\n")):
        held = word[:1].isdigit() or word in "-–" or (before, word.lower().strip(",;")) in COMPOUNDS
        if units and held:
            units[-1] += f" {word}"
        else:
            units.append(word)
        before = word.lower()
    return units


def _filled(units: list[str], width: float, size: float) -> list[str]:
    lines: list[str] = []
    for unit in units:
        if lines and text_width(f"{lines[-1]} {unit}", size) <= width:
            lines[-1] += f" {unit}"
        else:
            lines.append(unit)
    return lines


def _cut_cost(before: str, after: str) -> float:
    """Breaking a Vietnamese line inside a compound word reads badly; after a comma or before a link word it does not."""
    return 0 if before.endswith((",", ";", " -", " –")) or after.split(" ")[0].lower() in LINK_WORDS else 0.06


def balanced_lines(text: str, width: float, size: float) -> tuple[str, ...]:
    """`text` in as few lines as fit `width` points at `size`: nearly equal, cut before link words where that is near.

    A single word wider than `width` stays whole on a line of its own.
    """
    units = _units(text)
    if units == [""]:
        return ("",)
    count = len(_filled(units, width, size))
    goal = text_width(" ".join(units), size) / count
    # best[n][end]: the cheapest way to set units[:end] in n lines, as (cost, lines)
    best: list[dict[int, tuple[float, tuple[str, ...]]]] = [{0: (0.0, ())}]
    for _ in range(count):
        reached: dict[int, tuple[float, tuple[str, ...]]] = {}
        for start, (cost, lines) in best[-1].items():
            for end in range(start + 1, len(units) + 1):
                line = " ".join(units[start:end])
                long = text_width(line, size)
                if long > width and end > start + 1:
                    break
                cut = _cut_cost(units[end - 1], units[end]) if end < len(units) else 0
                total = cost + ((long - goal) / goal) ** 2 + cut
                if end not in reached or total < reached[end][0]:
                    reached[end] = total, (*lines, line)
        best.append(reached)
    return best[-1][len(units)][1]
