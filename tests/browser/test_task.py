"""A task from the unit's phone to done: evidence handed in, a difficulty answered, the monitor's confirmation."""

from datetime import date

import pytest
from playwright.sync_api import expect

from plans.models import PartKind
from tests.plans import make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def row(transactional_db, portal_day):
    """A commune's task that asks for evidence and for the word of the office that watches over it."""
    here = make.district(offices=1, communes=2)
    task = make.task(
        make.plan(here.committee, here.standing),
        date(2024, 12, 24),
        text="Niêm yết số đường dây nóng",
        asks_evidence=True,
        asks_confirmation=True,
    )
    make.assignment(task, here.offices[0], PartKind.MONITOR)
    make.assignment(task, here.communes[1], PartKind.LEAD)
    return make.assignment(task, here.communes[0], PartKind.LEAD)


def test_a_task_is_done_with_evidence_and_confirmation(page, phone, enter, row, assert_accessible):
    enter(phone, make.user(row.agency))
    phone.goto("/")
    phone.locator(f"a[href='{row.get_absolute_url()}']").first.click()
    phone.get_by_text("Nêu khó khăn, vướng mắc…").click()
    phone.get_by_label("Khó khăn, vướng mắc và điều đề nghị").fill("Chưa có mẫu bảng chung.")
    phone.get_by_role("button", name="Gửi cơ quan thường trực").click()
    expect(phone.get_by_text("Chờ trả lời", exact=True)).to_be_visible()
    phone.get_by_label("Kết quả", exact=True).fill("Đã treo 3 bảng tại Bộ phận Một cửa.")
    phone.get_by_label("Tài liệu kiểm chứng").set_input_files(
        {"name": "anh-bang.pdf", "mimeType": "application/pdf", "buffer": make.PDF}
    )
    phone.get_by_role("button", name="Báo hoàn thành").click()
    expect(phone.get_by_text("Chờ xác nhận").first).to_be_visible()
    assert_accessible(phone)

    monitor = row.order.assignments.get(part=PartKind.MONITOR).agency
    enter(page, make.user(monitor))
    page.goto(row.order.get_absolute_url())
    page.get_by_label("Trả lời UBND").fill("Mẫu gửi kèm trong tuần này.")
    page.get_by_role("button", name="Trả lời").click()
    expect(page.get_by_text("Đã trả lời", exact=True)).to_be_visible()
    with page.expect_response(lambda answer: "/tep/" in answer.url) as file:
        page.get_by_role("link", name="anh-bang.pdf").evaluate("link => fetch(link.href)")
    assert file.value.status == 200
    page.get_by_role("button", name="Xác nhận").click()
    expect(page.get_by_text("1/2 đơn vị đã xong")).to_be_visible()
    assert_accessible(page)

    phone.reload()
    expect(phone.get_by_text("Hoàn thành trước hạn").first).to_be_visible()
    expect(phone.locator("#kho-khan").get_by_text("Mẫu gửi kèm trong tuần này.")).to_be_visible()
