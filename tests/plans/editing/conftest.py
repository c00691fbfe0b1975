"""A plan document that was read and lies before the standing office."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agencies.models import Role
from plans.editing import receiving, working
from tests import make
from tests.reading import papers
from workflow.jobs import run_job
from workflow.models import Job

PAPER = papers.Paper(
    title="Cải cách hành chính năm 2024 trên địa bàn huyện Thử",
    left=["ỦY BAN NHÂN DÂN", "HUYỆN THỬ", "Số: 15/KH-UBND"],
    place_line="Thử, ngày 10 tháng 01 năm 2024",
    body=[
        "Thực hiện Kế hoạch số 20/KH-UBND ngày 05 tháng 01 năm 2024 của UBND Tỉnh về cải cách hành chính năm 2024, UBND Huyện xây dựng kế hoạch như sau:",
        "I. NHIỆM VỤ",
        papers.Grid(
            [
                [
                    "STT",
                    "Nội dung công việc",
                    "Cơ quan chủ trì",
                    "Cơ quan phối hợp",
                    "Sản phẩm",
                    "Thời gian hoàn thành",
                ],
                ["1", "Rà soát thủ tục hành chính", "Phòng Nội vụ", "UBND các xã, thị trấn", "Báo cáo", "Quý II/2024"],
                [
                    "2",
                    "Tập huấn công chức một cửa",
                    "Các cơ quan chuyên môn Huyện",
                    "Văn phòng",
                    "Lớp",
                    "Trước 31/10/2024",
                ],
                ["3", "Đăng tin cải cách hành chính", "UBND xã A", "Bộ phận Truyền thông", "Tin, bài", "Hằng quý"],
            ]
        ),
        "II. TỔ CHỨC THỰC HIỆN",
        "1. Phòng Nội vụ",
        "- Theo dõi, đôn đốc các cơ quan, đơn vị thực hiện Kế hoạch này.",
    ],
    recipients=["UBND Tỉnh", "Phòng Nội vụ"],
    signature=["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "", "Nguyễn Văn Thử"],
)


@pytest.fixture
def d():
    district = make.District(communes=2)
    district.staff = make.user(district.standing)
    district.chief = make.user(district.standing, Role.HEAD)
    district.clerk = make.user(district.committee, Role.CLERK)
    district.chairman = make.user(district.committee, Role.HEAD)
    district.unit = make.user(district.office)
    district.outsider = make.user(make.District("huyện Khác").standing)
    return district


@pytest.fixture
def upload():
    return SimpleUploadedFile("ke-hoach.docx", papers.docx(PAPER))


@pytest.fixture
def reading(d, upload, client):
    """The paper, read, in the hands of the standing office."""
    client.force_login(d.staff)
    return read(d, upload)


def read(d, upload):
    made = receiving.receive(upload=upload, by=d.staff, authority=d.committee, standing=d.standing)
    run_job.call(Job.objects.get(key=made.job_key).pk)
    made.refresh_from_db()
    return made


def row(reading, ident):
    reading.refresh_from_db()
    return working.find(reading, ident)


def save(client, reading, ident, revision=0, **fields):
    return client.post(reverse("reading_save", args=[reading.pk, ident]), {"revision": revision, **fields})


def part(reading, slug):
    return reverse("reading_part", args=[reading.pk, slug])
