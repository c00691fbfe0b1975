"""Reading a long plan: seconds for each page and the memory it takes, for each kind of file.

Each file is read by a process of its own, so that its peak of memory is that of this reading and nothing else.
"""

import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest

from tests.reading import papers
from tests.reading.papers import Grid, Paper

pytestmark = pytest.mark.benchmark
PAGES = 200
MEMORY = 300  # MB
ADDRESS_SPACE = 2_500_000_000  # bytes: a reader that runs away fails instead of filling the machine
SECONDS = {"docx": 0.1, "pdf": 0.5, "txt": 0.1, "xlsx": 0.1}  # a page
ROWS_A_PAGE, PARAGRAPHS_A_PAGE = 11, 12

# /proc tells the peak of this process alone; what getrusage tells begins with that of the process it came from.
READ = """
import resource, sys, time
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]), int(sys.argv[2])))
import django
django.setup()
from plans.reading.pipeline import read

def peak():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))

data = open(sys.argv[1], "rb").read()
base, began, used = peak(), time.perf_counter(), time.process_time()
found = read(data, name=sys.argv[1])
print(time.perf_counter() - began, time.process_time() - used, base, peak(), len(found["tasks"]), len(found["models"]))
"""


def long_plan(pages: int) -> Paper:
    """A plan of so many pages: half of them models in running text, half one table of tasks."""
    words = "nâng cao chất lượng phục vụ người dân và doanh nghiệp, rút ngắn thời gian giải quyết thủ tục hành chính"
    body: list[str | Grid] = ["I. MỤC ĐÍCH, YÊU CẦU", f"1. Tiếp tục {words}.", "II. CÁC MÔ HÌNH THỰC HIỆN"]
    for number in range(1, pages // 2 * PARAGRAPHS_A_PAGE // 6 + 1):
        body += [
            f"{number}. Mô hình “Phục vụ tận tâm số {number}”",
            f"a) Mục đích: {words}; {words}.",
            "b) Yêu cầu thực hiện: cấp xã mỗi quý tổ chức ít nhất 01 buổi đối thoại với người dân trên địa bàn; "
            f"{words}.",
            "c) Cơ quan thực hiện: Ủy ban nhân dân các xã, thị trấn.",
            "d) Cơ quan theo dõi: Phòng Nội vụ.",
            f"đ) Thời gian thực hiện: thường xuyên trong năm 2024; {words}, {words}.",
        ]
    rows: list[list[str | None]] = [
        ["STT", "Nội dung nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian hoàn thành", "Sản phẩm"]
    ]
    for number in range(1, pages // 2 * ROWS_A_PAGE + 1):
        rows.append(
            [
                str(number),
                f"Rà soát, công bố danh mục thủ tục số {number}, {words}",
                "Phòng Nội vụ",
                "Văn phòng HĐND và UBND; các xã, thị trấn",
                f"Tháng {number % 12 + 1}/2024",
                "Báo cáo",
            ]
        )
    body += ["III. NHIỆM VỤ CỤ THỂ", Grid(rows), "IV. TỔ CHỨC THỰC HIỆN", "1. Phòng Nội vụ theo dõi, đôn đốc."]
    return Paper(
        body,
        title="Cải cách hành chính năm 2024",
        left=["ỦY BAN NHÂN DÂN", "HUYỆN THỬ NGHIỆM", "Số: 15/KH-UBND"],
        place_line="Thử Nghiệm, ngày 15 tháng 01 năm 2024",
        recipients=["UBND tỉnh"],
        signature=["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"],
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("long")


@pytest.mark.parametrize("kind", SECONDS)
def test_two_hundred_pages(kind, folder):
    path = folder / f"ke-hoach.{kind}"
    path.write_bytes(getattr(papers, kind)(long_plan(PAGES)))
    if kind == "pdf":
        assert 0.9 * PAGES < len(pypdfium2.PdfDocument(path)) < 1.2 * PAGES
    command = [sys.executable, "-c", READ, str(path), str(ADDRESS_SPACE)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False, cwd=Path.cwd())
    assert done.returncode == 0, done.stderr[-2000:]
    wall, used, base, peak, tasks, models = (float(word) for word in done.stdout.split()[-6:])
    print(
        f"\n{kind:5}{PAGES} pages, {path.stat().st_size / 1e6:.1f} MB: {wall:6.1f} s ({1000 * wall / PAGES:5.0f} ms a page,"
        f" processor {1000 * used / PAGES:4.0f}), memory {peak / 1024:4.0f} MB at most ({base / 1024:.0f} before),"
        f" {tasks:.0f} tasks, {models:.0f} models"
    )
    assert tasks == PAGES // 2 * ROWS_A_PAGE
    assert used / PAGES < SECONDS[kind]
    assert peak / 1024 < MEMORY
