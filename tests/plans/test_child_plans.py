"""A plan orders units to make plans of their own; who has, who has not."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import Role
from plans.childplans import child_plans_of
from plans.models import PartKind, Plan, ScheduleKind
from plans.services import ChildPlan, link_child_plan, record_child_plan
from tests.blanks import flowing
from tests.plans import make
from workflow.transitions import NotAllowed

TODAY = date(2024, 12, 20)
WORDING = ChildPlan("Kế hoạch năm 2024", date(2024, 1, 20), date(2024, 1, 1), date(2024, 12, 31), "05", "KH-UBND")


@pytest.fixture(autouse=True)
def today(db, portal_day):
    return portal_day


@pytest.fixture
def here():
    there = make.district(communes=3)
    there.plan = make.plan(there.committee, there.standing)
    there.order = make.task(there.plan, date(2024, 2, 1), text="Lập kế hoạch thực hiện", asks_child_plan=True)
    there.works = [make.assignment(there.order, commune, PartKind.LEAD) for commune in there.communes]
    there.officer = make.user(there.standing)
    there.writer = make.user(there.communes[0])
    return there


def recorded(here, place=0, **changes):
    by = make.user(here.communes[place])
    wording = ChildPlan(**(WORDING.__dict__ | changes))
    return record_child_plan(assignment=here.works[place], by=by, wording=wording, upload=make.upload())


def test_a_unit_records_its_plan_and_has_done_what_was_ordered(client, here):
    client.force_login(here.writer)
    url = reverse("child_plan_new", args=[here.works[0].pk])
    assert url in client.get(here.works[0].get_absolute_url()).content.decode()
    data = {
        "title": "Kế hoạch thực hiện năm 2024",
        "number": "05",
        "symbol": "KH-UBND",
        "issued_on": "2024-01-20",
        "period_start": "2024-01-01",
        "period_end": "2024-12-31",
    }
    reply = client.post(url, data)
    assert reply.status_code == 422 and "Hãy đính kèm văn bản đã ký" in reply.content.decode()
    assert client.post(url, data | {"upload": make.upload()}).status_code == 302
    child = Plan.objects.get(parent=here.plan)
    assert (child.authority, child.state, child.answers) == (here.communes[0], "ISSUED", here.works[0])
    here.works[0].refresh_from_db()
    assert here.works[0].done_on == date(2024, 1, 20)
    assert here.works[0].evidence.get() == child.signed_file
    assert here.officer.notices.filter(text__contains="báo hoàn thành").exists()


def test_those_who_have_not_come_first_and_late_ones_before_all(client, here):
    recorded(here, 0)
    here.works[2].due = date(2025, 1, 31)
    here.works[2].save()
    (entry,) = child_plans_of(here.plan, here.officer, year=2024, on=TODAY)
    assert [(row.work.kept_by, bool(row.plan), row.late) for row in entry.rows] == [
        (here.communes[1], False, True),
        (here.communes[2], False, False),
        (here.communes[0], True, False),
    ]
    client.force_login(here.officer)
    page = flowing(client.get(reverse("plan_tab", args=[here.plan.pk, "ke-hoach-don-vi"])))
    assert '<b class="num">1/3</b>' in page and '<b class="num">2</b> đơn vị chưa có' in page


def test_yearly_plans_are_looked_at_year_by_year(here):
    here.order.schedule_kind, here.order.due = ScheduleKind.RECURRING, None
    here.order.save()
    recorded(here, 0)
    recorded(here, 0, title="Kế hoạch năm 2023", period_start=date(2023, 1, 1), period_end=date(2023, 12, 31))
    for year, made in ((2024, 1), (2023, 1), (2022, 0)):
        (entry,) = child_plans_of(here.plan, here.officer, year=year, on=TODAY)
        assert entry.made == made
    here.works[0].refresh_from_db()
    assert here.works[0].done_on is None and here.works[0].activities.count() == 2


def test_a_units_plan_is_read_by_those_above_and_itself_only(client, here):
    child = recorded(here)
    for person, code in ((here.officer, 200), (here.writer, 200), (make.user(here.communes[1]), 404)):
        client.force_login(person)
        assert client.get(child.get_absolute_url()).status_code == code
    client.force_login(here.officer)
    assert child.title not in client.get(reverse("plans")).content.decode()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, "đã ghi nhận"),
        ({"issued_on": date(2024, 12, 21)}, "không được sau hôm nay"),
        ({"period_end": date(2023, 1, 1)}, "kết thúc trước khi bắt đầu"),
    ],
)
def test_what_cannot_be_recorded_is_refused_in_words(here, changes, why):
    recorded(here)
    with pytest.raises(NotAllowed, match=why):
        recorded(here, **changes)
    assert Plan.objects.filter(parent=here.plan).count() == 1


def test_nobody_records_for_another_unit_nor_where_no_plan_is_asked(client, here):
    client.force_login(make.user(here.communes[1]))
    assert client.get(reverse("child_plan_new", args=[here.works[0].pk])).status_code == 404
    with pytest.raises(NotAllowed):
        record_child_plan(
            assignment=here.works[0], by=make.user(here.communes[1]), wording=WORDING, upload=make.upload()
        )
    other = make.assignment(make.task(here.plan), here.communes[0])
    with pytest.raises(NotAllowed, match="không yêu cầu"):
        record_child_plan(assignment=other, by=here.writer, wording=WORDING, upload=make.upload())


def test_who_runs_the_plan_says_which_task_asks_for_plans(client, here):
    task = make.task(here.plan, text="Xây dựng kế hoạch")
    url = reverse("child_plans_ask", args=[here.plan.pk])
    client.force_login(make.user(here.communes[0], Role.HEAD))
    client.post(url, {"nhiem_vu": task.pk, "yeu_cau": "1"})
    task.refresh_from_db()
    assert not task.asks_child_plan
    client.force_login(here.officer)
    client.post(url, {"nhiem_vu": task.pk, "yeu_cau": "1"})
    task.refresh_from_db()
    assert task.asks_child_plan
    assert client.post(url, {"nhiem_vu": "x"}, follow=True).status_code == 200


def test_the_list_costs_the_same_for_many_units(client, here):
    client.force_login(here.officer)
    url = reverse("plan_tab", args=[here.plan.pk, "ke-hoach-don-vi"])
    recorded(here)

    def cost():
        with CaptureQueriesContext(connection) as seen:
            page = client.get(url).content.decode()
        return len(seen), page.count("Quá hạn")

    client.get(url)
    few, _ = cost()
    for _ in range(20):
        make.assignment(here.order, make.commune(here.committee))
    many, shown = cost()
    assert shown >= 20
    assert few == many


def own(here, place=0, **fields) -> Plan:
    """A plan that the commune recorded by itself."""
    dated = {"issued_first": date(2024, 1, 15), "issued_last": date(2024, 1, 15), "number": "7", "symbol": "KH-UBND"}
    year = {"period_start": date(2024, 1, 1), "period_end": date(2024, 12, 31)}
    return make.plan(here.communes[place], **(dated | year | fields))


def test_a_plan_the_unit_has_in_the_portal_is_chosen_instead_of_uploaded_again(client, here):
    mine, others = own(here), own(here, 1)
    client.force_login(here.writer)
    url = reverse("child_plan_new", args=[here.works[0].pk])
    page = client.get(url).text
    assert mine.short_title in page and others.short_title not in page
    assert client.post(url, {"plan": others.pk}).status_code == 422
    assert client.post(url, {"plan": mine.pk}).url == mine.get_absolute_url()
    mine.refresh_from_db()
    assert (mine.parent, mine.answers, mine.state) == (here.plan, here.works[0], "ISSUED")
    assert mine.events.get(name="link").actor == here.writer
    here.works[0].refresh_from_db()
    assert (here.works[0].done_on, "7/KH-UBND" in here.works[0].result) == (date(2024, 1, 15), True)
    (entry,) = child_plans_of(here.plan, here.officer, year=2024, on=TODAY)
    assert entry.made == 1
    client.force_login(here.officer)
    assert client.get(mine.get_absolute_url()).status_code == 200
    assert here.officer.notices.filter(text__contains="báo hoàn thành").exists()


@pytest.mark.parametrize("state", ["DRAFT", "SIGNED"])
def test_a_plan_that_is_not_issued_is_not_offered(client, here, state):
    mine = own(here, state=state)
    client.force_login(here.writer)
    assert mine.short_title not in client.get(reverse("child_plan_new", args=[here.works[0].pk])).text


def test_one_plan_answers_one_task_and_one_time_only(here):
    first, second = own(here), own(here)
    link_child_plan(assignment=here.works[0], by=here.writer, plan=first)
    with pytest.raises(NotAllowed, match="đã ghi nhận"):
        link_child_plan(assignment=here.works[0], by=here.writer, plan=second)
    with pytest.raises(NotAllowed, match="Hãy chọn một kế hoạch"):
        link_child_plan(assignment=here.works[0], by=here.writer, plan=first)
    second.refresh_from_db()
    assert second.answers is None


def test_a_yearly_order_takes_a_plan_as_an_entry_of_its_log(here):
    here.order.schedule_kind, here.order.due = ScheduleKind.RECURRING, None
    here.order.save()
    link_child_plan(assignment=here.works[0], by=here.writer, plan=own(here))
    assert here.works[0].activities.get().on == date(2024, 1, 15)
    assert here.officer.notices.filter(text__contains="đã có kế hoạch thực hiện").exists()
