"""What was done is logged on a phone in a few taps, corrected with the old value kept, and seen in the unit's cadence."""

from datetime import date

import pytest
from playwright.sync_api import expect

from plans.models import Activity
from tests.plans import make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def work(transactional_db, portal_day):
    """A commune's Saturday sessions, one a quarter, with files answered as a measure."""
    here = make.district(offices=1, communes=2)
    plan = make.plan(here.committee, here.standing)
    model = make.plan_model(plan, "Ngày thứ 7 vì dân", number="9.1")
    order = make.requirement(plan, plan_model=model, count_label="Số buổi", count_unit="buổi")
    make.measure(order, "ho-so", label="Hồ sơ tiếp nhận", unit="hồ sơ")
    return make.assignment(order, here.communes[0])


def test_an_event_is_logged_and_corrected_on_a_phone(phone, watch, enter, work, assert_accessible):
    watch.expect("422")  # the paste with a wrong row
    enter(phone, make.user(work.agency))
    phone.goto("/")
    phone.locator("nav.tabbar").get_by_role("link", name="Kết quả").click()
    phone.get_by_label("Mô hình hoặc nhiệm vụ").select_option(str(work.pk))
    expect(phone.get_by_label("Số buổi (buổi)")).to_have_value("1")
    phone.get_by_label("Hồ sơ tiếp nhận").fill("23")
    phone.get_by_label("Một dòng nội dung").fill("Tiếp dân sáng thứ 7")
    phone.get_by_label("Ảnh, tệp").set_input_files(
        {"name": "anh.pdf", "mimeType": "application/pdf", "buffer": make.PDF}
    )
    phone.get_by_role("button", name="Lưu kết quả").click()
    expect(phone.get_by_text("Đã lưu kết quả.")).to_be_visible()
    expect(phone.get_by_role("link", name="anh.pdf")).to_be_visible()
    assert_accessible(phone)
    entry = Activity.objects.get()
    assert (entry.on, entry.count, entry.figures.get().count) == (date(2024, 12, 20), 1, 23)

    phone.get_by_role("link", name="Sửa").first.click()
    phone.get_by_label("Số buổi (buổi)").fill("2")
    phone.get_by_role("button", name="Lưu", exact=True).click()
    expect(phone.get_by_text("số cũ 1")).to_be_visible()

    phone.get_by_role("link", name="Dán từ Excel").click()
    phone.get_by_label("Các dòng").fill("9.1\t07/12/2024\t1\tTiếp 31 hồ sơ\n9.9\t08/12/2024\t1\tLạ")
    phone.get_by_role("button", name="Kiểm tra").click()
    expect(phone.get_by_text("Không có “9.9” trong việc của đơn vị")).to_be_visible()
    assert_accessible(phone)
    phone.get_by_role("button", name="Bỏ 1 dòng cần sửa").click()
    phone.get_by_role("button", name="Lưu 1 dòng").click()
    expect(phone.get_by_text("Đã lưu: ghi mới 1 kết quả.")).to_be_visible()

    phone.get_by_role("link", name="Nhịp thực hiện").click()
    expect(phone.get_by_role("link", name="3 buổi")).to_be_visible()
    assert_accessible(phone)
