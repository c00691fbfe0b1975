"""The fixed words and rules of the form (Nghị định 30/2020/NĐ-CP, Phụ lục I), shared by all renderers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from agencies.vietnamese import long_date, normal
from reporting.documents.measure import balanced_lines
from reporting.documents.tree import Annex, Block, Figure, Item, OfficialDocument, Section, Signature, Table

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
LETTERS = tuple("abcdđeghiklmnopqrstuvxy")
END = "./."
BLANK = "\u00a0"

MM = 72 / 25.4  # points
MARGINS = {"top": 20, "right": 15, "bottom": 20, "left": 30}  # mm; the form allows 20-25, 15-20, 20-25, 30-35
TEXT_WIDTH, WIDE_WIDTH = 165, 252  # mm between the margins of A4 upright and lying
HEAD_COLUMNS = (70, 95)  # mm: agency | Quốc hiệu
FOOT_COLUMNS = (74, 91)  # mm: Nơi nhận | signature
RULE_SHARE = 0.41  # the form: one third to one half of the line above

# Control characters, which come with text pasted from other programs: XML, and so Word, forbids them.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DEGREES = re.compile(r"^((GS|PGS|TSKH|TS|ThS|BS|KS|CN|DS|LS|CKI{1,2})[.\s]+)+", re.IGNORECASE)


def printable(text: str) -> str:
    """Text as it may stand in a file: NFC, without control characters."""
    return _FORBIDDEN.sub("", unicodedata.normalize("NFC", text))


def roman(number: int) -> str:
    """1 -> I; up to 39 is all that documents need."""
    tens, ones = divmod(number, 10)
    return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]


def letter(index: int) -> str:
    """0 -> a, 4 -> đ; after y it goes on with aa, ab …"""
    before, last = divmod(index, len(LETTERS))
    return (LETTERS[before - 1] if before else "") + LETTERS[last]


def issuer_lines(name: str) -> tuple[str, ...]:
    """An agency's name as printed at the top: upper case; a committee breaks after "ỦY BAN NHÂN DÂN"."""
    name = normal(name).upper()
    width = (HEAD_COLUMNS[0] - 1) * MM
    match = re.fullmatch(r"(ỦY BAN NHÂN DÂN) (.+)", name)
    if match:
        return (match[1], *balanced_lines(match[2], width, 12))
    return balanced_lines(name, width, 12)


def abstract_lines(document: OfficialDocument) -> tuple[str, ...]:
    return balanced_lines(document.abstract, (TEXT_WIDTH - 15) * MM, 14)


def about_lines(document: OfficialDocument) -> tuple[str, ...]:
    """V/v …: the abstract of a công văn, printed under its number."""
    return balanced_lines(f"V/v {document.abstract}", (HEAD_COLUMNS[0] - 4) * MM, 13)


def kind_of(document: OfficialDocument) -> str:
    """The kind of document in running text; a công văn prints none at its head."""
    return document.type_name.capitalize() or "Công văn"


def number_line(document: OfficialDocument) -> str:
    """Số: 05/BC-UBND; numbers below 10 take a 0; an unknown number leaves room to write it."""
    number = document.number.zfill(2) if document.number else BLANK * 8
    return f"Số: {number}/{document.symbol}"


def date_line(document: OfficialDocument) -> str:
    """Hồng Ngự, ngày 05 tháng 01 năm 2026; an unknown day leaves room to write it."""
    if document.issued_on:
        return f"{document.place}, {long_date(document.issued_on)}"
    return f"{document.place}, ngày{BLANK * 6}tháng{BLANK * 6}năm {document.year}"


def title_of(document: OfficialDocument) -> str:
    """The document's name in one line, for the properties of the file: Báo cáo kết quả …"""
    if not document.type_name:
        return normal(f"Công văn về việc {document.abstract}")
    return normal(f"{document.type_name.capitalize()} {document.abstract[:1].lower()}{document.abstract[1:]}")


def owner_of(document: OfficialDocument) -> str:
    return document.author or " ".join(document.issuer).capitalize()


def annex_reference(document: OfficialDocument) -> str:
    """(Kèm theo Báo cáo số 412/BC-UBND ngày 26 tháng 12 năm 2022 của …)"""
    number = document.number.zfill(2) if document.number else BLANK * 6
    day = long_date(document.issued_on) if document.issued_on else f"ngày{BLANK * 4}tháng{BLANK * 4}năm {document.year}"
    return f"(Kèm theo {kind_of(document)} số {number}/{document.symbol} {day} của {owner_of(document)})"


def annex_marks(count: int) -> tuple[str, ...]:
    """Headings of the annexes: a single one has no number, two or more take Roman numerals."""
    return ("Phụ lục",) if count == 1 else tuple(f"Phụ lục {roman(index + 1)}" for index in range(count))


def annex_heads(document: OfficialDocument) -> Iterator[tuple[Annex, str, tuple[str, ...], tuple[str, ...]]]:
    """Each annex with its mark and the lines of its title and of "(Kèm theo …)"."""
    for mark, annex in zip(annex_marks(len(document.annexes)), document.annexes, strict=True):
        width = ((WIDE_WIDTH if annex.landscape else TEXT_WIDTH) - 5) * MM
        of = balanced_lines(annex_reference(document), width, 14)
        yield annex, mark, balanced_lines(annex.title.upper(), width, 14), of


def mention(marks: tuple[str, ...]) -> str:
    """Annexes as the text names them: "tại Phụ lục", "tại Phụ lục I và Phụ lục II"; every annex must be named."""
    *first, last = marks
    return f"tại {', '.join(first)} và {last}" if first else f"tại {last}"


def addressee_lines(addressees: tuple[str, ...]) -> tuple[str, ...]:
    """Kính gửi: one addressee on the line, several as "- …;" with a full stop after the last."""
    if len(addressees) == 1:
        return (f"Kính gửi: {addressees[0]}.",)
    ends = [";"] * (len(addressees) - 1) + ["."]
    return ("Kính gửi:", *(f"- {name}{end}" for name, end in zip(addressees, ends, strict=True)))


def recipient_lines(document: OfficialDocument) -> tuple[str, ...]:
    return (*(f"- {name};" for name in document.recipients), f"- Lưu: {document.archive}.")


@dataclass(frozen=True)
class Line:
    """One paragraph as it is printed. `level`: 0 text, 1 to 3 a heading (I. / 1. / a)), -1 a legal basis."""

    text: str
    level: int = 0
    source: str = ""


def _shares_in_one_piece(text: str) -> str:
    """97,9%, where the screen leaves a space that a line could break at."""
    return re.sub(r"(?<=\d) %", "%", text)


def _printed_table(table: Table) -> Table:
    rows = (replace(row, cells=tuple(map(_shares_in_one_piece, row.cells))) for row in table.rows)
    return replace(table, rows=tuple(rows))


def printed_blocks(blocks: tuple[Block, ...], first_letter: int = 0) -> list[Line | Table | Figure]:
    """Blocks in order of print: points lettered, text cut at its line breaks."""
    lettered = first_letter
    printed: list[Line | Table | Figure] = []
    for block in blocks:
        if isinstance(block, (Table, Figure)):
            printed.append(_printed_table(block) if isinstance(block, Table) else block)
            continue
        pieces = [_shares_in_one_piece(normal(piece)) for piece in block.text.split("\n") if piece.strip()]
        if isinstance(block, Item) and pieces:
            pieces[0] = f"{letter(lettered)}) {pieces[0]}"
            lettered += 1
        printed += [Line(piece, source=getattr(block, "source", "")) for piece in pieces]
    return printed


def _printed_section(section: Section, mark: str, level: int) -> list[Line | Table | Figure]:
    title = BLANK.join(normal(section.title).rsplit(" ", 1))  # no word alone on a heading's last line
    heading = Line(f"{mark} {title.upper() if level == 1 else title}", level)
    printed: list[Line | Table | Figure] = [heading, *printed_blocks(section.blocks)]
    points = sum(isinstance(block, Item) for block in section.blocks)
    for index, child in enumerate(section.sections):
        child_mark = {1: f"{index + 1}.", 2: f"{letter(points + index)})"}.get(level, "-")
        printed += _printed_section(child, child_mark, min(level + 1, 3))
    return printed


def printed_body(document: OfficialDocument) -> tuple[Line | Table | Figure, ...]:
    """The text from the legal bases to its end, in order of print: numbered, and closed by "./." once.

    Order of numbers by Phụ lục I: I. / 1. / a); a depth below that, which the form does not know, takes a dash.
    """
    ends = [";"] * (len(document.bases) - 1) + ["."]
    printed: list[Line | Table | Figure] = [
        Line(f"{normal(text).rstrip('.;, ')}{end}", -1) for text, end in zip(document.bases, ends, strict=False)
    ]
    printed += printed_blocks(document.opening)
    for index, section in enumerate(document.sections):
        printed += _printed_section(section, f"{roman(index + 1)}.", 1)
    # A unit's text pasted from its own report may bring an end of its own.
    printed = [replace(line, text=line.text.replace(END, ".")) if isinstance(line, Line) else line for line in printed]
    last = max((at for at, line in enumerate(printed) if isinstance(line, Line) and line.level == 0), default=None)
    if last is not None:
        printed[last] = replace(printed[last], text=printed[last].text.rstrip(".;,/ ") + END)
    return tuple(printed)


def signer_name(name: str) -> str:
    """A signer's name without academic titles, which an administrative document does not print (Phụ lục I, II.7)."""
    return _DEGREES.sub("", normal(name))


def _deputy(title: str, head: str) -> str:
    return title if title.startswith("PHÓ") else f"PHÓ {head}"


def committee_signature(*, title: str = "Chủ tịch", form: str = "TM", name: str = "") -> Signature:
    """TM. ỦY BAN NHÂN DÂN / CHỦ TỊCH; a deputy signs KT. CHỦ TỊCH / PHÓ CHỦ TỊCH under it; Q., TL., TUQ. as the form says.

    `title` is the signer's own: "Chánh Văn phòng" with TL. `form` NONE prints the title alone.
    """
    title = normal(title).upper()
    on_behalf = "TM. ỦY BAN NHÂN DÂN"
    if form == "TM" and title.startswith("PHÓ"):
        form = "KT"
    lines = {
        "TM": (on_behalf, title),
        "KT": (on_behalf, "KT. CHỦ TỊCH", _deputy(title, "CHỦ TỊCH")),
        "Q": (on_behalf, f"Q. {title}"),
        "TL": ("TL. CHỦ TỊCH", title),
        "TUQ": ("TUQ. CHỦ TỊCH", title),
        "NONE": (title,),
    }
    return Signature(lines[form], signer_name(name))


def office_signature(*, head_title: str, form: str = "NONE", title: str = "", name: str = "") -> Signature:
    """TRƯỞNG PHÒNG; KT. TRƯỞNG PHÒNG / PHÓ TRƯỞNG PHÒNG; Q. TRƯỞNG PHÒNG; TL. and TUQ. with the signer's own title."""
    head, own = normal(head_title).upper(), normal(title).upper()
    lines = {
        "KT": (f"KT. {head}", _deputy(own, head)),
        "Q": (f"Q. {head}",),
        "TL": (f"TL. {head}", own),
        "TUQ": (f"TUQ. {head}", own),
    }
    return Signature(lines.get(form, (head,)), signer_name(name))
