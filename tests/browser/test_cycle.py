"""One year's cycle in a real browser, on the demonstration: from the commune's first key to the chairman's direction."""

import io
import re

import pdfplumber
import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from agencies.models import User
from plans.models import Assignment
from reporting.models import Consolidation, Round, UnitReport

pytestmark = pytest.mark.django_db(transaction=True)

SIGNED = {"name": "bao-cao-da-ky.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n%%EOF\n"}


class Walk:
    """The people of the demonstration in one browser, one after another; axe looks at every page they cross."""

    def __init__(self, page, enter, accessible):
        self.page, self._enter, self.accessible = page, enter, accessible

    def become(self, username: str):
        self.page.context.clear_cookies()
        self._enter(self.page, User.objects.get(username=username))

    def open(self, path: str):
        self.page.goto(path)
        self.look()

    def look(self):
        self.page.wait_for_load_state()
        self.accessible(self.page)

    def press(self, name: str, *, within: str = "main", confirm: bool = False):
        self.page.locator(within).get_by_role("button", name=re.compile(name)).first.click()
        if confirm:
            self.page.locator("dialog[open] .btn-primary").click()
        self.page.wait_for_load_state()

    def said(self, words: str):
        expect(self.page.locator("main")).to_contain_text(words)


@pytest.fixture
def walk(transactional_db, portal_day, page, enter, assert_accessible):
    call_command("load_demo", stdout=io.StringIO())
    return Walk(page, enter, assert_accessible)


def report_of(name: str) -> UnitReport:
    return UnitReport.objects.get(
        round__name="năm 2024", round__authority__name__contains="huyện Hồng Ngự", agency_name__contains=name
    )


def pdf_text(page, url: str) -> str:
    reply = page.request.get(url)
    assert reply.headers["content-type"] == "application/pdf"
    with pdfplumber.open(io.BytesIO(reply.body())) as pdf:
        return " ".join(" ".join((sheet.extract_text() or "").split()) for sheet in pdf.pages)


def write_and_sign(walk: Walk):
    """Steps 1 and 2: the officer writes what is missing, the chairman hands back once, then signs and sends."""
    page, report = walk.page, report_of("Thường Lạc")
    walk.become("congchuc.thuonglac")
    walk.open("/")
    walk.said("23/12")
    page.get_by_role("link", name="Viết tiếp").click()
    walk.look()
    missing = list(report.open_version.missing().select_related("question"))
    assert len(missing) == 5
    for answer in missing:
        block = page.locator(f"#c{answer.pk}")
        page.evaluate(
            "id => { const fold = document.getElementById(id).closest('details'); if (fold) fold.open = true; }",
            f"c{answer.pk}",
        )
        if answer.question.kind == "NARRATIVE":
            block.locator("textarea").fill("Công chức kiêm nhiệm nhiều việc; đề nghị bố trí thêm kinh phí.")
        else:
            block.locator("[name=number]").fill("50")
        block.locator("[name=number], textarea").first.blur()
        expect(page.locator("[data-save-sign]")).to_contain_text("đã lưu lúc")
    expect(page.locator("#muc-hoan-thanh")).to_contain_text("Đủ nội dung bắt buộc")
    page.reload()
    expect(page.locator("#muc-hoan-thanh")).to_contain_text("51/58")
    walk.press("Trình ký", within="main .page-head")
    walk.said("Đã trình ký")
    assert report_of("Thường Lạc").state == "AWAITING_HEAD"

    walk.become("chutich.thuonglac")
    walk.open(f"/bao-cao/{report.pk}/ban-in/")
    walk.said("Độc lập - Tự do - Hạnh phúc")
    page.get_by_label("Lý do chuyển lại").fill("Nêu rõ hơn về kinh phí")
    walk.press("Chuyển lại")
    assert report_of("Thường Lạc").state == "DRAFT"
    walk.become("congchuc.thuonglac")
    walk.open(f"/bao-cao/{report.pk}/")
    walk.press("Trình ký", within="main .page-head")
    walk.become("chutich.thuonglac")
    walk.open(f"/bao-cao/{report.pk}/ban-in/")
    walk.press("Ký gửi", confirm=True)
    walk.said("Đã ký gửi")
    sent = report_of("Thường Lạc")
    assert (sent.state, sent.was_late) == ("SUBMITTED", False)
    assert "XÃ THƯỜNG LẠC" in pdf_text(page, f"/bao-cao/{report.pk}/pdf/")


def review(walk: Walk):
    """Step 3: the matrix, one report back with two sections, others confirmed, one unit excused."""
    page = walk.page
    round_ = report_of("Thường Lạc").round
    walk.become("noivu.chuyenvien")
    walk.open("/")
    page.get_by_role("link", name="Xem xét lần lượt").first.click()
    walk.look()
    walk.open(f"/bao-cao/ky/{round_.pk}/")
    walk.said("19/22")
    lac = report_of("Thường Lạc")
    walk.open(f"/bao-cao/{lac.pk}/xem-xet/")
    boxes = page.locator("[name=sections]")
    for index in range(boxes.count()):
        boxes.nth(index).set_checked(index in (0, 8))
    page.get_by_label(re.compile("Lý do")).first.fill("Số liệu chưa khớp với kết quả đã cập nhật")
    walk.press("Đề nghị chỉnh lý, bổ sung")
    walk.said("chỉnh lý, bổ sung 2 phần")
    for name in ("Nông nghiệp", "Long Khánh A"):
        walk.open(f"/bao-cao/{report_of(name).pk}/xem-xet/")
        walk.press("^ ?Xác nhận")
        assert report_of(name).state == "ACCEPTED"
    walk.become("noivu.truongphong")
    lao_dong = report_of("Lao động")
    walk.open(f"/bao-cao/{lao_dong.pk}/xem-xet/")
    page.get_by_label("Lý do", exact=True).last.fill("Đơn vị đang sắp xếp tổ chức")
    walk.press("Không yêu cầu")
    assert report_of("Lao động").state == "EXCUSED"


def correct(walk: Walk):
    """Step 4: just the two sections may be written; the standing office sees what changed and confirms."""
    page, lac = walk.page, report_of("Thường Lạc")
    walk.become("congchuc.thuonglac")
    walk.open(f"/bao-cao/{lac.pk}/")
    version = lac.open_version
    assert len(version.open_sections) == 2
    writable = {int(item.get_attribute("data-answer")) for item in page.locator("[data-autosave-url]").all()}
    allowed = version.answers.filter(question__section__in=version.open_sections)
    assert writable == set(allowed.values_list("pk", flat=True))
    words = allowed.filter(question__kind="NARRATIVE").first()
    page.locator(f"#c{words.pk} textarea").fill("Đã đối chiếu lại sổ theo dõi, số liệu khớp.")
    page.locator(f"#c{words.pk} textarea").blur()
    expect(page.locator("[data-save-sign]")).to_contain_text("đã lưu lúc")
    page.wait_for_timeout(500)
    walk.become("chutich.thuonglac")
    walk.open(f"/bao-cao/{lac.pk}/")
    walk.press("Ký gửi", confirm=True)
    walk.become("noivu.chuyenvien")
    walk.open(f"/bao-cao/{lac.pk}/xem-xet/")
    expect(page.locator("ins").first).to_be_visible()
    walk.press("^ ?Xác nhận")
    assert report_of("Thường Lạc").state == "ACCEPTED"


def sum_up(walk: Walk) -> Consolidation:
    """Step 5: built again, 37 letters explained in two clicks, and the way to publication with one return."""
    page, round_ = walk.page, report_of("Thường Lạc").round
    document = Consolidation.objects.get(round=round_)
    walk.become("ubnd.chutich")
    walk.open(f"/tong-hop/{document.pk}/")
    letters = round_.questions.get(label="Thư xin lỗi")
    walk.open(f"/tong-hop/{document.pk}/?phan={letters.section_id}")
    page.get_by_role("link", name=re.compile("Thư xin lỗi")).first.click()
    walk.look()
    walk.said("Long Thuận")
    page.locator("main").get_by_role("link", name=re.compile("Long Thuận")).first.click()
    page.wait_for_load_state()
    walk.said("22")

    walk.become("congchuc.longthuan")
    long_thuan = report_of("Long Thuận")
    walk.open(f"/bao-cao/{long_thuan.pk}/")
    walk.become("chutich.longthuan")
    walk.open(f"/bao-cao/{long_thuan.pk}/")
    walk.press("Ký gửi", confirm=True)
    walk.become("noivu.chuyenvien")
    walk.open(f"/bao-cao/{long_thuan.pk}/xem-xet/")
    walk.press("^ ?Xác nhận")
    walk.open(f"/tong-hop/{document.pk}/")
    walk.press("Tổng hợp lại")
    walk.said("Đã tổng hợp lại")
    document.refresh_from_db()
    assert not document.stale_sources()
    box = page.locator("textarea[name=text]").first
    box.fill(box.input_value() + " Kết quả chung đạt yêu cầu của Kế hoạch.")
    box.blur()
    expect(page.locator("[data-save-sign]")).to_contain_text("đã lưu lúc")
    walk.press("Trình thủ trưởng")
    walk.become("noivu.truongphong")
    walk.open(f"/tong-hop/{document.pk}/")
    walk.press("Trình UBND")
    walk.become("ubnd.chutich")
    walk.open(f"/tong-hop/{document.pk}/ban-in/")
    page.get_by_label("Lý do chuyển lại").fill("Nêu rõ nguyên nhân thư xin lỗi tăng")
    walk.press("Chuyển lại")
    walk.become("noivu.truongphong")
    walk.open(f"/tong-hop/{document.pk}/")
    walk.said("Nêu rõ nguyên nhân")
    walk.press("Trình UBND")
    walk.become("vanphong.chuyenvien")
    walk.open(f"/tong-hop/{document.pk}/")
    page.get_by_label("Ý kiến thẩm tra").fill("Đúng thể thức, đủ điều kiện trình ký.")
    walk.press("Thẩm tra")
    walk.become("ubnd.chutich")
    walk.open(f"/tong-hop/{document.pk}/ban-in/")
    walk.press("^ ?Ký$", confirm=True)
    walk.become("ubnd.vanthu")
    walk.open(f"/tong-hop/{document.pk}/")
    page.get_by_label("Số", exact=True).fill("512")
    page.locator("input[type=file]").first.set_input_files(SIGNED)
    walk.press("Phát hành", confirm=True)
    document.refresh_from_db()
    assert (document.state, document.number) == ("ISSUED", "512")
    return document


def read(walk: Walk, document: Consolidation):
    """Step 6: everyone with the right opens the report as PDF and as Word."""
    page = walk.page
    walk.become("congchuc.longthuan")
    walk.open(f"/tong-hop/{document.pk}/")
    text = pdf_text(page, f"/tong-hop/{document.pk}/pdf/")
    for words in ("512/BC-UBND", "HUYỆN HỒNG NGỰ", "CHỦ TỊCH", "Phụ lục", "Long Thuận", "./."):
        assert words in text
    word = page.request.get(f"/tong-hop/{document.pk}/word/")
    assert word.headers["content-type"].startswith("application/vnd.openxmlformats")
    assert word.body()[:2] == b"PK"


def direct(walk: Walk):
    """Step 7: one line of the chairman is a task in an office's list."""
    page = walk.page
    walk.become("ubnd.chutich")
    walk.open("/tong-quan/")
    page.get_by_label("Nội dung chỉ đạo").first.fill("Phòng TN&MT khắc phục, báo cáo trước 31/12")
    page.get_by_label("Giao cho").first.select_option(label="Phòng Tài nguyên và Môi trường")
    page.get_by_label("Hạn báo cáo").first.fill("30/12/2024")
    walk.press("Giao việc")
    walk.said("Đã giao")
    assert Assignment.objects.filter(order__text__contains="khắc phục, báo cáo trước 31/12").count() == 1
    walk.become("tainguyen.chuyenvien")
    walk.open("/")
    walk.said("Phòng TN&MT khắc phục, báo cáo trước 31/12")


def test_a_years_cycle(walk):
    assert Round.objects.filter(name="năm 2024").exists()
    write_and_sign(walk)
    review(walk)
    correct(walk)
    document = sum_up(walk)
    read(walk, document)
    direct(walk)


def test_the_head_reads_and_signs_on_a_phone(transactional_db, portal_day, phone, enter, assert_accessible):
    call_command("load_demo", stdout=io.StringIO())
    report = report_of("Tài nguyên")
    enter(phone, User.objects.get(username="tainguyen.truongphong"))
    phone.goto("/")
    assert_accessible(phone)
    phone.get_by_role("link", name=re.compile("Xem và ký")).click()
    phone.get_by_role("link", name="Đọc bản in trước khi ký").click()
    phone.wait_for_url(f"**/bao-cao/{report.pk}/ban-in/")
    assert_accessible(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.get_by_role("button", name=re.compile("Ký gửi")).last.click()  # where the reading ends
    phone.locator("dialog[open] .btn-primary").click()
    expect(phone.locator("main")).to_contain_text("Đã ký gửi")
    report.refresh_from_db()
    assert report.state == "SUBMITTED"
    assert report.was_late
