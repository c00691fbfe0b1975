"""The list of work: by task and unit by unit, the same states everywhere, many rows at once, and as a workbook."""

import io
from datetime import date, timedelta

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from agencies.models import Role
from plans.models import Assignment, PartKind, SavedFilter
from plans.services import complete_assignment
from tests.blanks import flowing
from tests.plans import make
from tests.plans.test_pages import fill, statements
from workflow.models import Notice

TODAY = date(2024, 12, 20)
LIST = reverse("tasks")


@pytest.fixture
def here():
    return make.district(offices=2, communes=3)


@pytest.fixture
def plan(here):
    return make.plan(here.committee, here.standing)


@pytest.fixture
def report(here, plan):
    """A task of three communes due five days ago, one of them done in time."""
    order = make.task(plan, TODAY - timedelta(days=5), text="Báo cáo rà soát", section="Rà soát", number="A.1")
    rows = [make.assignment(order, commune, PartKind.LEAD) for commune in here.communes]
    rows[0].done_on, rows[0].result = TODAY - timedelta(days=6), "Đã rà soát"
    rows[0].save()
    return order


@pytest.fixture
def standing(client, here):
    person = make.user(here.standing)
    client.force_login(person)
    return person


def lines(client, **query):
    return client.get(LIST, query).context["lines"]


def test_who_runs_the_plan_sees_a_task_once_with_the_progress_of_its_units(client, here, report, standing):
    (line,) = lines(client)
    assert (line.done, line.units, line.status, line.words) == (1, 3, "OVERDUE", "Quá hạn, 2 đơn vị")
    assert line.who == "3 đơn vị cấp xã" and line.url == reverse("task", args=[report.pk])
    page = client.get(line.url)
    assert [row.kept_by for row in page.context["units"].open] == here.communes[1:]
    assert len(page.context["units"].strip[0][1]) == 3
    assert [(one.who, one.words) for one in lines(client, theo="don-vi")][:2] == [
        (here.communes[1].short_name, "Quá hạn 5 ngày"),
        (here.communes[2].short_name, "Quá hạn 5 ngày"),
    ]
    assert len(lines(client, don_vi=here.communes[1].pk)) == 1


def test_a_unit_sees_only_its_own_part(client, here, report):
    client.force_login(make.user(here.communes[1]))
    (line,) = lines(client)
    own = Assignment.objects.get(order=report, agency=here.communes[1])
    assert line.url == own.get_absolute_url()
    assert client.get(reverse("task", args=[report.pk])).url == own.get_absolute_url()
    page = client.get(LIST).content.decode()
    assert here.communes[2].short_name not in page and "Gia hạn đến" not in page


def test_a_task_of_many_units_shows_all_of_them_as_cells_and_fifty_as_rows(client, here, report, standing):
    units = [
        make.agency(f"UBND xã số {n}", kind="COMMITTEE", level="COMMUNE", parent=here.committee) for n in range(60)
    ]
    Assignment.objects.bulk_create(
        Assignment(order=report, agency=unit, kept_by=unit, part="IMPLEMENT", due=report.due) for unit in units
    )
    first, second = (client.get(report.get_absolute_url(), {"trang": number}) for number in ("1", "2"))
    held = first.context["units"]
    names = [row.kept_by for page in (first, second) for _, _, rows in page.context["sections"] for row in rows]
    assert names == [row.kept_by for row in held.in_order] and len(first.context["page"]) == 50
    assert sum(len(cells) for _, cells in held.strip) == len(held.all) == len(names) > 60
    assert f"Chưa xong: {len(held.open)}" in flowing(first) and f"{len(held.all)} đơn vị thực hiện" in flowing(second)


def test_pills_count_what_they_show(client, here, plan, report, standing):
    two = make.task(plan, TODAY + timedelta(days=3))
    for office, done in zip(here.offices, (TODAY, TODAY - timedelta(days=1)), strict=True):
        make.assignment(two, office, done_on=done, result="Xong")
    for way in ("nhiem-vu", "don-vi"):
        page = client.get(LIST, {"theo": way})
        assert page.context["total"] == len(page.context["lines"])
        for key, _, _, count in page.context["pills"]:
            assert count == len(lines(client, theo=way, trang_thai=key)), (way, key)


def test_a_long_list_leads_from_page_to_page(client, here, plan, standing):
    fill(plan, here.offices[0], 120)

    def place(**query):
        answer = client.get(LIST, {"theo": "don-vi", **query})
        words = [word for word in ("Trang trước", "Trang sau") if word in flowing(answer)]
        return answer.context["page"].number, len(answer.context["lines"]), words

    assert place() == (1, 50, ["Trang sau"])
    assert place(trang="2") == (2, 50, ["Trang trước", "Trang sau"])
    last = place(trang="3")
    assert last[0] == 3 and 0 < last[1] < 50 and last[2] == ["Trang trước"]
    assert place(trang="9" * 18) == last, "a page that is not there is the last one"
    total = 100 + last[1]
    answer = client.get(LIST, {"theo": "don-vi", "trang": "2"})
    assert f"Trang 2/3, {total} dòng" in flowing(answer)


def test_the_section_of_a_plan_narrows_the_list(client, here, plan, report, standing):
    make.assignment(make.task(plan, text="Việc khác"), here.offices[0])
    letters = make.requirement(plan, plan_model=make.plan_model(plan, "Thư cảm ơn"))
    make.assignment(letters, here.offices[0])
    assert [line.order for line in lines(client, ke_hoach=plan.pk, phan="Rà soát")] == [report]
    model = f"mo-hinh-{letters.plan_model_id}"
    assert [line.order for line in lines(client, ke_hoach=plan.pk, phan=model)] == [letters]
    assert [line.order for line in lines(client, tu_ngay="2024-12-15", den_ngay="2024-12-15")] == [report]
    assert lines(client, tu_ngay="2024-12-16", den_ngay="2024-12-31") == []


def test_unreadable_conditions_are_named_and_nothing_breaks(client, report, standing):
    page = client.get(LIST, {"ke_hoach": "abc", "phan": "mo-hinh-x", "don_vi": "-1", "tu_ngay": "32/13"})
    assert page.status_code == 200 and "Hãy chọn một ngày" in page.content.decode()
    assert client.get(reverse("task_export"), {"ke_hoach": "abc"}).status_code == 200


# Many rows at once


def test_ticked_tasks_are_extended_for_the_units_that_are_not_through(client, here, report, standing):
    sent = {"viec": [report.pk], "thao_tac": "gia-han", "due": "2024-12-27", "reason": "Chờ hướng dẫn của Tỉnh"}
    answer = client.post(reverse("task_bulk"), sent, follow=True)
    assert "Đã gia hạn đến 27/12/2024 2 phần việc" in answer.content.decode()
    rows = {row.agency: row for row in Assignment.objects.filter(order=report)}
    assert rows[here.communes[0]].due == report.due, "it was done"
    for commune in here.communes[1:]:
        row = rows[commune]
        assert (row.first_due, row.due, row.extended_by) == (report.due, date(2024, 12, 27), standing)
        assert row.extended_reason == "Chờ hướng dẫn của Tỉnh"


def test_an_extension_without_a_reason_keeps_the_ticks_and_the_words(client, report, standing):
    sent = {"viec": [report.pk], "thao_tac": "gia-han", "due": "2024-12-27", "reason": " "}
    answer = client.post(f"{reverse('task_bulk')}?q=ra+soat", sent)
    page = answer.content.decode()
    assert answer.status_code == 422 and "Hãy ghi lý do gia hạn" in page
    assert 'value="2024-12-27"' in page and f'value="{report.pk}" checked' in page and 'value="ra soat"' in page


def test_a_reminder_reaches_each_unit_once_a_day(client, here, report, standing, portal_day):
    people = [make.user(commune) for commune in here.communes]
    sent = {"viec": [report.pk], "thao_tac": "nhac"}
    client.post(reverse("task_bulk"), sent)
    again = client.post(reverse("task_bulk"), sent, follow=True)
    assert "Hôm nay đã nhắc rồi" in again.content.decode()
    assert [Notice.objects.filter(user=person).count() for person in people] == [0, 1, 1]
    portal_day("2024-12-21 08:00")
    client.post(reverse("task_units", args=[report.pk]), {"viec": "tat-ca", "thao_tac": "nhac"})
    assert [Notice.objects.filter(user=person).count() for person in people] == [0, 2, 2]


def test_a_unit_neither_reminds_nor_extends(client, here, report):
    client.force_login(make.user(here.communes[1], Role.HEAD))
    own = Assignment.objects.get(order=report, agency=here.communes[1])
    sent = {"viec": [own.pk], "thao_tac": "gia-han", "due": "2024-12-27", "reason": "Tự gia hạn"}
    answer = client.post(reverse("task_bulk"), sent, follow=True)
    assert "Chỉ cơ quan thường trực hoặc cơ quan ban hành được gia hạn" in answer.content.decode()
    own.refresh_from_db()
    assert own.due == report.due
    other = Assignment.objects.get(order=report, agency=here.communes[2])
    client.post(reverse("task_bulk"), sent | {"viec": [other.pk]})
    other.refresh_from_db()
    assert other.due == report.due


# Saved filters, the workbook


def test_a_filter_is_kept_under_a_name_and_is_ones_own(client, here, report, standing):
    answer = client.post(f"{reverse('filter_save')}?trang_thai=OVERDUE&q=ra+soat&trang=2", {"name": "Rà soát trễ"})
    assert answer.url == f"{LIST}?trang_thai=OVERDUE&q=ra+soat"
    assert "Rà soát trễ" in client.get(LIST).content.decode()
    client.post(f"{reverse('filter_save')}?q=khac", {"name": "Rà soát trễ"})
    saved = SavedFilter.objects.get()
    assert saved.query == "q=khac"
    client.force_login(make.user(here.standing))
    assert reverse("filter_delete", args=[saved.pk]) not in client.get(LIST).content.decode()
    assert client.post(reverse("filter_delete", args=[saved.pk])).status_code == 404
    assert client.post(reverse("filter_save"), {"name": ""}).status_code == 422


def workbook(client, **query):
    answer = client.get(reverse("task_export"), query)
    return load_workbook(io.BytesIO(b"".join(answer.streaming_content)))


def test_the_workbook_holds_the_rows_of_the_list_and_its_filter(client, here, plan, report, standing):
    report.text = "=cmd|'/c calc'!A1"
    report.save()
    book = workbook(client, trang_thai="OVERDUE", ke_hoach=plan.pk)
    rows = list(book["Nhiệm vụ"].iter_rows(min_row=2, values_only=True))
    assert [row[4] for row in rows] == [commune.short_name for commune in here.communes[1:]]
    assert {row[10] for row in rows} == {"Quá hạn"} and rows[0][8].date() == report.due
    assert rows[0][1] == "'=cmd|'/c calc'!A1", "text never becomes a formula"
    asked = dict(book["Điều kiện lọc"].iter_rows(values_only=True))
    assert asked["Trạng thái"] == "Quá hạn" and asked["Kế hoạch"] == str(plan)
    link = asked["Mở lại danh sách"].removeprefix("http://testserver")
    assert len(client.get(link).context["lines"]) == 1
    client.force_login(make.user(here.communes[0]))
    assert [row[4] for row in workbook(client)["Nhiệm vụ"].iter_rows(min_row=2, values_only=True)] == [
        here.communes[0].short_name
    ]


# The same number of statements however many rows


@pytest.mark.parametrize(
    "query", [{}, {"theo": "don-vi"}, {"trang_thai": "DUE_SOON", "theo": "don-vi", "sap_xep": "-agency"}]
)
def test_the_list_costs_the_same_at_10_and_at_1000_rows(client, here, plan, standing, query):
    fill(plan, here.offices[0], 10)
    few, answer = statements(client, LIST, **query)
    assert len(answer.context["lines"]) == 10
    fill(plan, here.offices[0], 990)
    many, answer = statements(client, LIST, **query)
    assert len(answer.context["lines"]) == 50 and answer.context["total"] == 1000
    assert many == few <= FRAME + 6


# Session, user, his posts, and what the frame asks for: navigation and notices.
FRAME = 9


def test_a_task_costs_the_same_with_3_units_and_with_60(client, here, report, standing):
    url = reverse("task", args=[report.pk])
    few, answer = statements(client, url)
    assert len(answer.context["units"].all) == 3
    for _ in range(57):
        make.assignment(report, make.commune(here.committee), PartKind.LEAD)
    many, answer = statements(client, url)
    assert len(answer.context["units"].all) == 60
    assert many == few <= FRAME + 10


def test_the_monitor_confirms_from_the_task_and_comes_back(client, here, plan):
    order = make.task(plan, TODAY, asks_confirmation=True)
    make.assignment(order, here.offices[1], PartKind.MONITOR)
    rows = [make.assignment(order, commune, PartKind.LEAD) for commune in here.communes]
    complete_assignment(assignment=rows[0], by=make.user(here.communes[0]), on=TODAY, result="Xong")
    client.force_login(make.user(here.offices[1]))
    page = client.get(reverse("task", args=[order.pk]))
    assert [row.kept_by for row in page.context["units"].waits] == [here.communes[0]]
    url = reverse("assignment_confirm", args=[rows[0].pk])
    assert f'formaction="{url}"' in page.content.decode()
    answer = client.post(url, {"next": reverse("task", args=[order.pk])}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("task", args=[order.pk])
    assert len(answer.context["units"].through) == 1


def test_plans_of_one_title_are_told_apart_by_who_issued_them(client, here, plan, standing):
    for unit in here.communes[:2]:
        make.plan(unit, unit, parent=plan, short_title="Thực hiện năm 2024")
    choices = dict(client.get(LIST).context["filter"].form.fields["ke_hoach"].choices)
    assert {words for words in choices.values() if "Thực hiện" in words} == {
        f"Thực hiện năm 2024: {unit}" for unit in here.communes[:2]
    }
