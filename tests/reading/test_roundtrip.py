"""A structure written out as a document and read back is the same structure."""

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from plans.reading import read
from tests.reading import papers
from tests.reading.papers import Grid, Paper

OFFICES = [
    "Phòng Nội vụ",
    "Văn phòng HĐND và UBND huyện",
    "Phòng Kinh tế và Hạ tầng",
    "UBND các xã, thị trấn",
    "Bưu điện huyện",
]
DEEDS = [
    "Rà soát thủ tục",
    "Tập huấn nghiệp vụ",
    "Niêm yết công khai",
    "Đối thoại với người dân",
    "Số hóa hồ sơ lưu trữ",
]
TIMES = ["Quý I/2026", "Thường xuyên", "Trước 15/3/2026", "Hằng tháng", "Tháng 7/2026", "Khi phát sinh"]
NAMES = ["Ngày không giấy hẹn", "Chính quyền gần dân", "Tổ lưu động", "Một cửa thân thiện"]
NEEDS = {
    "Hằng quý tổ chức đối thoại": "quarter",
    "Mỗi tháng ít nhất 01 buổi tiếp dân": "month",
    "Niêm yết công khai tại trụ sở": None,
}

offices = st.lists(st.sampled_from(OFFICES), min_size=1, max_size=3, unique=True)
tasks = st.fixed_dictionaries(
    {
        "content": st.sampled_from(DEEDS),
        "lead": offices,
        "coordinators": st.one_of(st.just([]), offices),
        "deliverable": st.sampled_from(["Báo cáo", "Kế hoạch", None]),
        "time": st.sampled_from(TIMES),
    }
)
models = st.fixed_dictionaries(
    {
        "name": st.sampled_from(NAMES),
        "purpose": st.sampled_from(["Giảm thời gian chờ", "Gần dân hơn"]),
        "district": st.sampled_from([*NEEDS, None]),
        "commune": st.sampled_from(list(NEEDS)),
        "implementers": offices,
        "monitor": st.sampled_from(OFFICES[:3]),
        "helper": st.sampled_from(["Phòng Tư pháp", None]),
    }
)


def joined(names):
    return "; ".join(names)


def table(rows):
    head = ["TT", "Nội dung công việc", "Cơ quan chủ trì", "Cơ quan phối hợp", "Kết quả", "Thời gian thực hiện"]
    return Grid(
        [head]
        + [
            [
                str(n),
                row["content"],
                joined(row["lead"]),
                joined(row["coordinators"]),
                row["deliverable"] or "",
                row["time"],
            ]
            for n, row in enumerate(rows, start=1)
        ]
    )


def described(rows):
    lines = []
    for number, row in enumerate(rows, start=1):
        watch = f"{row['monitor']} chủ trì, phối hợp {row['helper']}" if row["helper"] else row["monitor"]
        needs = [f"+ Đối với cấp xã: {row['commune']}."]
        if row["district"]:
            needs.insert(0, f"+ Đối với cấp huyện: {row['district']}.")
        lines += [
            f"{number}. Mô hình “{row['name']}”",
            f"- Mục đích: {row['purpose']}.",
            "- Yêu cầu thực hiện:",
            *needs,
            f"- Cơ quan thực hiện: {joined(row['implementers'])}.",
            f"- Cơ quan theo dõi, kiểm tra: {watch}.",
        ]
    return lines


@settings(
    max_examples=25, deadline=None, phases=[Phase.reuse, Phase.generate], suppress_health_check=[HealthCheck.too_slow]
)
@given(
    st.lists(tasks, min_size=1, max_size=6), st.lists(models, min_size=1, max_size=3), st.sampled_from(["docx", "pdf"])
)
def test_written_and_read_back(rows, kept, kind):
    paper = Paper(
        left=["ỦY BAN NHÂN DÂN", "HUYỆN MINH LONG", "Số: 09/KH-UBND"],
        place_line="Minh Long, ngày 12 tháng 01 năm 2026",
        title="Cải cách hành chính năm 2026",
        body=["I. CÁC MÔ HÌNH", *described(kept), "II. NHIỆM VỤ", table(rows)],
        signature=["CHỦ TỊCH", "", "Người Minh Họa"],
    )
    made = read(getattr(papers, kind)(paper), name=f"a.{kind}")
    assert [
        (row["content"], row["lead"], row["coordinators"], row["deliverable"], row["schedule"]["text"])
        for row in made["tasks"]
    ] == [(row["content"], row["lead"], row["coordinators"], row["deliverable"], row["time"]) for row in rows]
    for found, row in zip(made["models"], kept, strict=True):
        assert (found["name"], found["purpose"], found["implementers"]) == (
            row["name"],
            row["purpose"],
            row["implementers"],
        )
        assert [monitor["name"] for monitor in found["monitors"]] == [
            row["monitor"],
            *([row["helper"]] if row["helper"] else []),
        ]
        wanted = [("district", row["district"])] if row["district"] else []
        wanted.append(("commune", row["commune"]))
        assert [(item["level"], item["text"]) for item in found["requirements"]] == wanted
        assert [(item["cadence"] or {}).get("per") for item in found["requirements"]] == [
            NEEDS[text] for _, text in wanted
        ]
