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


DECISION = Paper(
    left=["ỦY BAN NHÂN DÂN", "TỈNH ĐÔNG HẢI", "Số: 245/QĐ-UBND"],
    place_line="Đông Hải, ngày 28 tháng 12 năm 2025",
    type="QUYẾT ĐỊNH",
    title="Về việc ban hành Kế hoạch cải cách hành chính nhà nước tỉnh Đông Hải năm 2026",
    body=[
        "ỦY BAN NHÂN DÂN TỈNH ĐÔNG HẢI",
        "Căn cứ Luật Tổ chức chính quyền địa phương số 72/2025/QH15 ngày 16 tháng 6 năm 2025;",
        "Căn cứ Nghị định số 09/2019/NĐ-CP ngày 24 tháng 01 năm 2019 của Chính phủ quy định về chế độ báo cáo của cơ quan hành chính nhà nước;",
        "Theo đề nghị của Giám đốc Sở Nội vụ tại Tờ trình số 77/TTr-SNV ngày 20 tháng 12 năm 2025.",
        "QUYẾT ĐỊNH:",
        "Điều 1. Ban hành kèm theo Quyết định này Kế hoạch cải cách hành chính nhà nước tỉnh Đông Hải năm 2026.",
        "Điều 2. Quyết định này có hiệu lực kể từ ngày ký.",
        "Điều 3. Chánh Văn phòng UBND tỉnh, Giám đốc Sở Nội vụ chịu trách nhiệm thi hành Quyết định này./.",
        "Nơi nhận:",
        "- Như Điều 3;",
        "- Bộ Nội vụ;",
        "- Lưu: VT, NC.",
        "TM. ỦY BAN NHÂN DÂN",
        "KT. CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
        "Nguyễn Thị Minh Họa",
        "KẾ HOẠCH",
        "Cải cách hành chính nhà nước tỉnh Đông Hải năm 2026",
        "(Ban hành kèm theo Quyết định số 245/QĐ-UBND ngày 28 tháng 12 năm 2025 của UBND tỉnh Đông Hải)",
        "I. MỤC TIÊU",
        "1. Mục tiêu chung",
        "Nâng cao hiệu lực, hiệu quả quản lý.",
        "2. Mục tiêu cụ thể",
        "a) 100% thủ tục hành chính đủ điều kiện được cung cấp trực tuyến toàn trình.",
        "b) Tỷ lệ hồ sơ giải quyết đúng hạn đạt trên 98%.",
        "c) Phấn đấu Chỉ số PAR INDEX nằm trong nhóm 10 tỉnh, thành phố dẫn đầu.",
        "d) Giảm ít nhất 10% chi phí tuân thủ thủ tục hành chính.",
        "II. NHIỆM VỤ TRỌNG TÂM",
        Grid(
            [
                ["STT", "Nhiệm vụ", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời gian hoàn thành", "Sản phẩm/Kết quả"],
                ["A", "CẢI CÁCH THỂ CHẾ", "", "", "", ""],
                [
                    "1",
                    "Rà soát văn bản quy phạm pháp luật",
                    "Sở Tư pháp",
                    "Các sở, ban, ngành; UBND các xã, phường",
                    "Tháng 3, tháng 9/2026",
                    "Báo cáo",
                ],
                [
                    "2",
                    "Trình HĐND tỉnh nghị quyết hỗ trợ nộp hồ sơ trực tuyến",
                    "Sở Tài chính",
                    "Sở Tư pháp, Văn phòng UBND tỉnh",
                    "Trình dự thảo trước 15/3/2026; ban hành trước 30/6/2026",
                    "Nghị quyết",
                ],
                ["B", "CẢI CÁCH THỦ TỤC HÀNH CHÍNH", "", "", "", ""],
                [
                    "1",
                    "Công bố thủ tục hành chính nội bộ",
                    "Văn phòng UBND tỉnh",
                    "Các cơ quan chuyên môn thuộc UBND tỉnh",
                    "100 ngày kể từ ngày ban hành Kế hoạch",
                    "Quyết định công bố",
                ],
                [
                    "2",
                    "Kiểm tra Trung tâm Phục vụ hành chính công cấp xã",
                    "Văn phòng UBND tỉnh",
                    "",
                    "Theo kế hoạch kiểm tra",
                    "Kết luận kiểm tra",
                ],
            ]
        ),
        "III. KINH PHÍ",
        "Từ ngân sách nhà nước.",
        "IV. TỔ CHỨC THỰC HIỆN",
        "1. Sở Nội vụ: Là cơ quan thường trực, theo dõi, đôn đốc việc thực hiện Kế hoạch; tổng hợp báo cáo UBND tỉnh.",
        "2. Sở Tài chính: Bố trí kinh phí thực hiện.",
        "3. Các sở, ban, ngành tỉnh và UBND các xã, phường",
        "a) Xây dựng kế hoạch của đơn vị trước ngày 31/01/2026.",
        "b) Định kỳ hằng quý, 6 tháng và năm báo cáo kết quả về UBND tỉnh (qua Sở Nội vụ).",
        "4. Đề nghị Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh giám sát việc thực hiện.",
        "Trên đây là Kế hoạch cải cách hành chính năm 2026./.",
    ],
)

COMMUNICATION = Paper(
    left=["ỦY BAN NHÂN DÂN", "PHƯỜNG PHÚ LỢI", "Số: 03/KH-UBND"],
    place_line="Phú Lợi, ngày 9 tháng 02 năm 2026",
    title="Tuyên truyền cải cách hành chính năm 2026",
    body=[
        "Căn cứ Kế hoạch số 10/KH-UBND ngày 20/01/2026 của UBND thành phố, UBND phường Phú Lợi xây dựng Kế hoạch như sau:",
        "I. MỤC ĐÍCH",
        "Để người dân biết và tham gia.",
        "II. HOẠT ĐỘNG",
        "1. Tuyên truyền trên loa phường",
        "- Chủ trì: Phòng Văn hóa - Xã hội",
        "- Phối hợp: Văn phòng HĐND và UBND phường; Ban quản lý các khu phố",
        "- Nội dung: Phát thanh chuyên mục cải cách hành chính",
        "- Thời gian: Sáng thứ Hai hằng tuần",
        "- Kết quả: 50 lượt phát",
        "2. Hội thi tìm hiểu dịch vụ công",
        "- Chủ trì: Đoàn Thanh niên phường",
        "- Phối hợp: Các trường học trên địa bàn",
        "- Nội dung: Tổ chức 01 hội thi trực tuyến",
        "- Thời gian: Tháng 9/2026",
        "- Kết quả: 01 hội thi",
        "III. PHÂN CÔNG NHIỆM VỤ",
        "1. Phòng Văn hóa - Xã hội: Tham mưu, theo dõi; báo cáo UBND phường trước ngày 05/12/2026.",
        "2. Các khu phố: Vận động người dân tham gia.",
    ],
    recipients=["UBND thành phố"],
    signature=["CHỦ TỊCH", "", "Trương Minh Họa"],
)

ANNEX_ALONE = Paper(
    type="PHỤ LỤC",
    title="Nhiệm vụ cải cách hành chính năm 2026",
    under_title=["(Kèm theo Kế hoạch số 22/KH-UBND ngày 15 tháng 01 năm 2026 của UBND huyện Tam Giang)"],
    body=[
        Grid(
            [
                ["TT", "Nội dung công việc", "Cơ quan thực hiện", "Thời gian", "Kết quả"],
                [
                    "1",
                    "Tập huấn phần mềm một cửa",
                    "Phòng Văn hóa và Thông tin chủ trì, phối hợp Văn phòng HĐND và UBND huyện",
                    "Quý I",
                    "01 lớp",
                ],
                [
                    "2",
                    "Đối thoại với doanh nghiệp",
                    "Phòng Kinh tế và Hạ tầng; UBND các xã, thị trấn",
                    "6 tháng đầu năm",
                    "Hội nghị",
                ],
            ]
        )
    ],
)

PARTY = Paper(
    left=["HUYỆN ỦY", "BAN CHỈ ĐẠO CCHC", "Số 12-KH/BCĐ"],
    place_line="Tam Giang, ngày 1/3/2026",
    title="Thực hiện 03 đột phá trong cải cách hành chính năm 2026",
    body=[
        "Thực hiện Nghị quyết số 05-NQ/HU ngày 10/01/2026 của Ban Chấp hành Đảng bộ huyện; Chương trình hành động số 07-CTr/HU ngày 15/01/2026 của Huyện ủy.",
        "1. MỤC TIÊU",
        "- Đến hết năm 2026 có 90% người dân hài lòng.",
        "2. NHIỆM VỤ",
        "2.1. Đột phá về thủ tục hành chính",
        "2.1.1. Cắt giảm 20% thời gian giải quyết",
        "* Cơ quan chủ trì: Văn phòng HĐND và UBND huyện",
        "* Cơ quan phối hợp: Phòng Tư pháp và các đơn vị liên quan",
        "* Thời gian thực hiện: Quý I - Quý III/2026",
        "2.1.2. Số hóa hồ sơ",
        "* Cơ quan chủ trì: Phòng Nội vụ",
        "* Thời gian thực hiện: Từ tháng 3/2026",
        "3. TỔ CHỨC THỰC HIỆN",
        "3.1. Phòng Nội vụ chủ trì, phối hợp với các cơ quan theo dõi việc thực hiện.",
        "3.2. Đảng ủy các xã, thị trấn lãnh đạo thực hiện; hằng năm báo cáo Ban Chỉ đạo trước ngày 10/12.",
    ],
)

SAMPLES = {
    "commune": COMMUNE_WITH_ANNEX,
    "office_outline": OUTLINE,
    "models_table": MODELS_TABLE,
    "models_numbered": MODELS_NUMBERED,
    "targets": TARGETS,
    "decision": DECISION,
    "communication": COMMUNICATION,
    "annex_alone": ANNEX_ALONE,
    "party": PARTY,
}
