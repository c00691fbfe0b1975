"""Tasks told in running words, several labels in one line, and letterheads whose two columns stand on one line."""

import pytest

from plans.reading import read
from plans.reading.prose import labelled, told

PLAN = """ỦY BAN NHÂN DÂN                          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
   HUYỆN BÌNH AN                               Độc lập - Tự do - Hạnh phúc

Số: 45/KH-UBND                          Bình An, ngày 15 tháng 01 năm 2025

KẾ HOẠCH
Cải cách hành chính nhà nước năm 2025

Thực hiện Kế hoạch số 500/KH-UBND ngày 30/12/2024 của UBND Tỉnh về cải cách hành chính năm 2025,
Ủy ban nhân dân Huyện ban hành Kế hoạch như sau:

I. NHIỆM VỤ
1. Cải cách thể chế
a) Rà soát văn bản do Huyện ban hành (Phòng Tư pháp chủ trì, phối hợp với các phòng, ban Huyện; hoàn thành trong Quý III/2025).
b) Theo dõi thi hành pháp luật.
- Chủ trì: Phòng Tư pháp; phối hợp: Phòng Nội vụ.
- Thời gian: tháng 8/2025; sản phẩm: Báo cáo.
2. Cải cách thủ tục hành chính
a) Niêm yết thủ tục tại Bộ phận Một cửa. Văn phòng HĐND và UBND Huyện chủ trì, UBND các xã phối hợp thực hiện. Thời gian: thường xuyên.
b) Khảo sát ý kiến người dân. Đơn vị thực hiện: Phòng Nội vụ; thời gian thực hiện: trước ngày 30/11/2025.
c) Mở lớp bồi dưỡng
- Trung tâm Chính trị chủ trì, phối hợp với Phòng Nội vụ.
- Hoàn thành trước ngày 15/10/2025.

II. TỔ CHỨC THỰC HIỆN
1. Giao Phòng Nội vụ theo dõi, đôn đốc, kiểm tra việc thực hiện Kế hoạch.
2. Các phòng, ban Huyện xây dựng kế hoạch trước ngày 15/02/2025; báo cáo hằng quý về UBND Huyện (qua Phòng Nội vụ).
3. Công chức Văn phòng - Thống kê các xã báo cáo Phòng Nội vụ trước ngày 15/6 và 15/12.

Nơi nhận:                                       TM. ỦY BAN NHÂN DÂN
- UBND Tỉnh;                                          CHỦ TỊCH
- Lưu: VT.

                                                  Lê Văn Mẫu
"""


@pytest.fixture(scope="module")
def plan():
    return read(PLAN.encode(), name="ke-hoach.txt")


def test_columns_of_a_letterhead_and_of_a_signature_on_one_line(plan):
    head = plan["plan"]
    assert (head["issuer"], head["number"], head["symbol"]) == ("UBND huyện Bình An", "45", "KH-UBND")
    assert (head["place"], head["issued_on"]) == ("Bình An", "2025-01-15")
    assert head["signer"] == {"title": "CHỦ TỊCH", "name": "Lê Văn Mẫu"}
    assert head["recipients"] == ["UBND Tỉnh"]


def test_tasks_in_running_words(plan):
    tasks = {task["number"]: task for task in plan["tasks"]}
    assert plan["models"] == []
    assert list(tasks) == ["I.1.a", "I.1.b", "I.2.a", "I.2.b", "I.2.c"]
    assert [task["lead"] for task in tasks.values()] == [
        ["Phòng Tư pháp"],
        ["Phòng Tư pháp"],
        ["Văn phòng HĐND và UBND Huyện"],
        ["Phòng Nội vụ"],
        ["Trung tâm Chính trị"],
    ]
    assert [task["coordinators"] for task in tasks.values()] == [
        ["Các phòng, ban Huyện"],
        ["Phòng Nội vụ"],
        ["UBND các xã"],
        [],
        ["Phòng Nội vụ"],
    ]
    assert [task["schedule"]["due"] for task in tasks.values()] == [
        "2025-09-30",
        "2025-08-31",
        None,
        "2025-11-29",
        "2025-10-14",
    ]
    assert tasks["I.1.a"]["content"] == "Rà soát văn bản do Huyện ban hành"
    assert tasks["I.1.b"]["deliverable"] == "Báo cáo"
    assert tasks["I.2.a"]["content"] == "Niêm yết thủ tục tại Bộ phận Một cửa"
    assert tasks["I.2.a"]["schedule"]["kind"] == "ongoing"


def test_a_report_takes_the_dates_of_its_own_clause_and_each_of_them(plan):
    rows = [(row["cadence"], row["by"], row["via"], row["due"]) for row in plan["reporting"]]
    assert rows == [
        ("quarter", ["Các phòng, ban Huyện"], "Phòng Nội vụ", None),
        (None, ["Công chức Văn phòng - Thống kê các xã"], None, "2025-06-14"),
        (None, ["Công chức Văn phòng - Thống kê các xã"], None, "2025-12-14"),
    ]


@pytest.mark.parametrize(
    "words",
    [
        "Phòng Nội vụ chủ trì, phối hợp với các cơ quan rà soát, tổng hợp trình UBND Huyện",
        "Các cơ quan, đơn vị thực hiện nghiêm quy định về văn hóa công sở (theo Quyết định số 12/QĐ-UBND)",
        "Công khai kết quả: đúng, đủ, kịp thời",
    ],
)
def test_sentences_that_are_no_task_stay_as_they_are(words):
    assert told(words) == (words, {})


def test_labels_within_a_line():
    assert labelled("Đơn vị thực hiện: Bộ phận Một cửa; đơn vị theo dõi: Văn phòng HĐND và UBND xã") == [
        ("implementers", "Bộ phận Một cửa"),
        ("monitors", "Văn phòng HĐND và UBND xã"),
    ]
    assert labelled("Hội thi (Chủ trì: Phòng Nội vụ; thời gian: Quý I)")[1:] == [
        ("lead", "Phòng Nội vụ"),
        ("schedule", "Quý I"),
    ]
