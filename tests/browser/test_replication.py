"""A unit's own idea: registered on a phone, appraised, recognised, and ordered of every commune by an amended plan."""

from datetime import date

import pytest
from playwright.sync_api import expect

from agencies.models import Role
from plans.models import Assignment
from tests.plans import make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def here(transactional_db, portal_day):
    there = make.district(offices=1, communes=3)
    there.plan = make.plan(there.committee, there.standing, kind="MODELS", short_title="Kế hoạch các mô hình")
    make.requirement(there.plan)
    return there


def test_a_proposal_becomes_a_model_ordered_by_an_amendment(page, phone, enter, here, assert_accessible):

    def sure():
        page.locator("dialog[open] .btn-primary").click()

    enter(phone, make.user(here.communes[0]))
    phone.goto("/mo-hinh/dang-ky/")
    phone.locator("a[href='/mo-hinh/dang-ky/moi/']").first.click()
    phone.get_by_label("Tên mô hình, cách làm").fill("Trả kết quả tại bến phà")
    phone.get_by_label("Lĩnh vực cải cách hành chính").select_option("PROCEDURES")
    phone.locator("[name=content]").fill("Sáng thứ Bảy, một công chức ra bến phà trả kết quả.")
    phone.get_by_label("Áp dụng từ ngày").fill("2024-10-19")
    phone.get_by_label("Kết quả bước đầu").fill("27 hồ sơ trong hai tháng.")
    phone.get_by_role("button", name="Lưu bản đăng ký").click()
    expect(phone.get_by_role("heading", name="Trả kết quả tại bến phà")).to_be_visible()
    address = phone.url

    enter(page, make.user(here.communes[0], Role.HEAD))
    page.goto(address)
    page.get_by_role("button", name="Gửi đăng ký").click()
    sure()
    expect(page.get_by_text("gửi ngày 20/12/2024")).to_be_visible()
    enter(page, make.user(here.standing))
    page.goto(address)
    page.get_by_label("Đề nghị công nhận").check()
    page.get_by_label("Ý kiến thẩm định").fill("Dễ làm, ít tốn kém.")
    page.get_by_role("button", name="Thẩm định").click()
    expect(page.get_by_text("Dễ làm, ít tốn kém.")).to_be_visible()
    enter(page, make.user(here.committee, Role.HEAD))
    page.goto(address)
    page.get_by_role("button", name="Công nhận").click()
    sure()
    expect(page.get_by_text("Được công nhận").first).to_be_visible()

    enter(page, make.user(here.standing))
    page.goto(address)
    page.get_by_role("link", name="Nhân rộng vào kế hoạch…").click()
    page.get_by_label("UBND các xã, thị trấn").check()
    page.get_by_label("Theo nhịp").check()
    page.get_by_label("Chu kỳ").select_option("MONTH")
    page.get_by_label("Đơn vị tính").fill("buổi")
    page.get_by_label("Kế hoạch", exact=True).select_option(label="Kế hoạch các mô hình")
    page.get_by_label("Số mục trong kế hoạch").fill("9.6")
    page.get_by_label("Văn bản điều chỉnh").fill("Quyết định số 12/QĐ-UBND ngày 20/12/2024")
    page.get_by_label("Hiệu lực từ ngày").fill("2024-12-20")
    assert_accessible(page)
    page.get_by_role("button", name="Nhân rộng").click()
    sure()
    expect(page.get_by_text("các đơn vị thực hiện nhận được thông báo")).to_be_visible()
    page.get_by_role("link", name="Lịch sử").click()
    expect(page.get_by_text("Quyết định số 12/QĐ-UBND ngày 20/12/2024").first).to_be_visible()
    expect(page.locator("ins", has_text="một công chức ra bến phà")).to_be_visible()
    assert_accessible(page)

    work = Assignment.objects.filter(order__plan_model__number="9.6", part="IMPLEMENT")
    assert {row.agency for row in work} == set(here.communes)
    assert {row.starts for row in work} == {date(2024, 12, 20)}
    phone.goto("/thong-bao/")
    expect(phone.get_by_text("Nhân rộng mô hình “Trả kết quả tại bến phà”").first).to_be_visible()
    phone.goto(address)
    expect(phone.get_by_text("Đã nhân rộng").first).to_be_visible()
