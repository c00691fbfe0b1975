"""What kind of file it is, by its content, and its blocks; what cannot be a plan is refused with a sentence."""

from __future__ import annotations

import io
import logging
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path

from plans.reading import pdf, plain, sheet, word
from plans.reading.blocks import Block, Cell, Paragraph, Refused, Table, clean

log = logging.getLogger(__name__)

LARGEST = 100 * 1024 * 1024
TOO_LARGE = "Tệp lớn hơn 100 MB; hãy bỏ ảnh hoặc tách tệp rồi thử lại."
KINDS = "Word (.docx, .doc), PDF có chữ, văn bản (.txt, .md) hoặc bảng Excel (.xlsx)"
EMPTY = "Tệp trống, không có chữ để đọc; hãy chọn đúng tệp kế hoạch."
WRONG = f"Loại tệp này không đọc được; hãy dùng {KINDS}."
LOCKED = "Tệp có mật khẩu; hãy mở bằng Word hoặc Excel, bỏ mật khẩu rồi lưu lại."
BROKEN = "Tệp bị hỏng, không đọc được; hãy mở bằng chương trình đã tạo ra nó rồi lưu lại và thử lại."
NO_READER = "Máy chủ chưa có chương trình đọc tệp .doc đời cũ; hãy mở bằng Word và lưu lại thành .docx."
BROKEN_DOC = "Tệp .doc bị hỏng, không mở được; hãy mở bằng Word và lưu lại thành .docx."
SECONDS = 30  # antiword reads a long file in one


def blocks(data: bytes, name: str) -> list[Block]:
    """The blocks of a file of any kind we read. Raises `Refused` for other kinds, and for files without words."""
    if not data.strip(b"\0 \t\r\n"):
        raise Refused(EMPTY)
    if len(data) > LARGEST:
        raise Refused(TOO_LARGE)
    try:
        found = _blocks(data, Path(name).suffix.lower())
    except Refused:
        raise
    except Exception as error:  # a damaged file makes the libraries that open it fail in any way
        log.warning("Unreadable file %s", name, exc_info=True)
        raise Refused(BROKEN) from error
    if not any(_words(block) for block in found):
        raise Refused(EMPTY)
    return found


def _words(block: Block) -> str:
    if isinstance(block, Paragraph):
        return clean(block.text)
    return clean(" ".join(cell.text for row in block.rows for cell in row))


def _blocks(data: bytes, ending: str) -> list[Block]:
    if data[:4] == b"PK\x03\x04":
        return _packed(data)
    if b"%PDF-" in data[:1024]:
        return pdf.read(data)
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return _old_word(data)
    if ending in (".docx", ".xlsx", ".doc", ".pdf"):
        raise Refused(
            f"Tệp có đuôi {ending} nhưng nội dung không phải loại tệp đó; hãy mở và lưu lại đúng loại, hoặc đổi lại đuôi tệp."
        )
    if (
        ending not in ("", ".txt", ".md")
        or data[:4] in (b"\x89PNG", b"\xff\xd8\xff\xe0", b"GIF8", b"Rar!", b"\xff\xd8\xff\xe1")
        or data[:5] == b"{\\rtf"
    ):
        raise Refused(WRONG)
    text = plain.decode(data)
    if text.lstrip()[:14].lower().startswith(("<!doctype html", "<html", "<?xml")):
        raise Refused(WRONG)
    return plain.read(text)


def _packed(data: bytes) -> list[Block]:
    """A Word or Excel file by what the package holds."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = set(packed.namelist())
    except zipfile.BadZipFile as error:
        raise Refused(word.BROKEN) from error
    if "word/document.xml" in names:
        return word.read(data)
    if "xl/workbook.xml" in names:
        return sheet.read(data)
    raise Refused(WRONG)


def _old_word(data: bytes) -> list[Block]:
    """A .doc file through antiword, which knows its paragraphs and tables."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Refused(LOCKED)
    if "Workbook".encode("utf-16-le") in data:
        raise Refused("Tệp Excel đời cũ (.xls) không đọc được; hãy mở bằng Excel và lưu lại thành .xlsx.")
    if "WordDocument".encode("utf-16-le") not in data:
        raise Refused(WRONG)
    reader = shutil.which("antiword")
    if reader is None:
        raise Refused(NO_READER)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "van-ban.doc"
        path.write_bytes(data)
        try:
            done = subprocess.run(
                [reader, "-m", "UTF-8.txt", "-w", "0", str(path)], capture_output=True, timeout=SECONDS, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise Refused(BROKEN_DOC) from error
    text = done.stdout.decode("utf-8", "replace")
    if done.returncode or not text.strip():
        raise Refused(LOCKED if b"encrypt" in done.stderr.lower() else BROKEN_DOC)
    return _drawn(text)


def _drawn(text: str) -> list[Block]:
    """antiword prints one line per paragraph and tables with bars: a row's cells wrap over several lines."""
    found: list[Block] = []
    table: Table | None = None
    for line in text.splitlines():
        if not line.startswith("|"):
            if clean(line):
                table = None
                found.append(Paragraph(clean(line)))
            continue
        words = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if table is None:
            table = Table()
            found.append(table)
        last = table.rows[-1] if table.rows else []
        if last and len(words) == len(last) and (not words[0] or len(words) == 2):
            for cell, more in zip(last, words, strict=True):
                cell.text = f"{cell.text}\n{more}".strip()
        else:
            table.rows.append([Cell(word, column) for column, word in enumerate(words)])
    for block in found:
        if isinstance(block, Table):
            for row in block.rows:
                if len(row) == 1:
                    row[0].span = block.width
    return found
