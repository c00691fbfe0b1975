"""Groups are expanded once, at issue, by one function."""

from datetime import date

import pytest

from agencies.models import Role, Succession
from plans.models import Assignment, PartKind, PlanState
from plans.services import issue_assignments, record_plan
from tests.plans import make
from workflow.evidence import store
from workflow.models import Notice
from workflow.transitions import NotAllowed

DAY = date(2024, 12, 20)


def agencies_of(order, part=PartKind.IMPLEMENT):
    return set(Assignment.objects.filter(order=order, part=part).values_list("agency__name", flat=True))


def test_a_group_becomes_one_assignment_per_member_and_a_second_issue_adds_nothing():
    here = make.district(communes=3)
    plan = make.plan(here.committee, here.standing)
    order = make.task(plan, date(2024, 12, 31))
    make.part(order, here.all_communes)
    assert issue_assignments(plan=plan, on=DAY) == 3
    assert agencies_of(order) == {"UBND xã 1", "UBND xã 2", "UBND xã 3"}
    assert set(Assignment.objects.values_list("due", "first_due")) == {(date(2024, 12, 31), date(2024, 12, 31))}
    assert issue_assignments(plan=plan, on=DAY) == 0


def test_a_requirement_of_one_level_takes_only_that_level_out_of_a_group():
    here = make.district(offices=2, communes=3)
    everybody = make.group(here.committee, kinds=["OFFICE", "COMMITTEE"], levels=["DISTRICT", "COMMUNE"])
    plan = make.plan(here.committee, here.standing)
    of_communes = make.requirement(plan, level="COMMUNE")
    of_all = make.requirement(plan)
    for order in (of_communes, of_all):
        make.part(order, everybody)
        make.part(order, here.standing, PartKind.MONITOR)
    issue_assignments(plan=plan, on=DAY)
    assert agencies_of(of_communes) == {"UBND xã 1", "UBND xã 2", "UBND xã 3"}
    assert len(agencies_of(of_all)) == 6
    assert agencies_of(of_communes, PartKind.MONITOR) == {"Phòng Nội vụ"}


def test_who_leads_is_not_also_among_those_who_help():
    here = make.district(offices=3)
    plan = make.plan(here.committee, here.standing)
    order = make.task(plan)
    make.part(order, here.all_offices, PartKind.COORDINATE)
    make.part(order, here.offices[0], PartKind.LEAD)
    issue_assignments(plan=plan, on=DAY)
    assert agencies_of(order, PartKind.LEAD) == {"Phòng 1"}
    assert agencies_of(order, PartKind.COORDINATE) == {"Phòng 2", "Phòng 3", "Phòng Nội vụ"}


def test_a_merger_changes_later_issues_and_leaves_earlier_ones_as_they_were():
    here = make.district(communes=3)
    first, second, _ = here.communes
    plan = make.plan(here.committee, here.standing)
    before, after = make.task(plan), make.task(plan)
    make.part(before, here.all_communes)
    assert issue_assignments(plan=plan, on=date(2024, 6, 1)) == 3
    for ended in (first, second):
        ended.active_to = date(2024, 6, 30)
        ended.save()
    merged = make.commune(here.committee, "UBND xã Hợp Nhất", active_from=date(2024, 7, 1))
    for ended in (first, second):
        Succession.objects.create(predecessor=ended, successor=merged, on=date(2024, 7, 1))
    make.part(after, here.all_communes)
    named = make.task(plan)
    make.part(named, first)
    issue_assignments(plan=plan, on=DAY, orders=[after, named])
    assert agencies_of(before) == {"UBND xã 1", "UBND xã 2", "UBND xã 3"}
    assert agencies_of(after) == {"UBND xã 3", "UBND xã Hợp Nhất"}
    assert agencies_of(named) == {"UBND xã Hợp Nhất"}, "a part that names an ended agency falls on its successor"


def test_dropped_orders_are_not_issued():
    here = make.district()
    plan = make.plan(here.committee, here.standing)
    order = make.task(plan, dropped_in=plan.versions.first())
    make.part(order, here.all_communes)
    assert issue_assignments(plan=plan, on=DAY) == 0


def drafted(here):
    plan = make.plan(here.committee, here.standing, state=PlanState.DRAFT)
    order = make.task(plan, added_in=None)
    make.part(order, here.all_communes, PartKind.LEAD)
    return plan, order


def test_recording_needs_the_signed_file_and_the_standing_agency_then_tells_the_units():
    here = make.district()
    plan, order = drafted(here)
    clerk, outsider = make.user(here.standing), make.user(here.communes[0], Role.HEAD)
    with pytest.raises(NotAllowed, match="văn bản đã ký"):
        record_plan(plan=plan, by=clerk)
    assert not Assignment.objects.exists()
    plan.signed_file = store(upload=make.upload(), agency=here.committee, by=clerk)
    plan.save()
    with pytest.raises(NotAllowed):
        record_plan(plan=plan, by=outsider)
    event = record_plan(plan=plan, by=clerk)
    order.refresh_from_db()
    assert (plan.state, event.to_state, order.added_in) == ("ISSUED", "ISSUED", plan.versions.get(number=0))
    assert len(agencies_of(order, PartKind.LEAD)) == 3
    assert list(Notice.objects.values_list("user", flat=True)) == [outsider.pk]
    with pytest.raises(NotAllowed):
        record_plan(plan=plan, by=clerk)
