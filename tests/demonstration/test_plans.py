"""The plans of the demonstration are the facts of the five documents."""

from datetime import date

import pytest

from agencies.models import AgencyGroup, DutyKind
from plans.cadence import year_strips
from plans.models import Activity, Assignment, Nature, Order, OrderKind, PartKind, Plan, Scope
from plans.states import Status

TODAY = date(2024, 12, 20)


def plan_of(code: str, kind: str) -> Plan:
    return Plan.objects.get(authority__code=code, kind=kind)


@pytest.mark.parametrize(
    ("authority", "kind", "state", "models", "tasks", "targets"),
    [
        ("hong-ngu", "MODELS", "ISSUED", 13, 7, 0),
        ("tp-hong-ngu", "MODELS", "ISSUED", 9, 0, 0),
        ("hong-ngu", "TASKS", "CLOSED", 0, 27, 0),
        ("phung-hiep", "PROGRAMME", "ISSUED", 0, 5, 7),
        ("tp-hong-ngu", "COMMUNICATION", "ISSUED", 0, 6, 0),
    ],
)
def test_each_plan_holds_what_its_document_orders(demo, authority, kind, state, models, tasks, targets):
    plan = plan_of(authority, kind)
    assert plan.state == state
    assert plan.plan_models.count() == models
    assert plan.orders.current().filter(kind=OrderKind.TASK).count() == tasks
    assert plan.targets.count() == targets
    assert plan.signed_file is not None and plan.signed_file.suffix == ".pdf"
    assert plan.legal_bases.exists() and plan.sections.exists()


def test_number_left_blank_in_the_source_stays_blank(demo):
    plan = plan_of("hong-ngu", "MODELS")
    assert (plan.number, plan.reference, plan.issued_text) == ("", "…/QĐ-UBND", "tháng 10 năm 2021")
    assert (plan.issued_first, plan.issued_last) == (date(2021, 10, 1), date(2021, 10, 31))
    assert plan.versions.get(number=1).effective_on == date(2024, 1, 10)


def test_fifteen_requirements_and_their_natures(demo):
    orders = plan_of("hong-ngu", "MODELS").orders.filter(kind=OrderKind.REQUIREMENT)
    assert orders.count() == 15
    assert orders.filter(nature=Nature.CADENCE).count() == 4
    assert orders.get(scope=Scope.SHARED).cadence_text == "mỗi tháng 1 kỳ"
    letters = orders.filter(plan_model__number="2")
    assert {order.nature for order in letters} == {Nature.ON_DEMAND}


def test_groups_mean_the_agencies_the_plan_means(demo):
    def size(name):
        return len(AgencyGroup.objects.get(name=name, jurisdiction__code="hong-ngu").members(on=TODAY))

    assert size("Các cơ quan chuyên môn Huyện") == 12
    assert size("UBND cấp xã") == size("UBND các xã, thị trấn") == 10
    assert size("Các cơ quan, đơn vị") == 13


def test_who_is_only_asked_owes_nothing(demo):
    asked = Assignment.objects.filter(agency__code="hn-buu-dien")
    assert {assignment.part for assignment in asked} == {PartKind.COORDINATE}
    assert not asked.filter(agency__owes_reports=True).exists()


def test_duties_of_the_district(demo):
    authority = plan_of("hong-ngu", "MODELS").authority
    assert authority.duty_holder(DutyKind.STANDING, on=TODAY).code == "hn-noi-vu"
    assert authority.duty_holder(DutyKind.VERIFICATION, on=TODAY).code == "hn-van-phong"
    assert authority.duty_holder(DutyKind.PROCEDURES, on=TODAY).code == "hn-van-phong"
    assert authority.duty_holder(DutyKind.FINANCE, on=TODAY).code == "hn-tai-chinh"
    assert plan_of("hong-ngu", "TASKS").standing.code == "hn-van-phong"


@pytest.mark.parametrize(
    ("number", "level", "units", "met", "owed"),
    [("1", "COMMUNE", 10, 37, 40), ("9.1", "", 21, 78, 84), ("9.2", "", 17, 61, 68), ("1", "DISTRICT", 1, 11, 12)],
)
def test_cadence_of_the_year(demo, number, level, units, met, owed):
    order = Order.objects.get(
        plan=plan_of("hong-ngu", "MODELS"), number=number, level=level, nature=Nature.CADENCE, kind="REQUIREMENT"
    )
    strips = year_strips([order], year=2024, on=TODAY)
    assert (len(strips), sum(s.met for s in strips), sum(s.owed for s in strips)) == (units, met, owed)


def test_saturdays_eight_of_ten_communes_met_all_quarters(demo):
    order = Order.objects.get(plan=plan_of("hong-ngu", "MODELS"), number="9.1")
    communes = dict(
        order.assignments.filter(part=PartKind.IMPLEMENT, agency__level="COMMUNE").values_list("agency", "agency__code")
    )
    strips = year_strips([order], year=2024, on=TODAY, agencies=communes)
    missed = {
        communes[strip.agency_id]: [cell.label for cell in strip.cells if cell.state == "MISSED"]
        for strip in strips
        if strip.met < 4
    }
    assert len(strips) == 10
    assert missed == {"hn-long-khanh-b": ["III"], "hn-phu-thuan-b": ["II", "III"]}


def test_radio_misses_february_for_nobody_but_the_district(demo):
    order = Order.objects.get(plan=plan_of("hong-ngu", "MODELS"), scope=Scope.SHARED)
    (strip,) = year_strips([order], year=2024, on=TODAY)
    assert [cell.label for cell in strip.cells if cell.state == "MISSED"] == ["2"]
    hosts = Activity.objects.filter(assignment__order=order, on__year=2024).values_list("assignment__agency", flat=True)
    assert len(set(hosts)) > 8


def test_closed_plan_of_2021_has_its_results(demo):
    led = Assignment.objects.filter(order__plan=plan_of("hong-ngu", "TASKS"), part=PartKind.LEAD)
    dated = led.filter(due__isnull=False)
    assert dated.exists() and not dated.filter(done_on=None).exists()
    late = dated.with_status(on=date(2021, 12, 31)).filter(status=Status.DONE_LATE)
    assert {assignment.order.number for assignment in late} == {"A.2.4"}
    lasting = led.filter(due=None)
    assert not lasting.filter(activities=None).exists()


def test_four_tasks_are_overdue(demo):
    overdue = Assignment.objects.doing().overdue(on=TODAY).filter(order__plan__state="ISSUED")
    assert sorted(overdue.values_list("agency__code", flat=True)) == [
        "hn-long-thuan",
        "hn-nong-nghiep",
        "hn-tai-nguyen",
        "hn-thuong-lac",
    ]


def test_seven_aims_with_values(demo):
    targets = list(plan_of("phung-hiep", "PROGRAMME").targets.all())
    assert [float(target.value) for target in targets] == [95, 1, 30, 100, 1, 100, 4]
    assert [target.direction for target in targets][1] == "YES_NO" and targets[6].direction == "RANK"
    assert all(target.values.exists() for target in targets)
