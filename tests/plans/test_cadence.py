"""Cells of the calendar: met, missed, open, not required; counted by the database, checked by hand."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies import clock
from plans.cadence import periods, strips, tallies, year_strips
from plans.models import Order
from tests.plans import make

TODAY = date(2024, 12, 20)


@pytest.fixture
def here():
    return make.district(offices=2, communes=2)


@pytest.fixture
def plan(here):
    return make.plan(here.committee, here.standing)


def states(strip):
    return [cell.state for cell in strip.cells]


def test_each_unit_has_its_own_cells_and_the_running_quarter_is_open(here, plan):
    order = make.requirement(plan)
    first, second = (make.assignment(order, commune) for commune in here.communes)
    make.activity(first, date(2024, 1, 1))
    make.activity(first, date(2024, 3, 31), 2)
    make.activity(second, date(2024, 12, 19))
    mine, other = year_strips([order], year=2024, on=TODAY)
    assert states(mine) == ["MET", "MISSED", "MISSED", "OPEN"]
    assert [cell.count for cell in mine.cells] == [3, 0, 0, 0]
    assert states(other) == ["MISSED", "MISSED", "MISSED", "MET"]
    assert (mine.met, mine.owed, other.met, other.owed) == (1, 3, 1, 4)
    assert [cell.label for cell in mine.cells] == ["I", "II", "III", "IV"]


def test_a_period_is_open_until_its_last_day_has_passed(here, plan):
    order = make.requirement(plan)
    make.assignment(order, here.communes[0])
    assert states(year_strips([order], year=2024, on=date(2024, 12, 31))[0])[3] == "OPEN"
    assert states(year_strips([order], year=2024, on=date(2025, 1, 1))[0])[3] == "MISSED"


def test_the_last_day_lasts_until_midnight(here, plan):
    order = make.requirement(plan)
    make.assignment(order, here.communes[0])
    with clock.at("2024-09-30 23:59:59"):
        assert states(year_strips([order], year=2024, on=clock.today())[0])[2] == "OPEN"
    with clock.at("2024-10-01 00:00:00"):
        assert states(year_strips([order], year=2024, on=clock.today())[0])[2] == "MISSED"


def test_a_plan_asks_for_the_period_it_was_issued_in_only_when_half_of_it_was_left(here):
    """Issued on 16 February 2024 for the whole year: 14 of 29 days of February were left, 45 of 91 of the quarter."""
    plan = make.plan(
        here.committee,
        here.standing,
        period_start=date(2024, 1, 1),
        period_end=date(2024, 12, 31),
        issued_first=date(2024, 2, 1),
        issued_last=date(2024, 2, 16),
    )
    per = {name: make.requirement(plan, per=name) for name in ("MONTH", "QUARTER", "HALF", "YEAR")}
    for order in per.values():
        make.assignment(order, here.communes[0])
    found = {strip.order: states(strip) for strip in year_strips(per.values(), year=2024, on=date(2025, 1, 1))}
    assert found[per["MONTH"]] == ["NOT_REQUIRED"] * 2 + ["MISSED"] * 10
    assert found[per["QUARTER"]] == ["NOT_REQUIRED"] + ["MISSED"] * 3
    assert found[per["HALF"]] == ["MISSED", "MISSED"]
    assert found[per["YEAR"]] == ["MISSED"], "a year's quota is owed, though the plan came in February"


def test_a_merger_in_mid_period_asks_nobody_for_the_broken_period(here, plan):
    order = make.requirement(plan)
    gone = make.commune(here.committee, active_to=date(2024, 5, 15))
    heir = make.commune(here.committee, active_from=date(2024, 5, 16))
    row = make.assignment(order, gone, kept_by=heir)
    make.activity(row, date(2024, 2, 1))
    make.assignment(order, heir)
    found = {strip.agency_id: states(strip) for strip in year_strips([order], year=2024, on=TODAY)}
    assert found[gone.pk] == ["MET", "NOT_REQUIRED", "NOT_REQUIRED", "NOT_REQUIRED"]
    assert found[heir.pk] == ["NOT_REQUIRED", "NOT_REQUIRED", "MISSED", "OPEN"]


def test_a_yearly_quota_is_open_all_the_year_and_counts_every_entry(here, plan):
    order = make.requirement(plan, per="YEAR", cadence_times=2)
    row = make.assignment(order, here.communes[0])
    make.activity(row, date(2024, 2, 29))
    assert states(year_strips([order], year=2024, on=TODAY)[0]) == ["OPEN"]
    make.activity(row, date(2024, 12, 31))
    assert states(year_strips([order], year=2024, on=date(2024, 12, 31))[0]) == ["MET"]


def test_tenths_add_up_to_a_whole(here, plan):
    """0,7 + 0,2 + 0,1 is 1, on every database."""
    order = make.requirement(plan)
    row = make.assignment(order, here.communes[0])
    for count in ("0.7", "0.2", "0.1"):
        make.activity(row, date(2024, 1, 5), count)
    cell = year_strips([order], year=2024, on=TODAY)[0].cells[0]
    assert (cell.state, cell.count) == ("MET", 1)


def test_tallies_are_the_sums_of_the_strips(here, plan):
    orders = [
        make.requirement(plan),
        make.requirement(plan, nature="ON_DEMAND"),
        make.requirement(plan, scope="SHARED"),
    ]
    for order in orders:
        for commune in here.communes:
            make.activity(make.assignment(order, commune), date(2024, 5, 5), 3)
    lasting = make.requirement(plan, nature="ONCE")
    make.activity(make.assignment(lasting, here.communes[0]), date(2024, 5, 5), 7)
    year = {"first": date(2024, 1, 1), "last": date(2024, 12, 31), "on": TODAY}
    found = tallies([*orders, lasting], **year)
    expected = [
        (strip.order.pk, strip.agency_id, strip.met, strip.owed, states(strip).count("OPEN"), strip.total)
        for strip in strips(orders, **year)
    ]
    rows = [(row.order_id, row.agency_id, row.met, row.owed, row.open, row.total) for row in found]
    assert rows == [*expected, (lasting.pk, here.communes[0].pk, 0, 0, 0, 7)]
    by_order: dict[int, list] = {}
    for order, _, *sums in rows:
        by_order[order] = [one + more for one, more in zip(by_order.get(order, [0] * 4), sums, strict=True)]
    whole = tallies([*orders, lasting], **year, by_unit=False)
    assert {row.order_id: [row.met, row.owed, row.open, row.total] for row in whole} == by_order


def test_a_shared_programme_is_counted_once_whoever_took_the_turn(here, plan):
    order = make.requirement(plan, per="MONTH", scope="SHARED")
    for month, office in enumerate(here.offices, 1):
        make.activity(make.assignment(order, office), date(2024, month, 10))
    (strip,) = year_strips([order], year=2024, on=TODAY)
    assert strip.agency_id is None
    assert states(strip) == ["MET", "MET"] + ["MISSED"] * 9 + ["OPEN"]


def test_on_demand_work_is_counted_and_never_judged(here, plan):
    order = make.requirement(plan, nature="ON_DEMAND")
    make.activity(make.assignment(order, here.communes[0]), date(2024, 2, 1), 7)
    (strip,) = year_strips([order], year=2024, on=TODAY)
    assert states(strip) == ["ON_DEMAND"] * 4
    assert (strip.owed, strip.total) == (0, 7)


def test_a_unit_owes_only_the_whole_periods_of_its_life(here, plan):
    order = make.requirement(plan)
    young = make.commune(here.committee, active_from=date(2024, 4, 2))
    old = make.commune(here.committee, active_to=date(2024, 9, 30))
    early = make.commune(here.committee, active_from=date(2024, 5, 1))
    for commune in (young, old):
        make.assignment(order, commune)
    make.activity(make.assignment(order, early), date(2024, 6, 1))
    found = {strip.agency_id: states(strip) for strip in year_strips([order], year=2024, on=date(2025, 1, 10))}
    assert found[young.pk] == ["NOT_REQUIRED", "NOT_REQUIRED", "MISSED", "MISSED"]
    assert found[old.pk] == ["MISSED", "MISSED", "MISSED", "NOT_REQUIRED"]
    assert found[early.pk][1] == "MET", "what was done counts, though nobody asked for it"


def test_an_order_is_owed_from_the_amendment_that_brought_it(here, plan):
    version = plan.versions.create(number=1, effective_on=date(2024, 7, 1))
    order = make.requirement(plan, added_in=version)
    make.assignment(order, here.communes[0])
    (strip,) = year_strips([order], year=2024, on=TODAY)
    assert states(strip) == ["NOT_REQUIRED", "NOT_REQUIRED", "MISSED", "OPEN"]


def test_corrections_replace_and_the_future_does_not_count(here, plan):
    order = make.requirement(plan, per="MONTH", cadence_times=2)
    row = make.assignment(order, here.communes[0])
    wrong = make.activity(row, date(2024, 1, 5), 2)
    make.activity(row, date(2024, 2, 5), 2, corrects=wrong)
    (strip,) = strips([order], first=date(2024, 1, 1), last=date(2024, 2, 29), on=date(2024, 2, 4))
    assert states(strip) == ["MISSED", "OPEN"]
    (strip,) = strips([order], first=date(2024, 1, 1), last=date(2024, 2, 29), on=date(2024, 2, 5))
    assert states(strip) == ["MISSED", "MET"]


def test_a_period_belongs_to_the_round_that_holds_its_last_day():
    found = periods("QUARTER", date(2023, 12, 15), date(2024, 12, 14))
    assert [label for _, _, label in found] == ["IV", "I", "II", "III"]
    assert periods("WEEK", date(2024, 12, 16), date(2024, 12, 22)) == [
        (date(2024, 12, 16), date(2024, 12, 22), "16/12")
    ]
    assert [label for _, _, label in periods("HALF", date(2024, 1, 1), date(2024, 12, 31))] == ["6T đầu", "6T cuối"]


def test_what_somebody_may_not_see_is_not_there_but_the_shared_programme_is(here, plan):
    order, shared = make.requirement(plan), make.requirement(plan, scope="SHARED")
    for commune in here.communes:
        make.assignment(order, commune)
        make.assignment(shared, commune)
    person = make.user(here.communes[0])
    found = year_strips([order, shared], year=2024, on=TODAY, seen_by=person)
    assert [(strip.order, strip.agency_id) for strip in found] == [(order, here.communes[0].pk), (shared, None)]


def test_what_lasts_is_counted_and_has_no_cells(here, plan):
    lasting = make.requirement(plan, nature="ONCE")
    for commune in here.communes:
        make.activity(make.assignment(lasting, commune), date(2024, 5, 5), 4)
    found = tallies([lasting], first=date(2024, 1, 1), last=date(2024, 12, 31), on=TODAY)
    assert [(row.agency_id, row.total) for row in found] == [(commune.pk, 4) for commune in here.communes]
    assert year_strips([lasting], year=2024, on=TODAY) == []


@pytest.mark.parametrize("count", [2, 40])
def test_the_number_of_statements_does_not_depend_on_the_number_of_units(here, plan, count):
    for _ in range(3):
        order = make.requirement(plan)
        for _ in range(count):
            make.activity(make.assignment(order, make.commune(here.committee)), date(2024, 5, 5))
    with CaptureQueriesContext(
        connection,
    ) as caught:
        found = year_strips(list(Order.objects.filter(plan=plan)), year=2024, on=TODAY)
    assert len(found) == 3 * count
    assert len(caught) == 2, [query["sql"][:80] for query in caught]
