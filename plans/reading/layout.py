"""From printed lines to paragraphs: what a page layout or a text file breaks is put together again."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from plans.reading.blocks import Paragraph, clean, join_lines
from plans.reading.outline import mark_of

_CLOSED = re.compile(r"(?:[.;:!?…]|\./\.|[.…]”)$")
_FIRST_WORD = re.compile(r"\S+")


@dataclass
class Line:
    """One printed line: its words, left and right edge and size in one unit, page, weight."""

    text: str
    left: float
    right: float
    page: int | None = None
    top: float = 0.0
    bold: bool = False
    size: float = 0.0
    first_width: float = 0.0


@dataclass(frozen=True)
class Measure:
    """The edges between which running text stands."""

    left: float
    right: float

    @property
    def width(self) -> float:
        return self.right - self.left


def measure(lines: list[Line]) -> Measure:
    """The text's edges: the leftmost place where several lines begin, and the right end that many reach."""
    if not lines:
        return Measure(0, 1)
    long = sorted(lines, key=lambda line: line.right - line.left)[-max(1, len(lines) // 2) :]
    starts = Counter(
        round(line.left) for line in lines if line.right - line.left > (long[-1].right - long[-1].left) * 0.3
    )
    often = [start for start, count in starts.items() if count > 1] or list(starts)
    left = min(often, default=long[0].left)
    right = sorted(line.right for line in long)[int(len(long) * 0.7)]
    return Measure(float(left), float(right))


def paragraphs(lines: list[Line], edges: Measure) -> list[Paragraph]:
    """The paragraphs of consecutive lines.

    A line goes on the one before unless that one had room for its first word, it starts an item, it is set apart by
    weight or an indent, or both belong to a centred title (whose lines are one).
    """
    groups: list[list[Line]] = []
    for line in lines:
        if groups and _goes_on(groups[-1], line, edges):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_paragraph(group, edges) for group in groups]


_OPENS = re.compile(
    r"Trên đây là|Nơi nhận\b|Yêu cầu (?:Thủ trưởng|các)|Trong quá trình (?:tổ chức |triển khai )?thực hiện"
)


def _paragraph(group: list[Line], edges: Measure) -> Paragraph:
    return Paragraph(
        join_lines([line.text for line in group]),
        bold=sum(line.bold for line in group) * 2 > len(group),
        centred=all(is_centred(line, edges) for line in group),
        page=group[0].page,
    )


def is_centred(line: Line, edges: Measure) -> bool:
    indent, rest = line.left - edges.left, edges.right - line.right
    return indent > edges.width * 0.06 and abs(indent - rest) < edges.width * 0.06


def _goes_on(group: list[Line], line: Line, edges: Measure) -> bool:
    before = group[-1]
    text = before.text.rstrip()
    item = mark_of(line.text)[0]
    if item is not None and item.kind not in ("brackets",):
        if (
            _CLOSED.search(text)
            or text.endswith((",", "…"))
            or _has_room(before, line, edges)
            or line.left > edges.left + 4
        ):
            return False
        if (
            item.kind in ("roman", "dash", "plus", "dotted", "upper", "article")
            and line.bold == before.bold
            and item.kind != "upper"
        ):
            return False
    if item is None and line.text[:1].islower() and not _CLOSED.search(text) and line.bold == before.bold:
        return True
    if _CLOSED.search(text) and _OPENS.match(line.text):
        return False
    centred = is_centred(line, edges)
    if centred and is_centred(before, edges):
        return (
            line.bold == before.bold
            and not re.fullmatch(r"[\W_]+", text)
            and not re.fullmatch(r"[\W_]+", line.text)
            and not (before.text.isupper() and not line.text.isupper() and len(before.text) < 30)
            and not line.text.startswith("(")
        )
    if centred != is_centred(before, edges) and (centred and line.right < edges.right - edges.width * 0.1):
        return False
    if line.bold != before.bold and _CLOSED.search(text):
        return False
    if (
        line.left > edges.left + edges.width * 0.03
        and before.page == line.page
        and line.size
        and not _indented(group, line)
    ):
        return False
    if line.size and all(held.bold for held in group) and not line.bold:
        return False  # a heading and the text under it
    return not _has_room(before, line, edges)


def _indented(group: list[Line], line: Line) -> bool:
    """Is the whole paragraph set in, as an item under a hanging mark is?"""
    return len(group) > 1 and abs(group[-1].left - line.left) < 3


def _has_room(before: Line, line: Line, edges: Measure) -> bool:
    """Had the line before room for the first word of this one? Then the writer ended a paragraph there."""
    space = edges.width * 0.008
    return before.right + space + line.first_width < edges.right - edges.width * 0.004


def first_word(text: str) -> str:
    found = _FIRST_WORD.match(clean(text))
    return found.group() if found else ""
