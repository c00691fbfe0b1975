"""Groups on a day, duties on a day, and who goes on with the work of an agency that ended."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from agencies.models import Agency, AgencyGroup, DutyKind, GroupMember, Succession
from plans.models import Assignment, Part, PartKind
from plans.services import issue_assignments
from tests import make

pytestmark = pytest.mark.django_db
BEFORE, MERGER = date(2025, 6, 30), date(2025, 7, 1)


@pytest.fixture
def d():
    return make.District(communes=3)


def end(agency: Agency, *successors: Agency, on: date = MERGER) -> None:
    agency.active_to = on - timedelta(days=1)
    agency.save()
    for successor in successors:
        Succession.objects.create(predecessor=agency, successor=successor, on=on)


def merge(d, *communes: Agency, name: str = "UBND xã Mới", on: date = MERGER) -> Agency:
    made = make.agency(name, kind="COMMITTEE", level="COMMUNE", parent=d.committee, active_from=on)
    for commune in communes:
        end(commune, made, on=on)
    return made


def name_of(group, on: date) -> list[str]:
    return [agency.name for agency in group.members(on=on)]


# Groups


def test_a_rule_takes_kinds_and_levels_under_the_jurisdiction_and_nothing_else(d):
    make.agency(
        "UBND xã của huyện khác", kind="COMMITTEE", level="COMMUNE", parent=make.District("huyện Khác").committee
    )
    make.agency("Trạm Y tế", kind="SERVICE_UNIT", level="COMMUNE", parent=d.commune)
    assert name_of(d.communes_group, BEFORE) == ["UBND xã A", "UBND xã B", "UBND xã C"]
    assert d.committee not in d.communes_group.members(on=BEFORE)
    assert len(name_of(d.offices_group, BEFORE)) == 4


def test_a_merger_changes_a_group_from_its_day_on_and_not_before(d):
    merge(d, d.communes[0], d.communes[1])
    assert name_of(d.communes_group, BEFORE) == ["UBND xã A", "UBND xã B", "UBND xã C"]
    assert name_of(d.communes_group, MERGER) == ["UBND xã C", "UBND xã Mới"]


def test_members_are_named_with_dates_and_left_out_with_dates(d):
    post_office = make.agency("Bưu điện huyện", kind="ENTERPRISE", parent=d.committee)
    GroupMember.objects.create(group=d.communes_group, agency=post_office, active_from=MERGER)
    GroupMember.objects.create(group=d.communes_group, agency=d.communes[2], excluded=True, active_to=BEFORE)
    assert name_of(d.communes_group, BEFORE) == ["UBND xã A", "UBND xã B"]
    assert name_of(d.communes_group, MERGER) == ["UBND xã A", "UBND xã B", "UBND xã C", "Bưu điện huyện"]


def test_a_named_member_that_ended_is_followed_to_its_successor(d):
    """A plan names "Phòng A, Phòng B"; after the merger the order falls on who took over their work."""
    named = make.group("Các cơ quan được giao", d.committee)
    for agency in (d.office, d.monitor):
        GroupMember.objects.create(group=named, agency=agency)
    new = make.agency("Phòng Kinh tế", parent=d.committee, active_from=MERGER)
    end(d.office, new)
    assert set(name_of(named, BEFORE)) == {d.office.name, d.monitor.name}
    assert set(name_of(named, MERGER)) == {"Phòng Kinh tế", d.monitor.name}
    end(d.monitor, new)
    assert name_of(named, MERGER) == ["Phòng Kinh tế"], "two that merged are one member"


def test_an_order_for_named_members_falls_on_the_successor_at_issue(d):
    named = make.group("Các cơ quan được giao", d.committee)
    GroupMember.objects.create(group=named, agency=d.office)
    plan = make.plan(d)
    order = make.task(plan, d.monitor, due=date(2025, 12, 31))
    Part.objects.create(order=order, part=PartKind.COORDINATE, group=named)
    new = make.agency("Phòng Kinh tế", parent=d.committee, active_from=MERGER)
    end(d.office, new)
    issue_assignments(plan=plan, on=MERGER)
    helpers = Assignment.objects.filter(order=order, part=PartKind.COORDINATE)
    assert [row.agency for row in helpers] == [new]


def test_a_member_that_ended_without_a_successor_is_simply_gone(d):
    named = make.group("Các cơ quan được giao", d.committee)
    GroupMember.objects.create(group=named, agency=d.office)
    end(d.office)
    assert name_of(named, MERGER) == []


def test_a_successor_outside_the_jurisdiction_is_no_member(d):
    named = make.group("Các cơ quan được giao", d.committee)
    GroupMember.objects.create(group=named, agency=d.office)
    end(d.office, make.agency("Sở Nông nghiệp và Môi trường", level="PROVINCE"))
    assert name_of(named, MERGER) == []


# Successors


def test_successors_are_followed_to_the_end_and_only_when_the_day_has_come(d):
    first = merge(d, d.communes[0], d.communes[1], name="UBND xã Một")
    later = date(2026, 1, 1)
    second = merge(d, first, d.communes[2], name="UBND xã Hai", on=later)
    commune = d.communes[0]
    assert commune.successors(on=BEFORE) == [commune]
    assert commune.successors(on=MERGER) == [first]
    assert commune.successors(on=later) == [second]


def test_a_split_has_several_successors_each_once(d):
    left = make.agency("UBND xã Đông", kind="COMMITTEE", level="COMMUNE", parent=d.committee, active_from=MERGER)
    right = make.agency("UBND xã Tây", kind="COMMITTEE", level="COMMUNE", parent=d.committee, active_from=MERGER)
    end(d.commune, left, right)
    assert d.commune.successors(on=MERGER) == [left, right]


def test_nobody_succeeds_himself_or_anybody_twice(d):
    for predecessor, successor in ((d.office, d.office), (d.office, d.monitor), (d.office, d.monitor)):
        if predecessor != successor and not Succession.objects.exists():
            Succession.objects.create(predecessor=predecessor, successor=successor, on=MERGER)
            continue
        with pytest.raises(IntegrityError), transaction.atomic():
            Succession.objects.create(predecessor=predecessor, successor=successor, on=MERGER)


# Duties


def test_who_holds_a_duty_depends_on_the_day(d):
    d.committee.duties.filter(kind=DutyKind.STANDING).update(active_to=BEFORE)
    new = make.agency("Phòng Văn hóa - Xã hội", parent=d.committee, active_from=MERGER)
    make.duty(d.committee, DutyKind.STANDING, new, active_from=MERGER)
    assert d.committee.duty_holder(DutyKind.STANDING, on=BEFORE) == d.standing
    assert d.committee.duty_holder(DutyKind.STANDING, on=MERGER) == new


def test_a_duty_nobody_holds_is_none_and_of_two_the_first_in_order_holds_it(d):
    assert d.committee.duty_holder(DutyKind.FINANCE, on=BEFORE) is None
    make.duty(d.committee, DutyKind.VERIFICATION, d.office)
    assert d.committee.duty_holder(DutyKind.VERIFICATION, on=BEFORE) == d.verifier
    assert d.commune.duty_holder(DutyKind.STANDING, on=BEFORE) is None, "a duty is held for its own jurisdiction only"


# The tree


def test_moving_a_committee_takes_its_whole_jurisdiction_along(d):
    station = make.agency("Trạm Y tế", kind="SERVICE_UNIT", level="COMMUNE", parent=d.commune)
    province = make.agency("UBND tỉnh", kind="COMMITTEE", level="PROVINCE")
    d.committee.parent = province
    d.committee.save()
    station.refresh_from_db()
    assert station.ancestor_ids == [province.pk, d.committee.pk, d.commune.pk, station.pk]
    assert station in Agency.objects.within(province)
    assert d.committee not in Agency.objects.within(d.commune)


def test_an_agency_is_not_placed_under_itself_and_dates_stand_in_order(d):
    d.committee.parent = d.commune
    with pytest.raises(ValidationError, match="không thể trực thuộc chính nó"):
        d.committee.clean()
    with pytest.raises(ValidationError, match="phải bằng hoặc sau ngày bắt đầu"):
        Agency(active_from=MERGER, active_to=BEFORE).clean()


def test_both_ends_of_a_period_are_in_it(d):
    d.office.active_from, d.office.active_to = MERGER, MERGER
    d.office.save()
    assert d.office.is_active(MERGER)
    assert Agency.objects.active(MERGER).filter(pk=d.office.pk).exists()
    for day in (BEFORE, MERGER + timedelta(days=1)):
        assert not d.office.is_active(day)
        assert not Agency.objects.active(day).filter(pk=d.office.pk).exists()


# People


def test_names_are_found_with_and_without_accents_and_sorted_by_given_name():
    for full_name in ("Trần Văn Ân", "Nguyễn Thị Ánh", "Lê Đức Bình", "Đỗ An"):
        make.user(full_name=full_name)
    people = make.User.objects
    assert [person.full_name for person in people.by_name()] == [
        "Đỗ An",
        "Nguyễn Thị Ánh",
        "Trần Văn Ân",
        "Lê Đức Bình",
    ]
    for asked in ("le duc", "LÊ ĐỨC", "Binh Duc", "đức"):
        assert [person.full_name for person in people.matching(asked)] == ["Lê Đức Bình"], asked
    assert not people.matching("khong co ai").exists()


def test_many_groups_are_read_as_one_is(d, django_assert_num_queries):
    """Two statements, and one more for a step of successors, however many groups and ended members there are."""
    other = make.District("huyện Khác")
    taken_over = merge(d, d.communes[0])
    groups = [d.communes_group, d.offices_group, other.communes_group]
    for n in range(10):
        named = make.group(f"Nhóm {n}", d.committee)
        GroupMember.objects.create(group=named, agency=d.communes[0])
        groups.append(named)
    with django_assert_num_queries(3):
        meant = AgencyGroup.members_of(groups, on=MERGER)
    assert {group.pk: list(group.members(on=MERGER)) for group in groups} == meant
    assert meant[groups[-1].pk] == [taken_over]
    assert meant[other.communes_group.pk] == other.communes
