"""From the portal's reminder to the official letter in a real browser: the unit on a phone, the offices on computers."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from reporting.models import Letter
from tests import make
from tests.reporting.test_report_moves import PDF
from workflow.models import Notice, ReminderRule

pytestmark = pytest.mark.django_db(transaction=True)

SIGNED = {"name": "cong-van-da-ky.pdf", "mimeType": "application/pdf", "buffer": PDF}


@pytest.fixture
def late(portal_day):
    """A district three days after its round was due, reminded by the portal this morning."""
    portal_day("2024-12-01 09:00")
    district = make.ReportingDistrict()
    ReminderRule.objects.get_or_create(authority=None, days=3)
    portal_day(f"{district.round.due + timedelta(days=3)} 08:00")
    call_command("tick", stdout=StringIO())
    return district


def press(page, name: str, *, confirm: bool = False):
    page.locator("main").get_by_role("button", name=re.compile(name)).first.click()
    if confirm:
        page.locator("dialog[open] .btn-primary").click()
    page.wait_for_load_state()


def test_reminder_to_letter(late, page, phone, enter, assert_accessible, watch):
    main = page.locator("main")
    said = expect(main).to_contain_text
    watch.expect("422")  # the date that cannot be read
    enter(phone, late.staff).goto("/thong-bao/")
    expect(phone.locator("main")).to_contain_text("Quá hạn 3 ngày")
    assert_accessible(phone)

    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    enter(page, late.standing_staff).goto("/nhac-viec/")
    assert_accessible(page)
    press(page, "Sao chép nội dung gửi Zalo")
    expect(main.get_by_role("button", name="Đã sao chép")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert str(late.commune) in copied and "quá hạn" in copied
    page.locator("thead [data-check-all]").check()
    assert page.locator("[name=don_vi]:checked").count() == page.locator("[name=don_vi]").count() > 1
    page.locator("[name=ghi_chu]").fill("Đề nghị chỉ đạo.")
    assert not Notice.objects.filter(user=late.chairman, reminder__isnull=False).exists()
    press(page, "Báo cáo lãnh đạo")
    said("Đã báo cáo")
    assert Notice.objects.filter(user=late.chairman, reminder__kind="AUTHORITY").count() == 1

    page.locator(f"[name=don_vi][value='{late.commune.pk}']").check()
    press(page, "Lập công văn đôn đốc")
    said("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    said("Kính gửi:")
    assert_accessible(page)
    page.get_by_label("Thực hiện chậm nhất ngày").fill("hôm qua")
    press(page, "Lưu lời văn")
    said("Hãy ghi ngày theo dạng")
    page.get_by_label("Thực hiện chậm nhất ngày").fill("27/12/2024")
    press(page, "Lưu lời văn")
    said("27 tháng 12 năm 2024")
    press(page, "Trình ký")
    letter = Letter.objects.get()

    page.context.clear_cookies()
    enter(page, late.standing_head).goto("/")
    page.get_by_role("link", name="Xem và ký").click()
    press(page, "^ ?Ký$", confirm=True)
    said("Đã ký")
    page.context.clear_cookies()
    enter(page, late.standing_staff).goto(letter.get_absolute_url())
    page.get_by_label("Số", exact=True).fill("7")
    page.set_input_files("[name=upload]", SIGNED)
    press(page, "Phát hành", confirm=True)
    said("Đã phát hành")
    assert_accessible(page)

    phone.goto("/thong-bao/")
    phone.get_by_role("link", name="Công văn số 7").click()
    expect(phone.locator("main")).to_contain_text("Như trên;")
    assert_accessible(phone)
    assert phone.request.get(f"{letter.get_absolute_url()}pdf/").headers["content-type"] == "application/pdf"
    assert phone.request.get(f"{letter.get_absolute_url()}ban-goc/").body() == PDF
