"""The whole history of a task on its page: what the plan did, what units did, what was said, nothing lost."""

from datetime import date

import pytest
from django.urls import reverse

from plans.models import PartKind, PlanVersion
from plans.services import complete_assignment, extend_assignment, raise_difficulty, return_assignment
from tests.plans import make

TODAY = date(2024, 12, 20)


@pytest.fixture
def here():
    return make.district()


@pytest.fixture
def plan(here):
    return make.plan(here.committee, here.standing, short_title="Kế hoạch CCHC 2024")


def history(client, url):
    return [(entry.label, entry.words, entry.unit) for entry in client.get(url).context["history"]]


def test_a_page_tells_everything_that_happened_latest_first(client, here, plan, portal_day):
    row = make.assignment(make.task(plan, date(2024, 12, 31)), here.offices[0], PartKind.LEAD)
    clerk, standing = make.user(here.offices[0]), make.user(here.standing)
    portal_day("2024-12-20 08:00")
    raise_difficulty(assignment=row, by=clerk, text="Thiếu kinh phí")
    portal_day("2024-12-20 09:00")
    extend_assignment(assignment=row, by=standing, due=date(2025, 1, 10), reason="Chờ dự toán")
    portal_day("2024-12-20 10:00")
    complete_assignment(assignment=row, by=clerk, on=TODAY, result="Đã xong phần một")
    portal_day("2024-12-20 11:00")
    return_assignment(assignment=row, by=standing, reason="Thiếu phụ lục")
    client.force_login(clerk)
    told = history(client, row.get_absolute_url())
    assert [words for _, words, _ in told] == ["Thiếu phụ lục", "Đã xong phần một", "Chờ dự toán", "Thiếu kinh phí", ""]
    assert told[2][0] == "Gia hạn đến 10/01/2025" and told[4][0] == "Giao theo Kế hoạch CCHC 2024"
    page = client.get(row.get_absolute_url()).content.decode()
    assert '31/12/2024</span> <span class="quiet">hạn gốc' in page and str(standing) in page


def test_the_amendments_that_changed_and_dropped_it_stand_there_too(client, here, plan):
    old = make.task(plan, date(2024, 6, 30))
    changed = PlanVersion.objects.create(plan=plan, number=1, decision="QĐ 10/QĐ-UBND", effective_on=date(2024, 7, 1))
    dropped = PlanVersion.objects.create(plan=plan, number=2, decision="QĐ 20/QĐ-UBND")
    new = make.task(plan, date(2024, 12, 31), added_in=changed, dropped_in=dropped, replaces=old)
    row = make.assignment(new, here.offices[0], PartKind.LEAD)
    client.force_login(make.user(here.offices[0]))
    assert history(client, row.get_absolute_url()) == [
        ("Bỏ khỏi kế hoạch: điều chỉnh lần 2", "QĐ 20/QĐ-UBND", ""),
        ("Thay đổi: điều chỉnh lần 1, hiệu lực từ 01/07/2024", "QĐ 10/QĐ-UBND", ""),
    ]


def test_of_a_task_of_many_units_each_line_names_its_unit(client, here, plan):
    order = make.task(plan, date(2024, 12, 31))
    rows = [make.assignment(order, commune, PartKind.LEAD) for commune in here.communes]
    for commune, row in zip(here.communes, rows, strict=True):
        for number in range(5):
            raise_difficulty(assignment=row, by=make.user(commune), text=f"Khó {number}")
    client.force_login(make.user(here.standing))
    url = reverse("task", args=[order.pk])
    assert {unit for _, _, unit in history(client, url)} == {"UBND xã 1", "UBND xã 2", "UBND xã 3", ""}
    assert "lần trước…" in client.get(url).content.decode()
    client.force_login(make.user(here.communes[0]))
    assert len(history(client, rows[0].get_absolute_url())) == 6, "others' words stay with them until answered"
