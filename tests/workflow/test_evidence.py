"""Files people send: judged by what is in them, kept once and closed, given out with headers that run nothing."""

import io
import stat
import zipfile
from pathlib import Path

import pytest
from django.conf import settings as project
from django.core.files.base import File
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import make
from workflow.evidence import SIGNED, Refused, check, clean_name, serve, store
from workflow.models import Evidence

PDF = b"%PDF-1.7\n1 0 obj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def office(*members: str, padding: int = 0) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in members:
            archive.writestr(member, "<x/>")
        if padding:
            archive.writestr("padding", b"0" * padding)
    return held.getvalue()


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bao-cao.pdf", PDF),
        ("BAO CAO.PDF", b"\xef\xbb\xbf \n" + PDF),  # some scanners write a few bytes before the mark
        ("anh.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 20),
        ("anh.jpeg", b"\xff\xd8\xff\xe1" + b"\0" * 20),
        ("anh.png", PNG),
        ("bang.xlsx", office("xl/workbook.xml")),
        ("van-ban.docx", office("word/document.xml", "word/styles.xml")),
    ],
)
def test_what_offices_send_is_taken(name, content):
    assert check(upload(name, content)) == Path(name).suffix.lower()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("chay.exe", b"MZ", "Không nhận tệp loại “.exe”"),
        ("trang.html", b"<script>", "Không nhận tệp loại “.html”"),
        ("hinh.svg", b"<svg onload='x'/>", "Không nhận tệp loại “.svg”"),
        ("van-ban.docm", office("word/document.xml"), "Không nhận tệp loại “.docm”"),
        ("van-ban.pdf.exe", PDF, "Không nhận tệp loại “.exe”"),
        ("khong-duoi", PDF, "Không nhận tệp loại “không rõ”"),
        ("trong.pdf", b"", "Tệp trống"),
        ("anh.pdf", PNG, "không phải PDF dù tên tệp ghi như vậy"),
        ("anh.png", b"<html>", "không phải PNG"),
        ("anh.jpg", PNG, "không phải JPG"),
        ("van-ban.docx", PDF, "Tệp bị hỏng hoặc không đúng loại"),
        ("van-ban.docx", office("xl/workbook.xml"), "không phải .docx"),
        ("bang.xlsx", office("word/document.xml"), "không phải .xlsx"),
        ("bang.xlsx", office("xl/workbook.xml", "xl/vbaProject.bin"), "chứa macro"),
        ("bom.xlsx", office("xl/workbook.xml", padding=3_000_000), "quá lớn khi mở ra"),
        ("cut.docx", office("word/document.xml")[:-30], "Tệp bị hỏng"),
    ],
)
def test_what_is_not_what_it_says_is_refused_in_words(name, content, says):
    with pytest.raises(Refused, match=says):
        check(upload(name, content))


def test_a_signed_document_is_a_pdf_or_a_picture_of_one():
    with pytest.raises(Refused, match="jpeg, jpg, pdf, png"):
        check(upload("bao-cao.docx", office("word/document.xml")), allowed=SIGNED)


def test_200_megabytes_are_refused_by_their_size_before_anything_is_read(tmp_path):
    """The file has no content on the disk; reading it all would take its time."""
    path = tmp_path / "phim.pdf"
    with path.open("wb") as sparse:
        sparse.truncate(200 * 1024 * 1024)
    with path.open("rb") as file, pytest.raises(Refused, match=r"Tệp nặng 200 MB, tối đa 20 MB. Hãy"):
        check(File(file, name="phim.pdf"))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\a\\Báo cáo.pdf", "Báo cáo.pdf"),
        ("Ba\u0301o ca\u0301o.pdf", "Báo cáo.pdf"),
        ('a"b<c>d\x01.pdf', "a b c d.pdf"),
        ("x" * 400 + ".pdf", "x" * 140 + ".pdf"),
        (".pdf", ".pdf"),
    ],
)
def test_names_of_files_carry_no_paths_and_no_control_characters(given, kept):
    assert clean_name(given) == kept


@pytest.mark.django_db
def test_the_same_content_lies_on_the_disk_once_and_only_the_portal_reads_it(settings):
    person, agency = make.user(), make.agency()
    first = store(upload=upload("mot.pdf", PDF), agency=agency, by=person)
    second = store(upload=upload("hai.pdf", PDF), agency=agency, by=person)
    assert (first.name, second.name) == ("mot.pdf", "hai.pdf")
    assert first.file.name == second.file.name
    files = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert len(files) == 1
    assert stat.S_IMODE(files[0].stat().st_mode) == 0o600


@pytest.mark.django_db
def test_a_lost_file_is_stored_again_by_the_next_who_sends_it():
    person, agency = make.user(), make.agency()
    first = store(upload=upload("mot.pdf", PDF), agency=agency, by=person)
    Path(first.file.path).unlink()
    second = store(upload=upload("mot.pdf", PDF), agency=agency, by=person)
    assert second.file.read() == PDF


@pytest.mark.django_db
def test_a_refused_file_leaves_nothing_behind(settings):
    with pytest.raises(Refused):
        store(upload=upload("anh.pdf", PNG), agency=make.agency(), by=make.user())
    assert not Evidence.objects.exists()
    assert not Path(settings.MEDIA_ROOT).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content", "disposition"),
    [("ảnh.pdf", PDF, "inline"), ("bảng.xlsx", office("xl/workbook.xml"), "attachment")],
)
def test_what_is_given_out_runs_nothing_and_is_noted(name, content, disposition, caplog):
    caplog.set_level("INFO", logger="workflow.evidence")
    person = make.user()
    kept = store(upload=upload(name, content), agency=make.agency(), by=person)
    reply = serve(kept, to=person)
    assert b"".join(reply.streaming_content) == content
    assert reply["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in reply["Content-Security-Policy"]
    assert reply["Content-Disposition"].startswith(disposition)
    assert f"evidence {kept.pk} served to user {person.pk}" in caplog.text


@pytest.mark.django_db
def test_no_address_leads_to_the_files_past_the_checked_views():
    person = make.user()
    person.is_staff = person.is_superuser = True
    person.save()
    kept = store(upload=upload("mot.pdf", PDF), agency=make.agency(), by=person)
    client = Client()
    client.force_login(person)
    for address in (f"/{kept.file.name}", f"/media/{kept.file.name}", f"/static/{kept.file.name}"):
        assert client.get(address).status_code == 404, address


def test_static_files_are_readable_by_the_web_server_and_uploads_are_not():
    options = project.STORAGES["staticfiles"]["OPTIONS"]
    assert (options["file_permissions_mode"], options["directory_permissions_mode"]) == (0o644, 0o755)
    assert project.FILE_UPLOAD_PERMISSIONS == 0o600
