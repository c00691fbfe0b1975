"""Who sees which page, and that pages cost the same at 10 rows and at 1,000."""

import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import Role
from plans.models import Activity, Assignment, Order, PartKind, PlanState
from tests.plans import make
from workflow.evidence import store

TODAY = date(2024, 12, 20)


@pytest.fixture
def here():
    return make.district(communes=3)


@pytest.fixture
def plan(here):
    """A plan with a model of three communes and a task of one office."""
    plan = make.plan(here.committee, here.standing, kind="MODELS")
    order = make.requirement(plan, plan_model=make.plan_model(plan, "Ngày thứ 7 vì dân"))
    make.part(order, here.all_communes)
    for commune in here.communes:
        make.activity(make.assignment(order, commune), date(2024, 5, 4), text=f"Buổi ở {commune.name}")
    make.assignment(order, here.offices[1], PartKind.MONITOR)
    make.assignment(make.task(plan, date(2024, 12, 31), text="Lập dự toán"), here.offices[0], PartKind.LEAD)
    return plan


def pages_of(plan):
    tabs = ("mo-hinh", "nhiem-vu", "bao-cao", "van-ban", "lich-su")
    return [
        reverse("plan", args=[plan.pk]),
        reverse("plan_model", args=[plan.plan_models.get().pk]),
        *(reverse("plan_tab", args=[plan.pk, tab]) for tab in tabs),
    ]


def test_an_issued_plan_is_for_its_whole_jurisdiction_and_nobody_else(client, here, plan):
    elsewhere = make.district()
    for person, expected in (
        (make.user(here.committee, Role.HEAD), 200),
        (make.user(here.standing), 200),
        (make.user(here.communes[0], Role.VIEWER), 200),
        (make.user(elsewhere.standing, Role.HEAD), 404),
        (make.user(), 404),
    ):
        client.force_login(person)
        assert [client.get(url).status_code for url in pages_of(plan)] == [expected] * 7, person
        listed = client.get(reverse("plans")).content.decode()
        assert (plan.short_title in listed) == (expected == 200)


def test_what_many_units_add_up_to_follows_the_page_with_the_same_numbers(client, here, plan, portal_day, monkeypatch):
    client.force_login(make.user(here.standing))
    whole, model = client.get(reverse("plan", args=[plan.pk])), reverse("plan_model", args=[plan.plan_models.get().pk])
    beside = client.get(model)
    monkeypatch.setattr("plans.overview.ADDED_UP_AT_ONCE", 0)
    for url, at_once in ((reverse("plan", args=[plan.pk]), whole), (model, beside)):
        page = client.get(url).text
        assert "3/9" in at_once.text and "3/9" not in page
        asked = unescape(re.search(r'hx-get="([^"]+)"', page)[1])
        part = client.get(asked).text.strip()
        assert "3/9" in part and part in at_once.text


def test_a_draft_is_for_the_standing_agency_and_the_authority(client, here, plan):
    plan.state = PlanState.DRAFT
    plan.save()
    for person, expected in (
        (make.user(here.standing), 200),
        (make.user(here.committee, Role.HEAD), 200),
        (make.user(here.communes[0], Role.HEAD), 404),
    ):
        client.force_login(person)
        assert client.get(reverse("plan", args=[plan.pk])).status_code == expected


def test_the_signed_file_is_served_to_readers_of_the_plan_only(client, here, plan):
    plan.signed_file = store(upload=make.upload("ke-hoach.pdf"), agency=here.committee, by=make.user(here.standing))
    plan.save()
    url = reverse("plan_file", args=[plan.pk])
    client.force_login(make.user(here.communes[0]))
    assert client.get(url).status_code == 200
    client.force_login(make.user(make.district().standing))
    assert client.get(url).status_code == 404


def test_a_plan_is_recorded_on_its_page_by_the_standing_agency(client, here):
    plan = make.plan(here.committee, here.standing, state=PlanState.DRAFT)
    make.part(make.task(plan, text="Việc mới"), here.all_communes, PartKind.LEAD)
    client.force_login(make.user(here.standing))
    said = client.post(reverse("plan_move", args=[plan.pk, "record"]), follow=True).content.decode()
    assert "Hãy chọn “Ghi nhận kế hoạch đã ban hành”" in said
    form = client.post(reverse("plan_edit", args=[plan.pk]), {"buoc": "ghi-nhan"}).url
    client.post(form, {"issued_on": "2024-12-01", "upload": make.upload()})
    plan.refresh_from_db()
    assert plan.state == PlanState.ISSUED and Assignment.objects.filter(order__plan=plan).count() == 3
    client.force_login(make.user(here.communes[0], Role.HEAD))
    assert client.post(reverse("plan_move", args=[plan.pk, "close"]), follow=True).status_code == 200
    plan.refresh_from_db()
    assert plan.state == PlanState.ISSUED


def test_what_each_unit_reached_is_for_the_unit_its_monitor_and_those_who_run_the_plan(client, here, plan):
    url = reverse("plan_model", args=[plan.plan_models.get().pk])
    first, second, third = here.communes
    everything = {first, second, third}
    for person, seen in (
        (make.user(here.standing), everything),
        (make.user(here.committee, Role.HEAD), everything),
        (make.user(here.offices[1]), everything),
        (make.user(first), {first}),
        (make.user(here.offices[0]), set()),
    ):
        client.force_login(person)
        page = client.get(url).content.decode()
        assert {commune for commune in here.communes if f"<td>{commune.short_name}</td>" in page} == seen


def test_an_assignment_and_its_files_are_404_for_other_units(client, here, plan):
    row = Assignment.objects.get(part=PartKind.LEAD)
    row.evidence.add(store(upload=make.upload(), agency=here.offices[0], by=make.user(here.offices[0])))
    entry = Activity.objects.get(assignment__agency=here.communes[0])
    entry.evidence.add(store(upload=make.upload(), agency=here.communes[0], by=make.user(here.communes[0])))
    task = [reverse("assignment", args=[row.pk]), reverse("assignment_file", args=[row.pk, row.evidence.get().pk])]
    log = [reverse("activity_file", args=[entry.pk, entry.evidence.get().pk])]
    for person, of_task, of_log in (
        (make.user(here.offices[0]), 200, 404),
        (make.user(here.standing), 200, 200),
        (make.user(here.offices[1]), 404, 200),
        (make.user(here.communes[0]), 404, 200),
        (make.user(here.communes[1], Role.HEAD), 404, 404),
    ):
        client.force_login(person)
        assert [client.get(url).status_code for url in task] == [of_task] * 2, person
        assert [client.get(url).status_code for url in log] == [of_log], person


def test_only_the_unit_opens_the_correction_of_its_entry(client, here, plan):
    entry = Activity.objects.get(assignment__agency=here.communes[0])
    url = reverse("activity_correct", args=[entry.pk])
    for person, expected in (
        (make.user(here.communes[0]), 200),
        (make.user(here.communes[0], Role.VIEWER), 404),
        (make.user(here.standing, Role.HEAD), 404),
        (make.user(here.communes[1]), 404),
    ):
        client.force_login(person)
        assert client.get(url).status_code == expected


def test_tasks_are_filtered_by_words_without_accents_state_unit_and_day(client, here, plan):
    make.assignment(make.task(plan, date(2024, 12, 1), text="Rà soát thủ tục"), here.offices[1], PartKind.LEAD)
    client.force_login(make.user(here.standing))

    def found(**query):
        return [line.said.text for line in client.get(reverse("tasks"), query | {"theo": "don-vi"}).context["lines"]]

    assert found() == ["Rà soát thủ tục", "Lập dự toán"]
    assert found(q="lap DU toan") == ["Lập dự toán"]
    assert found(trang_thai="OVERDUE") == ["Rà soát thủ tục"]
    assert found(don_vi=here.offices[0].pk) == ["Lập dự toán"]
    assert found(den_ngay="2024-12-15") == ["Rà soát thủ tục"]
    assert found(sap_xep="-due") == ["Lập dự toán", "Rà soát thủ tục"]
    assert len(found(loai="ALL")) == 5
    assert found(q="không có gì") == []
    assert client.get(reverse("tasks"), {"den_ngay": "hôm nay", "trang": "x", "sap_xep": "khong"}).status_code == 200


def test_done_work_comes_after_what_waits(client, here, plan):
    make.assignment(make.task(plan, date(2024, 2, 1), text="Đã xong"), here.offices[0], done_on=date(2024, 1, 30))
    client.force_login(make.user(here.offices[0]))
    lines = client.get(reverse("tasks")).context["lines"]
    assert [line.said.text for line in lines] == ["Lập dự toán", "Đã xong"]


def test_old_years_can_be_looked_at(client, here, plan):
    client.force_login(make.user(here.standing))
    page = client.get(reverse("plan", args=[plan.pk]), {"nam": "2022"})
    assert page.context["year"] == 2022
    assert client.get(reverse("plan", args=[plan.pk]), {"nam": "1999"}).context["year"] == 2024


# The same number of statements however many rows


def statements(client, url, **query):
    client.get(url, query)
    with CaptureQueriesContext(connection) as caught:
        answer = client.get(url, query)
    assert answer.status_code == 200
    return len(caught), answer


def fill(plan, agency, count):
    orders = Order.objects.bulk_create(
        Order(plan=plan, kind="TASK", number=str(n), text=f"Việc {n}", position=n, due=TODAY, schedule_kind="FIXED")
        for n in range(count)
    )
    Assignment.objects.bulk_create(
        Assignment(order=order, agency=agency, kept_by=agency, part="LEAD", due=TODAY) for order in orders
    )


def test_the_task_list_costs_the_same_at_10_and_at_1000_rows(client, here):
    plan = make.plan(here.committee, here.standing)
    fill(plan, here.offices[0], 10)
    client.force_login(make.user(here.standing))
    few, answer = statements(client, reverse("tasks"))
    assert len(answer.context["lines"]) == 10 and answer.context["total"] == 10
    fill(plan, here.offices[0], 990)
    many, answer = statements(client, reverse("tasks"))
    assert len(answer.context["lines"]) == 50 and answer.context["total"] == 1000
    assert many == few


def test_the_list_of_plans_costs_the_same_at_10_and_at_1000_rows(client, here):
    client.force_login(make.user(here.standing))
    for _ in range(10):
        make.plan(here.committee, here.standing)
    few, answer = statements(client, reverse("plans"))
    assert len(answer.context["page"].object_list) == 10
    for _ in range(990):
        make.plan(here.committee, here.standing)
    many, answer = statements(client, reverse("plans"))
    assert len(answer.context["page"].object_list) == 30 and answer.context["page"].paginator.count == 1000
    assert many == few


@pytest.mark.parametrize("name", ["plan", "plan_model"])
def test_a_plan_costs_the_same_with_10_and_with_1000_entries_and_more_units(client, here, name):
    plan = make.plan(here.committee, here.standing, kind="MODELS")
    order = make.requirement(plan, plan_model=make.plan_model(plan))
    url = reverse(name, args=[plan.pk if name == "plan" else plan.plan_models.get().pk])
    client.force_login(make.user(here.standing))

    def grow(units, entries):
        for _ in range(units):
            row = make.assignment(order, make.commune(here.committee))
            Activity.objects.bulk_create(Activity(assignment=row, on=TODAY) for _ in range(entries))

    grow(2, 5)
    few, answer = statements(client, url)
    row = answer.context["models"][0]
    assert (row.total, row.met, row.model.units) == (10, 2, 2)
    grow(22, 45)
    many, answer = statements(client, url)
    row = answer.context["models"][0]
    assert (row.total, row.met, row.model.units) == (1000, 24, 24)
    assert many == few


def test_a_model_of_many_units_shows_thirty_strips_at_a_time(client, here):
    plan = make.plan(here.committee, here.standing, kind="MODELS")
    order = make.requirement(plan, plan_model=make.plan_model(plan))
    units = [make.commune(here.committee) for _ in range(35)]
    for unit in units:
        make.activity(make.assignment(order, unit), TODAY)
    client.force_login(make.user(here.standing))
    url = reverse("plan_model", args=[plan.plan_models.get().pk])
    shown = []
    for page in ("1", "2"):
        answer = client.get(url, {"trang": page})
        (card,) = answer.context["cards"]
        assert all(unit.strip.met == 1 for unit in card.units) and card.unit_count == 35
        assert answer.context["chosen"].met == 35 and f"Trang {page}/2, 35" in " ".join(answer.content.decode().split())
        shown.append([unit.name for unit in card.units])
    assert [len(rows) for rows in shown] == [30, 5]
    assert shown[0] + shown[1] == [unit.short_name for unit in sorted(units, key=lambda unit: (unit.order, unit.pk))]


def test_the_log_and_an_assignment_cost_the_same_at_10_and_at_1000_entries(client, here, plan):
    row = Assignment.objects.filter(agency=here.communes[0]).get()
    row.activities.all().delete()
    client.force_login(make.user(here.communes[0]))
    urls = [reverse("log"), reverse("assignment", args=[row.pk])]
    Activity.objects.bulk_create(Activity(assignment=row, on=TODAY, text="Một dòng") for _ in range(10))
    few = [statements(client, url) for url in urls]
    assert len(few[0][1].context["page"].object_list) == 10 and len(few[1][1].context["entries"]) == 10
    Activity.objects.bulk_create(Activity(assignment=row, on=TODAY, text="Một dòng") for _ in range(990))
    many = [statements(client, url) for url in urls]
    assert many[0][1].context["page"].paginator.count == 1000 and len(many[1][1].context["entries"]) == 30
    assert [count for count, _ in many] == [count for count, _ in few]
