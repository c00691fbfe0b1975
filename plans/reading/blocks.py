"""What every kind of file becomes first: paragraphs and tables in reading order, with their place in the source."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

_ODD_SPACES = re.compile(r"[\s\u00a0\u2000-\u200b\u202f\u3000\ufeff\u00ad]+")


class Refused(Exception):
    """The file cannot be read as a plan; the text is the Vietnamese sentence that says why and what to do."""


def clean(text: str) -> str:
    """NFC with single spaces; soft hyphens and zero-width signs gone."""
    text = unicodedata.normalize("NFC", text).replace("\u00ad", "").replace("\u200b", "").replace("\ufeff", "")
    return _ODD_SPACES.sub(" ", text).strip()


def ended(text: str) -> str:
    """`text` without the punctuation that closes a sentence or a row ("./." ";" ","); "…" belongs to the words."""
    return re.sub(r"[\s.;,:/]+$", "", clean(text))


@dataclass
class Paragraph:
    """`mark` is a list mark that the file keeps apart from the words (Word's own numbering)."""

    text: str
    mark: str = ""
    bold: bool = False
    centred: bool = False
    page: int | None = None

    def __str__(self) -> str:
        return f"{self.mark} {self.text}".strip()


@dataclass
class Cell:
    """One cell; `text` keeps a line feed between its paragraphs, `span` counts the columns it covers."""

    text: str
    column: int
    span: int = 1
    bold: bool = False


@dataclass
class Table:
    """Rows of cells by column; a cell merged over rows stands in each of them."""

    rows: list[list[Cell]] = field(default_factory=list)
    page: int | None = None

    @property
    def width(self) -> int:
        return max((cell.column + cell.span for row in self.rows for cell in row), default=0)


Block = Paragraph | Table


def join_lines(lines: list[str]) -> str:
    """Lines of one paragraph as text; a symbol or date that a line end cut ("KH-" "UBND", "31/10/201" "8") is whole."""
    text = ""
    for line in filter(None, map(clean, lines)):
        cut = (
            (re.search(r"[A-ZĐ]-$", text) and re.match(r"[A-ZĐ]{2}", line))
            or (re.search(r"\d/\d{1,2}/\d{1,3}$", text) and re.match(r"\d{1,3}\b", line))
            or (re.search(r"(?<!\s)/$", text) and re.match(r"\w", line))
        )
        text = f"{text}{line}" if cut or not text else f"{text} {line}"
    return text
