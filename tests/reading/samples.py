"""Plan documents in layouts that differ: who issues, how models and tasks are laid out, how deadlines are said."""

from tests.reading.papers import Grid, Paper

COMMUNE = Paper(
    left=["ỦY BAN NHÂN DÂN", "XÃ TÂN HƯNG", "Số: 18/KH-UBND"],
    place_line="Tân Hưng, ngày 12 tháng 01 năm 2026",
    title="Cải cách hành chính năm 2026 trên địa bàn xã Tân Hưng",
    body=[
        "Căn cứ Nghị quyết số 76/NQ-CP ngày 15/7/2021 của Chính phủ về Chương trình tổng thể cải cách hành chính;",
        "Căn cứ Kế hoạch số 05/KH-UBND ngày 02 tháng 01 năm 2026 của Ủy ban nhân dân tỉnh về cải cách hành chính năm 2026.",
        "Ủy ban nhân dân xã Tân Hưng ban hành Kế hoạch cải cách hành chính năm 2026, cụ thể như sau:",
        "I. MỤC ĐÍCH, YÊU CẦU",
        "1. Mục đích",
        "Nâng chất lượng phục vụ người dân và doanh nghiệp.",
        "2. Yêu cầu",
        "Mỗi việc có người chịu trách nhiệm và thời hạn.",
        "II. CHỈ TIÊU",
        "- Tỷ lệ hồ sơ trực tuyến toàn trình đạt ít nhất 80%.",
        "- Tỷ lệ hài lòng của người dân đạt từ 95% trở lên.",
        "- Xây dựng ít nhất 02 mô hình mới về cải cách hành chính.",
        "- Tiếp tục giữ gìn kỷ cương hành chính.",
        "III. NHIỆM VỤ",
        "Chi tiết tại Phụ lục kèm theo.",
        "IV. TỔ CHỨC THỰC HIỆN",
        "1. Phòng Văn hóa - Xã hội",
        "- Chủ trì theo dõi, đôn đốc việc thực hiện Kế hoạch;",
        "- Tổng hợp, định kỳ hằng quý báo cáo Ủy ban nhân dân xã trước ngày 15 của tháng cuối quý.",
        "2. Văn phòng HĐND và UBND xã chủ trì việc số hóa hồ sơ tại Trung tâm Phục vụ hành chính công.",
        "3. Kinh phí thực hiện: Từ ngân sách xã.",
        "Trên đây là Kế hoạch cải cách hành chính năm 2026./.",
    ],
    recipients=["Sở Nội vụ", "TT Đảng ủy, TT HĐND xã", "Các phòng chuyên môn"],
    signature=["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "", "", "Trần Thị Minh Họa"],
)

TASKS = Grid(
    [
        [
            "STT",
            "Nội dung nhiệm vụ",
            "Cơ quan thực hiện",
            "Cơ quan thực hiện",
            "Sản phẩm",
            "Thời hạn hoàn thành",
            "Ghi chú",
        ],
        [None, None, "Chủ trì", "Phối hợp", None, None, None],
        ["I. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH"],
        [
            "1",
            "Ban hành kế hoạch kiểm tra cải cách hành chính",
            "Phòng Văn hóa - Xã hội",
            "Văn phòng HĐND và UBND xã",
            "Kế hoạch",
            "Trước 15/02/2026",
            "",
        ],
        [
            "2",
            "Kiểm tra việc chấp hành giờ giấc",
            "Phòng Văn hóa - Xã hội",
            "Các phòng, đơn vị",
            "Biên bản",
            "Hằng quý",
            "",
        ],
        ["II. CẢI CÁCH THỦ TỤC HÀNH CHÍNH"],
        [
            "1",
            "Rà soát, niêm yết thủ tục hành chính",
            "Trung tâm Phục vụ hành chính công",
            "Các phòng chuyên môn; Công an xã",
            "Danh mục niêm yết",
            "Quý II",
            "Ưu tiên",
        ],
        [
            "2",
            "Tiếp nhận hồ sơ ngoài giờ cho người dân ở xa",
            "Trung tâm Phục vụ hành chính công",
            "",
            "Số hồ sơ tiếp nhận",
            "Thường xuyên",
            "",
        ],
        [
            "3",
            "Tổng kết việc tiếp nhận hồ sơ ngoài giờ",
            "Trung tâm Phục vụ hành chính công",
            "Phòng Kinh tế",
            "Báo cáo",
            "Trong tháng 11",
            "",
        ],
    ]
)

COMMUNE_WITH_ANNEX = Paper(
    left=COMMUNE.left,
    place_line=COMMUNE.place_line,
    title=COMMUNE.title,
    body=[
        *COMMUNE.body[:15],
        TASKS,
        *COMMUNE.body[15:],
    ],
    recipients=COMMUNE.recipients,
    signature=COMMUNE.signature,
)

OUTLINE = Paper(
    left=["UBND TỈNH BÌNH MINH", "SỞ NỘI VỤ", "Số: /KH-SNV"],
    place_line="Bình Minh, ngày tháng 02 năm 2026",
    title="Triển khai công tác cải cách hành chính nhà nước năm 2026",
    body=[
        "Thực hiện Quyết định số 11/QĐ-UBND ngày 05/01/2026 của Chủ tịch UBND tỉnh về cải cách hành chính, Sở Nội vụ xây dựng Kế hoạch như sau:",
        "A. NHIỆM VỤ",
        "1. Cải cách thể chế",
        "a) Rà soát văn bản quy phạm pháp luật",
        "- Đơn vị chủ trì: Phòng Cải cách hành chính.",
        "- Đơn vị phối hợp: Văn phòng Sở, Thanh tra Sở.",
        "- Thời gian hoàn thành: Trước ngày 30/6/2026.",
        "- Sản phẩm: Báo cáo rà soát.",
        "b) Theo dõi thi hành pháp luật",
        "- Đơn vị chủ trì: Thanh tra Sở.",
        "- Đơn vị phối hợp: Các phòng, đơn vị thuộc Sở.",
        "- Thời gian hoàn thành: Theo kế hoạch thanh tra.",
        "- Sản phẩm: Kết luận.",
        "2. Cải cách chế độ công vụ",
        "a) Bồi dưỡng kỹ năng số",
        "- Đơn vị chủ trì: Phòng Công chức, viên chức.",
        "- Đơn vị phối hợp: Trung tâm Lưu trữ.",
        "- Thời gian hoàn thành: Quý III/2026.",
        "- Sản phẩm: 02 lớp bồi dưỡng.",
        "B. TỔ CHỨC THỰC HIỆN",
        "1. Các phòng, đơn vị thuộc Sở có trách nhiệm triển khai Kế hoạch này; định kỳ 6 tháng và hằng năm báo cáo Giám đốc Sở (qua Phòng Cải cách hành chính).",
        "2. Giao Phòng Cải cách hành chính theo dõi, đôn đốc việc thực hiện.",
    ],
    recipients=["UBND tỉnh", "Lãnh đạo Sở"],
    signature=["GIÁM ĐỐC", "", "", "Lê Văn Minh Họa"],
)

MODELS_TABLE = Paper(
    left=["ỦY BAN NHÂN DÂN", "THỊ XÃ AN BÌNH", "Số: 07/KH-UBND"],
    place_line="An Bình, ngày 03 tháng 3 năm 2025",
    title="Nhân rộng các mô hình cải cách hành chính giai đoạn 2025 - 2027",
    body=[
        "Căn cứ Chương trình số 02/CTr-UBND ngày 10 tháng 02 năm 2025 của UBND tỉnh Long Hải về cải cách hành chính, UBND thị xã ban hành Kế hoạch:",
        "I. CÁC MÔ HÌNH",
        Grid(
            [
                ["TT", "Tên mô hình", "Mục đích", "Nội dung thực hiện", "Đơn vị thực hiện", "Cơ quan theo dõi"],
                [
                    "1",
                    "Mô hình “Chiều thứ Sáu không hẹn”",
                    "Giảm thời gian chờ của người dân",
                    "Mỗi tuần 01 buổi tiếp nhận hồ sơ không cần hẹn trước",
                    "UBND các xã, phường",
                    "Phòng Nội vụ",
                ],
                [
                    "2",
                    "Tổ lưu động trả kết quả tại nhà",
                    "Giúp người cao tuổi nhận kết quả",
                    "Mỗi tháng ít nhất 02 lần trả kết quả tại nhà",
                    "Bưu điện thị xã; UBND các xã, phường",
                    "Văn phòng HĐND và UBND thị xã chủ trì, phối hợp Phòng Nội vụ",
                ],
            ]
        ),
        "II. TỔ CHỨC THỰC HIỆN",
        "1. Giao Phòng Nội vụ hướng dẫn các đơn vị thực hiện Kế hoạch.",
    ],
    signature=["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "", "", "Phạm Minh Họa"],
)

MODELS_NUMBERED = Paper(
    left=["ỦY BAN NHÂN DÂN", "QUẬN HẢI ĐÔNG", "Số: 101/KH-UBND"],
    place_line="Hải Đông, ngày 20 tháng 5 năm 2024",
    title="Triển khai mô hình, cách làm hay trong cải cách hành chính năm 2024",
    body=[
        "Thực hiện Công văn số 33/SNV-CCHC ngày 02/5/2024 của Sở Nội vụ về nhân rộng mô hình, UBND quận ban hành Kế hoạch:",
        "I. NỘI DUNG",
        "Mô hình 1: Công dân số ở phường",
        "1. Mục tiêu: Người dân biết nộp hồ sơ trực tuyến.",
        "2. Nội dung thực hiện:",
        "- Đối với cấp quận: Hằng quý tổ chức tập huấn cho tổ công nghệ số.",
        "- Đối với cấp phường: Mỗi tháng ít nhất 02 buổi hướng dẫn tại khu phố.",
        "3. Đơn vị thực hiện: UBND các phường, Phòng Văn hóa và Thông tin.",
        "4. Đơn vị theo dõi: Phòng Nội vụ chủ trì, phối hợp với Văn phòng HĐND và UBND quận.",
        "Mô hình 2: Một cửa thân thiện",
        "1. Mục tiêu: Rút ngắn thời gian chờ.",
        "2. Nội dung thực hiện: Bố trí công chức hướng dẫn tại sảnh vào các ngày làm việc.",
        "3. Đơn vị thực hiện: Trung tâm hành chính công quận.",
        "4. Đơn vị theo dõi: Văn phòng HĐND và UBND quận.",
        "II. CHẾ ĐỘ BÁO CÁO",
        "Định kỳ hằng quý, UBND các phường báo cáo kết quả về UBND quận (qua Phòng Nội vụ) trước ngày 20 của tháng cuối quý.",
    ],
    signature=["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "", "", "Võ Minh Họa"],
)

TARGETS = Paper(
    left=["ỦY BAN NHÂN DÂN", "HUYỆN SÔNG LAM", "Số: 44/CTr-UBND"],
    place_line="Sông Lam, ngày 08 tháng 4 năm 2023",
    type="CHƯƠNG TRÌNH",
    title="Nâng cao Chỉ số cải cách hành chính giai đoạn 2023 - 2025",
    body=[
        "I. MỤC TIÊU",
        Grid(
            [
                ["TT", "Chỉ tiêu", "Đơn vị tính", "Năm 2023", "Năm 2024", "Năm 2025"],
                ["1", "Mức độ hài lòng của người dân", "%", "≥ 88", "≥ 90", "≥ 92,5"],
                ["2", "Thứ hạng Chỉ số cải cách hành chính cấp huyện", "Hạng", "8", "6", "4"],
            ]
        ),
        "II. TỔ CHỨC THỰC HIỆN",
        "1. Giao Phòng Nội vụ theo dõi Chương trình.",
    ],
    signature=["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "", "", "Đỗ Minh Họa"],
)
