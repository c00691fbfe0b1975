"""The rules of the form that can be told without printing."""

from dataclasses import replace

import pytest

from reporting.documents import official
from reporting.documents.measure import balanced_lines, text_width
from reporting.documents.official import MM
from reporting.documents.report import addressee, body_sections, section_paragraphs
from reporting.documents.tree import HeadCell, Item, Paragraph, Row, Section, Table
from tests.documents import samples


@pytest.mark.parametrize(
    ("made", "lines"),
    [
        (official.committee_signature(), ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")),
        (
            official.committee_signature(title="Phó Chủ tịch", form="KT"),
            ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        ),
        (official.committee_signature(form="KT"), ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")),
        (official.committee_signature(form="Q"), ("TM. ỦY BAN NHÂN DÂN", "Q. CHỦ TỊCH")),
        (official.committee_signature(title="Chánh Văn phòng", form="TL"), ("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG")),
        (
            official.committee_signature(title="Trưởng phòng Nội vụ", form="TUQ"),
            ("TUQ. CHỦ TỊCH", "TRƯỞNG PHÒNG NỘI VỤ"),
        ),
        (official.committee_signature(form="NONE"), ("CHỦ TỊCH",)),
        (official.office_signature(head_title="Trưởng phòng"), ("TRƯỞNG PHÒNG",)),
        (official.office_signature(head_title="Giám đốc"), ("GIÁM ĐỐC",)),
        (
            official.office_signature(head_title="Chánh Văn phòng", form="KT"),
            ("KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG"),
        ),
        (
            official.office_signature(head_title="Trưởng phòng", form="KT", title="Phó Trưởng phòng"),
            ("KT. TRƯỞNG PHÒNG", "PHÓ TRƯỞNG PHÒNG"),
        ),
        (official.office_signature(head_title="Trưởng phòng", form="Q"), ("Q. TRƯỞNG PHÒNG",)),
        (
            official.office_signature(head_title="Giám đốc", form="TL", title="Trưởng phòng Tổng hợp"),
            ("TL. GIÁM ĐỐC", "TRƯỞNG PHÒNG TỔNG HỢP"),
        ),
    ],
    ids=str,
)
def test_signature_takes_a_lawful_form(made, lines):
    assert made.lines == lines


def test_deputy_never_signs_as_the_head():
    assert official.committee_signature(title="Phó Chủ tịch", form="TM").lines[1:] == ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("ThS. Nguyễn Văn An", "Nguyễn Văn An"),
        ("PGS.TS. Lê Hoàng Phúc", "Lê Hoàng Phúc"),
        ("TS Trần Minh", "Trần Minh"),
        ("Tsan A Sáng", "Tsan A Sáng"),
        ("  Lê   Thị Sáu ", "Lê Thị Sáu"),
        ("", ""),
    ],
)
def test_signer_is_printed_without_academic_titles(typed, printed):
    assert official.signer_name(typed) == printed


def test_points_go_through_the_vietnamese_alphabet():
    assert "".join(official.letter(n) for n in range(7)) == "abcdđeg"
    assert official.letter(22) == "y" and official.letter(23) == "aa"


def test_headings_take_roman_numerals():
    assert [official.roman(n) for n in (1, 4, 9, 14, 39)] == ["I", "IV", "IX", "XIV", "XXXIX"]


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Ủy ban nhân dân huyện Hồng Ngự", ("ỦY BAN NHÂN DÂN", "HUYỆN HỒNG NGỰ")),
        ("Ủy ban nhân dân thị trấn Thường Thới Tiền", ("ỦY BAN NHÂN DÂN", "THỊ TRẤN THƯỜNG THỚI TIỀN")),
        ("Phòng Nội vụ", ("PHÒNG NỘI VỤ",)),
        ("Phòng Lao động - Thương binh và Xã hội", ("PHÒNG LAO ĐỘNG -", "THƯƠNG BINH VÀ XÃ HỘI")),
        (
            "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân",
            ("VĂN PHÒNG", "HỘI ĐỒNG NHÂN DÂN", "VÀ ỦY BAN NHÂN DÂN"),
        ),
    ],
)
def test_agency_breaks_between_words_that_do_not_belong_together(name, lines):
    assert official.issuer_lines(name) == lines


def test_lines_keep_every_word_and_their_width():
    text = samples.long_name().abstract
    lines = balanced_lines(text, 150 * MM, 14)
    assert " ".join(lines) == text
    assert all(text_width(line, 14) <= 150 * MM for line in lines)
    assert all("năm 2024" in line for line in lines if "2024" in line)


def test_word_wider_than_the_line_stays_whole():
    word = "A" * 60
    assert balanced_lines(f"một {word} hai", 60 * MM, 14) == ("một", word, "hai")
    assert balanced_lines("", 60 * MM, 14) == ("",)


def test_annexes_are_named_as_they_are_headed():
    assert official.mention(official.annex_marks(1)) == "tại Phụ lục"
    assert official.mention(official.annex_marks(3)) == "tại Phụ lục I, Phụ lục II và Phụ lục III"


def text_of(document):
    return [line.text for line in official.printed_body(document) if isinstance(line, official.Line)]


@pytest.mark.parametrize("typed", ["Hết.", "Hết", "Hết./.", "Hết;", "Hết  . ", "Hết.\n\n"])
def test_text_ends_the_same_however_it_was_typed(typed):
    document = replace(samples.office(), sections=(Section("Kết quả", (Paragraph("Đầu./."), Paragraph(typed))),))
    assert text_of(document)[-2:] == ["Đầu.", "Hết./."]


def test_text_ends_in_the_opening_when_nothing_follows():
    assert text_of(replace(samples.commune(), bases=(), sections=()))[-1].endswith("./.")


def test_section_without_words_does_not_take_the_end():
    document = replace(samples.office(), sections=(Section("Một", (Paragraph("Chữ."),)), Section("Hai")))
    assert text_of(document)[-2:] == ["Chữ./.", "II. HAI"]


def test_line_breaks_begin_paragraphs_and_empty_ones_vanish():
    document = replace(samples.office(), opening=(Paragraph("Một\n\n  hai  \n"), Paragraph("  ")))
    assert text_of(document)[:2] == ["Một", "hai"]


def test_headings_below_points_go_on_with_their_letters():
    inner = Section("Mục", (Item("một"), Item("hai")), (Section("ba", (), (Section("bốn"),)),))
    document = replace(samples.office(), opening=(), sections=(Section("Phần", sections=(inner,)),))
    assert text_of(document) == ["I. PHẦN", "1. Mục", "a) một", "b) hai./.", "c) ba", "- bốn"]


def test_source_of_a_paragraph_follows_each_of_its_pieces():
    document = replace(samples.office(), opening=(Paragraph("a\nb", source="answer-7"),), sections=())
    assert [line.source for line in official.printed_body(document)] == ["answer-7"] * 2


def test_uneven_tables_are_refused_at_once():
    head = ((HeadCell("A"), HeadCell("B")),)
    with pytest.raises(ValueError, match="2 widths"):
        Table(head, (Row(("1", "2", "3")),), (1, 1), "lr")
    with pytest.raises(ValueError, match="2 widths"):
        Table(head, (), (1, 1), "l")
    with pytest.raises(ValueError, match="head covers"):
        Table(((HeadCell("A"),),), (), (1, 1), "lr")


def test_figures_stand_in_one_sentence_with_percents_in_one_piece():
    def asked(label, **answer):
        whole = {"label": label, "unit": "", "status": "GIVEN", "kind": "NUMBER", "code": "x", "number": "4", **answer}
        return {"text": "", "choice": "", "denominator": None, **whole}

    questions = [
        asked("Tổng số hồ sơ", unit="hồ sơ"),
        asked("Tỷ lệ trả đúng hạn", kind="RATIO", number="3", denominator="4"),
        asked("TTHC đã đơn giản hóa", status="NONE", number=None),
        asked("Kết quả", kind="NARRATIVE", text="Đạt 94,7 % hồ sơ."),
    ]
    printed = [line.text for line in official.printed_blocks(section_paragraphs(questions))]
    assert printed == [
        "Tổng số hồ sơ: 04 hồ sơ; tỷ lệ trả đúng hạn: 75,0% (3/4); TTHC đã đơn giản hóa: không phát sinh.",
        "Đạt 94,7% hồ sơ.",
    ]
    annex = Table(((HeadCell("Tỷ lệ"), HeadCell("")),), (Row(("82,0 %", "KPS\n(2 %)")),), (1, 1), "rr")
    [table] = official.printed_blocks((annex,))
    assert table.rows[0].cells == ("82,0%", "KPS\n(2%)"), "an annex prints them as the text does"


def test_a_draft_prints_owed_words_as_missing_and_never_as_nothing_happened():
    def outline(title, *, required):
        question = {
            "label": title,
            "kind": "NARRATIVE",
            "code": "x",
            "status": "BLANK",
            "text": "",
            "required": required,
        }
        return {"kind": "OUTLINE", "title": title, "questions": [question]}

    printed = body_sections({"sections": [outline("Kiến nghị", required=True), outline("Khác", required=False)]})
    assert [section.blocks[0].text for section in printed] == [
        "Đơn vị chưa có nội dung báo cáo.",
        "Trong kỳ không phát sinh.",
    ]


def test_the_standing_agency_writes_straight_to_the_committee():
    committee, standing = {"official_name": "Ủy ban nhân dân huyện A"}, {"official_name": "Phòng Nội vụ"}
    assert addressee(committee, standing, "Phòng Tư pháp") == "Ủy ban nhân dân huyện A (qua Phòng Nội vụ)"
    assert addressee(committee, standing, "Phòng Nội vụ") == "Ủy ban nhân dân huyện A"
