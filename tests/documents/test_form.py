"""Every row of the form of Nghị định 30/2020/NĐ-CP, Phụ lục I, measured on the printed page."""

import re
import unicodedata
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from reporting.documents import lines, official, styles
from reporting.documents.docx import render_docx
from reporting.documents.pdf import render_pdf
from reporting.documents.tree import Annex, Paragraph, Section
from tests.documents import nd30, samples
from tests.documents.nd30 import MM

ALL = sorted(samples.ALL)
every = pytest.mark.parametrize("name", ALL)
LEFT, RIGHT = 30 * MM, 195 * MM
CENTRE = (LEFT + RIGHT) / 2


def body_lines(paper):
    """Lines of the running text on the first page's width, between the abstract and the recipients."""
    start = paper.lines.index(paper.find("I. "))
    end = paper.lines.index(paper.find("Nơi nhận:"))
    return paper.lines[start:end]


@every
def test_paper_is_a4_upright_but_for_lying_annexes(paper, name):
    annexes = samples.ALL[name]().annexes
    for sheet in paper(name).sheets:
        assert sorted((round(sheet.width), round(sheet.height))) == [595, 842]
        if sheet.width > sheet.height:
            assert any(annex.landscape for annex in annexes)
    assert paper(name).sheets[0].width < paper(name).sheets[0].height


@every
def test_text_keeps_to_the_margins(paper, name):
    for sheet in paper(name).sheets:
        assert min(line.left for line in sheet.text_lines) >= 30 * MM - 0.5
        assert max(line.right for line in sheet.text_lines) <= sheet.width - 15 * MM + 0.5
        assert min(line.top for line in sheet.text_lines) >= 20 * MM - 1
        assert max(line.bottom for line in sheet.text_lines) <= sheet.height - 20 * MM + 1


@every
def test_nation_and_motto_stand_top_right(paper, name):
    first = paper(name)
    nation, motto = first.find("CỘNG HÒA"), first.find("Độc lập")
    assert (nation.text, motto.text) == ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
    assert nation.looks(12, "bold") and motto.looks(13, "bold")
    assert nation.left > CENTRE - 30 * MM and abs(nation.middle - motto.middle) < 1


@every
def test_rule_under_the_motto_is_as_long_as_it(paper, name):
    motto, sheet = paper(name).find("Độc lập"), paper(name).sheets[0]
    left, right = sheet.rule_under(motto, 3, 7)
    assert abs(left - motto.left) < 1.5 and abs(right - motto.right) < 1.5


@every
def test_rule_under_the_agency_is_a_third_to_a_half_of_it(paper, name):
    last = paper(name).find(samples.ALL[name]().issuer[-1])
    left, right = paper(name).sheets[0].rule_under(last, 3.5, 9)
    assert last.width / 3 <= right - left <= last.width / 2
    assert abs((left + right) / 2 - last.middle) < 1


@every
def test_agency_is_upper_bold_and_the_one_above_it_regular(paper, name):
    document, printed = samples.ALL[name](), paper(name)
    issuer = [printed.find(text) for text in document.issuer]
    assert all(line.looks(12, "bold") and line.text == line.text.upper() for line in issuer)
    above = [printed.find(text) for text in document.superior]
    assert all(line.looks(12, "regular") and line.baseline < issuer[0].baseline for line in above)
    column = [*above, *issuer, printed.find("Số:")]
    assert max(line.middle for line in column) - min(line.middle for line in column) < 1.5
    assert abs((above or issuer)[0].baseline - printed.find("CỘNG HÒA").baseline) < 0.5


def test_committee_has_no_agency_above_it(paper):
    first = paper("commune").sheets[0].text_lines[0]
    assert first.text == "ỦY BAN NHÂN DÂN" and first.looks(12, "bold")


@every
def test_number_and_day_share_a_row(paper, name):
    number, day = paper(name).find("Số:"), paper(name).find(f"{samples.ALL[name]().place}, ngày")
    assert number.looks(13, "regular") and day.looks(13, "italic")
    assert abs(number.baseline - day.baseline) < 0.5
    assert abs(day.middle - paper(name).find("Độc lập").middle) < 2


def test_numbers_below_ten_and_days_take_a_zero(paper):
    assert paper("district").find("Số:").text == "Số: 09/BC-UBND"
    assert paper("commune").find("Thường Lạc, ngày").text == "Thường Lạc, ngày 05 tháng 6 năm 2024"
    new_year = replace(samples.commune(), issued_on=date(2025, 1, 9))
    assert official.date_line(new_year) == "Thường Lạc, ngày 09 tháng 01 năm 2025"


def test_unknown_number_and_day_leave_room_to_write(paper):
    number, day = paper("office").find("Số:"), paper("office").find("Hồng Ngự, ngày")
    assert number.text == "Số: /BC-PTNMT" and number.width > 100
    assert day.text == "Hồng Ngự, ngày tháng năm 2024" and day.width > 170


@every
def test_type_and_abstract_are_centred_bold_with_a_rule(paper, name):
    document, printed = samples.ALL[name](), paper(name)
    kind = printed.find("BÁO CÁO")
    abstract = [printed.find(text) for text in official.abstract_lines(document)]
    assert kind.looks(14, "bold") and all(line.looks(14, "bold") for line in abstract)
    assert all(abs(line.middle - CENTRE) < 1.5 for line in [kind, *abstract])
    widest = max(abstract, key=lambda line: line.width)
    depth = abstract[-1].baseline - widest.baseline
    left, right = printed.sheets[0].rule_under(widest, depth + 4, depth + 12)
    assert widest.width / 3 <= right - left <= widest.width / 2 and abs((left + right) / 2 - CENTRE) < 1.5


def test_legal_bases_are_italic_and_end_in_semicolons_and_a_full_stop(paper):
    lines = paper("commune").lines
    start = lines.index(paper("commune").find("Căn cứ Kế hoạch"))
    bases = lines[start : start + 3]
    assert all(line.looks(14, "italic") for line in bases)
    assert bases[1].text.endswith("Huyện;") and bases[2].text == "Căn cứ tình hình tại địa phương."


def test_one_addressee_stands_on_the_line_several_in_a_list(paper):
    one = paper("office").find("Kính gửi")
    assert one.text == "Kính gửi: Ủy ban nhân dân huyện Hồng Ngự (qua Phòng Nội vụ)."
    assert one.looks(14, "regular") and abs(one.middle - CENTRE) < 2
    to = paper("commune").find("Kính gửi:")
    several = paper("commune").after(to, 2)
    assert [line.text for line in several] == ["- Ủy ban nhân dân huyện Hồng Ngự;", "- Phòng Nội vụ huyện Hồng Ngự."]
    colon = to.right - 3.9  # its width at 14 points
    assert all(abs(line.left - colon) < 1.5 for line in several)  # the form: dashes in line, under the colon


@every
def test_text_is_14_regular_and_indented(paper, name):
    for line in body_lines(paper(name)):
        if re.match(r"[IVX]+\. |\d\. ", line.text) or line.sizes != {14}:
            continue  # headings, tables
        assert line.faces <= {"regular"} or line.looks(14, "bold"), line
    first = paper(name).find("I. ")
    assert 10 * MM <= first.left - LEFT <= 12.8 * MM


def test_text_is_justified_spaced_and_led_as_the_form_asks(paper):
    printed = paper("long_text")
    lines = [line for line in printed.sheets[1].text_lines if line.looks(14, "regular")]
    assert len(lines) > 30  # one paragraph over more than a page
    assert all(abs(line.left - LEFT) < 0.6 and abs(line.right - RIGHT) < 0.6 for line in lines)
    steps = [after.baseline - before.baseline for before, after in pairwise(lines)]
    assert min(steps) >= 1.149 * 14 and max(steps) <= 1.5 * 1.15 * 14
    start = body_lines(paper("office"))
    gaps = [
        after.baseline - before.baseline
        for before, after in pairwise(start)
        if after.page == before.page and after.left > LEFT + 20
    ]
    assert min(gaps) - steps[0] >= 5.9


def test_headings_are_numbered_and_weighted_by_depth(paper):
    lines = body_lines(paper("long_text"))
    upper = [line for line in lines if re.match(r"[IVX]+\. ", line.text)]
    assert [line.text for line in upper] == ["I. NỘI DUNG DÀI", "II. KÝ TỰ ĐẶC BIỆT & <DẤU>", "III. DANH SÁCH"]
    second = [line for line in lines if re.match(r"\d\. ", line.text)]
    assert [line.text for line in second] == ["1. Các điểm", "2. Hình ảnh"]
    assert all(line.looks(14, "bold") for line in upper + second)
    third = [line for line in lines if re.match(r"[a-zđ]\) ", line.text)]
    assert [line.text[:2] for line in third] == ["a)", "b)", "c)", "d)", "đ)", "e)"]
    assert all(line.looks(14, "regular") for line in third)


def test_points_are_lettered_with_the_vietnamese_alphabet(paper):
    points = [line.text[:2] for line in body_lines(paper("district")) if re.match(r"[a-zđ]\) ", line.text)]
    assert points == ["a)", "b)", "c)", "d)", "đ)"]


@every
def test_text_ends_with_its_mark_once(paper, name):
    text = " ".join(line.text for line in body_lines(paper(name)))
    assert text.count("./.") == 1 and " ./." not in text


def test_end_stands_on_the_last_paragraph_before_a_closing_table(paper):
    assert paper("long_text").find("Các đơn vị đã gửi").text == "Các đơn vị đã gửi báo cáo./."


@every
def test_signature_stands_right_level_with_the_recipients(paper, name):
    document, printed = samples.ALL[name](), paper(name)
    label = printed.find("Nơi nhận:")
    assert label.looks(12, "bold italic") and abs(label.left - LEFT) < 1
    signed = [line for line in printed.sheets[label.page - 1].text_lines if line.baseline > label.baseline - 4]
    signed = [line for line in signed if line.left > CENTRE - 20]
    assert [line.text for line in signed] == [*document.signature.lines, *filter(None, [document.signature.name])]
    assert all(line.looks(14, "bold") for line in signed) and abs(signed[0].baseline - label.baseline) < 3
    assert max(line.middle for line in signed) - min(line.middle for line in signed) < 1
    if document.signature.name:
        assert signed[-1].baseline - signed[-2].baseline > 20 * MM


@every
def test_signature_never_stands_alone_on_a_page(paper, name):
    sheet = paper(name).sheets[paper(name).find("Nơi nhận:").page - 1]
    assert sheet.text_lines.index(paper(name).find("Nơi nhận:")) >= 2


@every
def test_recipients_are_listed_in_11_ending_with_the_archive(paper, name):
    document, printed = samples.ALL[name](), paper(name)
    expected = [*(f"- {text};" for text in document.recipients), f"- Lưu: {document.archive}."]
    label = printed.find("Nơi nhận:")
    below = [line for line in printed.sheets[label.page - 1].text_lines if line.baseline > label.baseline + 4]
    listed = [line for line in below if line.left < LEFT + 5]
    assert [line.text for line in listed] == expected
    assert all(line.looks(11, "regular") for line in listed)


@every
def test_page_numbers_stand_in_the_top_margin_from_the_second_page(paper, name):
    expected, marks = 0, {"Phụ lục", "Phụ lục I", "Phụ lục II", "Phụ lục III"}
    for sheet in paper(name).sheets:
        begins = sheet.text_lines[0].text in marks
        expected = 1 if begins else expected + 1
        number = sheet.page_number
        if expected == 1:
            assert number is None
            continue
        assert number.text == str(expected) and number.looks(13, "regular")
        assert abs(number.middle - (30 * MM + sheet.width - 15 * MM) / 2) < 1


def test_many_annexes_are_each_numbered_on_their_own():
    """More annexes than page names, all lying, all of two pages."""
    table = samples.two_page_table(40)
    annexes = tuple(Annex(f"Danh sách {n}", (table,), landscape=True) for n in range(1, 6))
    printed = nd30.read(render_pdf(replace(samples.office(), annexes=annexes)))
    lying = [sheet for sheet in printed.sheets if sheet.width > sheet.height]
    assert [sheet.page_number and sheet.page_number.text for sheet in lying] == [None, "2"] * 5


def test_single_annex_has_no_numeral_several_have_roman_ones(paper):
    one = paper("district").sheets[-1].text_lines[0]
    assert one.text == "Phụ lục" and one.looks(14, "bold")
    heads = [sheet.text_lines[0].text for sheet in paper("three_annexes").sheets[1:]]
    assert [text for text in heads if text.startswith("Phụ")] == ["Phụ lục I", "Phụ lục II", "Phụ lục III"]


@pytest.mark.parametrize("name", ["district", "three_annexes"])
def test_annex_is_headed_by_title_and_the_document_it_belongs_to(paper, name):
    document, printed = samples.ALL[name](), paper(name)
    for _annex, mark, title, of in official.annex_heads(document):
        sheet = next(sheet for sheet in printed.sheets if sheet.text_lines[0].text == mark)
        head = sheet.text_lines[: 1 + len(title) + len(of)]
        assert [line.text for line in head] == [mark, *title, *(re.sub(r"\s+", " ", line) for line in of)]
        assert all(line.looks(14, "bold") for line in head[: 1 + len(title)])
        assert all(line.looks(14, "italic") for line in head[1 + len(title) :])
        assert all(abs(line.middle - (LEFT + sheet.width - 15 * MM) / 2) < 1.5 for line in head)


def test_annex_names_number_and_day_of_its_document(paper):
    assert paper("district").find("(Kèm theo").text == (
        "(Kèm theo Báo cáo số 09/BC-UBND ngày 26 tháng 12 năm 2024 của Ủy ban nhân dân huyện Hồng Ngự)"
    )


def test_thirteen_models_by_ten_communes_fit_one_lying_page(paper):
    lying = [sheet for sheet in paper("district").sheets if sheet.width > sheet.height]
    assert len(lying) == 1 and lying[0].text_lines[-1].text.startswith("Ghi chú:")


def test_elements_stand_in_the_order_of_the_form(paper):
    printed = paper("commune")
    order = [
        "ỦY BAN NHÂN DÂN",
        "Số:",
        "BÁO CÁO",
        "Công tác",
        "Kính gửi:",
        "Căn cứ Kế",
        "I. ",
        "II. ",
        "TM. ",
        "KT. ",
        "PHÓ ",
    ]
    places = [(line.page, line.baseline) for line in map(printed.find, order)]
    assert places == sorted(places)


def test_head_of_a_table_is_repeated_on_every_page(paper):
    sheets = [
        sheet for sheet in paper("three_annexes").sheets if any("Đơn vị thứ" in line.text for line in sheet.lines)
    ]
    assert len(sheets) == 3
    assert all(any(line.text == "Tình hình" for line in sheet.lines) for sheet in sheets)


@pytest.mark.parametrize("lead", range(1, 5))
def test_pages_of_short_paragraphs_still_reach_the_bottom_margin(lead):
    """Headings held to two-line paragraphs leave a gap at the foot that goes between the paragraphs."""
    title = "Tiếp nhận và trả kết quả giải quyết thủ tục hành chính tại nhà cho người cao tuổi, người khuyết tật"
    short = "Kết quả thực hiện được cập nhật đầy đủ trong kỳ, số liệu đối chiếu khớp với hồ sơ lưu tại đơn vị."
    sections = tuple(Section(f"{title} lần thứ {at}", (Paragraph(short),)) for at in range(1, 25))
    opening = (Paragraph("\n".join([short] * lead)),)
    document = replace(samples.office(), opening=opening, sections=(Section("Kết quả thực hiện", (), sections),))
    *full, _last = nd30.read(render_pdf(document)).sheets
    assert len(full) >= 2
    feet = [sheet.height - max(line.bottom for line in sheet.text_lines) for sheet in full]
    assert min(feet) >= 20 * MM - 1 and max(feet) < 25 * MM


@contextmanager
def by_weasyprint_alone():
    for replaced in (lines, styles):
        replaced.replace(False)
    try:
        yield
    finally:
        for replaced in (lines, styles):
            replaced.replace()


@every
def test_files_are_those_of_weasyprint(name):
    """What is replaced in WeasyPrint makes it quicker and changes nothing."""
    document = samples.ALL[name]()
    ours = render_pdf(document)
    with by_weasyprint_alone():
        assert render_pdf(document) == ours


@pytest.mark.parametrize(
    "odd",
    (
        "không\u00a0tách 100\u00a0% và\u202f5\u2009m",
        "hai  blank,   ba   blank",
        unicodedata.normalize("NFD", "kết quả thực hiện"),
        "→ ≥ ★ 漢字 😀 ﬁ",
        "שלום עולם 123",
        "mềm\u00ad\u00adtách\u200btừng\u2060chữ",
        "https://" + "duong-dan-rat-dai/" * 12,
        "A" * 200,
        "một\ttab",
    ),
)
def test_files_with_odd_text_are_those_of_weasyprint(odd):
    words = "Ủy ban nhân dân xã báo cáo kết quả thực hiện các mô hình cải cách hành chính trên địa bàn"
    text = "\n".join((f"{words} {odd} {words}, {words}.", f"{odd} {words}", f"{words} {odd}", odd))
    document = replace(samples.office(), opening=(Paragraph(text),))
    ours = render_pdf(document)
    with by_weasyprint_alone():
        assert render_pdf(document) == ours


def test_text_with_control_characters_is_printed():
    """XML forbids them; they come with text pasted from other programs."""
    document = replace(samples.office(), opening=(Paragraph("Kết quả\x02 trong kỳ"),))
    assert "Kết quả trong kỳ" in nd30.read(render_pdf(document)).text
    assert render_docx(document)
