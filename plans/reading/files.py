"""What kind of file it is, by its content, and its blocks."""

from __future__ import annotations

from plans.reading import pdf, word
from plans.reading.blocks import Block, Refused

LARGEST = 100 * 1024 * 1024
TOO_LARGE = "Tệp lớn hơn 100 MB; hãy bỏ ảnh hoặc tách tệp rồi thử lại."
KINDS = "Word (.docx, .doc), PDF có chữ, văn bản (.txt, .md) hoặc bảng Excel (.xlsx)"


def blocks(data: bytes, name: str) -> list[Block]:
    if data[:2] == b"PK":
        return word.read(data)
    if data[:5] == b"%PDF-":
        return pdf.read(data)
    raise Refused("x")
