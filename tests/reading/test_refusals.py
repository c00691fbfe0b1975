"""What cannot be read as a plan is refused with one sentence; the command ends with 2 and prints nothing."""

import io
import json
import zipfile

import pikepdf
import pytest
from django.core.management import ManagementUtility, call_command
from django.core.management.base import CommandError
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from plans.reading import Refused, files, read
from tests.reading import papers
from tests.reading.papers import Paper
from tests.reading.samples import SAMPLES

INVITATION = Paper(
    type="GIẤY MỜI",
    title="Dự họp triển khai kế hoạch",
    body=["Kính gửi: Các phòng.", "1. Thời gian: 8 giờ ngày 05/02/2026.", "2. Địa điểm: Hội trường của huyện."],
)


def locked():
    held = io.BytesIO()
    with pikepdf.open(io.BytesIO(papers.pdf(SAMPLES["targets"]))) as document:
        document.save(held, encryption=pikepdf.Encryption(user="mat", owner="khau"))
    return held.getvalue()


def scanned():
    held = io.BytesIO()
    Image.new("RGB", (800, 1100), "white").save(held, "PDF")
    return held.getvalue()


def package(**parts):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return held.getvalue()


CASES = {
    "invitation.docx": (lambda: papers.docx(INVITATION), "giấy mời"),
    "invitation.pdf": (lambda: papers.pdf(INVITATION), "giấy mời"),
    "letter.txt": (lambda: "Kính gửi các phòng, hôm nay họp. ".encode() * 20, "KẾ HOẠCH"),
    "empty.docx": (lambda: b"", "trống"),
    "blank.txt": (lambda: b" \n ", "trống"),
    "blank.docx": (lambda: papers.docx(Paper(body=[], type="")), "trống"),
    "text.docx": (lambda: "KẾ HOẠCH\nCải cách hành chính".encode(), "đuôi .docx"),
    "picture.pdf": (lambda: b"\x89PNG\r\n\x1a\n" + b"0" * 500, "đuôi .pdf"),
    "locked.pdf": (locked, "mật khẩu"),
    "scanned.pdf": (scanned, "ảnh quét"),
    "broken.pdf": (lambda: b"%PDF-1.7 ".ljust(300), "bị hỏng"),
    "broken.docx": (lambda: papers.docx(SAMPLES["targets"])[:2000], "bị hỏng"),
    "bomb.docx": (lambda: package(word__document_xml=b"0" * (word_limit() + 1)), "quá lớn"),
    "archive.zip": (lambda: package(mot_xml="x"), "Loại tệp này không đọc được"),
    "page.html": (lambda: b"<!DOCTYPE html><p>x</p>", "Loại tệp này không đọc được"),
    "program.exe": (lambda: b"MZ" * 200, "Loại tệp này không đọc được"),
    "noise.txt": (lambda: bytes(range(256)) * 40, "không phải văn bản"),
    "old.doc": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000), "Loại tệp này không đọc được"),
}


def word_limit():
    from plans.reading.word import LARGEST

    return LARGEST


@pytest.mark.parametrize("name", CASES)
def test_refused(name, tmp_path, capsys):
    make, words = CASES[name]
    path = tmp_path / name
    path.write_bytes(make())
    with pytest.raises(CommandError, match=words) as refused:
        call_command("read_plan", str(path))
    assert refused.value.returncode == 2
    assert "\n" not in str(refused.value)
    assert capsys.readouterr().out == ""


def test_on_the_command_line_a_refusal_is_its_sentence_alone(tmp_path, capsys):
    path = tmp_path / "rong.docx"
    path.write_bytes(b"")
    with pytest.raises(SystemExit) as left:
        ManagementUtility(["manage.py", "read_plan", str(path)]).execute()
    assert left.value.code == 2
    assert capsys.readouterr() == ("", f"{files.EMPTY}\n")


def test_larger_than_we_read():
    with pytest.raises(Refused, match="100 MB"):
        read(b"a" * (files.LARGEST + 1), name="a.txt")


def test_absent_file():
    with pytest.raises(CommandError, match="Không mở được") as refused:
        call_command("read_plan", "khong-co.docx")
    assert refused.value.returncode == 2


def test_command_prints_the_contract_alone(tmp_path, capsys):
    path = tmp_path / "ke-hoach.docx"
    path.write_bytes(papers.docx(SAMPLES["decision"]))
    call_command("read_plan", str(path))
    printed = json.loads(capsys.readouterr().out)
    assert list(printed) == [
        "plan", "legal_bases", "models", "tasks", "targets", "responsibilities", "reporting", "warnings",
    ]  # fmt: skip
    assert not any("source" in row for row in printed["tasks"])


def test_schedule_command(capsys):
    call_command("read_schedule", "Quý II", "--year", "2026", "--issued", "2026-01-10")
    assert json.loads(capsys.readouterr().out) == {
        "text": "Quý II", "kind": "fixed", "start": "2026-04-01", "due": "2026-06-30", "cadence": None,
    }  # fmt: skip
    with pytest.raises(CommandError):
        call_command("read_schedule", " ")


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["docx", "pdf", "xlsx"]), st.integers(0, 30))
def test_damaged_files_never_crash(noise, kind, place):
    data = bytearray(WHOLE[kind])
    start = len(data) * place // 31
    data[start : start + len(noise)] = noise
    try:
        assert "plan" in read(bytes(data), name=f"a.{kind}")
    except Refused as refused:
        assert str(refused)


WHOLE = {kind: getattr(papers, kind)(SAMPLES["annex_alone"]) for kind in ("docx", "pdf", "xlsx")}
