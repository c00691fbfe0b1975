"""Files that prove a result and signed documents: checked by content, stored once, served only after a check."""

from __future__ import annotations

import hashlib
import logging
import re
import zipfile
from pathlib import PurePath

from django.conf import settings
from django.core.files.base import File
from django.http import FileResponse

from agencies.vietnamese import format_number, normal
from workflow.models import Evidence
from workflow.transitions import NotAllowed

log = logging.getLogger(__name__)

OFFICE = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml"}
CONTENT_TYPES = {
    ".pdf": "application/pdf",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# Taken in only where a page asks for them: old Word files and plain text, as documents to be read.
TEXT_TYPES = {".doc": "application/msword", ".txt": "text/plain", ".md": "text/markdown"}
MAGIC = {
    ".doc": b"\xd0\xcf\x11\xe0",
    ".pdf": b"%PDF-",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
    ".png": b"\x89PNG\r\n\x1a\n",
}
UNPACKED_MAX = 200 * 1024 * 1024
RATIO_MAX = 200
SIGNED = (".pdf", ".jpg", ".jpeg", ".png")


class Refused(NotAllowed):
    """A file that is not taken in; the sentence says why and what to do."""


def _check_office(upload, suffix: str) -> None:
    """A Word or Excel file: a sound zip with the right part, no macros, not a bomb."""
    try:
        with zipfile.ZipFile(upload) as archive:
            members = archive.infolist()
            names = {member.filename for member in members}
            unpacked = sum(member.file_size for member in members)
            packed = sum(member.compress_size for member in members) or 1
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise Refused("Tệp bị hỏng hoặc không đúng loại. Hãy mở lại bằng Word, Excel, lưu lại rồi tải lên.") from error
    if unpacked > UNPACKED_MAX or unpacked / packed > RATIO_MAX:
        raise Refused("Tệp nén quá lớn khi mở ra nên không nhận. Hãy lưu lại tệp hoặc chuyển sang PDF.")
    if OFFICE[suffix] not in names:
        raise Refused(f"Nội dung tệp không phải {suffix}. Hãy kiểm tra lại tệp đã chọn.")
    if any(name.endswith("vbaProject.bin") for name in names):
        raise Refused("Tệp có chứa macro nên không nhận. Hãy lưu thành tệp không có macro hoặc PDF.")


def check(upload, *, allowed=tuple(CONTENT_TYPES)) -> str:
    """The suffix of an acceptable file, judged by its content. Raises `Refused` with the sentence to show.

    `upload` is read in pieces, never whole: a file of any size costs no memory.
    """
    suffix = PurePath(upload.name or "").suffix.lower()
    limit = settings.EVIDENCE_MAX_BYTES
    if suffix not in allowed:
        names = ", ".join(sorted({name.lstrip(".") for name in allowed}))
        raise Refused(f"Không nhận tệp loại “{suffix or 'không rõ'}”. Hãy dùng một trong các loại: {names}.")
    if upload.size > limit:
        raise Refused(
            f"Tệp nặng {format_number(round(upload.size / 1048576, 1))} MB, tối đa {limit // 1048576} MB. "
            "Hãy giảm độ phân giải ảnh chụp hoặc tách tệp."
        )
    if upload.size == 0:
        raise Refused("Tệp trống. Hãy kiểm tra lại tệp đã chọn.")
    upload.seek(0)
    head = upload.read(1024)
    upload.seek(0)
    if suffix in OFFICE:
        _check_office(upload, suffix)
    elif suffix in (".txt", ".md"):
        if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise Refused("Nội dung tệp không phải văn bản. Hãy chọn đúng tệp, hoặc lưu lại dạng văn bản UTF-8.")
    elif (suffix == ".pdf" and MAGIC[suffix] not in head) or (suffix != ".pdf" and not head.startswith(MAGIC[suffix])):
        raise Refused(
            f"Nội dung tệp không phải {suffix.lstrip('.').upper()} dù tên tệp ghi như vậy. Hãy chọn đúng tệp."
        )
    upload.seek(0)
    return suffix


def clean_name(name: str) -> str:
    """A file name as shown and sent: NFC, no path, no control characters, at most 150 characters."""
    name = re.sub(r'[\x00-\x1f<>:"/\\|?*]+', " ", normal(PurePath(name.replace("\\", "/")).name))
    stem, suffix = PurePath(name).stem, PurePath(name).suffix
    return f"{stem[:140].strip() or 'tep'}{suffix}"


def store(*, upload, agency, by, allowed=tuple(CONTENT_TYPES)) -> Evidence:
    """Checks and keeps an uploaded file; the same content is on the disk once. Raises `Refused`."""
    suffix = check(upload, allowed=allowed)
    digest = hashlib.sha256()
    for piece in upload.chunks() if hasattr(upload, "chunks") else iter(lambda: upload.read(65536), b""):
        digest.update(piece)
    upload.seek(0)
    evidence = Evidence(
        agency=agency,
        name=clean_name(upload.name),
        suffix=suffix,
        content_type=(CONTENT_TYPES | TEXT_TYPES)[suffix],
        size=upload.size,
        sha256=digest.hexdigest(),
        uploaded_by=by,
    )
    same = Evidence.objects.filter(sha256=evidence.sha256, suffix=suffix).first()
    if same is not None and same.file.storage.exists(same.file.name):
        evidence.file.name = same.file.name
    else:
        evidence.file.save(upload.name, File(upload), save=False)
    evidence.save()
    return evidence


def serve(evidence: Evidence, *, to) -> FileResponse:
    """The file as a download (an image or PDF opens in the browser); every serving is logged. The caller has checked."""
    log.info("evidence %s served to user %s", evidence.pk, to.pk)
    inline = evidence.suffix in SIGNED
    response = FileResponse(
        evidence.file.open("rb"), as_attachment=not inline, filename=evidence.name, content_type=evidence.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response
