"""Reads a printed PDF back as an officer sees it: lines with their place, size and face, and the rules between them.

All lengths are points; `MM` is one millimetre.
"""

from __future__ import annotations

import io
import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property

import pdfplumber
from pdfplumber.utils.pdfinternals import resolve

MM = 72 / 25.4
COLUMN_GAP = 18
DPI = 216


def _face(fontname: str) -> str:
    bold, italic = "Bold" in fontname, "Italic" in fontname
    return "bold italic" if bold and italic else "bold" if bold else "italic" if italic else "regular"


@dataclass(frozen=True)
class Printed:
    """A piece of one line; side by side columns are pieces of their own."""

    text: str
    page: int
    left: float
    right: float
    baseline: float
    top: float
    bottom: float
    sizes: frozenset[float]
    faces: frozenset[str]

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    @property
    def width(self) -> float:
        return self.right - self.left

    def looks(self, size: float, face: str) -> bool:
        return self.sizes == {size} and self.faces == {face}


@dataclass(frozen=True)
class Sheet:
    number: int
    width: float
    height: float
    lines: tuple[Printed, ...]
    page: object = field(repr=False, compare=False)

    @cached_property
    def _picture(self):
        return self.page.to_image(resolution=DPI).original.convert("L")

    def rule_under(self, line: Printed, nearest: float, farthest: float) -> tuple[float, float] | None:
        """Left and right end of the longest unbroken dark stroke that far below a line, none under 20 points."""
        scale, margin = DPI / 72, 5
        start, end = int((line.left - margin) * scale), int((line.right + margin) * scale)
        longest = (0, 0, 0)
        for y in range(int((line.baseline + nearest) * scale), int((line.baseline + farthest) * scale)):
            row = self._picture.crop((start, y, end, y + 1)).tobytes()
            for run in re.finditer(rb"[\x00-\x90]+", row):
                longest = max(longest, (run.end() - run.start(), start + run.start(), start + run.end()))
        return (longest[1] / scale, longest[2] / scale) if longest[0] > 20 * scale else None

    @property
    def text_lines(self) -> list[Printed]:
        """Without the page number in the top margin."""
        return [line for line in self.lines if line.bottom > 20 * MM]

    @property
    def page_number(self) -> Printed | None:
        return next((line for line in self.lines if line.bottom <= 20 * MM), None)


@dataclass(frozen=True)
class Paper:
    sheets: tuple[Sheet, ...]
    pdf: object = field(repr=False)

    @property
    def lines(self) -> list[Printed]:
        return [line for sheet in self.sheets for line in sheet.text_lines]

    def find(self, beginning: str) -> Printed:
        """The one line that begins so."""
        found = [line for line in self.lines if line.text.startswith(beginning)]
        assert len(found) == 1, f"{beginning!r} stands {len(found)} times"
        return found[0]

    def after(self, line: Printed, count: int) -> list[Printed]:
        lines = self.lines
        at = lines.index(line)
        return lines[at + 1 : at + 1 + count]

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)

    @property
    def fonts(self) -> set[str]:
        return {char["fontname"] for page in self.pdf.pages for char in page.chars}

    @property
    def font_objects(self) -> list[dict]:
        found = {}
        for page in self.pdf.pages:
            for reference in (resolve(resolve(page.page_obj.resources).get("Font")) or {}).values():
                found[str(reference)] = resolve(reference)
        return list(found.values())

    @property
    def tags(self) -> list[dict]:
        """The elements of the structure tree, in order, flat."""

        def walk(nodes):
            for node in nodes:
                yield node
                yield from walk(node.get("children", ()))

        return list(walk(self.pdf.structure_tree))


def read(content: bytes) -> Paper:
    pdf = pdfplumber.open(io.BytesIO(content))
    sheets = tuple(
        Sheet(number, float(page.width), float(page.height), tuple(_lines(page, number)), page)
        for number, page in enumerate(pdf.pages, 1)
    )
    return Paper(sheets, pdf)


def _lines(page, number: int):
    rows: dict[float, list] = {}
    for char in page.chars:
        baseline = float(page.height) - char["matrix"][5]
        near = next((known for known in rows if abs(known - baseline) < 1.5), baseline)
        rows.setdefault(near, []).append(char)
    for baseline in sorted(rows):
        pieces: list[list] = []
        for char in sorted(rows[baseline], key=lambda c: c["x0"]):
            if pieces and char["x0"] - pieces[-1][-1]["x1"] < COLUMN_GAP:
                pieces[-1].append(char)
            else:
                pieces.append([char])
        for piece in pieces:
            ink = [char for char in piece if char["text"].strip()]
            if ink:
                yield _printed(piece, ink, number, baseline)


def _printed(piece: list, ink: list, number: int, baseline: float) -> Printed:
    text = "".join(char["text"] for char in piece).replace("\u00a0", " ")
    return Printed(
        text=unicodedata.normalize("NFC", re.sub(r"\s+", " ", text)).strip(),
        page=number,
        left=ink[0]["x0"],
        right=ink[-1]["x1"],
        baseline=baseline,
        top=min(char["top"] for char in ink),
        bottom=max(char["bottom"] for char in ink),
        sizes=frozenset(round(char["size"], 1) for char in ink),
        faces=frozenset(_face(char["fontname"]) for char in ink),
    )
