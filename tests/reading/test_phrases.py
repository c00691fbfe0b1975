"""Agency phrases: where one name ends and the next begins."""

import pytest

from plans.reading.phrases import parts, split

NAMES = {
    "Văn phòng HĐND và UBND Huyện, Phòng Nội vụ": ["Văn phòng HĐND và UBND Huyện", "Phòng Nội vụ"],
    "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân Thành phố": [
        "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân Thành phố"
    ],
    "Phòng Lao động - Thương binh và Xã hội, Phòng Kinh tế và Hạ tầng": [
        "Phòng Lao động - Thương binh và Xã hội",
        "Phòng Kinh tế và Hạ tầng",
    ],
    "Các cơ quan, đơn vị và UBND cấp xã": ["Các cơ quan, đơn vị", "UBND cấp xã"],
    "Cơ quan, đơn vị có liên quan": ["Cơ quan, đơn vị có liên quan"],
    "các cơ quan chuyên môn, đơn vị sự nghiệp và UBND các xã, phường.": [
        "Các cơ quan chuyên môn, đơn vị sự nghiệp",
        "UBND các xã, phường",
    ],
    "Phòng Văn hóa – Thông tin và các cơ quan, đơn vị có liên quan": [
        "Phòng Văn hóa – Thông tin",
        "Các cơ quan, đơn vị có liên quan",
    ],
    "Các phòng: Nội vụ, Tư pháp và Tài chính - Kế hoạch": [
        "Phòng Nội vụ",
        "Phòng Tư pháp",
        "Phòng Tài chính - Kế hoạch",
    ],
    "Thủ trưởng các phòng, ban và Chủ tịch UBND các xã, thị trấn": [
        "Thủ trưởng các phòng, ban",
        "Chủ tịch UBND các xã, thị trấn",
    ],
    "P. Nội vụ, VP HĐND-UBND, UBMTTQ huyện": ["P. Nội vụ", "VP HĐND-UBND", "UBMTTQ huyện"],
    "Phòng Nội vụ/Văn phòng HĐND và UBND": ["Phòng Nội vụ", "Văn phòng HĐND và UBND"],
    "Phòng Nội vụ phối hợp với Bưu điện huyện": ["Phòng Nội vụ", "Bưu điện huyện"],
    "Phòng Kinh tế, Hạ tầng và Đô thị; Công an phường": ["Phòng Kinh tế, Hạ tầng và Đô thị", "Công an phường"],
    "Trung tâm Văn hóa\n- Thể thao và Truyền thanh": ["Trung tâm Văn hóa - Thể thao và Truyền thanh"],
    "Phòng Nội vụ\nVăn phòng\nUBND tỉnh": ["Phòng Nội vụ", "Văn phòng UBND tỉnh"],
    "Chủ tịch\nUBND xã": ["Chủ tịch UBND xã"],
    "UBND các xã được chọn thực hiện": ["UBND các xã được chọn thực hiện"],
}


@pytest.mark.parametrize(("text", "names"), NAMES.items())
def test_names(text, names):
    assert split(text) == names


@pytest.mark.parametrize(
    ("text", "lead", "coordinate"),
    [
        (
            "Phòng Văn hóa và Thông tin chủ trì, phối hợp Phòng Nội vụ.",
            ["Phòng Văn hóa và Thông tin"],
            ["Phòng Nội vụ"],
        ),
        (
            "Văn phòng HĐND và UBND phối hợp với Phòng Nội vụ, Phòng Tư pháp",
            ["Văn phòng HĐND và UBND"],
            ["Phòng Nội vụ", "Phòng Tư pháp"],
        ),
        ("Phòng Nội vụ; Phòng Tư pháp, Thanh tra phối hợp", ["Phòng Nội vụ"], ["Phòng Tư pháp", "Thanh tra"]),
        ("Văn phòng HĐND và UBND, Phòng Nội vụ", ["Văn phòng HĐND và UBND", "Phòng Nội vụ"], []),
    ],
)
def test_lead_and_coordinators(text, lead, coordinate):
    found = parts(text)
    assert (found.lead, found.coordinate) == (lead, coordinate)
    assert found.unclear is (len(lead) > 1 and not coordinate)
