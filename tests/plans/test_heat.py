"""The heat map, a unit's year and the roster of turns, as the pages show them."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import Role
from plans.heat import heat_map
from plans.models import Turn
from plans.services import rotated, set_turns
from tests.plans import make
from workflow.models import Event
from workflow.transitions import NotAllowed

TODAY = date(2024, 12, 20)


@pytest.fixture
def here():
    return make.district(offices=2, communes=3)


@pytest.fixture
def plan(here):
    return make.plan(here.committee, here.standing)


@pytest.fixture
def keeper(here):
    return make.user(here.standing)


@pytest.fixture
def radio(here, plan):
    order = make.requirement(plan, per="MONTH", scope="SHARED", plan_model=make.plan_model(plan, "Đối thoại"))
    for office in here.offices:
        make.assignment(order, office)
    return order


def test_units_and_models_meet_in_cells(here, plan, keeper, radio):
    saturday = make.requirement(plan, plan_model=make.plan_model(plan, "Thứ 7"))
    letters = make.requirement(plan, nature="ON_DEMAND", plan_model=make.plan_model(plan, "Thư"), count_unit="thư")
    first, second, third = here.communes
    for month in (1, 4, 7, 10):
        make.activity(
            make.assignment(saturday, first) if month == 1 else saturday.assignments.first(), date(2024, month, 5)
        )
    make.activity(make.assignment(saturday, second), date(2024, 2, 5))
    make.assignment(saturday, third)
    make.activity(make.assignment(letters, second), date(2024, 3, 1), 40)
    heat = heat_map(plan, keeper, year=2024, on=TODAY)
    assert [column.model.short_name for column in heat.columns] == ["Thứ 7", "Thư"]
    found = {row.unit.pk: [(cell.kind, cell.met, cell.owed, cell.total) for cell in row.cells] for row in heat.rows}
    assert found == {
        first.pk: [("full", 4, 4, 4), ("off", 0, 0, 0)],
        second.pk: [("low", 1, 3, 1), ("count", 0, 0, 40)],
        third.pk: [("none", 0, 3, 0), ("off", 0, 0, 0)],
    }
    assert (heat.met, heat.owed) == (5, 10)
    (strip,) = heat.shared
    assert strip.order == radio, "a programme of all stands once, above the units"


def test_a_unit_sees_its_own_row_and_the_common_programme(client, here, plan, radio):
    order = make.requirement(plan, plan_model=make.plan_model(plan, "Thứ 7"))
    for commune in here.communes:
        make.activity(make.assignment(order, commune), date(2024, 5, 5), text="Buổi tháng 5")
    client.force_login(make.user(here.communes[0]))
    page = client.get(reverse("cadence"), {"yeu_cau": order.pk})
    assert page.context["agency"] == here.communes[0]
    assert [line.order for line in page.context["lines"]] == [radio, order]
    assert "Buổi tháng 5" in page.content.decode()
    assert client.get(reverse("cadence_unit", args=[here.communes[1].pk])).status_code == 404


@pytest.mark.parametrize("many", [2, 30])
def test_the_heat_map_costs_the_same_for_few_units_and_many(client, here, plan, keeper, many):
    for name in ("Thứ 7", "Lưu động"):
        order = make.requirement(plan, plan_model=make.plan_model(plan, name))
        for number in range(many):
            unit = here.communes[number] if number < 2 else make.commune(here.committee)
            make.activity(make.assignment(order, unit), date(2024, 5, 5))
    client.force_login(keeper)
    client.get(reverse("cadence"))
    with CaptureQueriesContext(connection) as caught:
        page = client.get(reverse("cadence"))
    assert len(page.context["heat"].rows) >= many
    assert len(caught) <= 15, [query["sql"][:90] for query in caught]


def test_many_units_are_paged_and_each_page_adds_up_its_own(client, here, plan, keeper, monkeypatch):
    monkeypatch.setattr("plans.heat.UNITS_SHOWN", 2)
    order = make.requirement(plan, plan_model=make.plan_model(plan, "Thứ 7"))
    for unit in here.communes:
        make.activity(make.assignment(order, unit), date(2024, 5, 5))
    client.force_login(keeper)
    shown = []
    for page, met in (("1", 2), ("2", 1)):
        answer = client.get(reverse("cadence"), {"trang": page})
        shown += [row.unit.pk for row in answer.context["heat"].rows]
        assert answer.context["heat"].met == met and "Trang " in answer.content.decode()
    assert shown == [unit.pk for unit in here.communes]


def test_ended_units_leave_the_map_of_later_years(here, plan, keeper):
    order = make.requirement(plan)
    gone = make.commune(here.committee, active_to=date(2023, 6, 30))
    for unit in (gone, here.communes[0]):
        make.assignment(order, unit)
    assert [row.unit.pk for row in heat_map(plan, keeper, year=2024, on=TODAY).rows] == [here.communes[0].pk]
    assert gone.pk in [row.unit.pk for row in heat_map(plan, keeper, year=2023, on=TODAY).rows]


def test_turns_go_round_after_those_already_given():
    months = [date(2025, month, 1) for month in range(1, 6)]
    assert rotated([7, 8, 9], months, {months[1]: 9}) == dict(zip(months, [7, 9, 7, 8, 9], strict=True))
    assert rotated([], months, {}) == {}


def test_the_standing_agency_writes_the_roster_and_whoever_does_it_counts(client, here, keeper, radio):
    client.force_login(keeper)
    url = reverse("roster", args=[radio.pk])
    first, second = here.offices
    client.post(f"{url}?nam=2024", {"luot-2024-01-01": first.pk, "chia": "1"})
    turns = list(Turn.objects.filter(order=radio).values_list("agency", flat=True))
    assert turns == [first.pk, second.pk] * 6
    assert Event.objects.get(name="roster").data["2024-02-01"] == [None, second.pk]
    make.activity(radio.assignments.get(agency=first), date(2024, 2, 10))
    page = client.get(url, {"nam": "2024"})
    cell, turn, done = page.context["rows"][1]
    assert (cell.state, turn, [entry.assignment.agency for entry in done]) == ("MET", second, [first])
    client.post(f"{url}?nam=2024", {"luot-2024-01-01": first.pk})
    assert Turn.objects.filter(order=radio).count() == 1, "an emptied box takes the turn back"


def test_only_a_shared_programme_with_a_rhythm_has_a_roster(client, here, plan, keeper, radio):
    coffee = make.requirement(plan, nature="ON_DEMAND", scope="SHARED", plan_model=make.plan_model(plan, "Cà phê"))
    make.activity(make.assignment(coffee, here.offices[0]), date(2024, 2, 23))
    client.force_login(keeper)
    page = client.get(reverse("cadence"), {"nam": "2024"}).content.decode()
    assert reverse("roster", args=[radio.pk]) in page and reverse("roster", args=[coffee.pk]) not in page


def test_only_the_standing_agency_and_the_authority_write_the_roster(here, radio):
    with pytest.raises(NotAllowed, match="cơ quan thường trực"):
        set_turns(order=radio, by=make.user(here.offices[0], Role.HEAD), turns={date(2024, 1, 1): here.offices[0].pk})
    with pytest.raises(NotAllowed, match="không tham gia"):
        set_turns(order=radio, by=make.user(here.standing), turns={date(2024, 1, 1): here.communes[0].pk})
    each = make.requirement(radio.plan)
    with pytest.raises(NotAllowed, match="không thực hiện luân phiên"):
        set_turns(order=each, by=make.user(here.standing), turns={})


def test_a_unit_is_told_its_turns(client, here, keeper, radio):
    set_turns(
        order=radio, by=keeper, turns={date(2024, 3, 1): here.offices[0].pk, date(2024, 9, 1): here.offices[0].pk}
    )
    client.force_login(make.user(here.offices[0]))
    page = client.get(reverse("cadence"))
    assert page.context["turns"] == {radio.pk: ["3", "9"]}
