"""The state of an assignment on a day: never stored, one table, never falsely red."""

from datetime import date, timedelta

import pytest

from plans.models import Assignment, PartKind
from plans.tasklist import words_of
from tests.plans import make
from workflow.models import Evidence

TODAY = date(2024, 12, 20)
DAY = timedelta(days=1)


def status(assignment, on=TODAY):
    return Assignment.objects.with_status(on=on).get(pk=assignment.pk).status


@pytest.fixture
def unit():
    return make.district(offices=2, communes=1)


@pytest.fixture
def plan(unit):
    return make.plan(unit.committee, unit.standing)


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (TODAY - DAY, "OVERDUE"),
        (TODAY, "DUE_SOON"),
        (TODAY + 7 * DAY, "DUE_SOON"),
        (TODAY + 8 * DAY, "IN_TIME"),
    ],
)
def test_dated_work_is_late_from_the_day_after_its_due_day(unit, plan, due, expected):
    assert status(make.assignment(make.task(plan, due), unit.offices[0])) == expected


@pytest.mark.parametrize(("shift", "expected"), [(-1, "DONE_EARLY"), (0, "DONE_ON_TIME"), (1, "DONE_LATE")])
def test_done_is_early_on_time_or_late_by_its_day(unit, plan, shift, expected):
    due = TODAY - 10 * DAY
    row = make.assignment(make.task(plan, due), unit.offices[0], done_on=due + shift * DAY)
    assert status(row) == expected
    assert status(row, on=due + shift * DAY - DAY) != expected, "the day before, nobody knew"


def test_an_extended_task_is_judged_by_its_new_day(unit, plan):
    task = make.task(plan, TODAY - 5 * DAY)
    row = make.assignment(task, unit.offices[0], due=TODAY + 20 * DAY, first_due=task.due)
    assert status(row) == "IN_TIME"


def test_work_that_has_not_begun_waits_for_its_time(unit, plan):
    assert status(make.assignment(make.task(plan, TODAY + 90 * DAY, starts=TODAY + DAY), unit.offices[0])) == "NOT_YET"


def test_handed_in_and_waiting_for_confirmation_is_never_overdue(unit, plan):
    task = make.task(plan, TODAY - 5 * DAY, asks_confirmation=True)
    row = make.assignment(task, unit.offices[0], done_on=TODAY - 5 * DAY)
    assert status(row) == "TO_CONFIRM"
    row.confirmed_on = TODAY
    row.save()
    assert status(row) == "DONE_ON_TIME", "the unit's day counts, not the monitor's"
    late = make.assignment(task, unit.offices[1], done_on=TODAY - 4 * DAY)
    assert status(late) == "TO_CONFIRM", "handed in late, it is the monitor's turn all the same"
    assert words_of(Assignment.objects.with_status(on=TODAY).get(pk=late.pk), TODAY) == (
        "Chờ xác nhận, nộp sau hạn 1 ngày"
    )
    late.confirmed_on = TODAY
    late.save()
    assert status(late) == "DONE_LATE"


def test_a_deliverable_without_the_evidence_asked_for_is_not_done(unit, plan):
    row = make.assignment(make.task(plan, TODAY - DAY, asks_evidence=True), unit.offices[0], done_on=TODAY - 2 * DAY)
    assert status(row) == "OVERDUE"
    row.evidence.add(proof(unit.offices[0]))
    assert status(row) == "DONE_EARLY"


def test_on_demand_work_is_counted_and_never_red_or_amber(unit, plan):
    order = make.requirement(plan, nature="ON_DEMAND", due=TODAY - DAY)
    row = make.assignment(order, unit.communes[0])
    assert status(row) == "IN_TIME"
    make.activity(row, TODAY - DAY)
    assert status(row) == "ONGOING_UPDATED"


def test_recurring_work_is_updated_by_an_entry_in_its_own_period(unit, plan):
    monthly = make.assignment(make.requirement(plan, per="MONTH"), unit.communes[0])
    make.activity(monthly, date(2024, 11, 30))
    assert status(monthly) == "ONGOING_NOT_UPDATED"
    make.activity(monthly, date(2024, 12, 1))
    assert status(monthly) == "ONGOING_UPDATED"
    assert status(monthly, on=date(2025, 1, 1)) == "ONGOING_NOT_UPDATED"


def test_one_units_turn_updates_a_shared_programme_for_all(unit, plan):
    order = make.requirement(plan, per="MONTH", scope="SHARED")
    mine, other = (make.assignment(order, office) for office in unit.offices)
    make.activity(other, date(2024, 12, 5))
    assert (status(mine), status(other)) == ("ONGOING_UPDATED", "ONGOING_UPDATED")
    dated = make.task(plan, TODAY - DAY, scope="SHARED")
    mine, other = (make.assignment(dated, office) for office in unit.offices)
    other.done_on = TODAY - DAY
    other.save()
    assert status(mine) == "DONE_ON_TIME"


def test_a_corrected_entry_counts_once(unit, plan):
    row = make.assignment(make.requirement(plan, per="MONTH"), unit.communes[0])
    wrong = make.activity(row, date(2024, 12, 5))
    make.activity(row, date(2024, 11, 5), corrects=wrong)
    assert status(row) == "ONGOING_NOT_UPDATED"


def test_work_bound_to_an_event_is_in_time_until_the_event_gives_it_a_day(unit, plan):
    task = make.task(plan, schedule_kind="EVENT")
    assert status(make.assignment(task, unit.offices[0])) == "IN_TIME"
    assert status(make.assignment(task, unit.offices[1], due=TODAY - DAY)) == "OVERDUE"


def test_helpers_and_monitors_are_never_late(unit, plan):
    task = make.task(plan, TODAY - DAY)
    helper = make.assignment(task, unit.offices[0], PartKind.COORDINATE)
    lead = make.assignment(task, unit.offices[1], PartKind.LEAD)
    assert status(helper) == "IN_TIME"
    assert list(Assignment.objects.overdue(on=TODAY)) == [lead]
    assert list(Assignment.objects.waiting(on=TODAY)) == [lead]


def proof(agency):
    return Evidence.objects.create(
        agency=agency,
        file="x.pdf",
        name="x.pdf",
        suffix=".pdf",
        content_type="application/pdf",
        size=1,
        sha256="0" * 64,
    )
