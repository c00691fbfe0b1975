"""From a row of paragraphs to the tree their list marks describe: I. → 1. → a) → - → +."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from plans.reading.blocks import Block, Paragraph, Table, clean, ended

_LETTER = "a-eghiklmnopqrstuvxyđ"
MARKS = (  # kind, pattern; the number is group 1
    ("annex", r"(?:PHỤ LỤC|Phụ lục|BIỂU|Biểu)\b(?: số)?\s*([IVX]+|\d+)?(?=\s|[.:]|$)[.:]?"),
    ("part", r"(?:PHẦN|Phần|CHƯƠNG|Chương)\s+(?:thứ\s+)?(\w+)[.:]?"),
    ("article", r"Điều\s+(\d+)[.:]"),
    ("model", r"(?:Mô hình|MÔ HÌNH)\s+(?:số\s+|thứ\s+)?(\d+(?:\.\d+)*)\s*[.:)–-]"),
    ("roman", r"([IVX]+(?:\.\d+)?)\s*(?:[.)/:]|[-–](?=\s))\s*"),
    ("upper", r"([A-ZĐ])\s*(?:[.)/:]|[-–](?=\s))\s*(?![A-ZĐ]\.)"),
    ("dotted", r"(\d{1,2}(?:\.\d{1,2})+)\s*[.):]?\s+(?!\d)"),
    ("dotted", r"(\d{1,2}(?:\.\d{1,2})+)[.):](?!\d)\s*"),
    ("arabic", r"(?:Mục\s+)?(\d{1,3})\s*(?:[.)/:]|[-–](?=\s[^\d]))(?!\d)\s*"),
    ("lettered", rf"([{_LETTER}](?:\.\d+|\d)?)\s*[.)](?!\w\.)\s*"),
    ("brackets", r"\((\d{1,2}|[a-zđivx]{1,4})\)\s*"),
    ("dash", r"[-–—•*●](?!\d)\s*"),
    ("plus", r"\+\s*"),
    ("star", r"[●○▪■►➢✓*]\s*"),
)
_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in MARKS)


@dataclass
class Mark:
    kind: str
    number: str = ""

    @property
    def depth(self) -> int:
        return self.number.count(".")


def mark_of(text: str) -> tuple[Mark | None, str]:
    """The list mark in front of `text` and the rest."""
    for kind, pattern in _PATTERNS:
        found = pattern.match(text)
        if found:
            rest = text[found.end() :].strip()
            number = (found.group(1) or "") if found.groups() else ""
            if kind in ("arabic", "dotted") and not rest and not text.endswith("."):
                continue
            return Mark(kind, number), rest
    return None, text


@dataclass
class Node:
    """A paragraph and what stands under it; the root has no mark."""

    mark: Mark | None
    text: str
    paragraph: Paragraph | None = None
    parent: Node | None = None
    children: list[Node | Table] = field(default_factory=list)

    @property
    def nodes(self) -> list[Node]:
        return [child for child in self.children if isinstance(child, Node)]

    @property
    def number(self) -> str:
        return self.mark.number if self.mark else ""

    @property
    def kind(self) -> str:
        return self.mark.kind if self.mark else ""

    @property
    def page(self) -> int | None:
        return self.paragraph.page if self.paragraph else None

    def walk(self) -> Iterator[Node]:
        """This node and all under it, in reading order."""
        yield self
        for child in self.nodes:
            yield from child.walk()

    def texts(self) -> list[str]:
        """The words of this node and of those under it, without marks."""
        return [node.text for node in self.walk() if node.text]

    def path(self) -> list[Node]:
        """From the first heading down to this node."""
        return (self.parent.path() if self.parent else []) + ([self] if self.mark else [])

    @property
    def passage(self) -> str:
        """The source words, marks included."""
        lines = [str(node.paragraph) for node in self.walk() if node.paragraph]
        return "\n".join(lines)

    @property
    def is_heading(self) -> bool:
        """A short line that names what follows."""
        return bool(self.mark) and (
            len(self.text) < 160 and (self.text.isupper() or (self.paragraph is not None and self.paragraph.bold))
        )


def build(blocks: list[Block]) -> Node:
    """The tree of a body. A paragraph without a mark belongs to the node before it; so does a table."""
    root = Node(None, "")
    open_nodes: list[Node] = [root]
    for block in blocks:
        if isinstance(block, Table):
            open_nodes[-1 if open_nodes[-1].kind not in ("dash", "plus") else 0].children.append(block)
            continue
        mark, text = _marked(block, open_nodes)
        if mark is None:
            owner = _owner(open_nodes)
            owner.children.append(Node(None, clean(text), block, owner))
            continue
        place = _level(mark, open_nodes)
        del open_nodes[place:]
        node = Node(mark, clean(text), block, open_nodes[-1])
        open_nodes[-1].children.append(node)
        open_nodes.append(node)
    return root


def _marked(block: Paragraph, open_nodes: list[Node]) -> tuple[Mark | None, str]:
    if block.mark:
        mark, rest = mark_of(f"{block.mark} {block.text}")
        if mark is not None:
            return _resolved(mark, open_nodes), rest
    mark, rest = mark_of(block.text)
    return (_resolved(mark, open_nodes) if mark else None), rest


def _resolved(mark: Mark, open_nodes: list[Node]) -> Mark:
    """ "C." after "B." is a letter, "I." begins Roman numbers, "V." after "IV." goes on."""
    if mark.kind == "roman" and mark.number in "CDILMVX" and len(mark.number) == 1:
        for node in reversed(open_nodes):
            if node.kind == "upper" and ord(mark.number) == ord(node.number[0]) + 1:
                return Mark("upper", mark.number)
            if node.kind == "roman":
                break
    return mark


def _owner(open_nodes: list[Node]) -> Node:
    return open_nodes[-1]


def _level(mark: Mark, open_nodes: list[Node]) -> int:
    """How many open nodes stay open above a new one with this mark."""
    if mark.kind in ("annex", "part", "article"):
        return 1
    for place in range(len(open_nodes) - 1, 0, -1):
        node = open_nodes[place]
        if node.kind == mark.kind and (mark.kind != "dotted" or node.mark.depth == mark.depth):
            return place
        if mark.kind == "dotted":  # 9.1 stands under 9. and beside nothing of the same depth
            if node.kind == "arabic" and mark.number.split(".")[0] == node.number:
                return place + 1
            if node.kind == "dotted" and mark.number.startswith(f"{node.number}."):
                return place + 1
            if node.kind == "dotted" and node.mark.depth > mark.depth:
                continue
        if mark.kind == "model" and node.kind in ("arabic", "dotted"):
            return place
    return len(open_nodes)


def heading_text(node: Node) -> str:
    return ended(node.text)
