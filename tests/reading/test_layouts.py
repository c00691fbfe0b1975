"""Turns of layout met in offices' documents, as blocks: what the readers of Word, PDF and Excel files hand on."""

from plans.reading.blocks import Cell, Paragraph, Table
from plans.reading.pipeline import structure


def row(*texts, bold=False):
    return [Cell(text, column, bold=bold) for column, text in enumerate(texts)]


def spread(number, name, width):
    """A group row: its number, and one cell merged over all the columns after it."""
    return [Cell(number, 0), Cell(name, 1, width - 1, bold=True)]


def paragraphs(*texts):
    return [Paragraph(text, bold=text.isupper(), centred=text.isupper()) for text in texts]


HEAD = paragraphs(
    "ỦY BAN NHÂN DÂN",
    "TỈNH BÌNH LONG",
    "Số: 22/KH-UBND",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Bình Long, ngày 28 tháng 12 năm",
    "2023",
    "KẾ HOẠCH",
    "Cải cách hành chính năm 2024",
)
TITLES = [
    [
        Cell("TT", 0),
        Cell("Nhiệm vụ", 1),
        Cell("Sản phẩm", 2),
        Cell("Đơn vị thực hiện", 3, 2),
        Cell("Thời gian thực hiện", 5, 2),
    ],
    row("", "", "", "Chủ trì", "Phối hợp", "Bắt đầu", "Hoàn thành"),
]


def test_group_rows_merged_beside_their_number_and_dates_in_two_columns():
    table = Table(
        [
            *TITLES,
            row("(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"),
            spread("A", "Chỉ đạo, điều hành", 7),
            row("1", "Kế hoạch năm", "- Kế hoạch\n- Tờ trình", "Sở Nội vụ", "Các sở", "01/2024", "02/2024"),
            spread("B", "Cải cách thể chế", 7),
            row(
                "1", "Rà soát văn bản", "Báo cáo", "Phòng Tổ chức, Biên chế và Tổ chức phi chính phủ", "", "Cả năm", ""
            ),
        ]
    )
    read = structure([*HEAD, *paragraphs("B. NHIỆM VỤ"), table])
    first, second = read["tasks"]
    assert (first["number"], first["section"]) == ("A.1", "Chỉ đạo, điều hành")
    assert first["deliverable"] == "Kế hoạch; Tờ trình"
    assert (first["schedule"]["start"], first["schedule"]["due"]) == ("2024-01-01", "2024-02-29")
    assert (second["number"], second["section"]) == ("B.1", "Cải cách thể chế")
    assert second["lead"] == ["Phòng Tổ chức, Biên chế và Tổ chức phi chính phủ"]
    assert (second["schedule"]["text"], second["schedule"]["due"]) == ("Cả năm", "2024-12-31")


def test_the_letter_above_a_table_is_its_part_only_beside_other_tables_under_letters():
    columns = row("TT", "Nhiệm vụ", "Chủ trì", "Thời gian")
    one = Table([columns, row("1", "Rà soát thủ tục", "Phòng Nội vụ", "Quý I")])
    two = Table([columns, row("1", "Tuyên truyền", "Phòng Văn hóa và Thông tin", "Quý II")])
    alone = structure([*HEAD, *paragraphs("B. NHIỆM VỤ"), one])
    both = structure([*HEAD, *paragraphs("A. KIỂM SOÁT THỦ TỤC"), one, *paragraphs("B. TRUYỀN THÔNG"), two])
    assert [task["number"] for task in alone["tasks"]] == ["1"]
    assert [task["number"] for task in both["tasks"]] == ["A.1", "B.1"]


def test_a_date_line_wrapped_by_its_frame_and_a_list_of_recipients_cut_by_a_page():
    read = structure(
        [
            *HEAD,
            *paragraphs("I. TỔ CHỨC THỰC HIỆN", "1. UBND các xã: Báo cáo kết quả về Sở Nội vụ trước ngày 20/11/2024."),
            *paragraphs("Nơi nhận:", "- Sở Nội vụ;", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "- TT Tỉnh ủy, HĐND tỉnh;"),
            *paragraphs("- Lưu: VT.", "Phạm Văn Mẫu"),
        ]
    )
    assert (read["plan"]["place"], read["plan"]["issued_on"]) == ("Bình Long", "2023-12-28")
    assert read["plan"]["recipients"] == ["Sở Nội vụ", "TT Tỉnh ủy, HĐND tỉnh"]
    assert read["plan"]["signer"] == {"title": "CHỦ TỊCH", "name": "Phạm Văn Mẫu"}
    assert [(row["by"], row["to"], row["due"]) for row in read["reporting"]] == [
        (["UBND các xã"], "Sở Nội vụ", "2024-11-19")
    ]
