"""Work of an agency that ended passes on, in the middle of a period, and its history stays readable."""

from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse

from agencies.models import Role, Succession
from plans.models import Assignment, PartKind
from plans.services import add_activity, extend_assignment, raise_difficulty, succeed_all
from tests.plans import make
from workflow.models import Notice

LAST, FIRST = date(2025, 6, 30), date(2025, 7, 1)


@pytest.fixture
def here():
    return make.district(offices=1, communes=4)


@pytest.fixture
def plan(here):
    return make.plan(here.committee, here.standing)


def end(agency, *heirs):
    agency.active_to = LAST
    agency.save()
    for heir in heirs:
        Succession.objects.create(predecessor=agency, successor=heir, on=FIRST)


@pytest.fixture
def merged(here, plan, portal_day):
    """Two communes that merge into the third on 1 July 2025, each with the same task; one was extended and has a log."""
    order = make.task(plan, date(2025, 6, 20), text="Số hóa hồ sơ")
    rows = [make.assignment(order, commune, PartKind.LEAD) for commune in here.communes[:3]]
    clerk = make.user(here.communes[0])
    add_activity(assignment=rows[0], by=clerk, on=date(2024, 12, 2), text="Đã số hóa 40 hồ sơ")
    raise_difficulty(assignment=rows[0], by=clerk, text="Thiếu máy quét")
    extend_assignment(assignment=rows[0], by=make.user(here.standing), due=date(2025, 7, 10), reason="Chờ máy")
    for commune in here.communes[:2]:
        end(commune, here.communes[2])
    portal_day("2025-07-01 00:05")
    return rows


def test_the_day_after_it_ends_its_work_is_its_successors(client, here, merged):
    heir = make.user(here.communes[2])
    assert succeed_all() == 2
    for row in merged[:2]:
        row.refresh_from_db()
        assert row.kept_by == here.communes[2] and row.agency != row.kept_by
    assert (merged[0].first_due, merged[0].due) == (date(2025, 6, 20), date(2025, 7, 10))
    client.force_login(heir)
    page = client.get(merged[0].get_absolute_url()).content.decode()
    for words in ("tiếp nhận từ UBND xã 1", "Đã số hóa 40 hồ sơ", "Thiếu máy quét", "Chờ máy", "kết thúc hoạt động"):
        assert words in page, words
    assert Notice.objects.filter(user=heir, text__contains="tiếp nhận 1 phần việc của UBND xã 1").count() == 1
    sent = {"tien-do-on": "2025-07-01", "tien-do-text": "Tiếp tục số hóa"}
    assert (
        "Tiếp tục số hóa"
        in client.post(reverse("assignment_progress", args=[merged[0].pk]), sent, follow=True).content.decode()
    )


def test_its_state_does_not_change_by_passing_on(here, merged):
    def states():
        return dict(Assignment.objects.with_status(on=FIRST).values_list("pk", "status"))

    before = states()
    succeed_all()
    assert states() == before
    assert [before[row.pk] for row in merged] == ["IN_TIME", "OVERDUE", "OVERDUE"]


def test_it_passes_on_once_and_not_on_the_last_day(here, merged, portal_day):
    portal_day("2025-06-30 23:59:59")
    assert succeed_all() == 0
    portal_day("2025-07-01 00:00:00")
    assert (succeed_all(), succeed_all()) == (2, 0)
    assert merged[0].events.filter(name="succeed").count() == 1


def test_closed_plans_keep_the_old_name(here, plan, merged):
    plan.state = "CLOSED"
    plan.save()
    assert succeed_all() == 0


def test_the_standing_agencys_successor_runs_its_plans(here, plan, merged):
    end(here.standing, here.offices[0])
    succeed_all()
    plan.refresh_from_db()
    assert plan.standing == here.offices[0]


def test_after_a_split_the_standing_agency_chooses(client, here, plan, portal_day):
    row = make.assignment(make.task(plan, date(2025, 8, 1), text="Rà soát"), here.communes[0], PartKind.LEAD)
    end(here.communes[0], here.communes[1], here.communes[2])
    portal_day("2025-07-02 08:00")
    call_command("tick", verbosity=0)
    row.refresh_from_db()
    assert row.kept_by == here.communes[0], "nobody guesses"
    client.force_login(make.user(here.standing))
    assert "Chọn cơ quan tiếp nhận" in client.get(reverse("tasks")).content.decode()
    page = client.get(reverse("successions"))
    ((_, rows, heirs, _),) = page.context["groups"]
    assert rows == [row] and heirs == here.communes[1:3]
    url = reverse("succession_pass", args=[here.communes[0].pk])
    page = client.post(url, {"to": "", "viec": [row.pk]}, follow=True)
    assert "Hãy chọn cơ quan tiếp nhận." in page.content.decode()
    client.post(url, {"to": here.communes[2].pk, "viec": [row.pk], "ly_do": "QĐ 15/QĐ-UBND"})
    row.refresh_from_db()
    assert row.kept_by == here.communes[2]
    assert row.events.get(name="succeed").reason == "QĐ 15/QĐ-UBND"
    assert not client.get(reverse("successions")).context["groups"]


def test_only_who_runs_the_plan_hands_work_over(client, here, plan, portal_day):
    row = make.assignment(make.task(plan), here.communes[0], PartKind.LEAD)
    end(here.communes[0])
    portal_day("2025-07-02 08:00")
    url = reverse("succession_pass", args=[here.communes[0].pk])
    for person in (make.user(here.communes[1], Role.HEAD), make.user(make.district().standing)):
        client.force_login(person)
        assert not client.get(reverse("successions")).context["groups"]
        assert client.post(url, {"to": here.communes[1].pk, "viec": [row.pk]}).status_code == 404
    client.force_login(make.user(here.standing))
    foreign = make.district().communes[0]
    page = client.post(url, {"to": foreign.pk, "viec": [row.pk]}, follow=True)
    assert "không hoạt động trên địa bàn" in page.content.decode()
