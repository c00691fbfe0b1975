"""A plan document from upload to issued plan in a real browser: read, corrected beside its source, recorded."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from agencies.models import Role
from plans.models import Assignment, Plan, PlanState, Reading
from tests import make
from tests.plans.editing.conftest import PAPER
from tests.plans.make import PDF
from tests.reading import papers
from workflow.jobs import run_job
from workflow.models import Job

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def district(transactional_db, portal_day):
    made = make.District()
    made.staff = make.user(made.standing, Role.STAFF)
    return made


def read(page, name, content):
    """Uploads a file and waits, as the worker reads it, until the page opens itself anew."""
    page.goto(reverse("readings"))
    page.locator("#tep").set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": content})
    page.get_by_role("button", name="Đọc tệp").click()
    expect(page.get_by_role("heading", name="Đang chờ đến lượt đọc")).to_be_visible()
    run_job.call(Job.objects.get(kind="read_plan").pk)
    expect(page.get_by_role("navigation", name="Các phần của kế hoạch")).to_be_visible()
    return Reading.objects.get()


@pytest.mark.parametrize(("kind", "screen"), [("docx", "page"), ("pdf", "phone")])
def test_from_a_document_to_an_issued_plan(request, district, enter, assert_accessible, kind, screen):
    page = request.getfixturevalue(screen)
    enter(page, district.staff)
    reading = read(page, f"ke-hoach.{kind}", getattr(papers, kind)(PAPER))
    assert_accessible(page)

    page.get_by_role("link", name=re.compile("^Nhiệm vụ ")).last.click()
    page.locator("#task-1 summary").first.click()
    schedule = page.locator("#f-task-1-schedule")
    schedule.fill("Trước ngày 15/8/2024")
    schedule.blur()
    expect(page.locator("#sau-task-1-schedule")).to_contain_text("hạn 14/08/2024")
    expect(page.locator("[data-save-sign]")).to_have_text(re.compile(r"^đã lưu lúc \d\d:\d\d$"))
    assert_accessible(page)

    page.goto(reverse("reading_part", args=[reading.pk, "co-quan"]))
    unknown = page.locator(".named.unknown")
    expect(unknown).to_have_count(1)
    assert_accessible(page)
    unknown.get_by_role("button", name="Không giao trên cổng").click()
    expect(unknown).to_have_count(0)

    page.get_by_role("link", name="Xong, sang bước ghi nhận").click()
    expect(page.get_by_text("đơn vị sẽ nhận việc")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Ngày ban hành").fill("2024-01-10")
    if kind == "docx":
        page.get_by_label("Văn bản đã ký", exact=True).set_input_files(
            {"name": "ky.pdf", "mimeType": "application/pdf", "buffer": PDF}
        )
    page.get_by_role("button", name="Ghi nhận là đã ban hành").click()
    page.get_by_role("dialog").get_by_role("button", name="Ghi nhận").click()
    expect(page.get_by_text("Đã ghi nhận kế hoạch")).to_be_visible()

    plan = Plan.objects.get()
    assert (plan.state, plan.number, plan.orders.count()) == (PlanState.ISSUED, "15", 3)
    assert Assignment.objects.filter(order__plan=plan, agency=district.standing).exists()
