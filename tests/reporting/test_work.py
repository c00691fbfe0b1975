"""Việc của tôi: nothing that waits for a person is missing from it, nothing in it is late that is not."""

from datetime import date

import pytest
from django.urls import reverse

from agencies import clock
from agencies.models import Role
from plans.models import Nature, PartKind, Scope
from plans.services import add_activity, complete_assignment, confirm_assignment, issue_assignments, set_turns
from reporting import letters, plan_work
from reporting.reminding.overdue import overdue_units
from reporting.waiting import waiting_of
from reporting.work import signing_of, work_of
from tests import make

TODAY = date(2024, 12, 20)


def lines(user, kind: str, *, on: date = TODAY):
    return [item for item in work_of(user, waiting_of(user), on=on) if item.kind == kind]


def handed_in(district, *leads, monitor=None):
    """A task whose result has to be confirmed, handed in by each of `leads`."""
    task = make.task(district.plan, leads[0], due=TODAY, asks_confirmation=True)
    rows = [make.assignment(task, lead) for lead in leads]
    if monitor is not None:
        make.assignment(task, monitor, PartKind.MONITOR)
    for row in rows:
        complete_assignment(assignment=row, by=make.user(row.agency), on=TODAY, result="Đã xong")
    return rows


@pytest.mark.parametrize("monitored", [True, False])
def test_a_result_waits_in_the_list_of_who_confirms_it(district, monitored):
    [row] = handed_in(district, district.office, monitor=district.monitor if monitored else None)
    asked, other = district.monitor_staff, district.standing_staff
    if not monitored:
        asked, other = other, asked
    [item] = lines(asked, "Kết quả chờ xác nhận")
    assert item.url == row.get_absolute_url() and str(district.office.short_name) in item.detail
    for person in (other, make.user(district.office), district.chairman, district.staff):
        assert not lines(person, "Kết quả chờ xác nhận")
    confirm_assignment(assignment=row, by=asked)
    assert not lines(asked, "Kết quả chờ xác nhận")


def test_results_of_several_units_are_one_line_of_their_task(district):
    rows = handed_in(district, *district.communes, monitor=district.monitor)
    [item] = lines(district.monitor_staff, "Kết quả chờ xác nhận")
    assert item.url == rows[0].order.get_absolute_url() and "2 đơn vị" in item.detail


def test_what_the_standing_agency_does_itself_is_confirmed_by_the_authority(district):
    handed_in(district, district.standing)
    assert not lines(district.standing_head, "Kết quả chờ xác nhận")
    assert lines(district.chairman, "Kết quả chờ xác nhận")


def test_shared_work_that_one_unit_did_waits_for_nobody(district):
    task = make.task(district.plan, district.communes[0], due=date(2024, 12, 10), scope=Scope.SHARED)
    rows = [make.assignment(task, commune) for commune in district.communes]
    others = make.user(district.communes[1])
    assert [item for item in work_of(others, waiting_of(others), on=TODAY) if item.url == rows[1].get_absolute_url()]
    complete_assignment(assignment=rows[0], by=district.staff, on=TODAY, result="Đã làm chung")
    assert not [
        item for item in work_of(others, waiting_of(others), on=TODAY) if item.url == rows[1].get_absolute_url()
    ]


def test_a_long_list_says_where_the_rest_is(district, monkeypatch):
    monkeypatch.setattr(plan_work, "TASKS_SHOWN", 2)
    for day in (21, 23, 25):
        make.assignment(make.task(district.plan, district.office, due=date(2024, 12, day)), district.office)
    officer = make.user(district.office)
    found = work_of(officer, waiting_of(officer), on=TODAY)
    urls = [item.url for item in found if item.due and item.kind != "Báo cáo"]
    assert len(urls) == 3 and urls[-1] == reverse("tasks")


def test_a_rhythm_without_results_is_said_when_its_period_is_about_to_end(district):
    assert not lines(district.staff, "Nhịp thực hiện", on=date(2024, 12, 20))
    with clock.at("2024-12-26 08:00"):
        [item] = lines(district.staff, "Nhịp thực hiện", on=date(2024, 12, 26))
        assert item.due == date(2024, 12, 31) and item.late_days == 0 and "Ngày thứ 7 vì dân" in item.detail
        mine = district.saturdays.assignments.get(agency=district.commune)
        add_activity(assignment=mine, by=district.staff, on=date(2024, 12, 21), count=1)
        assert not lines(district.staff, "Nhịp thực hiện", on=date(2024, 12, 26))
    assert not lines(district.monitor_staff, "Nhịp thực hiện", on=date(2024, 12, 26))


def test_whose_turn_it_is_sees_it_until_it_is_done(district):
    mine, other = district.communes
    radio = make.requirement(
        district.saturday, units=district.communes_group, nature=Nature.CADENCE, scope=Scope.SHARED, cadence_per="MONTH"
    )
    issue_assignments(plan=district.plan, on=date(2024, 1, 1))
    months = {date(2024, 11, 1): other.pk, date(2024, 12, 1): mine.pk, date(2025, 1, 1): other.pk}
    set_turns(order=radio, by=district.standing_staff, turns=months)
    [item] = lines(district.staff, "Đến lượt thực hiện", on=date(2024, 12, 1))
    assert item.due == date(2024, 12, 31) and "Ngày thứ 7 vì dân" in item.title
    neighbour = make.user(other)
    assert not lines(neighbour, "Đến lượt thực hiện", on=TODAY)
    assert lines(neighbour, "Đến lượt thực hiện", on=date(2025, 1, 31))
    done = radio.assignments.get(agency=mine)
    add_activity(assignment=done, by=district.staff, on=date(2024, 12, 20), count=1)
    assert not lines(district.staff, "Đến lượt thực hiện", on=TODAY)


def test_a_letter_waits_among_what_a_leader_signs(district):
    make.task(district.plan, district.office, due=date(2024, 12, 1))
    issue_assignments(plan=district.plan, on=TODAY)
    units = overdue_units(standing=[district.standing.pk], on=TODAY)
    letter = letters.draft_letter(standing=district.standing, units=units, by=district.standing_staff)
    letter.issuer = district.committee
    letter.save()
    letters.send_up(letter=letter, by=district.standing_staff)
    assert [item.url for item in signing_of(district.chairman, waiting_of(district.chairman))] == [
        letter.get_absolute_url()
    ]
    another = make.user(district.office, Role.HEAD)
    assert not signing_of(another, waiting_of(another))
