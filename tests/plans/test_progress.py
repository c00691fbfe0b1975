"""A task's own life: handed in, confirmed or sent back, extended; and the orders a leader gives beside the plans."""

from datetime import date

import pytest
from django.urls import reverse

from agencies.models import Role
from plans.models import Assignment, PartKind, Plan, PlanKind
from plans.services import (
    complete_assignment,
    confirm_assignment,
    extend_assignment,
    give_direction,
    return_assignment,
    rolling_plan,
)
from tests.plans import make
from workflow.models import Event, Notice
from workflow.transitions import NotAllowed

TODAY = date(2024, 12, 20)


@pytest.fixture
def here():
    return make.district()


@pytest.fixture
def row(here):
    """A task of the first office that asks for evidence and for the second office's confirmation."""
    plan = make.plan(here.committee, here.standing)
    task = make.task(plan, date(2024, 12, 24), asks_evidence=True, asks_confirmation=True)
    make.assignment(task, here.offices[1], PartKind.MONITOR)
    return make.assignment(task, here.offices[0], PartKind.LEAD)


@pytest.fixture
def clerk(here):
    return make.user(here.offices[0])


def test_a_task_is_handed_in_with_evidence_then_confirmed_by_its_monitor(client, here, row, clerk):
    client.force_login(clerk)
    url = reverse("assignment_complete", args=[row.pk])
    answer = client.post(url, {"on": "2024-12-19", "result": "Dự toán đã lập"})
    assert answer.status_code == 422
    assert "cần tài liệu kiểm chứng" in answer.content.decode() and "Dự toán đã lập" in answer.content.decode()
    answer = client.post(url, {"on": "2024-12-19", "result": "Dự toán đã lập", "files": [make.upload()]}, follow=True)
    assert "Chờ xác nhận" in answer.content.decode()
    row.refresh_from_db()
    assert (row.done_on, row.result) == (date(2024, 12, 19), "Dự toán đã lập")
    monitor = make.user(here.offices[1])
    client.force_login(monitor)
    answer = client.post(reverse("assignment_confirm", args=[row.pk]), follow=True)
    row.refresh_from_db()
    assert (row.confirmed_on, row.confirmed_by) == (TODAY, monitor)
    assert "Hoàn thành trước hạn" in answer.content.decode()
    assert list(row.events.values_list("name", flat=True)) == ["complete", "confirm"]
    file = client.get(reverse("assignment_file", args=[row.pk, row.evidence.get().pk]))
    assert file.status_code == 200
    with pytest.raises(NotAllowed, match="đã được xác nhận"):
        complete_assignment(assignment=row, by=clerk, on=TODAY, result="Khác")


def test_the_monitor_may_ask_for_more_and_the_words_stay(here, row, clerk):
    complete_assignment(assignment=row, by=clerk, on=TODAY, result="Bản đầu", files=[make.upload()])
    monitor = make.user(here.offices[1], Role.HEAD)
    with pytest.raises(NotAllowed, match="Hãy ghi nội dung"):
        return_assignment(assignment=row, by=monitor, reason=" ")
    return_assignment(assignment=row, by=monitor, reason="Thiếu phụ lục")
    row.refresh_from_db()
    assert (row.done_on, row.result, row.evidence.count()) == (None, "Bản đầu", 1)
    assert Notice.objects.filter(user=clerk, text__contains="Thiếu phụ lục").exists()


def test_nobody_else_confirms_or_hands_in(here, row, clerk):
    stranger = make.user(here.offices[1])
    with pytest.raises(NotAllowed):
        complete_assignment(assignment=row, by=stranger, on=TODAY, result="x", files=[make.upload()])
    with pytest.raises(NotAllowed, match="chưa báo hoàn thành"):
        confirm_assignment(assignment=row, by=stranger)
    complete_assignment(assignment=row, by=clerk, on=TODAY, result="x", files=[make.upload()])
    for person in (clerk, make.user(here.communes[0], Role.HEAD), make.user(here.offices[1], Role.VIEWER)):
        with pytest.raises(NotAllowed):
            confirm_assignment(assignment=row, by=person)


def test_an_extension_keeps_the_first_day_the_reason_and_who(client, here, row, clerk):
    client.force_login(make.user(here.standing))
    url = reverse("assignment_extend", args=[row.pk])
    answer = client.post(url, {"gia-han-due": "2024-12-20", "gia-han-reason": "Chờ thông báo"})
    assert answer.status_code == 422 and "Hạn mới phải sau hạn hiện nay (24/12/2024)" in answer.content.decode()
    for day in ("2024-12-28", "2024-12-31"):
        client.post(url, {"gia-han-due": day, "gia-han-reason": "Chờ thông báo dự toán"})
    row.refresh_from_db()
    assert (row.first_due, row.due) == (date(2024, 12, 24), date(2024, 12, 31))
    assert row.extended_reason == "Chờ thông báo dự toán" and row.extended_by is not None
    assert row.events.filter(name="extend").count() == 2
    with pytest.raises(NotAllowed):
        extend_assignment(assignment=row, by=clerk, due=date(2025, 1, 5), reason="Tự gia hạn")


def test_progress_is_a_line_of_the_log(client, row, clerk):
    client.force_login(clerk)
    sent = {"tien-do-on": "2024-12-18", "tien-do-text": "Đang lấy báo giá"}
    answer = client.post(reverse("assignment_progress", args=[row.pk]), sent, follow=True)
    assert "Đang lấy báo giá" in answer.content.decode()
    row.refresh_from_db()
    assert row.done_on is None


def test_get_writes_nothing(client, row, clerk):
    client.force_login(clerk)
    for name in ("assignment_complete", "assignment_extend", "assignment_confirm", "assignment_return"):
        assert client.get(reverse(name, args=[row.pk])).status_code == 405


# Directions


def direct(here, by, **fields):
    given = {
        "authority": here.committee,
        "by": by,
        "text": "Khắc phục hồ sơ trễ hẹn, báo cáo trước 31/12",
        "lead": here.offices[0],
        "due": date(2024, 12, 30),
    }
    return give_direction(**(given | fields))


def test_a_direction_is_a_task_before_the_eyes_of_its_office(client, here, clerk):
    chairman = make.user(here.committee, Role.HEAD)
    task = direct(here, chairman, coordinators=[here.offices[1], here.offices[0]])
    assert (task.plan.kind, task.plan.title, task.plan.standing) == (
        PlanKind.DIRECTIONS,
        "Nhiệm vụ UBND giao",
        here.standing,
    )
    assert task.source_document == "Ý kiến chỉ đạo ngày 20/12/2024"
    lead = Assignment.objects.get(order=task, part=PartKind.LEAD)
    assert (lead.agency, lead.due) == (here.offices[0], date(2024, 12, 30))
    assert Assignment.objects.filter(order=task).count() == 2, "the lead does not also help itself"
    assert Notice.objects.get(user=clerk).url == reverse("assignment", args=[lead.pk])
    client.force_login(clerk)
    assert "Khắc phục hồ sơ trễ hẹn" in client.get(reverse("tasks")).content.decode()
    direct(here, chairman, text="Báo cáo tiến độ khắc phục")
    assert Plan.objects.filter(kind=PlanKind.DIRECTIONS).count() == 1
    assert list(rolling_plan(here.committee).orders.values_list("number", flat=True)) == ["CĐ.1", "CĐ.2"]


def test_a_later_direction_does_not_hand_out_earlier_ones_again(here):
    chairman = make.user(here.committee, Role.HEAD)
    first = direct(here, chairman)
    Assignment.objects.filter(order=first).delete()
    direct(here, chairman, lead=here.offices[1])
    assert not Assignment.objects.filter(order=first).exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"text": "  "}, "Hãy ghi nội dung"),
        ({"text": "x" * 2001}, "2.000 ký tự"),
        ({"due": date(2024, 12, 19)}, "từ hôm nay"),
    ],
)
def test_a_direction_says_what_is_missing(here, change, said):
    with pytest.raises(NotAllowed, match=said):
        direct(here, make.user(here.committee, Role.HEAD), **change)


def test_only_a_head_of_the_authority_directs_and_only_its_own_units(here):
    for person in (make.user(here.committee, Role.CLERK), make.user(here.standing, Role.HEAD)):
        with pytest.raises(NotAllowed):
            direct(here, person)
    elsewhere = make.district()
    chairman = make.user(here.committee, Role.HEAD)
    for lead in (elsewhere.offices[0], here.committee):
        with pytest.raises(NotAllowed):
            direct(here, chairman, lead=lead)
    ended = make.agency(parent=here.committee, active_to=date(2024, 6, 30))
    with pytest.raises(NotAllowed, match="kết thúc"):
        direct(here, chairman, lead=ended)
    assert not Plan.objects.exists() and not Event.objects.exists()
