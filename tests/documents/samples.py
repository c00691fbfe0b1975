"""Documents as offices write them, and some that nobody would like to print."""

import struct
import unicodedata
import zlib
from dataclasses import replace
from datetime import date

from reporting.documents import official
from reporting.documents.tree import (
    Annex,
    Figure,
    HeadCell,
    Item,
    OfficialDocument,
    Paragraph,
    Row,
    Section,
    Table,
)

COMMUNES = (
    "Thường Thới Tiền",
    "Thường Phước 1",
    "Thường Phước 2",
    "Thường Thới Hậu A",
    "Thường Lạc",
    "Long Khánh A",
    "Long Khánh B",
    "Long Thuận",
    "Phú Thuận A",
    "Phú Thuận B",
)
MODELS = (
    ("Chính quyền đồng hành cùng Nhân dân", "cuộc"),
    ("Gửi “Thư chúc mừng”, “Thư chia buồn”, “Thư xin lỗi” đến người dân và doanh nghiệp", "thư"),
    ("Hẹn giờ làm thủ tục hành chính tại nhà", "lượt"),
    ("Chuyển giao nhiệm vụ và dịch vụ hành chính công cho doanh nghiệp", "hồ sơ"),
    ("Tổng đài thông tin dịch vụ công 1022", "ý kiến"),
    ("Dịch vụ công trực tuyến gắn với dịch vụ bưu chính công ích", "hồ sơ"),
    ("Công dân không viết khi nộp hồ sơ trực tuyến", "lượt"),
    ("Mạng xã hội trong công tác quản lý nhà nước", "tin"),
    ("Ngày thứ 7 vì dân", "buổi"),
    ("Giải quyết thủ tục hành chính lưu động", "đợt"),
    ("Tiếp nhận thủ tục cấp huyện tại cấp xã", "hồ sơ"),
    ("Zalo an ninh gắn với giải quyết thủ tục hành chính", "tin báo"),
    ("Cấp giấy phép lĩnh vực công thương tại nhà", "giấy"),
)


def _dots(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def models_table() -> Table:
    """13 models by 10 communes with sums; every figure differs, so that a lost one is noticed."""
    head = (
        (
            HeadCell("TT", rows=2),
            HeadCell("Mô hình", rows=2),
            HeadCell("Đơn vị tính", rows=2),
            HeadCell("Xã, thị trấn", columns=11),
            HeadCell("Các cơ quan Huyện", rows=2),
            HeadCell("Toàn Huyện", rows=2),
        ),
        (*(HeadCell(name) for name in COMMUNES), HeadCell("Cộng")),
    )
    rows, sums = [], [0] * 13
    for m, (name, unit) in enumerate(MODELS):
        figures = [101 + 97 * m + 13 * c for c in range(10)]
        figures += [sum(figures), 2011 + m]
        figures.append(figures[10] + figures[11])
        sums = [a + b for a, b in zip(sums, figures, strict=True)]
        rows.append(Row((str(m + 1), name, unit, *map(_dots, figures))))
    rows.append(Row(("", "Tổng số lượt phục vụ", "lượt", *map(_dots, sums)), bold=True))
    note = "Ghi chú: số liệu từ ngày 15/12/2023 đến ngày 14/12/2024; dấu “-” là đơn vị không thuộc đối tượng thực hiện."
    return Table(head, tuple(rows), (3, 24, 6, *[5] * 10, 5.8, 5.6, 5.8), "clc" + "r" * 13, note=note, dense=True)


RESULT = (
    "Các cơ quan, đơn vị và Ủy ban nhân dân các xã, thị trấn đã phân công người phụ trách từng mô hình, niêm yết lịch "
    "phục vụ tại nơi tiếp nhận hồ sơ và thông báo trên đài truyền thanh để người dân biết trước khi đến làm thủ tục."
)
FIGURES = (
    "Trong kỳ đã tổ chức 40 cuộc đối thoại với 2.150 lượt người dự; gửi 1.486 thư chúc mừng, thư chia buồn và 37 thư "
    "xin lỗi; hẹn giờ làm thủ tục tại nhà 643 lượt; tỷ lệ hồ sơ trả đúng hạn đạt 98,6%."
)
HARDSHIP = (
    "Một số xã cù lao đi lại còn cách trở, đường truyền chưa ổn định nên việc nộp hồ sơ trực tuyến có lúc gián đoạn; "
    "công chức phụ trách kiêm nhiệm nhiều việc, nhất là vào dịp cuối năm."
)


def _model_sections(count: int, offset: int = 0) -> tuple[Section, ...]:
    return tuple(
        Section(f"Mô hình “{name}”", (Paragraph(f"{RESULT} Số {unit} ghi nhận: {_dots(1200 + 7 * at)}."),))
        for at, (name, unit) in enumerate(MODELS[offset : offset + count])
    )


def district() -> OfficialDocument:
    """A committee's report of the year: signed TM., one lying annex of figures."""
    return OfficialDocument(
        type_name="BÁO CÁO",
        symbol="BC-UBND",
        issuer=official.issuer_lines("Ủy ban nhân dân huyện Hồng Ngự"),
        place="Hồng Ngự",
        abstract="Kết quả thực hiện các mô hình cải cách hành chính với mục tiêu xây dựng chính quyền thân thiện, "
        "phục vụ Nhân dân năm 2024 trên địa bàn huyện Hồng Ngự",
        year=2024,
        number="9",
        issued_on=date(2024, 12, 26),
        opening=(
            Paragraph(
                "Thực hiện Kế hoạch các mô hình cải cách hành chính giai đoạn 2021 - 2026, Ủy ban nhân dân huyện Hồng "
                "Ngự báo cáo kết quả năm 2024 như sau (số liệu từ ngày 15 tháng 12 năm 2023 đến ngày 14 tháng 12 năm 2024):"
            ),
        ),
        sections=(
            Section(
                "Công tác chỉ đạo, điều hành",
                (Paragraph("Số liệu của từng đơn vị tại Phụ lục."),),
                (
                    Section("Triển khai Kế hoạch", (Paragraph(RESULT),)),
                    Section(
                        "Kiểm tra",
                        (
                            Paragraph("Tổ kiểm tra của Huyện đã làm việc tại 09 đơn vị, tập trung vào:"),
                            *(
                                Item(text)
                                for text in (
                                    "Lịch phục vụ ngày thứ Bảy và việc ghi sổ theo dõi hồ sơ;",
                                    "Thư xin lỗi khi trả kết quả trễ hẹn;",
                                    "Việc trả lời ý kiến qua Tổng đài 1022;",
                                    "Nơi tiếp nhận hồ sơ lưu động ở các ấp xa trung tâm;",
                                    "Kinh phí chi cho từng mô hình theo dự toán được giao.",
                                )
                            ),
                        ),
                    ),
                ),
            ),
            Section("Kết quả thực hiện các mô hình", (Paragraph(FIGURES),), _model_sections(5)),
            Section("Hạn chế và nguyên nhân", (Paragraph(HARDSHIP),)),
            Section("Phương hướng năm 2025", (Paragraph(f"{RESULT} Năm 2025 giữ 13 mô hình và thêm 02 mô hình mới."),)),
        ),
        signature=official.committee_signature(),
        recipients=("UBND Tỉnh", "Sở Nội vụ", "TT. Huyện ủy, TT. HĐND Huyện", "CT, các PCT UBND Huyện"),
        archive="VT, NV",
        annexes=(
            Annex(
                "Kết quả thực hiện các mô hình cải cách hành chính năm 2024 theo đơn vị",
                (models_table(),),
                landscape=True,
            ),
        ),
        author="Ủy ban nhân dân huyện Hồng Ngự",
        keywords=("cải cách hành chính", "năm 2024"),
    )


def office() -> OfficialDocument:
    """An office's report of two pages, not yet numbered: what goes round for signature."""
    return OfficialDocument(
        type_name="BÁO CÁO",
        symbol="BC-PTNMT",
        issuer=official.issuer_lines("Phòng Tài nguyên và Môi trường"),
        superior=("UBND HUYỆN HỒNG NGỰ",),
        place="Hồng Ngự",
        abstract="Kết quả thực hiện các mô hình cải cách hành chính năm 2024",
        year=2024,
        addressees=("Ủy ban nhân dân huyện Hồng Ngự (qua Phòng Nội vụ)",),
        opening=(Paragraph("Phòng Tài nguyên và Môi trường báo cáo kết quả thực hiện năm 2024 như sau:\n" + FIGURES),),
        sections=(
            Section("Kết quả thực hiện", (), _model_sections(5, 3)),
            Section("Khó khăn, vướng mắc", (Paragraph(HARDSHIP),)),
            Section("Kiến nghị, đề xuất", (Paragraph("Đề nghị bổ sung 01 máy quét cho bộ phận trả kết quả đất đai."),)),
        ),
        signature=official.office_signature(
            head_title="Trưởng phòng", form="KT", title="Phó Trưởng phòng", name="ThS. Nguyễn Văn An"
        ),
        recipients=("Như trên", "Phòng Nội vụ"),
        author="Phòng Tài nguyên và Môi trường",
    )


def commune() -> OfficialDocument:
    """A commune's report: a committee too, so no agency stands above it. Legal bases, a table in the text."""
    table = Table(
        ((HeadCell("TT"), HeadCell("Nội dung"), HeadCell("Đơn vị tính"), HeadCell("Năm 2023"), HeadCell("Năm 2024")),),
        tuple(
            Row((str(at), name, unit, _dots(901 + 11 * at), _dots(1907 + 17 * at)))
            for at, (name, unit) in enumerate(MODELS[:5], 1)
        ),
        (7, 48, 15, 15, 15),
        "clcrr",
    )
    return OfficialDocument(
        type_name="BÁO CÁO",
        symbol="BC-UBND",
        issuer=official.issuer_lines("Ủy ban nhân dân xã Thường Lạc"),
        place="Thường Lạc",
        abstract="Công tác cải cách hành chính 6 tháng đầu năm 2024",
        year=2024,
        number="105",
        issued_on=date(2024, 6, 5),
        addressees=("Ủy ban nhân dân huyện Hồng Ngự", "Phòng Nội vụ huyện Hồng Ngự"),
        bases=(
            "Căn cứ Kế hoạch cải cách hành chính năm 2024 của Ủy ban nhân dân Huyện",
            "Căn cứ tình hình tại địa phương",
        ),
        opening=(Paragraph("Ủy ban nhân dân xã Thường Lạc báo cáo công tác cải cách hành chính như sau. " + RESULT),),
        sections=(
            Section("Kết quả", (Paragraph("Số liệu chính của hai năm:"), table, Paragraph(FIGURES))),
            Section(
                "Phương hướng",
                (Paragraph(HARDSHIP), Item("Giữ lịch làm việc sáng thứ Bảy"), Item("Sửa chữa nơi tiếp nhận")),
            ),
        ),
        signature=official.committee_signature(title="Phó Chủ tịch", form="KT", name="Trần Thị Bích Ngọc"),
        recipients=("Như trên", "TT. Đảng ủy, TT. HĐND Xã", "Các ngành, đoàn thể Xã"),
        archive="VT",
        author="Ủy ban nhân dân xã Thường Lạc",
    )


def _picture() -> bytes:
    """A small grey PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes((x * 5) % 256 for x in range(48)) for _ in range(24))
    size = struct.pack(">IIBBBBB", 48, 24, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def _figure(caption: str = "") -> Figure:
    return Figure(_picture(), alt="Người dân làm thủ tục tại nơi tiếp nhận", caption=caption, width_mm=60)


def two_page_table(rows: int) -> Table:
    """A list of units, about 45 to an upright page, 21 to a lying one."""
    head = ((HeadCell("TT"), HeadCell("Đơn vị"), HeadCell("Hạn gửi"), HeadCell("Tình hình")),)
    made = tuple(Row((str(n), f"Đơn vị thứ {n}", "17/12/2024", "Đã gửi đúng hạn")) for n in range(1, rows + 1))
    return Table(head, made, (8, 42, 20, 30), "clcl")


def long_name() -> OfficialDocument:
    """An agency with a very long name, an abstract of five lines, a place that hardly fits, no annex, no day."""
    name = "Ban Quản lý các dự án đầu tư xây dựng, phát triển quỹ đất và hạ tầng kỹ thuật khu vực biên giới"
    return replace(
        office(),
        symbol="BC-BQL",
        issuer=official.issuer_lines(name),
        place="Thường Thới Hậu A",
        abstract="Kết quả thực hiện công tác kiểm soát thủ tục hành chính, việc giải quyết hồ sơ theo cơ chế một cửa, "
        "một cửa liên thông, cung cấp dịch vụ công trực tuyến toàn trình, số hóa hồ sơ, giấy tờ và tiếp nhận, xử lý "
        "phản ánh, kiến nghị của tổ chức, cá nhân trong 9 tháng đầu năm và nhiệm vụ trọng tâm 3 tháng cuối năm 2024",
        signature=official.office_signature(head_title="Giám đốc", form="Q", name="PGS.TS. Lê Hoàng Phúc"),
        author=name,
    )


def three_annexes() -> OfficialDocument:
    """Annexes upright, lying, lying; the second runs over three pages; the day is not known."""
    marks = official.annex_marks(3)
    return replace(
        district(),
        number="",
        issued_on=None,
        sections=(Section("Kết quả", (Paragraph(f"{RESULT} Chi tiết {official.mention(marks)}."),)),),
        annexes=(
            Annex(
                "Tình hình gửi báo cáo",
                (
                    Paragraph(HARDSHIP),
                    Item("Đúng hạn"),
                    Item("Sau hạn"),
                    _figure("Hình 1. Nơi tiếp nhận hồ sơ lưu động"),
                ),
            ),
            Annex("Danh sách đơn vị", (two_page_table(70),), landscape=True),
            Annex("Số liệu theo đơn vị", (models_table(),), landscape=True),
        ),
    )


def long_text() -> OfficialDocument:
    """One paragraph of several pages, a picture, three levels of headings, a table over pages, marks of HTML and NFD."""
    longest = " ".join(f"{RESULT} Lần {n} có {_dots(1000 + n)} lượt." for n in range(1, 31))
    marked = "Dấu <b> & \"nháy\" 'đơn' </p> giữ nguyên như đã gõ; giá trị <50 & >30."
    decomposed = unicodedata.normalize("NFD", "Ủy ban nhân dân huyện Hồng Ngự đã ổn định việc tiếp nhận, trả kết quả.")
    return replace(
        commune(),
        bases=(),
        addressees=(),
        sections=(
            Section("Nội dung dài", (Paragraph(longest),)),
            Section(
                "Ký tự đặc biệt & <dấu>",
                (Paragraph(marked), Paragraph(decomposed)),
                (
                    Section(
                        "Các điểm",
                        sections=tuple(Section(f"Điểm thứ {n}", (Paragraph(HARDSHIP),)) for n in range(1, 7)),
                    ),
                    Section("Hình ảnh", (_figure(), Paragraph(RESULT))),
                ),
            ),
            Section("Danh sách", (Paragraph("Các đơn vị đã gửi báo cáo./."), two_page_table(50))),
        ),
    )


GOOD = {"district": district, "office": office, "commune": commune}
NASTY = {"long_name": long_name, "three_annexes": three_annexes, "long_text": long_text}
ALL = GOOD | NASTY
